"""Every text that the software comes with passes its own check, in both languages and by every way."""

import re

import pytest

from voordeur.letters.queries.lists import KINDS, delivered
from voordeur.letters.queries.steps import all_steps
from voordeur.letters.rules import words
from voordeur.letters.rules.channel import LANGUAGES, Channel
from voordeur.letters.rules.check import WordLists, judge
from voordeur.letters.rules.template import names_in
from voordeur.letters.services.rendering import example

LISTS = {language: WordLists(*(words.parse(delivered(kind, language)) for kind in KINDS)) for language in LANGUAGES}
EVERY = [(code, channel, language) for code in all_steps() for channel in Channel for language in LANGUAGES]


@pytest.mark.parametrize(("code", "channel", "language"), EVERY)
def test_a_delivered_text_is_good_to_read(code: str, channel: Channel, language: str):
    step = all_steps()[code]
    read = example(step, channel, language, step.delivered(channel, language))

    found = judge(f"{read.subject}\n{read.body}", language=language, lists=LISTS[language], address_form="u")

    assert found.is_good, found.remarks
    assert not re.search(r"[{}]", read.subject + read.body)


@pytest.mark.parametrize("code", list(all_steps()))
def test_both_languages_name_the_same_values(code: str):
    step = all_steps()[code]
    for channel in Channel:
        dutch, english = (step.delivered(channel, language) for language in LANGUAGES)
        assert names_in(dutch.subject + dutch.body) == names_in(english.subject + english.body)
