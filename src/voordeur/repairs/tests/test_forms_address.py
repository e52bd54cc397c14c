"""A home is found however people write its number, and a danger is named by words alone."""

from datetime import datetime

import pytest

from voordeur.homes.tests.factories import make_dwelling
from voordeur.policy.rules.calendar import ZONE
from voordeur.promises.tests.factories import make_policy_version
from voordeur.repairs.forms import AddressForm
from voordeur.repairs.queries import suggestions

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("written", ["13a", "13A", "13 a", "13-a", " 13/a "])
def test_a_letter_behind_the_number_is_read_as_the_letter(written):
    home = make_dwelling(postcode="3660AA", number=13, letter="A")
    form = AddressForm({"postcode": "3660 aa", "number": written})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["dwelling"] == home


@pytest.mark.parametrize("written", ["", "a", "-1", "0", "99999999", "😀"])
def test_what_is_no_house_number_is_asked_again(written):
    form = AddressForm({"postcode": "3660 AA", "number": written})
    assert not form.is_valid()
    assert "number" in form.errors


@pytest.mark.parametrize(("text", "key"), [("ik ruik gas", "gas"), ("brand", "fire"), ("koolmonoxide", "co")])
def test_words_that_name_a_danger_bring_its_page_and_whom_to_ring(text, key):
    make_policy_version(preset="gepast", starts_at=datetime(2026, 1, 1, tzinfo=ZONE))
    found = suggestions.of_words(text, now=NOW)
    assert found["danger"].key == key
    assert "112" in found["numbers"]
    assert "088 000 11 22" in found["numbers"]


@pytest.mark.parametrize("text", ["", "de kraan druppelt", "de plee loopt door"])
def test_other_words_frighten_nobody(text):
    make_policy_version(preset="gepast", starts_at=datetime(2026, 1, 1, tzinfo=ZONE))
    assert suggestions.of_words(text, now=NOW)["danger"] is None
