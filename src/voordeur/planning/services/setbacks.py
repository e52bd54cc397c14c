"""A running day that goes otherwise: ways to go on are worked out, and the one that a planner chooses is carried out.

What happened is only written when a way is chosen (doing nothing is one of them), in one transaction with the routes,
on condition that those are still as they were when the way was worked out.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from voordeur.base.outbox import long_running, publish
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.planning import rules
from voordeur.planning.models import Setback, Shift, Visit, VisitState
from voordeur.planning.queries.overruns import Overrun, overruns
from voordeur.planning.queries.routes import NEW, Routes
from voordeur.planning.queries.running import LEAST_MORE, Happened, Running, read_running
from voordeur.planning.queries.unplanned import one_unplanned, sources
from voordeur.planning.queries.ways import NotPossibleError, Way, lay_over, rush
from voordeur.planning.queries.ways_out import ways_of
from voordeur.planning.rules import SetbackAction, SetbackKind, SetbackStatus
from voordeur.planning.services.booking import made
from voordeur.planning.services.history import keep_change, snapshot, tell
from voordeur.planning.services.places import Place, StaleError, Wish, inside, keep
from voordeur.policy import rules as promised
from voordeur.promises.queries import in_force

if TYPE_CHECKING:
    from voordeur.parties.models import User

# What a planner may say of a visit, and of a shift.
OF_VISIT = frozenset({SetbackKind.LONG, SetbackKind.EARLY, SetbackKind.NOBODY_HOME})
OF_SHIFT = frozenset({SetbackKind.ILL, SetbackKind.VAN})
# How much longer we count on when a craftsman should have been ready and says nothing.
SILENT_MORE = timedelta(minutes=30)


def report_setback(
    *,
    kind: SetbackKind,
    by: "User",
    now: datetime,
    visit: Visit | None = None,
    shift: Shift | None = None,
    until_at: datetime | None = None,
    case_kind: str = "",
    case_id: int | None = None,
) -> Setback:
    """Work out what can be done now that this happened. Changes nothing in the plan.

    LONG and VAN want `until_at`; an EMERGENCY its case. Refused "not_allowed", "visit_not_begun", "visit_is_over",
    "shift_over", "shift_absent", "moment_is_past", "has_a_place".
    """
    rules.check_may_plan(by.role)
    _check(kind, visit, shift, until_at, now=now)
    happened = Happened(kind, visit.pk if visit else None, shift.pk if shift else None, until_at)
    if kind == SetbackKind.EMERGENCY:
        work = one_unplanned(user=by, case_kind=case_kind, case_id=case_id or 0, now=now)
        if work is None:
            raise Refused("has_a_place")
        happened = Happened(kind, work=work)
    running = read_running(now=now, policy=in_force(now).policy)
    found = ways_of(running, happened, seed=_seed(now))
    with transaction.atomic():
        for older in _about(visit, shift, case_kind, case_id):
            act_on_setback(older, SetbackAction.OUTDATE, by=None, now=now)
        return _kept(running, happened, found, by=by, now=now, case_kind=case_kind, case_id=case_id)


def _seed(now: datetime) -> int:
    return int(now.timestamp()) % 2**31


def _check(
    kind: SetbackKind, visit: Visit | None, shift: Shift | None, until_at: datetime | None, *, now: datetime
) -> None:
    if kind in OF_VISIT:
        if visit is None or visit.state != VisitState.PLANNED:
            raise Refused("visit_is_over")
        if kind != SetbackKind.NOBODY_HOME and not visit.is_fixed:
            raise Refused("visit_not_begun")
        if promised.local(visit.planned_start_at).date() != promised.local(now).date():
            raise Refused("visit_not_begun")
    if kind in OF_SHIFT:
        if shift is None or shift.is_absent:
            raise Refused("shift_absent")
        if shift.ends_at <= now:
            raise Refused("shift_over")
        if promised.local(shift.starts_at).date() != promised.local(now).date():
            raise Refused("not_today")
    if kind in {SetbackKind.LONG, SetbackKind.VAN} and (until_at is None or until_at <= now):
        raise Refused("moment_is_past")


def _about(visit: Visit | None, shift: Shift | None, case_kind: str, case_id: int | None) -> Iterable[Setback]:
    """What waits for a decision about the same thing."""
    waiting = Setback.objects.filter(state=SetbackStatus.OPEN)
    if visit is not None:
        return waiting.filter(visit=visit)
    if shift is not None:
        return waiting.filter(shift=shift)
    return waiting.filter(case_kind=case_kind, case_id=case_id)


def _kept(
    running: Running,
    happened: Happened,
    found: list[Way],
    *,
    by: "User | None",
    now: datetime,
    case_kind: str = "",
    case_id: int | None = None,
) -> Setback:
    touched = {pk for way in found for pk in way.shift_ids}
    return Setback.objects.create(
        kind=happened.kind,
        made_at=now,
        by=by,
        visit_id=happened.visit_id,
        shift_id=happened.shift_id,
        case_kind=case_kind,
        case_id=case_id,
        until_at=happened.until_at,
        ways=[way.kept() for way in found],
        versions={str(row.pk): row.version for row in running.shifts if row.pk in touched},
    )


def act_on_setback(
    setback: Setback, action: SetbackAction, *, by: "User | None", now: datetime, chosen: int | None = None
) -> None:
    """Move a setback by the table, on condition that it still stands where it was read."""
    old = SetbackStatus(setback.state)
    new = rules.move_setback(old, action)
    moved = Setback.objects.filter(pk=setback.pk, state=old).update(
        state=new, decided_at=now, decided_by=by, chosen=chosen
    )
    if not moved:
        raise Refused("setback_decided", status=str(old), action=str(action))
    setback.state, setback.chosen = new, chosen


def leave_setback(*, setback: Setback, by: "User | None", now: datetime) -> Setback:
    """Leave it for what it is: nothing is written of it. Refused "setback_decided", "not_allowed"."""
    rules.check_may_plan(by.role if by else None)
    act_on_setback(setback, SetbackAction.LEAVE, by=by, now=now)
    return setback


def choose_way(*, setback: Setback, number: int, by: "User", now: datetime) -> Setback:
    """Carry out one of the ways, the first of which only writes down what happened.

    All of it in one transaction, on condition that no route was touched since: Refused "setback_stale" otherwise, with
    nothing written. Tenants hear of it where a promise moves. "setback_decided", "slot_not_offered", "not_allowed".
    """
    rules.check_may_plan(by.role)
    if not 0 <= number < len(setback.ways):
        raise Refused("slot_not_offered")
    way = Way(**setback.ways[number])
    try:
        with transaction.atomic():
            act_on_setback(setback, SetbackAction.CHOOSE, by=by, now=now, chosen=number)
            _carry_out(setback, way, by=by, now=now)
    except (StaleError, NotPossibleError):
        setback.refresh_from_db()
        raise Refused("setback_stale") from None
    return setback


def _carry_out(setback: Setback, way: Way, *, by: "User", now: datetime) -> None:
    happened = _happened(setback, by=by, now=now)
    shift_ids = way.shift_ids
    running = read_running(now=now, policy=in_force(now).policy, only=shift_ids)
    routes = running.routes(happened)
    if any(pk not in routes.shifts or routes.shifts[pk].version != setback.versions[str(pk)] for pk in shift_ids):
        raise StaleError
    lay_over(routes, way, happened, now=now)
    before = snapshot(shift_ids)
    visits = list(Visit.objects.planned().filter(shift_id__in=shift_ids, is_fixed=False).order_by("pk"))
    keep(routes, shift_ids)
    for visit_id in way.windows:
        if way.window(int(visit_id)) is not None:
            Visit.objects.filter(pk=int(visit_id)).update(
                reminded_at=None, missed_at=None, craftsman_told_at=None, is_promised=True, choices=[]
            )
    if setback.kind == SetbackKind.EMERGENCY:
        before["made"] = _place_emergency(routes, way, happened, by=by, now=now)
    else:
        _write_fact(setback, by=by, now=now)
    if setback.kind != SetbackKind.NOBODY_HOME:
        # That nobody opened is told to the tenant, with what it costs: it cannot be taken back here.
        own = setback.shift or (setback.visit.shift if setback.visit else None)
        details = {"setback": setback.pk, "kind": setback.kind, "way": way.code}
        keep_change("setback", before=before, by=by, now=now, shift=own, details=details)
    tell(visits, now=now)
    for lost in Visit.objects.filter(pk__in=way.lost).order_by("pk"):
        publish("visit.lost_place", now=now, visit_id=lost.pk, case_kind=lost.case_kind, case_id=lost.case_id)


def _happened(setback: Setback, *, by: "User", now: datetime) -> Happened:
    """What happened, as it was told. Raises NotPossibleError for an emergency that has a place by now."""
    kind = SetbackKind(setback.kind)
    if kind != SetbackKind.EMERGENCY:
        return Happened(kind, setback.visit_id, setback.shift_id, setback.until_at)
    work = one_unplanned(user=by, case_kind=setback.case_kind, case_id=setback.case_id or 0, now=now)
    if work is None:
        raise NotPossibleError
    return Happened(kind, work=work)


def _write_fact(setback: Setback, *, by: "User", now: datetime) -> None:
    shift = Shift.objects.filter(pk=setback.shift_id or 0)
    visit = Visit.objects.filter(pk=setback.visit_id or 0)
    match SetbackKind(setback.kind):
        case SetbackKind.ILL:
            shift.update(is_absent=True)
        case SetbackKind.VAN:
            shift.update(idle_until_at=setback.until_at)
        case SetbackKind.LONG:
            visit.update(planned_end_at=setback.until_at)
        case SetbackKind.EARLY:
            visit.update(planned_end_at=now)
        case SetbackKind.NOBODY_HOME if setback.visit is not None:
            source = sources()[setback.visit.case_kind]
            source.not_home(case_id=setback.visit.case_id, visit_id=setback.visit.pk, by=by, now=now)


def _place_emergency(routes: Routes, way: Way, happened: Happened, *, by: "User", now: datetime) -> int:
    """The visit at its place, known to its case; gives its number."""
    work = happened.work
    if work is None or not way.placed:
        raise NotPossibleError
    shift_id = int(way.placed[0])
    window = rush(now=now, due_at=work.due_at)
    planned = inside(routes.planned(shift_id)[NEW], window)
    dwelling = Dwelling.objects.get(pk=work.dwelling_id)
    wish = Wish(dwelling.lat, dwelling.lon, work.trade, work.minutes, (window,))
    extra = max(0.0, way.extra.get("travel", 0.0))
    visit = made(
        Place(shift_id, window, planned, extra),
        wish,
        dwelling,
        work.case_kind,
        work.case_id,
        now,
        is_promised=True,
        is_emergency=True,
    )
    sources()[work.case_kind].placed(case_id=work.case_id, visit_id=visit.pk, by=by, now=now)
    return visit.pk


@long_running
def look_at_overrun(*, now: datetime, **_what: object) -> None:
    """A craftsman said that it takes longer: see at once whether a promise breaks by it."""
    notice_overruns(now=now)


def notice_overruns(*, now: datetime) -> int:
    """Work out what can be done about every visit that runs into a later promise; repeated work.

    What was worked out and still holds stays; what is over or rests on other routes is closed. A planner who left one
    is not asked again before it takes longer still. Returns how many are new.
    """
    waiting = Setback.objects.filter(state=SetbackStatus.OPEN, by=None)
    is_running = Visit.objects.planned().filter(
        is_fixed=True, planned_start_at__gte=promised.at_minute(promised.local(now).date(), 0)
    )
    if not waiting.exists() and not is_running.exists():
        return 0
    running = read_running(now=now, policy=in_force(now).policy)
    found = {one.visit_id: one for one in overruns(running)}
    versions = {str(row.pk): row.version for row in running.shifts}
    for older in waiting:
        over = found.get(older.visit_id or 0)
        if over is not None and _still_holds(older, over, versions):
            del found[over.visit_id]
            continue
        act_on_setback(older, SetbackAction.OUTDATE, by=None, now=now)
    return sum(_notice(running, over, now=now) for over in found.values())


def _still_holds(older: Setback, over: Overrun, versions: dict[str, int]) -> bool:
    is_same = older.until_at is not None and older.until_at >= over.end_at
    return is_same and all(versions.get(pk) == version for pk, version in older.versions.items())


def _expected_end(over: Overrun, *, now: datetime) -> datetime:
    """What was reported; of who should have been ready and says nothing, half an hour from now in fives of minutes."""
    if over.end_at > now + LEAST_MORE:
        return over.end_at
    later = (now + SILENT_MORE).replace(second=0, microsecond=0)
    return later + timedelta(minutes=-later.minute % 5)


def _notice(running: Running, over: Overrun, *, now: datetime) -> bool:
    passed = Setback.objects.filter(visit_id=over.visit_id, state=SetbackStatus.LEFT).order_by("-pk").first()
    if passed is not None and passed.until_at is not None and passed.until_at >= over.end_at:
        return False
    happened = Happened(SetbackKind.LONG, over.visit_id, None, _expected_end(over, now=now))
    found = ways_of(running, happened, seed=_seed(now))
    try:
        with transaction.atomic():
            _kept(running, happened, found, by=None, now=now)
    except IntegrityError:
        # Another worker noticed it at the same moment.
        return False
    return True
