"""A week of the same jobs: what the twin makes of it is what the planning engine makes of it."""

from dataclasses import replace

import pytest

from voordeur.planning.engine.check import check
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.planned import by_planning
from voordeur.twin.engine.promises import promise_of
from voordeur.twin.engine.week import Booked, by_twin, chosen, made, told

pytestmark = pytest.mark.pure

REGISTER = registers.load()
WIDTHS = [480, 240, 120]
ASKED = 7.0  # jobs for each day of each craftsman: more than they can do
ALIKE = 0.03


def policy(width: int, *, name: str = "gepast", improves: bool = True) -> ServicePolicy:
    promised = presets.with_value(presets.load(name), "appointments.window_minutes", width)
    promised = presets.with_value(promised, "planning.rescue_before_refusing", False)
    return presets.with_value(promised, "planning.improve_between_bookings", improves)


@pytest.mark.parametrize(("width", "name"), [(480, "gepast"), (240, "gepast"), (120, "gepast"), (120, "klantgericht")])
def test_without_improving_sixty_craftsmen_are_booked_the_very_same(width: int, name: str):
    promised, register = policy(width, name=name, improves=False), REGISTER.with_values({"buffer_deviations": 0.0})
    week = made(60, ASKED, 1, promised, register)
    week = replace(week, spread=0 * week.spread)

    ours, theirs = by_twin(week, promised, register), by_planning(week, promised, register)

    assert told(ours) == told(theirs)
    assert 0.5 < ours.placed_share < 0.95, "the week is so full that it says what a crew can do"


@pytest.fixture(scope="module")
def booked() -> dict[int, tuple[Booked, Booked]]:
    """The week of sixty craftsmen under each width: by the twin and by planning."""
    found = {}
    for width in WIDTHS:
        promised = policy(width)
        week = made(60, ASKED, 1, promised, REGISTER)
        found[width] = by_twin(week, promised, REGISTER), by_planning(week, promised, REGISTER)
    return found


@pytest.mark.parametrize("width", WIDTHS)
def test_jobs_of_a_craftsmans_day_agree_within_three_percent(booked: dict[int, tuple[Booked, Booked]], width: int):
    ours, theirs = booked[width]
    assert ours.per_day == pytest.approx(theirs.per_day, rel=ALIKE)
    assert ours.placed_share < 0.95, "the week is so full that it says what a crew can do"


def test_to_both_a_narrower_window_costs_jobs_and_travel(booked: dict[int, tuple[Booked, Booked]]):
    for side in (0, 1):
        days = [booked[width][side] for width in WIDTHS]
        assert days[0].per_day > days[1].per_day > days[2].per_day
        assert days[0].travel < days[1].travel < days[2].travel


def test_planning_finds_nothing_wrong_in_the_routes_of_the_twin(booked: dict[int, tuple[Booked, Booked]]):
    for pair in booked.values():
        assert all(check(one.problem, one.plan) == [] for one in pair)


@pytest.mark.parametrize(
    ("code", "value"),
    [("self_help_share", 0.9), ("first_time_share", 0.2), ("wanted_days", 4.0), ("parking_minutes", 5.0)],
)
def test_what_the_register_says_of_other_things_leaves_the_week_alone(code: str, value: float):
    promised = policy(240, name="klantgericht", improves=False)
    week = made(6, ASKED, 1, promised, REGISTER)
    assert told(by_twin(week, promised, REGISTER.with_measured({code: value}))) == told(
        by_twin(week, promised, REGISTER)
    )


def test_of_the_cheapest_windows_a_tenant_takes_the_soonest_that_suits():
    promise = promise_of(policy(120), REGISTER)
    suits = [False, True, False, True, True, False]
    assert chosen(promise, suits, [5, 4, 3, 0, 1]) == 3
    assert chosen(promise, suits, [5, 0, 2]) == 5, "nothing suits"
    assert chosen(promise, [False] * 5 + [True], [4, 3, 2, 1, 5]) == 5, "none of the four that are shown suits"


def test_whoever_sees_every_window_takes_an_early_one():
    promise = promise_of(policy(120, name="klantgericht"), REGISTER)
    assert chosen(promise, [False, True, True, True], [3, 2, 0, 1]) == 1
    many = promise.offers_shown + 2
    assert chosen(promise, [True] * many, list(reversed(range(many)))) == 0, "also where the soonest is the dearest"


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [("gepast", "appointments.horizon_working_days", 9), ("sober_1994", "appointments.horizon_working_days", 10)],
)
def test_a_policy_of_which_the_week_says_nothing_is_refused_by_both(name: str, field: str, value: int):
    promised = presets.with_value(policy(240, name=name), field, value)
    week = made(2, ASKED, 1, promised, REGISTER)

    for book in (by_twin, by_planning):
        with pytest.raises(ValueError, match="the week"):
            book(week, promised, REGISTER)
