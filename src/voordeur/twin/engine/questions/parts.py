"""A question as pieces of work that any process can take up in any order: what is missing, doing it, and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.kpis import figures, groups
from voordeur.twin.engine.questions.variants import Asked, Figures, Groups, Known, Life, Size
from voordeur.twin.engine.sizing import lived, staff_for
from voordeur.twin.engine.world import Staff

HOME_YEARS = 25_000  # in one piece: a second or so, so that progress shows and a lost piece costs little


@dataclass(frozen=True, slots=True)
class Part:
    """Replications `first` to `last` (not included) of a variant; its staff when there are none."""

    variant: str
    first: int
    last: int

    @property
    def is_staff(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class Task:
    """A part with all it needs, as plain text and numbers. `values`: of the whole register; `staff`: for years."""

    part: Part
    policy: str
    size: Size
    values: Mapping[str, float]
    staff: Staff | None


def missing(asked: Sequence[Asked], known: Known, size: Size) -> list[Part]:
    """What is still to be done: the staff of variants first; then, when every staff is known, their years."""
    staff = [Part(one.variant.name, 0, 0) for one in asked if one.variant.name not in known.staff]
    if staff:
        return staff
    step = max(1, HOME_YEARS // (size.setting.homes * size.years))
    return [
        Part(one.variant.name, first, min(first + step, one.replications))
        for one in asked
        for first in range(len(known.lives.get(one.variant.name, ())), one.replications, step)
    ]


def task_of(
    part: Part, asked: Sequence[Asked], size: Size, values: Mapping[str, float], known: Known, texts: dict[str, str]
) -> Task:
    """A part as a task. `values`: of the register; `texts` keeps policies as text, by the name of their variant."""
    variant = next(one.variant for one in asked if one.variant.name == part.variant)
    text = texts.setdefault(variant.name, presets.dump(variant.policy))
    return Task(part, text, size, {**values, **variant.values}, known.staff.get(part.variant))


def done(task: Task) -> Staff | list[Life]:
    """Do it. Raises what a world or a year refuses."""
    policy = presets.parse(task.policy, "study")
    register = registers.load().with_measured(task.values)
    size = task.size
    if task.part.is_staff:
        return staff_for(policy, size.setting, register)
    if task.staff is None:
        raise ValueError("years without staff")
    return [_life(policy, task.staff, size, register, number) for number in range(task.part.first, task.part.last)]


def _life(policy: ServicePolicy, staff: Staff, size: Size, register: registers.Register, number: int) -> Life:
    """One replication: the means of its years."""
    years: list[tuple[Figures, Groups]] = []
    for year in range(size.years):
        parts = lived(policy, replace(size.setting, replication=number * size.years + year), staff, register)
        years.append((figures(parts, policy, register), groups(parts)))
    return Life(
        {code: float(np.mean([own[code] for own, _ in years])) for code in years[0][0]},
        {
            group: {code: float(np.mean([them[group][code] for _, them in years])) for code in own}
            for group, own in years[0][1].items()
        },
    )


def add(known: Known, part: Part, found: Staff | list[Life]) -> None:
    """Add what was found. Parts of a variant must come in order of their replications."""
    if isinstance(found, Staff):
        known.staff[part.variant] = found
        return
    lives = known.lives.setdefault(part.variant, [])
    if len(lives) != part.first:
        raise ValueError(f"{part.variant}: replication {part.first} after {len(lives)}")
    lives.extend(found)


def packed(found: Staff | list[Life]) -> Any:
    """What was found as plain values that JSON holds to the last digit."""
    if isinstance(found, Staff):
        return {
            "agents": found.agents.tolist(),
            "minutes": found.minutes.tolist(),
            "craftsmen_per_1000": found.craftsmen_per_1000,
        }
    return [{"figures": one.figures, "groups": one.groups} for one in found]


def unpacked(kept: Any) -> Staff | list[Life]:
    """The same back again."""
    if isinstance(kept, dict):
        return Staff(
            np.array(kept["agents"], dtype=np.int64), np.array(kept["minutes"]), float(kept["craftsmen_per_1000"])
        )
    return [Life(one["figures"], one["groups"]) for one in kept]
