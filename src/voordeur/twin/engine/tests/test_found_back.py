"""Whole years that were lived under known parameters: fitting finds them back, as often as its intervals say."""

from collections.abc import Mapping

import numpy as np
import pytest

from voordeur.twin.engine import register as registers
from voordeur.twin.engine.fitting.calibrate import calibrated
from voordeur.twin.engine.fitting.values import Fit
from voordeur.twin.engine.tests.lives import TRUTH, WEEK, year_of

pytestmark = pytest.mark.pure

YEARS = 40


@pytest.fixture(scope="module")
def fitted() -> list[Mapping[str, Fit]]:
    register = registers.load()
    found = (calibrated(year_of(TRUTH, register, seed), register) for seed in range(YEARS))
    return [{fit.code: fit for fit in one.fits} for one in found]


def covers(fits: list[Fit], truth: float) -> float:
    return float(np.mean([fit.low <= truth <= fit.high for fit in fits]))


@pytest.mark.parametrize(("code", "truth"), TRUTH.items())
def test_a_parameter_is_found_back_and_its_interval_holds_it(fitted: list[Mapping[str, Fit]], code: str, truth: float):
    fits = [one[code] for one in fitted]
    off = np.array([fit.value for fit in fits]) - truth

    assert covers(fits, truth) >= 0.82
    assert abs(off.mean()) < 4 * off.std(ddof=1) / np.sqrt(YEARS) + 0.005 * truth
    # As wide as the values really differ from year to year: neither boasting nor saying nothing.
    width = np.mean([fit.high - fit.low for fit in fits]) / (2 * 1.96)
    assert 0.7 < width / off.std(ddof=1) < 1.6


def test_nineteen_in_twenty_intervals_hold_the_truth(fitted: list[Mapping[str, Fit]]):
    covered = np.mean([covers([one[code] for one in fitted], truth) for code, truth in TRUTH.items()])
    assert 0.92 <= covered <= 0.985


def test_the_days_of_the_week_are_found_back(fitted: list[Mapping[str, Fit]]):
    register = registers.load()
    scale = sum(register[f"weekday_{number}"] for number in range(7)) / sum(WEEK)
    held = [covers([one[f"weekday_{number}"] for one in fitted], weight * scale) for number, weight in enumerate(WEEK)]
    assert np.mean(held) >= 0.9
