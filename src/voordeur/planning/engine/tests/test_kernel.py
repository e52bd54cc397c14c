"""What the compiled search keeps: pairs at one minute, order with waiting, fairness, and what was before."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voordeur.planning.engine.check import check
from voordeur.planning.engine.kernel.promise import promise
from voordeur.planning.engine.offer import offers
from voordeur.planning.engine.problem import After, Lock, Plan, Travel, Weights, Window
from voordeur.planning.engine.repair import Emergency, Ill, repair
from voordeur.planning.engine.solve import after_rounds, solve
from voordeur.planning.engine.state import prepare
from voordeur.planning.engine.tests.builders import (
    LUNCH,
    MORNING,
    make_craftsman,
    make_job,
    make_place,
    make_problem,
    make_shift,
    problems,
)

laws = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TWO = (make_craftsman("sam"), make_craftsman("eva"))


@st.composite
def linked(draw):
    """Problems with jobs for two people and jobs that wait for another."""
    problem = draw(problems())
    jobs = []
    for number, job in enumerate(problem.jobs):
        other = draw(st.integers(0, len(problem.jobs) - 1))
        wait = draw(st.sampled_from([0.0, 60.0, 1440.0]))
        after = (After(f"j{other}", wait),) if other != number and draw(st.booleans()) else ()
        jobs.append(replace(job, people=draw(st.sampled_from([1, 1, 2])), after=after))
    return replace(problem, jobs=tuple(jobs))


@laws
@given(linked(), st.integers(0, 3), st.sampled_from([0, 5, 60]))
def test_pairs_and_orders_are_kept_and_the_same_seed_gives_the_same_plan(problem, seed, rounds):
    plan, again = (solve(problem, seed=seed, stop=after_rounds(rounds)) for _ in range(2))

    listed = {one.job for one in plan.unplanned}
    broken = [one for one in check(problem, plan) if not (one.code == "promise_dropped" and one.job in listed)]
    assert broken == []
    assert (plan.routes, plan.unplanned, plan.cost) == (again.routes, again.unplanned, again.cost)


def test_two_people_start_at_the_same_minute():
    problem = make_problem(make_job("lift", people=2), craftsmen=TWO)

    plan = solve(problem, seed=1, stop=after_rounds(10))

    assert {route.craftsman for route in plan.routes} == {"sam", "eva"}
    assert len({route.stops[0].start_minute for route in plan.routes}) == 1


def test_a_lock_holds_one_of_two_people_and_the_other_is_whoever_is_cheapest():
    people = (*TWO, make_craftsman("kim", (make_shift(start="far"),)))
    job = make_job("lift", people=2, lock=Lock("kim", 0, 600), windows=(MORNING,))
    problem = make_problem(job, craftsmen=people)

    plan = solve(problem, seed=1, stop=after_rounds(20))

    starts = {route.craftsman: route.stops[0].start_minute for route in plan.routes}
    assert len(starts) == 2
    assert starts["kim"] == 600
    assert check(problem, plan) == []


def test_a_lock_on_one_of_two_people_says_what_is_in_the_way():
    job = make_job("lift", people=2, lock=Lock("kim"))

    nobody, alone = (
        solve(make_problem(job, craftsmen=people), seed=1, stop=after_rounds(1)).unplanned[0].code
        for people in (TWO, (make_craftsman("kim"),))
    )

    assert (nobody, alone) == ("no_lock_shift", "too_few_craftsmen")


def test_plaster_dries_before_the_painter_comes():
    shifts = (make_shift(0), make_shift(1), make_shift(2))
    problem = make_problem(
        make_job("paint", after=(After("plaster", 1440),)),
        make_job("plaster"),
        craftsmen=(make_craftsman(shifts=shifts),),
        days=3,
    )

    plan = solve(problem, seed=1, stop=after_rounds(50))

    ends = {stop.job: (stop.start_minute, stop.end_minute) for route in plan.routes for stop in route.stops}
    assert ends["paint"][0] >= ends["plaster"][1] + 1440
    assert plan.unplanned == ()


@pytest.mark.parametrize("craftsmen", [TWO, TWO[:1]])
@pytest.mark.parametrize("wait", [0.0, 30.0, 120.0])
def test_a_place_in_front_of_the_job_that_is_waited_for_is_not_mistaken_for_a_cheaper_one(craftsmen, wait):
    """In front of the tap the painter would not wait a minute; but then the tap would come too late for its own."""
    problem = make_problem(make_job("tap"), make_job("paint", after=(After("tap", wait),)), craftsmen=craftsmen)

    plan = solve(problem, seed=1, stop=after_rounds(0))

    assert plan.unplanned == ()
    assert check(problem, plan) == []


@laws
@given(linked())
def test_no_job_is_called_too_dear_when_leaving_it_out_costs_more_than_anything(problem):
    dear = replace(problem, weights=replace(problem.weights, unplanned_job=1e7))

    plan = solve(dear, seed=1, stop=after_rounds(20))

    assert "too_dear" not in {one.code for one in plan.unplanned}


def test_jobs_that_wait_for_each_other_are_left_and_the_rest_is_planned():
    problem = make_problem(make_job("a", after=(After("b"),)), make_job("b", after=(After("a"),)), make_job("c"))

    plan = solve(problem, seed=1, stop=after_rounds(5))

    assert {one.job: one.code for one in plan.unplanned} == {"a": "cyclic_after", "b": "cyclic_after"}


def test_a_fair_share_is_worth_a_detour():
    jobs = [make_job(f"j{n}", "far", 30) for n in range(2)] + [make_job(f"k{n}", "behind", 30) for n in range(2)]
    weights = Weights(idle_minute=0, unfair_minute=10)

    plan = solve(make_problem(*jobs, craftsmen=TWO, weights=weights), seed=1, stop=after_rounds(300))

    assert len(plan.routes) == 2


def test_a_change_of_hands_has_its_price():
    problem = make_problem(make_job(), craftsmen=TWO, weights=Weights(changed_plan=50))
    first = solve(problem, seed=1, stop=after_rounds(0))
    (route,) = first.routes
    other = "eva" if route.craftsman == "sam" else "sam"
    had = Plan((replace(route, craftsman=other),))

    plan = solve(problem, first, seed=1, stop=after_rounds(50), before=had)

    assert plan.routes[0].craftsman == other


def test_no_jobs_and_no_craftsmen_give_an_empty_plan():
    assert solve(make_problem(), seed=1, stop=after_rounds(5)).routes == ()
    nobody = replace(make_problem(make_job()), craftsmen=())
    assert [one.code for one in solve(nobody, seed=1, stop=after_rounds(5)).unplanned] == ["no_skill"]


def test_the_visits_of_somebody_ill_go_to_a_colleague_within_their_promise():
    shift = make_shift(breaks=(LUNCH,))
    people = (make_craftsman("sam", (shift,)), make_craftsman("eva", (shift,)))
    jobs = [make_job(f"j{n}", "near", 60, windows=(MORNING,), promised=True) for n in range(2)]
    problem = make_problem(*jobs, craftsmen=people)
    plan = solve(problem, seed=1, stop=after_rounds(20))
    ill = plan.routes[0].craftsman

    found = repair(problem, plan, Ill(ill, now_minute=470), seed=1, stop=lambda: after_rounds(50))

    best = found[0]
    assert best.promises_moved == ()
    assert check(best.problem, best.plan, now_minute=470) == []
    assert {route.craftsman for route in best.plan.routes} == {"sam", "eva"} - {ill}


def test_an_emergency_leaves_what_began_where_it_is():
    jobs = [make_job(f"j{n}", "near", 60, windows=(MORNING,), promised=True) for n in range(2)]
    problem = make_problem(*jobs, craftsmen=TWO)
    plan = solve(problem, seed=1, stop=after_rounds(20))
    leak = make_job("leak", "far", 30, windows=(Window(500, 640),))

    found = repair(problem, plan, Emergency(leak, now_minute=500), seed=1, stop=lambda: after_rounds(50))

    begun = {s.job: s.start_minute for r in plan.routes for s in r.stops if s.start_minute <= 500}
    for one in found:
        starts = {s.job: s.start_minute for r in one.plan.routes for s in r.stops}
        assert "leak" in starts
        assert {job: starts[job] for job in begun} == pytest.approx(begun)


def test_whole_numbers_and_a_matrix_are_asked_by_the_same_compiled_code():
    broken = make_problem(places=(make_place("depot", 0.5, 0.5), make_place("near", 10.5, 0.5)))
    whole = make_problem(places=(make_place("depot", 0, 0), make_place("near", 10, 0)))
    minutes = Travel("matrix", minutes=((0, 10), (10, 0)))
    for problem in (broken, whole, replace(whole, travel=minutes)):
        assert offers(prepare(problem), make_job(), [MORNING])
    # One way in for one kind of numbers: with a second one somebody waits half a minute for the compiler.
    assert len(promise.signatures) == 1
