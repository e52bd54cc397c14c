"""Contacts that an agent clocks, and contacts that a channel tells of."""

from datetime import timedelta

import pytest

from voordeur.base import outbox
from voordeur.base.models import Letter, OutboxEvent
from voordeur.contact.models import ContactMoment
from voordeur.contact.queries import moments as queries
from voordeur.contact.services import moments
from voordeur.contact.tests.factories import NOW, make_office, make_running
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.policy import presets
from voordeur.promises.models import PolicyVersion
from voordeur.repairs.services import drafts
from voordeur.repairs.tests.factories import make_street, report
from voordeur.telephone.tests.factories import make_call

pytestmark = pytest.mark.django_db


def refused(code: str):
    return pytest.raises(Refused, match=rf"^{code}\(")


def finish(moment: ContactMoment, office, **changes) -> ContactMoment:
    told = {"subject": "rent", "note": "Uitgelegd.", "is_solved": True, "by": office.noor}
    return moments.finish(moment, **{**told, "now": NOW + timedelta(minutes=4), **changes})


def test_a_contact_is_clocked_and_put_away():
    office = make_office()
    done = finish(make_running(office), office, cases=[("repairs", 7), ("repairs", 8), ("repairs", 7)])

    assert (done.seconds, done.is_open, done.is_solved_at_once, done.subject) == (240, False, True, "rent")
    assert (done.channel, done.direction) == ("TEL", "INK")
    assert queries.cases_of(done) == (("repairs", 7), ("repairs", 8))


def test_an_agent_is_in_one_contact_at_a_time():
    office = make_office()
    make_running(office)
    with refused("contact_running"):
        make_running(office)


def test_the_same_call_is_begun_once_and_by_one_agent():
    office = make_office()
    moment = make_running(office, source="call:1")
    assert make_running(office, source="call:1") == moment
    with refused("contact_taken"):
        make_running(office, agent=office.hanna, source="call:1")


def test_a_contact_of_a_colleague_is_not_touched():
    office = make_office()
    moment = make_running(office)
    for change in (
        lambda: moments.keep(moment, subject="rent", note="x", by=office.hanna),
        lambda: moments.about(moment, person_id=None, dwelling_id=None, by=office.hanna),
        lambda: moments.drop(moment, by=office.hanna),
        lambda: finish(moment, office, by=office.hanna),
    ):
        with refused("contact_not_yours"):
            change()
    moment.refresh_from_db()
    assert (moment.is_open, moment.note) == (True, "")


def test_a_contact_is_put_away_once():
    office = make_office()
    moment = make_running(office)
    finish(moment, office)
    with refused("contact_finished"):
        finish(moment, office)


def test_what_a_channel_tells_is_kept_once():
    office = make_office()
    for _ in range(2):
        moments.note_happened(
            now=NOW,
            source="message:3",
            channel="EMA",
            direction="INK",
            subject="rent",
            at=NOW.isoformat(),
            person_id=office.ada.pk,
            dwelling_id=office.home.pk,
        )
    moment = ContactMoment.objects.get()
    assert (moment.person, moment.channel, moment.at) == (office.ada, "EMA", NOW)


def test_what_the_agent_wrote_stays_when_the_channel_tells_of_the_same_call():
    office = make_office()
    moment = make_running(office, source="call:5")
    finish(moment, office)
    moments.note_happened(
        now=NOW, source="call:5", channel="TEL", direction="INK", subject="other", at=NOW.isoformat(), seconds=9
    )
    moment.refresh_from_db()
    assert (ContactMoment.objects.count(), moment.subject, moment.seconds) == (1, "rent", 240)


def test_a_report_from_a_running_contact_belongs_to_it():
    street = make_street()
    moment = moments.begin(
        channel="TEL",
        direction="INK",
        person_id=street.ada.pk,
        dwelling_id=street.dwelling.pk,
        agent=street.agent,
        at=NOW,
        now=NOW,
    )
    draft = drafts.begin(by=street.agent, now=NOW, dwelling_id=street.dwelling.pk)
    drafts.keep(draft, now=NOW, contact=moment.pk)
    repair = report(street, by=street.agent, draft=draft)

    for _ in range(2):
        moments.note_report(now=NOW, repair_id=repair.pk)

    moment.refresh_from_db()
    assert ContactMoment.objects.count() == 1
    assert queries.cases_of(moment) == (("repairs", repair.pk),)


def test_a_contact_begun_by_mistake_is_thrown_away():
    office = make_office()
    moments.drop(make_running(office), by=office.noor)
    assert not ContactMoment.objects.exists()


def test_the_card_leaves_out_what_was_said_to_who_lived_there_before():
    office = make_office()
    other = make_person(first_name="Bo", infix="", last_name="Smit")
    for person, days in ((other, 4000), (office.ada, 3)):
        moments.note_moment(
            channel="TEL",
            subject="rent",
            at=NOW - timedelta(days=days),
            seconds=60,
            agent=office.noor,
            person=person,
            dwelling_id=office.home.pk,
        )
    since = NOW - timedelta(days=365)
    shown = queries.of_card(office.noor, person_id=office.ada.pk, dwelling_id=office.home.pk, since=since)
    assert [one.moment.person for one in shown] == [office.ada]
    tenant = make_user(role=Role.TENANT)
    assert not queries.of_card(tenant, person_id=office.ada.pk, dwelling_id=office.home.pk, since=since)


def test_who_was_helped_is_asked_how_it_went():
    office = make_office()
    policy = presets.with_value(presets.load("gepast"), "quality.surveys.contact.sample_share", 1.0)
    PolicyVersion.objects.update(text=presets.dump(policy))
    finish(make_running(office), office)
    outbox.run_due(now=NOW + timedelta(minutes=5))

    wanted = OutboxEvent.objects.get(kind="survey.wanted")
    assert (wanted.payload["process"], wanted.payload["to_address"]) == ("contact", "ada@example.org")
    outbox.run_due(now=wanted.available_at)
    assert Letter.objects.filter(to_address="ada@example.org").exists()


def test_a_call_that_was_answered_away_from_the_screen_is_a_contact_too():
    office = make_office()
    call = make_call(arrived_at=NOW, answered_at=NOW, ended_at=NOW + timedelta(minutes=3), caller=office.ada.phone)
    for _ in range(2):
        moments.note_call(now=NOW, call_id=call.pk, user_id=office.noor.pk, outcome="answered")
    moment = ContactMoment.objects.get()
    assert (moment.person, moment.agent, moment.seconds, moment.source) == (
        office.ada,
        office.noor,
        180,
        f"call:{call.pk}",
    )
