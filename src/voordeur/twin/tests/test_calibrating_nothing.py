"""`voordeur twin calibrate | backtest` of an association of which nothing is known yet."""

import json

import pytest
from django.core.management import call_command

from voordeur.kernel.errors import Refused
from voordeur.promises.tests.factories import make_policy_version
from voordeur.repairs.tests.factories import NOW, make_finished, make_street
from voordeur.twin.models import Calibration
from voordeur.twin.queries import calibration, history
from voordeur.twin.services import calibrating


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        call_command("voordeur_twin", *arguments)
    return int(ended.value.code or 0), capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        (("calibrate", "--keep"), "no_history"),
        (("backtest", "--holdout", "2026-10"), "no_history"),
        (("calibrate", "--seed", "-3"), "out_of_range"),
        (("calibrate", "--keep", "--until", "2026-02-30"), "not_a_day"),
        (("calibrate", "--keep", "--until", "9000-01-01"), "day_to_come"),
        (("backtest", "--holdout", "2026-10", "--replications", "1"), "out_of_range"),
        (("backtest", "--holdout", "October"), "not_a_month"),
        (("backtest", "--holdout", "2026-13"), "not_a_month"),
        (("backtest", "--holdout", "9999-12"), "not_a_month"),
        (("backtest", "--holdout", "9998-12"), "month_is_not_over"),
    ],
)
def test_what_cannot_be_learned_is_refused_with_a_sentence_and_nothing_is_kept(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], refusal: str
):
    code, text = told(capsys, *arguments, "--json")

    assert code == 1
    (refused,) = json.loads(text)["refused"]
    assert refused["code"] == refusal
    assert refused["message"].endswith(".")
    assert not Calibration.objects.exists()


@pytest.mark.django_db
def test_one_repair_of_one_home_teaches_nothing_and_nothing_is_kept():
    make_finished(make_street())
    learned = calibration.learned(NOW.date().replace(month=12))

    assert (learned.homes, learned.found.fits) == (1, ())
    with pytest.raises(Refused, match="nothing_learned"):
        calibrating.keep(learned, by=None, now=NOW)
    assert not Calibration.objects.exists()


@pytest.mark.django_db
def test_before_the_first_promises_nothing_can_be_learned():
    make_policy_version()
    with pytest.raises(Refused, match="no_history"):
        history.past_until(NOW.date())
