"""Mail over TLS, against real servers: whom nobody vouches for gets no password and no letter from us."""

import smtplib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.certificates import make_certificate
from tests.mail_servers import PASSWORD, Carrier, Post, dovecot, smtp
from voordeur.adapters import imap, mail
from voordeur.adapters.trust import UnknownCertificateError
from voordeur.base import mailbox, outbox
from voordeur.base.models import Letter, LetterState
from voordeur.config import collecting
from voordeur.correspondence.models import Thread
from voordeur.correspondence.tests.factories import make_mail
from voordeur.repairs.tests.factories import NOW, make_street

pytestmark = pytest.mark.django_db
MAILBOX = "voordeur@example.org"
REFUSED = r"certificate of the mail server .* cannot be trusted .*VOORDEUR_MAIL_CA"


@pytest.fixture(scope="module")
def server() -> Iterator[Post]:
    with dovecot(has_tls=True) as running:
        yield running


@pytest.fixture(params=["tls", "starttls"])
def post(request, server, settings, tmp_path) -> Post:
    """An empty mailbox that is reached in one of the two ways; nobody knows yet who signed its certificate."""
    make_street(days=0)
    settings.MEDIA_ROOT, settings.MAILBOX = tmp_path, MAILBOX
    settings.IMAP_HOST, settings.IMAP_SECURITY = "127.0.0.1", request.param
    settings.IMAP_PORT = server.tls_port if request.param == "tls" else server.port
    settings.IMAP_USER, settings.IMAP_PASSWORD = MAILBOX, PASSWORD
    with server.box(MAILBOX) as box:
        box.delete(box.uids())
    server.bring(make_mail(), MAILBOX, at=NOW)
    return server


def test_a_certificate_that_nobody_vouches_for_is_refused_in_a_sentence(post):
    with pytest.raises(UnknownCertificateError, match=REFUSED), imap.opened(collecting.access()):
        pass

    with capture_logs() as told:
        assert collecting.read_mail(now=NOW) == 0
    (line,) = [one for one in told if one["event"] == "the mailbox cannot be read"]
    assert "VOORDEUR_MAIL_CA" in line["fault"]
    assert (post.count(MAILBOX), Thread.objects.count()) == (1, 0)


def test_with_our_authority_the_mail_is_read(post, settings):
    settings.MAIL_CA_FILE = str(post.certificate.authority)
    assert collecting.read_mail(now=NOW) == 1
    assert (post.count(MAILBOX), Thread.objects.count()) == (0, 1)


def test_another_authority_of_ours_is_not_enough(post, settings, tmp_path):
    settings.MAIL_CA_FILE = str(make_certificate(tmp_path).authority)
    assert collecting.read_mail(now=NOW) == 0
    assert post.count(MAILBOX) == 1


def test_a_certificate_for_another_name_is_refused(post, settings):
    settings.MAIL_CA_FILE, settings.IMAP_HOST = str(post.certificate.authority), "localhost"
    with pytest.raises(UnknownCertificateError, match=REFUSED), imap.opened(collecting.access()):
        pass


# --- letters that leave ---------------------------------------------------------------------------------------------


class Hands:
    """A clock for the carrier."""

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)


@pytest.fixture
def carrier(server, settings, tmp_path) -> Iterator[Carrier]:
    """An SMTP server that takes nothing before STARTTLS."""
    carrier = Carrier(server, Hands())
    with smtp(carrier, certificate=server.certificate) as port:
        settings.MAIL_DELIVERY, settings.EMAIL_HOST, settings.EMAIL_PORT = "smtp", "127.0.0.1", port
        settings.EMAIL_USE_TLS = True
        yield carrier


def letter() -> Letter:
    return mailbox.write(to_address="ada@example.org", subject="x", body="y", now=NOW)


def test_no_letter_goes_to_a_server_that_nobody_vouches_for(carrier):
    with pytest.raises(UnknownCertificateError, match=REFUSED):
        mail.send(to_address="ada@example.org", subject="x", body="y", message_id="1")
    written = letter()
    outbox.run_due(now=NOW)
    written.refresh_from_db()
    assert (carrier.carried, written.state) == ([], LetterState.WAITING)


def test_with_our_authority_the_letter_leaves(carrier, settings, server):
    settings.MAIL_CA_FILE = str(server.certificate.authority)
    written = letter()
    outbox.run_due(now=NOW)
    written.refresh_from_db()
    assert ([to for _, to, _ in carrier.carried], written.state) == (["ada@example.org"], LetterState.SENT)


def test_a_server_that_wants_tls_takes_nothing_in_the_open(carrier, settings):
    settings.EMAIL_USE_TLS = False
    with pytest.raises(smtplib.SMTPException):
        mail.send(to_address="ada@example.org", subject="x", body="y", message_id="1")
    assert carrier.carried == []


def test_a_file_of_authorities_that_is_not_there_is_a_fault_and_no_open_door(carrier, settings, tmp_path: Path):
    settings.MAIL_CA_FILE = str(tmp_path / "weg.pem")
    with pytest.raises(FileNotFoundError):
        mail.send(to_address="ada@example.org", subject="x", body="y", message_id="1")
    assert carrier.carried == []
