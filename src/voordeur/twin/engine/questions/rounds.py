"""A question that is asked in rounds, written as one story: what a round wants, then what it is read for."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from voordeur.twin.engine.questions.variants import Asked, Known
from voordeur.twin.engine.sizing import PILOTS

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class AtMost:
    """How much work a question is at most: rounds, and replications with the pilots that say who is needed."""

    rounds: int
    replications: int


def pieces(variants: int, replications: int) -> int:
    """The replications of so many variants, with their pilots."""
    return variants * (replications + PILOTS)


Story = Generator[Sequence[Asked], None, Found]
"""Yields the variants of each round, and goes on when they have lived; in the end it returns what was found.

A story may read of what is known only as many replications as it asked for until then: so it comes out the same however
often and however late it is told again.
"""


@dataclass
class Told(Generic[Found]):
    """A story as far as it can be told: everything asked for, and what was found when it came to its end."""

    asked: dict[str, Asked] = field(default_factory=dict)
    rounds: int = 0
    found: Found | None = None


def tell(story: Story[Found], known: Known) -> Told[Found]:
    """The story up to the first round that has not been lived yet."""
    told: Told[Found] = Told()
    while True:
        try:
            fresh = next(story)
        except StopIteration as end:
            told.found = end.value
            return told
        told.rounds += 1
        for one in fresh:
            before = told.asked.get(one.variant.name)
            if before is None or before.replications < one.replications:
                told.asked[one.variant.name] = one
        if not is_lived(fresh, known):
            return told


def is_lived(asked: Iterable[Asked], known: Known) -> bool:
    """Whether all of this is known."""
    return all(len(known.lives.get(one.variant.name, ())) >= one.replications for one in asked)


def simulated(told: Told[Any]) -> dict[str, int]:
    """How much was simulated: variants, rounds, and replications with the pilots that say who is needed."""
    return {
        "variants": len(told.asked),
        "rounds": told.rounds,
        "replications": sum(one.replications + PILOTS for one in told.asked.values()),
    }
