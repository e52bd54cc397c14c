"""Flexible promises: one of several half-days, fixed the evening before."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voordeur.planning.engine.check import check
from voordeur.planning.engine.flexible import after_evening, fix_at_once, fix_evening, last_chances, saving
from voordeur.planning.engine.problem import Plan, Window
from voordeur.planning.engine.solve import after_rounds, solve
from voordeur.planning.engine.tests.builders import make_craftsman, make_job, make_problem, make_shift, problems

TODAY = (Window(480, 720), Window(720, 960))
TOMORROW = tuple(Window(window.from_minute + 1440, window.to_minute + 1440) for window in TODAY)
laws = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def two_days(*jobs):
    return make_problem(*jobs, craftsmen=(make_craftsman(shifts=(make_shift(0), make_shift(1))),), days=2)


def solved(problem):
    return solve(problem, seed=1, stop=after_rounds(0))


def flexible(name="tap", place="near", windows=TODAY + TOMORROW, minutes=60):
    return make_job(name, place, minutes, windows=windows, promised=True)


def test_what_is_planned_on_the_day_is_fixed_to_its_half_day():
    windows = (TODAY[1], TOMORROW[0])
    problem = two_days(flexible(windows=windows), make_job("paint", windows=(TODAY[1],), promised=True))
    plan = solved(problem)

    assert fix_evening(problem, plan, 0) == {"tap": TODAY[1]}
    assert fix_evening(problem, plan, 1) == {}


def test_a_promise_with_one_window_has_nothing_to_fix():
    problem = two_days(flexible(windows=TODAY[:1]))

    assert fix_evening(problem, solved(problem), 0) == {}


def test_after_the_evening_the_fixed_ones_stay_and_the_others_come_later():
    problem = two_days(flexible("tap"), flexible("door"), make_job("paint"))

    later = after_evening(problem, {"tap": TODAY[0]}, 0)

    windows = {job.id: job.windows for job in later.jobs}
    assert windows == {"tap": (TODAY[0],), "door": TOMORROW, "paint": ()}


def test_a_promise_without_a_later_window_stays_as_it_was_given():
    problem = two_days(flexible("tap", windows=TODAY))

    assert after_evening(problem, {}, 0) == problem


def test_who_has_no_place_and_no_other_evening_is_named():
    problem = two_days(flexible("tap", windows=TODAY), flexible("door"), flexible("lamp", windows=TODAY))
    plan = solved(replace(problem, jobs=problem.jobs[2:]))

    assert last_chances(problem, plan, 0) == ("tap",)
    assert last_chances(problem, plan, 1) == ("tap", "door")


def test_fixing_at_once_takes_what_is_cheapest_at_that_moment():
    problem = two_days(make_job("paint", windows=(TODAY[0],), promised=True), flexible())

    assert fix_at_once(problem) == {"tap": TODAY[0]}


def test_fixing_at_once_without_room_takes_the_first_window():
    assert fix_at_once(two_days(flexible(minutes=900))) == {"tap": TODAY[0]}


def test_waiting_saves_what_came_in_later_makes_cheaper():
    """The far job was promised today; then others far away come for tomorrow."""
    far = flexible("far one", "far", (TODAY[0], TOMORROW[0]))
    problem = two_days(far, make_job("far two", "far", 30, windows=(TOMORROW[0],), promised=True))
    at_once = fix_at_once(replace(problem, jobs=(far,)))

    found = saving(problem, at_once, seed=1, stop=lambda: after_rounds(50))

    assert at_once == {"far one": TODAY[0]}
    assert found.saved == pytest.approx(120)
    assert (found.left_at_once, found.left_open) == (0, 0)
    assert check(problem, found.open) == []


@laws
@given(problems(most_jobs=8), st.integers(0, 1))
def test_a_plan_keeps_every_rule_after_its_evening(problem, day):
    jobs = tuple(
        replace(job, windows=TODAY + TOMORROW, promised=True, lock=None) if number % 2 else job
        for number, job in enumerate(problem.jobs)
    )
    problem = replace(problem, jobs=jobs)
    plan = solve(problem, seed=1, stop=after_rounds(1))

    fixed = fix_evening(problem, plan, day)
    narrowed = after_evening(problem, fixed, day)

    times = {stop.job: stop.start_minute for route in plan.routes for stop in route.stops}
    assert all(window.from_minute <= times[name] <= window.to_minute for name, window in fixed.items())
    assert fixed.keys() == {
        job.id for job in jobs if len(job.windows) > 1 and job.promised and times.get(job.id, -1) // 1440 == day
    }
    early = {name for name, start in times.items() if start < day * 1440}
    wrong = [
        one for one in check(narrowed, replace(plan, cost={})) if one.code == "outside_window" and one.job not in early
    ]
    assert wrong == []


@laws
@given(problems(most_jobs=6))
def test_waiting_never_costs_more(problem):
    jobs = tuple(replace(job, windows=TODAY + TOMORROW, promised=True, lock=None) for job in problem.jobs)
    problem = replace(problem, jobs=jobs)

    found = saving(problem, fix_at_once(problem), seed=1, stop=lambda: after_rounds(3))

    assert found.left_open <= found.left_at_once
    assert found.left_open < found.left_at_once or found.saved >= 0
    assert isinstance(found.open, Plan)
