"""What holds for every problem: promises are kept, prices are true, the same seed gives the same plan."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voordeur.planning.engine.check import check
from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.file_form import plan_from_json, problem_from_json
from voordeur.planning.engine.file_write import plan_to_json, problem_to_json
from voordeur.planning.engine.kernel.load import load
from voordeur.planning.engine.kernel.translate import translate
from voordeur.planning.engine.offer import offers
from voordeur.planning.engine.problem import Job, Plan, Window
from voordeur.planning.engine.solve import after_rounds, solve
from voordeur.planning.engine.state import prepare
from voordeur.planning.engine.tests.builders import problems
from voordeur.planning.engine.timing import FAR

laws = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WINDOWS = [Window(day * 1440 + begin, day * 1440 + begin + 120) for day in (0, 1) for begin in (480, 600, 720, 840)]


def broken(problem, plan):
    """Violations, but for locked jobs that nobody could place: the plan lists those with their reason."""
    listed = {one.job for one in plan.unplanned}
    return [one for one in check(problem, plan) if not (one.code == "promise_dropped" and one.job in listed)]


@laws
@given(problems(), st.integers(0, 3))
def test_a_solved_plan_breaks_no_rule(problem, seed):
    plan = solve(problem, seed=seed, stop=after_rounds(6))

    assert broken(problem, plan) == []


@laws
@given(problems())
def test_a_promise_that_was_given_is_kept_by_every_later_solve(problem):
    first = solve(problem, seed=1, stop=after_rounds(0))
    starts = {stop.job: stop.start_minute for route in first.routes for stop in route.stops}
    jobs = tuple(
        replace(job, promised=True, windows=(Window(starts[job.id] - 10, starts[job.id] + 60),))
        if job.id in starts
        else job
        for job in problem.jobs
    )
    promised = replace(problem, jobs=jobs)

    later = solve(promised, first, seed=2, stop=after_rounds(10))

    assert broken(promised, later) == []
    assert starts.keys() <= {stop.job for route in later.routes for stop in route.stops}


@laws
@given(problems())
def test_improving_never_makes_a_plan_dearer(problem):
    first = solve(problem, seed=1, stop=after_rounds(0))

    later = solve(problem, first, seed=1, stop=after_rounds(10))

    assert later.cost["total"] <= first.cost["total"] + 1e-6


@laws
@given(problems(), st.sampled_from([0, 12]))
def test_the_search_prices_a_plan_as_it_is_priced_outside(problem, rounds):
    plan = solve(problem, seed=1, stop=after_rounds(rounds))
    left = {one.job for one in plan.unplanned}

    inside = translate(problem, plan, seed=1)
    load(inside, plan)

    out = sum(problem.weights.unplanned_job * job.priority for job in problem.jobs if job.id in left)
    rows = inside.world.rows.cost[: len(inside.lines)].sum()
    assert rows + out == pytest.approx(plan.cost["total"], abs=1e-5)


@laws
@given(problems())
def test_the_same_seed_gives_the_same_plan(problem):
    one, other = (solve(problem, seed=7, stop=after_rounds(8)) for _ in range(2))

    assert (one.routes, one.unplanned, one.cost) == (other.routes, other.unplanned, other.cost)


@laws
@given(problems(), st.floats(5, 120), st.sampled_from(["depot", "p1", "p2"]))
def test_every_offer_can_be_kept_costs_what_it_says_and_breaks_no_other_promise(problem, minutes, place):
    plan = solve(problem, seed=1, stop=after_rounds(2))
    job = Job("new", place, minutes, skills={"plumbing": 1}, due_minute=700)
    known = replace(problem, jobs=(*problem.jobs, job))
    before = cost_of(known, plan)

    found = offers(prepare(known, plan), job, WINDOWS)

    totals = [round(one.total, 6) for one in found]
    assert totals == sorted(totals)
    for one in found:
        window = Window(one.from_minute, one.to_minute)
        state = prepare(known, plan)
        state.insert(job, craftsman=one.craftsman, shift=one.shift, position=one.position, window=window)
        promised = replace(job, windows=(window,), promised=True)
        after = Plan(state.routes(), plan.unplanned)
        kept = replace(problem, jobs=(*problem.jobs, promised))
        assert broken(kept, after) == []
        cost = cost_of(kept, after)
        for name, extra in one.extra.items():
            assert cost[name] - before[name] == pytest.approx(extra, abs=1e-5), name
        price = before["total"] - problem.weights.unplanned_job
        assert cost["total"] - price == pytest.approx(one.total, abs=1e-5)


@laws
@given(problems(most_jobs=8), st.floats(5, 120))
def test_offers_equal_trying_every_place_by_the_plain_clock(problem, minutes):
    plan = solve(problem, seed=1, stop=after_rounds(0))
    job = Job("new", "p1", minutes, skills={"plumbing": 1})
    known = replace(problem, jobs=(*problem.jobs, job))
    base = cost_of(known, plan)["total"]
    state = prepare(known, plan)

    found = {(one.from_minute, one.to_minute): one.total for one in offers(state, job, WINDOWS)}

    plain = {}
    for window in WINDOWS:
        totals = []
        for row in state.allowed(job).tolist():
            there = state.rows[row]
            for position in range(len(state.visits[row]) + 1):
                trial = prepare(known, plan)
                visit = trial.visit(job, (window,))
                visits = [*trial.visits[row][:position], visit, *trial.visits[row][position:]]
                if trial.clock(row, visits).home >= FAR:
                    continue
                trial.insert(job, craftsman=there.craftsman.id, shift=there.number, position=position, window=window)
                cost = cost_of(known, Plan(trial.routes()))["total"]
                totals.append(cost - base + problem.weights.unplanned_job)
        if totals:
            plain[window.from_minute, window.to_minute] = pytest.approx(min(totals), abs=1e-5)
    assert found == plain


@laws
@given(problems())
def test_taking_a_visit_out_and_putting_it_back_changes_nothing(problem):
    state = prepare(problem, solve(problem, seed=1, stop=after_rounds(0)))
    before = state.routes()

    for row, visits in enumerate(list(state.visits)):
        for position, visit in enumerate(list(visits)):
            there = state.rows[row]
            state.remove(visit.job)
            state.insert(state.jobs[visit.job], craftsman=there.craftsman.id, shift=there.number, position=position)

    assert state.routes() == before


@laws
@given(problems())
def test_files_give_back_what_was_written(problem):
    plan = solve(problem, seed=1, stop=after_rounds(0))

    assert problem_from_json(problem_to_json(problem)) == problem
    assert check(problem, plan_from_json(plan_to_json(plan))) == check(problem, plan)


@laws
@given(problems(), st.data())
def test_a_plan_with_one_changed_minute_is_refused(problem, data):
    plan = solve(problem, seed=1, stop=after_rounds(0))
    if not plan.routes:
        return
    route = data.draw(st.sampled_from(plan.routes))
    stop = data.draw(st.sampled_from(route.stops))
    name = data.draw(st.sampled_from(["arrive_minute", "start_minute", "end_minute", "leave_minute", "home_minute"]))
    if hasattr(stop, name):
        changed = replace(stop, **{name: getattr(stop, name) + 1})
        other = replace(route, stops=tuple(changed if one is stop else one for one in route.stops))
    else:
        other = replace(route, **{name: getattr(route, name) + 1})

    wrong = replace(plan, routes=tuple(other if one is route else one for one in plan.routes))

    assert len(check(problem, wrong)) > len(check(problem, plan))


@laws
@given(problems(), st.sampled_from([None, 0.0, 500.0, 1500.0]))
def test_a_state_whose_rows_are_changed_is_the_state_that_is_made_so_at_once(problem, now):
    plan = solve(problem, seed=1, stop=after_rounds(0))
    job = Job("new", "p1", 30.0)
    given_routes = {(route.craftsman, route.shift): route for route in plan.routes}
    at_once = prepare(problem, plan, now_minute=now)
    empty = prepare(replace(problem, jobs=()), now_minute=now)
    before = offers(empty, job, WINDOWS)

    changed = empty.copy()
    for number, row in enumerate(at_once.rows):
        route = given_routes.get((row.craftsman.id, row.number))
        changed.change_row(number, row.shift, route, jobs=problem.jobs, places=problem.places, now_minute=now)

    assert changed.routes() == at_once.routes()
    assert changed.where == at_once.where
    assert offers(changed, job, WINDOWS) == offers(at_once, job, WINDOWS)
    assert offers(empty, job, WINDOWS) == before
