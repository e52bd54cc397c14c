"""What a repair costs, by hand and by law."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.costs.rules import Line, Process, Spent, cost_of, per_home, rates_of
from voordeur.costs.texts import LINE_NAMES, PROCESS_NAMES
from voordeur.policy import presets

GEPAST = presets.load("gepast")


def test_a_repair_costs_what_the_prices_of_the_policy_say():
    # Agent 300 s at 50 euro an hour; two visits at 4 minutes of a planner at 57; 90 minutes of a craftsman at 57, 20 on
    # the way; 12 km at 45 cents; 10 euro of material with 10%; 20% overhead
    found = cost_of(Spent(300, 2, 90, 20, 12, 1000), GEPAST)

    assert found.lines == {
        Line.AGENT: 417,
        Line.PLANNER: 760,
        Line.CRAFTSMAN_TRAVEL: 1900,
        Line.CRAFTSMAN_WORK: 8550,
        Line.KILOMETRES: 540,
        Line.MATERIAL: 1100,
        Line.OVERHEAD: 2653,
    }
    assert found.total_cents == 15920


def test_nothing_spent_costs_nothing():
    assert cost_of(Spent(), GEPAST).total_cents == 0


amounts = st.builds(
    Spent,
    agent_seconds=st.floats(0, 1e5),
    visits=st.integers(0, 50),
    work_minutes=st.floats(0, 1e4),
    travel_minutes=st.floats(0, 1e4),
    km=st.floats(0, 1e4),
    material_cents=st.floats(0, 1e6),
)


@given(amounts)
def test_the_lines_are_whole_cents_and_lose_nothing(spent):
    found = cost_of(spent, GEPAST)

    assert all(isinstance(cents, int) and cents >= 0 for cents in found.lines.values())
    assert found.total_cents == sum(found.lines.values())


@given(amounts)
def test_the_rates_for_many_give_the_cost_of_one_but_for_rounding(spent):
    assert abs(rates_of(GEPAST).cents(spent) - cost_of(spent, GEPAST).total_cents) <= 6


@given(amounts, amounts)
def test_two_cases_together_cost_as_much_as_apart_but_for_rounding(one, other):
    together = cost_of(one + other, GEPAST).total_cents
    apart = cost_of(one, GEPAST).total_cents + cost_of(other, GEPAST).total_cents

    # half a cent on each of six lines and on overhead over them, three times
    assert abs(together - apart) <= 14


@given(amounts, st.integers(0, 5))
def test_another_visit_never_makes_a_repair_cheaper(spent, visits):
    more = spent + Spent(visits=visits)

    assert cost_of(more, GEPAST).total_cents >= cost_of(spent, GEPAST).total_cents


def test_cost_per_home_adds_up_the_processes():
    processes = {"repairs": {"agent": 300, "material": 100}, "contact": {"agent": 700}}

    found = per_home(processes, 10)

    assert found[Line.AGENT] == 100
    assert found[Line.MATERIAL] == 10
    assert per_home(processes, 0) == {}


@pytest.mark.parametrize("names", [(Line, LINE_NAMES), (Process, PROCESS_NAMES)])
def test_every_line_and_process_has_a_name(names):
    assert set(names[0]) == set(names[1])
