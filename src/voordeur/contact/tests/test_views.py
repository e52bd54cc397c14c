"""The pages of the first line: the screen, the card, a contact from begin to end, questions, answers at hand."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from voordeur.base.models import Letter
from voordeur.contact.models import Article, ArticleVersion, Caution, ContactMoment, Question
from voordeur.contact.rules.questions import QuestionKind
from voordeur.contact.services import questions
from voordeur.contact.tests.factories import Office, make_article, make_caution, make_office, make_running
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_mandate, make_person, make_user
from voordeur.repairs.models import Draft
from voordeur.telephone.models import Call
from voordeur.telephone.tests.factories import make_extension, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(settings) -> Office:
    settings.STAFF_SECOND_FACTOR = False
    return make_office()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def card_of(office: Office) -> str:
    return reverse("contact:person", args=[office.ada.pk])


def told(client: Client) -> str:
    """What the next page says."""
    return client.get(reverse("contact:screen")).content.decode()


# --- the telephone ---------------------------------------------------------------------------------------------------


def rings(office: Office, event: str, *, call: str = "c-1", caller: str = "+31612345678") -> None:
    more = {} if event == "hung_up" else {"extension": "201", "caller": caller}
    assert tell(Client(), event, at=timezone.now(), call=call, **more).status_code < 300


def test_a_known_caller_opens_their_card(office: Office):
    make_extension("201", office.noor)
    client = client_of(office.noor)
    rings(office, "ringing")

    answer = client.get(reverse("contact:ringing"))
    assert answer["HX-Redirect"] == card_of(office)
    assert office.ada.full_name in page(client, reverse("contact:ringing") + f"?person={office.ada.pk}")
    # On the card itself nothing is new the second time.
    seen = re.search(r"seen=([0-9-]+)", page(client, card_of(office))).group(1)
    again = client.get(reverse("contact:ringing"), {"person": office.ada.pk, "seen": seen})
    assert again.status_code == 204


def test_a_call_of_somebody_elses_telephone_opens_nothing(office: Office):
    make_extension("201", office.hanna)
    rings(office, "ringing")
    assert "HX-Redirect" not in client_of(office.noor).get(reverse("contact:ringing"))


def test_the_clock_starts_by_itself_when_the_call_is_answered_on_the_card_of_the_caller(office: Office):
    make_extension("201", office.noor)
    client = client_of(office.noor)
    rings(office, "ringing")
    rings(office, "answered")
    shown = page(client, card_of(office))
    assert 'hx-trigger="load"' in shown
    call = re.search(r'name="call" value="(\d+)"', shown).group(1)

    answer = client.post(
        reverse("contact:begin"),
        {"channel": "TEL", "call": call, "person": office.ada.pk, "home": office.home.pk},
        headers={"HX-Request": "true"},
    )
    assert answer["HX-Redirect"] == card_of(office) + f"?home={office.home.pk}"
    moment = ContactMoment.objects.get()
    assert (moment.source, moment.is_open, moment.person) == (f"call:{call}", True, office.ada)


def asked(client: Client, address: str) -> tuple[int, int]:
    """The status of an answer, and how many questions it asked beside who is logged in."""
    with CaptureQueriesContext(connection) as found:
        status = client.get(address).status_code
    login = ("django_session", 'FROM "parties_user" WHERE')
    return status, sum(not any(one in query["sql"] for one in login) for query in found.captured_queries)


def seen_on(client: Client, address: str) -> str:
    """Where the line of a page asks whether anything changed."""
    return re.search(r'hx-get="([^"]+ringing[^"]+)"', page(client, address)).group(1).replace("&amp;", "&")


def test_nothing_new_is_two_questions_and_an_empty_answer(office: Office):
    make_extension("201", office.noor)
    client = client_of(office.noor)
    assert asked(client, seen_on(client, reverse("contact:screen"))) == (204, 2)

    rings(office, "ringing")
    assert asked(client, seen_on(client, card_of(office))) == (204, 2)

    rings(office, "answered")
    make_running(office, now=timezone.now(), source=f"call:{Call.objects.get().pk}")
    assert asked(client, seen_on(client, card_of(office))) == (204, 2)


def test_a_call_of_somebody_else_does_not_ring_here(office: Office):
    make_extension("202", office.noor)
    make_extension("201", office.hanna)
    client = client_of(office.noor)
    rings(office, "ringing")
    assert asked(client, seen_on(client, reverse("contact:screen"))) == (204, 2)
    assert "The telephone rings" not in page(client, reverse("contact:screen"))


def test_an_unknown_caller_begins_a_contact_that_is_joined_to_a_card_later(office: Office):
    make_extension("201", office.noor)
    client = client_of(office.noor)
    rings(office, "ringing", caller="+31201112223")
    rings(office, "answered", caller="+31201112223")
    call = re.search(r'name="call" value="(\d+)"', page(client, reverse("contact:screen"))).group(1)
    client.post(reverse("contact:begin"), {"channel": "TEL", "call": call})
    assert ContactMoment.objects.get().person is None

    client.post(reverse("contact:begin"), {"channel": "TEL", "person": office.ada.pk, "home": office.home.pk})
    assert ContactMoment.objects.get().person == office.ada


# --- the card --------------------------------------------------------------------------------------------------------


def test_the_card_shows_what_the_first_line_must_know(office: Office):
    make_mandate(principal=office.ada, agent=make_person(first_name="Bo", infix="", last_name="Smit"))
    shown = page(client_of(office.noor), card_of(office))
    for text in (office.ada.full_name, office.home.address, "06 12345678", "e-mail", "Nederlands", "Bo Smit"):
        assert text in shown


def test_cautions_are_shown_to_the_roles_that_may_know_them(office: Office):
    make_caution(person=office.ada, now=timezone.now(), kind="JUR", note="Praat niet over de zaak")
    make_caution(person=office.ada, now=timezone.now(), kind="BEZ", note="Ga met twee")
    planner = make_user(role=Role.PLANNER)
    quality = make_user(role=Role.QUALITY)
    seen = {user.role: page(client_of(user), card_of(office)) for user in (office.noor, planner, quality)}

    assert "Praat niet over de zaak" in seen[Role.CONTACT_AGENT]
    assert "Praat niet over de zaak" not in seen[Role.PLANNER]
    assert "Ga met twee" in seen[Role.PLANNER]
    assert "Ga met twee" not in seen[Role.QUALITY]


def test_a_consultant_gives_and_ends_a_caution(office: Office):
    client = client_of(office.hanna)
    until = (timezone.localdate() + timedelta(days=100)).isoformat()
    given = {"kind": "BEZ", "note": "Ga met twee", "until_on": until}
    client.post(reverse("contact:caution_give", args=[office.ada.pk]), given)
    caution = Caution.objects.get()
    client.post(reverse("contact:caution_end", args=[caution.pk]))
    assert not Caution.objects.exists()


def test_names_notes_and_questions_are_shown_as_they_were_typed(office: Office):
    office.ada.last_name = "<script>alert(1)</script>"
    office.ada.save()
    make_running(office, now=timezone.now())
    client = client_of(office.noor)
    moment = ContactMoment.objects.get()
    client.post(
        reverse("contact:moment_act", args=[moment.pk, "call-back"]),
        {
            "subject": "rent",
            "note": "<img src=x onerror=alert(2)>",
            "question": "<b>Wanneer?</b>",
            "phone": "0612345678",
        },
    )
    for address in (card_of(office), reverse("contact:card", args=[Question.objects.get().pk])):
        shown = page(client, address)
        for bad in ("<script>alert", "<img src=x", "<b>Wanneer"):
            assert bad not in shown


def test_from_a_home_the_card_of_its_tenant_opens(office: Office):
    answer = client_of(office.noor).get(reverse("contact:home", args=[office.home.pk]))
    assert answer["Location"] == card_of(office) + f"?home={office.home.pk}"


def test_the_card_asks_as_often_for_many_contacts_as_for_few(office: Office, django_assert_max_num_queries):
    client = client_of(office.noor)
    page(client, card_of(office))
    now = timezone.now()
    for number in range(30):
        ContactMoment.objects.create(
            channel="TEL", subject="rent", person=office.ada, agent=office.noor, at=now - timedelta(days=number)
        )
        questions.ask(
            kind=QuestionKind.CALL_BACK,
            text="Wanneer?",
            subject="rent",
            phone="0612345678",
            person=office.ada,
            by=office.noor,
            now=now,
        )
    with django_assert_max_num_queries(60):
        page(client, card_of(office))


# --- a contact -------------------------------------------------------------------------------------------------------


def test_a_contact_is_begun_kept_and_put_away(office: Office):
    client = client_of(office.noor)
    client.post(reverse("contact:begin"), {"channel": "BAL", "person": office.ada.pk, "home": office.home.pk})
    moment = ContactMoment.objects.get()
    act = reverse("contact:moment_act", args=[moment.pk, "finish"])

    client.post(act, {"subject": "rent", "note": "Uitgelegd."})
    moment.refresh_from_db()
    # Nobody said whether it was solved: it stays open, with the note.
    assert (moment.is_open, moment.note) == (True, "Uitgelegd.")
    assert "Kies waarom" in told(client)

    client.post(act, {"subject": "rent", "note": "Uitgelegd.", "solved": "yes"})
    moment.refresh_from_db()
    assert (moment.is_open, moment.is_solved_at_once, moment.channel) == (False, True, "BAL")


def test_a_reason_that_promises_something_needs_the_promise(office: Office):
    client = client_of(office.noor)
    moment = make_running(office, now=timezone.now())
    act = reverse("contact:moment_act", args=[moment.pk, "finish"])
    client.post(act, {"subject": "rent", "solved": "no", "why_not": "call_back"})
    assert "Schrijf eerst de vraag op" in told(client)
    asked = {"subject": "rent", "question": "Wanneer?", "phone": "06 12 34 56 78", "email": "ada@example.org"}
    client.post(reverse("contact:moment_act", args=[moment.pk, "call-back"]), asked)
    assert "Wij bellen u terug, uiterlijk" in told(client)
    client.post(act, {"subject": "rent", "solved": "no", "why_not": "call_back"})
    moment.refresh_from_db()
    assert (moment.is_open, moment.why_not_solved) == (False, "call_back")
    assert Question.objects.get().phone == "0612345678"


def test_a_repair_is_started_with_what_is_known(office: Office):
    moment = make_running(office, now=timezone.now())
    answer = client_of(office.noor).post(
        reverse("contact:moment_act", args=[moment.pk, "repair"]), {"subject": "repair", "note": "De kraan lekt."}
    )
    draft = Draft.objects.get()
    assert answer["Location"] == reverse("repairs:report_step", args=[draft.token, "what"])
    assert draft.dwelling == office.home
    assert draft.data["reporter"] == office.ada.pk
    assert (draft.data["contact"], draft.data["email"], draft.data["text"]) == (
        moment.pk,
        office.ada.email,
        "De kraan lekt.",
    )


@pytest.mark.parametrize("number", ["x", "9" * 30, "-1", ""])
def test_numbers_that_are_none_are_no_fault(office: Office, number: str):
    client = client_of(office.noor)
    assert client.get(card_of(office), {"home": number}).status_code == 200
    assert client.get(reverse("contact:ringing"), {"person": number}).status_code in {200, 204}
    body = {"channel": "TEL", "person": number, "home": number, "call": number}
    assert client.post(reverse("contact:begin"), body).status_code == 302


# --- questions -------------------------------------------------------------------------------------------------------


def test_a_question_is_rung_answered_and_closed(office: Office):
    question = questions.ask(
        kind=QuestionKind.CALL_BACK,
        text="Wanneer?",
        subject="rent",
        phone="0612345678",
        person=office.ada,
        by=office.noor,
        now=timezone.now(),
    )
    client = client_of(office.hanna)
    address = reverse("contact:card", args=[question.pk])
    for action, body in (
        ("call", {}),
        ("not-reached", {}),
        ("answer", {"answer": ""}),
        ("answer", {"answer": "In mei."}),
    ):
        client.post(reverse("contact:question_act", args=[question.pk, action]), body)
    question.refresh_from_db()
    assert (question.status, question.tries, question.answer) == ("done", 1, "In mei.")
    shown = page(client, address)
    assert "niemand nam op" in shown
    assert "In mei." in shown


# --- answers at hand -------------------------------------------------------------------------------------------------


def test_an_answer_is_suggested_by_subject_and_mailed(office: Office):
    make_article(owner=office.noor, now=timezone.now())
    make_running(office, now=timezone.now())
    client = client_of(office.noor)
    shown = page(client, reverse("contact:suggested") + f"?subject=rent&home={office.home.pk}")
    assert "Huur opzeggen" in shown
    assert "neemt dit aan" in shown
    assert "Huur opzeggen" not in page(client, reverse("contact:suggested") + "?subject=nuisance")

    client.post(reverse("contact:article_give", args=["huur-opzeggen"]), {"mail": "yes"})
    letter = Letter.objects.get(to_address="ada@example.org")
    assert "op de website" in letter.body


def test_a_new_version_leaves_the_old_words_and_the_slower_writer_is_told(office: Office):
    make_article(owner=office.noor, now=timezone.now())
    client = client_of(office.noor)
    address = reverse("contact:article_change", args=["huur-opzeggen"])
    body = {
        "subject": "rent",
        "title_nl": "Huur opzeggen",
        "body_nl": "Nieuw.",
        "owner": office.noor.pk,
        "review_on": (timezone.localdate() + timedelta(days=200)).isoformat(),
        "seen": "1",
    }
    assert client.post(address, body).status_code == 302
    slower = client.post(address, body | {"body_nl": "Anders."})
    assert slower.status_code == 422
    assert "intussen" in slower.content.decode()
    assert [one.body_nl[:6] for one in ArticleVersion.objects.order_by("number")] == ["U zegt", "Nieuw."]


def test_a_script_in_an_answer_is_text(office: Office):
    article = make_article(owner=office.noor, now=timezone.now())
    ArticleVersion.objects.filter(article=article).update(body_nl="<script>alert(1)</script> **vet**")
    shown = page(client_of(office.noor), reverse("contact:article", args=[article.slug]))
    assert "<script>alert" not in shown
    assert "<strong>vet</strong>" in shown


def test_a_retired_answer_is_no_longer_found(office: Office):
    article = make_article(owner=office.noor, now=timezone.now())
    client = client_of(office.noor)
    client.post(reverse("contact:article_retire", args=[article.slug]))
    assert Article.objects.get().is_retired
    assert "Huur opzeggen" not in page(client, reverse("contact:articles"))
