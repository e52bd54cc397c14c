"""A question as plain values, the way it is kept and handed over: the one table of what can be asked."""

from collections.abc import Callable, Mapping
from typing import Any

from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine.questions import beside
from voordeur.twin.engine.questions.variants import Question

Asked = Mapping[str, Any]


def _policies(asked: Asked) -> list[ServicePolicy]:
    return [presets.parse(text, "study") for text in asked["policies"]]


def _compare(asked: Asked, replications: int) -> Question:
    return beside.compare(_policies(asked), replications)


def _turn(asked: Asked, replications: int) -> Question:
    return beside.turn(_policies(asked)[0], asked["field"], asked["values"], replications)


# By kind: how a question is made of plain values. `policies` holds texts, the one to begin with first.
KINDS: dict[str, Callable[[Asked, int], Question]] = {
    "compare": _compare,
    "turn": _turn,
}


def read(kind: str, asked: Asked, replications: int) -> Question:
    """The question. Raises Refused "unknown_question", PolicyErrors, or what the question itself refuses."""
    if kind not in KINDS:
        raise Refused("unknown_question", value=kind)
    return KINDS[kind](asked, replications)
