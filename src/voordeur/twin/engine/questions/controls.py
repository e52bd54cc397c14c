"""The same policy with its people counted anew: how far figures move when nothing was changed.

How many people a policy asks for is counted in pilot years. Where a promise is turned they are counted again, and come
out a little different by chance alone. The years of luck of a pair do not show that, so a difference is as sure as its
years *and* as these controls say.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from voordeur.planning.engine.kernel.forms import Floats
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.kpis import Interval
from voordeur.twin.engine.questions.chances import AT, SAME
from voordeur.twin.engine.questions.variants import Asked, Known, Life, Variant
from voordeur.twin.engine.world import Staff

NOW = "now"
# How far two things are moved that hardly matter, so that other people are counted: when somebody calls again, and the
# room that is planned beside a job. As factors, one pair for each control.
NUDGES = ((1.03, 1.01), (0.97, 0.99), (1.06, 0.98), (0.94, 1.02))
NUDGED = ("redial_minutes", "buffer_deviations")
JUDGES = (1.02, 0.985)  # for whoever is looked at once more
CONTROLS = tuple(f"control_{number}" for number in range(len(NUDGES)))
YEARS = 5  # of luck, that tell well enough how far apart the means of controls lie: they all meet the same
# What tells whether two lives went alike, whatever was charged for them.
COURSE = (
    "contacts_per_home",
    "phone_wait_seconds",
    "repair_lead_days",
    "jobs_per_craftsman_day",
    "travel_minutes_per_job",
    "km_per_home",
)

Figure = Callable[[Life], float]


def nudged(values: Mapping[str, float], factors: Sequence[float]) -> dict[str, float]:
    """Other values for what hardly matters, inside their ranges. `values`: of the register in use."""
    shipped = registers.load()
    found: dict[str, float] = {}
    for code, factor in zip(NUDGED, factors, strict=True):
        known, value = shipped.parameters[code], values.get(code, shipped[code])
        if known.low <= value * factor <= known.high:
            found[code] = value * factor
    return found


def asked(policy: ServicePolicy, values: Mapping[str, float], replications: int) -> list[Asked]:
    """The policy as it is, and its controls."""
    now = Variant(NOW, policy)
    return [Asked(now, replications), *again(now, values, replications)]


def again(one: Variant, values: Mapping[str, float], replications: int) -> list[Asked]:
    """The controls of a variant. `values`: of the register in use."""
    in_use = {**values, **one.values}
    return [
        Asked(Variant(name, one.policy, {**one.values, **nudged(in_use, factors)}), replications)
        for name, factors in zip(CONTROLS, NUDGES, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Reading:
    """A difference with its 95% interval and the chance of seeing as much when there is none."""

    found: Interval
    p_value: float


def of(code: str) -> Figure:
    """A figure of a life."""
    return lambda life: life.figures[code]


def of_group(group: str, code: str) -> Figure:
    """A figure of a group of a life."""
    return lambda life: life.groups[group][code]


def counted_anew(known: Known, name: str, figure: Figure) -> float:
    """The variance of a mean that counting the people of a variant anew makes, of `len(CONTROLS)` degrees.

    Zero where its question had no controls.
    """
    if CONTROLS[0] not in known.lives:
        return 0.0
    years = min(len(known.lives[one]) for one in (name, *CONTROLS))
    means = [np.mean([figure(life) for life in known.lives[one][:years]]) for one in (name, *CONTROLS)]
    return float(np.var(means, ddof=1))


def apart(known: Known, a: str, b: str, figure: Figure, controlled: str) -> Reading:
    """How much a figure of `b` lies above that of `a`, in the same years of luck.

    As sure as those years and as counting the people of both anew lets it be; `controlled` is the variant whose
    controls say how much that is.
    """
    moved = [figure(two) - figure(one) for one, two in zip(known.lives[a], known.lives[b], strict=False)]
    anew = 0.0 if went_alike(known, a, b) else 2.0 * counted_anew(known, controlled, figure)
    return reading(moved, anew, len(CONTROLS))


class Ruler:
    """What differences from a policy as it is are measured with: years `first` to `last` (not included) of luck."""

    def __init__(self, known: Known, first: int = 0, last: int | None = None) -> None:
        self._known, self._first, self._last = known, first, last
        self._lives = [self._years(name) for name in (NOW, *CONTROLS)]

    def _years(self, name: str, last: int | None = None) -> list[Life]:
        return self._known.lives[name][self._first : self._last if last is None else last]

    def figure(self, name: str, code: str) -> Reading:
        """How far a figure of this variant lies from the policy as it is."""
        return self.read(name, of(code))

    def group(self, name: str, group: str, code: str) -> Reading:
        """The same for a figure of one group."""
        return self.read(name, of_group(group, code))

    def read(self, name: str, figure: Figure) -> Reading:
        moved = self.moved(name, figure)
        if self.went_alike(name):
            return reading(moved, 0.0, len(CONTROLS))
        return reading(moved, self.counted_anew(figure, len(moved)) * (1.0 + 1.0 / len(self._lives)), len(CONTROLS))

    def moved(self, name: str, figure: Figure, last: int | None = None) -> Floats:
        """How far a figure lies from the policy as it is in each year of luck."""
        other: Floats = np.array([figure(life) for life in self._years(name, last)])
        if self.went_alike(name, last):
            # Only what is charged differs: nothing was counted anew.
            now: Floats = np.array([figure(life) for life in self._lives[0][: len(other)]])
            return np.subtract(other, now)
        found: Floats = other - self.level(figure, len(other))
        return found

    def level(self, figure: Figure, years: int) -> Floats:
        """The figure of the policy as it is in each of the first so many years: the mean of all its countings."""
        found: Floats = self._controls(figure, years).mean(axis=0)
        return found

    def counted_anew(self, figure: Figure, years: int) -> float:
        """The variance of a mean over so many years that counting people anew makes."""
        return float(self._controls(figure, years).mean(axis=1).var(ddof=1))

    def _controls(self, figure: Figure, years: int) -> Floats:
        return np.array([[figure(life) for life in lives[:years]] for lives in self._lives])

    def went_alike(self, name: str, last: int | None = None) -> bool:
        """Whether this variant has the same people and lived the same years as the policy as it is."""
        return went_alike(self._known, NOW, name, self._first, self._last if last is None else last)


def went_alike(known: Known, one: str, other: str, first: int = 0, last: int | None = None) -> bool:
    """Whether two variants have the same people and lived the same years, whatever was charged for them."""
    if not is_same_staff(known.staff[one], known.staff[other]):
        return False
    return all(
        abs(a.figures[code] - b.figures[code]) <= SAME * max(1.0, abs(a.figures[code]))
        for a, b in zip(known.lives[one][first:last], known.lives[other][first:last], strict=False)
        for code in COURSE
    )


def is_same_staff(one: Staff, other: Staff) -> bool:
    return (
        one.craftsmen_per_1000 == other.craftsmen_per_1000
        and np.array_equal(one.agents, other.agents)
        and np.allclose(one.minutes, other.minutes, rtol=SAME)
    )


def reading(differences: Sequence[float] | Floats, counted_anew: float, degrees: int) -> Reading:
    """The mean of differences year by year. `counted_anew`: the variance of counting people anew, of `degrees`.

    Both parts together by Welch and Satterthwaite. One year alone gives no interval.
    """
    values = np.asarray(differences, dtype=np.float64)
    mean, many = float(values.mean()), len(values)
    if many < 2:
        return Reading(Interval(mean, mean, mean), 1.0)
    luck = float(values.var(ddof=1)) / many
    variance = luck + counted_anew
    if variance <= (SAME * max(1.0, abs(mean))) ** 2:
        is_nothing = abs(mean) <= SAME
        return Reading(Interval(mean, mean, mean), 1.0 if is_nothing else 0.0)
    freedom = variance**2 / (luck**2 / (many - 1) + counted_anew**2 / degrees)
    error = float(np.sqrt(variance))
    half = float(stats.t.ppf(1.0 - AT / 2.0, freedom)) * error
    return Reading(Interval(mean, mean - half, mean + half), float(2.0 * stats.t.sf(abs(mean) / error, freedom)))
