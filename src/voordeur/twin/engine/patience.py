"""How long callers wait before they hang up: learned from recorded waits, drawn for simulated callers.

Who was answered would have waited longer, nobody knows how long: the waits are censored. So the chance per second of
hanging up is estimated from all seconds that anybody waited (Kaplan & Meier 1958, in stretches of steady chance). It is
estimated apart per number of people ahead: callers who hear their place in the queue leave sooner from a long one.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voordeur.planning.engine.kernel.forms import Floats, Ints

# Numbers of people ahead at which a new group may begin, and the fewest who hung up in a group and in a stretch.
SIZES = (2, 3, 4, 5, 6, 8, 10)
LEAST_PER_GROUP = 80
LEAST_PER_STRETCH = 40
MOST_STRETCHES = 8
# Beside what was seen stands one caller who waited so long and hung up: it only counts where hardly anybody waited.
PRIOR_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Patience:
    """The chance of hanging up while waiting, per size of the queue that the caller finds.

    leaves_at_once: share of all callers who are gone before they join the queue. sizes: (k - 1,) as in `calls.Calls`.
    begins: k arrays of seconds, each from 0 rising. rates: k arrays, the chance per second (> 0) from there on.
    """

    leaves_at_once: float
    sizes: Ints
    begins: tuple[Floats, ...]
    rates: tuple[Floats, ...]

    def draw(self, luck: Floats, haste: Floats | float = 1.0) -> Floats:
        """Seconds of patience, (n, 1, k), from `luck` (n,), evenly spread over 0..1: more luck is more patience.

        One caller has one piece of luck, so that who is patient is so in front of every queue. `haste`: by what factor
        the chance of hanging up is higher for each.
        """
        used = -np.log1p(-np.clip(luck, 0.0, 1.0 - 1e-16)) / haste
        return np.stack([_when(used, *group) for group in zip(self.begins, self.rates, strict=True)], axis=1)[
            :, None, :
        ]

    def used(self, waits: Floats, ahead: Ints) -> Floats:
        """(n,) the summed chance of hanging up during a wait behind so many: summed over callers, those expected to."""
        group = np.searchsorted(self.sizes, ahead, side="right")
        found = np.zeros(waits.shape)
        for one, (begins, rates) in enumerate(zip(self.begins, self.rates, strict=True)):
            here = waits[group == one]
            ends = [*begins[1:], math.inf]
            stretches = zip(begins, ends, rates, strict=True)
            found[group == one] = sum(rate * (np.clip(here, begin, end) - begin) for begin, end, rate in stretches)
        return found

    def mean_seconds(self) -> Floats:
        """(k,) the mean patience of each group."""
        return np.array([_mean(*group) for group in zip(self.begins, self.rates, strict=True)])


def _when(used: Floats, begins: Floats, rates: Floats) -> Floats:
    """The moment at which the summed chance has come to `used`."""
    summed = np.concatenate(([0.0], np.cumsum(rates[:-1] * np.diff(begins))))
    stretch = np.searchsorted(summed, used, side="right") - 1
    return np.asarray(begins[stretch] + (used - summed[stretch]) / rates[stretch])


def _mean(begins: Floats, rates: Floats) -> float:
    stays, mean = 1.0, 0.0
    for begin, end, rate in zip(begins, [*begins[1:], math.inf], rates, strict=True):
        at_end = stays * math.exp(-rate * (end - begin))
        mean += (stays - at_end) / rate
        stays = at_end
    return mean


def steady(mean_seconds: float) -> Patience:
    """Patience with the same chance of hanging up in every second, in front of every queue."""
    one = (np.array([1.0 / mean_seconds]),)
    return Patience(0.0, np.empty(0, dtype=np.int64), (np.zeros(1),), one)


def learn(waits: Floats, has_left: NDArray[np.bool_], ahead: Ints) -> Patience:
    """Learns from callers, all (n,): seconds in the queue, whether they hung up, how many they found before them.

    Who hung up after no time at all never joined the queue: he counts in `leaves_at_once` only.
    """
    at_once = has_left & (waits <= 0)
    waited = waits > 0
    sizes = _sizes(ahead[waited & has_left])
    begins, rates = [], []
    for least, most in zip([0, *sizes], [*sizes, math.inf], strict=True):
        here = waited & (ahead >= least) & (ahead < most)
        group = _stretches(waits[here], has_left[here])
        begins.append(group[0])
        rates.append(group[1])
    share = float(at_once.mean()) if at_once.size else 0.0
    return Patience(share, np.array(sizes, dtype=np.int64), tuple(begins), tuple(rates))


def _sizes(ahead: Ints) -> list[int]:
    """Where groups begin, so that enough callers hung up in each; `ahead` of those who hung up."""
    sizes: list[int] = []
    for size in SIZES:
        before = np.count_nonzero((ahead >= (sizes[-1] if sizes else 0)) & (ahead < size))
        if before >= LEAST_PER_GROUP and np.count_nonzero(ahead >= size) >= LEAST_PER_GROUP:
            sizes.append(size)
    return sizes


def _stretches(waits: Floats, has_left: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Where the chance changes (seconds), and the chance per second: those who hung up over the seconds waited."""
    hung_up = np.sort(waits[has_left])
    count = min(MOST_STRETCHES, max(1, hung_up.size // LEAST_PER_STRETCH))
    ends = np.unique(np.quantile(hung_up, np.arange(1, count) / count)) if count > 1 else np.empty(0)
    begins = np.concatenate(([0.0], ends))
    rates = np.empty(begins.size)
    for stretch, (begin, end) in enumerate(zip(begins, [*ends, math.inf], strict=True)):
        seconds = float((np.clip(waits, begin, end) - begin).sum())
        gone = np.count_nonzero((hung_up > begin) & (hung_up <= end))
        rates[stretch] = (gone + 1.0) / (seconds + PRIOR_SECONDS)
    return begins, rates
