"""How likely a promise is to be late, quickly: near what the whole distributions say, and never a worse route."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voordeur.planning.engine.chances import is_sure, late_chances
from voordeur.planning.engine.offer import cheapest, offers
from voordeur.planning.engine.problem import Break, Craftsman, Job, Place, Plan, Problem, Shift, Travel, Window
from voordeur.planning.engine.risk import late_risk
from voordeur.planning.engine.state import State, prepare

DAY = Shift(450, 960, "home", "home", 0, (Break(690, 810, 30),))
HOME = Place("home", lat=52.2, lon=5.97)


def job(name: str, minutes: float, window: tuple[float, float], *, sd_share: float = 0.4) -> Job:
    return Job(name, name, minutes, minutes * sd_share, windows=(Window(*window),), promised=True)


def problem(jobs: list[Job], *, craftsmen: int = 1) -> Problem:
    places = [HOME, *(Place(one.id, lat=52.2 + 0.004 * n, lon=5.97) for n, one in enumerate(jobs, start=1))]
    who = tuple(Craftsman(f"sam{n}", (DAY,)) for n in range(craftsmen))
    return Problem(tuple(places), Travel("distance"), who, tuple(jobs))


def planned(found: Problem) -> State:
    """Each job where it is cheapest, as far as there is room."""
    state = prepare(found)
    for one in found.jobs:
        best = cheapest(state, one)
        if best is not None:
            state.insert(one, craftsman=best.craftsman, shift=best.shift, position=best.position)
    return state


WINDOWS = st.sampled_from([(480.0, 720.0), (720.0, 940.0), (480.0, 600.0), (600.0, 720.0), (780.0, 900.0)])
JOBS = st.lists(st.tuples(st.sampled_from([20.0, 30.0, 45.0, 60.0, 90.0]), WINDOWS), min_size=1, max_size=9)


@settings(max_examples=60, deadline=None)
@given(JOBS, st.sampled_from([0.2, 0.35, 0.5]))
def test_quick_chances_are_near_those_of_the_whole_distributions(drawn, sd_share):
    found = problem([job(f"j{n}", *one, sd_share=sd_share) for n, one in enumerate(drawn)])
    plan = Plan(planned(found).routes())
    exact = late_risk(found, plan)

    for route in plan.routes:
        for one in late_chances(route, DAY, {job.id: job for job in found.jobs}):
            assert one.chance == pytest.approx(exact[one.job].chance, abs=0.08)
            assert one.to_minute == exact[one.job].to_minute


def test_work_that_takes_what_it_takes_is_never_late():
    found = problem([job(f"j{n}", 60, (480, 720), sd_share=0) for n in range(3)])
    state = planned(found)

    chances = late_chances(state.routes()[0], DAY, {one.id: one for one in found.jobs})

    assert [one.chance for one in chances] == [0.0, 0.0, 0.0]


def late_start(state: State, asked: Job, *, level: float = 0.05) -> bool:
    """Whether the only place of a job is sure."""
    state.add_place(Place(asked.id, lat=52.21, lon=5.97))
    (found,) = offers(state, replace(asked, windows=()), asked.windows)
    return is_sure(state, asked, found, level=level)


def test_a_promise_behind_much_uncertain_work_is_not_sure():
    state = planned(problem([job("one", 90, (480, 720)), job("two", 90, (480, 720))]))

    assert not late_start(state, job("new", 30, (600, 690)))
    assert late_start(state, job("new", 30, (600, 690)), level=0.9)


def test_a_promise_that_can_wait_is_sure():
    state = planned(problem([job("one", 90, (480, 720)), job("two", 90, (480, 720))]))

    assert late_start(state, job("new", 30, (780, 940)))


def test_what_makes_a_later_promise_late_is_not_sure_either():
    state = planned(problem([job("tight", 30, (600, 615))]))

    assert not late_start(state, job("new", 90, (470, 490), sd_share=0.5))


def test_a_promise_that_was_at_risk_already_stands_in_nobodys_way():
    risky = [job("one", 100, (480, 490), sd_share=0.6), job("two", 20, (590, 615))]
    state = planned(problem(risky))
    before = late_chances(state.routes()[0], DAY, {one.id: one for one in risky})

    assert before[1].chance > 0.05
    assert late_start(state, job("new", 20, (780, 900)))


def test_without_any_spread_everything_is_sure():
    state = planned(problem([job("one", 90, (480, 720), sd_share=0), job("two", 90, (480, 720), sd_share=0)]))

    assert late_start(state, job("new", 30, (600, 690), sd_share=0), level=0.0)


@settings(max_examples=60, deadline=None)
@given(JOBS, st.sampled_from([20.0, 60.0]), WINDOWS, st.sampled_from([0.2, 0.4]))
def test_what_is_sure_is_so_by_the_whole_distributions_too(drawn, minutes, window, sd_share):
    found = problem([job(f"j{n}", *one, sd_share=sd_share) for n, one in enumerate(drawn)])
    state = planned(found)
    before = {name: one.chance for name, one in late_risk(found, Plan(state.routes())).items()}
    asked = job("new", minutes, window, sd_share=sd_share)
    state.add_place(Place("new", lat=52.22, lon=5.98))

    for one in offers(state, replace(asked, windows=()), asked.windows):
        if is_sure(state, asked, one, level=0.05):
            state.insert(asked, craftsman=one.craftsman, shift=one.shift, position=one.position)
            whole = replace(found, jobs=(*found.jobs, asked), places=(*found.places, Place("new", lat=52.22, lon=5.98)))
            after = late_risk(whole, Plan(state.routes()))
            assert all(after[name].chance <= max(0.05, before.get(name, 0.0)) + 0.06 for name in after)
