"""The question tree walked: where, what and what is wrong lead to an urgency, a trade and a duration.

The tree itself is data in `../data/tree_*.toml`; nothing here knows a tap. A path is a stable string such as
"kitchen/tap/leaks", or "stop/gas" for a page that says what to do right now.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from voordeur.kernel.errors import Refused
from voordeur.policy.models import URGENCY_CODES, CoverCode, UrgencyCode
from voordeur.repairs.rules.branches import (
    Conditions,
    Defect,
    Effect,
    Place,
    Question,
    StopPage,
    Thing,
    Tree,
    Words,
    called,
)

DATA = Path(__file__).parent.parent / "data"
FILES = (
    "tree_places.toml",
    "tree_stops.toml",
    "tree_questions.toml",
    "tree_water.toml",
    "tree_inside.toml",
    "tree_heat_power.toml",
    "tree_outside.toml",
    "tree_shared.toml",
)

STOP_PREFIX = "stop"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the tree concludes.

    `minutes` is an estimate; `cover` holds letters of the Besluit, and is empty when the landlord repairs.
    """

    path: str
    place: str
    thing: str
    defect: str
    location_code: str
    element_code: str
    defect_code: str
    urgency: UrgencyCode
    trade: str
    minutes: int
    minutes_sd: int
    cover: tuple[CoverCode, ...]
    known: Conditions
    shared: bool
    fault_suspect: bool
    material: bool
    name: Words
    try_first: Words | None
    open_questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop page was reached. `outcome` is the report that goes on from it, or None when only others may act."""

    page: StopPage
    outcome: Outcome | None


@lru_cache(maxsize=1)
def load() -> Tree:
    """The tree of this association, checked as a whole; raises pydantic.ValidationError on a fault in the data."""
    whole: dict[str, list[object]] = {"place": [], "stop": [], "question": [], "thing": []}
    for name in FILES:
        for kind, entries in tomllib.loads((DATA / name).read_text(encoding="utf-8")).items():
            whole.setdefault(kind, []).extend(entries)
    return parse(whole)


def parse(whole: Mapping[str, object]) -> Tree:
    """A tree from plain data, strictly: TOML's lists become the tuples that the models ask for, and no more."""
    return Tree.model_validate(_tuples(dict(whole)))


def _tuples(value: object) -> object:
    if isinstance(value, list):
        return tuple(_tuples(entry) for entry in value)
    if isinstance(value, dict):
        return {key: _tuples(entry) for key, entry in value.items()}
    return value


def places(tree: Tree) -> list[Place]:
    """The places that hold at least one thing, in the order of the form."""
    used = {key for thing in tree.thing for key in thing.places}
    return sorted((place for place in tree.place if place.key in used), key=lambda place: (place.sort, place.key))


def things(tree: Tree, place: str) -> list[Thing]:
    """The things in a place that can have a defect there."""
    find_place(tree, place)
    return [thing for thing in tree.thing if place in thing.places and defects(tree, place, thing.key)]


def defects(tree: Tree, place: str, thing: str) -> list[Defect]:
    """What can be wrong with a thing in a place."""
    found = find_thing(tree, thing)
    if place not in found.places:
        raise Refused("unknown_path", path=f"{place}/{thing}")
    return [defect for defect in found.defect if place in (defect.places or found.places)]


def paths(tree: Tree) -> list[str]:
    """Every path of the tree, without the stop pages."""
    return [
        f"{place}/{thing.key}/{defect.key}"
        for thing in tree.thing
        for defect in thing.defect
        for place in (defect.places or thing.places)
    ]


def questions(tree: Tree, path: str, answers: Mapping[str, str]) -> list[Question]:
    """The questions of a path that are still open, in order; `answers` maps question key to answer key."""
    if path.startswith(f"{STOP_PREFIX}/"):
        return []
    _, _, defect = find(tree, path)
    still_open = []
    for key in defect.questions:
        question = find_question(tree, key)
        asked = question.when is None or answers.get(question.when.question) == question.when.answer
        if asked and key not in answers:
            still_open.append(question)
    return still_open


def outcome(tree: Tree, path: str, answers: Mapping[str, str]) -> Outcome | Stop:
    """Where a path and its answers (question key to answer key) lead.

    Answers to questions of other paths are ignored, so that one form may post them all.

    Raises Refused "unknown_path", or "unknown_answer" for an answer that its question does not offer.
    """
    if path.startswith(f"{STOP_PREFIX}/"):
        return _stop(tree, path.removeprefix(f"{STOP_PREFIX}/"))
    place, thing, defect = find(tree, path)
    result = Outcome(
        path=path,
        place=place.key,
        thing=thing.key,
        defect=defect.key,
        location_code=place.code,
        element_code=thing.element,
        defect_code=defect.code,
        urgency=defect.urgency,
        trade=defect.trade,
        minutes=defect.minutes,
        minutes_sd=defect.sd,
        cover=defect.cover,
        known=defect.known,
        shared=place.shared,
        fault_suspect=defect.fault_suspect,
        material=defect.material,
        name=called(place, thing, defect),
        try_first=defect.try_first,
        open_questions=tuple(question.key for question in questions(tree, path, answers)),
    )
    if defect.stop:
        return _stop(tree, defect.stop, result)
    for effect in _effects(tree, defect, answers):
        result = _apply(result, effect)
        if effect.stop:
            return _stop(tree, effect.stop, result)
    return result


def _effects(tree: Tree, defect: Defect, answers: Mapping[str, str]) -> list[Effect]:
    effects = []
    for key in defect.questions:
        question = find_question(tree, key)
        asked = question.when is None or answers.get(question.when.question) == question.when.answer
        if key not in answers or not asked:
            continue
        chosen = next((answer for answer in question.answer if answer.key == answers[key]), None)
        if chosen is None:
            raise Refused("unknown_answer", question=key, answer=answers[key])
        effects.append(chosen.effect)
    return effects


def _apply(result: Outcome, effect: Effect) -> Outcome:
    conditions = {
        name: value
        for name in ("cheap", "reachable", "no_skill", "not_building")
        if (value := getattr(effect, name)) is not None
    }
    return replace(
        result,
        urgency=effect.urgency or result.urgency,
        trade=effect.trade or result.trade,
        minutes=effect.minutes or result.minutes,
        cover=() if effect.landlord else result.cover,
        fault_suspect=result.fault_suspect if effect.fault_suspect is None else effect.fault_suspect,
        known=result.known.model_copy(update=conditions),
    )


def _stop(tree: Tree, key: str, reached: Outcome | None = None) -> Stop:
    page = next((stop for stop in tree.stop if stop.key == key), None)
    if page is None:
        raise Refused("unknown_path", path=f"{STOP_PREFIX}/{key}")
    if page.continues_as is None:
        return Stop(page, None)
    if reached is None:
        place, thing, defect = find(tree, page.path)
        # The page's own path may itself be the one that stops: read it as if it did not, so that the report can go on.
        calm = defect.model_copy(update={"stop": None})
        alone = tree.model_copy(update={"thing": (thing.model_copy(update={"defect": (calm,)}),)})
        found = outcome(alone, f"{place.key}/{thing.key}/{defect.key}", {})
        reached = found.outcome if isinstance(found, Stop) else found
    if reached is None:
        return Stop(page, None)
    # An emergency page never makes a report less urgent than the path already was.
    sharper = min(page.continues_as, reached.urgency, key=URGENCY_CODES.index)
    return Stop(page, replace(reached, urgency=sharper))


def find(tree: Tree, path: str) -> tuple[Place, Thing, Defect]:
    """The three parts of a path; raises Refused "unknown_path"."""
    parts = path.split("/")
    if len(parts) != 3:
        raise Refused("unknown_path", path=path)
    place = find_place(tree, parts[0])
    thing = find_thing(tree, parts[1])
    if place.key in thing.places:
        for defect in defects(tree, place.key, thing.key):
            if defect.key == parts[2]:
                return place, thing, defect
    raise Refused("unknown_path", path=path)


def find_place(tree: Tree, key: str) -> Place:
    for place in tree.place:
        if place.key == key:
            return place
    raise Refused("unknown_path", path=key)


def find_thing(tree: Tree, key: str) -> Thing:
    for thing in tree.thing:
        if thing.key == key:
            return thing
    raise Refused("unknown_path", path=key)


def find_question(tree: Tree, key: str) -> Question:
    for question in tree.question:
        if question.key == key:
            return question
    raise Refused("unknown_question", question=key)
