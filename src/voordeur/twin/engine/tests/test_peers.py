"""The same queue in SimPy and in Ciw; skipped where those are not installed (`uv sync --all-groups` installs them)."""

import math

import numpy as np
import pytest

from voordeur.twin.engine.calls import Desk, calls_of
from voordeur.twin.engine.kernel.outcomes import ANSWERED
from voordeur.twin.engine.queue import run
from voordeur.twin.engine.tests.peers import in_ciw, in_simpy

pytestmark = pytest.mark.pure

AGENTS, TALK_SECONDS, LOAD = 6, 180.0, 0.9
PER_SECOND = LOAD * AGENTS / TALK_SECONDS


def our_calls(seed, n, patience_seconds):
    chance = np.random.default_rng(seed)
    arrives, talks = np.cumsum(chance.exponential(1 / PER_SECOND, n)), chance.exponential(TALK_SECONDS, n)
    return calls_of(arrives, talks, None if patience_seconds is None else chance.exponential(patience_seconds, n))


@pytest.mark.parametrize("patience_seconds", [None, 200.0])
def test_simpy_gives_every_caller_the_same_wait(patience_seconds):
    pytest.importorskip("simpy")
    calls = our_calls(1, 5000, patience_seconds)
    ours = run(calls, Desk(np.zeros(1), np.array([AGENTS])))
    outcome, waits = in_simpy(calls, AGENTS)
    assert np.array_equal(ours.outcome[:, 0], outcome)
    assert np.allclose(ours.waits[:, 0], waits, rtol=0, atol=1e-6)


@pytest.mark.parametrize("patience_seconds", [None, 200.0])
def test_ciw_agrees_within_its_own_interval(patience_seconds):
    pytest.importorskip("ciw")
    n, runs = 2000, 12
    theirs = np.array(
        [
            figures(
                *in_ciw(
                    agents=AGENTS,
                    per_second=PER_SECOND,
                    talk_seconds=TALK_SECONDS,
                    patience_seconds=patience_seconds,
                    calls=n,
                    seed=seed,
                )
            )
            for seed in range(runs)
        ]
    )
    ours = np.array(
        [
            figures(lived.outcome[:, 0], lived.waits[:, 0])
            for lived in (
                run(our_calls(seed, n, patience_seconds), Desk(np.zeros(1), np.array([AGENTS]))) for seed in range(200)
            )
        ]
    )
    apart = np.abs(theirs.mean(axis=0) - ours.mean(axis=0))
    half = 3.1 * theirs.std(axis=0, ddof=1) / math.sqrt(runs)  # Student's t, 11 degrees of freedom, 99%
    assert np.all(apart <= half + 1e-12), f"{theirs.mean(axis=0)} and {ours.mean(axis=0)}, within {half}"


def figures(outcome, waits):
    answered = outcome == ANSWERED
    return 1.0 - answered.mean(), waits[answered].mean(), (answered & (waits <= 20.0)).mean()
