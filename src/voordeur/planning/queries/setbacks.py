"""What waits for a decision on the day that is running, and what its pages show of it. Writes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from voordeur.planning.models import Setback, Shift, Visit
from voordeur.planning.queries.unplanned import Unplanned, one_unplanned
from voordeur.planning.queries.ways import Way
from voordeur.planning.rules import SetbackKind, SetbackStatus
from voordeur.policy import rules as promised

if TYPE_CHECKING:
    from voordeur.parties.models import User


@dataclass(frozen=True, slots=True)
class ShownSetback:
    """A setback with its ways and everything they name. `holds`: no route was touched since it was worked out."""

    setback: Setback
    ways: list[Way]
    visits: Mapping[int, Visit]
    names: Mapping[int, str]
    work: Unplanned | None
    holds: bool


def open_setbacks(*, user: "User", now: datetime) -> list[Setback]:
    """What was noticed today and nobody decided about, the newest last."""
    today = promised.at_minute(promised.local(now).date(), 0)
    found = Setback.objects.visible_to(user).filter(state=SetbackStatus.OPEN, by=None, made_at__gte=today)
    return list(found.select_related("visit__dwelling", "visit__shift__craftsman__user").order_by("pk"))


def shown_setback(*, user: "User", setback: Setback, now: datetime) -> ShownSetback:
    """One setback with the visits and people of its ways; at most four reads."""
    ways = [Way(**one) for one in setback.ways]
    visit_ids = {pk for way in ways for pk in _visits_of(way)} | ({setback.visit_id} if setback.visit_id else set())
    visits = Visit.objects.visible_to(user).select_related("dwelling", "shift").in_bulk(list(visit_ids))
    shift_ids = {pk for way in ways for pk in way.shift_ids} | {visit.shift_id for visit in visits.values()}
    shift_ids |= {setback.shift_id} if setback.shift_id else set()
    rows = Shift.objects.filter(pk__in=shift_ids).values_list("pk", "version", "craftsman__user__name")
    there = {pk: (version, name) for pk, version, name in rows}
    work = None
    if setback.kind == SetbackKind.EMERGENCY:
        work = one_unplanned(user=user, case_kind=setback.case_kind, case_id=setback.case_id or 0, now=now)
    return ShownSetback(
        setback=setback,
        ways=ways,
        visits=visits,
        names={pk: name for pk, (_version, name) in there.items()},
        work=work,
        holds=all(there.get(int(pk), (None, ""))[0] == version for pk, version in setback.versions.items()),
    )


def _visits_of(way: Way) -> Iterable[int]:
    return {int(pk) for pk in (*way.windows, *way.handed, *way.late)} | set(way.lost)
