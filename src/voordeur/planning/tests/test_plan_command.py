"""The command `voordeur plan`: files in, one JSON object out, exit 0, 1 or 2, and no database."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from jsonschema import Draft202012Validator

PROBLEM = {
    "version": 1,
    "days": 1,
    "places": [{"id": "depot", "x": 0, "y": 0}, {"id": "near", "x": 10, "y": 0}],
    "travel": {"kind": "euclidean"},
    "craftsmen": [
        {"id": "sam", "skills": {"gas": 1}, "shifts": [
            {"from_minute": 480, "to_minute": 960, "start_place": "depot", "end_place": "depot"},
        ]},
    ],
    "jobs": [
        {"id": "tap", "place": "near", "service_minutes": 60, "windows": [{"from_minute": 480, "to_minute": 600}],
         "promised": True},
        {"id": "lift", "place": "near", "service_minutes": 60, "skills": {"lift": 1}},
        {"id": "odd", "place": "near", "service_minutes": -1},
    ],
}  # fmt: skip


class Folder:
    """A folder with a problem and its plan, and the command run on files by name."""

    def __init__(self, path):
        self.path = path
        self.write("problem.json", PROBLEM)

    def write(self, name, data):
        (self.path / name).write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")

    def read(self, name):
        return json.loads((self.path / name).read_text(encoding="utf-8"))

    def run(self, step, *words, language="en"):
        """(exit code, standard output, standard error)"""
        out, err = StringIO(), StringIO()
        given = [str(self.path / word) if word.endswith(".json") else word for word in words]
        with pytest.raises(SystemExit) as left:
            call_command("voordeur_plan", step, *given, "--language", language, stdout=out, stderr=err)
        return left.value.code, out.getvalue(), err.getvalue()

    def solve(self):
        return self.run("solve", "problem.json", "--seconds", "0", "--seed", "1", "--out", "plan.json", "--json")


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def test_solve_writes_a_plan_and_tells_what_is_left_out_on_standard_error(folder):
    code, out, err = folder.solve()

    answer = json.loads(out)
    plan = folder.read("plan.json")
    assert (code, answer["visits"], answer["unplanned"]) == (0, 1, 2)
    assert {left["job"]: left["code"] for left in plan["unplanned"]} == {"lift": "no_skill", "odd": "not_allowed"}
    assert "Job lift cannot be planned: no craftsman with a shift has lift 1." in err
    assert err.count("Job odd is left out") == 1
    assert plan["cost"]["total"] == answer["cost"]["total"] == 2020


def test_without_out_the_plan_is_the_one_object_on_standard_output(folder):
    code, out, _ = folder.run("solve", "problem.json", "--seconds", "0")

    assert code == 0
    assert json.loads(out)["routes"][0]["stops"][0]["job"] == "tap"


def test_sentences_are_dutch_unless_asked_otherwise(folder):
    _, _, err = folder.run("solve", "problem.json", "--seconds", "0", language="nl")

    assert "Klus lift kan niet worden gepland: geen vakman met een dienst heeft lift 1." in err


def test_check_finds_the_plan_of_solve_feasible_and_costs_it_again(folder):
    folder.solve()

    code, out, err = folder.run("check", "problem.json", "plan.json", "--json")

    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert (answer["feasible"], answer["violations"], answer["unplanned"]) == (True, [], 2)
    assert answer["cost"]["total"] == 2020


@pytest.mark.parametrize("place", ["arrive_minute", "start_minute", "end_minute", "leave_minute", "home_minute"])
def test_check_refuses_a_plan_with_one_changed_minute(folder, place):
    folder.solve()
    plan = folder.read("plan.json")
    route = plan["routes"][0]
    owner = route if place in route else route["stops"][0]
    owner[place] += 1
    folder.write("plan.json", plan)

    code, out, _ = folder.run("check", "problem.json", "plan.json", "--json")

    answer = json.loads(out)
    assert (code, answer["feasible"]) == (1, False)
    assert set(answer["violations"][0]) == {"job", "craftsman", "code", "message"}


def test_check_refuses_a_plan_that_is_none_in_the_same_form(folder):
    folder.write("plan.json", {"routes": 3})

    code, out, _ = folder.run("check", "problem.json", "plan.json", "--json")

    answer = json.loads(out)
    assert (code, answer["feasible"], answer["violations"][0]["code"]) == (1, False, "not_a_plan")


def test_offers_come_cheapest_first_with_their_cost_per_term(folder):
    folder.solve()
    windows = [{"from_minute": begin, "to_minute": begin + 120} for begin in (480, 840, 1440)]
    folder.write("job.json", {"id": "new", "place": "near", "service_minutes": 30, "windows": windows})

    code, out, _ = folder.run("offer", "problem.json", "plan.json", "job.json", "--json")

    offers = json.loads(out)["offers"]
    assert code == 0
    assert [one["from_minute"] for one in offers] == [480, 840]
    assert [one["total"] for one in offers] == sorted(one["total"] for one in offers)
    assert {"from_minute", "to_minute", "craftsman", "extra", "total"} <= set(offers[0])
    assert {"travel", "idle"} <= set(offers[0]["extra"])


def test_a_job_without_windows_is_offered_those_of_the_days(folder):
    folder.solve()
    folder.write("job.json", {"id": "new", "place": {"id": "there", "x": 5, "y": 5}, "service_minutes": 30})

    _, out, _ = folder.run("offer", "problem.json", "plan.json", "job.json", "--window-minutes", "240", "--json")

    spans = {(one["from_minute"], one["to_minute"]) for one in json.loads(out)["offers"]}
    assert spans == {(480, 720), (720, 960)}


def test_an_offer_that_can_never_be_says_why(folder):
    folder.solve()
    folder.write("job.json", {"id": "new", "place": "near", "service_minutes": 30, "skills": {"lift": 1}})

    code, out, _ = folder.run("offer", "problem.json", "plan.json", "job.json", "--json")

    answer = json.loads(out)
    assert (code, answer["offers"], answer["refused"][0]["code"]) == (0, [], "no_skill")


def test_no_offer_is_built_on_a_plan_that_breaks_a_rule(folder):
    folder.solve()
    plan = folder.read("plan.json")
    plan["routes"][0]["stops"][0]["start_minute"] += 1
    folder.write("plan.json", plan)
    folder.write("job.json", {"id": "new", "place": "near", "service_minutes": 30})

    code, out, _ = folder.run("offer", "problem.json", "plan.json", "job.json", "--json")

    assert (code, json.loads(out)["errors"][0]["code"]) == (1, "wrong_end")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 3}', "[" * 5000, "\x00"])
def test_a_file_that_is_no_problem_is_refused_with_its_faults(folder, text):
    folder.write("problem.json", text)

    code, out, err = folder.run("solve", "problem.json", "--json")

    assert code == 1
    assert json.loads(out)["errors"][0]["message"]
    assert "This cannot be read" in err


def test_a_file_that_is_not_there_is_named(folder):
    code, out, _ = folder.run("solve", "nothing.json", "--json")

    assert (code, json.loads(out)["errors"][0]["code"]) == (1, "cannot_read_file")


@pytest.mark.parametrize(
    "words", [["--seconds", "-1"], ["--seconds", "nan"], ["--seconds", "soon"], ["--seed", "x"], ["--quickly"]]
)
def test_wrong_words_are_wrong_usage(folder, words):
    with pytest.raises(CommandError):
        call_command("voordeur_plan", "solve", "problem.json", *words)


def test_a_plan_can_be_improved_from_where_it_was(folder):
    folder.solve()

    code, _, _ = folder.run("solve", "problem.json", "--from", "plan.json", "--seconds", "0", "--out", "again.json")

    assert code == 0
    assert folder.read("again.json")["routes"] == folder.read("plan.json")["routes"]


@pytest.mark.parametrize(("form", "data"), [("problem", PROBLEM), ("job", PROBLEM["jobs"][0])])
def test_the_schemas_are_printed_and_fit_the_files(folder, form, data):
    code, out, _ = folder.run("schema", form)

    schema = json.loads(out)
    assert code == 0
    wrong = [error.json_path for error in Draft202012Validator(schema).iter_errors(data)]
    assert wrong == ([] if form == "job" else ["$.jobs[2].service_minutes"])


def test_the_plan_of_solve_fits_its_schema(folder):
    folder.solve()
    _, out, _ = folder.run("schema", "plan")

    assert Draft202012Validator(json.loads(out)).is_valid(folder.read("plan.json"))


def test_a_job_may_bring_its_place_in_the_schema_too(folder):
    _, out, _ = folder.run("schema", "job")

    job = {"id": "new", "place": {"id": "there", "x": 5, "y": 5}, "service_minutes": 30}
    assert Draft202012Validator(json.loads(out)).is_valid(job)


def test_explain_says_why_in_sentences_and_figures(folder):
    folder.solve()

    code, out, _ = folder.run("explain", "problem.json", "plan.json", "tap", "--json")

    answer = json.loads(out)
    assert code == 0
    assert (answer["here"]["craftsman"], answer["here"]["total"]) == ("sam", 20)
    assert answer["sentences"][0].startswith("sam does job tap at day 1, ")


def test_explain_says_why_a_job_has_no_place(folder):
    folder.solve()

    _, out, _ = folder.run("explain", "problem.json", "plan.json", "lift")

    assert out.splitlines()[:2] == [
        "Job lift has no place in the plan.",
        "Job lift cannot be planned: no craftsman with a shift has lift 1.",
    ]


@pytest.mark.parametrize(("job", "code"), [("ghost", "unknown"), ("odd", "not_allowed")])
def test_explain_refuses_a_job_that_is_not_there(folder, job, code):
    folder.solve()

    left, out, _ = folder.run("explain", "problem.json", "plan.json", job, "--json")

    assert (left, json.loads(out)["errors"][0]["code"]) == (1, code)


def test_risk_tells_the_chance_of_every_promise_worst_first(folder):
    jobs = [
        {**PROBLEM["jobs"][0], "service_minutes": 100, "service_sd_minutes": 50},
        {**PROBLEM["jobs"][0], "id": "door", "windows": [{"from_minute": 590, "to_minute": 620}]},
    ]
    folder.write("problem.json", PROBLEM | {"jobs": jobs})
    folder.solve()

    code, out, _ = folder.run("risk", "problem.json", "plan.json", "--json")

    promises = json.loads(out)["promises"]
    assert code == 0
    assert [one["job"] for one in promises] == ["door", "tap"]
    assert 0.15 < promises[0]["chance"] < 0.35
    assert promises[1]["chance"] == 0
    _, out, _ = folder.run("risk", "problem.json", "plan.json")
    assert out.splitlines()[0].startswith("Job door has a chance of ")


def test_many_jobs_without_a_place_are_told_in_few_sentences(folder):
    lifts = [{**PROBLEM["jobs"][1], "id": f"lift {number}"} for number in range(50)]
    folder.write("problem.json", PROBLEM | {"jobs": lifts})

    _, _, err = folder.run("solve", "problem.json", "--seconds", "0")

    assert err.count("cannot be planned") == 20
    assert "And 30 more; the plan names them all." in err


def test_an_offer_tells_what_a_wider_window_would_save(folder):
    folder.solve()
    windows = [{"from_minute": 960, "to_minute": 970}, {"from_minute": 840, "to_minute": 960}]
    folder.write("job.json", {"id": "new", "place": "near", "service_minutes": 30, "windows": windows})

    _, out, _ = folder.run("offer", "problem.json", "plan.json", "job.json", "--wider", "60", "--json")

    answer = json.loads(out)
    assert len(answer["wider"]) == len(answer["offers"]) == 1
    assert answer["wider"][0]["wider"] == {"from_minute": 810, "to_minute": 990}
    assert answer["wider"][0]["saves"] == 6


def test_the_planning_is_compiled_ahead(folder):
    code, out, _ = folder.run("compile", "--json")
    assert code == 0
    assert json.loads(out)["seconds"] >= 0
