"""Studies: asked by who may, worked out in parts, whole or not at all."""

import json
from datetime import date
from typing import Any

import pytest

from voordeur.base import lanes
from voordeur.base.models import OutboxEvent
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy import presets
from voordeur.policy.presets import PolicyErrors
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.places import OwnHome, town_of
from voordeur.twin.engine.questions import beside
from voordeur.twin.engine.study import ask
from voordeur.twin.models import Study, StudyPart
from voordeur.twin.rules import MOST_TRIES, Status
from voordeur.twin.services import studies
from voordeur.twin.tests.factories import NOW, make_study, wanted, work_off

pytestmark = pytest.mark.django_db


def test_a_study_in_parts_says_what_a_pool_of_processes_says():
    study = make_study()
    assert (study.status, study.parts_known) == (Status.RUNNING, 0)

    # The staff of both policies and of the controls of the first, then their years.
    assert work_off() == 12, list(OutboxEvent.objects.values_list("error", flat=True))

    study.refresh_from_db()
    assert (study.status, study.parts_done, study.parts_known, study.rounds) == (Status.DONE, 12, 12, 2)
    question = beside.compare([presets.load("klantgericht"), presets.load("gepast")], 2)
    known = ask(question, studies.size_of(study), registers.load(), processes=1)
    assert json.dumps(study.result, sort_keys=True) == json.dumps(question.answer(known), sort_keys=True)


def test_only_who_steers_by_figures_may_ask():
    for role in (Role.CONTACT_AGENT, Role.PLANNER, Role.CRAFTSMAN, Role.TENANT):
        with pytest.raises(Refused, match="not_allowed"):
            make_study(make_user(role=role))
    assert not Study.objects.exists()
    assert not OutboxEvent.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"homes": 0}, "out_of_range"),
        ({"homes": 200_001}, "out_of_range"),
        ({"replications": 0}, "out_of_range"),
        ({"years": 21}, "out_of_range"),
        ({"homes": 200_000, "replications": 10_000}, "study_too_large"),
        ({"values": {"patience_seconds": -1.0}}, "out_of_range"),
        ({"values": {"no_such_thing": 1.0}}, "unknown_parameter"),
        ({"kind": "nonsense"}, "unknown_question"),
        ({"asked": {"policies": []}}, "too_few_policies"),
    ],
)
def test_what_cannot_be_simulated_is_refused_and_leaves_nothing(changes: dict[str, Any], code: str):
    manager = make_user(role=Role.MANAGER)
    with pytest.raises(Refused, match=code):
        make_study(manager, **changes)
    assert not Study.objects.exists()
    assert not OutboxEvent.objects.exists()


def test_a_policy_that_is_none_is_refused():
    with pytest.raises(PolicyErrors):
        make_study(asked={"policies": ["name = 'nothing'"]})
    assert not Study.objects.exists()


def test_a_cancelled_study_keeps_nothing_of_what_was_ready():
    study = make_study()
    manager = study.asked_by
    assert manager is not None
    assert lanes.run_one(studies.LANE)

    studies.cancel(study, by=manager, now=NOW)

    work_off()
    study.refresh_from_db()
    assert (study.status, study.result) == (Status.CANCELLED, None)
    assert not StudyPart.objects.exists()
    with pytest.raises(Refused, match="study_is_over"):
        studies.cancel(study, by=manager, now=NOW)


def test_a_colleague_does_not_stop_the_study_of_another():
    study = make_study()
    with pytest.raises(Refused, match="not_allowed"):
        studies.cancel(study, by=make_user(role=Role.QUALITY), now=NOW)
    studies.cancel(study, by=make_user(role=Role.ADMINISTRATOR), now=NOW)


def test_a_part_that_is_done_twice_counts_once():
    study = make_study()
    part = StudyPart.objects.first()
    assert part is not None
    studies.work_part(part.pk, now=NOW)
    studies.work_part(part.pk, now=NOW)
    study.refresh_from_db()
    assert study.parts_done == 1


def test_a_part_whose_workers_keep_dying_ends_the_study():
    study = make_study()
    StudyPart.objects.update(tries=MOST_TRIES)
    assert lanes.run_one(studies.LANE)
    study.refresh_from_db()
    assert (study.status, study.refusal_code) == (Status.FAILED, "workers_died")
    assert not StudyPart.objects.exists()


def test_a_refusal_on_the_way_is_kept_with_its_words():
    study = make_study()
    study.variants.update(policy="name = 'nothing'")
    assert lanes.run_one(studies.LANE)
    study.refresh_from_db()
    assert (study.status, study.refusal_code) == (Status.FAILED, "policy_errors")


def test_a_study_is_removed_when_it_is_over():
    study = make_study()
    manager = study.asked_by
    assert manager is not None
    with pytest.raises(Refused, match="study_is_running"):
        studies.remove(study, by=manager, now=NOW)
    studies.cancel(study, by=manager, now=NOW)
    studies.remove(study, by=manager, now=NOW)
    assert not Study.objects.exists()


def test_no_more_than_so_many_studies_at_a_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(studies, "MOST_RUNNING", 1)
    manager = make_user(role=Role.MANAGER)
    make_study(manager)
    with pytest.raises(Refused, match="too_many_studies"):
        studies.ask(wanted(first_on=date(2028, 1, 1)), by=manager, now=NOW)


def test_a_study_keeps_the_town_it_was_asked_of():
    places = [
        OwnHome(52.0 + one / 1000, 5.9 + one / 700, "6811AB", "North" if one % 2 else "South") for one in range(150)
    ]
    study = make_study(town=town_of(places), replications=1)
    work_off()
    study.refresh_from_db()
    assert study.status == Status.DONE
    assert size_of_town(study) == 150
    assert {"district_1", "district_2"} <= set(study.result["variants"][0]["groups"])


def size_of_town(study: Study) -> int:
    town = studies.size_of(study).setting.town
    assert town is not None
    assert set(town.names.values()) == {"North", "South"}
    return len(town)
