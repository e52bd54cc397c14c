"""Levels: moved until a simulated past says what was measured in the real one."""

from dataclasses import replace

import numpy as np
import pytest

from voordeur.policy import presets
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.fitting.forecast import Forecast, forecast
from voordeur.twin.engine.fitting.levels import fit_levels
from voordeur.twin.engine.fitting.past import DAY
from voordeur.twin.engine.fitting.stretch import Scene, figures, lived
from voordeur.twin.engine.fitting.values import Fit, Kept
from voordeur.twin.engine.kernel import forms
from voordeur.twin.engine.tests.pasts import FIRST_ON, days, make_past
from voordeur.twin.engine.world import RUN_UP_DAYS, Staff

HOMES, DAYS = 300, 60


@pytest.fixture(scope="module")
def scene() -> Scene:
    """Two months of three hundred homes with three craftsmen, of whom one never comes."""
    first_on = days(RUN_UP_DAYS + 1).until_on
    there = np.ones((3, RUN_UP_DAYS + DAYS), dtype=np.int64)
    there[2] = 0
    agents = np.zeros((7, 96), dtype=np.int64)
    agents[:5, 32:68] = 2
    return Scene(
        presets.load("gepast"), HOMES, first_on, DAYS, there=there, skills=np.ones((3, 4), np.int64), agents=agents
    )


def past_with(marks: list[int], scene: Scene):
    begin = (scene.first_on - FIRST_ON).days * DAY
    at = begin + np.linspace(0, (DAYS - 1) * DAY, len(marks))
    return make_past(day_count=RUN_UP_DAYS + 1 + DAYS, homes=HOMES, marks_repairs=np.array(marks), marked_repairs=at)


def test_the_level_of_the_marks_is_moved_to_those_that_were_given(scene: Scene):
    register = registers.load()
    found = fit_levels(past_with([6, 7, 7, 8] * 30, scene), scene, register, seed=1)
    (level,) = [one for one in found if one.code == "mark_level"]
    assert isinstance(level, Fit)

    own = replace(register, values={**register.values, "mark_level": level.value})
    told = forecast(scene, own, [], seed=9, replications=6).of("mark_repairs")

    assert told is not None
    assert told.mean == pytest.approx(7.0, abs=0.3)
    assert level.low < level.value < level.high


def test_too_few_marks_move_nothing(scene: Scene):
    found = fit_levels(past_with([2] * 12, scene), scene, registers.load(), seed=1)
    assert Kept("mark_level", 12, "too_few") in found


def test_a_mark_that_nobody_can_reach_moves_nothing(scene: Scene):
    register = registers.load()
    nowhere = replace(register, values={**register.values, "mark_spread": 0.0, "mark_level": 300.0})
    found = fit_levels(past_with([5] * 60, scene), scene, nowhere, seed=1)
    assert Kept("mark_level", 60, "impossible") in found


def test_only_who_was_there_has_a_route(scene: Scene):
    register = registers.load()
    staff = forecast(scene, register, [], seed=1, replications=2).staff
    parts = lived(scene, staff, register, 1, 0)

    assert parts.crew.there.shape[0] == 3
    assert parts.line.agents.sum() == scene.agents.sum()
    rows = parts.case.facts[:, forms.ROW][parts.case.facts[:, forms.STATE] == forms.BOOKED]
    assert set(rows // (parts.promise.horizon + 2)) <= {0, 1}


def test_figures_are_of_the_stretch_and_not_of_the_run_up(scene: Scene):
    register = registers.load()
    staff = forecast(scene, register, [], seed=1, replications=2).staff
    rates = [figures(lived(scene, staff, register, 1, number), scene)["repairs_per_home"] for number in range(6)]

    assert np.mean(rates) == pytest.approx(register["repairs_per_home"] * 1.05, rel=0.15)


def test_a_forecast_is_moved_by_what_was_missed_before_with_the_doubt_of_that():
    staff = Staff(np.zeros((1, 7, 96), np.int64), np.zeros((2, 7)), 1.0)
    told = Forecast({"repair_lead_days": (3.0, 4.0, 5.0), "no_access_share": (0.9, 0.95, float("nan"))}, staff)
    plain, moved = told.of("repair_lead_days"), told.of("repair_lead_days", factor=2.0, doubt=0.1)

    assert plain is not None
    assert moved is not None
    # Student's t with two degrees of freedom, and one part in three for the mean itself.
    assert plain.high - plain.mean == pytest.approx(4.303 * np.sqrt(4 / 3), rel=1e-3)
    assert (moved.mean, moved.low) == (8.0, 0.0)
    assert moved.high - moved.mean == pytest.approx(4.303 * np.sqrt(4 * 4 / 3 + 0.8**2), rel=1e-3)
    shut = told.of("no_access_share")
    assert shut is not None
    assert (shut.mean, shut.high) == (pytest.approx(0.925), 1.0)
    assert told.of("mark_repairs") is None


def test_complaints_about_what_is_not_simulated_come_on_top(scene: Scene):
    register = registers.load()
    without = forecast(scene, register, [], seed=1, replications=12).of("complaints_per_1000_homes")
    with_others = forecast(scene, register, [], seed=1, replications=12, other_complaints=(400, 10_000.0)).of(
        "complaints_per_1000_homes"
    )

    assert without is not None
    assert with_others is not None
    assert with_others.mean - without.mean == pytest.approx(40.0, rel=0.4)
