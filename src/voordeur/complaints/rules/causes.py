"""Causes that return: how often each stands behind a complaint that was founded, with its share."""

from collections.abc import Iterable
from dataclasses import dataclass

from voordeur.complaints.rules.subjects import Cause

RETURNS_FROM = 2


@dataclass(frozen=True, slots=True)
class Counted:
    """A cause in a period: how many complaints, which share of all with a cause (0..1), and whether it returns."""

    cause: Cause
    number: int
    share: float
    returns: bool
    # Founded after an improvement for this cause was finished: it did not help enough
    after_improvement: int = 0


def count_causes(causes: Iterable[Cause], *, after_improvement: Iterable[Cause] = ()) -> list[Counted]:
    """The causes of a period, most frequent first; equal ones in the order of the list of causes."""
    found, again = list(causes), list(after_improvement)
    numbers = {cause: found.count(cause) for cause in Cause}
    return sorted(
        (
            Counted(cause, number, number / len(found), number >= RETURNS_FROM, again.count(cause))
            for cause, number in numbers.items()
            if number
        ),
        key=lambda one: -one.number,
    )
