"""The compiled queue against the formulas, and against its own laws."""

import math
from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voordeur.kernel.seeds import number
from voordeur.staffing.engine.erlang import Load, judge
from voordeur.twin.engine.calls import Calls, Desk, Lived, calls_of
from voordeur.twin.engine.kernel.outcomes import ABANDONED, ANSWERED, STRANDED
from voordeur.twin.engine.laws import LawError, check
from voordeur.twin.engine.queue import run
from voordeur.twin.engine.tests.yearly import by_phone

pytestmark = pytest.mark.pure

TALK_SECONDS = 180.0
# Agents, load per agent, mean patience in seconds (None waits for ever), thousands of calls: rare waits need more.
CASES = [
    *[(agents, busy, None, 800) for agents in (1, 2, 4) for busy in (0.5, 0.65, 0.8)],
    *[(agents, busy, None, 2000) for agents in (8, 12) for busy in (0.75, 0.8, 0.85)],
    *[(agents, busy, 240.0, 400) for agents in (1, 3, 8, 20) for busy in (0.95, 1.1, 1.25)],
    *[(60, busy, 240.0, 1000) for busy in (0.95, 1.05, 1.15)],
]
BATCHES = 50
Z99 = NormalDist().inv_cdf(0.995)


def measured(agents, busy, patience_seconds, thousands):
    """Share that leaves, mean wait of all, share answered within 20 s: the mean and its 99% half width.

    Batches of calls, each a row; half of a batch before the first is thrown away. The mean talk and the calls per
    second of each batch, which are known, take away the part of the noise that they explain (control variates).
    The telephone of the simulated year answers the same callers at the same moments, so the figures are its own too.
    """
    chance = np.random.default_rng(number(5, "grid", agents, round(busy * 100), str(patience_seconds)))
    kept = thousands * 1000
    n = kept + kept // BATCHES // 2
    rate = busy * agents / TALK_SECONDS
    gaps, talks = chance.exponential(1 / rate, n), chance.exponential(TALK_SECONDS, n)
    patience = None if patience_seconds is None else chance.exponential(patience_seconds, n)
    arrives = np.cumsum(gaps)
    lived = run(calls_of(arrives, talks, patience), Desk(np.zeros(1), np.array([agents])))
    answered, waits = lived.outcome[:, 0] == ANSWERED, lived.waits[:, 0]
    by_year = by_phone(arrives, talks, patience, np.full(96, agents), 1440.0)
    assert np.array_equal(by_year[0], answered)
    assert np.allclose(by_year[1], waits, rtol=0, atol=1e-6)
    figures = np.stack([~answered, waits, answered & (waits <= 20.0)])[:, -kept:]
    batches = figures.reshape(3, BATCHES, -1).mean(axis=2)
    known = np.stack([gaps * rate - 1, talks / TALK_SECONDS - 1])[:, -kept:]
    controls = np.vstack([np.ones(BATCHES), known.reshape(2, BATCHES, -1).mean(axis=2)]).T
    found, _, _, _ = np.linalg.lstsq(controls, batches.T, rcond=None)
    left = batches.T - controls @ found
    inverse = np.linalg.inv(controls.T @ controls)[0, 0]
    spread = np.sqrt((left**2).sum(axis=0) / (BATCHES - 3) * inverse)
    return found[0], Z99 * spread * 1.042  # Student's t with 47 degrees of freedom is 4% wider than the normal


@pytest.mark.parametrize(("agents", "busy", "patience_seconds", "thousands"), CASES)
def test_the_queue_and_the_telephone_of_the_year_are_what_erlang_c_and_a_say(agents, busy, patience_seconds, thousands):
    load = Load(3600.0 * busy * agents / TALK_SECONDS, TALK_SECONDS, patience_seconds)
    exact = judge(load, agents, 20.0)
    mean, half = measured(agents, busy, patience_seconds, thousands)
    for k, truth in enumerate((exact.abandonment, exact.mean_wait_seconds, exact.service_level)):
        assert abs(mean[k] - truth) <= max(half[k], 1e-12), f"outside the 99% interval: {mean[k]} and {truth}"
        assert abs(mean[k] - truth) <= 0.02 * truth, f"more than 2% off: {mean[k]} and {truth}"


def a_life(seed, *, n=300, attempts=2, whole_seconds=False):
    """Calls with redials and patience per size of the queue, before a desk whose agents come and go."""
    chance = np.random.default_rng(seed)
    arrives, handling = np.sort(chance.uniform(0, 2000, n)), chance.exponential(30, n)
    patience = chance.exponential(40, (n, attempts, 3))
    if whole_seconds:
        arrives, handling, patience = np.floor(arrives), np.floor(handling), np.floor(patience)
    again = np.where(chance.random((n, attempts - 1)) < 0.6, chance.exponential(100, (n, attempts - 1)), math.inf)
    starts = np.unique(np.floor(chance.uniform(0, 2000, 8)))
    calls = Calls(arrives, handling, patience, np.array([2, 5]), again)
    return calls, Desk(starts, chance.integers(0, 6, starts.size))


@given(st.integers(0, 2**32), st.integers(0, 300), st.integers(1, 3), st.booleans())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_every_queue_keeps_the_laws(seed, n, attempts, whole_seconds):
    calls, desk = a_life(seed, n=n, attempts=attempts, whole_seconds=whole_seconds)
    lived = run(calls, desk)  # checks itself
    assert lived.offered >= n


def test_the_same_calls_give_the_same_answers():
    calls, desk = a_life(1)
    first, second = run(calls, desk), run(calls, desk)
    assert first.outcome.tobytes() == second.outcome.tobytes()
    assert first.leaves.tobytes() == second.leaves.tobytes()


def test_an_agent_who_leaves_finishes_the_call_in_hand():
    desk = Desk(np.array([0.0, 100.0, 500.0]), np.array([1, 0, 1]))
    lived = run(calls_of(np.array([90.0, 95.0]), np.array([60.0, 10.0])), desk)
    assert lived.leaves[:, 0].tolist() == [90.0, 500.0]


def test_who_hangs_up_calls_again_and_is_a_new_attempt():
    calls = Calls(
        np.array([0.0, 1.0]),
        np.array([100.0, 10.0]),
        np.full((2, 2, 1), 20.0),
        np.empty(0, dtype=np.int64),
        np.full((2, 1), 90.0),
    )
    lived = run(calls, Desk(np.zeros(1), np.array([1])))
    assert lived.outcome[1].tolist() == [ABANDONED, ANSWERED]
    assert lived.arrives[1, 1] == 111.0
    assert lived.offered == 3


def test_who_finds_a_long_queue_has_the_patience_of_a_long_queue():
    patience = np.tile(np.array([1000.0, 5.0]), (3, 1, 1))
    calls = Calls(np.array([0.0, 1.0, 2.0]), np.full(3, 100.0), patience, np.array([1]), np.empty((3, 0)))
    lived = run(calls, Desk(np.zeros(1), np.array([1])))
    assert lived.outcome[:, 0].tolist() == [ANSWERED, ANSWERED, ABANDONED]
    assert lived.waits[2, 0] == 5.0


def test_who_waits_for_an_agent_who_never_comes_is_stranded():
    lived = run(calls_of(np.array([3.0]), np.array([10.0])), Desk(np.array([0.0]), np.array([0])))
    assert lived.outcome[0, 0] == STRANDED
    assert lived.abandoned_share == 1.0


def test_a_day_without_calls_is_no_trouble():
    lived = run(calls_of(np.empty(0), np.empty(0)), Desk(np.zeros(1), np.array([1])))
    assert (lived.offered, lived.abandoned_share) == (0, 0.0)
    assert math.isnan(lived.mean_wait_answered)


@pytest.mark.parametrize(
    ("law", "wrong"),
    [
        ("patience", lambda lived: replace(lived, leaves=lived.leaves + 1000.0 * (lived.outcome == ABANDONED))),
        ("attempts", lambda lived: replace(lived, outcome=np.zeros_like(lived.outcome))),
        ("turns", lambda lived: replace(lived, leaves=late(lived, 0.5))),
        ("attempts", lambda lived: replace(lived, arrives=lived.arrives + 1.0)),
    ],
)
def test_a_broken_queue_is_noticed(law, wrong):
    calls, desk = a_life(3, attempts=1)
    calls = replace(calls, patience=calls.patience[:, :, :1], sizes=np.empty(0, dtype=np.int64))
    lived = run(calls, desk)
    with pytest.raises(LawError) as broken:
        check(calls, desk, wrong(lived))
    assert broken.value.law == law


def late(lived, seconds):
    """The moments of leaving, of which one answered caller who waited is taken before his turn."""
    leaves = lived.leaves.copy()
    waited = (lived.outcome == ANSWERED) & (lived.waits > 30)
    who = tuple(np.argwhere(waited)[-1])
    leaves[who] = lived.arrives[who] + seconds
    return leaves


def test_taking_a_call_without_an_agent_and_idling_are_noticed():
    calls = calls_of(np.array([0.0, 1.0]), np.array([10.0, 10.0]))
    desk = Desk(np.zeros(1), np.array([1]))
    for law, moment in (("agents", 5.0), ("no idling", 12.0)):
        lived = Lived(np.ones((2, 1), dtype=np.int8), calls.arrives[:, None], np.array([[0.0], [moment]]))
        with pytest.raises(LawError) as broken:
            check(calls, desk, lived)
        assert broken.value.law == law
