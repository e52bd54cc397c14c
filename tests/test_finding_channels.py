"""Calls, mail and visitors of the desk are found themselves, at once, and only by who may see them."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from voordeur.base import outbox
from voordeur.complaints.models import Complaint
from voordeur.complaints.tests.factories import make_complaint, make_house
from voordeur.config import findable
from voordeur.correspondence.models import Thread
from voordeur.correspondence.tests.factories import make_thread
from voordeur.counter.models import Appointment, Ticket
from voordeur.counter.rules.status import TicketAction, TicketStatus
from voordeur.counter.services import queue
from voordeur.counter.tests.factories import make_appointment, make_ticket
from voordeur.finding import services
from voordeur.finding.queries.finding import Hit, find
from voordeur.homes.tests.factories import make_tenancy
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.promises.tests.factories import make_policy_version
from voordeur.telephone import queries as telephone
from voordeur.telephone.rules.calls import Outcome, Stage
from voordeur.telephone.tests.factories import make_call

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def sam() -> User:
    make_policy_version()
    return make_user(role=Role.CONTACT_AGENT)


def hits(text: str, kind: str, user: User) -> list[Hit]:
    return [hit for group in find(text, user=user, day=DAY).groups if group.kind == kind for hit in group.hits]


# --- calls ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["0698765432", "+31 6 98 76 54 32", "765432", "0698"])
def test_a_call_is_found_by_its_number_whole_or_in_part(sam, text: str):
    make_call(caller="+31698765432", outcome=Outcome.ABANDONED)
    make_call(caller="+31201112233")
    services.fill("calls")
    (hit,) = hits(text, "calls", sam)

    assert hit.title == "06 98765432"
    assert hit.address == reverse("telephone:day") + "?day=2026-11-24"


def test_a_call_of_somebody_who_is_known_leads_to_their_card(sam):
    ada = make_tenancy(person=make_person(phone="+31698765432")).household.members.get().person
    make_call(caller="+31698765432")
    services.fill("calls")
    (hit,) = hits("0698765432", "calls", sam)

    assert ada.full_name in hit.details
    assert hit.address == reverse("contact:person", args=[ada.pk])


def test_a_call_without_a_number_is_not_in_the_index():
    make_call(caller="")
    assert services.fill("calls") == 0


def test_a_call_that_goes_on_is_found_and_is_current(sam):
    make_call(caller="+31698765432", outcome=Outcome.OPEN, stage=Stage.TALKING)
    services.follow(now=AT)
    assert hits("0698765432", "calls", sam)[0].is_current


def test_who_may_not_see_calls_is_shown_none():
    """Whoever may use the box may see calls today; the room does not lean on that."""
    call = make_call(caller="+31698765432")
    assert telephone.show_calls([call.pk], make_user(role=Role.TENANT), DAY) == {}
    assert list(telephone.show_calls([call.pk], make_user(role=Role.QUALITY), DAY)) == [call.pk]


# --- mail -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["de lift", "liften", "bo@example.net", "bo@exam"])
def test_a_thread_is_found_by_its_subject_and_by_the_address_of_who_wrote(sam, text: str):
    thread = make_thread(email="bo@example.net", subject="De lift staat stil")
    make_thread(email="eve@example.com", subject="Huurprijs")
    services.fill("threads")

    assert [hit.object_id for hit in hits(text, "threads", sam)] == [thread.pk]
    assert hits(text, "threads", sam)[0].address == reverse("correspondence:card", args=[thread.pk])


def test_what_was_written_in_a_thread_finds_nothing(sam):
    make_thread(subject="Vraag", body="Mijn zonnescherm hangt scheef.")
    services.fill("threads")
    assert hits("zonnescherm", "threads", sam) == []


def test_a_mail_is_found_as_soon_as_its_event_is_handled(sam):
    thread = make_thread(email="bo@example.net", subject="De lift staat stil")
    assert hits("bo@example.net", "threads", sam) == []

    outbox.run_due(now=timezone.now())

    assert [hit.object_id for hit in hits("bo@example.net", "threads", sam)] == [thread.pk]


def test_a_thread_about_a_complaint_is_not_found_by_whom_it_is_about():
    house = make_house()
    complaint = make_complaint(house)
    thread = make_thread(email="bo@example.net")
    Thread.objects.filter(pk=thread.pk).update(case_kind="complaints", case_id=complaint.pk)
    services.fill("threads")
    assert len(hits("bo@example.net", "threads", house.noor)) == 1

    Complaint.objects.filter(pk=complaint.pk).update(about_user=house.noor)
    assert hits("bo@example.net", "threads", house.noor) == []


# --- the desk ---------------------------------------------------------------------------------------------------------


def of_bo() -> Appointment:
    made = make_appointment()
    made.name, made.phone = "Bo Prins", "+31698765432"
    made.save()
    return made


def test_a_visitor_is_found_by_the_name_and_the_number_of_the_appointment(sam):
    make_ticket(appointment=of_bo())
    services.fill("tickets")

    for text in ("prins", "0698765432"):
        (hit,) = hits(text, "tickets", sam)
        assert "Bo Prins" in hit.title
        assert hit.address == reverse("counter:board")


def test_who_does_not_receive_visitors_finds_none(sam):
    make_ticket(appointment=of_bo())
    services.fill("tickets")
    assert hits("prins", "tickets", make_user(role=Role.QUALITY)) == []


def test_a_visitor_who_was_helped_is_found_with_that_at_once(sam):
    ticket = make_ticket(appointment=of_bo(), status=TicketStatus.WAITING)
    queue.act(ticket, TicketAction.CALL, by=sam, now=AT, desk=1)
    queue.act(Ticket.objects.get(pk=ticket.pk), TicketAction.HELP, by=sam, now=AT)
    outbox.run_due(now=AT)

    (hit,) = hits("prins", "tickets", sam)
    assert not hit.is_current


def test_a_contact_of_another_kind_changes_nothing_in_the_index():
    findable.find_happened(now=AT, source="complaint:1")
    findable.find_message(now=AT, message_id=0)
