"""The outbox page and the audit trail."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from voordeur.base import audit, mailbox
from voordeur.base.models import AuditEvent, OutboxEvent
from voordeur.letters.tests.factories import make_dispatch
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def admin(settings, client) -> Client:
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(make_user(role=Role.ADMINISTRATOR))
    return client


def text(client: Client, name: str, *args, **asked) -> str:
    return client.get(reverse(name, args=args), asked).content.decode()


def test_an_empty_outbox_says_so(admin):
    assert "vd-empty" in text(admin, "desk:outbox")


def test_letters_stand_newest_first_and_are_found_by_address(admin):
    for number, who in enumerate(("ada", "eve")):
        mailbox.write(
            to_address=f"{who}@example.org", subject=f"Brief {who}", body="Dag", now=NOW + timedelta(minutes=number)
        )
    page = text(admin, "desk:outbox")
    assert page.index("Brief eve") < page.index("Brief ada")
    found = text(admin, "desk:outbox", q="ada@")
    assert "Brief ada" in found
    assert "Brief eve" not in found


def test_what_went_on_paper_or_to_a_page_stands_in_the_outbox_too(admin):
    ada, eve = make_person(last_name="Boer"), make_person(first_name="Eve", infix="", last_name="Ruiter")
    for person, channel in ((ada, "letter"), (eve, "letter"), (ada, "portal")):
        make_dispatch(person=person, channel=channel, subject=f"{channel} {person.first_name}")

    on_paper = text(admin, "desk:outbox", way="letter")
    assert "letter Ada" in on_paper
    assert "letter Eve" in on_paper
    assert "portal Ada" not in on_paper
    assert "letter Ada" not in text(admin, "desk:outbox", way="letter", q="rui")
    assert "portal Ada" in text(admin, "desk:outbox", way="portal")
    assert "vd-empty" in text(admin, "desk:outbox", way="pigeon")


def test_a_letter_names_the_files_that_went_along(admin):
    files = [mailbox.File("appointment.ics", "text/calendar", content=b"x")]
    letter = mailbox.write(to_address="ada@example.org", subject="x", body="Dag", now=NOW, files=files)

    assert "appointment.ics" in text(admin, "desk:letter", letter.pk)


def test_what_a_letter_holds_is_shown_as_text_and_never_runs(admin):
    letter = mailbox.write(to_address="ada@example.org", subject="x", body="<script>alert(1)</script>", now=NOW)
    page = text(admin, "desk:letter", letter.pk)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_failed_event_is_shown_with_its_error_and_can_be_tried_again(admin):
    event = OutboxEvent.objects.create(
        kind="repair.report", created_at=NOW, available_at=NOW, failed_at=NOW, attempts=8, error="de post was dicht"
    )
    page = text(admin, "desk:outbox")
    assert "repair.report" in page
    admin.post(reverse("desk:retry", args=[event.pk]))
    event.refresh_from_db()
    assert (event.failed_at, event.attempts) == (None, 0)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CONTACT_AGENT])
def test_a_letter_that_did_not_arrive_stands_out_and_is_sent_again(settings, client, role):
    settings.STAFF_SECOND_FACTOR, settings.MAIL_DELIVERY = False, "smtp"
    client.force_login(make_user(role=role))
    fine = mailbox.write(to_address="eve@example.org", subject="Goed", body="Dag", now=NOW)
    letter = mailbox.write(to_address="ada@example.org", subject="Kwijt", body="Dag", now=NOW)
    mailbox.fail(now=NOW, letter_id=letter.pk, error="SMTPRecipientsRefused: onbekend")

    assert "1 brief kwam niet aan" in text(client, "desk:outbox")
    failed = text(client, "desk:outbox", state="failed")
    assert "Kwijt" in failed
    assert "Goed" not in failed
    assert "SMTPRecipientsRefused: onbekend" in text(client, "desk:letter", letter.pk)

    again = reverse("desk:send_again", args=[letter.pk])
    page = client.post(again, follow=True).content.decode()
    assert "proberen deze brief opnieuw te versturen" in page
    assert "1 brief kwam niet aan" not in text(client, "desk:outbox")
    # A second click, and a letter that is on its way, change nothing.
    assert client.post(again).status_code == 302
    assert client.post(reverse("desk:send_again", args=[fine.pk])).status_code == 302
    assert OutboxEvent.objects.filter(kind="letter.written").count() == 3


def test_a_choice_without_letters_says_what_to_do(admin):
    assert "Kies een andere status" in text(admin, "desk:outbox", state="failed")


def test_the_trail_says_whether_it_is_whole(admin):
    first = audit.record("home seen", "dwelling 1", by=None, now=NOW)
    audit.record("home seen", "dwelling 2", by=None, now=NOW)
    whole = text(admin, "desk:trail", check="1")
    AuditEvent.objects.filter(pk=first.pk).update(subject="dwelling 9")
    broken = text(admin, "desk:trail", check="1")

    assert "woning 2" in whole
    assert ("vd-alert--danger" in whole, "vd-alert--danger" in broken) == (False, True)
