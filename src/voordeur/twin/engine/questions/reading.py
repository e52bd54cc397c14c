"""A question as plain values, the way it is kept and handed over: the one table of what can be asked."""

from collections.abc import Callable, Mapping
from typing import Any

from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine.questions import beside, search, tornado, turning, weights
from voordeur.twin.engine.questions.variants import Question

Asked = Mapping[str, Any]


def _policies(asked: Asked) -> list[ServicePolicy]:
    return [presets.parse(text, "study") for text in asked["policies"]]


def _compare(asked: Asked, replications: int) -> Question:
    return beside.compare(_policies(asked), replications, asked.get("register"))


def _turn(asked: Asked, replications: int) -> Question:
    return beside.turn(_policies(asked)[0], asked["field"], asked["values"], replications, asked.get("register"))


def _notch(asked: Asked, replications: int) -> Question:
    return turning.turn(_policies(asked)[0], asked["field"], asked["values"], replications, asked.get("register"))


def _tornado(asked: Asked, replications: int) -> Question:
    return tornado.tornado(_policies(asked)[0], asked.get("fields", ()), replications, asked.get("register", {}))


def _weights(asked: Asked, replications: int) -> Question:
    draws, seed = asked.get("draws", weights.DRAWS), asked.get("seed", 1)
    return weights.weights(_policies(asked), replications, asked.get("register", {}), draws=draws, seed=seed)


def _search(asked: Asked, replications: int) -> Question:
    return search.search(
        _policies(asked)[0],
        asked.get("fields", ()),
        asked.get("keep", ()),
        replications,
        asked.get("register", {}),
        seed=asked.get("seed", 1),
    )


# By kind: how a question is made of plain values. `policies` holds texts, the one to begin with first;
# `values` of a turn are as they are typed, those of a notch as a policy file would hold them;
# `register` the parameters that differ from the register. A frontier is a search that has nothing to `keep`.
KINDS: dict[str, Callable[[Asked, int], Question]] = {
    "compare": _compare,
    "turn": _turn,
    "notch": _notch,
    "tornado": _tornado,
    "weights": _weights,
    "search": _search,
    "frontier": _search,
}


def read(kind: str, asked: Asked, replications: int) -> Question:
    """The question. Raises Refused "unknown_question", PolicyErrors, or what the question itself refuses."""
    if kind not in KINDS:
        raise Refused("unknown_question", value=kind)
    return KINDS[kind](asked, replications)
