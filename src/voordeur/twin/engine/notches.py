"""How far each promise can be turned: the table of notches (data/notches_*.toml). Knows nothing of what it does."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.diff import promises
from voordeur.policy.models import WEEKDAYS, Promise, ServicePolicy, Term, Week, Words, clock_text
from voordeur.policy.presets import PolicyErrors
from voordeur.twin.engine.register import DATA

FILES = ("reaching", "repairs", "offers", "unfelt")
Side = Literal["less", "more", "other"]
HOUR, DAY = 60, 24 * 60
SATURDAY = {"from": "09:00", "until": "12:00"}  # what a day more begins with


class Unfelt(BaseModel):
    """A promise, or a whole part, that a simulated year does not feel; `given`: it is a fact and no promise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str
    kind: Literal["left_out", "given"]
    reason: Words


class Turned(BaseModel):
    """One promise with the way it is turned; what each field means stands above the table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str
    name: Words
    more: Literal["high", "low", "none"]
    steps: tuple[Any, ...] = ()
    letters: tuple[tuple[str, ...], ...] = ()
    choices: tuple[str, ...] = ()
    switch: bool = False
    week: bool = False
    open: bool = False
    on: dict[str, Any] = {}
    off: dict[str, Any] = {}
    needs: str = ""
    search: bool = True

    def notches(self, policy: ServicePolicy) -> "list[Notch]":
        """One notch to each side of what the policy says now, as far as a policy can hold it."""
        sides: dict[Side, list[Notch]] = {"less": [], "more": [], "other": []}
        for one in self.values(policy):
            sides[one.side].append(one)
        if not (self.steps or self.letters):
            return [one for side in sides.values() for one in side]
        # On a ladder the nearest one of each side: values come in order.
        now = _height(plain(promises(policy)[self.field]))
        below = [one for one in self.values(policy) if _height(one.value) < now]
        above = [one for one in self.values(policy) if _height(one.value) > now]
        return [*below[-1:], *above[:1]]

    def values(self, policy: ServicePolicy) -> "list[Notch]":
        """Every other value than that of now, in the order of the table, as far as a policy can hold it."""
        if self.needs and not promises(policy)[self.needs]:
            return []
        now = plain(promises(policy)[self.field])
        found = [Notch(self.field, value, self._side(value, now), changes) for value, changes in self._others(now)]
        return [one for one in found if is_possible(policy, one.changes)]

    def _others(self, now: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
        if self.switch:
            yield not now, {self.field: not now, **(self.off if now else self.on)}
            return
        others: Sequence[Any] = (*self.steps, *(list(one) for one in self.letters), *self.choices)
        if self.week:
            others = _weeks(now)
        if self.open:
            others = [{} if now else {day: [{"from": "00:00", "until": "24:00"}] for day in WEEKDAYS}]
        yield from ((value, {self.field: value}) for value in others if value != now)

    def _side(self, value: Any, now: Any) -> Side:
        if self.more == "none":
            return "other"
        if self.choices:
            is_more = self.choices.index(value) > (self.choices.index(now) if now in self.choices else -1)
        else:
            is_more = _height(value) > _height(now)
        return "more" if is_more == (self.more == "high") else "less"


@dataclass(frozen=True, slots=True)
class Notch:
    """One promise on another value: `value` as a policy file would hold it, `changes` with all that goes with it."""

    field: str
    value: Any
    side: Side
    changes: Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    """Every promise: those that can be turned, by field, and those that a simulated year does not feel."""

    turned: Mapping[str, Turned]
    unfelt: tuple[Unfelt, ...]

    def find(self, field: str) -> Turned:
        """Raises Refused "unknown_promise", or "promise_not_felt" for one that the simulation does not feel."""
        if field in self.turned:
            return self.turned[field]
        if self.reason(field) is not None:
            raise Refused("promise_not_felt", field=field)
        raise Refused("unknown_promise", field=field)

    def reason(self, field: str) -> Unfelt | None:
        """Why a promise is not felt: the entry that names it most closely."""
        fits = [one for one in self.unfelt if field == one.field or field.startswith(f"{one.field}.")]
        return max(fits, key=lambda one: len(one.field), default=None)


@lru_cache(maxsize=1)
def load() -> Table:
    """The table as it is shipped."""
    raw = [tomllib.loads((DATA / f"notches_{name}.toml").read_text(encoding="utf-8")) for name in FILES]
    turned = [Turned.model_validate(one) for own in raw for one in own.get("turned", ())]
    unfelt = [Unfelt.model_validate(one) for own in raw for one in own.get("unfelt", ())]
    found = {one.field: one for one in turned}
    if len(found) != len(turned):
        raise ValueError("a promise stands twice in the table of notches")
    return Table(found, tuple(unfelt))


def changed(policy: ServicePolicy, changes: Mapping[str, Any]) -> ServicePolicy:
    """The policy with these values together. Raises PolicyErrors when it cannot hold them."""
    return presets.with_values(policy, changes) if changes else policy


def is_possible(policy: ServicePolicy, changes: Mapping[str, Any]) -> bool:
    """Whether a policy can hold these values together."""
    try:
        changed(policy, changes)
    except PolicyErrors:
        return False
    return True


def plain(value: object) -> Any:
    """A value of a promise as a policy file would hold it."""
    match value:
        case Week():
            return {day: blocks for day, blocks in value.model_dump(mode="json", by_alias=True).items() if blocks}
        case Promise():
            return value.model_dump(mode="json", by_alias=True)
        case time():
            return clock_text(value)
        case tuple():
            return list(value)
        case _:
            return value


def _height(value: Any) -> float:
    """Where a value stands on its ladder."""
    if isinstance(value, dict) and "unit" in value:
        return Term.model_validate(value).at_most_hours
    if isinstance(value, dict):
        return Week.model_validate(value).minutes
    if isinstance(value, list):
        return len(value)
    if isinstance(value, str):
        hours, _, minutes = value.partition(":")
        return int(hours) * HOUR + int(minutes)
    return float(value)


def _weeks(now: Mapping[str, list[dict[str, str]]]) -> list[dict[str, list[dict[str, str]]]]:
    """A week with every open day an hour shorter and longer, with its last open day closed, and with a day more."""
    shorter = {day: left for day, blocks in now.items() if (left := _moved(blocks, -HOUR))}
    longer = {day: _moved(blocks, HOUR) for day, blocks in now.items()}
    found = [shorter, longer]
    if len(now) > 1:
        found.append({day: now[day] for day in list(now)[:-1]})
    free = [day for day in WEEKDAYS if day not in now]
    if free:
        found.append({day: now.get(day, [SATURDAY]) for day in WEEKDAYS if day in now or day == free[0]})
    return [week for week in found if week and week != now]


def _moved(blocks: Sequence[dict[str, str]], minutes: int) -> list[dict[str, str]]:
    """The blocks of a day with another end, without those that nothing is left of."""
    *others, last = blocks
    until = min(DAY, int(_height(last["until"])) + minutes)
    if until <= _height(last["from"]):
        return list(others)
    return [*others, {"from": last["from"], "until": f"{until // HOUR:02d}:{until % HOUR:02d}"}]
