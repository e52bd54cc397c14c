"""The parts of the question tree as strict models: places, things, defects, questions and stop pages.

Holds what a valid tree is, and nothing about walking it.
"""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from voordeur.policy.models import CoverCode, UrgencyCode

Known = Literal["yes", "no", "unknown"]


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Words(_Data):
    """One text in both languages."""

    nl: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_(self, language: str) -> str:
        """The text in `language`; anything that is not English reads the Dutch."""
        return self.en if language.startswith("en") else self.nl


class Conditions(_Data):
    """What is known about the conditions that the Besluit kleine herstellingen puts on a small repair."""

    cheap: Known = "yes"
    reachable: Known = "yes"
    no_skill: Known = "yes"
    not_building: Known = "yes"


class Place(_Data):
    key: str
    code: str
    sort: int
    shared: bool = False
    name: Words


class Effect(_Data):
    """What an answer changes in the outcome; what is left out stays as the defect has it."""

    urgency: UrgencyCode | None = None
    trade: str | None = None
    minutes: int | None = Field(default=None, gt=0)
    stop: str | None = None
    landlord: bool = False
    fault_suspect: bool | None = None
    cheap: Known | None = None
    reachable: Known | None = None
    no_skill: Known | None = None
    not_building: Known | None = None


class Answer(_Data):
    key: str
    name: Words
    effect: Effect = Effect()


class When(_Data):
    """Ask only after this answer to an earlier question of the same defect."""

    question: str
    answer: str


class Question(_Data):
    key: str
    name: Words
    help: Words | None = None
    when: When | None = None
    answer: tuple[Answer, ...] = Field(min_length=2)


class Defect(_Data):
    """What is wrong.

    `minutes` and `sd` are estimates of the work at the door, without travel, until measured visits replace them.
    """

    key: str
    code: str
    name: Words
    urgency: UrgencyCode
    trade: str
    minutes: int = Field(gt=0, le=480)
    sd: int = Field(gt=0, le=240)
    cover: tuple[CoverCode, ...] = ()
    known: Conditions = Conditions()
    fault_suspect: bool = False
    material: bool = False
    try_first: Words | None = None
    questions: tuple[str, ...] = ()
    stop: str | None = None
    places: tuple[str, ...] | None = None


class Thing(_Data):
    key: str
    element: str
    places: tuple[str, ...] = Field(min_length=1)
    name: Words
    defect: tuple[Defect, ...] = Field(min_length=1)


class StopPage(_Data):
    """A page that says what to do now.

    `ring` holds telephone numbers, or "emergency" for the association's own number in the policy.
    """

    key: str
    title: Words
    do_now: tuple[Words, ...] = Field(min_length=1)
    ring: tuple[str, ...] = Field(min_length=1)
    source: str
    continues_as: UrgencyCode | None = None
    path: str


class Tree(_Data):
    place: tuple[Place, ...]
    stop: tuple[StopPage, ...]
    question: tuple[Question, ...]
    thing: tuple[Thing, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        """Every name that is used exists, and no key is used twice."""
        place_keys = _unique("place", [place.key for place in self.place])
        question_keys = _unique("question", [question.key for question in self.question])
        stop_keys = _unique("stop", [stop.key for stop in self.stop])
        _unique("thing", [thing.key for thing in self.thing])
        paths: set[str] = set()
        for thing in self.thing:
            _known(f"thing {thing.key} places", thing.places, place_keys)
            _unique(f"defect of {thing.key}", [defect.key for defect in thing.defect])
            for defect in thing.defect:
                _known(f"{thing.key}/{defect.key} questions", defect.questions, question_keys)
                _known(f"{thing.key}/{defect.key} stop", (defect.stop,) if defect.stop else (), stop_keys)
                _known(f"{thing.key}/{defect.key} places", defect.places or (), frozenset(thing.places))
                paths |= {f"{place}/{thing.key}/{defect.key}" for place in (defect.places or thing.places)}
        for question in self.question:
            stops = tuple(answer.effect.stop for answer in question.answer if answer.effect.stop)
            _known(f"question {question.key} stop", stops, stop_keys)
            _known(f"question {question.key} when", (question.when.question,) if question.when else (), question_keys)
        _known("stop path", tuple(stop.path for stop in self.stop), frozenset(paths))
        return self


def called(place: Place, thing: Thing, defect: Defect) -> Words:
    """ "Kitchen: tap, leaks" in both languages; a thing that is called like its place is not named twice."""
    return Words(
        nl=_called(place.name.nl, thing.name.nl, defect.name.nl),
        en=_called(place.name.en, thing.name.en, defect.name.en),
    )


def _called(place: str, thing: str, defect: str) -> str:
    if thing == place:
        return f"{place}: {defect}"
    # A small letter inside the sentence, unless the name is an abbreviation such as "WC".
    inside = thing if thing[1:2].isupper() else thing[:1].lower() + thing[1:]
    return f"{place}: {inside}, {defect}"


def _unique(what: str, keys: list[str]) -> frozenset[str]:
    double = sorted({key for key in keys if keys.count(key) > 1})
    if double:
        raise ValueError(f"{what}: used twice: {', '.join(double)}")
    bad = [key for key in keys if not key.replace("_", "a").isalnum() or not key.islower()]
    if bad:
        raise ValueError(f"{what}: not a snake_case key: {', '.join(bad)}")
    return frozenset(keys)


def _known(what: str, used: tuple[str, ...], known: frozenset[str]) -> None:
    unknown = sorted(set(used) - known)
    if unknown:
        raise ValueError(f"{what}: unknown: {', '.join(unknown)}")
