"""Studies for pages: how far one is, and its variants by the names that people gave them. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from voordeur.base import words
from voordeur.policy.models import Term, Week
from voordeur.twin.engine.sizing import PILOTS
from voordeur.twin.models import Study, StudyPart
from voordeur.twin.rules import Status

HEAVY = ("asked", "town", "result", "values", "refusal_params")
"""What a list does not need; a result alone can be a megabyte."""


def listed(studies: QuerySet[Study]) -> QuerySet[Study]:
    """The same without what a list does not show."""
    return studies.defer(*HEAVY).select_related("asked_by").order_by("-created_at", "-pk")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a study is. `share` of the work that is known by now; `seconds_left` at the pace so far, None before
    there is a pace; `is_staffing`: it is being found out who is needed, before the years themselves."""

    done: int
    known: int
    share: float
    is_staffing: bool
    has_begun: bool
    round: int
    seconds_left: float | None
    seconds_waited: float

    @property
    def percent(self) -> str:
        return words.percent(self.share)


def progress(study: Study, *, now: datetime) -> Progress:
    """How far a running study is, counted in years of a home."""
    # Asked as a condition: `answer__isnull` among values would read a key of that name out of the answer.
    found = StudyPart.objects.filter(variant__study_id=study.pk).annotate(is_open=Q(answer__isnull=True))
    parts = list(found.values_list("first", "last", "tries", "is_open"))
    staff = [one for one in parts if one[0] == one[1]]
    lives = [one for one in parts if one[0] != one[1]]
    is_staffing = bool(staff) and not lives
    # While it is found out who is needed, the years of the same round are not asked for yet but certain to come.
    total = sum(_work(study, one) for one in parts) + (
        len(staff) * study.replications * study.years if is_staffing else 0
    )
    done = sum(_work(study, one) for one in parts if not one[3])
    waited = (now - study.created_at).total_seconds()
    share = done / total if total else 0.0
    return Progress(
        done=sum(not one[3] for one in parts),
        known=len(parts),
        share=share,
        is_staffing=is_staffing,
        has_begun=any(one[2] for one in parts),
        round=study.rounds,
        seconds_left=waited * (1.0 - share) / share if share else None,
        seconds_waited=waited,
    )


def _work(study: Study, part: tuple[int, int, int, bool]) -> int:
    first, last = part[:2]
    return PILOTS if first == last else (last - first) * study.years


@dataclass(frozen=True, slots=True)
class Column:
    """A variant of an answer as pages show it: its name in the study, and the one that people read."""

    name: str
    title: str
    found: Mapping[str, Any]


def columns(study: Study) -> list[Column]:
    """The variants of the answer in their order, by the names in the language of the page."""
    if study.status != Status.DONE or not study.result or "variants" not in study.result:
        return []
    titles = study.asked.get("labels", [])
    language = words.spoken(None)
    return [
        Column(one["name"], titles[place][language] if place < len(titles) else one["name"], one)
        for place, one in enumerate(study.result["variants"])
    ]


def differences(study: Study) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The paired differences of an answer by the names of both variants."""
    found = study.result or {}
    return {(one["a"], one["b"]): one["kpis"] for one in found.get("differences", ())}


def group_differences(study: Study) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The same for every group."""
    found = study.result or {}
    return {(one["a"], one["b"]): one["groups"] for one in found.get("group_differences", ())}


def places(study: Study) -> list[float]:
    """Where the values of a turned promise stand on its axis: as far apart as their numbers, or one after the other."""
    values = study.asked["values"]
    numbers = [_number(one) for one in values]
    if None not in numbers and len(set(numbers)) == len(numbers):
        return [one for one in numbers if one is not None]
    # Terms, hours of a week and lists have an order, but what lies between them is no number.
    heights = [_height(one) for one in values]
    if None in heights or len(set(heights)) < len(heights):
        return [float(place) for place in range(len(values))]
    ranked = sorted(one for one in heights if one is not None)
    return [float(ranked.index(one)) for one in heights if one is not None]


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _height(value: Any) -> float | None:
    match value:
        case bool():
            return float(value)
        case {"amount": _, "unit": _}:
            return float(Term.model_validate(value).at_most_hours)
        case dict():
            return float(Week.model_validate(value).minutes)
        case list():
            return float(len(value))
        case _:
            return None


def titles(study: Study) -> dict[str, str]:
    """What people read for each variant that can be adopted, by its name in the study."""
    return {one.name: one.title for one in columns(study)}
