"""What is wrong with a file is named with its job and its reason; the rest is planned."""

import json
import math

import pytest

from voordeur.planning.engine.check import check
from voordeur.planning.engine.diagnose import completed
from voordeur.planning.engine.file_form import FormError, read_problem
from voordeur.planning.engine.problem import Plan, Unplanned
from voordeur.planning.engine.solve import after_rounds, solve

SHIFT = {"from_minute": 480, "to_minute": 960, "start_place": "depot", "end_place": "depot"}
NAN, INFINITY = float("nan"), float("inf")


def a_job(name="tap", **change):
    return {"id": name, "place": "near", "service_minutes": 60} | change


def a_file(*jobs, **change):
    return {
        "version": 1,
        "days": 1,
        "places": [{"id": "depot", "x": 0, "y": 0}, {"id": "near", "x": 10, "y": 0}],
        "travel": {"kind": "euclidean"},
        "craftsmen": [{"id": "sam", "skills": {"gas": 1}, "shifts": [SHIFT]}],
        "jobs": [a_job("good"), *jobs],
    } | change


def planned(form):
    """The plan of a file, and why its other jobs are not in it."""
    reading = read_problem(form)
    plan = completed(reading.problem, solve(reading.problem, seed=1, stop=after_rounds(0)), reading.jobs_left_out)
    done = {stop.job for route in plan.routes for stop in route.stops}
    broken = [one.code for one in check(reading.problem, plan, left_out=reading.jobs_left_out)]
    assert set(broken) <= {"promise_dropped"}
    return done, {left.job: (left.code, left.message) for left in plan.unplanned}


def matrix(*rows):
    return {"kind": "matrix", "minutes": list(rows)}


@pytest.mark.parametrize(
    ("bad", "code", "words"),
    [
        (a_job("bad", skills={"lift": 2}), "no_skill", "lift 2"),
        (a_job("bad", skills={"gas": 2}), "no_skill", "gas 2"),
        (a_job("bad", windows=[{"from_minute": 1000, "to_minute": 1100}]), "no_shift", "windows"),
        (a_job("bad", windows=[{"from_minute": 480, "to_minute": 485}]), "window_too_tight", "windows"),
        (a_job("bad", service_minutes=481), "too_long", "481"),
        (a_job("bad", service_minutes=470), "too_far", "470"),
        (a_job("bad", people=2), "too_few_craftsmen", "2"),
        (a_job("bad", windows=[{"from_minute": 600, "to_minute": 500}]), "before_from", "500"),
        (a_job("bad", service_minutes=-1), "not_allowed", "-1"),
        (a_job("bad", service_minutes=NAN), "not_allowed", "nan"),
        (a_job("bad", service_minutes=INFINITY), "not_allowed", "inf"),
        (a_job("bad", service_minutes=10**400), "not_allowed", "1000"),
        (a_job("bad", service_minutes="45"), "not_allowed", "45"),
        (a_job("bad", service_minutes=None), "missing", "service_minutes"),
        (a_job("bad", place="moon"), "unknown", "moon"),
        (a_job("bad", after=[{"job": "nobody"}]), "unknown", "nobody"),
        (a_job("bad", after=[{"job": "bad"}]), "cyclic_after", "bad < bad"),
        (a_job("bad", lock="eve"), "unknown", "eve"),
        (a_job("bad", lock={"craftsman": "sam", "shift": 3}), "unknown", "3"),
        (a_job("bad", lock={"craftsman": "sam", "start_minute": 950}), "lock_outside_shift", "950"),
        (a_job("bad", lock="sam", skills={"gas": 3}), "lock_no_skill", "gas 3"),
        (a_job("bad", people=1.5), "not_allowed", "1.5"),
        (a_job("bad", skills=["gas"]), "not_an_object", "gas"),
        (a_job("bad", promised="yes"), "not_allowed", "yes"),
    ],
)
def test_a_bad_job_is_left_with_its_name_and_reason_and_the_rest_is_planned(bad, code, words):
    done, left = planned(a_file(bad))

    assert done == {"good"}
    assert left["bad"][0] == code
    assert "bad" in left["bad"][1]
    assert words in left["bad"][1]


def test_of_two_locked_visits_that_overlap_the_later_goes_out_and_names_the_other():
    first = a_job("first", lock={"craftsman": "sam", "start_minute": 600})
    second = a_job("second", lock={"craftsman": "sam", "start_minute": 650})

    done, left = planned(a_file(second, first))

    assert done == {"good", "first"}
    assert left["second"][0] == "locks_overlap"
    assert "first" in left["second"][1]


def test_jobs_that_wait_for_each_other_and_who_waits_for_them_go_out():
    jobs = [a_job("a", after=[{"job": "c"}]), a_job("b", after=[{"job": "a"}]), a_job("c", after=[{"job": "b"}])]

    line = [a_job("last", after=[{"job": "behind"}]), a_job("behind", after=[{"job": "a"}])]

    done, left = planned(a_file(*jobs, *line))

    assert done == {"good"}
    assert {name: code for name, (code, _) in left.items()} == {
        "a": "cyclic_after",
        "b": "cyclic_after",
        "c": "cyclic_after",
        "behind": "left_out",
        "last": "left_out",
    }
    assert "a < c < b < a" in left["a"][1]


def test_a_job_whose_windows_are_over_before_it_may_start_says_until_when_it_waits():
    first = a_job("first", lock={"craftsman": "sam", "start_minute": 500})
    second = a_job("second", after=[{"job": "first", "minutes": 100}], windows=[{"from_minute": 480, "to_minute": 650}])

    _, left = planned(a_file(first, second, jobs=[first, second]))

    assert left["second"][0] == "after_too_late"
    assert "660" in left["second"][1]


def test_a_hard_job_is_never_too_dear():
    reading = read_problem(a_file(a_job("hard", mandatory=True), a_job("soft")))
    plan = Plan(
        (),
        (Unplanned("hard", "too_dear"), Unplanned("soft", "too_dear"), Unplanned("good", "of another search", "words")),
    )

    found = {left.job: (left.code, left.message) for left in completed(reading.problem, plan).unplanned}

    assert found["hard"][0] == "no_room"
    assert found["soft"][0] == "too_dear"
    assert found["good"] == ("of another search", "words")


def test_a_long_line_and_a_large_circle_of_waiting_are_read_in_a_moment():
    line = [a_job(f"n{n}", after=[{"job": f"n{n + 1}"}]) for n in range(5000)]
    circle = [a_job(f"m{n}", after=[{"job": f"m{(n + 1) % 3000}"}]) for n in range(3000)]

    reading = read_problem(a_file(*line, a_job("n5000"), *circle))

    assert len(reading.problem.jobs) == 5002
    assert len(reading.left_out) == 3000


def test_a_second_job_of_the_same_name_goes_out_under_its_number():
    done, left = planned(a_file(a_job("good", service_minutes=30)))

    assert done == {"good"}
    assert left["jobs.1"][0] == "double"
    assert "good" in left["jobs.1"][1]


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        (([0, 10], [10, None]), None),
        (([0, 10], [None, 0]), None),
        (([0, 10],), "travel.minutes"),
        (([0, 10], None), "travel.minutes.1"),
        (([0, 10], [10]), "travel.minutes.1"),
        (([0, 10], [-3, 0]), "travel.minutes.1.0"),
        (([0, 10], [NAN, 0]), "travel.minutes.1.0"),
        (([0, 10], [INFINITY, 0]), "travel.minutes.1.0"),
        (([0, 10], [10, NAN]), "travel.minutes.1.1"),
        (([0, 10], ["10", 0]), "travel.minutes.1.0"),
        (([0, 10], [True, 0]), "travel.minutes.1.0"),
    ],
)
def test_a_hole_or_a_wrong_cell_of_a_matrix_is_a_way_that_nobody_goes(rows, field):
    reading = read_problem(a_file(a_job("home", place="depot"), travel=matrix(*rows)))

    assert [error.field for error in reading.remarks] == ([] if field is None else [field])
    done, left = planned(a_file(a_job("home", place="depot"), travel=matrix(*rows)))
    assert "home" in done
    if reading.problem.travel.minutes[1][0] == math.inf:
        assert left["good"][0] == "no_way"
        assert "near" in left["good"][1]


def test_a_matrix_full_of_faults_is_told_in_a_few_sentences():
    size = 60
    places = [{"id": f"p{n}"} for n in range(size)]
    rows = [[-1] * size for _ in range(size)]

    reading = read_problem(a_file(places=places, travel=matrix(*rows), craftsmen=[], jobs=[]))

    assert len(reading.remarks) == 21
    assert "3600" in reading.remarks[-1].value


def test_a_bad_place_takes_its_jobs_and_shifts_with_it_and_leaves_the_others_their_rows():
    places = [{"id": "depot", "lat": "north"}, {"id": 5}, {"id": "near"}, {"id": "home"}]
    rows = [[float(10 * a + b) for b in range(4)] for a in range(4)]
    craftsmen = [{"id": "sam", "shifts": [SHIFT, SHIFT | {"start_place": "home", "end_place": "home"}]}]

    reading = read_problem(
        a_file(a_job("bad", place="depot"), places=places, travel=matrix(*rows), craftsmen=craftsmen)
    )

    assert [(one.kind, one.name) for one in reading.left_out] == [
        ("place", "depot"),
        ("place", "places.1"),
        ("shift", "sam.shifts.0"),
        ("job", "bad"),
    ]
    assert [place.id for place in reading.problem.places] == ["places.0", "places.1", "near", "home"]
    assert reading.problem.craftsmen[0].shifts[1].start_place == "home"
    plan = solve(reading.problem, seed=1, stop=after_rounds(0))
    assert [(route.craftsman, route.shift) for route in plan.routes] == [("sam", 1)]


@pytest.mark.parametrize(
    "shift",
    [
        SHIFT | {"to_minute": 400},
        SHIFT | {"start_place": "moon"},
        SHIFT | {"overtime_minutes": -1},
        SHIFT | {"breaks": [{"from_minute": 700, "to_minute": 710, "minutes": 30}]},
        None,
    ],
)
def test_a_bad_shift_is_left_out_and_the_others_keep_their_numbers(shift):
    craftsmen = [{"id": "sam", "shifts": [shift, SHIFT]}]

    reading = read_problem(a_file(craftsmen=craftsmen))

    assert [(one.kind, one.name) for one in reading.left_out] == [("shift", "sam.shifts.0")]
    plan = solve(reading.problem, seed=1, stop=after_rounds(0))
    assert [(route.shift, route.stops[0].job) for route in plan.routes] == [(1, "good")]


def test_two_shifts_at_the_same_time_are_one_shift():
    reading = read_problem(a_file(craftsmen=[{"id": "sam", "shifts": [SHIFT, SHIFT | {"from_minute": 900}]}]))

    assert [(one.name, one.errors[0].code) for one in reading.left_out] == [("sam.shifts.1", "shifts_overlap")]


def test_a_bad_craftsman_is_left_out_and_a_job_that_prefers_them_goes_to_another():
    craftsmen = [{"id": "sam", "shifts": [SHIFT]}, {"id": "eve", "skills": {"gas": "much"}}, {"shifts": []}, 7]

    reading = read_problem(a_file(a_job("hers", prefer="eve"), craftsmen=craftsmen))

    assert [(one.kind, one.name) for one in reading.left_out] == [
        ("craftsman", "eve"),
        ("craftsman", "2"),
        ("craftsman", "3"),
    ]
    assert [error.field for error in reading.remarks] == ["jobs.hers.prefer"]
    assert reading.problem.jobs[1].prefer is None


def test_no_jobs_and_no_craftsmen_are_a_plan_too():
    assert planned(a_file(jobs=[])) == (set(), {})
    done, left = planned(a_file(craftsmen=[]))
    assert (done, left["good"][0]) == (set(), "no_craftsman")


def test_ten_thousand_jobs_are_read_and_explained():
    jobs = [a_job(f"j{n}", skills={"lift": 1}) for n in range(10_000)]

    done, left = planned(a_file(*jobs))

    assert done == {"good"}
    assert len(left) == 10_000


def test_a_place_at_sea_is_a_warning_and_its_job_has_its_own_reason():
    places = [
        {"id": "depot", "lat": 52.1, "lon": 5.9},
        {"id": "near", "lat": 52.11, "lon": 5.91},
        {"id": "sea", "lat": 0.0, "lon": 0.0},
    ]
    form = a_file(a_job("wet", place="sea"), places=places, travel={"kind": "distance"})

    assert [(error.field, error.code) for error in read_problem(form).remarks] == [
        ("places.sea", "outside_netherlands")
    ]
    done, left = planned(form)
    assert done == {"good"}
    assert left["wet"][0] == "at_sea"


def test_an_instance_from_elsewhere_is_one_warning():
    places = [{"id": "depot", "lat": 48.85, "lon": 2.35}, {"id": "near", "lat": 48.86, "lon": 2.36}]
    form = a_file(places=places, travel={"kind": "distance"})

    assert [error.code for error in read_problem(form).remarks] == ["all_outside_netherlands"]
    assert planned(form)[0] == {"good"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": "five"}, "days"),
        ({"weights": {"travel_minute": -1}}, "weights.travel_minute"),
        ({"weights": {"travel_minute": NAN}}, "weights.travel_minute"),
        ({"weights": []}, "weights"),
        ({"weights": {"travel": 1}}, "weights.travel"),
        ({"comment": "Solomon"}, "comment"),
    ],
)
def test_an_odd_setting_is_a_remark_and_its_default_holds(change, field):
    reading = read_problem(a_file(**change))

    assert [error.field for error in reading.remarks] == [field]
    assert reading.problem.weights.travel_minute == 1
    assert reading.problem.days == 1


@pytest.mark.parametrize(
    "form",
    [
        [],
        None,
        {},
        a_file(version=2),
        a_file(version="1"),
        a_file(version=True),
        a_file(travel={"kind": "teleport"}),
        a_file(travel={"kind": "euclidean", "speed": 0}),
        a_file(travel={"kind": "matrix"}),
        a_file(jobs={"tap": 1}),
        a_file(places=None) | {"places": "depot"},
    ],
)
def test_only_what_is_no_problem_at_all_is_refused(form):
    with pytest.raises(FormError):
        read_problem(form)


def test_any_time_may_be_written_as_a_very_large_minute():
    reading = read_problem(a_file(a_job("any", windows=[{"from_minute": -1e12, "to_minute": 1e30}])))

    assert reading.left_out == ()
    assert reading.problem.jobs[1].windows[0].to_minute == 1e8


def test_windows_that_overlap_are_one_window():
    spans = [{"from_minute": 480, "to_minute": 900}, {"from_minute": 500, "to_minute": 510}]

    (job,) = read_problem(a_file(jobs=[a_job(windows=spans)])).problem.jobs

    assert [(window.from_minute, window.to_minute) for window in job.windows] == [(480, 900)]


def test_the_price_of_a_job_that_was_left_out_is_in_the_plan():
    reading = read_problem(a_file(a_job("bad", place="moon", priority=2.5)))

    plan = completed(reading.problem, solve(reading.problem, seed=1, stop=after_rounds(0)), reading.jobs_left_out)

    assert plan.cost["unplanned"] == 2500
    assert plan.cost["total"] == pytest.approx(2500 + 20)
    assert check(reading.problem, plan, left_out=reading.jobs_left_out) == []


def test_a_promised_job_that_was_left_out_is_a_dropped_promise():
    reading = read_problem(a_file(a_job("bad", place="moon", promised=True)))
    plan = completed(reading.problem, solve(reading.problem, seed=1, stop=after_rounds(0)), reading.jobs_left_out)

    assert [(one.job, one.code) for one in check(reading.problem, plan, left_out=reading.jobs_left_out)] == [
        ("bad", "promise_dropped")
    ]


def test_what_python_writes_as_not_a_number_is_read_and_named():
    text = json.dumps(a_file(a_job("bad", service_minutes=NAN), a_job("worse", service_minutes=INFINITY)))

    reading = read_problem(json.loads(text))

    assert [one.name for one in reading.left_out] == ["bad", "worse"]
