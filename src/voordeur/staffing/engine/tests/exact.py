"""The same queues worked out in another way, for the tests: plain sums from the empty state on, with 60 digits.

Shares nothing with the engine: no recursion for Erlang C, no start at the likeliest state and no quadrature for
Erlang A. Erlang C is also summed as fractions, where that is feasible.
"""

from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

DIGITS = 60
NOTHING = Decimal(10) ** -50


@dataclass(frozen=True)
class Exact:
    wait_probability: Decimal
    mean_wait_seconds: Decimal
    abandonment: Decimal
    service_level: Decimal
    occupancy: Decimal


def erlang_c_fraction(calls_per_hour: int, handling_seconds: int, agents: int) -> Fraction:
    """The textbook formula in fractions: no rounding at all."""
    erlangs = Fraction(calls_per_hour * handling_seconds, 3600)
    term, below = Fraction(1), Fraction(0)
    for number in range(agents):
        below += term
        term = term * erlangs / (number + 1)
    last = term * agents / (agents - erlangs)
    return last / (below + last)


def erlang_c(calls_per_hour: float, handling_seconds: float, agents: int, target_seconds: float) -> Exact:
    with localcontext() as context:
        context.prec = DIGITS
        handling = Decimal(handling_seconds)
        erlangs = Decimal(calls_per_hour) * handling / 3600
        term, below = Decimal(1), Decimal(0)
        for number in range(agents):
            below += term
            term = term * erlangs / (number + 1)
        last = term * agents / (agents - erlangs)
        waits = last / (below + last)
        mean = waits * handling / (agents - erlangs)
        level = 1 - waits * (-(agents - erlangs) * Decimal(target_seconds) / handling).exp()
        return Exact(waits, mean, Decimal(0), level, erlangs / agents)


def erlang_a(
    calls_per_hour: float, handling_seconds: float, agents: int, patience_seconds: float, target_seconds: float
) -> Exact:
    """The birth and death chain, state after state; who is helped within the target by a series of positive terms."""
    with localcontext() as context:
        context.prec = DIGITS
        arrives = Decimal(calls_per_hour) / 3600
        helps, leaves = 1 / Decimal(handling_seconds), 1 / Decimal(patience_seconds)
        term = Decimal(1)
        total = waits = queue = busy = Decimal(0)
        number = 0
        while True:
            total += term
            busy += term * min(number, agents)
            if number >= agents:
                waits += term
                queue += term * (number - agents)
            number += 1
            ends = min(number, agents) * helps + max(0, number - agents) * leaves
            term = term * arrives / ends
            if number > agents and term < NOTHING * waits and ends > arrives:
                break
        mean = queue / total / arrives
        soon = _helped_soon(arrives, agents * helps, leaves, Decimal(target_seconds))
        waits /= total
        return Exact(waits, mean, leaves * mean, 1 - waits + waits * soon, busy / total / agents)


def _helped_soon(arrives: Decimal, all_help: Decimal, leaves: Decimal, target: Decimal) -> Decimal:
    """Of those who wait: the share that is helped within the target, through the incomplete gamma function."""
    x, y = arrives / leaves, all_help / leaves
    left = (-leaves * target).exp()
    all_of_them = _series(y, x)
    ever = _series(y + 1, x) / (y + 1)
    power = (-(y + 1) * leaves * target).exp()
    later = power * (x * (1 - left)).exp() * _series(y + 1, x * left) / (y + 1)
    return (ever - later) * y / all_of_them


def _series(b: Decimal, z: Decimal) -> Decimal:
    """1 + z/(b+1) + z^2/((b+1)(b+2)) + ..."""
    term, total, number = Decimal(1), Decimal(0), 0
    while term > NOTHING * total or number < z - b:
        total += term
        number += 1
        term = term * z / (b + number)
    return total
