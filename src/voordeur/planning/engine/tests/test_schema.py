"""The JSON Schema and the reader agree: what the one calls wrong by itself, the other does too."""

import copy
import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from voordeur.planning.engine.file_form import FormError, plan_from_json, read_problem
from voordeur.planning.engine.file_write import plan_to_json, problem_to_json
from voordeur.planning.engine.problem import Break, Craftsman, Job, Place, Shift, Travel, Weights, Window
from voordeur.planning.engine.solve import after_rounds, solve
from voordeur.planning.engine.tests.builders import problems

FOLDER = Path(__file__).resolve().parents[2] / "data"
PROBLEM = json.loads((FOLDER / "problem.v1.schema.json").read_text(encoding="utf-8"))
PLAN = json.loads((FOLDER / "plan.v1.schema.json").read_text(encoding="utf-8"))
# What a schema cannot know: what another part of the file says, and which of two numbers is the larger.
BEYOND_A_SCHEMA = {
    "unknown", "double", "left_out", "before_from", "too_long", "wrong_size", "cyclic_after", "lock_outside_windows",
    "locks_overlap", "shifts_overlap", "outside_netherlands", "all_outside_netherlands",
}  # fmt: skip
laws = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

WHOLE = {
    "version": 1,
    "days": 2,
    "places": [
        {"id": "p0", "lat": 52.1, "lon": 5.9, "x": 1, "y": 2}, {"id": "p1", "lat": 52, "lon": 6, "x": 0, "y": 0},
    ],
    "travel": {"kind": "matrix", "minutes": [[0, 9.5], [9.5, None]], "km": [[0, 6.1], [6.1, 0]]},
    "craftsmen": [{"id": "c1", "skills": {"plumbing": 2}, "shifts": [
        {"from_minute": 450, "to_minute": 960, "start_place": "p0", "end_place": "p0", "overtime_minutes": 30,
         "breaks": [{"from_minute": 700, "to_minute": 780, "minutes": 30}]}]}],
    "jobs": [
        {"id": "j0", "place": "p0", "service_minutes": 10},
        {"id": "j1", "place": "p1", "service_minutes": 45, "service_sd_minutes": 15, "skills": {"plumbing": 1},
         "people": 1, "windows": [{"from_minute": 480, "to_minute": 600}], "promised": True, "due_minute": 7200,
         "priority": 1.0, "mandatory": False, "after": [{"job": "j0", "minutes": 10}], "prefer": "c1",
         "lock": {"craftsman": "c1", "shift": 0, "start_minute": 500}}],
    "weights": {"travel_minute": 1, "idle_minute": 0.2, "duration_minute": 0, "overtime_minute": 2, "late_minute": 1,
                "unplanned_job": 1000, "unfair_minute": 0, "shift_used": 0},
}  # fmt: skip
ODD = [None, True, False, -1, 0, 1, 1.5, 91, 1e9, float("nan"), 10**400, "", "p0", "matrix", [], [1], {}, {"id": "x"}]


RIGHT = {name: Draft202012Validator(schema) for name, schema in (("problem", PROBLEM), ("plan", PLAN))}


def schema_says_no(name, data):
    return not RIGHT[name].is_valid(data)


def reader_says_no(data):
    try:
        reading = read_problem(data)
    except FormError as found:
        return bool({error.code for error in found.errors} - BEYOND_A_SCHEMA)
    found = {error.code for one in reading.left_out for error in one.errors}
    return bool((found | {error.code for error in reading.remarks}) - BEYOND_A_SCHEMA)


def spots(data, path=()):
    """Every place in a nested value where something stands."""
    yield path
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield from spots(value, (*path, key))


def changed(data, path, value):
    """A copy with another value, or nothing, at a spot."""
    if not path:
        return value
    found = copy.deepcopy(data)
    owner = found
    for key in path[:-1]:
        owner = owner[key]
    if value == "nothing":
        del owner[path[-1]]
    else:
        owner[path[-1]] = value
    return found


def test_both_are_schemas():
    Draft202012Validator.check_schema(PROBLEM)
    Draft202012Validator.check_schema(PLAN)


def test_the_whole_form_is_right_for_both():
    assert not schema_says_no("problem", WHOLE)
    assert not reader_says_no(WHOLE)


@laws
@given(problems())
def test_what_is_written_is_right(problem):
    assert not schema_says_no("problem", problem_to_json(problem))
    assert not schema_says_no("plan", plan_to_json(solve(problem, seed=1, stop=after_rounds(0))))


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(sorted(spots(WHOLE), key=str)),
    st.sampled_from(["nothing", *ODD]),
    st.sampled_from([None, "distance", "euclidean"]),
)
def test_schema_and_reader_say_the_same_of_every_odd_value_in_every_spot(path, value, kind):
    whole = WHOLE if kind is None else WHOLE | {"travel": {"kind": kind}}
    if path[:1] == ("travel",) and kind is not None:
        return
    data = changed(whole, path, value) if path else value
    if value != value and path:
        assert reader_says_no(data)
        return

    assert schema_says_no("problem", data) == reader_says_no(data), (path, value)


@pytest.mark.parametrize("path", [path for path in sorted(spots(WHOLE), key=str) if path])
def test_a_misspelt_field_is_seen_by_both(path):
    owner = copy.deepcopy(WHOLE)
    target = owner
    for key in path:
        target = target[key]
    # Anyone may call a trade as they like.
    if not isinstance(target, dict) or path[-1] == "skills":
        return
    target["servise"] = 1

    assert schema_says_no("problem", owner)
    assert reader_says_no(owner)


@laws
@given(problems(), st.data())
def test_schema_and_reader_say_the_same_of_odd_plans(problem, data):
    written = plan_to_json(solve(problem, seed=1, stop=after_rounds(0)))
    path = data.draw(st.sampled_from(sorted(spots(written), key=str)))
    value = data.draw(st.sampled_from(["nothing", *[one for one in ODD if one == one]]))
    odd = changed(written, path, value) if path else value
    try:
        plan_from_json(odd)
        is_refused = False
    except FormError:
        is_refused = True

    assert schema_says_no("plan", odd) == is_refused, (path, value)


@pytest.mark.parametrize(
    ("name", "form"),
    [("place", Place), ("craftsman", Craftsman), ("job", Job), ("shift", Shift), ("break", Break), ("window", Window)],
)
def test_the_schema_has_the_fields_of_the_engine(name, form):
    assert set(PROBLEM["$defs"][name]["properties"]) == {each.name for each in fields(form)}


def test_the_schema_has_every_weight_and_every_way_to_travel():
    assert set(PROBLEM["$defs"]["weights"]["properties"]) >= {each.name for each in fields(Weights)}
    told = {name for one in PROBLEM["$defs"]["travel"]["oneOf"] for name in one["properties"]}
    assert told == {each.name for each in fields(Travel)}
