"""A text of a step with its values filled in. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from voordeur.base import words
from voordeur.kernel.errors import Refused
from voordeur.letters.queries import steps
from voordeur.letters.rules import template
from voordeur.letters.rules.channel import Channel, Language, spoken
from voordeur.letters.rules.steps import Step, Text
from voordeur.letters.rules.template import Block


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as somebody will read it; `blocks` is the same body in parts, for paper and pages."""

    code: str
    channel: Channel
    language: Language
    version: int
    subject: str
    blocks: tuple[Block, ...]

    @property
    def body(self) -> str:
        """The body as plain text; ends with a line end."""
        return template.plain(self.blocks)


def render(code: str, channel: str, language: str, context: Mapping[str, object]) -> Rendered:
    """The newest text of a step, for a channel ("mail", "letter", "portal") and a language ("nl", "en").

    `context` gives the values that the step declares: texts, whole numbers, days and moments, which are put in words
    of the language. Refused: unknown_step, unknown_channel, value_missing (one that may not be empty), value_too_long.
    """
    step = steps.step(code)
    try:
        way, tongue = Channel(channel), spoken(language)
    except ValueError:
        raise Refused("unknown_channel", channel=channel) from None
    found = steps.in_force(step, way, tongue)
    return fill(step, way, tongue, found.text, version=found.version, values=_values(step, tongue, context))


def example(step: Step, channel: Channel, language: Language, text: Text, *, version: int = 0) -> Rendered:
    """A text with the examples of its step, as somebody may get it."""
    values = examples(step, language)
    values |= {name: "" for name, value in step.values.items() if value.is_off}
    return fill(step, channel, language, text, version=version, values=values)


def every_sentence(step: Step, language: Language, text: Text) -> str:
    """A text with the examples of its step and every part that it may have, whatever it depends on: for the check."""
    values = examples(step, language)
    shown = template.every_block(text.body, values)
    return f"{template.line(text.subject, values)}\n{template.plain(tuple(block for block, _ in shown))}"


def examples(step: Step, language: Language) -> dict[str, str]:
    """A value for every name that a text may hold, none of them empty."""
    values = {name: value.example[language] for name, value in step.values.items()} | always()
    return values | {"telephone": values["telephone"] or "088 000 00 00"}


def fill(
    step: Step, channel: Channel, language: Language, text: Text, *, version: int, values: Mapping[str, str]
) -> Rendered:
    """The text with these values; every value that the step knows must be there, an empty text when it is empty."""
    subject = template.line(text.subject, values)
    return Rendered(step.code, channel, language, version, subject, template.blocks(text.body, values))


def always() -> dict[str, str]:
    """The values that every text may name."""
    return {"association": settings.ASSOCIATION, "telephone": settings.TELEPHONE, "site": settings.BASE_URL}


def _values(step: Step, language: Language, context: Mapping[str, object]) -> dict[str, str]:
    found = always()
    for name, value in step.values.items():
        written = _in_words(context.get(name), language)
        if not written.strip() and not value.is_optional:
            raise Refused("value_missing", step=step.code, value=name)
        if len(written) > template.MOST_VALUE_SIGNS:
            raise Refused("value_too_long", value=name, most=template.MOST_VALUE_SIGNS)
        found[name] = template.clean(written).strip()
    return found


def _in_words(value: object, language: Language) -> str:
    match value:
        case None | False:
            return ""
        case datetime():
            return words.moment_in_words(value, language=language)
        case date():
            return words.day_in_words(value, language=language)
        case _:
            return str(value)
