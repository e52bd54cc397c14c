"""The mailbox against a real Dovecot: nothing lost, nothing twice, nothing executed, whatever lies in it."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.header import decode_header, make_header

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DataError

from tests.mail_servers import PASSWORD, Carrier, Post, dovecot, smtp, wire
from voordeur.adapters import imap
from voordeur.base import mailbox, outbox
from voordeur.base.models import Letter, LetterState
from voordeur.config import collecting
from voordeur.correspondence.models import Arrival, Attachment, Message, Thread
from voordeur.correspondence.rules.threads import Status
from voordeur.correspondence.services import answering, filing
from voordeur.correspondence.tests.factories import PNG, make_mail, with_files
from voordeur.correspondence.tests.test_rules_reading import BROKEN
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.repairs.tests.factories import NOW, make_street

pytestmark = pytest.mark.django_db
MAILBOX = "voordeur@example.org"


@pytest.fixture(scope="module")
def server() -> Iterator[Post]:
    with dovecot() as running:
        yield running


@pytest.fixture
def post(server, settings, tmp_path) -> Post:
    """An empty mailbox that the settings lead to, and promises under which what comes is judged."""
    make_street(days=0)
    settings.MEDIA_ROOT, settings.MAILBOX = tmp_path, MAILBOX
    settings.IMAP_HOST, settings.IMAP_PORT, settings.IMAP_SECURITY = "127.0.0.1", server.port, "none"
    settings.IMAP_USER, settings.IMAP_PASSWORD = MAILBOX, PASSWORD
    with server.box(MAILBOX) as box:
        for folder in ("INBOX", *settings.IMAP_FOLDERS[1:]):
            if box.folder.exists(folder):
                box.folder.set(folder)
                box.delete(box.uids())
    return server


def test_what_lies_there_is_taken_in_and_put_away(post):
    post.bring(make_mail(), MAILBOX, at=NOW - timedelta(minutes=5))
    post.bring(make_mail(headers="List-Id: <nieuws.example.org>\r\n"), MAILBOX, at=NOW)

    assert collecting.read_mail(now=NOW) == 2

    assert [post.count(MAILBOX, folder) for folder in ("INBOX", "Verwerkt", "Apart")] == [0, 1, 1]
    assert Thread.objects.get(status=Status.OPEN).asked_at == NOW - timedelta(minutes=5)
    assert collecting.read_mail(now=NOW) == 0


def test_a_mail_that_was_kept_but_not_put_away_is_kept_once(post, monkeypatch):
    """The worker is killed between the two: the mail still lies there the next time."""
    post.bring(make_mail(), MAILBOX, at=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(imap.Box, "put_away", lambda *_args, **_more: (_ for _ in ()).throw(OSError("killed")))
        collecting.read_mail(now=NOW)
    assert (post.count(MAILBOX), Message.objects.count()) == (1, 1)

    collecting.read_mail(now=NOW)

    assert (post.count(MAILBOX), post.count(MAILBOX, "Verwerkt"), Message.objects.count()) == (0, 1, 1)


def test_a_mail_that_cannot_be_kept_holds_up_no_other(post, monkeypatch):
    post.bring(make_mail(subject="kwaad"), MAILBOX, at=NOW)
    post.bring(make_mail(subject="goed"), MAILBOX, at=NOW)
    take_in = filing.take_in

    def breaks(raw: bytes, **told):
        if b"kwaad" in raw:
            raise RuntimeError("a fault of ours")
        return take_in(raw, **told)

    with monkeypatch.context() as patched:
        patched.setattr(filing, "take_in", breaks)
        assert collecting.read_mail(now=NOW) == 1
    assert (Thread.objects.get().subject, post.count(MAILBOX)) == ("goed", 1)
    assert collecting.read_mail(now=NOW) == 1


def test_a_mail_of_fifty_megabytes_is_known_without_being_fetched(post):
    raw = with_files(("film.mp4", bytes(38_000_000)), subject="Zie de film")
    assert len(raw) > 50_000_000
    post.bring(raw, MAILBOX, at=NOW)

    assert collecting.read_mail(now=NOW) == 1

    message = Message.objects.get()
    assert (message.subject, message.body) == ("Zie de film", "Zie de foto.")
    assert "only_beginning" in message.oddities
    refused = Attachment.objects.get()
    assert (refused.name, refused.refused) == ("film.mp4", "too_large")
    assert Arrival.objects.get().size > 50_000_000
    # Nothing is lost: the whole of it lies where mail lies that was read.
    assert post.count(MAILBOX, "Verwerkt") == 1


def test_ten_thousand_recipients_get_nothing_from_us(post, settings):
    settings.MAIL_DELIVERY = "smtp"
    crowd = ",\r\n ".join(f"huurder{number}@example.org" for number in range(10_000))
    post.bring(make_mail(to=crowd), MAILBOX, at=NOW)
    night = NOW + timedelta(hours=14)

    assert collecting.read_mail(now=night) == 1

    assert (Thread.objects.get().status, Thread.objects.get().reason) == (Status.ASIDE, "many_recipients")
    assert not Letter.objects.exists()


def test_every_broken_mail_is_kept_or_still_lies_in_the_mailbox(post):
    broken = [raw for name, raw in sorted(BROKEN.items()) if raw]
    for raw in broken:
        post.bring(raw, MAILBOX, at=NOW)

    taken = collecting.read_mail(now=NOW)

    assert taken == Arrival.objects.count() == len(broken)
    assert post.count(MAILBOX) == 0
    assert post.count(MAILBOX, "Verwerkt") + post.count(MAILBOX, "Apart") == len(broken)


def test_a_photo_comes_through_unharmed(post):
    post.bring(with_files(("lift.png", PNG)), MAILBOX, at=NOW)
    collecting.read_mail(now=NOW)
    with Attachment.objects.get().file.open("rb") as file:
        assert file.read() == PNG


def test_a_mailbox_that_cannot_be_reached_is_tried_again_later(post, settings):
    settings.IMAP_PASSWORD = "een ander"
    assert collecting.read_mail(now=NOW) == 0
    settings.IMAP_PASSWORD, settings.IMAP_PORT = PASSWORD, 9
    assert collecting.read_mail(now=NOW) == 0


def test_without_a_mailbox_nothing_is_read(settings):
    settings.IMAP_HOST = ""
    assert collecting.read_mail(now=NOW) == 0


class Hands:
    """A clock for the carrier."""

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)


@pytest.fixture
def carrier(post, settings) -> Iterator[Carrier]:
    """Our letters leave through a real SMTP server."""
    carrier = Carrier(post, Hands())
    with smtp(carrier) as port:
        settings.MAIL_DELIVERY, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", port
        settings.DEFAULT_FROM_EMAIL = f"Woonstichting Voorbeeld <{MAILBOX}>"
        yield carrier


def runs_all(now: datetime) -> None:
    while outbox.run_due(now=now):
        pass


def test_an_automatic_answer_leaves_with_an_empty_envelope_sender_and_once(post, carrier):
    night = NOW + timedelta(hours=14)
    for _ in range(3):
        post.bring(make_mail(), MAILBOX, at=night)

    assert collecting.read_mail(now=night) == 3
    runs_all(night)

    ((envelope, to, mail),) = carrier.carried
    assert (envelope, to) == ("<>", "ada@example.org")
    assert mail["From"] == f"Woonstichting Voorbeeld <{MAILBOX}>"
    assert {name: mail[name] for name in ("Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "X-Loop")} == {
        "Auto-Submitted": "auto-replied",
        "Precedence": "auto_reply",
        "X-Auto-Response-Suppress": "All",
        "X-Loop": MAILBOX,
    }


def test_what_a_person_writes_leaves_in_the_name_of_the_mailbox_with_its_files(post, carrier):
    post.bring(make_mail(), MAILBOX, at=NOW)
    collecting.read_mail(now=NOW)
    thread = Thread.objects.get()
    robin = make_user(role=Role.CONTACT_AGENT, name="Robin Smit")
    lines = "Één\nregel\r\n.\n".encode()
    files = [SimpleUploadedFile("Ænderung \u0416.png", PNG), SimpleUploadedFile("regels.txt", lines)]
    answering.answer(thread, body="Zie de foto.", seen=10**9, seconds=9, by=robin, now=NOW, files=files)
    runs_all(NOW)

    ((envelope, _to, mail),) = carrier.carried
    assert (envelope, mail["Auto-Submitted"]) == (MAILBOX, "no")
    parts = [part for part in mail.walk() if part.get_filename()]
    assert [str(make_header(decode_header(part.get_filename()))) for part in parts] == [one.name for one in files]
    assert [part.get_content_type() for part in parts] == ["image/png", "text/plain"]
    assert [part.get_payload(decode=True) for part in parts] == [PNG, lines]


def test_our_own_answer_that_comes_back_is_answered_by_nobody(post, carrier):
    """The mailbox of ada sends on to us what it gets: our mail comes back, and that is the end of it."""
    night = NOW + timedelta(hours=14)
    post.bring(make_mail(), MAILBOX, at=night)
    collecting.read_mail(now=night)
    runs_all(night)
    back = post.mails("ada@example.org")[-1]
    for _ in range(3):
        post.bring(back, MAILBOX, at=night)

    assert collecting.read_mail(now=night) == 3
    runs_all(night)

    assert len(carrier.carried) == 1
    assert set(Arrival.objects.exclude(kind="question").values_list("kind", flat=True)) == {"own"}


def test_a_server_that_lost_the_numbers_of_its_mails_brings_none_of_them_twice(post, monkeypatch):
    """The mails were kept but still lie there; now they have other numbers. One of them has no name of its own."""
    nameless = make_mail(subject="zonder naam").replace(b"Message-ID:", b"X-Nothing:")
    post.bring(make_mail(), MAILBOX, at=NOW)
    post.bring(nameless, MAILBOX, at=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(imap.Box, "put_away", lambda *_args, **_more: None)
        assert collecting.read_mail(now=NOW) == 2
    before = {key.split("/")[1] for key in Arrival.objects.values_list("key", flat=True)}
    post.forgets(MAILBOX)

    assert collecting.read_mail(now=NOW) == 2

    after = {key.split("/")[1] for key in Arrival.objects.values_list("key", flat=True)} - before
    assert (len(before), len(after)) == (1, 1)
    assert (Message.objects.count(), post.count(MAILBOX)) == (2, 0)


def test_a_new_mail_under_an_old_number_is_not_lost(post):
    post.forgets(MAILBOX)
    post.bring(make_mail(subject="eerste"), MAILBOX, at=NOW)
    collecting.read_mail(now=NOW)
    post.forgets(MAILBOX)
    post.bring(make_mail(subject="tweede"), MAILBOX, at=NOW)
    collecting.read_mail(now=NOW)
    numbers = [key.rpartition("/")[2] for key in Arrival.objects.values_list("key", flat=True)]
    assert numbers == ["1", "1"]
    assert set(Thread.objects.values_list("subject", flat=True)) == {"eerste", "tweede"}


def test_wherever_the_connection_breaks_each_mail_is_here_once_in_the_end(post, settings):
    """The line to the server is cut at places all over the conversation; the next minute it is whole again."""
    direct = settings.IMAP_PORT
    subjects = ["een", "twee", "drie"]

    def brings(turn: int) -> None:
        for subject in subjects:
            post.bring(make_mail(subject=f"{subject} {turn}", body="x" * 3000), MAILBOX, at=NOW)

    def reads(breaks_after: int) -> int:
        with wire(direct, breaks_after=breaks_after) as line:
            settings.IMAP_PORT = line.port
            collecting.read_mail(now=NOW)
            settings.IMAP_PORT = direct
            return line.said

    brings(0)
    said = reads(10**9)
    assert Thread.objects.count() == len(subjects)
    taken_before_the_cut = set()
    for turn in range(1, 13):
        brings(turn)
        reads(said * turn // 13)
        mine = Thread.objects.filter(subject__endswith=f" {turn}")
        taken_before_the_cut.add(mine.count())
        collecting.read_mail(now=NOW)
        assert sorted(mine.values_list("subject", flat=True)) == sorted(f"{one} {turn}" for one in subjects)
        assert post.count(MAILBOX) == 0
    assert Message.objects.count() == Arrival.objects.exclude(kind="twice").count() == 13 * len(subjects)
    # The cuts fell before, between and after the mails.
    assert taken_before_the_cut >= {0, 1, 2}


def test_a_mail_that_the_database_does_not_take_is_kept_as_its_first_words(post, monkeypatch):
    post.bring(make_mail(subject="kwaad"), MAILBOX, at=NOW)
    take_in = filing.take_in

    def breaks(raw: bytes, **told):
        if not told.get("as_plain_words"):
            raise DataError("a sign that it does not know")
        return take_in(raw, **told)

    monkeypatch.setattr(filing, "take_in", breaks)
    assert collecting.read_mail(now=NOW) == 1
    assert Message.objects.get().oddities == ["unreadable"]


def test_an_address_that_the_server_refuses_is_a_letter_that_failed(post, settings):
    carrier = Carrier(post, Hands(), refused={"weg@example.org"})
    with smtp(carrier) as port:
        settings.MAIL_DELIVERY, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", port
        letter = mailbox.write(to_address="weg@example.org", subject="x", body="y", now=NOW)
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            mailbox.deliver(now=NOW, letter_id=letter.pk)
        arrives = mailbox.write(
            to_address="ada@example.org",
            subject="Regel\r\nBcc: eve@example.org",
            body="y",
            now=NOW,
            headers={"Reply-To": "a@b.nl\r\nBcc: eve@example.org"},
        )
        mailbox.deliver(now=NOW, letter_id=arrives.pk)
    assert [to for _, to, _ in carrier.carried] == ["ada@example.org"]
    assert Letter.objects.get(pk=arrives.pk).state == LetterState.SENT
