"""The pages: what is sent is kept or comes back with a sentence; files are saved and never run."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from voordeur.correspondence.models import Message, Thread
from voordeur.correspondence.rules.threads import Status
from voordeur.correspondence.tests.factories import MAILBOX, PNG, make_attachment, make_mail, make_thread, take_in
from voordeur.finding import services as finding
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.planning.tests.factories import NOW
from voordeur.repairs.tests.factories import make_street, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def set_up(settings, tmp_path):
    settings.STAFF_SECOND_FACTOR, settings.MEDIA_ROOT, settings.MAILBOX = False, tmp_path, MAILBOX
    cache.clear()


@pytest.fixture
def street():
    return make_street(days=0)


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form_of(thread: Thread, body: str = "Morgen.") -> dict[str, object]:
    return {"body": body, "seen": thread.messages.order_by("-pk").first().pk, "began": NOW.timestamp()}


def test_scripts_in_a_mail_are_shown_as_letters(street):
    take_in(make_mail(subject="<script>alert(1)</script>", sender='"<b>x</b>" <a@example.org>', body="<img src=x>"))
    page = as_(street.agent).get(reverse("correspondence:card", args=[Thread.objects.get().pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x>" not in page
    assert "<b>x</b>" not in page


@pytest.mark.parametrize("tab", ["open", "mine", "answered", "closed", "aside", "all", "nonsense"])
def test_every_tab_opens(street, tab):
    make_thread()
    assert as_(street.agent).get(reverse("correspondence:list"), {"tab": tab, "q": "lift"}).status_code == 200


@pytest.mark.parametrize("text", ["B1", "b0000001", "R0000012", "ada@", "lift", "%", "\x00", "B" + "9" * 30])
def test_every_search_is_answered(street, text):
    make_thread()
    assert as_(street.agent).get(reverse("correspondence:list"), {"q": text}).status_code == 200


def test_an_answer_that_is_refused_comes_back_with_what_was_typed(street):
    thread = make_thread()
    form = form_of(thread)
    take_in(make_mail(to=f"voordeur+{thread.token}@example.org", body="Laat maar."))
    answer = as_(street.agent).post(reverse("correspondence:act", args=[thread.pk, "answer"]), form)
    assert answer.status_code == 409
    assert "Morgen." in answer.content.decode()
    assert "Laat maar." in answer.content.decode()


@pytest.mark.parametrize(
    "form", [{}, {"body": ""}, {"body": "x", "seen": "a"}, {"body": "x", "seen": "1", "began": "nan"}]
)
def test_half_a_form_is_no_answer(street, form):
    thread = make_thread()
    answer = as_(street.agent).post(reverse("correspondence:act", args=[thread.pk, "answer"]), form)
    assert answer.status_code in (409, 422)
    assert not Message.objects.filter(direction="UIT").exists()


def test_the_acts_of_the_page_do_what_they_say(street):
    repair, thread, client = report(street), make_thread(email="ander@example.org"), as_(street.agent)

    def act(action: str, **told: object) -> Thread:
        assert client.post(reverse("correspondence:act", args=[thread.pk, action]), told).status_code == 302
        thread.refresh_from_db()
        return thread

    assert act("person", person=street.ada.pk).person == street.ada
    assert act("home", home=street.dwelling.pk).dwelling == street.dwelling
    assert act("case", number=repair.number).case_id == repair.pk
    assert act("case", number="onzin").case_id == repair.pk
    assert act("case", number="").case_id is None
    assert act("person").person is None
    assert act("aside").status == Status.ASIDE
    assert act("take-up").status == Status.OPEN
    assert act("close").status == Status.OPEN
    assert act("close", why="Dubbel.").status == Status.CLOSED
    assert client.post(reverse("correspondence:act", args=[thread.pk, "nonsense"])).status_code == 404


def test_who_wrote_can_be_looked_for(street):
    thread = make_thread(email="ander@example.org")
    finding.fill("people")
    # One letter beside the name is found as well; the home tells two people of one name apart.
    page = as_(street.agent).get(reverse("correspondence:card", args=[thread.pk]), {"who": "boor"}).content.decode()
    assert f'name="person" value="{street.ada.pk}"' in page
    assert street.dwelling.full_address in page


def test_we_write_first_from_a_page(street):
    address = reverse("correspondence:write", args=[street.ada.pk]) + f"?case={report(street).number}&text=Dag"
    client = as_(street.agent)
    assert "Dag" in client.get(address).content.decode()
    assert client.post(address, {"subject": "x", "body": ""}).status_code == 422
    assert client.post(address, {"subject": "De schilder", "body": "Maandag."}).status_code == 302
    assert Thread.objects.get().case_kind == "repairs"


def test_a_tenant_writes_and_goes_on(street):
    client = as_(street.ada_user)
    sent = client.post(
        reverse("correspondence:my_write"),
        {"subject": "De lift", "body": "Wanneer?", "attachments": [SimpleUploadedFile("lift.png", PNG)]},
    )
    thread = Thread.objects.get()
    assert sent.url == reverse("correspondence:my_thread", args=[thread.pk])
    assert thread.dwelling == street.dwelling
    assert "lift.png" in client.get(sent.url).content.decode()
    assert client.post(sent.url, {"body": "En de deur?"}).status_code == 302
    assert thread.messages.count() == 2


def test_a_file_that_is_no_photo_comes_back_as_a_sentence(street):
    form = {"subject": "x", "body": "y", "attachments": [SimpleUploadedFile("<b>.exe", b"MZ123")]}
    answer = as_(street.ada_user).post(reverse("correspondence:my_write"), form)
    assert answer.status_code == 422
    assert "een programma" in answer.content.decode()
    assert "<b>.exe" not in answer.content.decode()


def test_nobody_reads_what_another_wrote(street):
    thread, eve = make_thread(person=street.ada), make_user(person=make_person(first_name="Eve"))
    one = make_attachment(thread)
    for address in (
        reverse("correspondence:my_thread", args=[thread.pk]),
        reverse("correspondence:file", args=[one.pk]),
    ):
        assert as_(eve).get(address).status_code == 404
    assert thread.subject not in as_(eve).get(reverse("correspondence:my")).content.decode()


def test_a_file_is_saved_and_never_opened_as_a_page(street):
    one = make_attachment(make_thread(person=street.ada), name="foto.html")
    answer = as_(street.ada_user).get(reverse("correspondence:file", args=[one.pk]))
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Disposition"] == 'attachment; filename="foto.html.png"'
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_who_does_not_answer_messages_reads_them_only(street):
    thread = make_thread()
    client = as_(make_user(role=Role.QUALITY))
    page = client.get(reverse("correspondence:card", args=[thread.pk])).content.decode()
    assert "<textarea" not in page
    assert client.post(reverse("correspondence:act", args=[thread.pk, "answer"]), form_of(thread)).status_code == 403
