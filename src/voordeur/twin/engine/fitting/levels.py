"""What nobody writes down but shows in the outcome: levels at which a simulated past comes out as the real one.

The model makes marks, complaints and waits from many causes at once. Its weights stay; the level is moved until the
last months, simulated with the people who were there, say on average what was measured in them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log, sqrt

import numpy as np

from voordeur.figures.rules.intervals import Spread, of_mean
from voordeur.planning.engine.kernel.forms import Floats
from voordeur.twin.engine.fitting.past import DAY, Past
from voordeur.twin.engine.fitting.stretch import Scene, figures, lived
from voordeur.twin.engine.fitting.values import LEAST, Fit, Found, Kept, Z, poisson_bounds
from voordeur.twin.engine.register import Register
from voordeur.twin.engine.sizing import staff_for
from voordeur.twin.engine.world import Staff

HOME_STRETCHES = 10_000  # homes times replications that are lived through for one look
LEAST_REPLICATIONS, MOST_REPLICATIONS = 3, 12
STEPS = 4
NEAR = 0.002  # of the aim, from where on another step says nothing more
COMPLAINS = ("complains_late_share", "complains_missed_share", "complains_repeat_share", "complains_unanswered_share")
LEAST_COMPLAINTS = 10


@dataclass(frozen=True, slots=True)
class _Aim:
    """A figure that was measured, its standard error, of how many; and the parameter that is to bring it about."""

    figure: str
    code: str
    value: float
    error: float
    n: int
    step: float


@dataclass(frozen=True, slots=True)
class _Looks:
    """The past lived through once more, with another value of one parameter."""

    scene: Scene
    staff: Staff
    register: Register
    seed: int

    def at(self, aim: _Aim, value: float) -> tuple[float, float] | None:
        return _seen(self.scene, self.staff, self.register, {aim.code: value}, self.seed).get(aim.figure)


def fit_levels(past: Past, scene: Scene, register: Register, *, seed: int) -> list[Found]:
    """Levels of marks, waits and complaints. `scene`: the last months of the past; `register`: with what was fitted."""
    staff = scene.staff(staff_for(scene.policy, scene.setting(seed, 0), register))
    found: list[Found] = []
    own = register
    for aim in _aims(past, scene, register):
        if isinstance(aim, Kept):
            found.append(aim)
            continue
        fit = _reached(aim, _Looks(scene, staff, own, seed), own)
        found.append(fit)
        if isinstance(fit, Fit):
            own = replace(own, values={**own.values, fit.code: fit.value})
    return [*found, *_complaints(past, scene, staff, own, seed)]


def nearest(scenes: Sequence[Scene], wait_seconds: float, register: Register, *, seed: int) -> int:
    """Which of these scenes, that differ in who is on the telephone, lets callers wait most nearly as long as they
    did; the first of those that are as near."""
    apart = []
    for scene in scenes:
        staff = scene.staff(staff_for(scene.policy, scene.setting(seed, 0), register))
        mean, _ = _seen(scene, staff, register, {}, seed).get("phone_wait_seconds", (0.0, 0.0))
        apart.append(abs(log((mean + 1.0) / (wait_seconds + 1.0))))
    return int(np.argmin(apart))


def _seen(
    scene: Scene, staff: Staff, register: Register, values: dict[str, float], seed: int
) -> dict[str, tuple[float, float]]:
    """(mean, standard error) of every figure under these values; the same luck whatever they are."""
    world = replace(register, values={**register.values, **values})
    count = min(MOST_REPLICATIONS, max(LEAST_REPLICATIONS, HOME_STRETCHES // scene.homes))
    said: dict[str, list[float]] = {}
    for number in range(count):
        for code, value in figures(lived(scene, staff, world, seed, number), scene).items():
            said.setdefault(code, []).append(value)
    return {
        code: (float(np.mean(own)), float(np.std(own, ddof=1) / sqrt(len(own))))
        for code, own in said.items()
        if len(own) > 1
    }


def _aims(past: Past, scene: Scene, register: Register) -> list[_Aim | Kept]:
    begin = (scene.first_on - past.days.first_on).days * DAY
    end = begin + scene.days * DAY
    reports = past.reports
    ready = (reports.ready >= begin) & (reports.ready < end)
    lead = (reports.ready - reports.at)[ready] / DAY
    of_repairs = past.marks_repairs[(past.marked_repairs >= begin) & (past.marked_repairs < end)].astype(np.float64)
    of_contact = past.marks_contact[(past.marked_contact >= begin) & (past.marked_contact < end)].astype(np.float64)
    contacts = past.contacts
    answered = contacts.is_answered & (contacts.at >= begin) & (contacts.at < end)
    wanted = [
        ("repair_lead_days", "wanted_days", lead, 2.0),
        ("mark_repairs", "mark_level", of_repairs, 0.3),
        ("mark_contact", "contact_level", of_contact, 0.3),
        ("solved_at_once_share", "first_line_factor", contacts.is_solved[answered].astype(np.float64), -0.1),
    ]
    return [_aim(figure, code, seen, step) for figure, code, seen, step in wanted if code in register.parameters]


def _aim(figure: str, code: str, seen: Floats, step: float) -> _Aim | Kept:
    bounds = of_mean(Spread(len(seen), float(seen.sum()), float((seen**2).sum()))) if len(seen) > 1 else None
    if len(seen) < LEAST or bounds is None:
        return Kept(code, len(seen), "too_few")
    return _Aim(figure, code, float(seen.mean()), (bounds[1] - bounds[0]) / (2 * Z), len(seen), step)


def _reached(aim: _Aim, looks: "_Looks", register: Register) -> Found:
    """The value at which the figure comes out, by secants; kept when no value in sight brings it about."""
    shipped = register.parameters[aim.code]
    least = 0.0 if shipped.low >= 0 else float("-inf")
    here = register[aim.code]
    there = here + aim.step
    at_here, at_there = looks.at(aim, here), looks.at(aim, there)
    if at_here is None or at_there is None:
        return Kept(aim.code, aim.n, "impossible")
    slope = (at_there[0] - at_here[0]) / (there - here)
    for _ in range(STEPS):
        if abs(at_here[0] - aim.value) <= NEAR * abs(aim.value):
            break
        if abs(slope) < 1e-9:
            return Kept(aim.code, aim.n, "impossible")
        following = max(least, here + (aim.value - at_here[0]) / slope)
        if following == here:
            break
        then = looks.at(aim, following)
        if then is None:
            return Kept(aim.code, aim.n, "impossible")
        # A step that hardly changes anything says nothing about the slope.
        if abs(following - here) > aim.step / 20 and (then[0] - at_here[0]) / (following - here) * slope > 0:
            slope = (then[0] - at_here[0]) / (following - here)
        here, at_here = following, then
    if abs(at_here[0] - aim.value) > max(3 * aim.error, 0.02 * abs(aim.value)):
        return Kept(aim.code, aim.n, "impossible")
    half = Z * sqrt(aim.error**2 + at_here[1] ** 2) / abs(slope)
    return Fit(aim.code, here, max(least, here - half), here + half, aim.n, "simulated")


def _complaints(past: Past, scene: Scene, staff: Staff, register: Register, seed: int) -> list[Found]:
    """How readily people complain, all occasions alike, so that as many complaints about repairs come as came."""
    number = len(past.complained)
    if number < LEAST_COMPLAINTS:
        return [Kept(code, number, "too_few") for code in COMPLAINS]
    seen = _seen(scene, staff, register, {}, seed).get("complaints_per_1000_homes", (0.0, 0.0))[0]
    a_year = 1000.0 * 365.0 / past.days.count / past.homes
    if seen <= 0.0:
        return [Kept(code, number, "impossible") for code in COMPLAINS]
    factor = number * a_year / seen
    low, high = (bound * a_year / seen for bound in poisson_bounds(number))
    return [
        Fit(
            code,
            min(1.0, register[code] * factor),
            min(1.0, register[code] * low),
            min(1.0, register[code] * high),
            number,
            "simulated",
        )
        for code in COMPLAINS
    ]
