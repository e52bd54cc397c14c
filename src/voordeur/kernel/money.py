"""Money in whole euro cents: splitting without loss and writing amounts. Holds no price."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def split(cents: int, shares: Sequence[float]) -> list[int]:
    """`cents` over people or homes in proportion to `shares` (any unit, not negative); the parts add up to `cents`.

    Each part differs less than a cent from its exact share (largest remainder; at equal remainders the first in line
    gets the cent). A negative amount is split as its opposite. Raises `ValueError` for no shares, a negative share,
    or shares that are all zero.
    """
    if any(share < 0 for share in shares):
        raise ValueError("a share is negative")
    weights = [Fraction(share) for share in shares]
    total = sum(weights, Fraction(0))
    if not total:
        raise ValueError("there is nothing to split over")
    if cents < 0:
        return [-part for part in split(-cents, shares)]
    exact = [cents * weight / total for weight in weights]
    parts = [int(amount) for amount in exact]
    by_remainder = sorted(range(len(exact)), key=lambda place: parts[place] - exact[place])
    for place in by_remainder[: cents - sum(parts)]:
        parts[place] += 1
    return parts


def rounded(cents: float | Fraction | Decimal) -> int:
    """Whole cents, half a cent away from zero, as people round."""
    exact = Fraction(cents)
    halves = abs(exact) + Fraction(1, 2)
    return int(halves) if exact >= 0 else -int(halves)


def in_words(cents: int, language: str) -> str:
    """The amount as people write it: `€ 1.234,50` in Dutch, `€1,234.50` in English."""
    amount = f"{(Decimal(abs(cents)) / 100).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"
    sign = "-" if cents < 0 else ""
    if language.startswith("en"):
        return f"{sign}€{amount}"
    swapped = amount.translate(str.maketrans(",.", ".,"))
    return f"€ {sign}{swapped}"
