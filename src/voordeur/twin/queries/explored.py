"""Answers about many promises for pages: promises by name with their values in words. Reads what is kept."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext

from voordeur.base import words
from voordeur.policy import presets
from voordeur.twin.models import Study
from voordeur.twin.texts.asking import value_in_words


def in_language(found: Mapping[str, str]) -> str:
    """A text that is kept in both languages, in that of the page."""
    return found[words.spoken(None)]


@lru_cache(maxsize=4096)
def _told(policy: str, field: str, value: str, _language: str) -> str:
    """A value of a promise in words; a page tells hundreds, and each takes the policy apart."""
    return value_in_words(presets.parse_kept(policy, "study"), field, json.loads(value))


def told(policy: str, field: str, value: Any) -> str:
    """A value of a promise, as a policy file would hold it, in words; `policy` is the text of the one it stands in."""
    return _told(policy, field, json.dumps(value), words.spoken(None))


@dataclass(frozen=True, slots=True)
class Turn:
    """A promise of a tornado: its name, what it says now, and its notches, each with its value in words (`told`)."""

    field: str
    name: str
    now: str
    notches: list[dict[str, Any]]

    def effect(self, figure: str) -> float:
        """The largest that a notch does to a figure."""
        return max(abs(float(one["differences"][figure]["mean"])) for one in self.notches)


def turns(study: Study) -> list[Turn]:
    """The promises of a tornado in words."""
    policy = study.asked["policies"][0]
    return [
        Turn(
            one["field"],
            in_language(one["name"]),
            told(policy, one["field"], one["now"]),
            [{**notch, "told": told(policy, one["field"], notch["value"])} for notch in one["notches"]],
        )
        for one in (study.result or {})["promises"]
    ]


@dataclass(frozen=True)
class Promises:
    """The answer of a search or a frontier, of which any set can be told in words."""

    policy: str
    answer: Mapping[str, Any]

    def told(self, one: Mapping[str, Any]) -> str:
        """Which promises a set turns and to what."""
        lines = self.lines(one)
        return "; ".join(f"{line['name']}: {line['then']}" for line in lines) or gettext("as it is now")

    def lines(self, one: Mapping[str, Any]) -> list[dict[str, str]]:
        """The same, a line for each promise with what it says now."""
        return [
            {
                "name": in_language(promise["name"]),
                "now": told(self.policy, promise["field"], promise["values"][0]),
                "then": told(self.policy, promise["field"], promise["values"][level]),
            }
            for promise in self.answer["promises"]
            if (level := one["levels"].get(promise["field"]))
        ]

    @property
    def best(self) -> Mapping[str, Any] | None:
        """The set that was found, or the one that comes nearest."""
        return self.answer.get("winner") or self.answer.get("nearest")

    def is_best(self, one: Mapping[str, Any]) -> bool:
        """Whether a point is that set."""
        return self.best is not None and self.best["levels"] == one["levels"]


def promises_of(study: Study) -> Promises:
    """The answer of a search or a frontier."""
    return Promises(study.asked["policies"][0], study.result or {})
