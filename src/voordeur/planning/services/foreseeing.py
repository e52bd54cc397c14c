"""How likely each promise of a day is to be kept, written down before the day begins."""

from datetime import date, datetime

from voordeur.planning.engine.risk import late_risk
from voordeur.planning.models import Forecast
from voordeur.planning.queries.problem import read_live
from voordeur.policy import rules as promised
from voordeur.promises.queries import in_force

# Before anybody leaves home, and after the search of the night.
NIGHT_HOURS = range(3, 7)


def foresee(*, now: datetime) -> int:
    """Write the forecasts of the day that begins; repeated work. Returns how many are new, 0 outside the night."""
    if promised.local(now).hour not in NIGHT_HOURS:
        return 0
    return foresee_day(day=promised.local(now).date(), now=now)


def foresee_day(*, day: date, now: datetime) -> int:
    """Write a forecast for each promised visit of a day that has none for its window yet; returns how many."""
    live = read_live(
        from_at=promised.at_minute(day, 0),
        until_at=promised.at_minute(day, 24 * 60),
        now=now,
        policy=in_force(now).policy,
    )
    open_visits = {pk: visit for pk, visit in live.visits.items() if visit.is_promised and not visit.is_fixed}
    known = dict(Forecast.objects.filter(visit_id__in=open_visits).values_list("visit_id", "until_at"))
    rows = [
        Forecast(visit_id=pk, made_at=now, until_at=open_visits[pk].window_until_at, late_share=min(1.0, risk.chance))
        for pk, risk in ((int(name), risk) for name, risk in late_risk(live.problem, live.plan).items())
        if pk in open_visits and known.get(pk) != open_visits[pk].window_until_at
    ]
    Forecast.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["visit"],
        update_fields=["made_at", "until_at", "late_share"],
    )
    return len(rows)
