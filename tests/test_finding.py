"""What people say on the telephone leads to who and what they mean."""

from datetime import date

import pytest

from voordeur.finding import services
from voordeur.finding.queries.finding import Found, find
from voordeur.homes.tests.factories import make_dwelling, make_tenancy
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person, make_user

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


def index() -> None:
    for kind in ("people", "homes", "repairs"):
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
