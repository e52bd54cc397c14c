"""Who acts for a tenant reads and writes in that tenant's threads, as far and as long as the mandate goes."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voordeur.complaints.models import Complaint
from voordeur.complaints.services.receiving import Speaker, add_voice
from voordeur.complaints.tests.factories import House, make_complaint
from voordeur.correspondence.models import Thread
from voordeur.correspondence.rules.threads import Case, Status
from voordeur.correspondence.services import threads, writing
from voordeur.correspondence.tests.factories import MAILBOX, NOW, PNG, make_attachment, make_mail, make_thread, take_in
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.parties.rules import MandateScope, Role
from voordeur.parties.tests.factories import make_mandate, make_person, make_user
from voordeur.repairs.tests.factories import make_street, report

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def set_up(settings, tmp_path):
    settings.MEDIA_ROOT, settings.MAILBOX = tmp_path, MAILBOX
    cache.clear()


@pytest.fixture
def street():
    return make_street(days=0)


@pytest.fixture
def bo() -> User:
    return make_user(person=make_person(first_name="Bo", infix="", last_name="Bosman", email="bo@example.org"))


@pytest.fixture
def letters(street) -> dict[str, Thread]:
    """Three threads of ada: about nothing in particular, about a repair, about a complaint of hers."""
    house = House(street.ada, street.ada_user, street.dwelling, *[street.agent] * 4, version=street.version)
    cases = {
        "repair": Case("repairs", report(street).pk),
        "complaint": Case("complaints", make_complaint(house).pk),
    }
    found = {kind: make_thread(person=street.ada, subject=kind) for kind in ("general", *cases)}
    for kind, case in cases.items():
        threads.join_case(found[kind], case=case, by=street.agent, now=NOW)
    return found


def gives(street, to: User, scope: MandateScope, *, from_on=TODAY - DAY, until_on=None) -> None:
    make_mandate(principal=street.ada, agent=to.person, scope=scope, from_on=from_on, until_on=until_on)


def seen(user: User, *, day=TODAY) -> set[str]:
    return set(Thread.objects.visible_to(user, day=day).values_list("subject", flat=True))


def test_without_a_mandate_nobody_reads_what_another_wrote(street, letters, bo):
    assert seen(bo) == set()
    assert seen(street.ada_user) == {"general", "repair", "complaint"}


def test_who_acts_in_everything_reads_all_but_a_complaint_that_is_not_theirs(street, letters, bo):
    gives(street, bo, MandateScope.EVERYTHING)
    assert seen(bo) == {"general", "repair"}

    add_voice(Complaint.objects.get(), Speaker.of(bo.person), now=NOW)
    assert seen(bo) == {"general", "repair", "complaint"}


def test_who_acts_in_repairs_reads_what_is_about_a_repair(street, letters, bo):
    gives(street, bo, MandateScope.REPAIRS)
    assert seen(bo) == {"repair"}


@pytest.mark.parametrize(
    ("from_on", "until_on", "sees"),
    [
        (TODAY - 9 * DAY, TODAY - DAY, False),
        (TODAY - 9 * DAY, TODAY, True),
        (TODAY, None, True),
        (TODAY + DAY, None, False),
    ],
)
def test_a_mandate_opens_only_in_its_own_days(street, letters, bo, from_on, until_on, sees):
    gives(street, bo, MandateScope.EVERYTHING, from_on=from_on, until_on=until_on)
    assert ("general" in seen(bo)) == sees


def test_a_mandate_of_another_tenant_opens_nothing_of_ada(street, letters, bo):
    make_mandate(principal=make_person(), agent=bo.person, scope=MandateScope.EVERYTHING, from_on=TODAY)
    assert seen(bo) == set()


def test_it_goes_one_way_and_one_step(street, letters, bo):
    """Ada reads nothing of bo because bo acts for her, and who acts for bo reads nothing of ada."""
    gives(street, bo, MandateScope.EVERYTHING)
    make_thread(person=bo.person, subject="of bo")
    cas = make_user(person=make_person(first_name="Cas"))
    make_mandate(principal=bo.person, agent=cas.person, scope=MandateScope.EVERYTHING, from_on=TODAY)

    assert "of bo" not in seen(street.ada_user)
    assert seen(cas) == {"of bo"}


def test_what_was_put_aside_stays_with_us(street, bo):
    gives(street, bo, MandateScope.EVERYTHING)
    make_thread(person=street.ada, status=Status.ASIDE)
    assert seen(bo) == set()


def test_who_acts_for_a_tenant_writes_in_the_thread_and_the_answer_still_goes_to_the_tenant(street, letters, bo):
    gives(street, bo, MandateScope.REPAIRS)

    message = writing.reply(letters["repair"], body="De sleutel ligt bij de buren.", by=bo, now=NOW)

    thread = message.thread
    assert (thread.person, thread.email, message.name, message.by) == (street.ada, "ada@example.org", str(bo), bo)
    for kind in ("general", "complaint"):
        with pytest.raises(Refused, match="not_a_tenant"):
            writing.reply(letters[kind], body="x", by=bo, now=NOW)


def test_whose_mandate_ended_writes_no_more(street, letters, bo):
    gives(street, bo, MandateScope.EVERYTHING, until_on=TODAY)
    writing.reply(letters["general"], body="Vandaag nog.", by=bo, now=NOW)
    with pytest.raises(Refused, match="not_a_tenant"):
        writing.reply(letters["general"], body="Te laat.", by=bo, now=NOW + DAY)


def test_an_employee_does_not_write_as_a_tenant(street, letters):
    agent = make_user(role=Role.CONTACT_AGENT, person=make_person(first_name="Robin"))
    with pytest.raises(Refused, match="not_your_thread_action"):
        writing.reply(letters["general"], body="x", by=agent, now=NOW)


def test_on_the_pages_it_is_told_for_whom_and_who_wrote(street, bo):
    gives(street, bo, MandateScope.EVERYTHING, from_on=timezone.localdate() - DAY)
    take_in(make_mail(body="Ik ben ada."))
    thread, client = Thread.objects.get(), Client()
    one = make_attachment(thread)
    client.force_login(bo)
    address = reverse("correspondence:my_thread", args=[thread.pk])

    listed = client.get(reverse("correspondence:my")).content.decode()
    assert f"Voor {street.ada}" in listed
    assert address in listed
    assert client.post(address, {"body": "Ik ben bo."}).status_code == 302
    page = client.get(address).content.decode()
    assert "Ada de Boer schreef" in page
    assert page.count("U schreef") == 1
    assert f"Voor {street.ada}" in page
    file = client.get(reverse("correspondence:file", args=[one.pk]))
    assert b"".join(file.streaming_content) == PNG

    client.force_login(street.ada_user)
    page = client.get(address).content.decode()
    assert f"{bo} schreef" in page
    assert page.count("U schreef") == 1
    assert f"Voor {street.ada}" not in page


def test_when_the_mandate_is_over_the_page_is_gone(street, letters, bo):
    gives(street, bo, MandateScope.EVERYTHING, until_on=timezone.localdate() - DAY, from_on=TODAY - 900 * DAY)
    client, thread = Client(), letters["general"]
    client.force_login(bo)
    address = reverse("correspondence:my_thread", args=[thread.pk])
    assert (client.get(address).status_code, client.post(address, {"body": "x"}).status_code) == (404, 404)
    file = reverse("correspondence:file", args=[make_attachment(thread).pk])
    assert client.get(file).status_code == 404
