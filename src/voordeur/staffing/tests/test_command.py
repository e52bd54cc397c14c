"""`voordeur staffing`: the keys that were promised, one JSON object, and exit codes."""

import json

import pytest
from django.core.management import call_command
from django.utils import timezone

from voordeur.policy.rules import local
from voordeur.promises.tests.factories import make_policy_version
from voordeur.staffing import queries
from voordeur.staffing.models import Plan
from voordeur.staffing.tests.factories import make_contract, make_past

ERLANG = {"wait_probability", "mean_wait_seconds", "abandonment", "service_level", "occupancy"}


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        call_command("voordeur_staffing", *arguments)
    out, err = capsys.readouterr()
    return left.value.code, out, err


def test_erlang_c_is_told_with_the_promised_keys(capsys):
    code, out, err = run(
        capsys, "erlang", "--calls-per-hour", "720", "--aht-seconds", "240", "--agents", "55", "--target-seconds", "15",
        "--json",
    )  # fmt: skip
    found = json.loads(out)

    assert (code, err) == (0, "")
    assert set(found) >= ERLANG
    assert found["wait_probability"] == pytest.approx(0.2387009363780091, abs=1e-9)
    assert found["abandonment"] == 0


def test_patience_makes_it_erlang_a(capsys):
    _, out, _ = run(
        capsys, "erlang", "--calls-per-hour", "2880", "--aht-seconds", "60", "--agents", "50", "--patience-seconds",
        "120", "--json",
    )  # fmt: skip
    found = json.loads(out)
    assert found["model"] == "erlang_a"
    assert round(found["abandonment"], 3) == 0.031


def test_a_queue_without_end_has_no_mean_wait(capsys):
    code, out, _ = run(capsys, "erlang", "--calls-per-hour", "720", "--aht-seconds", "240", "--agents", "48", "--json")
    assert code == 0
    assert json.loads(out)["mean_wait_seconds"] is None
    _, told, _ = run(capsys, "erlang", "--calls-per-hour", "720", "--aht-seconds", "240", "--agents", "48")
    assert "zonder einde" in told


def test_what_cannot_be_is_refused_with_its_reason(capsys):
    code, out, err = run(capsys, "erlang", "--calls-per-hour", "-1", "--aht-seconds", "240", "--agents", "5", "--json")
    assert code == 1
    assert json.loads(out)["refused"][0]["field"] == "calls_per_hour"
    assert "Toegestaan" in err


def test_a_refusal_names_the_option_as_it_is_typed_and_numbers_as_people_write_them(capsys):
    wanted = ("erlang", "--calls-per-hour", "720", "--agents", "55", "--aht-seconds")
    code, out, err = run(capsys, *wanted, "123456789", "--json")
    assert (code, json.loads(out)["refused"][0]["field"]) == (1, "aht_seconds")
    assert err.strip() == "--aht-seconds is 123.456.789. Toegestaan is een getal van 0,001 tot en met 10.000.000."
    _, _, english = run(capsys, *wanted, "-1.5", "--language", "en")
    assert english.strip() == "--aht-seconds is −1.5. Allowed is a number from 0.001 to 10,000,000."
    _, _, told = run(capsys, *wanted, "1e300", "--language", "en")
    assert "--aht-seconds is 1e+300." in told


@pytest.mark.parametrize("wrong", [["erlang"], ["erlang", "--calls-per-hour", "nan"], ["plan"], ["sing"]])
def test_wrong_use_ends_with_two(capsys, wrong: list[str]):
    from django.core.management.base import CommandError

    with pytest.raises((SystemExit, CommandError)):
        call_command("voordeur_staffing", *wrong)


@pytest.mark.django_db
def test_a_week_is_planned_and_only_kept_when_asked(capsys):
    make_policy_version(preset="klantgericht")
    today = local(timezone.now()).date()
    make_past(until_on=today)
    make_contract(from_on=today)
    week = queries.week_of(today)
    code, out, _ = run(capsys, "plan", "--week", week, "--json", "--seconds", "5")
    found = json.loads(out)

    assert code == 0
    assert found["week"] == week
    assert {"calls", "needed_hours", "there_hours", "missing_hours", "cost_cents", "quarters", "shifts"} <= set(found)
    assert {"at", "calls", "low", "high", "agents", "rostered", "there", "missing"} <= set(found["quarters"][0])
    assert not Plan.objects.exists()

    code, told, _ = run(capsys, "plan", "--week", week, "--keep", "--seconds", "5")
    assert code == 0
    assert "Verwacht" in told
    assert Plan.objects.get().shifts.count() == len(found["shifts"])


@pytest.mark.django_db
@pytest.mark.parametrize(("week", "code"), [("2026-48", "not_a_week"), ("2021-W01", "too_far")])
def test_a_week_that_cannot_be_planned_is_refused(capsys, week: str, code: str):
    make_policy_version()
    left, out, _ = run(capsys, "plan", "--week", week, "--json")
    assert left == 1
    assert json.loads(out)["refused"][0]["code"] == code


@pytest.mark.django_db
def test_without_calls_a_plan_is_refused(capsys):
    make_policy_version()
    left, out, err = run(capsys, "plan", "--week", queries.week_of(local(timezone.now()).date()), "--json")
    assert left == 1
    assert json.loads(out)["refused"][0]["code"] == "no_calls"
    assert "belregister" in err


@pytest.mark.django_db
def test_the_forecast_is_scored_beside_the_mean_of_four_weeks_without_any_policy(capsys):
    make_past(weeks=9)
    code, out, _ = run(capsys, "score", "--days", "14", "--json")
    found = json.loads(out)

    assert code == 0
    assert found["days"] == 10
    assert {"quarter_error", "quarter_error_plain", "day_error", "day_error_plain", "inside_share"} <= set(found)
    _, told, _ = run(capsys, "score", "--days", "14", "--until", "2026-11-20")
    assert "gemiddelde van vier weken" in told


@pytest.mark.django_db
def test_a_score_of_nothing_is_refused(capsys):
    left, out, _ = run(capsys, "score", "--json")
    assert left == 1
    assert json.loads(out)["refused"][0]["code"] == "no_calls"
