"""From calls to people: shrinkage, the aim of the policy, what callers notice of a roster, the week as it is told."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voordeur.staffing.engine.forecast import Expected
from voordeur.staffing.engine.needs import Aim, Talk, foresee, load_of, need, rostered
from voordeur.staffing.engine.roster import Agent
from voordeur.staffing.engine.week import Day, staff, told

pytestmark = pytest.mark.pure

AIM = Aim(share=0.8, seconds=30, shrinkage=0.3, occupancy_max=0.85)
PATIENT, IMPATIENT = Talk(300.0, None), Talk(300.0, 120.0)
MONDAY = date(2026, 11, 30)


def day(calls: float, *, is_open: range = range(36, 48)) -> Day:
    mask = np.zeros(96, dtype=bool)
    mask[list(is_open)] = True
    return Day(Expected(MONDAY, np.where(mask, calls, 0.0), 0.02, 0.01), tuple(bool(one) for one in mask))


@pytest.mark.parametrize(
    ("agents", "shrinkage", "paid"), [(7, 0.3, 10), (1, 0.3, 2), (4, 0.0, 4), (9, 0.25, 12), (0, 0.3, 0)]
)
def test_shrinkage_is_paid_for_in_whole_people(agents: int, shrinkage: float, paid: int):
    assert rostered(agents, shrinkage) == paid


def test_a_quarter_is_four_times_as_much_an_hour():
    assert load_of(15, PATIENT).calls_per_hour == 60


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 200), st.floats(30, 600))
def test_whom_one_needs_is_enough_for_the_aim(calls: float, patience: float):
    found = need(calls, Talk(300.0, patience), AIM)

    assert found.agents <= found.agents_patient
    assert found.rostered * (1 - AIM.shrinkage) >= found.agents - 1e-9
    assert foresee(calls, Talk(300.0, patience), AIM, found.rostered).service_level >= AIM.share - 1e-9


def test_with_more_people_callers_wait_less():
    levels = [foresee(12, IMPATIENT, AIM, there).service_level for there in range(12)]
    assert levels == sorted(levels)
    assert foresee(12, IMPATIENT, AIM, 0).abandonment == 1.0


def test_somebody_is_there_when_hardly_anybody_calls():
    quarters = told(staff([day(0.0)], [], PATIENT, AIM))["days"][0]["quarters"]
    assert {quarter["agents"] for quarter in quarters} == {1}
    assert {quarter["missing"] for quarter in quarters} == {2}


def test_the_week_is_told_with_sums_that_agree():
    agent = Agent("1", {0: (36, 48)}, 2400, 120, 540, 5, 1250.0)
    figures = told(staff([day(6.0)], [agent], IMPATIENT, AIM))
    quarters = figures["days"][0]["quarters"]

    assert figures["calls"] == 72
    assert figures["there_hours"] == 3
    assert figures["cost_cents"] == 12 * 1250
    assert figures["needed_hours"] == sum(quarter["rostered"] for quarter in quarters) / 4
    assert figures["missing_hours"] == figures["needed_hours"] - figures["there_hours"]
    assert 0 < figures["service_level"] < 1
    assert all(quarter["low"] <= quarter["calls"] <= quarter["high"] for quarter in quarters)


def test_a_week_that_is_closed_needs_nobody():
    figures = told(staff([day(0.0, is_open=range(0))], [], PATIENT, AIM))
    assert (figures["days"], figures["needed_hours"], figures["service_level"]) == ([], 0, None)
