"""The past of an association as plain arrays: what there is to learn from. Learns nothing itself.

Times are minutes on the clock from 00:00 of the first day. Rows are in order of time unless said otherwise.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.twin.engine.fitting.values import Bools

DAY = 1440.0
Words: TypeAlias = NDArray[np.str_]
# What became of a repair, as far as was known at the end of the history.
OPEN, VISITED, WITHOUT_VISIT = 0, 1, 2
PHONE, WEB, MAIL, DESK = 0, 1, 2, 3


@dataclass(frozen=True)
class Days:
    """Every day of the history: weekday (Monday 0), month, whether it is worked on, and when the telephone is open
    (`opens[day, block]`, `closes`, in minutes of the day) under the policy of that day."""

    first_on: date
    weekday: Ints
    month: Ints
    workday: Bools
    opens: Floats
    closes: Floats

    @property
    def count(self) -> int:
        return len(self.weekday)

    @property
    def until_on(self) -> date:
        """The first day that is no longer in it."""
        return self.first_on + timedelta(days=self.count)

    def is_open(self, at: Floats) -> Bools:
        """Whether the telephone was answered at these moments."""
        day = np.clip((at // DAY).astype(np.int64), 0, self.count - 1)
        minute = (at % DAY)[:, None]
        return np.asarray(((self.opens[day] <= minute) & (minute < self.closes[day])).any(axis=1), dtype=np.bool_)


@dataclass(frozen=True)
class Reports:
    """Repairs: when, how urgent (as URGENCY_CODES), the group of trades (-1: none of our own), how it came, whether the
    tenant was to pay from the start, whether somebody first had to find out, what became of it, and when it was due and
    ready (inf: not yet)."""

    at: Floats
    urgency: Ints
    group: Ints
    channel: Ints
    is_tenants: Bools
    is_checked: Bools
    is_shared: Bools
    fate: Ints
    due: Floats
    ready: Floats
    material_cents: Floats
    wants_material: Bools


@dataclass(frozen=True)
class Visits:
    """Visits that ended, by repair and in order: which repair, whether an emergency, the how-manieth with somebody at
    home (from 0; at a closed door that of the next), whether somebody was home, why it was not enough ("" when it was),
    minutes of work and by the question tree (nan: unknown), what getting ready takes, minutes at the door, when it
    began, the end and hours of the window, whether a time was told and a reminder belongs to it, and minutes of the way
    as it was and as planning counts it (nan: unknown)."""

    report: Ints
    is_rush: Bools
    number: Ints
    is_let_in: Bools
    reason: Words
    work: Floats
    norm: Floats
    setup: Floats
    at_door: Floats
    began: Floats
    window_until: Floats
    window_hours: Floats
    is_told: Bools
    is_reminded: Bools
    way: Floats
    way_planned: Floats


@dataclass(frozen=True)
class Contacts:
    """What people asked: when, how, seconds of an agent; whether somebody of ours answered, and solved it at once;
    `is_report`: a repair was reported in it; `report`: the repair that it was about (-1: none); `is_chasing`: about one
    for which no appointment stood, or one that had passed; `is_waiting`: of those, the ones for which none had been
    made."""

    at: Floats
    channel: Ints
    seconds: Floats
    is_answered: Bools
    is_solved: Bools
    is_report: Bools
    report: Ints
    is_chasing: Bools
    is_waiting: Bools


@dataclass(frozen=True)
class Calls:
    """Calls that are still kept one by one: when, whether given up, seconds waited and talked (nan: unknown), who
    called (-1: withheld). The sums are of all calls, also of those that are only kept as figures."""

    at: Floats
    is_lost: Bools
    waited: Floats
    talked: Floats
    caller: Ints
    offered: int
    abandoned: int
    waited_sum: float
    talks: int
    talked_sum: float


@dataclass(frozen=True)
class Shifts:
    """Whole shifts of craftsmen: who, on which day, whether he was absent, the minute of the day at which it begins and
    the minutes without breaks."""

    craftsman: Ints
    day: Ints
    is_absent: Bools
    begins: Floats
    minutes: Floats


@dataclass(frozen=True)
class Odd:
    """Records of one kind that cannot be as they are: when, and of how many records of that kind."""

    code: str
    at: Floats
    of: int


@dataclass(frozen=True)
class Past:
    """Everything there is to learn from.

    `waiting_days`: days that repairs waited without an appointment; `tenancies`: (with a subscription, all) at the end;
    `complained`: when complaints came in about repairs or their appointments, `complained_else` about other things;
    `odd`: what was left out because it cannot have happened.
    """

    days: Days
    homes: int
    reports: Reports
    visits: Visits
    contacts: Contacts
    calls: Calls
    shifts: Shifts
    marks_repairs: Ints
    marked_repairs: Floats
    marks_contact: Ints
    marked_contact: Floats
    complained: Floats
    complained_else: Floats
    tenancies: tuple[int, int]
    waiting_days: float
    odd: tuple[Odd, ...] = ()
