"""What the words of a tenant might mean, and the danger that they clearly name."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from voordeur.promises import queries as promises
from voordeur.repairs.queries.names import what
from voordeur.repairs.rules import tree as trees
from voordeur.repairs.rules.branches import StopPage
from voordeur.repairs.rules.triage import suggest

MOST = 4
# From this sureness on, words are taken to name a danger.
CLEARLY = 0.6


def of_words(text: str, *, now: datetime) -> dict[str, Any]:
    """`suggestions` (path, name, confidence 0 to 1), best first; `danger`, a stop page or None, and its `numbers`."""
    found = suggest(text, trees.load(), limit=MOST) if text else ()
    danger = next((page for one in found if one.confidence >= CLEARLY and (page := _danger_of(one.path))), None)
    return {
        "suggestions": [{"path": one.path, "name": _name_of(one.path), "confidence": one.confidence} for one in found],
        "danger": danger,
        "numbers": numbers(danger, now=now) if danger else [],
    }


def numbers(page: StopPage, *, now: datetime) -> list[str]:
    """Whom to ring, with the association's own number filled in."""
    policy = promises.in_force(now).policy
    return [policy.channels.emergency_telephone if ring == "emergency" else ring for ring in page.ring]


def _danger_of(path: str) -> StopPage | None:
    """The page that says what to do at once, when a path leads there without any question."""
    found = trees.outcome(trees.load(), path, {})
    return found.page if isinstance(found, trees.Stop) else None


def _name_of(path: str) -> str:
    danger = _danger_of(path) if path.startswith(f"{trees.STOP_PREFIX}/") else None
    return danger.title.in_(get_language() or "nl") if danger else what(path)
