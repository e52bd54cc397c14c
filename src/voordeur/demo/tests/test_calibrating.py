"""`voordeur twin calibrate | backtest` on an example association whose true parameters are known."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import translation

from voordeur.contact.models import ContactMoment
from voordeur.demo import services
from voordeur.demo.story import parameters
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy.rules.calendar import ZONE
from voordeur.quality.models import Survey
from voordeur.repairs.models import Repair, Task
from voordeur.telephone.models import Call, QuarterHour
from voordeur.twin import texts
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.fitting.values import Fit
from voordeur.twin.management import calibrating as command
from voordeur.twin.models import Calibration
from voordeur.twin.queries import backtest as backtests
from voordeur.twin.queries import calibration, history, reasons
from voordeur.twin.queries.scene import Happened
from voordeur.twin.services import calibrating
from voordeur.twin.texts.calibrating import why as words_of

NOW = datetime(2026, 6, 16, 10, 30, tzinfo=ZONE)
TODAY = NOW.date()
HOMES = 300


@pytest.fixture(scope="module")
def association(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Three hundred homes and a year, built once for all tests here, which change nothing that stays."""
    with django_db_blocker.unblock():
        services.build_rows(homes=HOMES, seed=1, now=NOW)
        yield
        services.empty()


@pytest.fixture
def built(association: None, db: None) -> None:
    """The association, in a transaction that is taken back."""


@pytest.fixture(scope="module")
def learned(association: None, django_db_blocker: Any) -> calibration.Learned:
    with django_db_blocker.unblock():
        return calibration.learned(TODAY)


def fit(learned: calibration.Learned, code: str) -> Fit:
    return next(one for one in learned.found.fits if one.code == code)


def at_home(share: float) -> float:
    """Of the visits with somebody home, how many are enough, where so many of all are and some come back."""
    stays = 1.0 - parameters.REOPEN_SHARE
    return share * stays / (1.0 - (1.0 - share) * parameters.FOLLOW_ON_SHARES["not_home"])


TRUTHS = {
    "fix_share": at_home(parameters.FIRST_VISIT_FIX),
    "fix_rush_share": at_home(parameters.RUSH_VISIT_FIX),
    "fix_later_share": at_home(parameters.LATER_VISIT_FIX),
    "subscribed_share": parameters.SUBSCRIPTION_SHARE,
    "tenant_does_it_share": parameters.TENANT_DOES_IT_SELF,
    "urgency_normal_share": parameters.URGENCY_SHARES["normal"],
    "urgency_emergency_share": parameters.URGENCY_SHARES["emergency"],
    "handling_seconds": parameters.CONTACT_SECONDS["TEL"],
    "mail_minutes": parameters.CONTACT_SECONDS["EMA"] / 60,
    "duration_factor": 1.0,
    "repairs_per_home": parameters.REPAIRS_PER_HOME,
}


@pytest.mark.parametrize(("code", "truth"), TRUTHS.items())
def test_what_the_story_was_made_with_is_found_back(learned: calibration.Learned, code: str, truth: float):
    found = fit(learned, code)
    # Eleven intervals of 95%: one of them may just miss. Half as wide again holds them all.
    assert found.low - (found.value - found.low) / 2 <= truth <= found.high + (found.high - found.value) / 2


def test_the_days_of_the_week_of_the_story_are_found_back(learned: calibration.Learned):
    monday, friday, sunday = (fit(learned, f"weekday_{number}").value for number in (0, 4, 6))
    factors = parameters.WEEKDAY_FACTORS
    assert monday / friday == pytest.approx(factors[0] / factors[4], rel=0.2)
    assert sunday < 0.2 * friday


def test_levels_are_looked_for_in_the_months_under_the_promises_of_the_end(learned: calibration.Learned):
    assert learned.levels_from_on == date(2026, 2, 1)
    assert learned.scene is not None
    assert (learned.scene.policy.name, learned.scene.days) == ("gepast", 135)
    assert "mark_level" in {one.code for one in (*learned.found.fits, *learned.found.kept)}


def test_what_nobody_writes_down_stays_as_the_register_has_it(learned: calibration.Learned):
    kept = {one["code"]: one for one in calibration.told(learned)["kept"]}
    assert kept["to_web_share"]["reason"] == "cannot_be_told_apart"
    assert kept["frost_factor"]["value"] == registers.load()["frost_factor"]


@pytest.mark.usefixtures("built")
def test_nothing_is_learned_of_what_came_later():
    first = date(2026, 3, 1)
    begin = datetime(2026, 3, 1, tzinfo=ZONE)
    known = calibration.told(calibration.learned(first))

    ContactMoment.objects.filter(at__gte=begin).delete()
    Call.objects.filter(arrived_at__gte=begin).delete()
    QuarterHour.objects.filter(starts_at__gte=begin).delete()
    Survey.objects.filter(answered_at__gte=begin).update(answered_at=None, mark=None)
    Task.objects.filter(ended_at__gte=begin).update(ended_at=None, began_at=None, work_minutes=0, follow_on="")

    assert calibration.told(calibration.learned(first)) == known


@pytest.mark.usefixtures("built")
def test_a_month_is_foretold_and_set_beside_what_happened():
    answer = backtests.backtest("2026-05", today=TODAY, seed=1, replications=6)

    assert (answer["from"], answer["until"], answer["days"]) == ("2025-06-17", "2026-04-30", 31)
    assert answer["policy"] == "gepast"
    rows = {row["code"]: row for row in answer["figures"]}
    assert rows["repairs_per_home"]["inside"]
    assert rows["contacts_per_home"]["inside"]
    for row in rows.values():
        assert row["forecast"]["low"] <= row["forecast"]["mean"] <= row["forecast"]["high"]
        if row["happened"] is not None:
            is_inside = row["forecast"]["low"] <= row["happened"]["value"] <= row["forecast"]["high"]
            assert row["inside"] == is_inside
            assert row["difference"] == pytest.approx(
                row["forecast"]["mean"] - row["happened"]["value"], rel=1e-6, abs=1e-6
            )
            assert bool(row["why"]) == (not is_inside)
    assert answer["inside"] == sum(bool(row["inside"]) for row in rows.values())
    assert answer["inside"] >= 0.7 * answer["compared"]
    # What the first line really solves was learned, and is not what the promise says.
    assert rows["solved_at_once_share"]["miss"] == pytest.approx(1.0, abs=0.05)
    corrected = [row for row in rows.values() if row["corrected"] is not None]
    assert len(corrected) > 10
    for row in corrected:
        assert row["corrected"]["mean"] == pytest.approx(row["forecast"]["mean"] * row["miss"], rel=1e-6)
    assert rows["mark_repairs"]["corrected"] is None


@pytest.mark.usefixtures("built")
def test_a_day_on_which_less_was_done_than_foreseen_is_laid_beside_who_was_there(learned: calibration.Learned):
    row = {
        "code": "jobs_per_craftsman_day",
        "unit": "jobs",
        "forecast": {"mean": 3.0, "low": 2.5, "high": 3.5},
        "happened": {"value": 2.0, "n": 40},
        "difference": 1.0,
    }
    assert learned.scene is not None
    before = {"jobs_per_craftsman_day": Happened(2.1, 1.9, 2.3, 200)}

    found = reasons.reasons(row, before, learned, learned.scene)

    assert [one["code"] for one in found] == ["off_before_too", "work_spread"]
    assert found[-1]["visited"] == 40
    assert found[-1]["there"] > 40
    with translation.override("en"):
        assert "had a visit on 40" in words_of(found[-1])


@pytest.mark.usefixtures("built")
def test_what_cannot_have_happened_is_left_out_and_told_and_no_figure_is_made_of_it():
    odd = Task.objects.filter(ended_at__isnull=False).annotate(place=F("pk") % 20)
    odd.filter(place=1).update(work_minutes=-30.0)
    odd.filter(place=2).update(travel_minutes=1e6)
    ContactMoment.objects.annotate(place=F("pk") % 20).filter(place=3).update(at=NOW + timedelta(days=900))
    Repair.objects.annotate(place=F("pk") % 20).filter(place=4).update(reported_at=NOW + timedelta(days=900))

    answer = backtests.backtest("2026-05", today=TODAY, seed=1, replications=2)
    found = calibration.learned(TODAY)

    left_out = {one["code"]: one["n"] for one in calibration.told(found)["left_out"]}
    assert set(left_out) == {"work_minutes", "way_minutes", "ready_before"}
    assert 0.8 < fit(found, "duration_factor").value < 1.2
    assert 2.0 < fit(found, "parking_minutes").value < 4.0
    rows = {row["code"]: row for row in answer["figures"]}
    for code in ("cost_per_home_cents", "travel_minutes_per_job", "km_per_home", "repair_lead_days"):
        assert (rows[code]["happened"], rows[code]["inside"]) == (None, None)
        (why,) = rows[code]["why"]
        assert why["code"] == "impossible_records"
        assert why["n"] > 0
    assert rows["no_access_share"]["happened"] is not None
    assert history.number_after(NOW)[0] > 10


@pytest.mark.usefixtures("built")
def test_a_history_of_which_too_much_cannot_be_teaches_nothing():
    Task.objects.filter(ended_at__isnull=False).annotate(place=F("pk") % 3).filter(place=1).update(work_minutes=-30.0)
    with pytest.raises(Refused, match="impossible_history") as refused:
        calibration.learned(TODAY)
    with translation.override("nl"):
        assert "tijden van bezoeken" in texts.refusal(refused.value.code, refused.value.params)


@pytest.mark.usefixtures("built")
def test_the_same_seed_foretells_the_same():
    assert backtests.backtest("2026-05", today=TODAY, seed=3, replications=2) == backtests.backtest(
        "2026-05", today=TODAY, seed=3, replications=2
    )


# --- keeping --------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("built")
def test_what_is_kept_is_the_newest(learned: calibration.Learned):
    assert calibration.newest() is None
    manager = make_user(role=Role.MANAGER)

    calibrating.keep(learned, by=manager, now=NOW)

    kept = calibration.newest()
    assert kept is not None
    assert kept.values["fix_share"] == pytest.approx(fit(learned, "fix_share").value)
    assert (kept.from_on, kept.until_on) == (date(2025, 6, 17), date(2026, 6, 15))
    assert Calibration.objects.visible_to(manager).count() == 1


@pytest.mark.usefixtures("built")
def test_who_does_not_steer_by_figures_keeps_nothing(learned: calibration.Learned):
    with pytest.raises(Refused, match="not_allowed"):
        calibrating.keep(learned, by=make_user(role=Role.CRAFTSMAN), now=NOW)
    assert not Calibration.objects.exists()


# --- the command line -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("built")
def test_the_command_tells_values_with_their_intervals_and_keeps_them_when_asked():
    heard: list[dict[str, Any]] = []
    options = {"way": "calibrate", "seed": 1, "keep": True, "json": True, "language": "en"}
    assert command.run(options, now=NOW, put=heard.append, say=lambda _: None, write=lambda _: None) == 0
    (answer,) = heard
    assert (answer["from"], answer["until"], answer["homes"]) == ("2025-06-17", "2026-06-15", HOMES)
    for one in answer["fitted"]:
        assert one["low"] <= one["value"] <= one["high"]
        assert one["mark"] == "found"
    assert Calibration.objects.count() == 1


@pytest.mark.usefixtures("built")
def test_a_month_right_after_the_beginning_has_too_little_before_it():
    with pytest.raises(Refused, match="too_little_history"):
        backtests.backtest("2025-07", today=TODAY, seed=1, replications=2)
