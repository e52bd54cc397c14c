"""The outbox: what was published is handled, once each, whatever fails or is killed on the way."""

import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_string
from email.policy import default
from types import SimpleNamespace
from typing import ClassVar

import pytest
from django.db import transaction

from voordeur.base import mailbox, outbox
from voordeur.base.models import Letter, LetterState, OutboxEvent, ScheduleMark

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
# The worker reads its table from the module that the settings name; this module is the one of these tests.
HANDLERS = {}
EVERY_MINUTES = []
heard: list[tuple[str, int]] = []


def hear(*, now: datetime, number: int) -> None:
    heard.append(("hear", number))


def also_hear(*, now: datetime, number: int) -> None:
    heard.append(("also", number))


def also_hear_of(*, now: datetime, letter_id: int) -> None:
    heard.append(("letter", letter_id))


def write_then_fail(*, now: datetime, number: int) -> None:
    mailbox.write(to_address="ada@example.org", subject="Half", body="", now=now)
    raise RuntimeError("the mail server is away")


@pytest.fixture(autouse=True)
def wired(settings):
    settings.WIRING = __name__
    heard.clear()
    HANDLERS.clear()
    HANDLERS["number.said"] = (hear, also_hear)
    EVERY_MINUTES.clear()
    return SimpleNamespace(handlers=HANDLERS)


def say(number: int = 1, **more) -> OutboxEvent:
    return outbox.publish("number.said", now=NOW, number=number, **more)


def test_every_handler_of_an_event_runs_once():
    say()
    assert outbox.run_due(now=NOW) == 1
    assert outbox.run_due(now=NOW) == 0
    assert heard == [("hear", 1), ("also", 1)]


def test_events_run_in_the_order_in_which_they_became_due():
    say(1, available_at=NOW + timedelta(minutes=2))
    say(2)
    outbox.run_due(now=NOW)
    assert [number for _, number in heard] == [2, 2]
    outbox.run_due(now=NOW + timedelta(minutes=2))
    assert [number for _, number in heard] == [2, 2, 1, 1]


def test_an_event_that_nobody_hears_is_done():
    outbox.publish("nothing.heard", now=NOW)
    outbox.run_due(now=NOW)
    assert OutboxEvent.objects.get().done_at == NOW


def test_what_was_rolled_back_was_never_published():
    with transaction.atomic():
        say()
        transaction.set_rollback(True)
    assert outbox.run_due(now=NOW) == 0


def test_a_handler_that_fails_leaves_no_half_work_and_the_others_that_ran_stay_done():
    HANDLERS["number.said"] = (hear, write_then_fail, also_hear)
    say()

    outbox.run_due(now=NOW)

    event = OutboxEvent.objects.get()
    assert heard == [("hear", 1)]
    assert not Letter.objects.exists()
    assert (event.done_at, event.failed_at, event.attempts) == (None, None, 1)
    assert event.handled == [outbox.name_of(hear)]
    assert "the mail server is away" in event.error


def test_after_a_failure_only_what_failed_runs_again():
    HANDLERS["number.said"] = (hear, write_then_fail, also_hear)
    say()
    outbox.run_due(now=NOW)
    HANDLERS["number.said"] = (hear, also_hear)

    outbox.run_due(now=NOW + timedelta(seconds=20))

    assert heard == [("hear", 1), ("also", 1)]
    assert OutboxEvent.objects.get().error == ""


def test_each_try_waits_twice_as_long_as_the_one_before_and_the_last_gives_up_visibly():
    HANDLERS["number.said"] = (write_then_fail,)
    say()
    moment, waits = NOW, []
    for _ in range(outbox.MOST_ATTEMPTS):
        assert outbox.run_due(now=moment - timedelta(seconds=1)) == 0 or moment == NOW
        outbox.run_due(now=moment)
        event = OutboxEvent.objects.get()
        waits.append((event.available_at - moment).total_seconds())
        moment = max(event.available_at, moment)

    assert waits[:4] == [20, 40, 80, 160]
    assert OutboxEvent.objects.get().failed_at == moment
    assert outbox.run_due(now=moment + timedelta(days=30)) == 0


def test_who_looks_after_it_can_put_a_failed_event_back_in_line():
    event = say()
    OutboxEvent.objects.update(failed_at=NOW, attempts=8)
    outbox.retry(event, now=NOW)
    assert outbox.run_due(now=NOW) == 1
    assert heard == [("hear", 1), ("also", 1)]


def test_what_did_not_fail_is_not_put_back():
    event = say()
    outbox.run_due(now=NOW)
    outbox.retry(event, now=NOW)
    assert outbox.run_due(now=NOW) == 0


def test_what_a_worker_claimed_is_left_to_it_until_the_claim_lapses():
    say()
    # A worker took it and was killed before it came to the second handler.
    OutboxEvent.objects.update(claimed_until=NOW + outbox.CLAIM_FOR, attempts=1, handled=[outbox.name_of(hear)])

    assert outbox.run_due(now=NOW + outbox.CLAIM_FOR - timedelta(seconds=1)) == 0
    assert outbox.run_due(now=NOW + outbox.CLAIM_FOR) == 1

    assert heard == [("also", 1)]


def test_one_round_takes_no_more_than_it_is_told():
    for number in range(5):
        say(number)
    assert outbox.run_due(now=NOW, most=2) == 2
    assert outbox.run_due(now=NOW) == 3


# --- repeated work --------------------------------------------------------------------------------------------------

ran: list[datetime] = []


def tidy(*, now: datetime) -> None:
    ran.append(now)


def break_down(*, now: datetime) -> None:
    raise RuntimeError("broken")


def test_repeated_work_runs_once_per_stretch_whoever_asks():
    ran.clear()
    EVERY_MINUTES.append((10, tidy))
    for minutes in (0, 1, 9, 10, 11, 25):
        outbox.run_schedule(now=NOW + timedelta(minutes=minutes))
    assert [(moment - NOW).seconds // 60 for moment in ran] == [0, 10, 25]


def test_repeated_work_that_breaks_does_not_stop_the_rest():
    ran.clear()
    EVERY_MINUTES.extend([(10, break_down), (10, tidy)])
    outbox.run_schedule(now=NOW)
    assert ran == [NOW]
    assert ScheduleMark.objects.count() == 2


# --- letters --------------------------------------------------------------------------------------------------------


class Post(socketserver.StreamRequestHandler):
    """As much of a mail server as it takes to receive a letter."""

    received: ClassVar[list[str]] = []

    def handle(self) -> None:
        self.answer(220)
        while line := self.rfile.readline().decode().strip():
            if line.upper() == "DATA":
                self.answer(354)
                self.received.append("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
            self.answer(221 if line.upper() == "QUIT" else 250)
            if line.upper() == "QUIT":
                return

    def answer(self, code: int) -> None:
        self.wfile.write(f"{code} post\r\n".encode())


@pytest.fixture
def post(settings) -> Iterator[list[str]]:
    Post.received.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Post) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.MAIL_DELIVERY = "smtp"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield Post.received
        server.shutdown()


def test_a_letter_that_leaves_is_handed_over_once(post):
    HANDLERS["letter.written"] = (mailbox.deliver,)
    letter = mailbox.write(to_address="ada@example.org", subject="Uw\nafspraak", body="Dag", now=NOW)

    outbox.run_due(now=NOW)
    mailbox.deliver(now=NOW, letter_id=letter.pk)

    assert len(post) == 1
    assert "Subject: Uw afspraak" in post[0]
    assert "To: ada@example.org" in post[0]
    letter.refresh_from_db()
    assert (letter.state, letter.sent_at) == (LetterState.SENT, NOW)


def test_a_mail_server_that_is_away_is_tried_again(post, settings):
    HANDLERS["letter.written"] = (mailbox.deliver,)
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    letter = mailbox.write(to_address="ada@example.org", subject="Uw afspraak", body="Dag", now=NOW)
    outbox.run_due(now=NOW)
    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING

    settings.EMAIL_PORT = there
    outbox.run_due(now=NOW + timedelta(minutes=1))

    letter.refresh_from_db()
    assert (letter.state, len(post)) == (LetterState.SENT, 1)


def give_up(moment: datetime = NOW) -> None:
    for _ in range(outbox.MOST_ATTEMPTS):
        moment += timedelta(days=1)
        outbox.run_due(now=moment)


def test_files_go_with_a_letter_small_ones_from_the_row_and_others_from_the_storage(post, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "offer.pdf").write_bytes(b"%PDF offer \xff")
    files = [
        mailbox.File("day.ics", "text/calendar", content=b"BEGIN:VCALENDAR"),
        mailbox.File("Offerte\n één.pdf", "application/pdf", stored="offer.pdf"),
    ]
    mailbox.write(to_address="ada@example.org", subject="Your visit", body="Day.", now=NOW, files=files)
    HANDLERS["letter.written"] = (mailbox.deliver,)

    outbox.run_due(now=NOW)

    parts = list(message_from_string(post[0], policy=default).iter_attachments())
    assert [(part.get_filename(), part.get_content_type()) for part in parts] == [
        ("day.ics", "text/calendar"),
        ("Offerte één.pdf", "application/pdf"),
    ]
    assert parts[0].get_content() == "BEGIN:VCALENDAR"
    assert parts[1].get_content() == b"%PDF offer \xff"


@pytest.mark.parametrize("told", [{}, {"content": b"x", "stored": "x"}])
def test_a_file_of_a_letter_lies_in_one_place(told):
    with pytest.raises(ValueError, match=r"x\.pdf"):
        mailbox.File("x.pdf", "application/pdf", **told)


def test_a_letter_that_no_try_delivers_has_failed_and_says_why(post, settings):
    HANDLERS["letter.written"] = (mailbox.deliver, also_hear_of)
    settings.EMAIL_PORT = 1
    letter = mailbox.write(to_address="ada@example.org", subject="Uw afspraak", body="Dag", now=NOW)

    give_up()

    letter.refresh_from_db()
    event = OutboxEvent.objects.get(kind="letter.written")
    assert letter.state == LetterState.FAILED
    assert "refused" in letter.error.lower()
    assert mailbox.count_failed() == 1
    # The letter carries the failure; the event is done, and so is what else followed from it.
    assert (event.failed_at, event.done_at is not None, heard) == (None, True, [("letter", letter.pk)])


def test_a_letter_that_failed_can_be_sent_again_once(post, settings):
    HANDLERS["letter.written"] = (mailbox.deliver,)
    there, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    letter = mailbox.write(to_address="ada@example.org", subject="Uw afspraak", body="Dag", now=NOW)
    give_up()
    settings.EMAIL_PORT = there
    later = NOW + timedelta(days=20)

    assert [mailbox.try_again(letter, now=later) for _ in range(2)] == [True, False]
    outbox.run_due(now=later)

    letter.refresh_from_db()
    assert (letter.state, letter.error, len(post)) == (LetterState.SENT, "", 1)
    assert not mailbox.try_again(letter, now=later)


def test_when_taking_over_a_failure_fails_too_the_event_shows_it():
    def break_again(**_about: object) -> None:
        raise RuntimeError("nobody can write it down")

    @outbox.taken_over_by(break_again)
    def never(*, now: datetime, number: int) -> None:
        raise RuntimeError("the mail server is away")

    HANDLERS["number.said"] = (never, also_hear)
    say()
    give_up()
    assert OutboxEvent.objects.get().failed_at is not None
    assert heard == []


def test_without_a_mail_server_a_letter_is_kept_where_it_can_be_read():
    letter = mailbox.write(to_address="ada@example.org", subject="Uw afspraak", body="Dag", now=NOW)
    assert letter.state == LetterState.KEPT
    assert not OutboxEvent.objects.exists()
