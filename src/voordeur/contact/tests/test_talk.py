"""Contact moments: a report is one, with what it took of us."""

from datetime import timedelta

import pytest
from django.test import RequestFactory

from voordeur.base import outbox
from voordeur.contact import panels
from voordeur.contact.models import ContactMoment
from voordeur.contact.queries import talk as queries
from voordeur.contact.services import moments as services
from voordeur.repairs.tests.factories import NOW, make_draft, make_street, report

pytestmark = pytest.mark.django_db


def test_a_report_on_the_web_takes_nobody_of_ours_any_time():
    street = make_street()
    repair = report(street, draft=make_draft(dwelling=street.dwelling, now=NOW - timedelta(minutes=9)))

    services.note_report(now=NOW, repair_id=repair.pk)

    moment = ContactMoment.objects.get()
    assert (moment.channel, moment.direction, moment.seconds, moment.agent) == ("INT", "INK", 0, None)
    assert (moment.person, moment.dwelling_id, moment.at) == (
        street.ada,
        street.dwelling.pk,
        NOW - timedelta(minutes=9),
    )


def test_a_report_by_telephone_took_as_long_as_the_form_was_open():
    street = make_street()
    draft = make_draft(dwelling=street.dwelling, by=street.agent, now=NOW - timedelta(minutes=6, seconds=30))
    repair = report(street, by=street.agent, draft=draft)

    services.note_report(now=NOW, repair_id=repair.pk)

    assert ContactMoment.objects.get().seconds == 390
    assert queries.seconds_of_case("repairs", repair.pk) == 390


def test_a_form_that_stayed_open_overnight_counts_two_hours_at_most():
    street = make_street()
    draft = make_draft(dwelling=street.dwelling, by=street.agent, now=NOW - timedelta(hours=15))
    services.note_report(now=NOW, repair_id=report(street, by=street.agent, draft=draft).pk)
    assert ContactMoment.objects.get().seconds == 2 * 3600


def test_the_same_report_is_noted_once():
    repair = report(make_street())
    for _ in range(2):
        services.note_report(now=NOW, repair_id=repair.pk)
    assert ContactMoment.objects.count() == 1


def test_the_worker_notes_a_report_by_itself():
    report(make_street())
    outbox.run_due(now=NOW)
    assert ContactMoment.objects.filter(subject="repair").count() == 1


def note(**changes) -> ContactMoment:
    told = {"channel": "TEL", "subject": "rent", "at": NOW, "seconds": 120, "agent": None}
    return services.note_moment(**{**told, **changes})


def test_talk_is_added_up_by_stretch_and_by_kind_of_case():
    bounds = [NOW, NOW + timedelta(days=1), NOW + timedelta(days=2)]
    note()
    note(seconds=60)
    note(at=NOW + timedelta(days=1), case_kind="repairs", case_id=1)
    # On the last bound a stretch has ended.
    note(at=NOW + timedelta(days=2))

    assert queries.talk_by_month(bounds) == {
        (0, ""): queries.Talk(2, 180),
        (1, "repairs"): queries.Talk(1, 120),
    }


def test_the_card_of_a_home_shows_its_newest_contacts():
    street = make_street()
    for number in range(12):
        note(dwelling_id=street.dwelling.pk, at=NOW - timedelta(days=number))
    request = RequestFactory().get("/")
    request.user = street.agent

    shown = str(panels.of_home(request, dwelling_id=street.dwelling.pk))

    assert shown.count("telefoon") == 10
    assert queries.seconds_of_dwelling(street.dwelling.pk, NOW - timedelta(days=30), NOW + timedelta(days=1)) == 1_440


def test_a_home_without_contacts_says_so():
    request = RequestFactory().get("/")
    assert str(panels.of_home(request, dwelling_id=0)).strip()
