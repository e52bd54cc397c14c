"""The past of this association as the arrays that calibrating learns from, as it was known then. Writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from math import cos, hypot, inf, nan, radians
from typing import NamedTuple

import numpy as np

from voordeur.base.periods import at_midnight
from voordeur.complaints.queries import past as complaints
from voordeur.complaints.rules.subjects import About
from voordeur.contact.queries import past as contact
from voordeur.homes import queries as homes
from voordeur.kernel.errors import Refused
from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.planning.queries import past as planning
from voordeur.policy.models import URGENCY_CODES, ServicePolicy
from voordeur.policy.rules import is_holiday, is_working_day, local
from voordeur.promises import queries as promises
from voordeur.quality import queries as quality
from voordeur.repairs.queries import past as repairs
from voordeur.repairs.rules import tree as trees
from voordeur.subscriptions import queries as subscriptions
from voordeur.telephone import queries as telephone
from voordeur.telephone.rules.calls import Outcome
from voordeur.twin.engine.fitting import past
from voordeur.twin.engine.fitting.judged import judged
from voordeur.twin.engine.fitting.past import DESK, MAIL, OPEN, PHONE, VISITED, WEB, WITHOUT_VISIT, Past
from voordeur.twin.engine.kinds import GROUPS
from voordeur.twin.engine.promises import MOST_BLOCKS

# VERA COMMUNICATIEKANAAL as the twin knows channels; letters are written like mail, what else there is too.
CHANNELS = {"TEL": PHONE, "INT": WEB, "APP": WEB, "BAL": DESK}
RUSH = ("danger", "emergency")
ABOUT_REPAIRS = (About.REPAIR, About.APPOINTMENT)
NEVER_VISITED = ("declined", "withdrawn", "cancelled")
DEGREE_KM = 111.2
FAR = datetime(9000, 1, 1, tzinfo=UTC)
WHOLE_SHIFT = timedelta(hours=4)  # a shorter one is a visit by whoever is on call
REPORTS_BEFORE, REPORTS_AFTER = timedelta(hours=1), timedelta(minutes=5)


class Known(NamedTuple):
    """A version of the policy as it was in force."""

    starts_at: datetime
    policy: ServicePolicy


def begins_on() -> date | None:
    """The first whole day of which repairs are known; None without any."""
    first = repairs.first_reported_at()
    return local(first).date() + timedelta(days=1) if first else None


def past_until(until_on: date) -> Past:
    """All that was known at the beginning of a day.

    Raises Refused "no_history" when nothing happened before it, "no_policy_in_force" when no promise held then,
    "impossible_history" when too much of it cannot have happened.
    """
    first_on = begins_on()
    number = homes.number_of_homes()
    if first_on is None or first_on >= until_on or not number:
        raise Refused("no_history", until=until_on)
    promises.in_force(at_midnight(until_on))
    from_at, until_at = at_midnight(first_on), at_midnight(until_on)
    clock = _Clock(first_on)
    reported = list(repairs.reported(from_at, until_at))
    visited = list(repairs.visited(from_at, until_at))
    told = list(contact.told(from_at, until_at))
    place = {one.pk: number for number, one in enumerate(reported)}
    ends = _Ends(reported, visited, until_at)
    shifts = planning.worked(from_at, until_at)
    received = complaints.received(from_at, until_at)
    of_repairs = quality.given("repair", from_at, until_at)
    of_contact = quality.given("contact", from_at, until_at)
    found = Past(
        days=_days(first_on, until_on),
        homes=number,
        reports=_reports(reported, ends, repairs.material_of(from_at, until_at), clock, until_at),
        visits=_visits(visited, place, shifts, clock, reported),
        contacts=_contacts(told, reported, place, ends, clock),
        calls=_calls(from_at, until_at, first_on, until_on, clock),
        shifts=_shifts([one for one in shifts if one.ends_at - one.starts_at >= WHOLE_SHIFT], first_on),
        marks_repairs=_whole(mark for _, _, mark in of_repairs),
        marked_repairs=_real(clock(at) for at, _, _ in of_repairs),
        marks_contact=_whole(mark for _, _, mark in of_contact),
        marked_contact=_real(clock(at) for at, _, _ in of_contact),
        complained=_real(clock(at) for at, about in received if about in ABOUT_REPAIRS),
        complained_else=_real(clock(at) for at, about in received if about not in ABOUT_REPAIRS),
        tenancies=subscriptions.tenancies_on(until_on),
        waiting_days=ends.waiting_days,
    )
    later = repairs.reported(until_at, FAR)
    return judged(found, _real(clock(one.finished_at) for one in later if one.finished_at and _is_early(one)))


def _is_early(one: repairs.Reported) -> bool:
    return one.finished_at is not None and one.finished_at < one.reported_at


def number_after(now: datetime) -> tuple[int, int]:
    """Repairs and contacts that are written down as of after now, and all that are known."""
    first = repairs.first_reported_at()
    begin = min(first, now) if first else now
    known = [one.reported_at for one in repairs.reported(begin, FAR)] + [one.at for one in contact.told(begin, FAR)]
    return sum(at > now for at in known), len(known)


class _Clock:
    """Moments as minutes on the clock since the first day; nights in which the clock changes count as whole days."""

    def __init__(self, first_on: date) -> None:
        self.first = first_on.toordinal()

    def __call__(self, moment: datetime) -> float:
        here = local(moment)
        return (here.toordinal() - self.first) * past.DAY + here.hour * 60 + here.minute + here.second / 60


def _whole(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _real(values: Iterable[float]) -> Floats:
    return np.array(list(values), dtype=np.float64)


def _versions() -> list[Known]:
    return [Known(one.starts_at, one.policy) for one in promises.versions()]


def _at(versions: Sequence[Known], moment: datetime) -> ServicePolicy:
    return next((one.policy for one in reversed(versions) if one.starts_at <= moment), versions[0].policy)


def _days(first_on: date, until_on: date) -> past.Days:
    dates = [first_on + timedelta(days=n) for n in range((until_on - first_on).days)]
    versions = _versions()
    opens, closes = np.zeros((len(dates), MOST_BLOCKS)), np.zeros((len(dates), MOST_BLOCKS))
    workday = np.zeros(len(dates), dtype=np.bool_)
    for number, day in enumerate(dates):
        policy = _at(versions, at_midnight(day + timedelta(days=1)))
        workday[number] = is_working_day(day, policy)
        week = policy.channels.telephone.open
        if is_holiday(day, policy) and not week.is_round_the_clock:
            continue
        for slot, block in enumerate(week.on(day.weekday())):
            opens[number, slot], closes[number, slot] = block.from_minute, block.until_minute
    return past.Days(
        first_on,
        _whole(day.weekday() for day in dates),
        _whole(day.month for day in dates),
        workday,
        opens,
        closes,
    )


class _Ends:
    """What was known at the end of the history: which repairs were visited, and when one waited without a time."""

    def __init__(
        self, reported: Sequence[repairs.Reported], visited: Sequence[repairs.Visited], until_at: datetime
    ) -> None:
        self.visits: dict[int, list[repairs.Visited]] = defaultdict(list)
        for one in visited:
            self.visits[one.repair_id].append(one)
        self.until_at = until_at
        self.gaps: dict[int, list[tuple[datetime, datetime]]] = {}
        for repair in reported:
            if repair.urgency not in RUSH and self.fate(repair) == VISITED:
                self.gaps[repair.pk] = self._gaps(repair)
        spent = sum((end - begin for own in self.gaps.values() for begin, end in own), timedelta())
        self.waiting_days = spent / timedelta(days=1)

    def fate(self, repair: repairs.Reported) -> int:
        if repair.pk in self.visits:
            return VISITED
        is_over = repair.closed_at is not None and repair.closed_at < self.until_at
        return WITHOUT_VISIT if is_over and repair.status in NEVER_VISITED else OPEN

    def _gaps(self, repair: repairs.Reported) -> list[tuple[datetime, datetime]]:
        """The stretches in which no appointment stood."""
        since, found = repair.reported_at, []
        for visit in self.visits[repair.pk]:
            if visit.booked_at > since:
                found.append((since, visit.booked_at))
            since = visit.ended_at
        return found

    def is_chasing(self, repair_id: int, at: datetime) -> bool:
        """Whether somebody who asks at this moment has no appointment that still stands."""
        own = self.visits.get(repair_id)
        if not own or at >= own[-1].ended_at:
            return False
        return not any(one.booked_at <= at <= max(one.window_until_at, one.window_from_at) for one in own)

    def is_waiting(self, repair_id: int, at: datetime) -> bool:
        return any(begin <= at < end for begin, end in self.gaps.get(repair_id, ()))


@cache
def _of_path(path: str) -> tuple[bool, bool]:
    """(in a shared space, asks for material) by the question tree."""
    try:
        found = trees.outcome(trees.load(), path, {})
    except Refused:
        return False, False
    outcome = found.outcome if isinstance(found, trees.Stop) else found
    return (outcome.shared, outcome.material) if outcome else (False, False)


def _group(trade: str) -> int:
    return next((number for number, (_, trades) in enumerate(GROUPS) if trade in trades), -1)


def _reports(
    reported: Sequence[repairs.Reported],
    ends: _Ends,
    material: dict[int, float],
    clock: _Clock,
    until_at: datetime,
) -> past.Reports:
    def ready(one: repairs.Reported) -> float:
        return clock(one.finished_at) if one.finished_at and one.finished_at < until_at else inf

    return past.Reports(
        at=_real(clock(one.reported_at) for one in reported),
        urgency=_whole(URGENCY_CODES.index(one.urgency) for one in reported),
        group=_whole(_group(one.trade) for one in reported),
        channel=_whole(CHANNELS.get(one.channel, MAIL) for one in reported),
        is_tenants=np.array(
            [one.payer == "tenant" and one.payer_reason != "decided" for one in reported], dtype=np.bool_
        ),
        is_checked=np.array(
            [one.payer == "check" or one.payer_reason == "decided" for one in reported], dtype=np.bool_
        ),
        is_shared=np.array([_of_path(one.path)[0] for one in reported], dtype=np.bool_),
        fate=_whole(ends.fate(one) for one in reported),
        due=_real(clock(one.due_at) for one in reported),
        ready=_real(ready(one) for one in reported),
        material_cents=_real(material.get(one.pk, 0.0) for one in reported),
        wants_material=np.array([_of_path(one.path)[1] for one in reported], dtype=np.bool_),
    )


def _visits(
    visited: Sequence[repairs.Visited],
    place: dict[int, int],
    shifts: Sequence[planning.Worked],
    clock: _Clock,
    reported: Sequence[repairs.Reported],
) -> past.Visits:
    rows = [one for one in visited if one.repair_id in place]
    policies = {one.pk: promises.of_version(one.policy_version_id).policy for one in reported}
    let_in: dict[int, int] = defaultdict(int)
    number = []
    for one in rows:
        number.append(let_in[one.repair_id])
        let_in[one.repair_id] += one.follow_on != "not_home"
    planned = _ways_planned(rows, shifts, policies)
    began = [one.began_at or one.arrived_at for one in rows]
    urgency = [reported[place[one.repair_id]].urgency for one in rows]
    return past.Visits(
        report=_whole(place[one.repair_id] for one in rows),
        is_rush=np.array([code in RUSH for code in urgency], dtype=np.bool_),
        number=_whole(number),
        is_let_in=np.array([one.follow_on != "not_home" for one in rows], dtype=np.bool_),
        reason=np.array([one.follow_on for one in rows], dtype=np.str_),
        work=_real(one.work_minutes for one in rows),
        norm=_real(one.norm_minutes or nan for one in rows),
        setup=_real(float(policies[one.repair_id].planning.setup_minutes) for one in rows),
        at_door=_real((one.ended_at - one.arrived_at) / timedelta(minutes=1) for one in rows),
        began=_real(clock(one) for one in began),
        window_until=_real(clock(one.window_until_at) for one in rows),
        window_hours=_real((one.window_until_at - one.window_from_at) / timedelta(hours=1) for one in rows),
        is_told=np.array(
            [
                policies[one.repair_id].urgency.classes[code].by_appointment
                for one, code in zip(rows, urgency, strict=True)
            ],
            dtype=np.bool_,
        ),
        is_reminded=np.array(
            [policies[one.repair_id].appointments.reminder_days_before > 0 for one in rows], dtype=np.bool_
        ),
        way=_real(one.travel_minutes or nan for one in rows),
        way_planned=_real(planned),
    )


def _ways_planned(
    rows: Sequence[repairs.Visited], shifts: Sequence[planning.Worked], policies: dict[int, ServicePolicy]
) -> list[float]:
    """How many minutes planning counts for each way; nan where it is not known whence."""
    start = {one.pk: (one.lat, one.lon) for one in shifts}
    found = [nan] * len(rows)
    by_shift: dict[int, list[int]] = defaultdict(list)
    for number, one in enumerate(rows):
        by_shift[one.shift_id].append(number)
    for shift, own in by_shift.items():
        here = start.get(shift)
        for number in sorted(own, key=lambda n: rows[n].ended_at):
            one = rows[number]
            if here is not None:
                planning_ = policies[one.repair_id].planning
                km = hypot((one.lat - here[0]) * DEGREE_KM, (one.lon - here[1]) * DEGREE_KM * cos(radians(one.lat)))
                found[number] = km * planning_.travel_detour / planning_.travel_speed_kmh * 60
            here = one.lat, one.lon
    return found


def _shifts(shifts: Sequence[planning.Worked], first_on: date) -> past.Shifts:
    begins = [local(one.starts_at) for one in shifts]
    return past.Shifts(
        _whole(one.craftsman_id for one in shifts),
        _whole((begin.date() - first_on).days for begin in begins),
        np.array([one.is_absent for one in shifts], dtype=np.bool_),
        _real(begin.hour * 60 + begin.minute for begin in begins),
        _real((one.ends_at - one.starts_at) / timedelta(minutes=1) - one.break_minutes for one in shifts),
    )


def _contacts(
    told: Sequence[contact.Told],
    reported: Sequence[repairs.Reported],
    place: dict[int, int],
    ends: _Ends,
    clock: _Clock,
) -> past.Contacts:
    about = [one.case_id if one.case_kind == "repairs" and one.case_id in place else None for one in told]

    def is_report(one: contact.Told, repair: int | None) -> bool:
        if repair is None:
            return False
        at = reported[place[repair]].reported_at
        return at - REPORTS_BEFORE <= one.at <= at + REPORTS_AFTER

    is_new = [is_report(one, repair) for one, repair in zip(told, about, strict=True)]
    return past.Contacts(
        at=_real(clock(one.at) for one in told),
        channel=_whole(CHANNELS.get(one.channel, MAIL) for one in told),
        seconds=_real(float(one.seconds) for one in told),
        is_answered=np.array([one.agent_id is not None for one in told], dtype=np.bool_),
        is_solved=np.array([one.is_solved_at_once for one in told], dtype=np.bool_),
        is_report=np.array(is_new, dtype=np.bool_),
        report=_whole(place[repair] if repair is not None else -1 for repair in about),
        is_chasing=np.array(
            [
                repair is not None and not new and ends.is_chasing(repair, one.at)
                for one, repair, new in zip(told, about, is_new, strict=True)
            ],
            dtype=np.bool_,
        ),
        is_waiting=np.array(
            [
                repair is not None and not new and ends.is_waiting(repair, one.at)
                for one, repair, new in zip(told, about, is_new, strict=True)
            ],
            dtype=np.bool_,
        ),
    )


def _calls(from_at: datetime, until_at: datetime, first_on: date, until_on: date, clock: _Clock) -> past.Calls:
    heard = list(telephone.heard(from_at, until_at))
    all_of = telephone.added_up(one.figures for one in telephone.quarters(first_on, until_on - timedelta(days=1)))
    numbers: dict[str, int] = {}
    return past.Calls(
        at=_real(clock(one.arrived_at) for one in heard),
        is_lost=np.array([one.outcome == Outcome.ABANDONED for one in heard], dtype=np.bool_),
        waited=_real(nan if one.waited_seconds is None else one.waited_seconds for one in heard),
        talked=_real(nan if one.service_seconds is None else one.service_seconds for one in heard),
        caller=_whole(numbers.setdefault(one.caller, len(numbers)) if one.caller else -1 for one in heard),
        offered=all_of.offered,
        abandoned=all_of.abandoned,
        waited_sum=all_of.wait_seconds + all_of.lost_wait_seconds,
        talks=all_of.timed,
        talked_sum=all_of.service_seconds,
    )
