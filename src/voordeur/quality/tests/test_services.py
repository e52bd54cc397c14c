"""Asking once, answering once, and the event that lets the rest follow."""

from datetime import UTC, datetime, timedelta

import pytest

from voordeur.base.models import Letter, OutboxEvent
from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.policy import presets
from voordeur.promises.models import PolicyVersion
from voordeur.promises.tests.factories import make_policy_version
from voordeur.quality import queries, services
from voordeur.quality.models import Survey
from voordeur.quality.rules import draw
from voordeur.quality.tests.factories import make_survey

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
POLICY = presets.load("gepast")
ASKED = next(case for case in range(1, 99) if draw("repair", "repairs", case, 1) < 0.5)
NOT_ASKED = next(case for case in range(1, 99) if draw("repair", "repairs", case, 1) >= 0.5)


def version():
    return PolicyVersion.objects.first() or make_policy_version()


def invite(**changes):
    fields = {
        "process": "repair",
        "case_kind": "repairs",
        "case_id": ASKED,
        "occasion": 1,
        "person": make_person(),
        "dwelling": None,
        "to_address": "ada@example.org",
        "language": "nl",
        "policy_version_id": version().pk,
        "policy": POLICY,
        "now": NOW,
        "handled_by": None,
    }
    return services.invite(**{**fields, **changes})


def test_an_invitation_is_a_letter_with_a_link_in_the_language_of_the_person():
    survey = invite(dwelling=make_dwelling(street="Lindelaan", number=4))

    letter = Letter.objects.get()
    assert letter.to_address == "ada@example.org"
    assert letter.subject == "Hoe ging de reparatie?"
    assert f"/survey/{survey.token}/" in letter.body
    assert "Lindelaan 4" in letter.body
    assert (letter.case_kind, letter.case_id) == ("repairs", ASKED)


def test_an_invitation_in_english_is_in_english():
    invite(language="en")

    assert Letter.objects.get().subject == "How did the repair go?"


def test_the_same_occasion_is_asked_once():
    first = invite()
    again = invite()

    assert again == first
    assert Letter.objects.count() == 1


def test_who_draws_the_wrong_lot_or_has_no_address_is_not_asked():
    assert invite(case_id=NOT_ASKED) is None
    assert invite(to_address="") is None
    assert not Survey.objects.exists()
    assert not Letter.objects.exists()


def planned(**changes):
    fields = {
        "process": "repair",
        "case_kind": "repairs",
        "case_id": ASKED,
        "occasion": 1,
        "person_id": None,
        "dwelling_id": None,
        "to_address": "ada@example.org",
        "language": "nl",
        "policy_version_id": version().pk,
        "policy": POLICY,
        "handled_by_id": None,
        "done_at": NOW,
        "now": NOW,
    }
    return services.plan_invitation(**{**fields, **changes})


def test_an_invitation_waits_for_the_hours_of_the_policy_and_is_then_sent():
    at = planned()

    event = OutboxEvent.objects.get(kind="survey.wanted")
    assert at == event.available_at == NOW + timedelta(hours=24)
    services.invite_as_planned(now=at, **event.payload)
    assert Survey.objects.get().invited_at == at
    assert Letter.objects.count() == 1


def test_no_invitation_is_planned_for_who_is_not_asked():
    assert planned(case_id=NOT_ASKED) is None
    assert not OutboxEvent.objects.exists()


def test_an_answer_is_kept_and_told_to_the_other_rooms():
    survey = make_survey(case_id=12)

    services.answer(token=survey.token, mark=4, reason="  Te laat. ", is_solved=False, now=NOW)

    survey.refresh_from_db()
    assert (survey.mark, survey.reason, survey.is_solved, survey.answered_at) == (4, "Te laat.", False, NOW)
    assert OutboxEvent.objects.get(kind="survey.answered").payload == {
        "survey_id": survey.pk,
        "mark": 4,
        "is_solved": False,
        "case_kind": "repairs",
        "case_id": 12,
    }


def test_the_first_answer_stays():
    survey = make_survey()
    services.answer(token=survey.token, mark=4, reason="", is_solved=True, now=NOW)

    with pytest.raises(Refused, match="already_answered"):
        services.answer(token=survey.token, mark=9, reason="", is_solved=True, now=NOW + timedelta(days=1))

    assert Survey.objects.get().mark == 4
    assert OutboxEvent.objects.filter(kind="survey.answered").count() == 1


def test_an_impossible_mark_leaves_no_trace():
    survey = make_survey()

    with pytest.raises(Refused, match="mark_out_of_range"):
        services.answer(token=survey.token, mark=11, reason="", is_solved=None, now=NOW)

    assert Survey.objects.get().answered_at is None
    assert not OutboxEvent.objects.exists()


def test_an_old_invitation_is_closed():
    survey = make_survey(invited_at=NOW - timedelta(days=90))

    with pytest.raises(Refused, match="survey_closed"):
        services.answer(token=survey.token, mark=8, reason="", is_solved=None, now=NOW)


def test_sam_who_works_here_cannot_answer_for_ada():
    survey = make_survey()

    with pytest.raises(Refused, match="staff_may_not_answer"):
        services.answer(
            token=survey.token, mark=10, reason="", is_solved=None, now=NOW, by=make_user(role=Role.CONTACT_AGENT)
        )


def test_an_unknown_letter_is_no_survey():
    with pytest.raises(Survey.DoesNotExist):
        services.answer(token="no-such-token", mark=8, reason="", is_solved=None, now=NOW)


def test_marks_are_added_up_per_month():
    october, november = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    december = datetime(2026, 12, 1, tzinfo=UTC)
    for mark, day in ((8, 3), (8, 20), (5, 31)):
        make_survey(invited_at=october, answered_at=datetime(2026, 10, day, tzinfo=UTC), mark=mark)
    make_survey(invited_at=october, answered_at=november, mark=10)
    make_survey(invited_at=november)
    make_survey(process="ALG", invited_at=october, answered_at=october, mark=1)

    found = queries.marks_by_month("repair", [october, november, december])

    assert found[0].counts == (0, 0, 0, 0, 1, 0, 0, 2, 0, 0)
    assert found[1].counts == (0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
    assert [month.invited for month in found] == [4, 1]


def test_the_label_judges_each_component_by_the_policy():
    given = queries.marks_of_period("repair", NOW - timedelta(days=365), NOW)

    found = queries.label({"repair": given}, POLICY)

    assert [(component.code, component.verdict) for component in found] == [
        ("contact", "too_few"),
        ("repair", "too_few"),
    ]
