"""Which steps there are, from the files that every room brings, and which text of each is in force."""

import tomllib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db.models import QuerySet

from voordeur.kernel.errors import Refused
from voordeur.letters.models import Wording
from voordeur.letters.rules import steps
from voordeur.letters.rules.channel import Channel, Language
from voordeur.letters.rules.steps import Step, Text

# A room with many steps keeps them in several files.
FILES = "data/letters*.toml"


@dataclass(frozen=True, slots=True)
class InForce:
    """The newest text of a step for a channel and language; version 0 is the one that was delivered."""

    version: int
    text: Text
    level: str
    saved_at: datetime | None


@cache
def all_steps() -> dict[str, Step]:
    """Every step of every room, in the order of the rooms and of their files."""
    found: dict[str, Step] = {}
    for app in apps.get_app_configs():
        if not app.name.startswith("voordeur."):
            continue
        for file in sorted(Path(app.path).glob(FILES)):
            told = steps.parse(app.label, tomllib.loads(file.read_text(encoding="utf-8")))
            if twice := found.keys() & told.keys():
                raise ValueError(f"two rooms have a step {sorted(twice)}")
            found.update(told)
    return found


def step(code: str) -> Step:
    """One step. Refused: unknown_step."""
    try:
        return all_steps()[code]
    except KeyError:
        raise Refused("unknown_step", step=code) from None


def in_force(found: Step, channel: Channel, language: Language) -> InForce:
    """The text that a message of this step has now."""
    newest = versions(found, channel, language).first()
    if newest is None:
        return InForce(0, found.delivered(channel, language), "", None)
    return InForce(newest.version, Text(newest.subject, newest.body), newest.level, newest.saved_at)


def versions(found: Step, channel: Channel, language: Language) -> QuerySet[Wording]:
    """Every version that was kept, the newest first."""
    kept = Wording.objects.filter(code=found.code, channel=channel, language=language)
    return kept.select_related("saved_by").order_by("-version")


def newest_of_all() -> dict[tuple[str, str, str], Wording]:
    """The newest version of every text that was changed, by step, channel and language."""
    kept = Wording.objects.select_related("saved_by").order_by("version")
    return {(one.code, one.channel, one.language): one for one in kept.defer("body")}
