"""The cheapest set of promises that keeps to goals, and the frontier of costs against marks, found by trying in rounds.

First every promise alone; then sets that look best under what was learned; then the neighbours of the best; then a race
in which half goes on with more years; in the end the last few are judged on people counted anew and on years of luck
that nothing was chosen by, because whoever is best among many was lucky too.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from voordeur.kernel.errors import Refused
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine.questions import controls, frontier, goals, rounds
from voordeur.twin.engine.questions.goals import Goal, margin
from voordeur.twin.engine.questions.judging import Judge, judged_name
from voordeur.twin.engine.questions.proposing import Aim, Effects, best, highest, learned, proposed, rows
from voordeur.twin.engine.questions.rounds import AtMost, Story
from voordeur.twin.engine.questions.sets import Levels, Space, space
from voordeur.twin.engine.questions.tried import COST, MARKS, Tried
from voordeur.twin.engine.questions.variants import Asked, Known, Variant

ROUNDS = 4  # of proposals
PROPOSALS = 12  # in each round
FOR_FRONTIER = 4  # of these, when there are goals
STEPS = 2  # rounds of neighbours of the best set
NEIGHBOURS = 16  # in each
IN_RACE = (12, 6)  # that go on with twice and four times the years
FINALISTS = 4
LEAST_REPLICATIONS = 4
MOST = 0.9  # of the mark that a sum of effects promises; further it is seldom true
STILL = 1e-6  # of a figure: what moves it less does not move it


@dataclass(frozen=True)
class End:
    """What a search ends with: every set that was tried, and the last few in the order in which they were chosen."""

    tried: Tried
    finalists: list[Levels]


@dataclass(frozen=True)
class Search:
    """A policy, what may be turned of it, and what has to be kept. Without goals only the frontier is looked for."""

    space: Space
    goals: tuple[Goal, ...]
    values: Mapping[str, float]
    replications: int
    seed: int

    def wanted(self, known: Known) -> Sequence[Asked]:
        return list(rounds.tell(self._story(known), known).asked.values())

    @property
    def at_most(self) -> AtMost:
        sets = len(self.space.columns) + ROUNDS * PROPOSALS
        work = rounds.pieces(1 + len(controls.NUDGES), self._longest)
        if not self.goals:
            return AtMost(1 + ROUNDS, work + rounds.pieces(sets, self._few))
        sets += STEPS * NEIGHBOURS
        last = self._longest + self.replications
        work += rounds.pieces(sets, self._few) + (1 + len(controls.NUDGES)) * self.replications
        work += sum(many * self._few * 2**place for place, many in enumerate(IN_RACE))
        return AtMost(1 + ROUNDS + STEPS + len(IN_RACE) + 1, work + rounds.pieces(FINALISTS, last))

    def answer(self, known: Known) -> dict[str, Any]:
        told = rounds.tell(self._story(known), known)
        if told.found is None:
            raise ValueError("asked for an answer before everything was lived")
        end = told.found
        found = {
            "policy": self.space.policy.name,
            "goals": [goal.told() for goal in self.goals],
            "promises": self.space.told(),
            "stuck": list(self.space.stuck),
            "possible": self.space.many,
            "tried": len(end.tried.sets),
            "chosen_on": {"from": 1, "to": self._longest},
        }
        if self.goals:
            judge = Judge(known, self.space, self.goals, self._longest, self._longest + self.replications)
            found |= {"judged_on": {"from": judge.first + 1, "to": judge.last}, **judge.told(end.finalists)}
        found["points"] = frontier.points(self.space, end.tried, set(end.finalists))
        return found | {"simulated": rounds.simulated(told)}

    @property
    def _few(self) -> int:
        """Years of luck in which every set is tried."""
        return min(6, max(3, self.replications // 5))

    @property
    def _longest(self) -> int:
        return self._few << len(IN_RACE)

    def _story(self, known: Known) -> Story[End]:
        rng, space = np.random.default_rng([self.seed, 6]), self.space
        singles = [levels for levels in space.singles() if space.is_possible(levels)]
        yield [*controls.asked(space.policy, self.values, self._longest), *self._asked(singles, self._few)]
        tried = Tried(known, space, self._few, self._longest)
        tried.add(singles)
        for number in range(ROUNDS):
            effects = self._learned(tried)
            wishes = self._wishes(tried, effects, number)
            fresh = proposed(space, effects, wishes, tried.sets, cost=COST, a_change=tried.noise(COST), rng=rng)
            if fresh:
                yield self._asked(fresh, self._few)
                tried.add(fresh)
        if not self.goals:
            return End(tried, [])
        for _ in range(STEPS):
            fresh = self._neighbours(tried)
            if fresh:
                yield self._asked(fresh, self._few)
                tried.add(fresh)
        on = tried.sets
        for place, many in enumerate(IN_RACE):
            on = self._ranked(tried, on, hope=1.0)[:many]
            more = self._few * 2 ** (place + 1)
            yield self._asked([one for one in on if one != space.now], more)
            tried.lengthen(on, more)
        finalists = self._ranked(tried, on, hope=0.0)[:FINALISTS]
        last = self._longest + self.replications
        yield [*controls.asked(space.policy, self.values, last), *self._judged(finalists, last)]
        return End(tried, finalists)

    def _asked(self, sets: Sequence[Levels], years: int) -> list[Asked]:
        return [Asked(Variant(self.space.name(one), self.space.policy_of(one)), years) for one in sets]

    def _judged(self, sets: Sequence[Levels], years: int) -> list[Asked]:
        """The same sets with their people counted anew."""
        values = controls.nudged(self.values, controls.JUDGES)
        return [Asked(Variant(judged_name(self.space, one), self.space.policy_of(one), values), years) for one in sets]

    # --- what to try next ---

    def _learned(self, tried: Tried) -> dict[str, Effects]:
        sets = [one for one in tried.sets if one != self.space.now]
        matrix = rows(self.space, sets)
        return {
            figure: learned(
                matrix,
                np.array([tried.moved(one, figure) for one in sets]),
                np.array([tried.error(one, figure) ** 2 for one in sets]),
            )
            for figure in dict.fromkeys((COST, *MARKS, *(goal.kpi for goal in self.goals)))
        }

    def _wishes(self, tried: Tried, effects: Mapping[str, Effects], number: int) -> list[list[Aim]]:
        """What each proposal of a round is for: the goals, and points of the frontier between cheap and good."""
        on_frontier = FOR_FRONTIER if self.goals else PROPOSALS
        aims = [
            Aim(goal.kpi, goal.sign, self._target(tried, goal) - float(tried.now(goal.kpi).mean()))
            for goal in self.goals
            if effects[goal.kpi].usual > STILL * max(1.0, abs(goal.value))
        ]
        found = [aims] * (PROPOSALS - on_frontier)
        cheapest = best(self.space, effects[COST].mean, [], tried.noise(COST), [])
        for place in range(on_frontier):
            mark = MARKS[place % len(MARKS)]
            own = effects[mark].mean
            low = float(rows(self.space, [cheapest or self.space.now])[0] @ own)
            high = MOST * highest(self.space, own)
            part = (place // len(MARKS) * ROUNDS + number + 0.5) / (-(-on_frontier // len(MARKS)) * ROUNDS)
            found.append([Aim(mark, 1, low + part * (high - low))])
        return found

    def _target(self, tried: Tried, goal: Goal) -> float:
        """The goal with some room, so that other years find it kept too."""
        return goal.value + goal.sign * margin(tried.now(goal.kpi).tolist(), self.replications)

    def _neighbours(self, tried: Tried) -> list[Levels]:
        """Sets beside the best one: with each of its turned promises turned back, and with the likeliest next steps."""
        (first, *_) = self._ranked(tried, tried.sets, hope=0.0)
        effects = self._learned(tried)
        taken = set(tried.sets)
        fresh = [one for one in self._fewer(tried, first, taken) if self.space.is_possible(one)]
        fresh += [one for one in self.space.neighbours(first) if one not in taken and self.space.is_possible(one)]
        fresh = list(dict.fromkeys(fresh))
        back = [one for one in fresh if sum(map(bool, one)) < sum(map(bool, first))]
        moved = {code: rows(self.space, fresh) @ own.mean for code, own in effects.items()}
        keys = {
            one: self._key(
                tried,
                one,
                {code: float(tried.now(code).mean() + moved[code][number]) for code in moved},
                dict.fromkeys(moved, 0.0),
            )
            for number, one in enumerate(fresh)
        }
        others = sorted((one for one in fresh if one not in back), key=keys.__getitem__)
        return [*back[:NEIGHBOURS], *others][:NEIGHBOURS]

    def _fewer(self, tried: Tried, first: Levels, taken: Container[Levels]) -> list[Levels]:
        """The best set with all turned back at once that, turned back alone, changed nothing that can be seen."""
        none = first
        for at in range(len(first)):
            alone = self.space.with_level(first, at, 0)
            if (
                first[at]
                and alone in taken
                and all(
                    abs(tried.moved(alone, code) - tried.moved(first, code)) < tried.noise(code)
                    for code in self._judging
                )
            ):
                none = self.space.with_level(none, at, 0)
        return [] if none in taken else [none]

    def _ranked(self, tried: Tried, sets: Sequence[Levels], *, hope: float) -> list[Levels]:
        """Sets from best to worst: first what keeps to the goals, the cheapest first; then what comes nearest.

        `hope`: how many standard errors a goal may be missed by that are not counted yet.
        """

        def key(one: Levels) -> tuple[float, float, Levels]:
            levels = {code: tried.level(one, code) for code in self._judging}
            return self._key(tried, one, levels, {code: hope * tried.error(one, code) for code in self._judging})

        found: dict[tuple[float, ...], Levels] = {}
        for one in sorted(sets, key=key):
            # Of sets that did exactly the same, the one that turns least stands for all.
            did = tuple(
                round(float(value), 6) for code in self._judging for value in tried.differences(one, code, self._few)
            )
            found.setdefault(did, one)
        return list(found.values())

    @property
    def _judging(self) -> list[str]:
        return list(dict.fromkeys((COST, *(goal.kpi for goal in self.goals))))

    def _key(
        self, tried: Tried, one: Levels, levels: Mapping[str, float], room: Mapping[str, float]
    ) -> tuple[float, float, Levels]:
        short = 0.0
        for goal in self.goals:
            aim = self._target(tried, goal)
            miss = max(0.0, goal.sign * (aim - levels[goal.kpi]) - room[goal.kpi])
            short += miss / max(tried.noise(goal.kpi), STILL * max(1.0, abs(goal.value)))
        return (short, levels[COST] + tried.noise(COST) * sum(map(bool, one)), one)


def search(
    policy: ServicePolicy,
    fields: Sequence[str],
    keep: Sequence[Mapping[str, Any]],
    replications: int,
    values: Mapping[str, float] | None = None,
    *,
    seed: int = 1,
) -> Search:
    """The cheapest set of these promises that keeps to goals; without goals, the frontier of costs and marks.

    `fields`: what may be turned, or what the table names when there are none; `keep` as `goals.read` reads it;
    `values`: of the register in use. Raises Refused as `sets.space` and `goals.read` do, or "too_few_replications".
    """
    if replications < LEAST_REPLICATIONS:
        raise Refused("too_few_replications", value=replications, least=LEAST_REPLICATIONS)
    return Search(space(policy, fields), goals.read(keep), values or {}, replications, seed)
