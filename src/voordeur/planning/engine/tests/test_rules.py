"""The rules of an offer, of the clock and of the checker, one sentence each."""

from dataclasses import replace

import pytest

from voordeur.planning.engine.check import check
from voordeur.planning.engine.offer import offer
from voordeur.planning.engine.problem import Break, Lock, Place, Plan, Problem, Stop, Travel, Weights, Window
from voordeur.planning.engine.solve import after_rounds, solve
from voordeur.planning.engine.state import prepare
from voordeur.planning.engine.tests.builders import (
    AFTERNOON,
    LUNCH,
    MORNING,
    make_craftsman,
    make_job,
    make_problem,
    make_shift,
)


def solved(problem):
    return solve(problem, seed=1, stop=after_rounds(0))


def codes(problem, plan):
    return {violation.code for violation in check(problem, replace(plan, cost={}))}


def test_an_empty_shift_offers_every_window_within_its_hours():
    windows = [MORNING, AFTERNOON, Window(960, 1080)]

    found = offer(make_problem(), None, make_job(), windows=windows)

    assert [(one.from_minute, one.to_minute) for one in found] == [(480, 720), (720, 960)]
    assert found[0].extra["travel"] == 20
    assert found[0].start_minute == 490


def test_nobody_with_the_skill_is_no_offer():
    craftsmen = (make_craftsman(skills={"plumbing": 1}),)

    assert offer(make_problem(craftsmen=craftsmen), None, make_job(skills={"plumbing": 2}), windows=[MORNING]) == []
    assert len(offer(make_problem(craftsmen=craftsmen), None, make_job(skills={"plumbing": 1}), windows=[MORNING])) == 1


def test_the_visit_beside_another_is_the_cheap_one():
    problem = make_problem(
        make_job("paint", windows=(MORNING,)),
        days=2,
        craftsmen=(make_craftsman(shifts=(make_shift(0), make_shift(1))),),
    )
    tomorrow = Window(MORNING.from_minute + 1440, MORNING.to_minute + 1440)

    found = offer(problem, solved(problem), make_job(), windows=[tomorrow, MORNING])

    assert [one.from_minute for one in found] == [480, 1920]
    assert [one.extra["travel"] for one in found] == [0, 20]


def test_a_window_that_would_break_a_promise_is_not_offered():
    promised = make_job("paint", "far", 60, windows=(Window(540, 540),), promised=True)
    problem = make_problem(promised)

    found = offer(problem, solved(problem), make_job(minutes=60), windows=[Window(480, 530), Window(600, 720)])

    assert [one.from_minute for one in found] == [600]


def test_a_later_visit_that_moves_the_break_to_the_morning_is_priced_from_the_later_departure():
    """Alone, the tap starts at 720 and the break comes after it. With 111 minutes from 840 the break no longer fits
    behind, so it is had at home until 750: from then until 951 is 201 minutes, against 10 before."""
    shift = make_shift(breaks=(Break(720, 810, 30),))
    problem = make_problem(
        make_job("tap", "depot", 10, windows=(AFTERNOON,)),
        craftsmen=(make_craftsman(shifts=(shift,)),),
    )

    (found,) = offer(problem, solved(problem), make_job("paint", "depot", 111), windows=[Window(840, 960)])

    assert (found.position, found.extra["duration"], found.extra["idle"]) == (1, 191, 80)
    assert found.total == pytest.approx(80 * 0.2)


def test_minutes_away_that_have_a_price_are_counted_from_the_latest_departure():
    """The first visit may start any time; the second is fixed at 700. Nobody leaves early to wait."""
    first = make_job("first", "near", 30)
    fixed = make_job("fixed", "near", 60, windows=(Window(700, 700),), promised=True)
    problem = make_problem(first, fixed, weights=Weights(travel_minute=0, idle_minute=0, duration_minute=1))

    plan = solved(problem)

    (route,) = plan.routes
    assert (route.leave_minute, route.home_minute) == (660, 770)
    assert plan.cost["total"] == 110
    assert check(problem, plan) == []


def test_waiting_before_a_promised_window_is_filled_first():
    promised = make_job("paint", "near", 60, windows=(Window(700, 720),), promised=True)
    first = make_job("first", "near", 30, windows=(Window(490, 490),), promised=True)
    problem = make_problem(first, promised)

    (found,) = offer(problem, solved(problem), make_job(minutes=60), windows=[Window(500, 690)])

    assert found.extra["idle"] == pytest.approx(-60)
    assert found.total == pytest.approx(-12)


def test_overtime_is_used_only_where_the_shift_allows_it_and_costs():
    job = make_job(minutes=60)
    late = [Window(900, 905)]

    assert offer(make_problem(), None, job, windows=late) == []
    craftsmen = (make_craftsman(shifts=(make_shift(overtime=30),)),)
    (found,) = offer(make_problem(craftsmen=craftsmen), None, job, windows=late)

    assert found.extra["overtime"] == 10
    assert found.total == 20 + 2 * 10


def test_a_visit_does_not_start_when_lunch_would_no_longer_fit():
    craftsmen = (make_craftsman(shifts=(make_shift(breaks=(LUNCH,)),)),)
    problem = make_problem(craftsmen=craftsmen)

    assert offer(problem, None, make_job(minutes=80), windows=[Window(700, 700)]) != []
    assert offer(problem, None, make_job(minutes=81), windows=[Window(700, 700)]) == []


def test_lunch_lies_between_two_visits_and_is_not_waiting():
    craftsmen = (make_craftsman(shifts=(make_shift(breaks=(LUNCH,)),)),)
    problem = make_problem(make_job("one", minutes=220), make_job("two", minutes=120), craftsmen=craftsmen)

    plan = solved(problem)

    (route,) = plan.routes
    (pause,) = route.breaks
    first, second = route.stops
    assert first.end_minute <= pause.start_minute
    assert pause.end_minute <= second.start_minute
    assert plan.cost["idle"] == pytest.approx(max(0, 720 - first.end_minute))
    assert check(problem, plan) == []


def test_a_morning_shift_has_no_lunch():
    craftsmen = (make_craftsman(shifts=(make_shift(end=740, breaks=(LUNCH,)),)),)

    assert len(offer(make_problem(craftsmen=craftsmen), None, make_job(minutes=200), windows=[Window(500, 520)])) == 1


def test_a_lock_holds_its_craftsman_and_its_minute():
    locked = make_job("paint", windows=(MORNING,), lock=Lock("eva", 0, 600))
    problem = make_problem(locked, craftsmen=(make_craftsman("sam"), make_craftsman("eva")))

    (route,) = solved(problem).routes

    assert route.craftsman == "eva"
    assert route.stops[0].start_minute == 600


def test_an_equal_price_goes_to_the_preferred_craftsman():
    problem = make_problem(craftsmen=(make_craftsman("sam"), make_craftsman("eva")))

    assert offer(problem, None, make_job(prefer="eva"), windows=[MORNING])[0].craftsman == "eva"
    assert offer(problem, None, make_job(), windows=[MORNING])[0].craftsman == "sam"


def test_two_people_where_there_is_one_are_not_promised():
    problem = make_problem(make_job("two", people=2))

    assert offer(problem, None, make_job(people=2), windows=[MORNING]) == []
    assert [one.code for one in solved(problem).unplanned] == ["too_few_craftsmen"]


def test_a_matrix_may_be_asymmetric_and_have_a_way_nobody_can_go():
    none = float("inf")
    travel = Travel("matrix", minutes=((0, 5, none), (25, 0, 1), (1, 1, 0)))
    places = (Place("depot"), Place("near"), Place("island"))
    problem = Problem(places, travel, (make_craftsman(),))

    (found,) = offer(problem, None, make_job(), windows=[MORNING])

    assert found.extra["travel"] == 30
    assert offer(problem, None, make_job(place="island"), windows=[MORNING]) == []


def test_the_state_refuses_what_does_not_fit_and_stays_as_it_was():
    problem = make_problem(make_job("paint", minutes=400))
    state = prepare(problem, solved(problem))
    before = state.routes()

    with pytest.raises(ValueError, match="does not fit"):
        state.insert(make_job(minutes=200), craftsman="sam", shift=0, position=0)

    assert state.routes() == before


def test_a_day_that_runs_late_is_kept_and_gets_no_new_visits():
    problem = make_problem(make_job("paint", minutes=60, windows=(Window(490, 500),)), make_job("other", minutes=60))
    first = solved(problem)
    stop = Stop("paint", 590, 590, 650)
    late = Plan((replace(first.routes[0], stops=(Stop("other", 520, 520, 580), stop)),))
    problem = replace(problem, places=(*problem.places, Place("x", x=1.0, y=0)))

    state = prepare(problem, late)

    assert state.routes() == late.routes
    assert offer(problem, late, make_job("new", "x", 5), windows=[AFTERNOON]) == []
    assert {visit for route in solve(problem, late, seed=1, stop=after_rounds(0)).routes for visit in route.stops} != {
        stop
    }


@pytest.mark.parametrize(
    ("job", "code"),
    [
        (make_job(skills={"gas": 1}), "no_skill"),
        (make_job(minutes=600), "too_long"),
        (make_job(windows=(Window(1000, 1100),)), "no_shift"),
        (make_job(lock=Lock("nobody")), "no_lock_shift"),
        (make_job(minutes=480), "no_room"),
        (make_job(priority=0.001), "too_dear"),
    ],
)
def test_a_job_without_a_place_says_why(job, code):
    (left,) = solved(make_problem(job)).unplanned

    assert (left.job, left.code) == ("tap", code)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"craftsman": "nobody"}, "unknown_shift"),
        ({"leave_minute": 400}, "before_shift"),
        ({"home_minute": 2000}, "after_shift"),
        ({"stops": (Stop("ghost", 490, 490, 500),)}, "unknown_job"),
        ({"stops": (Stop("tap", 490, 490, 549),)}, "wrong_end"),
        ({"stops": (Stop("tap", 490, 489, 549),)}, "starts_before_arrival"),
        ({"stops": (Stop("tap", 489, 490, 550),)}, "too_little_travel"),
        ({"stops": (Stop("tap", 485, 485, 545), Stop("tap", 545, 545, 605))}, "planned_twice"),
        ({"stops": ()}, "promise_dropped"),
    ],
)
def test_the_checker_names_what_is_wrong(change, code):
    problem = make_problem(make_job(windows=(MORNING,), promised=True))
    plan = solved(problem)
    assert check(problem, plan) == []

    wrong = replace(plan, routes=(replace(plan.routes[0], **change),))

    assert code in codes(problem, wrong)


def test_the_checker_sees_a_missing_skill_window_lock_lunch_and_predecessor():
    lunch = make_craftsman(shifts=(make_shift(breaks=(Break(500, 540, 40),)),))
    plan = solved(make_problem(make_job()))

    assert codes(make_problem(make_job(skills={"gas": 1})), plan) == {"no_skill"}
    assert codes(make_problem(make_job(windows=(AFTERNOON,))), plan) == {"outside_window"}
    assert codes(make_problem(make_job(lock=Lock("sam", 0, 500))), plan) == {"lock_broken"}
    assert codes(make_problem(make_job(), craftsmen=(lunch,)), plan) == {"no_break"}
    assert codes(make_problem(make_job(), make_job("new")), plan) == {"missing"}


def test_a_used_shift_has_its_price():
    problem = make_problem(weights=Weights(shift_used=50))

    assert offer(problem, None, make_job(), windows=[MORNING])[0].total == 70
