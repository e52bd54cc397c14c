"""The pages: what a complainant sends and reads, what the office sees and does, and input that is odd."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from voordeur.base import outbox
from voordeur.base.models import Letter
from voordeur.complaints.models import Complaint
from voordeur.complaints.rules.status import Status
from voordeur.complaints.services import people, receiving
from voordeur.complaints.tests.factories import (
    FOUNDED,
    NOW,
    STORY,
    House,
    by,
    make_answered,
    make_complaint,
    make_handled,
    make_house,
    make_reviewed,
)
from voordeur.homes.tests.factories import make_tenancy
from voordeur.parties.models import User
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.tests.factories import make_repair

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False
    # How much a visitor sent within the hour is counted here.
    cache.clear()


@pytest.fixture
def house() -> House:
    return make_house()


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(client: Client, name: str, *args: object, **query: str) -> str:
    return client.get(reverse(f"complaints:{name}", args=args), query).content.decode()


def test_a_tenant_sends_a_complaint_step_by_step(house: House) -> None:
    ada = as_(house.ada_user)
    assert "?about=behaviour" in page(ada, "new")
    form = ada.get(reverse("complaints:new"), {"about": "behaviour"})
    key = form.context["form"]["key"].value()
    address = reverse("complaints:new") + "?about=behaviour"
    sent = [ada.post(address, {"text": STORY, "key": key}) for _ in range(2)]
    complaint = Complaint.objects.get()
    assert [answer["Location"] for answer in sent] == [reverse("complaints:by_token", args=[complaint.token])] * 2
    assert (complaint.dwelling, complaint.voices.get().person) == (house.home, house.ada)


def test_a_repair_that_was_never_reported_is_led_to_the_repairs(house: House) -> None:
    ada = as_(house.ada_user)
    found = page(ada, "new", about="repair", repair="never")
    assert f'action="{reverse("repairs:report")}"' in found
    ada.post(reverse("complaints:new") + "?about=repair&repair=never", {"text": STORY})
    assert not Complaint.objects.exists()


def test_only_repairs_of_ones_own_home_can_be_complained_of(house: House) -> None:
    other = make_repair(dwelling=make_tenancy().dwelling, reported_at=NOW)
    as_(house.ada_user).post(reverse("complaints:new") + f"?about=repair&repair={other.pk}", {"text": STORY})
    assert not Complaint.objects.exists()


def test_a_visitor_gives_a_name_or_says_that_they_do_not(house: House) -> None:
    address = reverse("complaints:new") + "?about=policy"
    nameless = Client().post(address, {"text": STORY})
    assert nameless.status_code == 422
    Client().post(address, {"text": STORY, "name": "Wim", "postcode": house.home.postcode, "number": "1 a"})
    Client().post(address, {"text": STORY, "is_anonymous": "on", "name": "Wim"})
    first, second = Complaint.objects.order_by("pk")
    assert (first.voices.get().name, first.voices.get().person) == ("Wim", None)
    assert (second.is_anonymous, second.voices.count()) == (True, 0)


def test_a_machine_that_complains_all_hour_is_stopped(house: House, settings) -> None:
    settings.REPORTS_AN_HOUR = 2
    address = reverse("complaints:new") + "?about=policy"
    answers = [Client().post(address, {"text": STORY, "is_anonymous": "on"}).status_code for _ in range(3)]
    assert (answers, Complaint.objects.count()) == ([302, 302, 422], 2)


def test_scripts_in_names_and_words_are_shown_and_not_run(house: House) -> None:
    complaint = make_handled(
        house,
        text=SCRIPT,
        wish=SCRIPT,
        about_whom=SCRIPT,
        speakers=[receiving.Speaker(name=SCRIPT, email="x@example.org")],
        by=VISITOR,
    )
    people.join(complaint, receiving.Speaker(name=f"{SCRIPT}\r\nBcc: x@example.org"), by=by(house.noor), now=NOW)
    for client in (as_(house.hanna), Client()):
        name, argument = (
            ("card", complaint.pk) if client.session.get("_auth_user_id") else ("by_token", complaint.token)
        )
        shown = page(client, name, argument)
        assert SCRIPT not in shown
        assert "&lt;script&gt;" in shown


@pytest.mark.parametrize("odd", ["9" * 40, "-1", "1; drop table", "٣", ""])
def test_odd_numbers_in_addresses_and_forms_break_nothing(house: House, odd: str) -> None:
    complaint, hanna = make_handled(house), as_(house.hanna)
    assert as_(house.ada_user).get(reverse("complaints:new"), {"about": "repair", "repair": odd}).status_code == 200
    assert hanna.get(reverse("complaints:take"), {"person": odd, "home": odd, "repair": odd}).status_code == 200
    assert hanna.get(reverse("complaints:list"), {"q": f"K{odd}", "status": odd, "page": odd}).status_code == 200
    for action, name in (
        ("give", "to"),
        ("repair", "repair"),
        ("refer", "body"),
        ("pause", "wait"),
        ("allow", "amount"),
    ):
        answer = hanna.post(reverse("complaints:act", args=[complaint.pk, action]), {name: odd})
        assert answer.status_code == 302
    complaint.refresh_from_db()
    assert complaint.status == Status.HANDLING


@pytest.mark.parametrize("amount", ["12,505", "1.000,00", "-5", "veel", "1e9", "NaN"])
def test_an_amount_that_cannot_be_read_is_said_so_and_nothing_is_sent(house: House, amount: str) -> None:
    complaint = make_handled(house)
    given = {"outcome": "founded", "text": FOUNDED.text, "cause": "no_word", "amount": amount}
    answer = as_(house.hanna).post(reverse("complaints:act", args=[complaint.pk, "answer"]), given, follow=True)
    assert "12,50" in answer.content.decode()
    assert not complaint.answers.exists()


def test_the_card_offers_what_this_colleague_may_do_and_no_more(house: House) -> None:
    complaint = make_reviewed(house)
    assert "/decide" not in page(as_(house.hanna), "card", complaint.pk)
    assert "/decide" in page(as_(house.marit), "card", complaint.pk)
    # Hanna gave the first answer and noor does not judge: neither is asked to take it on.
    offers = {
        user.name: "/take-on" in page(as_(user), "card", complaint.pk)
        for user in (house.hanna, house.noor, house.bas, house.marit)
    }
    assert offers == {"Hanna Okonkwo": False, "Noor Visser": False, "Bas Visser": True, "Marit Jansen": True}


def test_who_is_complained_of_finds_nothing(house: House) -> None:
    complaint = make_complaint(house, about_user=house.noor)
    noor = as_(house.noor)
    assert noor.get(reverse("complaints:card", args=[complaint.pk])).status_code == 404
    assert complaint.number not in page(noor, "list")
    assert complaint.number not in noor.get(reverse("homes:card", args=[house.home.pk])).content.decode()
    assert complaint.number in as_(house.hanna).get(reverse("homes:card", args=[house.home.pk])).content.decode()


def test_who_is_complained_of_reads_and_does_nothing_by_the_link_of_a_letter_either(house: House) -> None:
    complaint = make_complaint(house, about_user=house.noor)
    noor = as_(house.noor)
    found = noor.get(reverse("complaints:by_token", args=[complaint.token]), follow=True)
    taken_back = noor.post(reverse("complaints:own_act", args=[complaint.token, "withdraw"]), follow=True)
    outbox.run_due(now=NOW)
    letters = noor.get(reverse("desk:outbox")).content.decode()
    complaint.refresh_from_db()
    assert (found.status_code, taken_back.status_code, complaint.status) == (404, 404, Status.RECEIVED)
    written = Letter.objects.get()
    assert complaint.number in written.subject
    assert complaint.number not in letters
    assert noor.get(reverse("desk:letter", args=[written.pk])).status_code == 404
    assert complaint.number in as_(house.marit).get(reverse("desk:outbox")).content.decode()


def test_a_colleague_notes_a_complaint_for_several_people_with_a_speaker(house: House) -> None:
    noor = as_(house.noor)
    address = reverse("complaints:take") + f"?home={house.home.pk}&person={house.ada.pk}"
    form = noor.get(address).context["form"]
    assert form["name"].value() == "Ada de Boer"
    given = {
        "about": "nuisance",
        "text": STORY,
        "channel": "TEL",
        "name": "Ada de Boer",
        "others": "Eve Vos, eve@example.org\n\nWim Bos",
        "speaker": "Noor Peters",
    }
    noor.post(address, given)
    complaint = Complaint.objects.get()
    assert [voice.name for voice in complaint.voices.order_by("pk")] == [
        "Ada de Boer",
        "Eve Vos",
        "Wim Bos",
        "Noor Peters",
    ]
    assert (complaint.mandate, complaint.taken_by) == ("asked", house.noor)


def test_a_first_repair_that_a_colleague_notes_is_offered_as_a_repair(house: House) -> None:
    address = reverse("complaints:take") + f"?home={house.home.pk}"
    given = {"about": "repair", "text": "De kraan lekt", "channel": "TEL", "name": "Ada"}
    answer = as_(house.noor).post(address, given)
    assert f"text=De+kraan+lekt&amp;dwelling={house.home.pk}" in answer.content.decode()
    assert not Complaint.objects.exists()


@pytest.mark.parametrize("name", ["list", "lessons", "remedies", "improvements:list"])
def test_a_list_asks_the_database_no_more_for_more_complaints(
    name: str, house: House, django_assert_max_num_queries
) -> None:
    for _ in range(4):
        make_answered(house, FOUNDED._replace(remedy_cents=1000))
    bas = as_(house.bas)
    with django_assert_max_num_queries(26):
        assert bas.get(reverse(f"complaints:{name}")).status_code == 200


def test_everybody_behind_a_complaint_gets_every_letter_in_their_own_language(house: House, settings) -> None:
    settings.WIRING = "voordeur.config.wiring"
    guest = receiving.Speaker(name="John", email="john@example.org", language="en")
    complaint = make_handled(house, speakers=[receiving.Speaker.of(house.ada), guest])
    outbox.run_due(now=NOW)
    subjects = set(Letter.objects.values_list("to_address", "subject"))
    assert subjects == {
        ("ada@example.org", f"Wij hebben uw klacht ({complaint.number})"),
        ("ada@example.org", f"Hanna Okonkwo kijkt naar uw klacht ({complaint.number})"),
        ("john@example.org", f"We have your complaint ({complaint.number})"),
        ("john@example.org", f"Hanna Okonkwo looks into your complaint ({complaint.number})"),
    }
