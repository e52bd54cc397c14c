"""Files that we send along: looked at as those that come in, kept with the message, and part of the mail."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from voordeur.base.models import Letter
from voordeur.correspondence.models import Attachment, Message, Thread
from voordeur.correspondence.rules.files import MOST_SENT_BYTES, look
from voordeur.correspondence.rules.threads import Status
from voordeur.correspondence.services import answering, threads
from voordeur.correspondence.tests.factories import MAILBOX, PNG, make_thread
from voordeur.kernel.errors import Refused
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.planning.tests.factories import NOW
from voordeur.repairs.tests.factories import make_street

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + bytes(60)


@pytest.fixture(autouse=True)
def set_up(settings, tmp_path):
    settings.STAFF_SECOND_FACTOR, settings.MEDIA_ROOT, settings.MAILBOX = False, tmp_path, MAILBOX
    cache.clear()


@pytest.fixture
def street():
    return make_street(days=0)


def upload(name: str = "lift.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def answer(thread: Thread, *files: SimpleUploadedFile, by) -> Message:
    seen = thread.messages.order_by("-pk").first().pk
    return answering.answer(thread, body="Zie de brief.", seen=seen, seconds=60, by=by, now=NOW, files=files)


def on_disk(folder) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_files_go_with_an_answer_and_stay_with_the_message(street):
    message = answer(make_thread(), upload("De brief.PDF", PDF), upload("tekening", PNG), by=street.agent)

    assert [(one.name, one.kind) for one in message.attachments.order_by("pk")] == [
        ("De brief.PDF", "pdf"),
        ("tekening", "png"),
    ]
    sent = Letter.objects.get().files.order_by("pk")
    assert [(one.name, one.content_type) for one in sent] == [
        ("De brief.PDF", "application/pdf"),
        ("tekening.png", "image/png"),
    ]
    # Once on the disk, for the page and for the mail.
    assert {one.stored for one in sent} == {one.file.name for one in message.attachments.all()}


def test_files_go_with_what_we_write_first(street):
    message = answering.write_first(
        person=street.ada, subject="De schilder", body="Zie de brief.", by=street.agent, now=NOW, files=[upload()]
    )
    assert message.attachments.count() == Letter.objects.get().files.count() == 1


def test_who_has_no_mail_finds_the_files_on_the_site(street):
    bo = make_user(person=make_person(first_name="Bo", email=""))
    message = answer(make_thread(person=bo.person), upload(), by=street.agent)
    assert not Letter.objects.exists()
    client = Client()
    client.force_login(bo)
    address = reverse("correspondence:file", args=[message.attachments.get().pk])
    assert address in client.get(reverse("correspondence:my_thread", args=[message.thread_id])).content.decode()
    assert b"".join(client.get(address).streaming_content) == PNG


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (("offerte.pdf", b"MZ" + bytes(9)), "program"),
        (("offerte.pdf", b"%PDF-1.7 /JavaScript (x)"), "acts"),
        (("pagina.txt", b"<html><script>alert(1)</script>"), "unknown"),
        (("film.mp4", b"\x00\x00\x00\x18ftypisom" + bytes(MOST_SENT_BYTES)), "too_large"),
    ],
)
def test_what_is_not_kept_of_others_is_not_sent_by_us(street, tmp_path, file, reason):
    thread = make_thread()
    with pytest.raises(Refused, match="upload_refused") as refused:
        answer(thread, upload(), upload(*file), by=street.agent)

    assert refused.value.params == {"name": file[0], "reason": reason}
    thread.refresh_from_db()
    assert (thread.status, Letter.objects.count(), Attachment.objects.count()) == (Status.OPEN, 0, 0)
    assert on_disk(tmp_path) == []


def test_together_they_are_no_larger_than_a_mail_server_takes():
    half = PNG + bytes(MOST_SENT_BYTES // 2)
    assert look(half, most_total=MOST_SENT_BYTES).kind == "png"
    assert look(half, kept_bytes=len(half), most_total=MOST_SENT_BYTES).reason == "too_large"
    assert look(half, kept_bytes=len(half)).kind == "png"


def test_an_answer_that_fails_leaves_no_file_behind(street, tmp_path, monkeypatch):
    def breaks(*_args, **_more):
        raise OSError("the disk is full")

    monkeypatch.setattr(threads, "tell", breaks)
    with pytest.raises(OSError, match="full"):
        answer(make_thread(), upload(), by=street.agent)
    assert on_disk(tmp_path) == []
    assert not Message.objects.filter(direction="UIT").exists()


def posted(thread: Thread, **more) -> dict[str, object]:
    seen = thread.messages.order_by("-pk").first().pk
    return {"body": "Zie de brief.", "seen": seen, "began": NOW.timestamp(), **more}


def test_on_the_page_a_file_is_chosen_and_a_refused_one_comes_back_as_a_sentence(street):
    thread, client = make_thread(person=street.ada), Client()
    client.force_login(street.agent)
    address = reverse("correspondence:act", args=[thread.pk, "answer"])

    page = client.get(reverse("correspondence:card", args=[thread.pk])).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert 'name="attachments"' in page

    refused = client.post(address, posted(thread, attachments=[upload("<b>.pdf", b"MZ12")]))
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "een programma" in page
    assert "Kies uw bestanden opnieuw" in page
    assert "Zie de brief." in page
    assert "<b>.pdf" not in page

    assert client.post(address, posted(thread, attachments=[upload(), upload("brief.pdf", PDF)])).status_code == 302
    page = client.get(reverse("correspondence:card", args=[thread.pk])).content.decode()
    assert "lift.png" in page
    assert "brief.pdf" in page


def test_half_a_form_says_that_the_files_have_to_be_chosen_again(street):
    thread, client = make_thread(person=street.ada), Client()
    client.force_login(street.agent)
    address = reverse("correspondence:act", args=[thread.pk, "answer"])
    half = client.post(address, posted(thread, body="", attachments=[upload()]))
    assert (half.status_code, "Kies uw bestanden opnieuw" in half.content.decode()) == (422, True)

    client.force_login(street.ada_user)
    half = client.post(reverse("correspondence:my_thread", args=[thread.pk]), {"body": "", "attachments": [upload()]})
    assert (half.status_code, "Kies uw bestanden opnieuw" in half.content.decode()) == (422, True)
