"""`voordeur twin`: the contract of the command line."""

import json
from typing import Any

import pytest
from django.core.management import call_command

SMALL = ("--homes", "150", "--replications", "2", "--processes", "1", "--json")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        call_command("voordeur_twin", *arguments)
    return int(ended.value.code or 0), capsys.readouterr().out


def test_a_run_says_every_figure_with_its_interval_and_the_same_bytes_again(capsys: pytest.CaptureFixture[str]):
    code, first = told(capsys, "run", "--policy", "gepast", "--seed", "1", *SMALL)
    _, second = told(capsys, "run", "--policy", "gepast", "--seed", "1", *SMALL)
    assert (code, first) == (0, second)
    answer: dict[str, Any] = json.loads(first)
    assert (answer["policy"], answer["homes"], answer["years"], answer["replications"], answer["seed"]) == (
        "gepast", 150, 1, 2, 1,
    )  # fmt: skip
    codes = {
        "cost_per_home_cents", "fte_contact", "fte_craft", "fte_planning", "fte_second_line", "phone_wait_seconds",
        "phone_abandoned_share", "repair_lead_days", "repairs_in_term_share", "jobs_per_craftsman_day",
        "travel_minutes_per_job", "first_visit_fix_share", "no_access_share", "mark_repairs", "mark_contact",
        "complaints_per_1000_homes", "km_per_home", "failure_demand_share",
    }  # fmt: skip
    assert codes <= set(answer["kpis"])
    for one in answer["kpis"].values():
        assert one["low"] <= one["mean"] <= one["high"]
        assert one["unit"]


def test_policies_beside_each_other_have_paired_differences(capsys: pytest.CaptureFixture[str]):
    code, text = told(capsys, "compare", "sober_1994", "gepast", *SMALL)
    answer = json.loads(text)
    assert code == 0
    assert [one["policy"] for one in answer["policies"]] == ["sober_1994", "gepast"]
    (cost,) = [one for one in answer["differences"] if one["kpi"] == "cost_per_home_cents"]
    means = [one["kpis"]["cost_per_home_cents"]["mean"] for one in answer["policies"]]
    assert (cost["a"], cost["b"]) == ("sober_1994", "gepast")
    assert cost["mean"] == pytest.approx(means[1] - means[0], rel=1e-6)


def test_a_promise_is_turned(capsys: pytest.CaptureFixture[str]):
    code, text = told(capsys, "dial", "repairs.appointment.window_hours", "2", "8", *SMALL)
    answer = json.loads(text)
    assert code == 0
    assert [one["value"] for one in answer["values"]] == ["2", "8"]
    assert {one["b"] for one in answer["differences"]} == {"8"}


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (("run", "--homes", "0"), "out_of_range"),
        (("run", "--replications", "0"), "out_of_range"),
        (("run", "--set", "patience_seconds=-3"), "out_of_range"),
        (("run", "--set", "patience=3"), "unknown_parameter"),
        (("run", "--set", "patience_seconds=long"), "not_a_number"),
        (("dial", "repairs.appointment.window_hours", "wide"), "not_a_number"),
        (("dial", "appointments.window_minutes", "0"), "out_of_range"),
        (("run", "--policy", "no_such_file.toml"), "cannot_read_file"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], refusal: str
):
    code, text = told(capsys, *arguments, "--json")
    assert code == 1
    (refused,) = json.loads(text)["refused"]
    assert refused["code"] == refusal
    assert refused["message"].endswith(".")
