"""The roster: cheapest by trying everything on small weeks, allowed by an independent check on any week."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voordeur.staffing.engine.checking import check
from voordeur.staffing.engine.roster import EMPTY_TIMES, Agent, Shift, Week, possible_shifts, solve

pytestmark = pytest.mark.pure

NINE, NOON, FIVE = 36, 48, 68


def agent(key: str = "ada", **changed: object) -> Agent:
    usual = Agent(
        key=key,
        hours={0: (32, FIVE), 1: (32, FIVE)},
        most_minutes=1200,
        shortest_minutes=120,
        longest_minutes=540,
        most_days=5,
        quarter_cents=1250.0,
    )
    return replace(usual, **changed)


def needed(*blocks: tuple[int, int, int, int], days: int = 2) -> np.ndarray:
    """(day, from, until, how many)."""
    found = np.zeros((days, 96), dtype=int)
    for day, from_, until, count in blocks:
        found[day, from_:until] = count
    return found


def test_one_shift_covers_what_one_person_can():
    roster = solve(Week(needed((0, NINE, NOON, 1)), (agent(),)))

    assert roster.shifts == (Shift("ada", 0, NINE, NOON),)
    assert roster.cost_cents == 12 * 1250
    assert roster.missing.sum() == 0
    assert roster.is_proven


def test_the_cheaper_of_two_is_asked():
    roster = solve(Week(needed((0, NINE, NOON, 1)), (agent("dear", quarter_cents=2000.0), agent("cheap"))))

    assert [shift.agent for shift in roster.shifts] == ["cheap"]


def test_what_nobody_can_fill_is_shown_as_missing():
    roster = solve(Week(needed((0, NINE, FIVE, 2)), (agent(longest_minutes=240),)))

    assert roster.there.sum() == 16
    assert roster.missing.sum() == 2 * 32 - 16
    assert roster.missing[0].max() == 2


def test_nobody_there_is_worse_than_one_of_two():
    """Two people of two hours each: one in the morning and one after, though two are needed in the morning."""
    week = Week(
        needed((0, 32, 40, 2), (0, 40, 48, 1)), (agent("a", longest_minutes=120), agent("b", longest_minutes=120))
    )
    roster = solve(week)

    assert roster.there[0, 32:48].min() == 1


def test_nobody_works_more_hours_or_days_than_agreed():
    week = Week(needed((0, NINE, FIVE, 1), (1, NINE, FIVE, 1)), (agent(most_minutes=600, most_days=1),))
    roster = solve(week)

    assert len(roster.shifts) == 1
    assert roster.shifts[0].minutes <= 540


def test_an_empty_week_and_a_week_without_people_are_rosters_too():
    assert solve(Week(needed(), (agent(),))).shifts == ()
    nobody = solve(Week(needed((0, NINE, NOON, 2)), ()))
    assert nobody.missing.sum() == 24
    assert nobody.is_proven


def test_who_can_only_come_for_long_still_helps_with_a_short_need():
    roster = solve(Week(needed((0, NINE, NINE + 2, 1)), (agent(shortest_minutes=240),)))

    assert roster.missing.sum() == 0
    assert roster.shifts[0].minutes == 240


def test_the_same_week_gives_the_same_roster():
    week = Week(needed((0, NINE, FIVE, 2), (1, NINE, NOON, 1)), (agent("a"), agent("b"), agent("c", most_minutes=600)))
    assert solve(week).shifts == solve(week).shifts


AGENTS = st.builds(
    Agent,
    key=st.just(""),
    hours=st.dictionaries(
        st.integers(0, 2),
        st.tuples(st.integers(30, 50), st.integers(52, 72)),
        max_size=3,
    ),
    most_minutes=st.integers(120, 1800),
    shortest_minutes=st.sampled_from([60, 120, 180, 240]),
    longest_minutes=st.sampled_from([240, 360, 480, 540]),
    most_days=st.integers(1, 3),
    quarter_cents=st.sampled_from([1000.0, 1250.0, 1500.0]),
)


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    found = np.zeros((3, 96), dtype=int)
    for _ in range(draw(st.integers(0, 6))):
        day, from_ = draw(st.integers(0, 2)), draw(st.integers(30, 60))
        found[day, from_ : from_ + draw(st.integers(1, 20))] += draw(st.integers(1, 2))
    people = draw(st.lists(AGENTS, max_size=4))
    return Week(found, tuple(replace(one, key=f"a{number}") for number, one in enumerate(people)))


@settings(max_examples=40, deadline=None)
@given(weeks())
def test_no_roster_breaks_a_rule(week: Week):
    assert check(week, solve(week, seconds=5)) == []


def worth(week: Week, shifts: tuple[Shift, ...]) -> float:
    """The objective written down once more, for rosters that are tried out."""
    cents = {one.key: one.quarter_cents for one in week.agents}
    dearest = max(
        cents[s.agent] * (s.ends - s.begins) for one in week.agents for s in possible_shifts(one, week.needed)
    )
    there = np.zeros_like(week.needed)
    for shift in shifts:
        there[shift.day, shift.begins : shift.ends] += 1
    missing = np.maximum(0, week.needed - there)
    empty = (there == 0) & (week.needed > 0)
    paid = sum(cents[shift.agent] * (shift.ends - shift.begins) for shift in shifts)
    return float(paid + (dearest + 1.0) * (missing.sum() + (EMPTY_TIMES - 1.0) * empty.sum()))


@pytest.mark.parametrize("seed", range(6))
def test_no_other_roster_is_better(seed: int):
    """Everything is tried: every shift of each of two people on one day."""
    draw = np.random.default_rng(seed)
    found = np.zeros((1, 96), dtype=int)
    for _ in range(3):
        from_ = int(draw.integers(34, 44))
        found[0, from_ : from_ + int(draw.integers(2, 10))] += 1
    people = tuple(
        agent(f"a{number}", hours={0: (34, 52)}, shortest_minutes=60, quarter_cents=float(draw.integers(10, 20)))
        for number in range(2)
    )
    week = Week(found, people)
    choices = [[None, *possible_shifts(one, week.needed)] for one in people]
    best = min(worth(week, tuple(one for one in chosen if one)) for chosen in product(*choices))

    assert worth(week, solve(week).shifts) == pytest.approx(best)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ((Shift("ada", 0, 30, 40),), "outside_hours"),
        ((Shift("ada", 0, 36, 38),), "wrong_length"),
        ((Shift("ada", 0, 36, 48), Shift("ada", 0, 50, 60)), "two_shifts_on_a_day"),
        ((Shift("eve", 0, 36, 48),), "unknown_agent"),
        ((Shift("ada", 0, 32, 68), Shift("ada", 1, 32, 68)), "too_many_hours"),
    ],
)
def test_the_check_names_every_rule_that_is_broken(changed: tuple[Shift, ...], code: str):
    week = Week(needed((0, NINE, NOON, 1)), (agent(most_minutes=600),))
    wrong = replace(solve(week), shifts=changed)

    assert code in {fault.code for fault in check(week, wrong)}
    assert check(week, replace(solve(week), cost_cents=1.0))[-1].code == "wrong_cost"
