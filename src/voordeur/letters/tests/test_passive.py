"""Passive sentences in Dutch and English, and sentences that only look like them."""

import pytest

from voordeur.letters.rules.passive import passive_in

PASSIVE = {
    "nl": [
        "Uw klacht wordt behandeld.",
        "De kraan wordt morgen door onze monteur gemaakt.",
        "U wordt binnen twee dagen teruggebeld.",
        "De werkzaamheden zullen worden uitgevoerd.",
        "Uw aanvraag is ontvangen.",
        "De brief werd te laat verstuurd.",
        "Er is besloten dat de huur omhoog gaat.",
        "De sleutels moeten worden ingeleverd.",
        "Uw gegevens zijn aangepast.",
        "Als de monteur niet wordt binnengelaten, komt hij een andere keer.",
    ],
    "en": [
        "Your complaint is being handled.",
        "The tap was repaired yesterday.",
        "You will be called back.",
        "A letter has been sent to you.",
        "The work is not done by us but was given to a firm.",
        "Your question was quickly answered.",
    ],
}
ACTIVE = {
    "nl": [
        "Wij behandelen uw klacht.",
        "Onze monteur maakt morgen de kraan.",
        "Het wordt morgen koud en u heeft ons gebeld.",
        "Wij hebben uw brief ontvangen.",
        "De balie is gesloten.",
        "Dat is vorige week gebeurd.",
        "U bent verhuisd.",
        "De monteur is bij u geweest.",
        "Dat is het gebied waar wij wonen.",
        "Bent u daar tevreden over?",
        "Sam wordt uw vaste monteur.",
        "Wij zijn verantwoordelijk voor het dak.",
    ],
    "en": [
        "We handle your complaint.",
        "The craftsman repaired the tap.",
        "We are closed on Friday.",
        "You are tired of waiting, and we understand that.",
        "It is a hundred euros.",
        "The tap is broken.",
        "The gas is gone.",
    ],
}


@pytest.mark.parametrize(("language", "text"), [(one, text) for one, texts in PASSIVE.items() for text in texts])
def test_a_passive_sentence_is_found(language: str, text: str):
    assert passive_in(text, language) == [text]


@pytest.mark.parametrize(("language", "text"), [(one, text) for one, texts in ACTIVE.items() for text in texts])
def test_an_active_sentence_is_left_alone(language: str, text: str):
    assert passive_in(text, language) == []
