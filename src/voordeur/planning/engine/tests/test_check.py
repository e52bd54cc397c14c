"""The checker alone: a plan made by hand that keeps every rule, and each rule broken by one minute.

No plan here comes from the search.
"""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.planning.engine.check import check, costs
from voordeur.planning.engine.form_values import LeftOut
from voordeur.planning.engine.problem import (
    After,
    Break,
    Craftsman,
    Job,
    Lock,
    Pause,
    Place,
    Plan,
    Problem,
    Route,
    Shift,
    Stop,
    Travel,
    Unplanned,
    Weights,
    Window,
)

PLACES = tuple(Place(name, x=float(x), y=0.0) for name, x in (("depot", 0), ("near", 10), ("far", 30)))
LUNCH = Break(600, 700, 30)
SAM = Craftsman("sam", (Shift(480, 900, "depot", "depot", 30, (LUNCH,)),), {"gas": 2, "paint": 1})
EVE = Craftsman("eve", (Shift(480, 900, "depot", "depot"), Shift(900, 1200, "depot", "depot")), {"paint": 1})

TAP = Job("tap", "near", 60, skills={"gas": 2}, windows=(Window(500, 500),), promised=True, lock=Lock("sam", 0, 500))
BOILER = Job("boiler", "far", 90, windows=(Window(300, 310), Window(640, 700)), due_minute=750)
PAIR = Job("pair", "near", 50, people=2, skills={"paint": 1}, after=(After("tap", 260),))
LATER = Job("later", "depot", 100, priority=0.5)

# sam: 490 -> near 500-560, way 20 to far 580, lunch 610-640 there, 640-730, back at near 750, waits, 820-870, home 880
SAM_ROUTE = Route(
    "sam",
    0,
    490.0,
    880.0,
    (Stop("tap", 500, 500, 560), Stop("boiler", 580, 650, 740), Stop("pair", 760, 820, 870)),
    (Pause(610, 640),),
)
EVE_ROUTE = Route("eve", 0, 810.0, 880.0, (Stop("pair", 820, 820, 870),))
COST = {
    "travel": 80.0,
    # sam: waits 580-610, 640-650 and 760-820
    "idle": 100.0,
    "duration": 460.0,
    "overtime": 0.0,
    "late": 0.0,
    "unfair": 20.0,
    "shifts": 2.0,
    "unplanned": 500.0,
    "total": 80 + 20 + 500.0,
}
PROBLEM = Problem(PLACES, Travel("euclidean"), (SAM, EVE), (TAP, BOILER, PAIR, LATER))
PLAN = Plan((SAM_ROUTE, EVE_ROUTE), (Unplanned("later", "no_room"),), COST)


def codes(problem=PROBLEM, plan=PLAN, **more):
    return {violation.code for violation in check(problem, plan, **more)}


def with_stop(number, route=SAM_ROUTE, **times):
    stops = list(route.stops)
    stops[number] = replace(stops[number], **times)
    return with_route(replace(route, stops=tuple(stops)))


def with_route(route):
    """The plan with another route of that craftsman, without stated costs."""
    routes = tuple(route if one.craftsman == route.craftsman else one for one in PLAN.routes)
    return replace(PLAN, routes=routes, cost={})


def with_job(job):
    return replace(PROBLEM, jobs=tuple(job if one.id == job.id else one for one in PROBLEM.jobs))


def with_shift(**change):
    (shift,) = SAM.shifts
    return replace(PROBLEM, craftsmen=(replace(SAM, shifts=(replace(shift, **change),)), EVE))


def test_the_plan_made_by_hand_keeps_every_rule_and_states_its_true_cost():
    assert check(PROBLEM, PLAN) == []
    assert costs(PROBLEM, PLAN) == pytest.approx(COST)


@pytest.mark.parametrize("route", [SAM_ROUTE, EVE_ROUTE], ids=lambda route: route.craftsman)
@pytest.mark.parametrize("minutes", [-1, 1, 0.02, -0.02])
def test_every_single_time_that_is_changed_is_seen(route, minutes):
    changed = [replace(route, leave_minute=route.leave_minute + minutes)]
    changed += [replace(route, home_minute=route.home_minute + minutes)]
    for number, stop in enumerate(route.stops):
        for name in ("arrive_minute", "start_minute", "end_minute"):
            stops = list(route.stops)
            stops[number] = replace(stop, **{name: getattr(stop, name) + minutes})
            changed.append(replace(route, stops=tuple(stops)))
    for name in ("start_minute", "end_minute") if route.breaks else ():
        pause = replace(route.breaks[0], **{name: getattr(route.breaks[0], name) + minutes})
        changed.append(replace(route, breaks=(pause,)))

    assert all(check(PROBLEM, with_route(one)) for one in changed)


@pytest.mark.parametrize("term", sorted(COST))
def test_every_cost_that_is_not_true_is_seen(term):
    assert codes(plan=replace(PLAN, cost=COST | {term: COST[term] + 1})) == {"wrong_cost"}


def test_a_plan_that_states_no_costs_or_other_ones_says_nothing_untrue():
    assert codes(plan=replace(PLAN, cost={})) == set()
    assert codes(plan=replace(PLAN, cost=COST | {"kindness": 3.0})) == set()


@pytest.mark.parametrize(
    ("code", "problem", "plan"),
    [
        ("outside_window", with_job(replace(BOILER, windows=(Window(640, 649),))), PLAN),
        ("outside_window", with_job(replace(BOILER, windows=(Window(651, 700), Window(500, 649)))), PLAN),
        ("before_shift", with_shift(from_minute=491), PLAN),
        ("after_shift", with_shift(to_minute=849, overtime_minutes=30), replace(PLAN, cost={})),
        ("no_skill", with_job(replace(TAP, skills={"gas": 3})), PLAN),
        ("wrong_end", with_job(replace(TAP, service_minutes=61)), PLAN),
        ("lock_broken", with_job(replace(TAP, windows=(), lock=Lock("sam", 0, 501))), PLAN),
        ("lock_broken", with_job(replace(TAP, lock=Lock("sam", 1))), PLAN),
        ("lock_broken", with_job(replace(TAP, lock=Lock("eve"))), PLAN),
        ("too_soon_after", with_job(replace(PAIR, after=(After("tap", 261),))), PLAN),
        ("before_missing", with_job(replace(PAIR, after=(After("later"),))), PLAN),
        ("too_few_people", with_job(replace(PAIR, people=3)), PLAN),
        ("planned_twice", with_job(replace(PAIR, people=1)), PLAN),
        ("no_break", with_shift(breaks=(LUNCH, Break(650, 739, 30))), PLAN),
        ("no_break", with_shift(breaks=(Break(590, 660, 61),)), replace(PLAN, cost={})),
        ("wrong_break", with_shift(breaks=()), PLAN),
        ("promise_dropped", with_job(replace(LATER, mandatory=True)), PLAN),
        ("missing", PROBLEM, replace(PLAN, unplanned=())),
        ("planned_and_unplanned", PROBLEM, replace(PLAN, unplanned=(*PLAN.unplanned, Unplanned("tap", "x")))),
        ("unplanned_twice", PROBLEM, replace(PLAN, unplanned=PLAN.unplanned * 2)),
        ("unknown_job", PROBLEM, replace(PLAN, unplanned=(*PLAN.unplanned, Unplanned("ghost", "x")))),
        ("unknown_job", PROBLEM, with_stop(2, job="ghost")),
        ("unknown_shift", PROBLEM, with_route(replace(EVE_ROUTE, shift=2))),
        ("unknown_shift", PROBLEM, replace(PLAN, routes=(*PLAN.routes, replace(EVE_ROUTE, craftsman="ada")))),
        ("double_route", PROBLEM, replace(PLAN, routes=(*PLAN.routes, EVE_ROUTE))),
        ("not_a_time", PROBLEM, with_stop(0, start_minute=math.nan)),
        ("too_few_people", PROBLEM, with_stop(0, EVE_ROUTE, start_minute=821, end_minute=871)),
        ("starts_before_arrival", PROBLEM, with_stop(0, start_minute=499, end_minute=559)),
        ("too_little_travel", PROBLEM, with_stop(1, arrive_minute=579)),
        ("wrong_arrival", PROBLEM, with_stop(1, arrive_minute=581)),
    ],
)
def test_each_rule_is_seen_when_it_is_broken(code, problem, plan):
    assert code in codes(problem, plan)


def test_a_lock_may_name_either_of_two_people():
    for name in ("sam", "eve"):
        assert codes(with_job(replace(PAIR, lock=Lock(name, 0, 820)))) == set()
    assert codes(with_job(replace(PAIR, lock=Lock("ada")))) == {"lock_broken"}


def test_a_pair_needs_two_different_people():
    both = replace(EVE_ROUTE, craftsman="sam", shift=1)
    twice = replace(SAM, shifts=(*SAM.shifts, Shift(480, 900, "depot", "depot")))

    found = codes(replace(PROBLEM, craftsmen=(twice, EVE)), replace(PLAN, routes=(SAM_ROUTE, both), cost={}))

    assert found == {"too_few_people", "two_routes_at_once"}


def test_nobody_is_in_two_shifts_at_once():
    late = Route("eve", 1, 879.0, 999.0, (Stop("later", 879, 900, 999),))

    assert "two_routes_at_once" in codes(plan=replace(PLAN, routes=(*PLAN.routes, late), unplanned=(), cost={}))


@pytest.mark.parametrize(
    ("pause", "is_kept"),
    [
        (Pause(580, 610), False),  # before its window
        (Pause(600, 630), True),
        (Pause(620, 650), True),
        (Pause(621, 651), False),  # in the work
        (Pause(560, 590), False),  # driving
    ],
)
def test_a_stated_break_lies_in_its_window_and_neither_in_work_nor_in_driving(pause, is_kept):
    found = codes(plan=with_route(replace(SAM_ROUTE, breaks=(pause,))))

    assert found == (set() if is_kept else {"wrong_break"})


def test_a_break_that_is_not_stated_lies_where_there_is_room():
    assert codes(plan=with_route(replace(SAM_ROUTE, breaks=()))) == set()
    assert codes(with_shift(breaks=(Break(560, 609, 30),)), with_route(replace(SAM_ROUTE, breaks=()))) == {"no_break"}


def test_a_break_keeps_someone_at_a_place_but_nothing_else_does():
    """Lunch at the tap until 630, then on: 560 to 630 is lunch, and one minute longer is dawdling."""
    stops = (Stop("tap", 500, 500, 560), Stop("boiler", 650, 650, 740), Stop("pair", 760, 820, 870))
    lunch_first = replace(SAM_ROUTE, stops=stops, breaks=(Pause(600, 630),))
    late = replace(lunch_first, stops=(stops[0], replace(stops[1], arrive_minute=651, start_minute=651), stops[2]))

    assert codes(plan=with_route(lunch_first)) == set()
    assert "wrong_arrival" in codes(plan=with_route(late))


def test_a_shift_that_cannot_hold_a_break_has_none():
    morning = with_shift(breaks=(LUNCH, Break(880, 920, 30)))

    assert codes(morning) == set()


def test_a_hole_in_a_matrix_is_no_way():
    rows = tuple(tuple(abs(float(a.x - b.x)) for b in PLACES) for a in PLACES)
    hole = (rows[0], (rows[1][0], rows[1][1], math.inf), rows[2])

    assert codes(replace(PROBLEM, travel=Travel("matrix", minutes=rows))) == set()
    assert "too_little_travel" in codes(replace(PROBLEM, travel=Travel("matrix", minutes=hole)), replace(PLAN, cost={}))


def test_kilometres_are_driven_at_the_speed_of_the_problem():
    """One degree of latitude is 111.2 km: 144.6 minutes at 60 km/h with a detour of 1.3."""
    places = (Place("depot", lat=52.0, lon=5.0), Place("north", lat=53.0, lon=5.0))
    job = Job("tap", "north", 10)
    problem = Problem(
        places,
        Travel("distance", speed_kmh=60, detour=1.3),
        (Craftsman("sam", (Shift(0, 900, "depot", "depot"),)),),
        (job,),
    )
    way = 111.195 * 1.3

    def plan(minutes):
        stop = Stop("tap", minutes, minutes, minutes + 10)
        return Plan((Route("sam", 0, 0.0, minutes + 10 + way, (stop,)),))

    assert codes(problem, plan(way)) == set()
    assert codes(problem, plan(way - 0.1)) == {"too_little_travel"}


def test_jobs_left_out_of_the_problem_are_listed_and_paid():
    left = LeftOut("job", "odd", (), priority=2.0)
    stated = COST | {"unplanned": 2500.0, "total": 2600.0}
    listed = (*PLAN.unplanned, Unplanned("odd", "missing"))

    assert codes(plan=replace(PLAN, unplanned=listed, cost=stated), left_out=[left]) == set()
    assert codes(plan=replace(PLAN, unplanned=listed), left_out=[left]) == {"wrong_cost"}
    assert codes(plan=replace(PLAN, cost=stated), left_out=[left]) == {"missing"}
    promised = replace(left, is_hard=True)
    assert codes(plan=replace(PLAN, unplanned=listed, cost=stated), left_out=[promised]) == {"promise_dropped"}


def test_what_happened_before_now_is_not_judged_by_estimates():
    early = with_stop(1, arrive_minute=570)

    assert codes(plan=early) == {"too_little_travel"}
    assert codes(plan=early, now_minute=655) == set()
    assert codes(plan=early, now_minute=570) == {"too_little_travel"}
    short = with_route(replace(SAM_ROUTE, breaks=(Pause(610, 625),)))
    assert codes(plan=short) == {"wrong_break"}
    assert codes(plan=short, now_minute=645) == set()


def test_a_break_before_the_first_work_is_no_waiting():
    lunch_first = Route("sam", 0, 690.0, 770.0, (Stop("tap", 700, 700, 760),), (Pause(600, 630),))
    problem = Problem(PLACES, Travel("euclidean"), (SAM,), (Job("tap", "near", 60),))

    found = costs(problem, Plan((lunch_first,)))

    assert (found["idle"], found["duration"]) == (0, 80)
    late = replace(lunch_first, home_minute=790.0)
    assert costs(problem, Plan((late,)))["idle"] == 20


@given(st.integers(1, 120), st.floats(0, 5), st.floats(0, 5))
def test_costs_are_linear_in_the_weights(minutes, travel, idle):
    weights = Weights(travel_minute=travel, idle_minute=idle, duration_minute=0.5, unplanned_job=0.0)

    found = costs(replace(PROBLEM, weights=weights), PLAN)

    assert found["total"] == pytest.approx(80 * travel + 100 * idle + 230)
