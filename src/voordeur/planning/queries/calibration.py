"""Were promises kept as often as the plan of the morning said: counted by the database, judged by the engine.

A promise counts when its day is over: the visit began, or its window ended and it did not. What was cancelled, or moved
to another window since, was another promise.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Case, Count, F, IntegerField, Q, Sum, Value, When

from voordeur.base.periods import at_midnight, bucket, month_starts
from voordeur.planning.engine.risk import LEVELS, Calibration, calibrated
from voordeur.planning.models import Forecast, VisitState
from voordeur.policy import rules as promised

if TYPE_CHECKING:
    from voordeur.parties.models import User

PromiseRow = Calibration
MONTHS = 12
# A telephone without a connection tells later that the work has begun.
GRACE = timedelta(minutes=60)


class Cell(NamedTuple):
    """Promises of one band, month and trade: how many, how many were kept, and the sum of their chances."""

    band: int
    month: int
    trade: str
    visits: int
    kept: int
    promised: float


@dataclass(frozen=True, slots=True)
class KeptPromises:
    """What was promised against what was kept: all together (None without a promise that came to its end), by band of
    the chance from the surest on, by month from the newest on, and by trade from the most visits on."""

    together: PromiseRow | None
    bands: list[PromiseRow]
    months: list[tuple[date, PromiseRow]]
    trades: list[tuple[str, PromiseRow]]


def kept_promises(*, user: "User", now: datetime) -> KeptPromises:
    """The promises of the last twelve months, this one included. One read, whatever their number."""
    first_days = month_starts(until_on=promised.local(now).date(), months=MONTHS)
    cells = _cells(user, [*(at_midnight(day) for day in first_days), now])
    bands, months, trades = defaultdict(list), defaultdict(list), defaultdict(list)
    for cell in cells:
        bands[cell.band].append(cell)
        months[cell.month].append(cell)
        trades[cell.trade].append(cell)
    by_trade = [(trade, _row(those)) for trade, those in trades.items()]
    return KeptPromises(
        together=_row(cells) if cells else None,
        bands=[_row(bands[band], LEVELS[band], LEVELS[band + 1]) for band in sorted(bands, reverse=True)],
        months=[(first_days[month], _row(months[month])) for month in sorted(months, reverse=True)],
        trades=sorted(by_trade, key=lambda pair: (-pair[1].visits, pair[0])),
    )


def _cells(user: "User", bounds: Sequence[datetime]) -> list[Cell]:
    is_over = Q(visit__state=VisitState.DONE) | Q(visit__is_fixed=True) | Q(until_at__lt=bounds[-1] - GRACE)
    is_kept = Q(visit__is_fixed=True, visit__planned_start_at__lte=F("until_at"))
    rows = (
        Forecast.objects.visible_to(user)
        .filter(is_over, until_at__gte=bounds[0], until_at__lt=bounds[-1], visit__window_until_at=F("until_at"))
        .exclude(visit__state=VisitState.CANCELLED)
        .annotate(month=bucket("until_at", bounds), band=_band())
        .values_list("band", "month", "visit__trade")
        .annotate(visits=Count("pk"), kept=Count("pk", filter=is_kept), chances=Sum(1.0 - F("late_share")))
    )
    return [Cell(*row) for row in rows.order_by("band", "month", "visit__trade")]


def _band() -> Case:
    """Which pair of levels the chance of being in time lies between; the last one has its upper end too."""
    bands = list(enumerate(pairwise(LEVELS)))
    whens = [When(late_share__gt=1.0 - high, then=Value(band)) for band, (_low, high) in bands[:-1]]
    return Case(*whens, default=Value(bands[-1][0]), output_field=IntegerField())


def _row(cells: Iterable[Cell], low: float = LEVELS[0], high: float = LEVELS[-1]) -> PromiseRow:
    those = list(cells)
    return calibrated(
        low,
        high,
        sum(cell.visits for cell in those),
        sum(cell.kept for cell in those),
        sum(cell.promised for cell in those),
    )
