"""Every text that the software comes with passes its own check, in both languages and by every way."""

import re
from pathlib import Path

import pytest

from voordeur.letters.queries import steps
from voordeur.letters.queries.lists import KINDS, delivered
from voordeur.letters.queries.steps import all_steps
from voordeur.letters.rules import words
from voordeur.letters.rules.channel import LANGUAGES, Channel
from voordeur.letters.rules.check import WordLists, judge
from voordeur.letters.rules.steps import Step, Text
from voordeur.letters.rules.template import Condition, every_block, names_in
from voordeur.letters.services.rendering import every_sentence, example, examples, fill

LISTS = {language: WordLists(*(words.parse(delivered(kind, language)) for kind in KINDS)) for language in LANGUAGES}
EVERY = [(code, channel, language) for code in all_steps() for channel in Channel for language in LANGUAGES]


def texts_of(code: str, channel: Channel, language: str) -> list[str]:
    """The text with every part it may have, as its example goes out, and with nothing but what must be there."""
    step = all_steps()[code]
    text = step.delivered(channel, language)
    bare = {name: "" if name in step.values and step.values[name].is_optional else value
            for name, value in examples(step, language).items()}  # fmt: skip
    goes_out = example(step, channel, language, text)
    least = fill(step, channel, language, text, version=0, values=bare)
    return [every_sentence(step, language, text), *(f"{one.subject}\n{one.body}" for one in (goes_out, least))]


@pytest.mark.parametrize(("code", "channel", "language"), EVERY)
def test_a_delivered_text_is_good_to_read(code: str, channel: Channel, language: str):
    for read in texts_of(code, channel, language):
        found = judge(read, language=language, lists=LISTS[language], address_form="u")

        assert found.is_good, found.remarks
        assert not re.search(r"[{}]", read)


def conditions_of(step: Step, text: Text, language: str) -> list[tuple[Condition, ...]]:
    return [only for _, only in every_block(text.body, examples(step, language))]


@pytest.mark.parametrize("code", list(all_steps()))
def test_both_languages_name_the_same_values(code: str):
    step = all_steps()[code]
    for channel in Channel:
        dutch, english = (step.delivered(channel, language) for language in LANGUAGES)
        assert names_in(dutch.subject + dutch.body) == names_in(english.subject + english.body)
        assert conditions_of(step, dutch, "nl") == conditions_of(step, english, "en")


def test_every_letter_to_a_tenant_is_a_step():
    """A room that writes a mail by itself says here why an association cannot word it."""
    alone = {
        "correspondence/services/answering.py": "the frame of what a colleague writes by hand",
        "letters/services/sending.py": "this is the way that all take",
        "parties/services/accounts.py": "the security of an account",
        "repairs/services/drafts.py": "the security of a home: a code that proves who writes",
    }
    source = Path(steps.__file__).resolve().parents[2]
    found = {
        str(file.relative_to(source))
        for file in source.rglob("*.py")
        if "tests" not in file.parts and "mailbox.write(" in file.read_text(encoding="utf-8")
    }

    assert found == set(alone)
