"""What can be learned of contacts, calls, marks and complaints that are over."""

from datetime import timedelta

import pytest

from voordeur.complaints.queries import past as complaints
from voordeur.complaints.tests.factories import make_complaint, make_house
from voordeur.contact.models import ContactMoment
from voordeur.contact.queries import past
from voordeur.contact.tests.factories import NOW
from voordeur.quality import queries as quality
from voordeur.quality.tests.factories import make_survey
from voordeur.telephone import queries as telephone
from voordeur.telephone.rules.calls import Outcome
from voordeur.telephone.tests.factories import NINE, make_call

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def test_what_came_to_us_and_is_over_is_told_in_order():
    for minutes, more in ((2, {}), (1, {}), (3, {"direction": "UIT"}), (4, {"is_open": True}), (90, {})):
        ContactMoment.objects.create(
            channel="TEL", subject="rent", at=NOW + timedelta(minutes=minutes), seconds=minutes, **more
        )

    assert [one.seconds for one in past.told(NOW, NOW + HOUR)] == [1, 2]


def test_calls_that_wanted_somebody_are_heard_with_how_they_ended():
    make_call(waited_seconds=5, service_seconds=100, caller="+31612345678")
    make_call(
        arrived_at=NINE + timedelta(minutes=1), outcome=Outcome.ABANDONED, waited_seconds=40, service_seconds=None
    )
    make_call(arrived_at=NINE + timedelta(minutes=2), outcome=Outcome.MENU)
    make_call(arrived_at=NINE + HOUR)

    rows = [(one.outcome, one.waited_seconds, one.service_seconds) for one in telephone.heard(NINE, NINE + HOUR)]

    assert rows == [("answered", 5, 100), ("abandoned", 40, None)]


def test_marks_are_those_that_were_given_in_the_stretch():
    make_survey(case_id=7, answered_at=NOW, mark=8)
    make_survey(answered_at=NOW + HOUR, mark=3)
    make_survey()

    assert quality.given("repair", NOW, NOW + HOUR) == [(NOW, 7, 8)]


def test_complaints_are_those_that_came_in_in_the_stretch():
    complaint = make_complaint(make_house())

    at = complaint.received_at
    assert complaints.received(at, at + HOUR) == [(at, "behaviour")]
    assert complaints.received(at + HOUR, at + 2 * HOUR) == []
