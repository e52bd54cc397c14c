"""What can be done about a day that goes otherwise: what began stays, and as few promises as possible move."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voordeur.planning.engine.check import check
from voordeur.planning.engine.problem import Lock, Plan, Route, Stop, Window
from voordeur.planning.engine.repair import DoneEarly, Emergency, Ill, NoShow, RunsLong, VanBroken, repair
from voordeur.planning.engine.solve import after_rounds, solve
from voordeur.planning.engine.tests.builders import (
    MORNING,
    make_craftsman,
    make_job,
    make_problem,
    make_shift,
    problems,
)
from voordeur.planning.engine.tests.test_kernel import linked

laws = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
TWO = (make_craftsman("sam"), make_craftsman("eva"))


def promised(problem, plan):
    """Everybody who has a place was told a window around it."""
    starts = {stop.job: stop.start_minute for route in plan.routes for stop in route.stops}
    jobs = []
    for job in problem.jobs:
        start = starts.get(job.id)
        held = [w for w in job.windows if start is not None and w.from_minute <= start <= w.to_minute]
        window = held[0] if held else Window((start or 0) - 30, (start or 0) + 60)
        jobs.append(job if start is None or job.lock else replace(job, promised=True, windows=(window,)))
    return replace(problem, jobs=tuple(jobs))


def an_event(draw, problem, plan, now):
    who = draw(st.sampled_from([one.id for one in problem.craftsmen]))
    begun = [s for r in plan.routes for s in r.stops if s.start_minute <= now < s.end_minute]
    pairs = {job.id for job in problem.jobs if job.people > 1}
    begun = [stop for stop in begun if stop.job not in pairs]
    kinds = ["emergency", "ill", "van"] + (["no_show", "long", "early"] if begun else [])
    match draw(st.sampled_from(kinds)):
        case "emergency":
            leak = make_job("leak", "p1", 30, windows=(Window(now, now + 120),), promised=True)
            return Emergency(leak, now)
        case "ill":
            return Ill(who, now)
        case "van":
            return VanBroken(who, now, now + 90)
        case "no_show":
            return NoShow(begun[0].job, now)
        case "early":
            return DoneEarly(begun[0].job, now)
        case _:
            return RunsLong(begun[0].job, now, begun[0].end_minute + 20)


@laws
@given(st.one_of(problems(), linked()), st.integers(481, 1000), st.data())
def test_every_way_out_keeps_what_began_and_says_which_promises_move(problem, now, data):
    plan = solve(problem, seed=1, stop=after_rounds(6))
    problem = promised(problem, plan)
    plan = solve(problem, plan, seed=1, stop=after_rounds(0))
    event = an_event(data.draw, problem, plan, float(now))

    found = repair(problem, plan, event, seed=1, stop=lambda: after_rounds(30))

    assert 1 <= len(found) <= 3
    moved = [len(one.promises_moved) for one in found]
    assert moved == sorted(moved)
    for one in found:
        after = {(r.craftsman, s.job, s.start_minute) for r in one.plan.routes for s in r.stops}
        for route in plan.routes:
            for stop in route.stops:
                if stop.start_minute <= now:
                    assert (route.craftsman, stop.job, stop.start_minute) in after
        starts = {job: start for _, job, start in after}
        nowhere = {two.job for two in one.plan.unplanned}
        wrong = [
            two
            for two in check(one.problem, one.plan, now_minute=now)
            if not (two.code == "promise_dropped" and two.job in nowhere)
        ]
        over = {"after_shift"} if isinstance(event, RunsLong) else set()
        assert {two.code for two in wrong} <= over
        told = {two.job: two.start_minute for two in one.promises_moved}
        for job in problem.jobs:
            was = [s.start_minute for r in plan.routes for s in r.stops if s.job == job.id]
            if not was or was[0] <= now:
                continue
            if job.id not in starts:
                assert job.id in nowhere
                assert told.get(job.id, 0) is None or not job.is_hard or not job.windows
            elif job.promised and not any(w.from_minute <= starts[job.id] <= w.to_minute for w in job.windows):
                assert told[job.id] == starts[job.id]


def a_morning():
    """Sam has two visits in the morning, Eva has none."""
    jobs = [make_job(f"j{n}", "near", 60, windows=(MORNING,), promised=True) for n in range(2)]
    stops = (Stop("j0", 490, 490, 550), Stop("j1", 550, 550, 610))
    return make_problem(*jobs, craftsmen=TWO), Plan((Route("sam", 0, 480, 620, stops),))


def the_first(problem, plan, event, rounds=60):
    return repair(problem, plan, event, seed=1, stop=lambda: after_rounds(rounds))[0]


def test_a_visit_that_runs_long_hands_over_what_can_no_longer_be_kept():
    problem, plan = a_morning()

    best = the_first(problem, plan, RunsLong("j0", now_minute=540, end_minute=730))

    assert best.promises_moved == ()
    assert best.handed_over == ("j1",)


def test_a_visit_that_runs_a_little_longer_moves_nobody():
    problem, plan = a_morning()

    best = the_first(problem, plan, RunsLong("j0", now_minute=540, end_minute=580))

    assert (best.promises_moved, best.handed_over) == ((), ())
    assert best.plan.routes[0].stops[1].start_minute == 580


def test_nobody_home_gives_the_time_to_the_next_visit():
    problem, plan = a_morning()

    best = the_first(problem, plan, NoShow("j0", now_minute=500))

    assert [(stop.job, stop.start_minute) for stop in best.plan.routes[0].stops] == [("j0", 490), ("j1", 500)]


def test_done_early_starts_the_next_one_early():
    problem, plan = a_morning()

    best = the_first(problem, plan, DoneEarly("j0", now_minute=520))

    assert best.plan.routes[0].stops[1].start_minute == 520


def test_a_van_that_is_soon_mended_keeps_its_visits_within_their_promise():
    problem, plan = a_morning()

    best = the_first(problem, plan, VanBroken("sam", now_minute=500, until_minute=600))

    assert (best.promises_moved, best.plan.unplanned) == ((), ())
    assert check(best.problem, best.plan, now_minute=500) == []


def test_a_promise_that_nobody_can_keep_is_said_to_move_and_no_other_one():
    problem, plan = a_morning()
    alone = replace(problem, craftsmen=(make_craftsman("sam"),))

    best = the_first(alone, plan, RunsLong("j0", now_minute=540, end_minute=730))

    assert [(one.job, one.from_minute, one.to_minute) for one in best.promises_moved] == [("j1", 480, 720)]
    assert best.promises_moved[0].start_minute == pytest.approx(730)


def test_a_change_of_hands_comes_after_a_way_that_costs_a_little_more():
    jobs = [make_job(f"j{n}", "near", 30, promised=True, windows=(Window(480, 900),)) for n in range(3)]
    stops = tuple(Stop(f"j{n}", 490 + 30 * n, 490 + 30 * n, 520 + 30 * n) for n in range(3))
    craftsmen = (make_craftsman("sam"), make_craftsman("eva", (make_shift(start="near"),)))
    problem = make_problem(*jobs, craftsmen=craftsmen)
    plan = Plan((Route("sam", 0, 480, 590, stops),))
    leak = make_job("leak", "near", 30, windows=(Window(485, 700),), promised=True)

    best = the_first(problem, plan, Emergency(leak, now_minute=485))

    assert best.handed_over == ()
    assert best.promises_moved == ()


def test_a_lock_on_somebody_who_is_ill_holds_no_longer():
    problem, plan = a_morning()
    jobs = (problem.jobs[0], replace(problem.jobs[1], lock=Lock("sam", 0)))

    best = the_first(replace(problem, jobs=jobs), plan, Ill("sam", now_minute=485))

    assert best.handed_over == ("j0", "j1")
    assert best.promises_moved == ()
