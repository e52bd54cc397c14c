"""What a message is about, by its words."""

import pytest

from voordeur.correspondence.rules.subjects import WORDS, subject_of
from voordeur.policy.models import SUBJECTS

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("Huurverhoging. Kunt u uitleggen hoe u dat berekent?", "rent"),
        ("Ik kan de huur niet betalen", "rent"),
        ("The rent went up. How do I pay?", "rent"),
        ("De kraan in de keuken lekt", "repair"),
        ("The heating is broken", "repair"),
        ("Ik wil de huur opzeggen, wij gaan verhuizen", "letting"),
        ("De buren maken elke nacht lawaai", "nuisance"),
        ("Ik heb een klacht", "complaint"),
        ("Wij willen graag een hond. Dat is toch lekker?", "other"),
        ("", "other"),
    ],
)
def test_the_words_say_what_it_is_about(words: str, subject: str):
    assert subject_of(case_kind="", words=words) == subject


def test_the_case_says_it_before_the_words():
    assert subject_of(case_kind="repairs", words="Ik heb een klacht over de huur") == "repair"
    assert subject_of(case_kind="complaints", words="De kraan lekt") == "complaint"


def test_every_subject_but_the_rest_has_words():
    assert {*WORDS, "other"} == set(SUBJECTS)
