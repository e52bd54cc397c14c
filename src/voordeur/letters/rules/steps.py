"""A step that a text belongs to ("complaint received"): which values its texts may name, and the texts as delivered."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voordeur.letters.rules import template
from voordeur.letters.rules.channel import LANGUAGES, Channel, Language

# Values that every text may name; what is not known in an installation is empty.
ALWAYS: frozenset[str] = frozenset({"association", "telephone", "site"})
# The texts of a step that hold for every channel without a text of its own.
EVERY_CHANNEL = "text"


@dataclass(frozen=True, slots=True)
class Value:
    """A value that texts may name: an example in both languages, and whether it may be empty.

    A flag is for conditions only; its example says what it stands for, and `is_off` that it is not so in the example.
    """

    example: Mapping[Language, str]
    is_optional: bool = False
    is_flag: bool = False
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A subject and a body, with the names of values in them."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one room; `texts` by channel (or EVERY_CHANNEL) and language.

    `is_quick` when a letter by post would come too late or could not be used.
    """

    code: str
    room: str
    title: Mapping[Language, str]
    values: Mapping[str, Value]
    texts: Mapping[tuple[str, Language], Text]
    is_quick: bool = False

    @property
    def known(self) -> frozenset[str]:
        """Every name that a text of this step may hold."""
        return frozenset(self.values) - self.flags | ALWAYS

    @property
    def flags(self) -> frozenset[str]:
        """Names for conditions only."""
        return frozenset(name for name, value in self.values.items() if value.is_flag)

    def delivered(self, channel: Channel, language: Language) -> Text:
        """The text as the software came with it."""
        return self.texts.get((channel, language)) or self.texts[(EVERY_CHANNEL, language)]


def parse(room: str, raw: Mapping[str, Any]) -> dict[str, Step]:
    """The steps in a room's file. Raises ValueError with what is wrong: a fault of ours, found by the tests."""
    return {code: _step(room, code, told) for code, told in raw.items()}


def _step(room: str, code: str, told: Mapping[str, Any]) -> Step:
    values = {
        name: Value(
            _both(code, one),
            is_optional=bool(one.get("optional", False) or one.get("flag", False)),
            is_flag=bool(one.get("flag", False)),
            is_off=bool(one.get("off", False)),
        )
        for name, one in told.get("values", {}).items()
    }
    texts: dict[tuple[str, Language], Text] = {}
    for channel in (EVERY_CHANNEL, *Channel):
        for language, text in told.get(channel, {}).items():
            if language not in LANGUAGES:
                raise ValueError(f"{code}: {language} is no language of ours")
            texts[(channel, language)] = Text(text["subject"].strip(), template.clean(text["body"]).strip() + "\n")
    if ALWAYS.intersection(values):
        raise ValueError(f"{code}: {sorted(ALWAYS.intersection(values))} are always there")
    missing = [language for language in LANGUAGES if (EVERY_CHANNEL, language) not in texts]
    if missing:
        raise ValueError(f"{code}: no text in {', '.join(missing)}")
    step = Step(code, room, _both(code, told["title"]), values, texts, bool(told.get("quick", False)))
    for text in texts.values():
        template.check(text.subject, text.body, known=step.known, flags=step.flags)
    return step


def _both(code: str, told: Mapping[str, Any]) -> dict[Language, str]:
    found: dict[Language, str] = {}
    for language in LANGUAGES:
        if not str(told.get(language, "")).strip():
            raise ValueError(f"{code}: a text in {language} is missing")
        found[language] = str(told[language])
    return found
