"""What is offered for several people, and for work that waits for other work, can be kept and costs what it says."""

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from voordeur.planning.engine.check import check
from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.offer import cheapest, offer, offers, wider
from voordeur.planning.engine.problem import (
    After,
    Break,
    Lock,
    Place,
    Plan,
    Problem,
    Route,
    Stop,
    Travel,
    Weights,
    Window,
)
from voordeur.planning.engine.solve import after_rounds, solve
from voordeur.planning.engine.state import prepare
from voordeur.planning.engine.tests.builders import (
    AFTERNOON,
    LUNCH,
    MORNING,
    make_craftsman,
    make_job,
    make_place,
    make_problem,
    make_shift,
)
from voordeur.planning.engine.timing import FAR

laws = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
seeds = st.integers(0, 10**9)
WINDOWS = [Window(day * 1440 + begin, day * 1440 + begin + 120) for day in (0, 1) for begin in (480, 600, 720, 840)]


def make_town(seed, *, linked=True):
    """A filled town of three or four people and two days with every rule and price, other for every seed.

    Not drawn value by value: a shrinking draw makes nearly empty plans, in which nothing can go wrong.
    """
    lot = random.Random(seed)  # noqa: S311 - a made-up town, not a secret
    names = ["depot", *(f"p{n}" for n in range(12))]
    places = tuple(make_place(name, lot.uniform(-40, 40), lot.uniform(-40, 40)) for name in names)
    travel = Travel("euclidean")
    if lot.random() < 0.4:
        travel = Travel("matrix", minutes=tuple(tuple(lot.uniform(1, 60) for _ in names) for _ in names))
    craftsmen = []
    for number in range(lot.randint(3, 4)):
        shifts = []
        for day in range(2):
            breaks = lot.choice([(), (), (LUNCH,), (Break(570, 660, 15), LUNCH)])
            begin, end = lot.choice([(450, 960), (480, 960), (480, 780)])
            start = lot.choice(names)
            shifts.append(
                make_shift(day, start=start, begin=begin, end=end, overtime=lot.choice([0, 30]), breaks=breaks)
            )
        craftsmen.append(make_craftsman(f"c{number}", tuple(shifts), {"plumbing": lot.randint(1, 2)}))
    jobs = []
    for number in range(lot.randint(6, 14)):
        job = make_new(lot, f"j{number}", names)
        if linked and lot.random() < 0.25:
            job = replace(job, people=2, lock=None)
        if linked and jobs and lot.random() < 0.3:
            job = replace(job, after=(After(lot.choice(jobs).id, lot.choice([0.0, 30.0, 900.0])),))
        jobs.append(job)
    weights = Weights(
        idle_minute=lot.choice([0.0, 0.2, 2.0]),
        duration_minute=lot.choice([0.0, 0.0, 1.0]),
        late_minute=lot.choice([0.0, 1.0]),
        unfair_minute=lot.choice([0.0, 0.5]) if linked else 0.0,
        shift_used=lot.choice([0.0, 20.0]),
    )
    return Problem(places, travel, tuple(craftsmen), tuple(jobs), 2, weights)


def make_new(lot, name, places, **other):
    day = lot.choice([0, 1440])
    spans = lot.choice([(), ((480, 720),), ((720, 960),), ((540, 600), (840, 900)), ((500, 700),)])
    return make_job(
        name,
        lot.choice(places),
        float(lot.randint(10, 90)),
        skills=lot.choice([{}, {"plumbing": 1}]),
        windows=tuple(Window(day + begin, day + end) for begin, end in spans),
        due_minute=lot.choice([None, None, 700.0, 2000.0]),
        prefer=lot.choice([None, "c1"]),
        lock=lot.choice([None, None, None, None, Lock("c0")]),
        **other,
    )


def make_asked(seed, plan):
    """A job that is not planned: for one or two, now and then locked, and waiting for others that are planned."""
    lot = random.Random(seed)  # noqa: S311 - a made-up town, not a secret
    names = sorted({stop.job for route in plan.routes for stop in route.stops})
    job = make_new(lot, f"new{seed}", ["depot", *(f"p{n}" for n in range(12))], promised=True)
    after = lot.sample(names, k=min(len(names), lot.choice([0, 1, 1, 2])))
    return replace(
        job,
        windows=(),
        people=lot.choice([1, 2]),
        after=tuple(After(name, lot.choice([0.0, 45.0, 600.0])) for name in after),
        lock=lot.choice([None, None, None, Lock("c0"), Lock("c1", 0), Lock("c0", None, 700)]),
    )


def broken(problem, plan):
    """Violations, but for jobs that have no place: the plan lists those."""
    listed = {one.job for one in plan.unplanned}
    return [one for one in check(problem, plan) if not (one.code == "promise_dropped" and one.job in listed)]


def with_new(problem, job):
    return replace(problem, jobs=(*problem.jobs, job))


@laws
@given(seeds)
def test_every_offer_for_several_people_or_after_other_work_can_be_kept_and_costs_what_it_says(seed):
    problem = make_town(seed)
    plan = solve(problem, seed=1, stop=after_rounds(2))
    assume(broken(problem, plan) == [])
    job = make_asked(seed, plan)
    known = with_new(problem, job)
    before = cost_of(known, plan)
    price = before["total"] - problem.weights.unplanned_job

    for one in offers(prepare(known, plan), job, WINDOWS):
        window = Window(one.from_minute, one.to_minute)
        state = prepare(known, plan)
        state.place(job, one.seats, window=window, start_minute=one.start_minute)
        after = Plan(state.routes(), plan.unplanned)
        kept = with_new(problem, replace(job, windows=(window,)))
        assert broken(kept, after) == []
        cost = cost_of(kept, after)
        for name, extra in one.extra.items():
            assert cost[name] - before[name] == pytest.approx(extra, abs=1e-5), name
        assert cost["total"] - price == pytest.approx(one.total, abs=1e-5)


@laws
@given(seeds)
def test_offers_that_are_taken_one_after_the_other_keep_every_rule(seed):
    problem = make_town(seed)
    plan = solve(problem, seed=1, stop=after_rounds(0))
    assume(broken(problem, plan) == [])
    jobs = list(problem.jobs)
    state = prepare(problem, plan)
    for number in range(4):
        job = make_asked(seed + number, Plan(state.routes()))
        found = offers(state, job, WINDOWS)
        if not found:
            continue
        one = found[seed % len(found)]
        window = Window(one.from_minute, one.to_minute)
        state.place(job, one.seats, window=window, start_minute=one.start_minute)
        jobs.append(replace(job, windows=(window,)))

    assert broken(replace(problem, jobs=tuple(jobs)), Plan(state.routes(), plan.unplanned)) == []


def price_at(state, row, position, job, start):
    """What one person of a job adds at a place of a row, starting at a minute; None when that cannot be."""
    visit = replace(state.visit(job), windows=((start, start),))
    standing = state.visits[row]
    visits = [*standing[:position], visit, *standing[position:]]
    timing = state.late_clock(row, visits)
    if timing.home >= FAR:
        return None
    weights, was, to = state.problem.weights, state.shown(row), state.rows[row].hours.to
    more = {
        "travel": sum(state.legs(row, visits)) - (sum(state.legs(row, standing)) if standing else 0.0),
        "idle": timing.home_idle - (was.home_idle if standing else 0.0),
        "duration": timing.home - timing.home_left - (was.home - was.home_left if standing else 0.0),
        "overtime": max(0.0, timing.home - to) - (max(0.0, was.home - to) if standing else 0.0),
        "late": timing.home_late - (was.home_late if standing else 0.0),
    }
    used = 0.0 if standing else weights.shift_used
    return used + sum(getattr(weights, f"{name}_minute") * minutes for name, minutes in more.items())


@settings(laws, max_examples=20)
@given(seeds)
def test_an_offer_for_two_is_no_dearer_than_any_pair_that_starts_as_soon_as_both_are_there(seed):
    problem = make_town(seed, linked=False)
    plan = solve(problem, seed=1, stop=after_rounds(0))
    job = make_job("lift", "p1", 30.0 + seed % 60, people=2, skills={"plumbing": 1})
    state = prepare(with_new(problem, job), plan)
    windows = [WINDOWS[seed % 8], WINDOWS[(seed + 3) % 8]]

    found = {(one.from_minute, one.to_minute): one.total for one in offers(state, job, windows)}

    plain = {}
    for window in windows:
        places = [
            (row, position)
            for row in state.allowed(job).tolist()
            if state.is_possible(row)
            for position in range(len(state.visits[row]) + 1)
        ]
        visit = replace(state.visit(job), windows=((window.from_minute, window.to_minute),))
        moments = set()
        for row, position in places:
            timing = state.clock(row, [*state.visits[row][:position], visit, *state.visits[row][position:]])
            rested = timing.past[position] or [False]
            moments |= {
                end - visit.minutes
                for k, end in enumerate(timing.leave[position + 1])
                if end < FAR and timing.home < FAR and not rested[k]
            }
        totals = []
        for moment in moments:
            if not window.from_minute <= moment <= window.to_minute:
                continue
            least = {}
            for row, position in places:
                price = price_at(state, row, position, job, moment)
                who = state.rows[row].craftsman.id
                if price is not None:
                    least[who] = min(price, least.get(who, FAR))
            if len(least) > 1:
                totals.append(sum(sorted(least.values())[:2]))
        if totals:
            plain[window.from_minute, window.to_minute] = min(totals)
    assert found.keys() == plain.keys()
    assert all(found[key] <= plain[key] + 1e-5 for key in found)


TWO = (make_craftsman("sam", skills={"plumbing": 1}), make_craftsman("eve", skills={"plumbing": 1}))


def test_two_people_start_when_the_later_of_them_can_be_there():
    busy = make_job("busy", "far", 60, windows=(Window(540, 540),), promised=True, lock=Lock("sam"))
    problem = make_problem(busy, craftsmen=TWO)

    (found,) = offer(
        problem, solve(problem, seed=1, stop=after_rounds(0)), make_job("lift", people=2), windows=[Window(480, 900)]
    )

    # Sam is done at 600 in the far place, 50 minutes away, or starts before it at 490, which leaves too little time.
    assert found.start_minute == 650
    assert {seat.craftsman for seat in found.seats} == {"sam", "eve"}
    assert found.total == found.extra["travel"] + 0.2 * found.extra["idle"]


def test_a_job_for_two_with_a_lock_has_that_craftsman_and_another():
    problem = make_problem(craftsmen=(*TWO, make_craftsman("ada")))

    (found,) = offer(problem, None, make_job("lift", people=2, lock=Lock("ada")), windows=[MORNING])

    assert "ada" in {seat.craftsman for seat in found.seats}
    assert len({seat.craftsman for seat in found.seats}) == 2


def test_each_of_two_people_needs_the_skill():
    problem = make_problem(craftsmen=(*TWO, make_craftsman("ada")))

    assert offer(problem, None, make_job("lift", people=2, skills={"plumbing": 2}), windows=[MORNING]) == []
    (found,) = offer(problem, None, make_job("lift", people=2, skills={"plumbing": 1}), windows=[MORNING])
    assert {seat.craftsman for seat in found.seats} == {"sam", "eve"}


def test_work_that_waits_three_days_is_offered_from_then_on():
    shifts = tuple(make_shift(day) for day in range(5))
    plaster = make_job("plaster", minutes=60, windows=(Window(600, 600),), promised=True)
    problem = make_problem(plaster, craftsmen=(make_craftsman(shifts=shifts),), days=5)
    plan = solve(problem, seed=1, stop=after_rounds(0))
    windows = [Window(day * 1440 + begin, day * 1440 + begin + 240) for day in range(5) for begin in (480, 720)]

    found = offer(problem, plan, make_job("paint", after=(After("plaster", 3 * 1440),)), windows=windows)

    assert sorted(one.from_minute for one in found) == [3 * 1440 + 480, 3 * 1440 + 720, 4 * 1440 + 480, 4 * 1440 + 720]
    assert min(one.start_minute for one in found) == 3 * 1440 + 660


def test_work_that_waits_for_what_has_no_place_is_not_promised():
    problem = make_problem(make_job("plaster"))

    assert offer(problem, None, make_job("paint", after=(After("plaster", 30),)), windows=[MORNING]) == []


def test_work_before_other_work_that_is_planned_ends_in_time():
    paint = make_job("paint", windows=(Window(700, 700),), promised=True, after=(After("plaster", 60),))
    problem = make_problem(make_job("plaster"), paint, craftsmen=TWO)
    shift = Route("sam", 0, 690, 770, (Stop("paint", 700, 700, 760),))

    found = offers(prepare(problem, Plan((shift,))), problem.jobs[0], [Window(480, 570), Window(590, 690)])

    assert [(one.from_minute, one.start_minute) for one in found] == [(480, 490)]


def test_a_wider_window_never_costs_more_and_is_asked_with_the_narrow_one():
    problem = make_town(7, linked=False)
    state = prepare(problem, solve(problem, seed=1, stop=after_rounds(0)))
    job = make_job("tap", "p2", 45, skills={"plumbing": 1})

    found = wider(state, job, WINDOWS, minutes=60)

    narrow = {(one.from_minute, one.to_minute): one for one in offers(state, job, WINDOWS)}
    assert [one.saves for one in found] == sorted((one.saves for one in found), reverse=True)
    assert {(one.offer.from_minute, one.offer.to_minute) for one in found} == narrow.keys()
    for one in found:
        (alone,) = offers(state, job, [Window(one.wider.from_minute, one.wider.to_minute)])
        assert one.wider.total == pytest.approx(min(alone.total, one.offer.total))
        assert one.saves == pytest.approx(one.offer.total - one.wider.total)
        assert one.saves >= 0


def test_windows_may_come_in_any_order_and_twice():
    problem = make_town(11, linked=False)
    state = prepare(problem, solve(problem, seed=1, stop=after_rounds(0)))
    job = make_job("tap", "p2", 45)

    found = offers(state, job, [*reversed(WINDOWS), WINDOWS[0], Window(480, 2400)])

    once = {(one.from_minute, one.to_minute): one for one in offers(state, job, [*WINDOWS, Window(480, 2400)])}
    assert {(one.from_minute, one.to_minute): one for one in found} == once
    assert len(found) == len(once) + ((480, 600) in once)


def test_a_place_at_the_other_end_of_the_world_is_as_far_as_it_is():
    places = (Place("depot", 52.0, 5.0), Place("near", 52.01, 5.0), Place("antipode", -52.0, -175.0))
    problem = Problem(places, Travel("distance", speed_kmh=60_000), (make_craftsman(),), (), 1, Weights())

    (near,) = offer(problem, None, make_job("tap", "near"), windows=[MORNING])
    (far,) = offer(problem, None, make_job("tap", "antipode"), windows=[MORNING])

    travel = prepare(problem).travel
    assert near.extra["travel"] == pytest.approx(2 * travel.minutes(0, 1), rel=1e-12)
    assert far.extra["travel"] == pytest.approx(2 * travel.minutes(0, 2), rel=1e-12)


def test_the_cheapest_place_of_a_job_lies_in_its_own_windows():
    state = prepare(make_problem())

    assert cheapest(state, make_job(windows=(AFTERNOON,))).start_minute == 720
    assert cheapest(state, make_job(windows=(Window(960, 1000),))) is None
