"""Answers go out and end the work; the automatic answer; what tenants write on the site."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from voordeur.base import mailbox, outbox
from voordeur.base.models import Letter, OutboxEvent
from voordeur.correspondence.models import Attachment, Event, Message, Thread
from voordeur.correspondence.rules.threads import Case, Status, address_of
from voordeur.correspondence.services import answering, threads, writing
from voordeur.correspondence.tests.factories import MAILBOX, PNG, make_mail, make_thread, take_in, with_files
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_team, make_user
from voordeur.planning.tests.factories import NOW, at
from voordeur.repairs.tests.factories import make_street, report
from voordeur.work import services as work
from voordeur.work.models import WorkItem
from voordeur.work.services import give_area

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def set_up(settings, tmp_path):
    settings.MEDIA_ROOT, settings.MAILBOX = tmp_path, MAILBOX
    cache.clear()


@pytest.fixture
def street():
    return make_street(days=0)


def seen(thread: Thread) -> int:
    return thread.messages.order_by("-pk").first().pk


def answer(thread: Thread, *, by, body: str = "Morgen om tien uur.", now=NOW, **more) -> Message:
    return answering.answer(thread, body=body, seen=more.pop("seen", seen(thread)), seconds=240, by=by, now=now, **more)


def test_an_answer_goes_out_and_ends_the_work(street):
    take_in(make_mail(message_id="<eerste@example.org>"))
    thread = Thread.objects.get()

    message = answer(thread, by=street.agent)

    assert (thread.status, thread.due_at) == (Status.ANSWERED, None)
    assert not WorkItem.objects.open().exists()
    letter = Letter.objects.get()
    assert (letter.to_address, letter.subject) == ("ada@example.org", "Re: De lift")
    assert letter.headers["Reply-To"] == address_of(MAILBOX, thread.token)
    assert letter.headers["In-Reply-To"] == "<eerste@example.org>"
    assert (letter.headers["Auto-Submitted"], letter.headers["X-Loop"]) == ("no", MAILBOX)
    assert letter.headers["Message-ID"] == message.message_id
    assert "Morgen om tien uur." in letter.body
    assert thread.number in letter.body


def test_every_message_in_and_out_is_a_contact(street):
    take_in(make_mail())
    answer(Thread.objects.get(), by=street.agent)

    told = [event.payload for event in OutboxEvent.objects.filter(kind="contact.happened").order_by("pk")]
    assert [(one["channel"], one["direction"], one["agent_id"], one["seconds"]) for one in told] == [
        ("EMA", "INK", None, 0),
        ("EMA", "UIT", street.agent.pk, 240),
    ]
    assert {(one["person_id"], one["dwelling_id"]) for one in told} == {(street.ada.pk, street.dwelling.pk)}
    assert len({one["source"] for one in told}) == 2


@pytest.mark.parametrize(("body", "code"), [("  \n", "answer_empty"), ("x" * 20_001, "answer_too_long")])
def test_an_answer_says_something(street, body, code):
    thread = make_thread()
    with pytest.raises(Refused, match=code):
        answer(thread, by=street.agent, body=body)
    assert not Letter.objects.exists()


def test_nobody_answers_past_what_came_in_meanwhile(street):
    thread = make_thread()
    before = seen(thread)
    take_in(make_mail(to=address_of(MAILBOX, thread.token), body="Laat maar, hij doet het weer."))
    with pytest.raises(Refused, match="thread_moved_on"):
        answer(thread, by=street.agent, seen=before)
    assert not Letter.objects.exists()


def test_of_two_answers_at_once_one_goes_out(street):
    thread = make_thread()
    other, before = Thread.objects.get(pk=thread.pk), seen(thread)
    answer(thread, by=street.agent)
    with pytest.raises(Refused, match="thread_moved_on"):
        answer(other, by=make_user(role=Role.PLANNER), seen=before)
    assert Letter.objects.count() == 1


def test_a_thread_that_changed_meanwhile_is_not_answered(street):
    thread = make_thread()
    Thread.objects.filter(pk=thread.pk).update(status=Status.CLOSED, due_at=None)
    with pytest.raises(Refused, match="thread_changed_meanwhile"):
        answer(thread, by=street.agent)


@pytest.mark.parametrize("role", [Role.CRAFTSMAN, Role.QUALITY, Role.ADMINISTRATOR, Role.TENANT])
def test_only_who_answers_messages_answers(street, role):
    thread = make_thread()
    with pytest.raises(Refused, match="not_your_thread_action"):
        answer(thread, by=make_user(role=role))


def test_without_an_address_and_an_account_there_is_nobody_to_write_to(street):
    thread = make_thread(person=make_person(email=""))
    with pytest.raises(Refused, match="nobody_to_write_to"):
        answer(thread, by=street.agent)


def test_an_answer_that_could_not_be_sent_is_work_again_of_who_wrote_it(street, settings):
    settings.MAIL_DELIVERY = "smtp"
    thread = make_thread()
    message = answer(thread, by=street.agent)

    mailbox.fail(now=NOW, letter_id=message.letter_id, error="550 No such mailbox")
    outbox.run_due(now=NOW)

    thread.refresh_from_db()
    assert (thread.status, WorkItem.objects.open().get().owner) == (Status.OPEN, street.agent)
    assert (thread.messages.last().oddities, thread.messages.last().body) == (["not_delivered"], "550 No such mailbox")


def test_closing_without_an_answer_needs_a_reason(street):
    thread = make_thread()
    with pytest.raises(Refused, match="thread_why_missing"):
        threads.close(thread, why=" ", by=street.agent, now=NOW)
    threads.close(thread, why="Dubbel.", by=street.agent, now=NOW)
    assert (thread.status, WorkItem.objects.get().outcome) == (Status.CLOSED, "Dubbel.")
    assert Event.objects.get(action="close").details == {"why": "Dubbel."}


def test_what_was_put_aside_can_be_taken_up(street):
    take_in(make_mail(headers="List-Id: <x>\r\n"))
    thread = Thread.objects.get()
    threads.take_up(thread, by=street.agent, now=NOW + timedelta(hours=1))
    assert (thread.status, thread.asked_at) == (Status.OPEN, NOW - timedelta(minutes=1))
    assert WorkItem.objects.open().count() == 1


def test_a_thread_can_be_put_with_a_person_and_a_case(street):
    repair, thread = report(street), make_thread(email="ada.werk@example.org")
    threads.belongs_to(thread, person=street.ada, dwelling=None, by=street.agent, now=NOW)
    threads.join_case(thread, case=Case("repairs", repair.pk), by=street.agent, now=NOW)
    thread.refresh_from_db()
    assert (thread.person, thread.dwelling, thread.case_id) == (street.ada, street.dwelling, repair.pk)
    # The answer still goes where the question came from.
    assert thread.email == "ada.werk@example.org"
    with pytest.raises(Refused, match="no_such_case"):
        threads.join_case(thread, case=Case("repairs", 999_999), by=street.agent, now=NOW)


def test_we_write_first(street):
    message = answering.write_first(
        person=street.ada, subject="De schilder\r\nBcc: x", body="Hij komt maandag.", by=street.agent, now=NOW
    )
    assert (message.thread.status, message.thread.dwelling) == (Status.ANSWERED, street.dwelling)
    assert Letter.objects.get().subject == "De schilder Bcc: x"
    assert not WorkItem.objects.exists()


# --- the automatic answer -------------------------------------------------------------------------------------------


def sent_at(moment, raw: bytes | None = None) -> list[Letter]:
    take_in(raw or make_mail(), now=moment, came_at=moment)
    outbox.run_due(now=moment)
    return list(Letter.objects.order_by("pk"))


def test_in_opening_hours_nobody_gets_an_automatic_answer(street):
    assert sent_at(at("10:00")) == []


def test_outside_them_it_says_when_somebody_is_there_and_what_to_do_in_an_emergency(street):
    (letter,) = sent_at(at("23:30"))

    assert "088 000 11 22" in letter.body
    assert Thread.objects.get().number in letter.subject
    assert letter.headers["Auto-Submitted"] == "auto-replied"
    assert letter.headers["X-Auto-Response-Suppress"] == "All"
    message = Message.objects.get(direction="UIT")
    assert (message.is_automatic, Thread.objects.get().status) == (True, Status.OPEN)


def test_it_speaks_the_language_of_the_tenant():
    make_street(days=0, language="en")
    (letter,) = sent_at(at("23:30"))
    assert letter.language == "en"
    assert "You get an answer by" in letter.body


def test_one_a_day_to_one_address_whatever_it_sends(street):
    for minute in range(5):
        sent_at(at("23:30") + timedelta(minutes=minute))
    assert Letter.objects.count() == 1
    assert len(sent_at(at("23:30") + timedelta(days=1, minutes=1))) == 2


def test_the_same_event_twice_sends_one(street):
    from voordeur.correspondence.services import automatic

    sent_at(at("23:30"))
    automatic.answer_mail(now=at("23:31"), message_id=Message.objects.filter(direction="INK").get().pk)
    assert Letter.objects.count() == 1


@pytest.mark.parametrize(
    "told",
    [
        {"headers": "Auto-Submitted: auto-replied\r\n"},
        {"headers": "List-Id: <x>\r\n"},
        {"headers": "X-Auto-Response-Suppress: OOF\r\n"},
        {"sender": "noreply@example.org"},
        {"subject": "Automatisch antwoord: x"},
        {"to": ", ".join(f"a{n}@example.org" for n in range(10_000))},
    ],
)
def test_machines_and_crowds_get_none(street, told):
    assert sent_at(at("23:30"), make_mail(**told)) == []


def test_whose_file_was_not_kept_hears_so_at_once(street):
    (letter,) = sent_at(at("10:00"), with_files(("x.exe", b"MZ" + bytes(9)), ("lift.png", PNG)))
    assert "x.exe (een programma)" in letter.body
    assert "lift.png" not in letter.body


# --- on the site ----------------------------------------------------------------------------------------------------


def upload(name: str = "lift.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_what_a_tenant_writes_on_the_site_has_the_same_term(street):
    message = writing.begin(
        subject="De lift",
        body="Wanneer?",
        by=street.ada_user,
        now=NOW,
        dwelling_id=street.dwelling.pk,
        files=[upload()],
    )
    take_in(make_mail(sender="ander@example.org"), now=NOW, came_at=NOW)
    by_mail = Thread.objects.exclude(pk=message.thread_id).get()
    assert message.thread.due_at == by_mail.due_at
    assert (message.channel, message.thread.person) == ("INT", street.ada)
    assert Attachment.objects.get().kind == "png"
    assert WorkItem.objects.open().count() == 2


def test_site_and_mail_are_one_thread(street):
    thread = writing.begin(subject="De lift", body="Wanneer?", by=street.ada_user, now=NOW).thread
    ours = answer(thread, by=street.agent)
    assert Letter.objects.get().to_address == "ada@example.org"
    take_in(make_mail(headers=f"In-Reply-To: {ours.message_id}\r\n", body="Dank u."))
    writing.reply(Thread.objects.get(), body="En de deur?", by=street.ada_user, now=NOW)
    assert [one.channel for one in thread.messages.order_by("pk")] == ["INT", "EMA", "EMA", "INT"]


def test_who_has_no_mail_reads_the_answer_on_the_site(street):
    bo = make_user(person=make_person(first_name="Bo", email=""))
    thread = writing.begin(subject="De lift", body="Wanneer?", by=bo, now=NOW).thread
    assert answer(thread, by=street.agent).channel == "INT"
    assert not Letter.objects.exists()


def test_a_file_that_cannot_be_kept_is_told_before_anything_is_sent(street):
    with pytest.raises(Refused, match="upload_refused"):
        writing.begin(subject="x", body="y", by=street.ada_user, now=NOW, files=[upload(content=b"MZ" + bytes(9))])
    assert not Thread.objects.exists()


def test_nobody_writes_in_the_thread_of_another(street):
    thread = make_thread(person=street.ada)
    with pytest.raises(Refused, match="not_a_tenant"):
        writing.reply(thread, body="x", by=make_user(), now=NOW)


def test_a_machine_at_the_keys_is_slowed_down(street):
    for number in range(writing.MOST_AN_HOUR):
        writing.begin(subject=f"x{number}", body="y", by=street.ada_user, now=NOW)
    with pytest.raises(Refused, match="too_many_messages"):
        writing.begin(subject="x", body="y", by=street.ada_user, now=NOW)


def test_what_is_set_right_about_a_message_finds_the_team_that_takes_it(street):
    """Under one team per neighbourhood: as soon as it is known whose it is, and never out of somebody's hands."""
    south = make_team(code="area_south", name="Wijkteam Zuid")
    give_area(postcode=street.dwelling.postcode[:4], team=south, by=make_user(role=Role.MANAGER), now=NOW)
    robin = make_user(role=Role.CONTACT_AGENT, name="Robin Smit")
    thread = make_thread(email="nobody@example.org")
    item = WorkItem.objects.get(case_kind="correspondence", case_id=thread.pk)
    assert item.team.code == "contact"

    threads.belongs_to(thread, person=street.ada, dwelling=street.dwelling, by=robin, now=NOW)
    item.refresh_from_db()
    assert item.team.code == "area_south"

    work.take(item, by=robin, now=NOW)
    threads.belongs_to(thread, person=street.ada, dwelling=None, by=robin, now=NOW)
    thread.refresh_from_db()
    threads.belongs_to(thread, person=None, dwelling=None, by=robin, now=NOW)
    item.refresh_from_db()
    assert (item.team.code, item.owner) == ("area_south", robin)
