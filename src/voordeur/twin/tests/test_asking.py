"""`voordeur twin tornado | weights | search | frontier`: real simulated years, and the contract of the command line."""

import json

import pytest

from voordeur.twin.tests.test_command import told

SMALL = ("--homes", "150", "--processes", "1", "--json")
TURN = ("--turn", "appointments.window_minutes", "--turn", "channels.desk.open")
COST = "cost_per_home_cents"


def test_a_tornado_has_a_bar_to_each_side(capsys: pytest.CaptureFixture[str]):
    code, text = told(capsys, "tornado", *TURN, "--replications", "2", *SMALL)
    answer = json.loads(text)
    assert code == 0
    assert (answer["policy"], answer["homes"], answer["seed"]) == ("gepast", 150, 1)
    fields = {one["field"]: one["notches"] for one in answer["promises"]}
    assert {one["side"] for one in fields["appointments.window_minutes"]} == {"less", "more"}
    # Hours of presence cost the same whatever happens in the year: that is exact.
    desk = fields["channels.desk.open"][0]["differences"][COST]
    assert desk["low"] == desk["high"] < 0


def test_a_search_finds_what_keeps_its_goals(capsys: pytest.CaptureFixture[str]):
    goals = ("--keep", "mark_repairs>=6", "--keep", "phone_wait_seconds<=600")
    asked = ("search", "--turn", "appointments.no_access_attempts", *goals, "--replications", "4", *SMALL)
    code, text = told(capsys, *asked)
    assert code == 0
    answer = json.loads(text)
    assert answer["verdict"] == "kept"
    assert [one["kpi"] for one in answer["winner"]["goals"]] == ["mark_repairs", "phone_wait_seconds"]
    assert answer["winner"]["kpis"][COST]["mean"] <= answer["now"]["cost"]["high"]
    assert answer["tried"] == answer["possible"] == 3


def test_people_are_told_in_their_own_language(capsys: pytest.CaptureFixture[str]):
    asked = ("tornado", "--turn", "alterations.offered", "--replications", "2", *SMALL[:-1])
    code, text = told(capsys, *asked, "--language", "en")
    assert code == 0
    assert "Inviting own alterations: yes" in text
    assert "    no: −" in text
    assert "Uitnodigen om zelf te veranderen: ja" in told(capsys, *asked)[1]


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (("search", "--keep", "happiness>=7"), "unknown_figure"),
        (("search", "--keep", "mark_repairs>=good"), "not_a_number"),
        (("search", "--keep", "mark_repairs>=77"), "out_of_range"),
        (("search", "--keep", "mark_repairs"), "goal_without_value"),
        (("search", "--keep", "mark_repairs>=8", "--keep", "mark_repairs<=7"), "goals_contradict"),
        (("search", "--keep", "mark_repairs>=7", "--replications", "2"), "too_few_replications"),
        (("search", "--keep", "mark_repairs>=7", "--turn", "letting.model"), "promise_not_felt"),
        (("tornado", "--turn", "no.promise"), "unknown_promise"),
        (("tornado", "--policy", "sober_1994", "--turn", "subscription.covers"), "nothing_to_turn"),
        (("tornado", "--replications", "1"), "too_few_replications"),
        (("weights", "gepast", "klantgericht", "sober_1994"), "too_many_policies"),
        (("weights", "gepast", "--draws", "1"), "out_of_range"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], refusal: str
):
    code, text = told(capsys, *arguments, "--json")
    assert code == 1
    (refused,) = json.loads(text)["refused"]
    assert refused["code"] == refusal
    assert refused["message"].endswith(".")
