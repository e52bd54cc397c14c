"""A day that is under way: what happened stays, and what still holds is not given up by planning on."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from voordeur.planning.engine.check import check
from voordeur.planning.engine.problem import Break, Pause, Plan, Route, Stop, Window
from voordeur.planning.engine.solve import after_rounds, solve
from voordeur.planning.engine.tests.builders import make_craftsman, make_job, make_problem, make_shift, problems
from voordeur.planning.engine.tests.test_kernel import linked

laws = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LUNCH = Break(690, 810, 30)


def at_once():
    return True


def going_on(draw, problem, plan, now):
    """The last visit that began in each route takes longer or shorter than planned, as far as the rest can bear it."""
    minutes, routes = {}, []
    for route in plan.routes:
        begun = [stop for stop in route.stops if stop.start_minute <= now]
        if not begun or sum(one.job == begun[-1].job for other in plan.routes for one in other.stops) > 1:
            routes.append(route)
            continue
        last, stops, number = begun[-1], list(route.stops), len(begun) - 1
        wait = 0.0
        if number + 1 < len(stops):
            then = stops[number + 1]
            rests = any(last.end_minute <= p.start_minute < then.start_minute for p in route.breaks)
            wait = 0.0 if rests else then.start_minute - then.arrive_minute
        end = last.end_minute + draw(st.sampled_from([-20.0, -5.0, 0.0, wait / 2, wait]))
        end = max(last.start_minute, end)
        if end <= now and end != last.end_minute:
            end = max(end, min(now, last.end_minute))
        late = max(0.0, end - last.end_minute)
        stops[number] = replace(last, end_minute=end)
        if late:
            stops[number + 1] = replace(then, arrive_minute=then.arrive_minute + late)
        minutes[last.job] = end - last.start_minute
        routes.append(replace(route, stops=tuple(stops)))
    jobs = tuple(replace(job, service_minutes=minutes.get(job.id, job.service_minutes)) for job in problem.jobs)
    return replace(problem, jobs=jobs), Plan(tuple(routes), plan.unplanned)


def said(problem, plan, now):
    listed = {one.job for one in plan.unplanned}
    found = check(problem, plan, now_minute=now)
    return {
        (one.code, one.job, one.craftsman) for one in found if one.code != "promise_dropped" or one.job not in listed
    }


@laws
@given(
    st.one_of(problems(), linked()),
    st.integers(0, 3),
    st.lists(st.integers(480, 2500), min_size=1, max_size=3),
    st.data(),
)
def test_planning_on_at_any_minute_gives_up_nothing_that_still_holds(problem, seed, moments, data):
    plan = solve(problem, seed=seed, stop=after_rounds(6))
    for now in sorted(moments):
        problem, plan = going_on(data.draw, problem, plan, float(now))
        before = said(problem, plan, now)
        assume(not any(code in ("after_shift", "too_soon_after", "too_little_travel") for code, _, _ in before))
        planned = {stop.job for route in plan.routes for stop in route.stops}
        began = {
            (route.craftsman, stop.job, stop.start_minute, stop.end_minute)
            for route in plan.routes
            for stop in route.stops
            if stop.start_minute <= now
        }

        plan = solve(problem, plan, seed=seed, stop=at_once, before=plan, now_minute=now)

        after = {
            (route.craftsman, stop.job, stop.start_minute, stop.end_minute)
            for route in plan.routes
            for stop in route.stops
        }
        assert said(problem, plan, now) <= before
        assert planned <= {job for _, job, _, _ in after}
        assert began <= after


@laws
@given(problems(), st.integers(480, 1000), st.integers(5, 60))
def test_a_search_on_a_running_day_breaks_no_rule(problem, now, rounds):
    plan = solve(problem, seed=1, stop=after_rounds(6))

    later = solve(problem, plan, seed=1, stop=after_rounds(rounds), before=plan, now_minute=now)

    assert said(problem, later, now) == set()
    hard = {job.id for job in problem.jobs if job.is_hard}
    kept = {stop.job for route in later.routes for stop in route.stops}
    assert {stop.job for route in plan.routes for stop in route.stops} & hard <= kept


def a_day(*stops, breaks=(), **shift):
    jobs = [make_job(job, place, 60, windows=(Window(*window),), promised=True) for job, place, window in stops]
    craftsman = make_craftsman(shifts=(make_shift(breaks=(LUNCH,) if breaks else (), **shift),))
    return make_problem(*jobs, craftsmen=(craftsman,))


def test_who_is_on_the_way_arrives_as_planned_and_not_as_if_they_left_now():
    problem = a_day(("a", "near", (480, 600)), ("b", "far", (600, 600)))
    stops = (Stop("a", 490, 490, 550), Stop("b", 600, 600, 660))
    plan = Plan((Route("sam", 0, 480, 720, stops),))

    later = solve(problem, plan, seed=1, stop=at_once, now_minute=580)

    assert later.routes == plan.routes


def test_a_break_that_has_begun_is_not_taken_again():
    problem = a_day(("a", "near", (480, 700)), ("b", "near", (730, 730)), breaks=(LUNCH,))
    stops = (Stop("a", 640, 640, 700), Stop("b", 730, 730, 790))
    plan = Plan((Route("sam", 0, 630, 800, stops, (Pause(700, 730),)),))

    later = solve(problem, plan, seed=1, stop=at_once, now_minute=715)

    assert later.routes == plan.routes
    assert check(problem, later, now_minute=715) == []


def test_a_visit_that_takes_all_of_lunch_does_not_cost_the_next_promise():
    problem = a_day(("a", "near", (480, 700)), ("b", "near", (800, 810)), breaks=(LUNCH,))
    problem = replace(problem, jobs=(replace(problem.jobs[0], service_minutes=150), problem.jobs[1]))
    stops = (Stop("a", 650, 650, 800), Stop("b", 800, 800, 860))
    plan = Plan((Route("sam", 0, 640, 870, stops),))

    later = solve(problem, plan, seed=1, stop=at_once, now_minute=770)

    assert later.routes == plan.routes
    assert check(problem, later, now_minute=770) == []


def test_who_cannot_be_home_in_time_any_more_comes_home_as_soon_as_possible():
    problem = a_day(("a", "far", (480, 800)), end=840)
    problem = replace(problem, jobs=(replace(problem.jobs[0], service_minutes=100),))
    plan = Plan((Route("sam", 0, 660, 840, (Stop("a", 720, 720, 820),)),))

    later = solve(problem, plan, seed=1, stop=at_once, now_minute=830)

    assert later.unplanned == ()
    assert later.routes[0].home_minute == pytest.approx(880)


def test_nobody_leaves_later_than_they_left():
    problem = a_day(("a", "far", (480, 700)))
    plan = solve(problem, seed=1, stop=after_rounds(5))
    left = plan.routes[0].leave_minute

    later = solve(problem, plan, seed=1, stop=after_rounds(20), now_minute=left + 10)

    assert later.routes == plan.routes
