"""Letters to and fro: real mail through real servers, an answer on the same page, and the site as another way in."""

import smtplib
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.utils import make_msgid
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys import site
from tests.journeys.town import PASSWORD as PASSWORD_OF_ALL
from tests.mail_servers import PASSWORD, Carrier, Post, dovecot, smtp
from voordeur.config import collecting
from voordeur.correspondence.models import Attachment, Message, Thread
from voordeur.parties.models import Mandate
from voordeur.parties.tests.factories import make_mandate, make_person, make_user
from voordeur.repairs.tests.factories import make_picture

MAILBOX = "post@woonstichting.example"
ADA = "ada@example.org"


@pytest.fixture
def post() -> Iterator[Post]:
    with dovecot() as running:
        yield running


@pytest.fixture
def carrier(post, clock, settings, address) -> Iterator[Carrier]:
    """The association's mail goes through a real SMTP server into real mailboxes, and is read from there."""
    carrier = Carrier(post, clock)
    with smtp(carrier) as port:
        settings.MAIL_DELIVERY = "smtp"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.DEFAULT_FROM_EMAIL = f"Woonstichting Voorbeeld <{MAILBOX}>"
        settings.MAILBOX = MAILBOX
        settings.IMAP_HOST, settings.IMAP_PORT = "127.0.0.1", post.port
        settings.IMAP_USER, settings.IMAP_PASSWORD, settings.IMAP_SECURITY = MAILBOX, PASSWORD, "none"
        yield carrier


@pytest.fixture
def mails(carrier, settings) -> Callable[..., EmailMessage]:
    """Ada sends a mail from her own mail program: `mails("Subject", "words")`, or in answer to one she got."""

    def send(subject: str, words: str, *, to: str = MAILBOX, answers=None, photo: bytes | None = None) -> EmailMessage:
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = f"Ada de Boer <{ADA}>", to, subject
        mail["Message-ID"] = make_msgid(domain="example.org")
        if answers is not None:
            mail.replace_header("To", answers["Reply-To"])
            mail["In-Reply-To"] = mail["References"] = answers["Message-ID"]
            quoted = "".join(f"> {line}\n" for line in answers.get_payload().splitlines())
            words = f"{words}\n\nOp di 24 nov 2026 om 09:30 schreef Woonstichting <{MAILBOX}>:\n{quoted}"
        mail.set_content(words)
        if photo is not None:
            mail.add_attachment(photo, maintype="image", subtype="jpeg", filename="trap.jpg")
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
            server.send_message(mail)
        return mail

    return send


@pytest.fixture
def works(clock) -> Callable[[], None]:
    """The worker reads the mailbox and does all that follows from it."""

    def work() -> None:
        collecting.read_mail(now=clock.now())
        site.the_worker_runs(now=clock.now())

    return work


def kept_bytes() -> bytes:
    with Attachment.objects.get().file.open("rb") as file:
        return file.read()


def got_by_ada(carrier: Carrier):
    return [mail for _, to, mail in carrier.carried if to == ADA]


def test_a_mail_is_answered_and_the_answer_to_that_comes_back_to_the_same_page(
    comes, people, carrier, mails, works, post, clock
):
    """Ada mails with a photo; Robin answers; Ada answers that; she reads it all on her own page and writes there."""
    mails("De trap is glad", "Er ligt mos op de trap.\nKunt u dat weghalen?", photo=make_picture().read())
    works()

    assert (post.count(MAILBOX), post.count(MAILBOX, "Verwerkt")) == (0, 1)
    thread = Thread.objects.get()
    assert (thread.person, thread.dwelling) == (people.ada, people.home)

    robin = comes("robin", on_phone=False)
    robin.logs_in()
    robin.goes_to("/work/")
    robin.follows(f"/messages/{thread.pk}/")
    robin.sees("Waits for our answer")
    assert "Er ligt mos op de trap." in robin.text
    with robin.page.expect_download() as saved:
        robin.page.get_by_role("link", name="trap.jpg").click()
    assert Path(saved.value.path()).read_bytes() == kept_bytes()
    robin.fills("body", "Wij halen het mos donderdag weg.")
    robin.clicks("Send the answer")
    robin.sees("Answered")
    works()

    (answer,) = got_by_ada(carrier)
    assert "Wij halen het mos donderdag weg." in answer.get_payload(decode=True).decode()
    assert answer["Subject"] == "Re: De trap is glad"
    assert post.count(ADA) == 1

    clock.later(hours=2)
    mails("Re: De trap is glad", "Fijn. Komt u ook langs de achterdeur?", answers=answer)
    works()
    robin.goes_to("/messages/")
    robin.follows(f"/messages/{thread.pk}/")
    assert "Komt u ook langs de achterdeur?" in robin.text
    assert Thread.objects.count() == 1

    ada = comes("ada")
    ada.logs_in()
    ada.goes_to("/messages/my/")
    ada.follows(f"/messages/my/{thread.pk}/")
    assert "Wij halen het mos donderdag weg." in ada.text
    assert "Robin" not in ada.text
    ada.fills("body", "Het is al gebeurd, dank u.")
    ada.clicks("Send the message")
    ada.sees("We have your message.")

    # Robin still has the page of before: nobody answers past what came in meanwhile.
    robin.fills("body", "Ja, dat kan.")
    robin.forgive("409")
    robin.clicks("Send the answer")
    robin.sees("Something new came in while you were writing. Read it, and send your answer again.")
    expect(robin.page.locator("textarea[name=body]")).to_have_value("Ja, dat kan.")
    robin.fills("body", "Fijn om te horen. Hier is een foto van de trap.")
    picture = make_picture().read()
    given = {"name": "schone-trap.png", "mimeType": "image/png", "buffer": picture}
    robin.page.locator("input[name=attachments]").set_input_files(given)
    robin.clicks("Send the answer")
    works()
    assert [one.channel for one in thread.messages.order_by("pk")] == ["EMA", "EMA", "EMA", "INT", "EMA"]
    # What arrived at the SMTP server is the words and the photo, and both stand in Ada's own mailbox.
    words, photo = [part for part in got_by_ada(carrier)[-1].walk() if not part.is_multipart()]
    assert "Fijn om te horen." in words.get_payload(decode=True).decode()
    assert (photo.get_filename(), photo.get_content_type()) == ("schone-trap.png", "image/png")
    with thread.messages.latest("pk").attachments.get().file.open("rb") as kept:
        assert photo.get_payload(decode=True) == kept.read()
    assert any(b"schone-trap.png" in raw for raw in post.mails(ADA))

    ada.goes_to(f"/messages/my/{thread.pk}/")
    with ada.page.expect_download() as saved:
        ada.page.get_by_role("link", name="schone-trap.png").click()
    assert Path(saved.value.path()).read_bytes() == photo.get_payload(decode=True)


def test_who_acts_for_a_tenant_reads_the_thread_and_answers_in_it(comes, people, carrier, mails, works, clock):
    """Noor acts for Ada in everything; Eve next door acts for nobody."""
    noor = make_person(first_name="Noor", infix="", last_name="Visser", email="noor@example.org")
    make_user(person=noor, email="noor@example.org", password=PASSWORD_OF_ALL)
    make_mandate(principal=people.ada, agent=noor, from_on=clock.now().date())
    mails("Het licht op de galerij", "Het licht op de galerij brandt niet meer.")
    works()
    thread = Thread.objects.get()

    acts = comes("noor")
    acts.logs_in()
    acts.goes_to("/messages/my/")
    acts.follows(f"/messages/my/{thread.pk}/")
    assert "Het licht op de galerij brandt niet meer." in acts.text
    acts.fills("body", "Het is de lamp bij de lift.")
    acts.clicks("Send the message")
    acts.sees("We have your message.")

    robin = comes("robin", on_phone=False)
    robin.logs_in()
    robin.goes_to(f"/messages/{thread.pk}/")
    assert "Het is de lamp bij de lift." in robin.text
    assert "Noor Visser" in robin.text
    robin.fills("body", "Wij vervangen de lamp morgen.")
    robin.clicks("Send the answer")
    works()
    acts.goes_to(f"/messages/my/{thread.pk}/")
    assert "Wij vervangen de lamp morgen." in acts.text

    # When the mandate is over the page is gone, as it always was for the neighbour.
    Mandate.objects.update(until_on=clock.now().date())
    clock.later(days=1)
    acts.reads_the_clock()
    acts.forgive("404")
    acts.logs_in()
    acts.goes_to(f"/messages/my/{thread.pk}/")
    assert "brandt niet meer" not in acts.text


def test_a_tenant_writes_on_the_site_at_night_and_reads_the_answer_there(comes, people, carrier, works, clock):
    clock.set("2026-11-24 23:30")
    ada = comes("ada")
    ada.logs_in()
    ada.goes_to("/my/")
    ada.follows("/messages/my/")
    ada.clicks("Write to us")
    assert "088 000 11 22" in ada.text
    ada.fills("subject", "De schutting <b>hangt</b>")
    ada.fills("body", "Sinds de storm hangt de schutting scheef.")
    ada.clicks("Send the message")
    ada.sees("We have your message.")
    thread = Thread.objects.get()
    assert (thread.dwelling, thread.channel) == (people.home, "INT")

    clock.set("2026-11-25 09:00")
    robin = comes("robin", on_phone=False)
    robin.logs_in()
    robin.goes_to(f"/messages/{thread.pk}/")
    assert "De schutting <b>hangt</b>" in robin.text
    robin.fills("body", "Wij komen kijken.")
    robin.clicks("Send the answer")
    works()

    ada.goes_to(f"/messages/my/{thread.pk}/")
    assert "Wij komen kijken." in ada.text
    assert got_by_ada(carrier)[-1]["Reply-To"].startswith("post+")
    assert Message.objects.filter(direction="UIT").get().letter.state == "sent"
