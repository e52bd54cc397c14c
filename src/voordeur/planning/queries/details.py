"""What the page of one visit, of one craftsman's day and the list on paper need beside the board. Writes nothing."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.queries.board import BoardRow, axis_of, cards_of, row_of, shift_lines, visit_lines
from voordeur.planning.queries.minutes import HOUR, minute_of
from voordeur.policy import rules as promised

if TYPE_CHECKING:
    from voordeur.parties.models import User

# More to swap with than anyone reads in a list.
MOST_SWAPS = 60


def shift_row(*, user: "User", shift_id: int, now: datetime) -> BoardRow:
    """One shift as the board shows it, on an axis of its own. Shift.DoesNotExist when it is not this user's to see."""
    found = Shift.objects.visible_to(user).get(pk=shift_id)
    day = promised.local(found.starts_at).date()
    shifts = [one for one in shift_lines(user=user, from_on=day, until_on=day) if one.pk == shift_id]
    standing = visit_lines(user=user, shift_ids=[shift_id])
    axis = axis_of(shifts, standing, day)
    cards = cards_of(standing, shifts, {shift_id}, axis, minute_of(now))[shift_id]
    return row_of(shifts[0], cards, sum(line.planned_end - line.planned_start for line in standing), axis)


def trades_of(shift: Shift) -> list[str]:
    """The trades that the craftsman of a shift knows."""
    return list(shift.craftsman.trades.order_by("trade").values_list("trade", flat=True))


def visit_state(visit: Visit, now: datetime) -> str:
    """How a visit stands at this moment, as its card says it. Its shift must have been read with it."""
    if visit.state == VisitState.DONE:
        return "done"
    if visit.is_fixed:
        return "busy"
    if visit.shift.is_absent:
        return "waiting"
    return "late" if visit.window_until_at < now else "planned"


def swappable(*, user: "User", visit: Visit) -> list[Visit]:
    """Visits of the same trade on the same day that nobody has begun: what it could change places with, by time."""
    day = promised.local(visit.shift.starts_at).date()
    return list(
        Visit.objects.visible_to(user)
        .planned()
        .filter(
            trade=visit.trade,
            is_fixed=False,
            shift__is_absent=False,
            shift__starts_at__gte=promised.at_minute(day, 0),
            shift__starts_at__lt=promised.at_minute(day, 24 * HOUR),
        )
        .exclude(pk=visit.pk)
        .select_related("dwelling", "shift__craftsman__user")
        .order_by("planned_start_at", "pk")[:MOST_SWAPS]
    )


@dataclass(frozen=True, slots=True)
class Caller:
    """Who opens the door of a home, for the list on paper."""

    name: str
    phone: str


def callers(*, user: "User", day: date) -> dict[int, Caller]:
    """The tenant at the door of every visit of a day, by visit; a home without a tenant has none."""
    start, end = promised.at_minute(day, 0), promised.at_minute(day, 24 * 60)
    member = "dwelling__tenancies__household__members"
    rows = (
        Visit.objects.visible_to(user)
        .filter(shift__starts_at__gte=start, shift__starts_at__lt=end)
        .filter(**{"dwelling__tenancies__ended_on": None, f"{member}__role": "HUU"})
        .values_list(
            "pk",
            f"{member}__person__first_name",
            f"{member}__person__infix",
            f"{member}__person__last_name",
            f"{member}__person__phone",
        )
    )
    return {pk: Caller(" ".join(part for part in names if part), phone) for pk, *names, phone in rows}
