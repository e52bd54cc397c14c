"""Sets of promises: which promises are turned to which of their values. Simulates nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Any

from voordeur.kernel.errors import Refused
from voordeur.policy.diff import promises
from voordeur.policy.models import ServicePolicy
from voordeur.policy.presets import PolicyErrors
from voordeur.twin.engine import notches
from voordeur.twin.engine.notches import Notch

MOST_TURNED = 40

Levels = tuple[int, ...]
"""For each promise that is turned: 0 as the policy says now, otherwise the number of one of its other values."""


@dataclass(frozen=True)
class Space:
    """A policy, and the promises of it that may be turned with their other values.

    `best` keeps what was worked out about it, so that it need not be worked out again.
    """

    policy: ServicePolicy
    fields: tuple[str, ...]
    values: tuple[tuple[Notch, ...], ...]
    stuck: tuple[str, ...]
    best: dict[Any, Levels | None] = field(default_factory=dict, repr=False, compare=False)
    _policies: dict[Levels, ServicePolicy] = field(default_factory=dict, repr=False, compare=False)

    @property
    def now(self) -> Levels:
        return (0,) * len(self.fields)

    @property
    def many(self) -> int:
        """How many sets there are, with those that a policy cannot hold."""
        return prod(len(own) + 1 for own in self.values)

    @property
    def columns(self) -> list[tuple[int, int]]:
        """Every other value as promise and level, in order."""
        return [(at, level) for at, own in enumerate(self.values) for level in range(1, len(own) + 1)]

    def singles(self) -> list[Levels]:
        """The sets with one promise turned."""
        return [self.with_level(self.now, at, level) for at, level in self.columns]

    def with_level(self, levels: Levels, at: int, level: int) -> Levels:
        return (*levels[:at], level, *levels[at + 1 :])

    def neighbours(self, levels: Levels) -> Iterator[Levels]:
        """The sets that differ in one promise, first those with one turned back."""
        for at, level in enumerate(levels):
            if level:
                yield self.with_level(levels, at, 0)
        for at, level in self.columns:
            if levels[at] != level:
                yield self.with_level(levels, at, level)

    def chosen(self, levels: Levels) -> list[Notch]:
        return [self.values[at][level - 1] for at, level in enumerate(levels) if level]

    def changes(self, levels: Levels) -> dict[str, Any]:
        """All that has to change. What goes along with a promise yields to what is turned itself."""
        chosen = self.chosen(levels)
        along = {name: value for notch in chosen for name, value in notch.changes.items()}
        return {**along, **{notch.field: notch.value for notch in chosen}}

    def policy_of(self, levels: Levels) -> ServicePolicy:
        """The policy with a set. Raises PolicyErrors when it cannot hold it."""
        if levels not in self._policies:
            self._policies[levels] = notches.changed(self.policy, self.changes(levels))
        return self._policies[levels]

    def is_possible(self, levels: Levels) -> bool:
        """Whether a policy can hold this set, and feels all that is turned in it."""
        if not self.is_felt(levels):
            return False
        try:
            self.policy_of(levels)
        except PolicyErrors:
            return False
        return True

    def is_felt(self, levels: Levels) -> bool:
        """Whether all that is turned in this set is about something that it still offers."""
        return not any(level and self.is_idle(levels, at) for at, level in enumerate(levels))

    def is_idle(self, levels: Levels, at: int) -> bool:
        """Whether another promise of this set takes away what this one is about: a subscription that is not offered."""
        needed = self._needs.get(at)
        return needed is not None and bool(levels[needed]) and not self.values[needed][levels[needed] - 1].value

    @cached_property
    def _needs(self) -> dict[int, int]:
        """By promise the other one that it needs, where both are turned."""
        table = notches.load()
        return {
            at: self.fields.index(needed)
            for at, name in enumerate(self.fields)
            if (needed := table.turned[name].needs) in self.fields
        }

    def name(self, levels: Levels) -> str:
        """The name of a set, short and its own."""
        return "set_" + (".".join(f"{at}-{level}" for at, level in enumerate(levels) if level) or "0")

    def told(self) -> list[dict[str, Any]]:
        """The promises with their values as plain values; the first is that of now."""
        table, now = notches.load(), promises(self.policy)
        return [
            {
                "field": name,
                "name": table.turned[name].name.model_dump(),
                "values": [notches.plain(now[name]), *(notch.value for notch in own)],
            }
            for name, own in zip(self.fields, self.values, strict=True)
        ]

    def told_levels(self, levels: Levels) -> dict[str, int]:
        """A set as plain values: each promise that is turned, with the place of its value among `values`."""
        return {self.fields[at]: level for at, level in enumerate(levels) if level}


def space(policy: ServicePolicy, fields: Sequence[str]) -> Space:
    """The promises that may be turned: these, or all that a search turns when none is named.

    Raises Refused "unknown_promise", "promise_not_felt", "too_many_promises" or "nothing_to_turn".
    """
    table = notches.load()
    turned = [table.find(name) for name in dict.fromkeys(fields)] or [
        one for one in table.turned.values() if one.search
    ]
    if len(turned) > MOST_TURNED:
        raise Refused("too_many_promises", many=len(turned), most=MOST_TURNED)
    found: Mapping[str, tuple[Notch, ...]] = {one.field: tuple(one.values(policy)) for one in turned}
    can = {name: own for name, own in found.items() if own}
    if not can:
        raise Refused("nothing_to_turn")
    return Space(policy, tuple(can), tuple(can.values()), tuple(name for name, own in found.items() if not own))
