"""The shapes that the twin's compiled code works on: an association, a year of demand and a policy as flat arrays.

Times are minutes from 00:00 of the first simulated day. A *need* is something that is broken at somebody's home; a
*wish* is a question of somebody who wants an answer. What is drawn by lot stands in the demand, drawn before the
run and the same under every policy, so that two policies meet the same year.
"""

from typing import Any, NamedTuple, TypeAlias

from numba import types
from numba.experimental import structref

from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.planning.engine.kernel.ride import Desk, Table

# Organisation.model
INTEGRAL, DEPARTMENTS, CENTRE = 0, 1, 2
# Channels
PHONE, WEB, MAIL, DESK = 0, 1, 2, 3
CHANNELS = 4
# Urgency, from the most to the least
DANGER, EMERGENCY, URGENT, NORMAL, PLANNED = 0, 1, 2, 3, 4
# What a contact is about. The first is a need of its own; the chasing ones only come from what went before.
REPORT, QUESTION, WHERE, AGAIN, CHASE, REBOOK = 0, 1, 2, 3, 4, 5
SUBJECTS = 6
# In the agenda, but no contact: work that others do for us is ready.
FINISHED = 6
# Where a need is
UNKNOWN, WAITING, BOOKED, BOUGHT, DONE, SETTLED, GIVEN_UP = 0, 1, 2, 3, 4, 5, 6
# Columns of Case.facts
(
    STATE,
    VISITS,
    SHUT,
    MISSED,
    LATE,
    CONTACTS,
    TRIES,
    ROW,
    WORKDAY,
    COMPLAINED,
    MOVED,
    CHOSE,
    CHASED,
    REGION_OF,
    BY_OWN,
) = range(15)
FACTS = 15
# Columns of Case.times
REPORTED, DUE, BEGIN, END, MINUTES, READY_AT, WAITED, RETURN_AT = range(8)
TIMES = 8


class Homes(NamedTuple):
    """Homes: place in km, region, district, the traits of who lives there (older, working, offline as 0 or 1)."""

    x: Floats
    y: Floats
    region: Ints
    district: Ints
    older: Ints
    working: Ints
    offline: Ints
    subscribed: Ints
    team: Ints


class Crew(NamedTuple):
    """Craftsmen: region, home place in km, `skills[person, group]`, `there[person, day]`: 0 away, 1 there, 2 ill."""

    region: Ints
    x: Floats
    y: Floats
    skills: Ints
    there: Ints
    first_of: Ints
    end_of: Ints


class Days(NamedTuple):
    """The calendar under the policy, worked out by policy.rules.

    `workday[day]`: number among the working days, or -1; `day_of[workday]`; `opens[day, block]` and `closes` in minutes
    of the day (telephone), `due[day, urgency]` the moment a report of that day is due when its term counts in days, and
    `due_hours[urgency]`, when it counts in hours (-1: it does not); `answer_due[day]`, `second_due[day]`,
    `complaint_due[day]` last moments.
    """

    workday: Ints
    day_of: Ints
    opens: Floats
    closes: Floats
    due: Floats
    due_hours: Floats
    answer_due: Floats
    second_due: Floats
    complaint_due: Floats
    weekday: Ints
    round_the_clock: Ints
    is_same_day: Ints


class Needs(NamedTuple):
    """What breaks, in order of time: when, at which home, what kind, and all the luck that goes with it, as uniforms.

    `visits[need, visit, ...]`: whether somebody is home, whether the work is finished, minutes, reason, way.
    """

    at: Floats
    home: Ints
    kind: Ints
    luck: Floats
    visits: Floats


class Wishes(NamedTuple):
    """What people want to know, in order of time; `need` is the number of the need it tells of, or -1."""

    at: Floats
    home: Ints
    need: Ints
    luck: Floats


class Kinds(NamedTuple):
    """What can be broken: urgency, skill group (-1: always a contractor), minutes and their spread, material cents,
    and by subscription (no, yes) the chance that no visit of ours follows because the tenant does it."""

    urgency: Ints
    group: Ints
    minutes: Floats
    spread: Floats
    material: Floats
    not_ours: Floats
    check: Floats


class Promise(NamedTuple):
    """The service policy as plain numbers; see engine/promises.py for the field behind each."""

    model: int
    first_line_share: float
    window_minutes: float
    windows_a_day: int
    first_start: float
    horizon: int
    offers_shown: int
    is_offered: int
    is_cheapest_first: int
    is_free_choice: int
    attempts: int
    reminds: int
    improves: int
    rescues: int
    overtime: float
    reserve: float
    setup: float
    buffer: float
    complaint_first: int
    is_always_there: int
    has_web: int
    missed_cents: float
    shift_from: float
    shift_to: float
    paid_minutes: float
    by_appointment: Ints
    target_seconds: float
    weight_complaint: float
    weight_promised: float
    weight_overdue: float
    weight_day: float


class Chance(NamedTuple):
    """The parameters of the register that a run itself reads; names and units as in data/parameters.toml."""

    patience_seconds: float
    redial_share: float
    redial_minutes: float
    most_tries: float
    handling_seconds: float
    handling_spread: float
    report_seconds: float
    first_line_factor: float
    to_web_share: float
    phone_share: float
    web_share: float
    mail_share: float
    mail_minutes: float
    mail_spread: float
    second_minutes: float
    second_spread: float
    check_minutes: float
    complaint_minutes: float
    complaint_spread: float
    complaint_days: float
    wrong_department_share: float
    wrong_department_factor: float
    transfer_seconds: float
    after_opening_minutes: float
    next_try_days: float
    chase_second_share: float
    fix_share: float
    fix_rush_share: float
    fix_later_share: float
    follow_material_share: float
    follow_trade_share: float
    material_days: float
    duration_spread: float
    way_spread: float
    parking_minutes: float
    door_minutes: float
    spare_card_minutes: float
    contractor_days: float
    urgent_contractor_share: float
    contractor_from_minute: float
    contractor_until_minute: float
    on_call_least_minutes: float
    on_call_most_minutes: float
    way_out_minutes: float
    rush_before_minutes: float
    rush_until_minutes: float
    no_access: float
    no_access_per_hour: float
    no_access_unannounced: float
    no_access_unreminded: float
    no_access_working: float
    free_others: float
    free_working: float
    first_time_share: float
    wanted_days: float
    card_minutes: float
    rebook_days: float
    where_days: float
    chase_follow_share: float
    chase_late_share: float
    chase_missed_share: float
    late_call_minutes: float
    missed_call_minutes: float
    complains_late_share: float
    complains_missed_share: float
    complains_repeat_share: float
    complains_unanswered_share: float
    self_help_share: float
    mark_level: float
    mark_per_day: float
    mark_free_days: float
    mark_unannounced: float
    mark_per_hour: float
    mark_chose: float
    mark_late: float
    mark_repeat: float
    mark_waited: float
    mark_missed: float
    mark_chased: float
    mark_tries: float
    mark_spread: float
    contact_level: float
    contact_per_minute: float
    contact_per_try: float
    contact_solved: float
    contact_failure: float


class Case(NamedTuple):
    """Where every need stands: `facts[need, ...]` and `times[need, ...]`, columns above; `after`: the skill group of
    the next visit where it is another than the first (-1: the same)."""

    facts: Ints
    times: Floats
    after: Ints


class Agenda(NamedTuple):
    """Contacts to come, as a chain per day: `head[day]`, `follows[event]`; each when, about what, of which need or
    wish, whose, how many tries before. `marks`: how many there are, how many lie beyond the last
    day, the length of today's heap and its day, and how many found no room."""

    head: Ints
    follows: Ints
    at: Floats
    subject: Ints
    ref: Ints
    home: Ints
    tries: Ints
    marks: Ints


class Line(NamedTuple):
    """The first line: `agents[pool, weekday, quarter]`, when each agent is `free[pool, agent]`, the second line's
    `minutes[weekday]` and its queue (ring): `second_minutes`, `second_due`, `second_ref`, marks [head, tail]."""

    agents: Ints
    free: Floats
    second_a_day: Floats
    second_minutes: Floats
    second_due: Floats
    second_ref: Ints
    ends: Ints
    carry: Floats
    arrivals: Floats
    busy: Floats


class Tally(NamedTuple):
    """What is counted: `sums` by figure, `groups[group, figure]`, `daily[day, figure]`."""

    sums: Floats
    groups: Floats
    daily: Floats


class Parts(NamedTuple):
    """Everything of one run."""

    homes: Homes
    crew: Crew
    days: Days
    needs: Needs
    wishes: Wishes
    kinds: Kinds
    promise: Promise
    chance: Chance
    case: Case
    agenda: Agenda
    line: Line
    tally: Tally
    table: Table
    desk: Desk
    units: Ints
    rows: Ints
    windows: Floats
    values: Floats
    seats: Ints
    weights: Floats
    locked: Ints
    out: Ints
    touched: Ints
    costs: Floats
    pending: Ints
    pending_count: Ints
    order: Floats
    luck: Ints
    detour: float


World: TypeAlias = Parts
"""What compiled functions take: the parts behind pointers, see year.pointed()."""


def _by_pointer(name: str, fields: tuple[str, ...]) -> tuple[Any, Any]:
    """A kind of which compiled code holds one pointer: what takes it compiles in a moment, whatever it holds."""

    class Kind(types.StructRef):
        def preprocess_fields(self, fields: Any) -> Any:
            return tuple((field, types.unliteral(kind)) for field, kind in fields)  # type: ignore[no-untyped-call]

    Kind.__name__ = Kind.__qualname__ = f"{name}Kind"
    structref.register(Kind)  # type: ignore[no-untyped-call]

    class Pointer(structref.StructRefProxy):
        def __new__(cls, *parts: object) -> Any:
            return structref.StructRefProxy.__new__(cls, *parts)  # type: ignore[no-untyped-call]

    Pointer.__name__ = Pointer.__qualname__ = f"{name}Pointer"
    structref.define_proxy(Pointer, Kind, list(fields))  # type: ignore[no-untyped-call]
    return Kind, Pointer


# Numba keeps compiled code by the names of these kinds, so each stands here under its own.
HomesKind, HomesPointer = _by_pointer("Homes", Homes._fields)
CrewKind, CrewPointer = _by_pointer("Crew", Crew._fields)
DaysKind, DaysPointer = _by_pointer("Days", Days._fields)
NeedsKind, NeedsPointer = _by_pointer("Needs", Needs._fields)
WishesKind, WishesPointer = _by_pointer("Wishes", Wishes._fields)
KindsKind, KindsPointer = _by_pointer("Kinds", Kinds._fields)
PromiseKind, PromisePointer = _by_pointer("Promise", Promise._fields)
ChanceKind, ChancePointer = _by_pointer("Chance", Chance._fields)
CaseKind, CasePointer = _by_pointer("Case", Case._fields)
AgendaKind, AgendaPointer = _by_pointer("Agenda", Agenda._fields)
LineKind, LinePointer = _by_pointer("Line", Line._fields)
TallyKind, TallyPointer = _by_pointer("Tally", Tally._fields)
WorldKind, WorldPointer = _by_pointer("World", Parts._fields)
