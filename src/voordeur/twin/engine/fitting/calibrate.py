"""Everything that a history teaches, in one answer: what was fitted, and what stays as the register has it."""

from dataclasses import dataclass

from voordeur.twin.engine.fitting.demand import fit_demand, fit_trades
from voordeur.twin.engine.fitting.doors import fit_doors
from voordeur.twin.engine.fitting.levels import fit_levels
from voordeur.twin.engine.fitting.line import fit_line
from voordeur.twin.engine.fitting.past import Past
from voordeur.twin.engine.fitting.profiles import fit_profiles, with_fits
from voordeur.twin.engine.fitting.stretch import Scene
from voordeur.twin.engine.fitting.values import Fit, Found, Kept, sorted_out
from voordeur.twin.engine.fitting.work import fit_work
from voordeur.twin.engine.register import Register


@dataclass(frozen=True)
class Calibrated:
    """What was learned: `register` is that of the house with the fitted values and their intervals in it; `outside` are
    the codes whose value lies beyond the range that the register thought possible."""

    fits: tuple[Fit, ...]
    kept: tuple[Kept, ...]
    register: Register
    outside: tuple[str, ...]


def calibrated(past: Past, register: Register, scene: Scene | None = None, *, seed: int = 1) -> Calibrated:
    """Fit all that the past says something about. What is measured outranks the range of the register, which holds
    what others found or what was estimated; it is told, and a share or an amount that cannot be is kept out.

    `scene`: the last months of the past with the people who were there, for the levels that only a simulated past
    tells; without it these stay as they are. Raises what a world refuses.
    """
    found: list[Found] = []
    own = register
    for fit in (fit_profiles, fit_demand, fit_line, fit_work, fit_doors):
        learned = [_possible(one, register) for one in fit(past, own) if one.code in register.parameters]
        found += learned
        own = with_fits(own, learned)
    if scene is not None:
        trades = fit_trades(past, own, scene.policy)
        found += trades
        own = with_fits(own, trades)
        found += [_possible(one, register) for one in fit_levels(past, scene, own, seed=seed)]
    fits, kept = sorted_out(found)
    fitted = {one.code for one in fits}
    return Calibrated(
        tuple(fits),
        tuple(one for one in kept if one.code not in fitted),
        with_fits(register, list(fits)),
        tuple(one.code for one in fits if not _inside(one, register)),
    )


def _possible(found: Found, register: Register) -> Found:
    if isinstance(found, Kept):
        return found
    most = 1.0 if register.parameters[found.code].unit == "share" else float("inf")
    return found if 0.0 <= found.value <= most else Kept(found.code, found.n, "impossible")


def _inside(fit: Fit, register: Register) -> bool:
    shipped = register.parameters[fit.code]
    return shipped.low <= fit.value <= shipped.high
