"""How long work takes and how much that varies, as far as own visits taught it. Writes nothing."""

from dataclasses import dataclass

from django.db.models import F, Sum

from voordeur.planning.models import WorkKind


@dataclass(frozen=True, slots=True)
class Usual:
    """What a kind of work takes as a share of its norm: on average `of_norm`, and its standard deviation `sd_of_mean`
    as a share of that."""

    of_norm: float
    sd_of_mean: float
    visits: int


def usual(*, case_kind: str, kind: str) -> Usual | None:
    """What was learned of a kind of work; None when nothing was."""
    row = (
        WorkKind.objects.filter(case_kind=case_kind, kind=kind)
        .values_list("norm_minutes", "mean_minutes", "sd_minutes", "visits")
        .first()
    )
    if row is None:
        return None
    norm, mean, sd, visits = row
    return Usual(mean / norm, sd / mean, visits)


def spread_of_trade(trade: str) -> float:
    """How much work of a trade varies on the whole, as a share of its minutes; 0.0 when nothing was learned."""
    found = WorkKind.objects.filter(trade=trade, visits__gt=0).aggregate(
        minutes=Sum(F("visits") * F("mean_minutes")), sd=Sum(F("visits") * F("sd_minutes"))
    )
    return float(found["sd"] / found["minutes"]) if found["minutes"] else 0.0
