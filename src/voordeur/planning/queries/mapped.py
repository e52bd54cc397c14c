"""The routes of a day as points on a map: two reads. Writes nothing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.queries.minutes import Minute
from voordeur.policy import rules as promised

if TYPE_CHECKING:
    from voordeur.parties.models import User


class Stop(NamedTuple):
    """A visit on the map, in degrees; `start` in minutes since 1970."""

    pk: int
    shift_id: int
    lat: float
    lon: float
    start: int
    is_emergency: bool
    street: str
    number: int
    letter: str
    addition: str
    town: str

    @property
    def address(self) -> str:
        return f"{self.street} {self.number}{self.letter}" + (f"-{self.addition}" if self.addition else "")


@dataclass(frozen=True, slots=True)
class MappedRoute:
    """A craftsman's way from the start place along the stops and back."""

    shift_id: int
    craftsman_name: str
    lat: float
    lon: float
    route_minutes: float
    route_km: float
    stops: list[Stop]


def routes_on_map(*, user: "User", day: date, trade: str = "") -> list[MappedRoute]:
    """The routes of who is there on `day`, by name; only of people who know `trade` when it is given."""
    start, end = promised.at_minute(day, 0), promised.at_minute(day, 24 * 60)
    shifts = Shift.objects.visible_to(user).between(start, end).filter(is_absent=False)
    if trade:
        shifts = shifts.filter(craftsman__trades__trade=trade)
    rows = list(
        shifts.order_by("craftsman__user__name", "pk").values_list(
            "pk", "craftsman__user__name", "lat", "lon", "route_minutes", "route_km"
        )
    )
    visits = (
        Visit.objects.visible_to(user)
        .filter(shift_id__in=[row[0] for row in rows])
        .exclude(state=VisitState.CANCELLED)
        .order_by("planned_start_at", "pk")
        .values_list(
            "pk",
            "shift_id",
            "lat",
            "lon",
            Minute("planned_start_at"),
            "is_emergency",
            "dwelling__street",
            "dwelling__number",
            "dwelling__letter",
            "dwelling__addition",
            "dwelling__town",
        )
    )
    stops: dict[int, list[Stop]] = defaultdict(list)
    for stop in (Stop(*row) for row in visits):
        stops[stop.shift_id].append(stop)
    return [MappedRoute(*row, stops=stops[row[0]]) for row in rows]
