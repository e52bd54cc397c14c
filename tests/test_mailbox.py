"""The mailbox against a real Dovecot: nothing lost, nothing twice, nothing executed, whatever lies in it."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.mail_servers import PASSWORD, Carrier, Post, dovecot, smtp
from voordeur.adapters import imap
from voordeur.base import mailbox
from voordeur.base.models import Letter, LetterState
from voordeur.config import collecting
from voordeur.correspondence.models import Arrival, Attachment, Message, Thread
from voordeur.correspondence.rules.threads import Status
from voordeur.correspondence.services import filing
from voordeur.correspondence.tests.factories import PNG, make_mail, with_files
from voordeur.correspondence.tests.test_rules_reading import BROKEN
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
