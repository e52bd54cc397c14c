"""Reading the file form: obvious defaults, and every fault named at once."""

import json

import pytest

from voordeur.planning.engine.file_form import FormError, job_from_json, plan_from_json, problem_from_json
from voordeur.planning.engine.file_write import problem_to_json
from voordeur.planning.engine.problem import Lock, Weights, Window


def a_form(**change):
    return {
        "version": 1,
        "places": [{"id": "p0"}, {"id": "p1"}],
        "travel": {"kind": "matrix", "minutes": [[0, 9.5], [9.5, None]], "km": [[0, 6.1], [6.1, 0]]},
        "craftsmen": [{"id": "c1", "shifts": [
            {"from_minute": 450, "to_minute": 960, "start_place": "p0", "end_place": "p0"},
        ]}],
        "jobs": [{"id": "j1", "place": "p1", "service_minutes": 45}],
    } | change  # fmt: skip


def faults(form, read=problem_from_json):
    with pytest.raises(FormError) as caught:
        read(form)
    return {(error.field, error.code) for error in caught.value.errors}


def test_left_out_fields_have_the_obvious_default():
    problem = problem_from_json(a_form())

    (job,) = problem.jobs
    assert (job.skills, job.people, job.windows, job.promised, job.priority) == ({}, 1, (), False, 1.0)
    assert problem.craftsmen[0].shifts[0].breaks == ()
    assert problem.weights == Weights()


def test_windows_come_out_sorted_and_a_lock_may_be_only_a_name():
    job = {"id": "j1", "place": "p1", "service_minutes": 45, "lock": "c1"}
    job["windows"] = [{"from_minute": 700, "to_minute": 800}, {"from_minute": 480, "to_minute": 600}]

    (read,) = problem_from_json(a_form(jobs=[job])).jobs

    assert read.windows == (Window(480, 600), Window(700, 800))
    assert read.lock == Lock("c1")


def test_a_hole_in_a_matrix_survives_writing_and_strict_json():
    problem = problem_from_json(a_form())

    again = problem_from_json(json.loads(json.dumps(problem_to_json(problem), allow_nan=False)))

    assert again == problem


def test_every_fault_is_named_with_its_job_at_once():
    form = a_form(jobs=[
        {"id": "j1", "place": "nowhere", "service_minutes": -5, "people": 0},
        {"id": "j1", "place": "p1", "service_minutes": 5, "windows": [{"from_minute": 9, "to_minute": 8}]},
        {"id": "j3", "place": "p1", "skills": {"gas": -1}, "after": [{"job": "j9"}], "lock": "c9", "promised": 1},
    ])  # fmt: skip

    assert faults(form) == {
        ("jobs.j1.place", "unknown"),
        ("jobs.j1.service_minutes", "not_allowed"),
        ("jobs.j1.people", "not_allowed"),
        ("jobs.j1.id", "double"),
        ("jobs.j1.windows.0.to_minute", "before_from"),
        ("jobs.j3.service_minutes", "missing"),
        ("jobs.j3.skills.gas", "not_allowed"),
        ("jobs.j3.after", "unknown"),
        ("jobs.j3.lock.craftsman", "unknown"),
        ("jobs.j3.promised", "not_allowed"),
    }


@pytest.mark.parametrize(
    ("travel", "fault"),
    [
        ({"kind": "teleport"}, ("travel.kind", "not_allowed")),
        ({"kind": "matrix", "minutes": [[0, -1], [1, 0]]}, ("travel.minutes.0.1", "not_allowed")),
        ({"kind": "matrix", "minutes": [[0, float("nan")], [1, 0]]}, ("travel.minutes.0.1", "not_allowed")),
        ({"kind": "matrix", "minutes": [[0, 1], [1]]}, ("travel.minutes.1", "wrong_size")),
        ({"kind": "matrix", "minutes": [[0]]}, ("travel.minutes", "wrong_size")),
        ({"kind": "distance"}, ("places.p0.lat", "missing")),
        ({"kind": "euclidean"}, ("places.p1", "missing")),
    ],
)
def test_travel_that_cannot_be_used_is_refused(travel, fault):
    assert fault in faults(a_form(travel=travel))


@pytest.mark.parametrize("form", [[], None, "text", {}, {"jobs": 3}, a_form(jobs=[None]), a_form(craftsmen={"a": 1})])
def test_another_shape_is_refused_not_a_crash(form):
    assert faults(form)


def test_a_new_job_may_bring_its_own_place():
    flat = problem_from_json(a_form(
        places=[{"id": "p0", "x": 0, "y": 0}, {"id": "p1", "x": 1, "y": 0}], travel={"kind": "euclidean"}
    ))  # fmt: skip
    form = {"id": "new", "place": {"id": "p9", "x": 3, "y": 4}, "service_minutes": 30}

    job, place = job_from_json(form, flat)

    assert (job.place, place.x, place.y) == ("p9", 3, 4)
    assert faults(form, lambda data: job_from_json(data, problem_from_json(a_form()))) == {
        ("jobs.new.place", "not_in_matrix")
    }


def test_a_plan_with_a_missing_time_names_the_stop():
    form = {"routes": [{"craftsman": "c1", "shift": 0, "leave_minute": 1, "home_minute": 2, "stops": [{"job": "j1"}]}]}

    assert ("routes.0.stops.0.start_minute", "missing") in faults(form, plan_from_json)
