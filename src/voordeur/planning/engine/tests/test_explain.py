"""Why a job is where it is: the price of its place, of the next best ones, and the rule before a cheaper one."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voordeur.planning.engine import words
from voordeur.planning.engine.check import check
from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.explain import explain, told, without
from voordeur.planning.engine.problem import After, Break, Lock, Plan, Route, Stop, Window
from voordeur.planning.engine.solve import after_rounds, solve
from voordeur.planning.engine.state import prepare
from voordeur.planning.engine.tests.builders import (
    AFTERNOON,
    MORNING,
    make_craftsman,
    make_job,
    make_problem,
    make_shift,
    problems,
)

laws = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NEAR_SHIFT = make_shift(start="near")
FAR_SHIFT = make_shift(start="far")


def solved(problem):
    return solve(problem, seed=1, stop=after_rounds(0))


def explained(problem, plan=None, job="tap", **more):
    return explain(problem, plan or solved(problem), job, **more)


def blocks(found):
    return {block.code: block for block in found.blocks}


def test_the_price_here_is_what_taking_it_out_would_save():
    found = explained(make_problem(make_job(), make_job("paint")))

    assert (found.here.craftsman, found.here.shift) == ("sam", 0)
    assert found.here.extra["travel"] == 0
    alone = explained(make_problem(make_job()))
    assert (alone.here.extra["travel"], alone.here.total) == (20, 20)


def test_the_next_best_with_somebody_else_costs_more():
    craftsmen = (make_craftsman("sam", (NEAR_SHIFT,)), make_craftsman("eve", (FAR_SHIFT,)))

    found = explained(make_problem(make_job(), craftsmen=craftsmen))

    (other,) = found.others
    assert (found.here.craftsman, found.here.total) == ("sam", 0)
    assert (other.kind, other.spot.craftsman, other.spot.total) == ("other_craftsman", "eve", 100)


def test_the_next_best_on_another_day_is_told():
    craftsmen = (make_craftsman("sam", (make_shift(0, start="near"), make_shift(1))),)

    found = explained(make_problem(make_job(), craftsmen=craftsmen, days=2))

    assert [(one.kind, one.spot.shift, one.spot.total) for one in found.others] == [("other_day", 1, 20)]


def test_another_window_that_could_have_been_promised_is_priced():
    problem = make_problem(
        make_job(windows=(AFTERNOON,)), make_job("lamp", windows=(MORNING,), minutes=200), make_job("paint", "far")
    )

    found = explained(problem, windows=[MORNING, AFTERNOON])

    (other,) = [one for one in found.others if one.kind == "other_window"]
    assert other.spot.window == MORNING


def test_a_missing_skill_stands_before_a_cheaper_craftsman():
    craftsmen = (make_craftsman("sam", (FAR_SHIFT,), {"gas": 2}), make_craftsman("eve", (NEAR_SHIFT,), {"gas": 1}))

    found = explained(make_problem(make_job(skills={"gas": 2}), craftsmen=craftsmen))

    block = blocks(found)["skill"]
    assert (block.spot.craftsman, block.spot.total, block.params["skills"]) == ("eve", 0, "gas 2")


def test_a_skill_does_not_stand_before_somebody_who_has_it():
    craftsmen = (make_craftsman("sam", (FAR_SHIFT,), {"gas": 2}), make_craftsman("eve", (NEAR_SHIFT,), {"gas": 2}))
    tap = make_job(skills={"gas": 2})
    problem = make_problem(tap, craftsmen=craftsmen)
    state = prepare(problem)
    state.insert(tap, craftsman="sam", shift=0, position=0)

    found = explained(problem, Plan(state.routes()))

    assert found.blocks == ()
    assert [words.explained(one.code, one.params) for one in told(found)][1] == (
        "It could be with eve at day 1, 8:00: 0, 100 less."
    )


def test_a_window_stands_before_a_cheaper_moment():
    problem = make_problem(
        make_job("paint", windows=(Window(480, 500),), promised=True),
        make_job(windows=(Window(700, 720),), promised=True),
    )

    found = explained(problem)

    assert (found.here.total, blocks(found)["window"].spot.total) == (30, 0)
    assert found.here.window == Window(700, 720)


def test_a_lock_stands_before_a_cheaper_craftsman():
    craftsmen = (make_craftsman("sam", (NEAR_SHIFT,)), make_craftsman("eve", (FAR_SHIFT,)))

    block = blocks(explained(make_problem(make_job(lock=Lock("eve")), craftsmen=craftsmen)))["lock"]

    assert (block.spot.craftsman, block.params["locked_to"]) == ("sam", "eve")


def test_lunch_stands_before_the_cheaper_craftsman():
    lunch = make_shift(start="near", breaks=(Break(500, 540, 40),))
    craftsmen = (make_craftsman("sam", (lunch,)), make_craftsman("eve", (FAR_SHIFT,)))

    found = explained(make_problem(make_job(windows=(Window(520, 530),)), craftsmen=craftsmen))

    assert found.here.craftsman == "eve"
    assert blocks(found)["break"].spot.craftsman == "sam"


def test_overtime_that_is_not_allowed_stands_before_a_cheaper_place():
    craftsmen = (make_craftsman("sam", (make_shift(start="near", end=540),)), make_craftsman("eve", (FAR_SHIFT,)))

    found = explained(make_problem(make_job(minutes=70), craftsmen=craftsmen))

    block = blocks(found)["overtime"]
    assert (found.here.craftsman, block.spot.craftsman, block.params["minutes"]) == ("eve", "sam", 10)


def test_a_promise_to_a_neighbour_stands_before_a_cheaper_place_and_is_named():
    promised = make_job("paint", "near", 60, windows=(Window(480, 500),), promised=True)
    craftsmen = (make_craftsman("sam", (NEAR_SHIFT,)), make_craftsman("eve", (FAR_SHIFT,)))
    tap = make_job(windows=(Window(480, 545),), minutes=60)
    problem = make_problem(promised, tap, craftsmen=craftsmen)
    plan = solved(make_problem(promised, craftsmen=craftsmen))
    state = prepare(problem, plan)
    state.insert(tap, craftsman="eve", shift=0, position=0)
    narrow = replace(
        problem, jobs=(replace(promised, windows=(Window(480, 480),)), replace(tap, windows=(Window(480, 535),)))
    )

    found = explain(narrow, Plan(state.routes()), "tap")

    block = blocks(found)["promise"]
    assert (found.here.craftsman, block.spot.craftsman, block.params["neighbours"]) == ("eve", "sam", "paint")


def test_a_job_without_a_place_says_why_and_what_would_give_it_one():
    problem = make_problem(make_job(windows=(Window(950, 960),)))

    found = explained(problem)

    assert found.here is None
    assert found.reason.code == "window_too_tight"
    assert set(blocks(found)) == {"window", "overtime"}


def test_of_a_job_for_two_no_other_places_are_told():
    craftsmen = (make_craftsman("sam"), make_craftsman("eve"))
    problem = make_problem(make_job(people=2), craftsmen=craftsmen)

    found = explain(problem, solve(problem, seed=1, stop=after_rounds(20)), "tap")

    codes = [remark.code for remark in told(found)]
    assert found.here is not None
    assert "not_compared" in codes
    assert "only" not in codes
    assert "cheapest" not in codes


def test_other_places_of_a_job_that_waits_come_after_what_it_waits_for():
    craftsmen = (make_craftsman("sam"), make_craftsman("eve"))
    tap = make_job(windows=(Window(500, 500),), promised=True)
    problem = make_problem(tap, make_job("paint", after=(After("tap", 30),)), craftsmen=craftsmen)
    stops = (Stop("tap", 490, 500, 560), Stop("paint", 560, 590, 650))
    plan = Plan((Route("sam", 0, 490, 660, stops),))

    found = explain(problem, plan, "paint")

    assert "not_compared" not in [remark.code for remark in told(found)]
    assert [other.kind for other in found.others] == ["other_craftsman"]
    assert all(other.spot.start_minute >= 590 for other in found.others)


def test_an_unknown_job_is_a_key_error():
    with pytest.raises(KeyError):
        explained(make_problem(), job="ghost")


@pytest.mark.parametrize("language", [str, lambda text: f"<{text}>"])
def test_every_remark_has_a_sentence(language):
    craftsmen = (make_craftsman("sam", (FAR_SHIFT,), {"gas": 2}), make_craftsman("eve", (NEAR_SHIFT,), {"gas": 1}))
    problem = make_problem(make_job(skills={"gas": 2}), craftsmen=craftsmen)

    sentences = [words.explained(one.code, one.params, language) for one in told(explained(problem))]

    assert len(sentences) == 3
    assert "day 1, 9:40" not in sentences[0]
    assert "eve" in sentences[-1]


def test_a_moment_is_a_day_and_a_time():
    assert words.clock(1440 + 485.4) == "day 2, 8:05"


@laws
@given(problems(most_jobs=6), st.data())
def test_what_is_said_of_any_job_is_true(problem, data):
    plan = solve(problem, seed=1, stop=after_rounds(2))
    if not problem.jobs:
        return
    job = data.draw(st.sampled_from(problem.jobs))

    found = explain(problem, plan, job.id)

    is_planned = any(stop.job == job.id for route in plan.routes for stop in route.stops)
    assert (found.here is not None) == is_planned
    assert [words.explained(one.code, one.params) for one in told(found)]
    bare = prepare(problem, without(plan, job.id))
    before = cost_of(problem, Plan(bare.routes()))["total"]
    for other in found.others:
        # Going there really costs that.
        trial = prepare(problem, without(plan, job.id))
        rows = [trial.row_of[other.spot.craftsman, other.spot.shift]]
        totals = []
        for position in range(len(trial.visits[rows[0]]) + 1):
            again = prepare(problem, without(plan, job.id))
            try:
                again.insert(job, craftsman=other.spot.craftsman, shift=other.spot.shift, position=position)
            except ValueError:
                continue
            totals.append(cost_of(problem, Plan(again.routes()))["total"] - before)
        price = problem.weights.unplanned_job * job.priority
        assert min(totals) + price <= other.spot.total + 1e-5
    for block in found.blocks:
        assert all(block.spot.total < one.total for one in (found.here, *(other.spot for other in found.others)) if one)
    assert not [one for one in check(problem, plan) if one.code == "wrong_cost"]
