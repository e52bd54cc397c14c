"""A letter with a code or a key to an account is read by its addressee, and in the demo by whoever looks round."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from voordeur.base import mailbox
from voordeur.base.models import Letter
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize("is_demo", [False, True])
def test_a_colleague_cannot_read_a_code_in_the_outbox(settings, client, is_demo):
    settings.STAFF_SECOND_FACTOR, settings.DEMO = False, is_demo
    letter = mailbox.write(
        to_address="ada@example.org", subject="Code", body="Code 123456", now=NOW, case_kind=mailbox.PRIVATE, case_id=7
    )
    client.force_login(make_user(role=Role.CONTACT_AGENT))
    page = client.get(reverse("desk:letter", args=[letter.pk]))
    assert page.status_code == 200
    assert (b"123456" in page.content) is is_demo


def test_a_colleague_cannot_take_an_account_by_asking_for_its_new_password(settings, client):
    settings.STAFF_SECOND_FACTOR, settings.DEMO = False, False
    settings.EMAIL_BACKEND = "voordeur.base.mailbox.OutboxBackend"
    make_user(role=Role.ADMINISTRATOR, email="beheer@example.org")
    client.post(reverse("account_reset_password"), {"email": "beheer@example.org"})
    letter = Letter.objects.get(to_address="beheer@example.org")
    assert "http" in letter.body
    client.force_login(make_user(role=Role.CONTACT_AGENT))
    assert b"/account/password/reset/key/" not in client.get(reverse("desk:letter", args=[letter.pk])).content
