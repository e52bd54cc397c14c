"""The audit trail: every row seals the one before it, so that a change afterwards shows."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from voordeur.base import audit
from voordeur.base.models import AuditEvent
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 8, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture
def rows() -> list[AuditEvent]:
    sam = make_user(role=Role.MANAGER)
    return [
        audit.record(
            "home seen", f"dwelling {number}", by=sam, now=NOW + timedelta(minutes=number), details={"n": number}
        )
        for number in range(4)
    ]


def test_an_untouched_trail_is_whole(rows):
    assert audit.first_broken() is None
    assert [row.previous_seal for row in rows[1:]] == [row.seal for row in rows[:-1]]


def test_an_empty_trail_is_whole():
    assert audit.first_broken() is None


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "dwelling 99"},
        {"action": "nothing seen"},
        {"details": {"n": 9}},
        {"at": NOW - timedelta(days=1)},
        {"by": None},
        {"seal": "0" * 64},
    ],
)
def test_any_change_of_a_row_shows_at_that_row(change, rows):
    AuditEvent.objects.filter(pk=rows[1].pk).update(**change)
    assert audit.first_broken() == rows[1]


def test_a_row_that_was_taken_out_shows_at_the_next(rows):
    AuditEvent.objects.filter(pk=rows[1].pk).delete()
    assert audit.first_broken() == rows[2]


def test_a_row_put_in_between_is_impossible(rows):
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.create(at=NOW, action="x", subject="y", previous_seal=rows[0].seal, seal="1" * 64)


def test_who_is_not_logged_in_is_nobody():
    assert audit.record("looked", "page", by=AnonymousUser(), now=NOW).by is None


def test_the_zone_of_the_clock_does_not_break_a_seal(rows):
    again = AuditEvent.objects.get(pk=rows[0].pk)
    assert again.at == NOW
    assert audit.first_broken() is None
