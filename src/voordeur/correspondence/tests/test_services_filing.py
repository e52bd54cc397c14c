"""Mail that came in: with its thread, its case, its person; once, in time, and with no harm from machines."""

from datetime import date, datetime, timedelta

import pytest

from voordeur.base import mailbox, outbox
from voordeur.base.models import Letter, LetterState
from voordeur.correspondence.models import Arrival, Attachment, Message, Thread
from voordeur.correspondence.rules.threads import Status, address_of
from voordeur.correspondence.services import answering, filing
from voordeur.correspondence.tests.factories import MAILBOX, PNG, Kind, make_mail, take_in, with_files
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.planning.tests.factories import NOW, at
from voordeur.policy.rules import ZONE
from voordeur.promises.tests.factories import make_policy_version
from voordeur.repairs.tests.factories import make_street, report
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.MAILBOX = MAILBOX


@pytest.fixture
def street():
    return make_street(days=0)


def reply_to(message: Message, **told: str) -> bytes:
    return make_mail(headers=f"In-Reply-To: {message.message_id}\r\n", subject="Re: De lift", **told)


def answered(thread: Thread, *, by=None) -> Message:
    agent = by or make_user(role=Role.CONTACT_AGENT, name="Robin Smit")
    newest = thread.messages.order_by("-pk").first()
    return answering.answer(thread, body="Morgen.", seen=newest.pk, seconds=240, by=agent, now=NOW)


def test_a_mail_of_a_tenant_becomes_a_thread_with_a_term_and_work(street):
    assert take_in(make_mail(), now=NOW) == Kind.QUESTION

    thread = Thread.objects.get()
    assert (thread.person, thread.dwelling, thread.email) == (street.ada, street.dwelling, "ada@example.org")
    assert (thread.status, thread.channel, thread.subject) == (Status.OPEN, "EMA", "De lift")
    # Three working days under `gepast`, from a Monday on.
    assert thread.due_at == datetime(2026, 11, 26, 23, 59, 59, tzinfo=ZONE)
    item = WorkItem.objects.get(kind=ItemKind.ANSWER_MESSAGE)
    assert (item.case_kind, item.case_id, item.due_at) == ("correspondence", thread.pk, thread.due_at)
    assert (item.promise, item.team.code, item.owner) == ("channels.answer_within", "contact", None)


def test_the_term_counts_from_when_the_mail_came_and_not_from_when_we_looked(street):
    take_in(make_mail(), now=NOW, came_at=NOW - timedelta(days=4))
    thread = Thread.objects.get()
    assert thread.asked_at == NOW - timedelta(days=4)
    assert thread.due_at.astimezone(ZONE).date() == date(2026, 11, 24)


def test_a_mail_from_before_there_was_any_promise_is_judged_by_the_one_there_is():
    make_policy_version(starts_at=NOW - timedelta(days=1))
    take_in(make_mail(), now=NOW, came_at=NOW - timedelta(days=30))
    assert Thread.objects.get().status == Status.OPEN


def test_the_same_mail_is_taken_in_once(street):
    raw = make_mail()
    for _ in range(3):
        assert take_in(raw, key="INBOX/1/7") == Kind.QUESTION
    assert (Arrival.objects.count(), Message.objects.count()) == (1, 1)
    # Copied back into the inbox it has another place, and is still the same mail.
    assert take_in(raw, key="INBOX/1/8") == Kind.TWICE
    assert (Arrival.objects.count(), Message.objects.count()) == (2, 1)


def test_another_mail_under_the_same_name_is_not_lost(street):
    take_in(make_mail(message_id="<x@y>", body="eerste"))
    take_in(make_mail(message_id="<x@y>", body="tweede"))
    assert set(Message.objects.values_list("body", flat=True)) == {"eerste", "tweede"}


def test_a_mail_without_a_name_is_known_by_when_it_came(street):
    """A server that lost its numbers gives the same mail another; two mails of one wording are two."""
    raw = make_mail().replace(b"Message-ID:", b"X-Nothing:")
    assert take_in(raw, key="INBOX/1/7", came_at=NOW) == Kind.QUESTION
    assert take_in(raw, key="INBOX/2/1", came_at=NOW) == Kind.TWICE
    assert take_in(raw, key="INBOX/2/2", came_at=NOW - timedelta(days=1)) == Kind.QUESTION
    assert Message.objects.count() == 2


def test_what_comes_from_the_address_of_our_letters_is_our_own(street, settings):
    settings.DEFAULT_FROM_EMAIL = "Woonstichting <Reparaties@example.org>"
    assert take_in(make_mail(sender="reparaties@example.org")) == Kind.OWN
    assert not Thread.objects.exists()


def test_an_answer_to_our_mail_comes_into_its_thread_and_back_to_who_wrote(street):
    take_in(make_mail())
    thread, robin = Thread.objects.get(), make_user(role=Role.CONTACT_AGENT, name="Robin Smit")
    ours = answered(thread, by=robin)
    later = NOW + timedelta(hours=3)

    take_in(reply_to(ours, body="Dank u.\n\nOp di schreef Woon <x@y.nl>:\n> Morgen."), now=later, came_at=later)

    thread.refresh_from_db()
    message = thread.messages.last()
    assert (Thread.objects.count(), thread.status) == (1, Status.OPEN)
    assert (message.body, message.quoted) == ("Dank u.", "Op di schreef Woon <x@y.nl>:\n> Morgen.")
    assert thread.asked_at == later
    assert WorkItem.objects.open().get(kind=ItemKind.ANSWER_MESSAGE).owner == robin


def test_the_address_of_the_thread_is_enough(street):
    take_in(make_mail())
    thread = Thread.objects.get()
    take_in(make_mail(to=address_of(MAILBOX, thread.token), subject="heel iets anders"))
    assert thread.messages.count() == 2


def test_who_writes_again_is_not_sent_to_the_end_of_the_line(street):
    take_in(make_mail())
    thread = Thread.objects.get()
    due = thread.due_at
    later = NOW + timedelta(days=2)
    take_in(make_mail(to=address_of(MAILBOX, thread.token)), now=later, came_at=later)
    thread.refresh_from_db()
    assert thread.due_at == due


def test_an_answer_to_a_letter_about_a_repair_comes_with_that_repair(street):
    repair = report(street)
    letter = mailbox.write(
        to_address="ada@example.org", subject="Afspraak", body="x", now=NOW, case_kind="repairs", case_id=repair.pk
    )
    headers = f"References: <letter-{letter.pk}@example.org>\r\n"

    take_in(make_mail(headers=headers))
    take_in(make_mail(headers=headers, body="nog iets"))

    thread = Thread.objects.get()
    assert (thread.case_kind, thread.case_id, thread.dwelling) == ("repairs", repair.pk, street.dwelling)
    assert thread.messages.count() == 2


def test_a_stranger_does_not_get_into_a_case_by_guessing_numbers(street):
    repair = report(street)
    letter = mailbox.write(
        to_address="ada@example.org", subject="x", body="x", now=NOW, case_kind="repairs", case_id=repair.pk
    )
    take_in(make_mail(sender="eve@example.org", headers=f"References: <letter-{letter.pk}@x.nl>\r\n"))
    take_in(make_mail(sender="eve@example.org", subject=f"Over {repair.number}"))
    assert set(Thread.objects.values_list("case_kind", "person")) == {("", None)}


def test_the_number_of_ones_own_repair_in_the_subject_is_enough(street):
    repair = report(street)
    take_in(make_mail(subject=f"Re: melding {repair.number}"))
    assert Thread.objects.get().case_id == repair.pk


def test_an_address_of_two_people_is_nobodys():
    make_policy_version()
    make_person(email="samen@example.org")
    make_person(email="samen@example.org", first_name="Bo")
    take_in(make_mail(sender="samen@example.org"))
    assert Thread.objects.get().person is None


def test_a_danger_in_a_mail_goes_to_the_top_of_the_list(street):
    take_in(make_mail(subject="help", body="Ik ruik gas in de keuken"))
    assert WorkItem.objects.get(kind=ItemKind.ANSWER_MESSAGE).urgency == "danger"


# --- machines -------------------------------------------------------------------------------------------------------


def test_an_automatic_answer_belongs_to_its_thread_and_asks_nothing(street):
    take_in(make_mail())
    thread = Thread.objects.get()
    ours = answered(thread)

    take_in(make_mail(headers=f"Auto-Submitted: auto-replied\r\nIn-Reply-To: {ours.message_id}\r\n"))

    thread.refresh_from_db()
    assert (thread.status, thread.messages.count()) == (Status.ANSWERED, 3)
    assert not WorkItem.objects.open().exists()


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"headers": "List-Id: <x>\r\n"}, "mailing"),
        ({"headers": "Auto-Submitted: auto-generated\r\n"}, "auto_submitted"),
        ({"to": ", ".join(f"a{number}@example.org" for number in range(10_000))}, "many_recipients"),
        ({"sender": "mailer-daemon@elders.example"}, "not_delivered"),
    ],
)
def test_what_no_person_wrote_is_kept_aside_and_is_nobodys_work(street, told, reason):
    take_in(make_mail(**told))
    outbox.run_due(now=NOW)
    assert (Thread.objects.get().status, Thread.objects.get().reason) == (Status.ASIDE, reason)
    assert not WorkItem.objects.exists()
    assert not Letter.objects.exists()


def test_our_own_mail_that_comes_back_is_only_counted(street):
    take_in(make_mail(headers=f"X-Loop: {MAILBOX}\r\n"))
    assert (Arrival.objects.get().kind, Message.objects.count()) == (Kind.OWN, 0)


def test_whoever_answers_in_our_thread_through_a_list_is_a_person(street):
    take_in(make_mail())
    ours = answered(Thread.objects.get())
    assert take_in(reply_to(ours).replace(b"MIME-Version", b"List-Id: <x>\r\nMIME-Version")) == Kind.QUESTION


def test_a_flood_from_one_address_becomes_one_thread_aside(street):
    for number in range(75):
        take_in(make_mail(body=f"bericht {number}"))
    assert Thread.objects.open().count() == 60
    aside = Thread.objects.get(status=Status.ASIDE)
    assert (aside.reason, aside.messages.count(), Arrival.objects.count()) == ("too_often", 15, 75)


def test_two_machines_that_answer_each_other_stop_by_themselves(street):
    """A robot without any sign of one answers everything we send, at night."""
    night = at("23:30")
    raw, rounds = make_mail(sender="robot@example.org"), 0
    while raw and rounds < 30:
        rounds += 1
        take_in(raw, now=night, came_at=night)
        outbox.run_due(now=night)
        letter = Letter.objects.filter(to_address="robot@example.org").order_by("-pk").first()
        known = Letter.objects.filter(to_address="robot@example.org").count()
        raw = None
        if letter and known == rounds:
            raw = make_mail(sender="robot@example.org", headers=f"In-Reply-To: {letter.headers['Message-ID']}\r\n")
    assert Letter.objects.filter(to_address="robot@example.org").count() == 1
    assert rounds == 2


def test_our_mail_that_did_not_arrive_is_work_again(street, settings):
    settings.MAIL_DELIVERY = "smtp"
    take_in(make_mail())
    thread = Thread.objects.get()
    ours = answered(thread)
    Letter.objects.filter(pk=ours.letter_id).update(state=LetterState.SENT)
    report_ = make_mail(
        sender="MAILER-DAEMON@mx.example",
        headers="Auto-Submitted: auto-replied\r\nReturn-Path: <>\r\n",
        content_type='multipart/report; report-type=delivery-status; boundary="g"',
        body=(
            "--g\r\nContent-Type: text/plain\r\n\r\nada@example.org: no such mailbox\r\n"
            "--g\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; ada@example.org\r\n\r\n"
            f"--g\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {ours.message_id}\r\nSubject: x\r\n\r\nMorgen.\r\n"
            "--g--"
        ),
    )

    assert take_in(report_) == Kind.BOUNCE

    thread.refresh_from_db()
    assert thread.status == Status.OPEN
    assert thread.messages.last().oddities == ["not_delivered"]
    assert Letter.objects.get(pk=ours.letter_id).state == LetterState.FAILED
    assert WorkItem.objects.open().get().kind == ItemKind.ANSWER_MESSAGE


# --- files and odd mails --------------------------------------------------------------------------------------------


def test_photos_are_kept_and_programs_are_named_and_not_kept(street, settings):
    take_in(with_files(("lift.png", PNG), ("factuur.pdf.exe", b"MZ" + bytes(99)), ("../../x.png", PNG)))

    kept = Attachment.objects.filter(refused="").order_by("pk")
    assert [(one.name, one.kind) for one in kept] == [("lift.png", "png"), ("x.png", "png")]
    with kept[0].file.open("rb") as file:
        assert file.read() == PNG
    assert kept[0].file.name.startswith("correspondence/")
    refused = Attachment.objects.get(refused="program")
    assert (refused.name, bool(refused.file)) == ("factuur.pdf.exe", False)


def test_of_a_mail_of_fifty_megabytes_the_question_is_kept_and_the_file_is_named(street):
    raw = with_files(("film.mp4", bytes(2_000_000)))[:60_000]
    take_in(raw, is_whole=False)

    message = Message.objects.get()
    assert (message.body, "only_beginning" in message.oddities) == ("Zie de foto.", True)
    assert Attachment.objects.get().refused == "too_large"
    assert Thread.objects.get().status == Status.OPEN


def test_nothing_is_written_and_no_file_stays_when_taking_in_fails(street, settings, tmp_path, monkeypatch):
    def breaks(*_args, **_more):
        raise OSError("the disk is full")

    monkeypatch.setattr(filing.threads, "ask", breaks)
    with pytest.raises(OSError, match="full"):
        take_in(with_files(("lift.png", PNG)))
    assert not Arrival.objects.exists()
    assert not Message.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_mail_that_cannot_be_kept_otherwise_is_kept_as_its_first_words(street):
    raw = make_mail(body="De lift staat stil.")
    filing.take_in(raw, key="x/1/1", size=9, came_at=NOW, is_whole=True, now=NOW, as_plain_words=True)
    message = Message.objects.get()
    assert (message.body, message.email, message.oddities) == ("De lift staat stil.", "ada@example.org", ["unreadable"])


def test_scripts_in_names_and_subjects_stay_letters(street):
    take_in(make_mail(sender='"<script>alert(1)</script>" <kwaad@example.org>', subject="<img src=x onerror=alert(1)>"))
    thread = Thread.objects.get()
    assert (thread.name, thread.subject) == ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>")


def test_whose_mail_may_be_false_is_told(street):
    take_in(make_mail(headers="Authentication-Results: mx; dmarc=fail\r\n"))
    assert "unproven" in Message.objects.get().oddities


def test_a_mail_from_another_address_in_a_thread_is_told_and_gets_no_answer_by_itself(street):
    take_in(make_mail())
    thread = Thread.objects.get()
    night = at("23:30")
    take_in(make_mail(sender="eve@example.org", to=address_of(MAILBOX, thread.token)), now=night, came_at=night)
    outbox.run_due(now=night)
    assert thread.messages.get(email="eve@example.org", direction="INK").oddities == ["other_address"]
    assert not Letter.objects.filter(to_address="eve@example.org").exists()
    thread.refresh_from_db()
    assert thread.email == "ada@example.org"
