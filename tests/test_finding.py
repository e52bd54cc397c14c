"""What people say on the telephone leads to who and what they mean."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voordeur.complaints.models import Complaint
from voordeur.complaints.tests.factories import make_complaint, make_house
from voordeur.contact.models import ContactMoment, Question
from voordeur.finding import services
from voordeur.finding.models import Entry
from voordeur.finding.queries.finding import Found, find
from voordeur.homes.tests.factories import make_dwelling, make_tenancy
from voordeur.parties.models import Person
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.promises.tests.factories import make_policy_version
from voordeur.repairs.tests.factories import make_repair

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def index() -> None:
    for kind in ("people", "homes", "repairs", "complaints", "questions", "contacts"):
        services.fill(kind)


def asked(text: str, **more: object) -> Found:
    return find(text, user=make_user(role=Role.CONTACT_AGENT), day=DAY, **more)


def titles(found: Found, kind: str) -> list[str]:
    return [hit.title for group in found.groups if group.kind == kind for hit in group.hits]


@pytest.fixture
def ada():
    """Ada de Boer of Lindelaan 12A, and Eve Visser of another street, who never fits what is asked of ada."""
    person = make_person(email="ada.deboer@example.org", external_id="P-0077", phone="+31612345678")
    make_tenancy(person=person, dwelling=make_dwelling(number=12, letter="A"))
    eve = make_person(
        first_name="Eve",
        infix="",
        last_name="Visser",
        phone="+31201239999",
        born_on=date(1990, 1, 1),
        email="eve@example.com",
    )
    make_tenancy(person=eve, dwelling=make_dwelling(street="Eikenlaan", number=13, postcode="7311ZZ", town="Ede"))
    index()
    return person


@pytest.mark.parametrize(
    "text",
    [
        "de boer",
        "boer",
        "ada boe",
        "ADA DE BOER",
        "boer, ada",
        "mevrouw de Boer",
        "a de boer",
        "deboer",
        "lindelaan 12",
        "LINDE 12a",
        "lindelaan 12 a",
        "boer lindelaan",
        "boer 12",
        "7323aa 12",
        "7323 AA 12 A",
        "7323aa12a",
        "7323",
        "apeldoorn boer",
        "0612345678",
        "06 12 34 56 78",
        "06-1234",
        "+31 6 12345678",
        "0031612345678",
        "5678",
        "345678",
        "678",
        "boer 678",
        "ADA.deBoer@example.org",
        "ada.deboer@ex",
        "adadeboer@example.org",
        "P-0077",
        "p77",
        "10-12-1980",
        "boer 10-12-1980",
        # spelt by ear, with a letter wrong, and one that is not finished
        "boor",
        "deboeer",
        "lindelan 12",
        "lindelaam 12",
        "lyndelaan 12",
        "lindlaa 12",
        "bour apeldorn",
    ],
)
def test_ada_is_found_by_what_people_say(ada, text: str):
    assert titles(asked(text), "people") == ["Ada de Boer"]


@pytest.mark.parametrize("text", ["zzzzzz", "lindelaan 13", "7311aa 12", "0687654321", "boer eikenlaan", "8765"])
def test_what_nobody_is_called_finds_nobody(ada, text: str):
    assert titles(asked(text), "people") == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("lindelaan 12", "Lindelaan 12A, 7323 AA Apeldoorn"),
        ("7323aa 12", "Lindelaan 12A, 7323 AA Apeldoorn"),
        ("eikenlan 13", "Eikenlaan 13, 7311 ZZ Ede"),
        ("7311ZZ", "Eikenlaan 13, 7311 ZZ Ede"),
    ],
)
def test_a_home_is_found_by_its_address(ada, text: str, first: str):
    assert titles(asked(text), "homes") == [first]


def test_accents_and_words_inside_a_street_are_found():
    for number, street in enumerate(("De Bovenkruier", "Façadelaan", "Plein 1940", "Burg. Röntgenweg")):
        make_dwelling(street=street, number=7, postcode=f"730{number}BB")
    index()
    assert titles(asked("bovenkr"), "homes") == ["De Bovenkruier 7, 7300 BB Apeldoorn"]
    assert titles(asked("facade"), "homes") == ["Façadelaan 7, 7301 BB Apeldoorn"]
    assert titles(asked("plein 1940"), "homes") == ["Plein 1940 7, 7302 BB Apeldoorn"]
    assert titles(asked("burgemeester rontgen"), "homes") == ["Burg. Röntgenweg 7, 7303 BB Apeldoorn"]


@pytest.mark.parametrize("text", ["Özd", "ozdemir", "OZDEMIR ozan", "Özdemir, Ozan", "ösdemir"])
def test_a_name_with_accents_is_found_without_them_and_the_other_way_round(text: str):
    make_person(first_name="Ozan", infix="", last_name="Özdemir")
    index()
    assert titles(asked(text), "people") == ["Ozan Özdemir"]


def test_the_exact_name_comes_first_then_who_begins_so_then_who_sounds_so_then_two_letters_off():
    for last_name in ("Jansma", "Janssen", "Jansens", "Jansen", "Visser"):
        make_tenancy(person=make_person(first_name="Jan", infix="", last_name=last_name))
    index()
    assert titles(asked("jansen"), "people") == ["Jan Jansen", "Jan Jansens", "Jan Janssen", "Jan Jansma"]
    assert not asked("jansen").is_near
    assert asked("yansens").is_near


def test_who_rents_comes_before_who_moved_out_and_that_is_said():
    left = make_person(first_name="Gone", infix="", last_name="Mulder")
    make_tenancy(person=left, started_on=date(2010, 1, 1), ended_on=date(2019, 1, 1))
    stays = make_person(first_name="Here", infix="", last_name="Mulder")
    make_tenancy(person=stays)
    index()
    (group,) = asked("mulder").groups
    assert [(hit.title, hit.is_current) for hit in group.hits] == [("Here Mulder", True), ("Gone Mulder", False)]
    assert group.hits[1].badge


def test_a_case_is_found_by_its_number_and_leads_to_its_page():
    repair = make_repair(dwelling=make_dwelling())
    repair.description = "De kranen in de badkamer lekken"
    repair.save()
    index()
    for text in (repair.number, repair.number.lower(), f"r {repair.pk:07d}", f"r{repair.pk:07d}", "badkamer kraan"):
        (hit, *_others) = next(group for group in asked(text).groups if group.kind == "repairs").hits
        assert hit.object_id == repair.pk
        assert hit.address.endswith(f"/repairs/{repair.pk}/") or str(repair.pk) in hit.address


def test_a_contact_is_found_by_what_was_written_down_and_leads_to_the_person():
    ada = make_person()
    now = timezone.now()
    moment = ContactMoment.objects.create(
        channel="TEL", subject="other", person=ada, at=now, note="Er zit een vos in de tuin, bel 06 87654321 terug"
    )
    ContactMoment.objects.create(channel="TEL", subject="other", person=ada, at=now)
    index()
    for text in ("vos tuin", "vossen", "0687654321", "4321"):
        (group,) = [one for one in asked(text).groups if one.kind == "contacts"]
        assert [hit.object_id for hit in group.hits] == [moment.pk]
    assert asked("vo").groups == ()


def test_somebody_unknown_who_was_promised_an_answer_is_found_by_their_number():
    now = timezone.now()
    asked_for = Question.objects.create(
        kind="call_back", name="Kim de Wit", phone="+31655512345", subject="rent", text="Wil de huur in delen betalen",
        policy_version=make_policy_version(), asked_at=now, due_at=now,
    )  # fmt: skip
    index()
    for text in ("0655512345", "12345", "kim wit", asked_for.number, "huur delen"):
        (group,) = [one for one in asked(text).groups if one.kind == "questions"]
        assert [hit.object_id for hit in group.hits] == [asked_for.pk]


def test_a_complaint_is_found_by_who_is_behind_it_but_never_by_whom_it_is_about():
    house = make_house()
    complaint = make_complaint(house)
    index()

    def by(user: object, text: str) -> list[str]:
        return titles(find(text, user=user, day=DAY), "complaints")

    assert len(by(house.noor, complaint.number)) == len(by(house.noor, "de boer")) == 1
    assert by(house.noor, "gebeld afspraak") == []
    Complaint.objects.update(about_user=house.noor)
    assert by(house.noor, complaint.number) == by(house.noor, "de boer") == []
    assert len(by(house.marit, complaint.number)) == 1


def test_an_anonymous_complaint_is_found_by_its_number_alone():
    house = make_house()
    complaint = make_complaint(house)
    Complaint.objects.update(is_anonymous=True)
    index()
    (hit,) = next(one for one in asked(complaint.number).groups if one.kind == "complaints").hits
    assert "Ada" not in " ".join(hit.details)
    assert titles(asked("ada de boer"), "complaints") == []


def test_what_was_asked_for_all_but_one_word_is_shown_as_near(ada):
    found = asked("boer lindelaan amsterdam")
    assert titles(found, "people") == ["Ada de Boer"]
    assert found.is_near


@pytest.mark.parametrize("role", [Role.TENANT, Role.CRAFTSMAN])
def test_who_may_not_see_all_homes_finds_nothing(ada, role: Role):
    assert find("boer", user=make_user(role=role), day=DAY).groups == ()
    assert find("boer", user=AnonymousUser(), day=DAY).groups == ()


# --- the index follows ------------------------------------------------------------------------------------------------


def test_the_index_follows_who_is_new_renamed_moved_and_gone():
    services.follow(now=timezone.now())
    person = make_person(first_name="Noor", infix="", last_name="Smit")
    home = make_dwelling(street="Beukenlaan", number=5)
    tenancy = make_tenancy(person=person, dwelling=home)
    assert titles(asked("smit"), "people") == []

    services.follow(now=timezone.now())
    assert titles(asked("smit beukenlaan"), "people") == ["Noor Smit"]

    person.last_name = "Prins"
    person.save()
    home.street = "Olmenlaan"
    home.save()
    services.follow(now=timezone.now())
    assert titles(asked("smit"), "people") == []
    assert titles(asked("prins olmenlaan"), "people") == ["Noor Prins"]

    tenancy.ended_on = date(2026, 1, 1)
    tenancy.save()
    services.follow(now=timezone.now())
    assert not asked("prins").groups[0].hits[0].is_current

    tenancy.delete()
    person.memberships.all().delete()
    person.delete()
    services.follow(now=timezone.now())
    assert titles(asked("prins"), "people") == []


def test_following_again_changes_nothing():
    make_tenancy()
    assert services.follow(now=timezone.now()) == 2
    assert services.follow(now=timezone.now()) == 0


def test_mending_sets_right_what_no_log_told():
    make_tenancy(person=make_person(infix="", last_name="Prins"))
    services.follow(now=timezone.now())
    Person.objects.update(last_name="Koning")
    Entry.objects.create(id=(1 << 40) + 999, own="prins spook")

    assert services.mend(now=timezone.now()) == 2

    assert titles(asked("koning"), "people") == ["Ada Koning"]
    assert not Entry.objects.filter(own__contains="prins").exists()
    assert services.mend(now=timezone.now()) == 0


def test_what_is_gone_from_its_room_is_not_shown_whatever_the_index_says():
    person = make_person(infix="", last_name="Prins")
    index()
    person.delete()
    assert asked("prins").groups == ()


def test_emptying_the_tables_empties_the_index_too(ada):
    Entry.objects.all().delete()
    assert asked("boer").groups == ()


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(settings, client: Client):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(make_user(role=Role.CONTACT_AGENT))

    def opened(text: str, *, htmx: bool = False, **more: str) -> str:
        answer = client.get(
            reverse("finding:page"), {"q": text, **more}, headers={"HX-Request": "true"} if htmx else {}
        )
        assert answer.status_code == 200
        return answer.content.decode()

    return opened


def test_the_page_says_what_to_type_what_is_found_and_what_comes_near(ada, page):
    assert "Typ wat u weet" in page("")
    assert "Typ wat u weet" in page("x")
    assert "Niets gevonden met “zzzzz”" in page("zzzzz")
    assert "Dit lijkt erop" in page("deboeer")
    assert "Ada de Boer" in page("boer")


def test_htmx_gets_the_results_alone_with_their_number_for_who_listens(ada, page):
    part = page("boer", htmx=True)
    assert "Ada de Boer" in part
    assert "<html" not in part
    assert "1 resultaat" in part


def test_scripts_in_names_and_in_what_is_typed_are_only_text(page):
    make_tenancy(person=make_person(first_name="<script>alert(1)</script>", infix="", last_name="Boer"))
    index()
    shown = page("boer") + page('"><script>alert(2)</script>') + page("script")
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown


@pytest.mark.parametrize(
    "text", ["'", '"', "* OR 1", "a' | 'b", "\\", "\x00", "NEAR(a b)", "%", "own : boer", "🏠🏠", "&!|"]
)
def test_signs_of_the_language_of_a_database_are_only_signs(ada, page, text: str):
    assert "find-results" in page(text)


def test_more_of_one_kind_is_a_page_of_its_own(page):
    for _number in range(9):
        make_tenancy(person=make_person(infix="", last_name="Mulder"))
    index()
    assert "Meer mensen" in page("mulder")
    assert page("mulder", kind="people").count("Ada Mulder") == 9
    assert "Alles wat gevonden is" in page("mulder", kind="people")


def test_a_page_asks_no_more_for_many_results_than_for_few(page, django_assert_max_num_queries):
    for _number in range(3):
        make_repair(dwelling=make_tenancy().dwelling)
    index()
    with django_assert_max_num_queries(30) as few:
        page("lindelaan", htmx=True)
    for _number in range(30):
        make_repair(dwelling=make_tenancy().dwelling)
    index()
    with django_assert_max_num_queries(len(few)):
        page("lindelaan", htmx=True)
