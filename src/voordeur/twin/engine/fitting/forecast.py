"""A forecast of a stretch of days with its doubt: other luck and other parameters in every replication."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from scipy.special import stdtrit

from voordeur.twin.engine.fitting.stretch import UNITS, Scene, figures, lived
from voordeur.twin.engine.fitting.values import Fit, drawn
from voordeur.twin.engine.register import Register
from voordeur.twin.engine.sizing import staff_for
from voordeur.twin.engine.world import Staff

CHANNELS = ("phone_share", "web_share", "mail_share")


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is expected of one figure, and between which values 95% of such stretches lie."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """What each replication said of every figure, and the staff that was reckoned with."""

    values: Mapping[str, tuple[float, ...]]
    staff: Staff

    def mean(self, code: str) -> float | None:
        """What is expected of a figure; None when no replication said anything."""
        values = [value for value in self.values.get(code, ()) if np.isfinite(value)]
        return float(np.mean(values)) if values else None

    def of(self, code: str, *, extra: float = 0.0, factor: float = 1.0, doubt: float = 0.0) -> Foreseen | None:
        """`extra`: variance of what is measured beside that of what happens, as when only some people are asked.
        `factor`: by which earlier months were missed, and its `doubt` as a share of it.

        None with fewer than two replications that said anything.
        """
        values = [value for value in self.values.get(code, ()) if np.isfinite(value)]
        if len(values) < 2:
            return None
        middle = float(np.mean(values)) * factor
        luck = float(np.var(values, ddof=1)) * factor**2 * (1.0 + 1.0 / len(values))
        error = sqrt(luck + extra + (middle * doubt) ** 2)
        half = float(stdtrit(len(values) - 1, 0.975)) * error
        least, most = _bounds(UNITS[code])
        return Foreseen(middle, max(least, middle - half), min(most, middle + half))


def _bounds(unit: str) -> tuple[float, float]:
    if unit == "share":
        return 0.0, 1.0
    return (1.0, 10.0) if unit == "mark" else (0.0, float("inf"))


def worlds(register: Register, fits: Sequence[Fit], seed: int, count: int) -> list[Register]:
    """So many associations as this one may be: each fitted value somewhere in its interval, the others as they are."""
    found = []
    for number in range(count):
        values = {**register.values, **drawn(fits, np.random.default_rng([seed, 7, number]))}
        total = sum(values[code] for code in CHANNELS)
        if total > 1.0:
            values |= {code: values[code] / total for code in CHANNELS}
        found.append(replace(register, values=values))
    return found


def _others(scene: Scene, seen: tuple[int, float], rng: np.random.Generator) -> float:
    """Complaints a year for 1,000 homes about what is not simulated: as often as before, and that with its doubt."""
    number, exposure = seen
    if not number:
        return 0.0
    years = scene.homes * scene.days / 365.0
    return float(rng.poisson(rng.gamma(number) / exposure * years)) / years * 1000.0


def forecast(
    scene: Scene,
    register: Register,
    fits: Sequence[Fit],
    *,
    seed: int,
    replications: int,
    other_complaints: tuple[int, float] = (0, 1.0),
    on_progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Forecast:
    """Live the stretch so often, each time as another association that this one may be, with luck of its own.

    `other_complaints`: (how many, in how many years of a home) there were about things that are not simulated; as many
    come again, by chance.
    """
    staff = scene.staff(staff_for(scene.policy, scene.setting(seed, 0), register))
    said: dict[str, list[float]] = {code: [] for code in UNITS}
    for number, world in enumerate(worlds(register, fits, seed, replications)):
        own = figures(lived(scene, staff, world, seed, number), scene)
        own["complaints_per_1000_homes"] += _others(scene, other_complaints, np.random.default_rng([seed, 8, number]))
        for code in UNITS:
            said[code].append(own.get(code, float("nan")))
        on_progress(number + 1, replications)
    return Forecast({code: tuple(values) for code, values in said.items()}, staff)
