"""The pages of the texts, the pile and what a tenant got."""

import pytest
from django.test import Client
from django.urls import reverse

from voordeur.letters.models import Dispatch, Wording, WordList
from voordeur.letters.tests.factories import make_dispatch
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db

TEXT = reverse("letters:wording", args=["written_answer", "mail", "nl"])
GOOD = "Beste {name},\n\n{answer}\n\nHeeft u een vraag? Bel ons dan.\n\nGroet,\n{colleague}"


@pytest.fixture(autouse=True)
def policy(settings):
    settings.STAFF_SECOND_FACTOR = False
    return make_policy_version()


def client_of(role: Role = Role.QUALITY, person=None) -> Client:
    client = Client()
    client.cookies["language"] = "en"
    client.force_login(make_user(role=role, person=person))
    return client


def test_every_step_stands_on_the_list(django_assert_max_num_queries):
    client = client_of()
    with django_assert_max_num_queries(12):
        page = client.get(reverse("letters:list"))

    assert page.status_code == 200
    assert TEXT in page.content.decode()


def test_a_text_is_kept_and_is_then_the_newest_version():
    client = client_of()
    body = {"subject": "{subject}", "body": GOOD, "seen_version": 0}

    assert client.post(TEXT, body).status_code == 302

    page = client.get(TEXT).content.decode()
    assert "Bel ons dan." in page
    assert Wording.objects.get().version == 1
    assert "Antwoord dan op dit bericht" in client.get(TEXT + "?version=0").content.decode()


def test_a_text_against_the_check_stays_on_the_page_with_the_reasons():
    body = {"subject": "{subject}", "body": GOOD + "\n\nHelaas!", "seen_version": 0}

    page = client_of().post(TEXT, body)

    assert page.status_code == 422
    assert "Helaas" in page.content.decode()
    assert "on the list of words we do not write" in page.content.decode()
    assert not Wording.objects.exists()


def test_the_score_is_shown_while_writing_and_nothing_is_kept():
    address = reverse("letters:check", args=["written_answer", "portal", "nl"])
    client = client_of()

    good = client.post(address, {"subject": "{subject}", "body": GOOD}).content.decode()
    odd = client.post(address, {"subject": "x", "body": "Beste {nobody}"}).content.decode()
    nasty = client.post(address, {"subject": "<img src=x onerror=a()>", "body": GOOD}).content.decode()

    assert "good to read" in good
    assert "mevrouw De Boer" in good
    assert "has no value" in odd
    assert "<img" not in nasty
    assert not Wording.objects.exists()


@pytest.mark.parametrize("address", ["nobody/mail/nl/", "written_answer/pigeon/nl/", "written_answer/mail/de/"])
def test_a_text_that_is_not_there_is_not_found(address: str):
    assert client_of().get(f"/letters/texts/{address}").status_code == 404
    assert client_of().post(f"/letters/texts/{address}check").status_code == 404


def test_an_example_on_paper_is_a_pdf_that_nobody_in_between_keeps():
    answer = client_of().get(reverse("letters:example", args=["written_answer", "en"]))

    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "private, no-store"


def test_a_list_of_words_is_kept_or_says_what_is_wrong():
    client = client_of()
    address = reverse("letters:words", args=["nl", "hard"])

    assert client.post(address, {"text": "=x", "seen_version": 0}).status_code == 422
    assert client.post(address, {"text": "teneinde = om", "seen_version": 0}).status_code == 302
    assert WordList.objects.get().text == "teneinde = om\n"
    assert client.get("/letters/words/nl/kind/").status_code == 404
    assert client.get("/letters/words/de/hard/").status_code == 404


def test_a_letter_leaves_the_pile_when_it_is_printed():
    els = client_of(Role.CONTACT_AGENT)
    made = make_dispatch(channel="letter")
    printed = reverse("letters:printed", args=[made.pk])

    assert made.subject in els.get(reverse("letters:pile")).content.decode()
    assert els.post(printed).status_code == 302
    assert els.post(printed).status_code == 302

    assert Dispatch.objects.get().printed_at is not None
    assert client_of(Role.CONTACT_AGENT).post(reverse("letters:printed", args=[make_dispatch().pk])).status_code == 404


def test_a_tenant_reads_what_was_sent_to_them_and_nothing_else():
    ada, eve = make_person(), make_person()
    made = make_dispatch(person=ada)
    mine, others = client_of(Role.TENANT, ada), client_of(Role.TENANT, eve)
    address = reverse("letters:message", args=[made.pk])

    assert made.subject in mine.get(reverse("letters:mine")).content.decode()
    assert made.subject not in others.get(reverse("letters:mine")).content.decode()
    assert others.get(address).status_code == 404
    assert others.get(reverse("letters:on_paper", args=[made.pk])).status_code == 404
    assert mine.get(address).status_code == 200
    assert mine.get(reverse("letters:on_paper", args=[made.pk])).content.startswith(b"%PDF")

    made.refresh_from_db()
    assert made.read_at is not None
