"""What tenants report and when: paths of the question tree with weights, seasons, days and hours."""

from bisect import bisect
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from random import Random

import numpy as np

from voordeur.demo.story import parameters
from voordeur.kernel import seeds
from voordeur.repairs.rules import tree as question_tree
from voordeur.repairs.rules.branches import Tree
from voordeur.repairs.rules.often import weight_of
from voordeur.repairs.rules.tree import Outcome, Stop

WINTER_THINGS = frozenset({"boiler", "radiator", "thermostat", "water_heater", "pipe", "main_tap", "heat_pump", "damp"})
WINTER_MONTHS = frozenset({11, 12, 1, 2, 3})
SUMMER_THINGS = frozenset({"plants", "sun_blind", "vermin", "outside_tap", "paving", "fence"})
SHARED_FACTOR = 0.35  # a defect in a shared space is reported once for many homes


@dataclass(frozen=True, slots=True)
class Case:
    """One kind of report: a path with answers and what the tree concludes from them."""

    outcome: Outcome
    answers: dict[str, str]
    weight: float


class Menu:
    """All that can be reported, drawn with the weights of a month; the classes of urgency keep their shares."""

    def __init__(self, seed: int) -> None:
        self.tree = question_tree.load()
        cases = _cases(self.tree, seeds.stream(seed, "menu"))
        self._tables: dict[int, tuple[list[Case], list[float]]] = {}
        for month in range(1, 13):
            weights = [case.weight * _season(case.outcome.thing, month) for case in cases]
            # The year keeps the shares of urgency; winter shifts them a little towards heating, as it does.
            self._tables[month] = cases, weights
        yearly = dict.fromkeys(parameters.URGENCY_SHARES, 0.0)
        for _, weights in self._tables.values():
            for case, weight in zip(cases, weights, strict=True):
                yearly[case.outcome.urgency] += weight
        scale = {code: share / yearly[code] for code, share in parameters.URGENCY_SHARES.items() if yearly[code]}
        for month, (_, weights) in self._tables.items():
            scaled = [weight * scale[case.outcome.urgency] for case, weight in zip(cases, weights, strict=True)]
            self._tables[month] = cases, list(accumulate(scaled))

    def draw(self, rng: Random, month: int) -> Case:
        """One report."""
        cases, sums = self._tables[month]
        return cases[min(bisect(sums, rng.random() * sums[-1]), len(cases) - 1)]

    def named(self, path: str) -> Case:
        """A report of the story told by hand; with the first answer to every question."""
        outcome, answers = _walk(self.tree, path, None)
        if outcome is None:
            raise ValueError(f"{path} ends on a stop page")
        return Case(outcome, answers, 1.0)


def _season(thing: str, month: int) -> float:
    if thing in WINTER_THINGS:
        return parameters.HEATING_IN_WINTER if month in WINTER_MONTHS else 0.6
    if thing in SUMMER_THINGS:
        return 1.6 if 4 <= month <= 9 else 0.4
    return 1.0


def _cases(tree: Tree, rng: Random) -> list[Case]:
    """Every path, with up to four sets of answers."""
    defects = {
        thing.key: sum(len(question_tree.defects(tree, p, thing.key)) for p in thing.places) for thing in tree.thing
    }
    cases: list[Case] = []
    for path in question_tree.paths(tree):
        place, thing, _ = path.split("/")
        weight = weight_of(thing) / max(1, defects[thing])
        if question_tree.find_place(tree, place).shared:
            weight *= SHARED_FACTOR
        seen: set[tuple[tuple[str, str], ...]] = set()
        for _ in range(4):
            outcome, answers = _walk(tree, path, rng)
            key = tuple(answers.items())
            if outcome is not None and key not in seen:
                seen.add(key)
                cases.append(Case(outcome, answers, weight / len(seen)))
    return cases


def _walk(tree: Tree, path: str, rng: Random | None) -> tuple[Outcome | None, dict[str, str]]:
    """Answer the questions of a path, mostly with the harmless first answer."""
    answers: dict[str, str] = {}
    while still_open := question_tree.questions(tree, path, answers):
        question = still_open[0]
        is_first = rng is None or rng.random() < 0.72
        answers[question.key] = (question.answer[0] if is_first or rng is None else rng.choice(question.answer)).key
        if isinstance(question_tree.outcome(tree, path, answers), Stop):
            break
    result = question_tree.outcome(tree, path, answers)
    return (result.outcome if isinstance(result, Stop) else result), answers


def as_trade(outcome: Outcome, trade: str) -> Outcome:
    """The same work for another trade."""
    return replace(outcome, trade=trade)


class Calendar:
    """How many reports come in on each day, and at what hour."""

    def __init__(self, *, homes: int, from_on: date, until_on: date, seed: int) -> None:
        self.rng = seeds.stream(seed, "hours")
        self.numbers = np.random.default_rng(seeds.number(seed, "arrivals"))
        days = [from_on + timedelta(days=n) for n in range((until_on - from_on).days + 1)]
        frost = frost_week(days, seeds.stream(seed, "frost"))
        factors = {day: _factor(day) * (parameters.FROST_FACTOR if day in frost else 1.0) for day in days}
        mean = parameters.REPAIRS_PER_HOME * homes / 365
        average = sum(factors.values()) / len(days)
        self.expected = {day: mean * factor / average for day, factor in factors.items()}

    def count(self, day: date) -> int:
        return int(self.numbers.poisson(self.expected[day]))

    def contacts(self, day: date, mean: float) -> int:
        """Other questions on a day, in step with the reports; `mean` on an average day."""
        average = sum(self.expected.values()) / len(self.expected)
        return int(self.numbers.poisson(mean * self.expected[day] / average))

    def minute(self, *, is_office: bool) -> float:
        """Minutes after midnight: an hour of the office's profile, or any waking hour."""
        if is_office:
            hour = self.rng.choices(list(parameters.HOUR_SHARES), list(parameters.HOUR_SHARES.values()))[0]
        else:
            hour = self.rng.choice((6, 7, 8, 10, 12, 14, 17, 18, 19, 20, 21, 22))
        return hour * 60 + self.rng.random() * 60


def _factor(day: date) -> float:
    return parameters.MONTH_FACTORS.get(day.month, 1.0) * parameters.WEEKDAY_FACTORS[day.weekday()]


def frost_week(days: list[date], rng: Random) -> frozenset[date]:
    """The week of frost of the winter that lies in these days; empty when none of them is in winter."""
    winter = [day for day in days if day.month in parameters.FROST_MONTHS]
    if not winter:
        return frozenset()
    begin = rng.choice(winter)
    return frozenset(begin + timedelta(days=n) for n in range(parameters.FROST_DAYS))
