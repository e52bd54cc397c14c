"""The quality label: whether a component reaches the norm, given its marks. Source of the norm: KWH, since 2018."""

from dataclasses import dataclass
from enum import StrEnum

from voordeur.figures.rules.facts import Marks
from voordeur.figures.rules.intervals import Interval, of_mean, of_share


class Verdict(StrEnum):
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Norm:
    """A mean of at least `mark` and at least `satisfied_share` (0..1) of the people at `satisfied_from` or more, judged
    from `min_answers` on."""

    mark: float
    satisfied_share: float
    satisfied_from: float
    min_answers: int


@dataclass(frozen=True, slots=True)
class Component:
    """One component of the label. `interval` bounds the mean at 95%, `satisfied_interval` the share."""

    code: str
    mean: float | None
    satisfied_share: float | None
    answers: int
    invited: int
    interval: Interval | None
    satisfied_interval: Interval | None
    verdict: Verdict


def judge(code: str, marks: Marks, norm: Norm) -> Component:
    """Hold the marks of a component against the norm; with fewer answers than the norm asks there is no verdict."""
    satisfied = marks.share_from(norm.satisfied_from)
    population = marks.population if marks.population >= marks.answers else None
    mean = marks.spread.mean if marks.answers else None
    share = satisfied.share if satisfied.n else None
    if mean is None or share is None or marks.answers < norm.min_answers:
        verdict = Verdict.TOO_FEW
    elif mean >= norm.mark and share >= norm.satisfied_share:
        verdict = Verdict.REACHED
    else:
        verdict = Verdict.NOT_REACHED
    return Component(
        code=code,
        mean=mean,
        satisfied_share=share,
        answers=marks.answers,
        invited=marks.invited,
        interval=of_mean(marks.spread, population=population, least=1.0, most=10.0),
        satisfied_interval=of_share(satisfied, population=population),
        verdict=verdict,
    )
