"""A simulated year: the same luck for everybody, nothing lost, and promises that cost what they should."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from numba import njit

from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.models import URGENCY_CODES, ServicePolicy
from voordeur.policy.rules import at_minute, due_at, is_open, local
from voordeur.twin.engine import register as registers
from voordeur.twin.engine import sizing
from voordeur.twin.engine.kernel import forms, sums
from voordeur.twin.engine.kernel.forms import Days, Parts
from voordeur.twin.engine.kernel.places import due_of, opening
from voordeur.twin.engine.kpis import check, figures, groups
from voordeur.twin.engine.promises import days_of
from voordeur.twin.engine.sizing import agents_for, lived, staff_for
from voordeur.twin.engine.world import RUN_UP_DAYS, YEAR_DAYS, Setting, Staff, build

pytestmark = pytest.mark.pure

FIRST_ON = date(2027, 1, 1)


class Calendar(NamedTuple):
    """As much of a world as the terms read."""

    days: Days


@njit
def told_due(world: Calendar, urgency: int, at: float) -> float:
    return due_of(world, urgency, at)


@njit
def told_opening(world: Calendar, at: float) -> float:
    return opening(world, at)


REGISTER = registers.load()


def make_policy(name: str = "gepast", **values: object) -> ServicePolicy:
    return presets.with_values(presets.load(name), {key.replace("__", "."): value for key, value in values.items()})


def make_setting(homes: int = 2000, replication: int = 0) -> Setting:
    return Setting(homes, FIRST_ON, seed=1, replication=replication)


@cache
def staff_of(name: str) -> Staff:
    return staff_for(presets.load(name), make_setting(), REGISTER)


def a_year(policy: ServicePolicy, *, staff: Staff | None = None, replication: int = 0, homes: int = 2000) -> Parts:
    return lived(policy, make_setting(homes, replication), staff or staff_of("klantgericht"), REGISTER)


def mean_of(policy: ServicePolicy, code: str, staff: Staff | None = None) -> float:
    years = [figures(a_year(policy, staff=staff, replication=one), policy, REGISTER)[code] for one in range(3)]
    return float(np.mean(years))


@pytest.mark.parametrize("name", presets.names())
def test_every_need_ends_somewhere_and_what_stood_open_is_what_the_cases_say(name: str):
    policy = presets.load(name)
    parts = a_year(policy, staff=staff_of(name))
    check(parts)
    counted = parts.tally.sums
    assert counted[sums.ANSWERED] + counted[sums.ABANDONED] == counted[sums.OFFERED] > 0
    assert counted[sums.READY] > 0
    assert set(np.unique(parts.case.facts[:, forms.STATE])) <= set(range(forms.GIVEN_UP + 1))


def test_a_year_that_lost_somebody_is_no_result():
    parts = a_year(presets.load("gepast"), staff=staff_of("gepast"))
    parts.tally.daily[RUN_UP_DAYS, sums.D_OPEN] += 1
    with pytest.raises(Refused, match="run_does_not_add_up"):
        figures(parts, presets.load("gepast"), REGISTER)


def test_two_policies_meet_the_same_luck():
    one, other = (
        build(presets.load(name), make_setting(), staff_of(name), REGISTER) for name in ("sober_1994", "gepast")
    )
    for mine, yours in ((one.needs, other.needs), (one.wishes, other.wishes), (one.homes, other.homes)):
        assert all(np.array_equal(a, b) for a, b in zip(mine, yours, strict=True))


def test_the_same_year_twice_is_the_same_year():
    policy = presets.load("klantgericht")
    one, other = (a_year(policy) for _ in range(2))
    assert np.array_equal(one.tally.sums, other.tally.sums)
    assert not np.array_equal(one.tally.sums, a_year(policy, replication=1).tally.sums)


def test_the_calendar_that_worlds_share_is_the_same_after_a_year():
    policy = presets.load("gepast")
    calendar = build(policy, make_setting(), staff_of("gepast"), REGISTER).days
    before = [np.array(column) for column in calendar]
    assert a_year(policy).days is calendar
    assert all(np.array_equal(*pair) for pair in zip(before, calendar, strict=True))


def test_everybody_comes_to_the_same_sums_by_group():
    parts = a_year(presets.load("gepast"), staff=staff_of("gepast"))
    by_group = parts.tally.groups
    districts = by_group[sums.DISTRICTS_FROM :]
    assert np.allclose(districts.sum(axis=0), by_group[sums.ALL])
    assert groups(parts)["all"]["mark_repairs"] == pytest.approx(
        parts.tally.sums[sums.MARKS] / parts.tally.sums[sums.MARK_COUNT]
    )


# --- a promise moves what it should ---------------------------------------------------------------------------------


def test_a_narrow_window_takes_more_travel_and_is_kept_less_often():
    narrow, wide = (make_policy("klantgericht", appointments__window_minutes=minutes) for minutes in (120, 480))
    assert mean_of(narrow, "travel_minutes_per_job") > mean_of(wide, "travel_minutes_per_job")
    assert mean_of(narrow, "windows_kept_share") < mean_of(wide, "windows_kept_share")


def test_without_an_appointment_doors_stay_shut():
    assert mean_of(presets.load("sober_1994"), "no_access_share") > 3 * mean_of(
        make_policy("klantgericht"), "no_access_share"
    )


def test_improving_between_bookings_saves_travel():
    # Without a rescue at the moment of refusing, which shortens routes as well.
    improved, not_improved = (
        make_policy(
            "klantgericht",
            planning__rescue_before_refusing=False,
            planning__improve_between_bookings=improves,
        )
        for improves in (True, False)
    )
    travel = [
        figures(a_year(policy, homes=10_000), policy, REGISTER)["travel_minutes_per_job"]
        for policy in (improved, not_improved)
    ]
    assert travel[1] > 1.02 * travel[0]


def test_where_a_complaint_always_goes_first_somebody_else_gives_way():
    policy = make_policy("klantgericht")
    after = make_policy("klantgericht", priority__complaint_first=False)
    # Few craftsmen: only then does going first push anybody aside.
    few = replace(staff_of("klantgericht"), craftsmen_per_1000=0.5)
    assert a_year(policy, staff=few).tally.sums[sums.BUMPED] > 0
    assert a_year(after, staff=few).tally.sums[sums.BUMPED] == 0


def test_fewer_agents_let_people_wait_and_call_again():
    policy = make_policy("klantgericht")
    enough = staff_for(policy, make_setting(10_000), REGISTER)
    few = replace(enough, agents=np.minimum(enough.agents, 2))
    with_enough, with_few = (a_year(policy, staff=staff, homes=10_000) for staff in (enough, few))
    told = [figures(parts, policy, REGISTER) for parts in (with_enough, with_few)]
    assert told[1]["phone_wait_seconds"] > 2 * told[0]["phone_wait_seconds"]
    assert told[1]["phone_abandoned_share"] > told[0]["phone_abandoned_share"]
    assert with_few.tally.sums[sums.REDIALS] > with_enough.tally.sums[sums.REDIALS]


def test_each_organisation_has_its_own_teams_at_the_telephone():
    for model, pools in (("integral", 2), ("departments", 4), ("contact_centre", 1)):
        policy = make_policy("gepast", organisation__model=model)
        staff = staff_for(policy, make_setting(5_000), REGISTER)
        assert staff.agents.shape[0] == pools


def test_agents_are_there_when_the_telephone_is_open_and_keep_the_promise():
    policy = presets.load("gepast")
    arrivals = np.full((1, 7, 96), 6.0)
    agents = agents_for(arrivals, 300.0, policy, REGISTER)
    assert agents[0, 0, 8 * 4] >= 24 * 300 / 3600 / policy.staffing.occupancy_max
    assert agents[0, 5].sum() == agents[0, 6].sum() == 0
    assert agents[0, 1, 12 * 4 + 2] == 0  # half past twelve on a Tuesday


def test_one_home_is_an_association_too():
    policy = presets.load("gepast")
    setting = make_setting(1)
    parts = lived(policy, setting, staff_for(policy, setting, REGISTER), REGISTER)
    assert figures(parts, policy, REGISTER)["cost_per_home_cents"] > 0


@pytest.mark.parametrize("homes", [0, -5, 200_001])
def test_a_number_of_homes_that_is_none_is_refused(homes: int):
    with pytest.raises(Refused, match="out_of_range"):
        make_setting(homes)


# --- the calendar is that of the live rules -------------------------------------------------------------------------


@pytest.mark.parametrize("name", presets.names())
def test_terms_and_hours_are_those_of_the_live_rules(name: str):
    policy = presets.load(name)
    parts = build(policy, make_setting(50), staff_of("gepast"), REGISTER)
    calendar = Calendar(parts.days)
    begins_on = FIRST_ON - timedelta(days=RUN_UP_DAYS)
    rng = np.random.default_rng(1)
    for _ in range(200):
        day, minute = int(rng.integers(0, RUN_UP_DAYS + YEAR_DAYS)), int(rng.integers(0, 1440))
        if day in _changes_of_the_clock(begins_on):
            continue  # the twin has no nights of 23 or 25 hours
        moment = at_minute(begins_on + timedelta(days=day), minute)
        at = day * 1440.0 + minute
        assert (told_opening(calendar, at) == at) == is_open(policy.channels.telephone.open, moment, policy)
        for number, code in enumerate(URGENCY_CODES):
            due = local(due_at(policy, code, moment))
            told = told_due(calendar, number, at)
            if (due.date() - begins_on).days in _changes_of_the_clock(begins_on):
                continue
            expected = (due.date() - begins_on).days * 1440 + due.hour * 60 + due.minute + due.second / 60
            assert told == pytest.approx(expected, abs=0.02), (code, moment)


def _changes_of_the_clock(begins_on: date) -> set[int]:
    """The days beside a change of summer time in 2027, and in the autumn before."""
    days = [date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]
    return {(day - begins_on).days + aside for day in days for aside in (-1, 0, 1)}


def test_the_calendar_has_no_working_day_in_the_weekend():
    days = days_of(presets.load("gepast"), FIRST_ON, 100)
    assert all(days.weekday[day] < 5 for day in days.day_of)
    assert days.workday[0] == -1  # New Year's Day


def test_a_year_that_does_not_fit_is_lived_again_with_more_room(monkeypatch: pytest.MonkeyPatch):
    usual = lived(make_policy(), make_setting(), staff_of("gepast"), REGISTER)
    monkeypatch.setattr(sizing, "ROOMS", (0, 8))
    again = lived(make_policy(), make_setting(), staff_of("gepast"), REGISTER)
    check(again)
    assert np.array_equal(again.tally.sums, usual.tally.sums)


def test_a_year_that_fits_in_no_room_is_no_result(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sizing, "ROOMS", (0,))
    parts = lived(make_policy(), make_setting(), staff_of("gepast"), REGISTER)
    with pytest.raises(Refused, match="room_ran_out"):
        check(parts)
