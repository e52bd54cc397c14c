"""The telephone of the simulated year lives by the same truth as the queue that the formulas judge."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voordeur.twin.engine.calls import calls_of
from voordeur.twin.engine.kernel.outcomes import ANSWERED
from voordeur.twin.engine.queue import run
from voordeur.twin.engine.tests.yearly import by_phone, same_desk

pytestmark = pytest.mark.pure

CLOSES = 1020.0


def a_day(seed, n, until, *, whole_minutes):
    """Calls of a day and the agents of each quarter of an hour, now and then nobody."""
    chance = np.random.default_rng(seed)
    arrives, handling = np.sort(chance.uniform(0, until, n)), chance.exponential(20, n)
    patience = chance.exponential(15, n)
    if whole_minutes:
        arrives, handling, patience = np.floor(arrives), np.floor(handling), np.floor(patience)
    agents = np.repeat(chance.integers(0, 7, 32), 3) if chance.random() < 0.5 else chance.integers(0, 7, 96)
    agents[max(0, int(np.ceil(until / 15.0)) - 1)] += 1  # whoever waits at closing time is still helped
    return arrives, handling, patience, agents


@given(st.integers(0, 2**32), st.integers(0, 600), st.floats(1.0, 1440.0), st.booleans())
@settings(max_examples=80, deadline=None, derandomize=True)
def test_the_year_and_the_queue_answer_the_same_callers_at_the_same_moment(seed, n, until, whole_minutes):
    arrives, handling, patience, agents = a_day(seed, n, until, whole_minutes=whole_minutes)
    lived = run(calls_of(arrives, handling, patience), same_desk(agents, until))
    answered, waits = by_phone(arrives, handling, patience, agents, until)
    assert np.array_equal(answered, lived.outcome[:, 0] == ANSWERED)
    assert np.allclose(waits, lived.waits[:, 0], rtol=0, atol=1e-9)


def two_quarters(first, second):
    return np.array([first, second] + [second] * 94)


def test_an_agent_who_leaves_at_the_end_of_a_quarter_finishes_the_call():
    answered, waits = by_phone(
        np.array([14.0, 14.5]), np.array([10.0, 1.0]), None, np.array([1, 0, 0, 1] + [1] * 92), CLOSES
    )
    assert answered.tolist() == [True, True]
    assert waits.tolist() == [0.0, 45.0 - 14.5]


def test_who_is_idle_leaves_first_and_never_takes_calls_beside_too_many_others():
    # Three agents, the first free again at 12; two of them stay after 15 and both are on the telephone then.
    arrives, handling = np.array([10.0, 10.0, 10.0, 16.0]), np.array([2.0, 10.0, 30.0, 1.0])
    answered, waits = by_phone(arrives, handling, None, two_quarters(3, 2), CLOSES)
    assert answered.all()
    assert waits.tolist() == [0.0, 0.0, 0.0, 4.0]


def test_whoever_waits_at_closing_time_is_helped_by_who_is_there_then():
    answered, waits = by_phone(np.array([0.0, 10.0]), np.array([40.0, 5.0]), None, two_quarters(1, 0), 15.0)
    assert answered.all()
    assert waits.tolist() == [0.0, 30.0]
