"""An emergency on a running day."""

from dataclasses import replace

from voordeur.planning.engine.check import check
from voordeur.planning.engine.problem import Break, Pause, Plan, Route, Stop, Window
from voordeur.planning.engine.state import prepare
from voordeur.planning.engine.tests.builders import make_craftsman, make_job, make_problem, make_shift
from voordeur.planning.engine.today import insert_today, nearest, place_today

MORNING_VISIT = make_job("morning", "near", 60, windows=(Window(480, 600),), promised=True)
AFTERNOON_VISIT = make_job("afternoon", "near", 60, windows=(Window(780, 840),), promised=True)
ROUTE = Route(
    "sam", 0, 480, 850, (Stop("morning", 490, 490, 550), Stop("afternoon", 550, 780, 840))
)  # fmt: skip
LEAK = make_job("leak", "far", 60)


def a_day(**shift):
    problem = make_problem(MORNING_VISIT, AFTERNOON_VISIT, craftsmen=(make_craftsman(shifts=(make_shift(**shift),)),))
    return problem, Plan((ROUTE,))


def test_an_emergency_goes_between_what_has_begun_and_what_is_promised():
    problem, plan = a_day()

    found = insert_today(problem, plan, LEAK, now_minute=520)

    assert [stop.job for stop in found.route.stops] == ["morning", "leak", "afternoon"]
    assert found.offer.start_minute == 600
    known = replace(problem, jobs=(*problem.jobs, LEAK))
    assert check(known, replace(plan, routes=(found.route,)), now_minute=520) == []


def test_nothing_begins_before_now():
    problem, plan = a_day()

    found = insert_today(problem, plan, LEAK, now_minute=570)

    assert found.offer.start_minute == 570 + 50
    known = replace(problem, jobs=(*problem.jobs, LEAK))
    assert check(known, replace(plan, routes=(found.route,)), now_minute=570) == []


def test_an_emergency_that_would_break_a_promise_and_the_end_of_the_day_is_refused():
    problem, plan = a_day(end=860)

    assert insert_today(problem, plan, replace(LEAK, service_minutes=200), now_minute=600) is None


def test_overtime_makes_room_for_an_emergency():
    long = replace(LEAK, service_minutes=100)
    problem, plan = a_day(end=1000)
    with_overtime, _ = a_day(end=1000, overtime=60)

    assert insert_today(problem, plan, long, now_minute=700) is None
    found = insert_today(with_overtime, plan, long, now_minute=700)

    assert found.offer.extra["overtime"] > 0


def test_history_is_as_it_was_also_when_it_went_faster_than_estimated():
    problem, _ = a_day()
    quick = replace(ROUTE, stops=(Stop("morning", 483, 483, 520), ROUTE.stops[1]))

    state = prepare(problem, Plan((quick,)), now_minute=530)
    found = place_today(state, LEAK, now_minute=530)

    assert (found.route.stops[0].start_minute, found.route.stops[0].end_minute) == (483, 520)
    assert found.offer.start_minute == 580


def test_a_lunch_that_was_had_is_not_taken_again():
    lunch = (Break(540, 700, 30),)
    problem, plan = a_day(breaks=lunch)
    had = replace(ROUTE, breaks=(Pause(550, 580),))
    leak = replace(LEAK, windows=(Window(640, 640),), service_minutes=90)

    assert insert_today(problem, Plan((had,)), leak, now_minute=585) is not None
    assert insert_today(problem, plan, leak, now_minute=585) is None


def test_a_day_on_which_much_has_begun_gets_its_emergency_in_the_same_shift():
    problem, plan = a_day(end=1100)

    found = insert_today(problem, plan, LEAK, now_minute=800)

    assert (found.offer.shift, found.route.shift, len(found.route.stops)) == (0, 0, 3)


def test_an_emergency_is_for_today_only():
    craftsmen = (make_craftsman(shifts=(make_shift(1),)),)

    assert insert_today(make_problem(craftsmen=craftsmen, days=2), None, LEAK, now_minute=600) is None


def test_the_nearest_comes_first_and_only_who_has_the_skill_and_is_on_duty():
    craftsmen = (
        make_craftsman("sam", (make_shift(),), {"gas": 1}),
        make_craftsman("eva", (make_shift(start="far"),), {"gas": 1}),
        make_craftsman("bob", (make_shift(start="far"),)),
        make_craftsman("kim", (make_shift(1, start="far"),), {"gas": 1}),
    )
    problem = make_problem(MORNING_VISIT, AFTERNOON_VISIT, craftsmen=craftsmen, days=2)

    found = nearest(problem, Plan((ROUTE,)), replace(LEAK, skills={"gas": 1}), now_minute=520)

    assert [(one.craftsman, one.minutes, one.free_minute) for one in found] == [("eva", 0, 520), ("sam", 50, 550)]
