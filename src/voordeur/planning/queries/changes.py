"""What changed on a day since someone looked at it: the visits as they were seen beside those that are there now.

What was seen is a plain list that fits in a session. Writes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from voordeur.planning.models import PlanChange, Shift, Visit, VisitState
from voordeur.planning.queries.board import Board
from voordeur.planning.queries.minutes import minute_of

if TYPE_CHECKING:
    from voordeur.parties.models import User

# A visit as it was seen: its number, its shift, and its window in minutes since 1970.
Seen = list[list[int]]


@dataclass(frozen=True, slots=True)
class Change:
    """One visit that is not as it was. `code` is booked, came, cancelled, left, craftsman or window.

    `craftsman_before` is only told when the craftsman is another one than was seen; `by_name` when a planner did it by
    hand on the board.
    """

    code: str
    visit_id: int
    case_kind: str
    case_id: int
    address: str
    trade: str
    window_from_at: datetime
    window_until_at: datetime
    craftsman_name: str
    craftsman_before: str = ""
    by_name: str = ""


def seen_of(board: Board) -> Seen:
    """The visits of a board as they are seen now."""
    return [[visit.pk, visit.shift_id, visit.window_from, visit.window_until] for visit in board.standing]


def changes(*, user: "User", board: Board, seen: Seen, seen_at: datetime) -> list[Change]:
    """The differences with what was seen, those on the board first; three more reads, and only when there are any.

    What the user did last with a visit is no news to them.
    """
    before = {pk: (shift_id, from_minute, until_minute) for pk, shift_id, from_minute, until_minute in seen}
    on_board = {visit.pk for visit in board.standing}
    new = [pk for pk in on_board if pk not in before]
    gone = [pk for pk in before if pk not in on_board]
    moved = [
        visit.pk
        for visit in board.standing
        if visit.pk in before and before[visit.pk] != (visit.shift_id, visit.window_from, visit.window_until)
    ]
    if not (new or gone or moved):
        return []
    hands = _hands(seen_at)
    names = _names(user, [before[pk][0] for pk in moved])
    visits = (
        Visit.objects.visible_to(user)
        .filter(pk__in=[*new, *gone, *moved])
        .select_related("dwelling", "shift__craftsman__user")
        .order_by("planned_start_at", "pk")
    )
    found = [
        _change(visit, before.get(visit.pk), names, hands, seen_at=seen_at, on_board=visit.pk in on_board)
        for visit in visits
        if hands.get(visit.pk, (0, ""))[0] != user.pk
    ]
    return sorted(found, key=lambda one: one.code in {"cancelled", "left"})


def _change(
    visit: Visit,
    before: tuple[int, int, int] | None,
    names: dict[int, str],
    hands: dict[int, tuple[int, str]],
    *,
    seen_at: datetime,
    on_board: bool,
) -> Change:
    name_before = ""
    if visit.state == VisitState.CANCELLED:
        code = "cancelled"
    elif not on_board:
        code = "left"
    elif before is None:
        code = "booked" if visit.booked_at >= seen_at else "came"
    elif before[1:] != (minute_of(visit.window_from_at), minute_of(visit.window_until_at)):
        code = "window"
    else:
        code = "craftsman"
        name_before = names.get(before[0], "")
    return Change(
        code=code,
        visit_id=visit.pk,
        case_kind=visit.case_kind,
        case_id=visit.case_id,
        address=visit.dwelling.address,
        trade=visit.trade,
        window_from_at=visit.window_from_at,
        window_until_at=visit.window_until_at,
        craftsman_name=visit.shift.craftsman.user.name,
        craftsman_before=name_before,
        by_name=hands.get(visit.pk, (0, ""))[1],
    )


def _hands(seen_at: datetime) -> dict[int, tuple[int, str]]:
    """By visit the number and name of the planner who was the last to put it elsewhere by hand since `seen_at`."""
    done = PlanChange.objects.filter(at__gte=seen_at, undone_at=None, by__isnull=False).order_by("at", "pk")
    found: dict[int, tuple[int, str]] = {}
    for visit_id, planner_id, name, before in done.values_list("visit_id", "by_id", "by__name", "before"):
        for pk in [visit_id] if visit_id else map(int, before["visits"]):
            found[pk] = (planner_id, name)
    return found


def _names(user: "User", shift_ids: Sequence[int]) -> dict[int, str]:
    if not shift_ids:
        return {}
    found = Shift.objects.visible_to(user).filter(pk__in=shift_ids)
    return dict(found.values_list("pk", "craftsman__user__name"))
