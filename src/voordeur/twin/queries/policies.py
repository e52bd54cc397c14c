"""The policies that a question can be about: what holds now, the other versions of the association, and the presets."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, override

from voordeur.base import words
from voordeur.policy import presets
from voordeur.policy.diff import promises as promises_of
from voordeur.policy.models import ServicePolicy
from voordeur.policy.texts import promise_in_words
from voordeur.promises import queries as promises
from voordeur.twin.engine import notches

LANGUAGES = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Choice:
    """A policy somebody can choose: `key` names it in forms and addresses.

    `title` is its name by language as a study keeps it, which is true next year as well; `offered` is what it is
    called where somebody chooses today.
    """

    key: str
    title: dict[str, str]
    policy: ServicePolicy
    offered: dict[str, str]

    @property
    def name(self) -> str:
        """What it is called today, in the language of the page."""
        return words_of(self.offered)

    @property
    def kept_name(self) -> str:
        """What a study calls it, in the language of the page."""
        return words_of(self.title)


def choices(now: datetime) -> list[Choice]:
    """What holds now first, then what is coming, the presets, and what held before, the newest first."""
    versions = promises.versions()
    started = [one for one in versions if one.starts_at <= now]
    coming = [one for one in versions if one.starts_at > now]
    return [
        *(_version(one, "now") for one in started[-1:]),
        *(_version(one, "coming") for one in coming),
        *(_preset(name) for name in presets.names()),
        *(_version(one, "past") for one in reversed(started[:-1])),
    ]


def _version(found: promises.InForce, when: str) -> Choice:
    key = f"version-{found.version_id}"
    return Choice(key, _in_both(found, "kept"), found.policy, _in_both(found, when))


def _in_both(found: promises.InForce, when: str) -> dict[str, str]:
    told: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            values = {
                "title": found.policy.title.in_language(language),
                "day": words.date_in_words(found.starts_at, language=language),
            }
            told[language] = {
                "kept": gettext("%(title)s, from %(day)s"),
                "now": gettext("Now (%(title)s)"),
                "coming": gettext("From %(day)s (%(title)s)"),
                "past": gettext("Earlier, from %(day)s (%(title)s)"),
            }[when] % values
    return told


def _preset(name: str) -> Choice:
    policy = presets.load(name)
    title = {one: policy.title.in_language(one) for one in LANGUAGES}
    return Choice(f"preset-{name}", title, policy, title)


def promise_name(field: str) -> dict[str, str]:
    """A promise that can be turned, by language."""
    return notches.load().find(field).name.model_dump()


def promise_value(policy: ServicePolicy, field: str) -> str:
    """What a policy promises there, in the language of the page."""
    return promise_in_words(field, promises_of(policy)[field])


@dataclass(frozen=True, slots=True)
class Turnable:
    """A promise that can be turned: its path, its name, and what a policy says there."""

    field: str
    name: str
    told: str


def turnable(policy: ServicePolicy, text: str = "") -> list[Turnable]:
    """Every promise that a simulated year feels and that this policy can hold on another value.

    `text`: only those in whose name, value or path each of these words stands.
    """
    found = [
        Turnable(field, words_of(one.name.model_dump()), promise_value(policy, field))
        for field, one in notches.load().turned.items()
        if one.values(policy)
    ]
    wanted = text.casefold().split()
    return [one for one in found if all(word in f"{one.name} {one.told} {one.field}".casefold() for word in wanted)]


def is_turnable(policy: ServicePolicy, field: str) -> bool:
    """Whether this promise of this policy can be turned."""
    found = notches.load().turned.get(field)
    return found is not None and bool(found.values(policy))


def unfelt() -> list[tuple[str, str]]:
    """Promises that a simulated year does not feel, each with the reason, in the language of the page."""
    return [(one.field, words_of(one.reason.model_dump())) for one in notches.load().unfelt if one.kind == "left_out"]


def words_of(found: dict[str, str]) -> str:
    """A text that is kept in both languages, in that of the page."""
    return found[words.spoken(None)]
