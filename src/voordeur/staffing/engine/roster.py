"""Who works when in a week: shifts of part-timers that cover what is needed at least cost. Problem in, roster out.

Covering comes first: a quarter-hour in which somebody is missing costs more than any shift that could fill it, and one
in which nobody is there more still. What no shift can fill is told, not hidden. `checking` works the rules out again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

SLOTS = 96
MINUTES = 15
# Shifts begin and end on the half hour.
STEP = 2
# How many times worse it is that nobody is there at all.
EMPTY_TIMES = 3.0

Counts = NDArray[np.int_]


@dataclass(frozen=True, slots=True)
class Agent:
    """Somebody who can be on the telephone.

    `hours` are per day of the week planned (0 is its first) the quarters of the day between which a shift may lie;
    a day that is left out is off. `quarter_cents` is what a quarter of an hour costs.
    """

    key: str
    hours: dict[int, tuple[int, int]]
    most_minutes: int
    shortest_minutes: int
    longest_minutes: int
    most_days: int
    quarter_cents: float


@dataclass(frozen=True, slots=True)
class Shift:
    """On day `day`, from the quarter `begins` up to and not including `ends`."""

    agent: str
    day: int
    begins: int
    ends: int

    @property
    def minutes(self) -> int:
        return (self.ends - self.begins) * MINUTES


@dataclass(frozen=True, slots=True)
class Week:
    """How many agents are needed in each quarter (days x 96), who there is, and which shifts stand whatever comes."""

    needed: Counts
    agents: tuple[Agent, ...]
    fixed: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True)
class Roster:
    """Shifts in order; `there` and `missing` per quarter; `gap` is how far the cost may lie above the least, 0..1."""

    shifts: tuple[Shift, ...]
    there: Counts
    missing: Counts
    cost_cents: float
    gap: float
    is_proven: bool


def solve(week: Week, *, seconds: float = 20.0) -> Roster:
    """The cheapest roster that covers as much as can be covered; the best found so far when the time is over."""
    rest = _without_fixed(week)
    possible = [shift for agent in rest.agents for shift in possible_shifts(agent, rest.needed)]
    if not possible:
        return _told(week, week.fixed, gap=0.0, is_proven=True)
    chosen, gap, is_proven = _choose(rest, possible, seconds)
    return _told(week, (*week.fixed, *chosen), gap=gap, is_proven=is_proven)


def _without_fixed(week: Week) -> Week:
    """What is left to choose: the need that the fixed shifts do not cover, and the time of people beside them."""
    needed = np.maximum(0, week.needed - _there(week.needed, week.fixed))
    agents = []
    for agent in week.agents:
        own = [shift for shift in week.fixed if shift.agent == agent.key]
        days = {shift.day for shift in own}
        agents.append(
            replace(
                agent,
                hours={day: hours for day, hours in agent.hours.items() if day not in days},
                most_minutes=max(0, agent.most_minutes - sum(shift.minutes for shift in own)),
                most_days=max(0, agent.most_days - len(days)),
            )
        )
    return Week(needed, tuple(agents))


def _there(needed: Counts, shifts: Iterable[Shift]) -> Counts:
    there = np.zeros_like(needed)
    for shift in shifts:
        there[shift.day, shift.begins : shift.ends] += 1
    return there


def possible_shifts(agent: Agent, needed: Counts) -> Iterator[Shift]:
    """Every shift that this agent could work and that is of use: within the hours in which somebody is needed."""
    for day, (from_, until) in sorted(agent.hours.items()):
        wanted = np.flatnonzero(needed[day]) if day < len(needed) else np.array([], dtype=int)
        if not len(wanted):
            continue
        shortest = -(-agent.shortest_minutes // MINUTES)
        first, last = int(wanted[0]) // STEP * STEP, -(-(int(wanted[-1]) + 1) // STEP) * STEP
        if last - first < shortest:
            # Needed for less than the shortest shift: it may begin before or end after.
            last = first + -(-shortest // STEP) * STEP
        begin = -(-max(first, from_) // STEP) * STEP
        end = min(last, until) // STEP * STEP
        for begins in range(begin, end, STEP):
            for ends in range(begins + STEP, end + 1, STEP):
                if shortest <= ends - begins <= agent.longest_minutes // MINUTES:
                    yield Shift(agent.key, day, begins, ends)


def _choose(week: Week, possible: list[Shift], seconds: float) -> tuple[list[Shift], float, bool]:
    """The choice of shifts as a mixed-integer programme, solved by HiGHS."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    agents = {agent.key: agent for agent in week.agents}
    wanted = [(day, slot) for day, slot in zip(*np.nonzero(week.needed), strict=True)]
    row_of = {place: number for number, place in enumerate(wanted)}
    shifts, quarters = len(possible), len(wanted)
    entries: list[tuple[int, int, float]] = []
    least: list[float] = []
    most: list[float] = []

    # Whoever is there and whoever is missing are together enough; of those missing, the first counts apart.
    for place, number in row_of.items():
        entries += [(number, shifts + number, 1.0), (number, shifts + quarters + number, 1.0)]
        least.append(float(week.needed[place]))
        most.append(np.inf)
    for column, shift in enumerate(possible):
        entries += [
            (row_of[shift.day, slot], column, 1.0)
            for slot in range(shift.begins, shift.ends)
            if (shift.day, slot) in row_of
        ]
    # One shift a day, so many days and hours a week.
    limits: dict[tuple[str, object], tuple[int, float]] = {}
    for column, shift in enumerate(possible):
        agent = agents[shift.agent]
        for key, share, limit in (
            ((agent.key, shift.day), 1.0, 1.0),
            ((agent.key, "days"), 1.0, float(agent.most_days)),
            ((agent.key, "minutes"), float(shift.minutes), float(agent.most_minutes)),
        ):
            if key not in limits:
                limits[key] = (len(least), limit)
                least.append(0.0)
                most.append(limit)
            entries.append((limits[key][0], column, share))

    dearest = max(agents[shift.agent].quarter_cents * (shift.ends - shift.begins) for shift in possible) + 1.0
    price = np.concatenate(
        [
            [agents[shift.agent].quarter_cents * (shift.ends - shift.begins) for shift in possible],
            np.full(quarters, dearest),
            np.full(quarters, dearest * EMPTY_TIMES),
        ]
    )
    needed = np.array([week.needed[place] for place in wanted], dtype=float)
    upper = np.concatenate([np.ones(shifts), needed - 1.0, np.ones(quarters)])
    rows, columns, values = zip(*entries, strict=True)
    found = milp(
        price,
        integrality=np.concatenate([np.ones(shifts), np.zeros(2 * quarters)]),
        bounds=Bounds(0.0, upper),
        constraints=LinearConstraint(coo_array((values, (rows, columns)), shape=(len(least), len(price))), least, most),
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return [], 1.0, False
    gap = float(found.mip_gap or 0.0)
    return [one for one, is_chosen in zip(possible, found.x[:shifts] > 0.5, strict=True) if is_chosen], gap, gap == 0.0


def _told(week: Week, shifts: tuple[Shift, ...], *, gap: float, is_proven: bool) -> Roster:
    there = _there(week.needed, shifts)
    cents = {agent.key: agent.quarter_cents for agent in week.agents}
    ordered = tuple(sorted(shifts, key=lambda shift: (shift.day, shift.begins, shift.ends, shift.agent)))
    return Roster(
        shifts=ordered,
        there=there,
        missing=np.maximum(0, week.needed - there),
        cost_cents=sum(cents[shift.agent] * (shift.ends - shift.begins) for shift in shifts),
        gap=gap,
        is_proven=is_proven,
    )
