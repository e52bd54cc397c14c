"""Nobody is asked to judge work that was opened again before the invitation left."""

from datetime import timedelta

import pytest

from voordeur.config import following
from voordeur.quality.models import Survey
from voordeur.repairs.models import Repair
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.services import afterwards
from voordeur.repairs.tests.factories import make_finished, make_street

pytestmark = pytest.mark.django_db

EVERYBODY_IS_ASKED = "klantgericht"  # its sample is everyone, so no test hangs on the lot of a case


def wanted(repair: Repair) -> dict[str, object]:
    return {
        "process": "repair",
        "case_kind": "repairs",
        "case_id": repair.pk,
        "occasion": 1,
        "person_id": None,
        "dwelling_id": repair.dwelling_id,
        "to_address": "ada@example.org",
        "language": "nl",
        "policy_version_id": repair.policy_version_id,
        "handled_by_id": None,
    }


def test_finished_work_is_asked_about():
    repair = make_finished(make_street(preset=EVERYBODY_IS_ASKED))
    following.ask_when_still_done(now=repair.finished_at + timedelta(days=1), **wanted(repair))
    assert Survey.objects.count() == 1


def test_work_that_is_open_again_is_not():
    repair = make_finished(make_street(preset=EVERYBODY_IS_ASKED))
    moment = repair.finished_at + timedelta(hours=1)
    afterwards.not_solved(repair, why="Het lekt weer.", by=VISITOR, now=moment)
    following.ask_when_still_done(now=moment + timedelta(days=1), **wanted(repair))
    assert not Survey.objects.exists()
