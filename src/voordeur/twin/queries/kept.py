"""Two kept studies beside each other, from the years that were lived for them. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from voordeur.twin.engine.questions import kept
from voordeur.twin.engine.questions.variants import Known, Life, Size, told_difference
from voordeur.twin.models import Study, StudyQuerySet
from voordeur.twin.queries.studies import Column, columns
from voordeur.twin.rules import Status

KINDS = ("compare", "notch", "turn")  # of which an answer has policies as columns
MOST = 100  # to choose from


@dataclass(frozen=True, slots=True)
class Kept:
    """A study with what was lived for it."""

    study: Study
    size: Size
    known: Known


@dataclass(frozen=True, slots=True)
class Beside:
    """The columns of both studies, the others beside the first of them; `is_paired`: all met the same luck."""

    columns: list[Column]
    is_paired: bool
    differences: dict[tuple[str, str], Mapping[str, Any]]
    group_differences: dict[tuple[str, str], Mapping[str, Any]]


def to_choose_from(studies: StudyQuerySet) -> list[tuple[str, str]]:
    """Key and name of the studies that can be laid beside another, the newest first."""
    found = studies.filter(status=Status.DONE, kind__in=KINDS).order_by("-created_at", "-pk")
    return list(found.values_list("key", "name")[:MOST])


def beside(one: Kept, other: Kept) -> Beside:
    """Both answers, told apart by the name of their study."""
    is_paired = one.study.values == other.study.values and kept.is_same_luck(one.size, other.size)
    found: list[tuple[Column, list[Life], bool]] = []
    for own in (one, other):
        for column in columns(own.study):
            name = f"{own.study.key} {column.name}"
            title = f"{column.title} ({own.study.name})"
            # Within one study all policies met the same luck.
            shares_luck = is_paired or own is one
            found.append((Column(name, title, column.found), own.known.lives.get(column.name, []), shares_luck))
    (base, lives, _), *others = found
    pairs = [(column.name, theirs, shares) for column, theirs, shares in others if lives and theirs]
    return Beside(
        [column for column, _, _ in found],
        is_paired,
        {
            (base.name, name): told_difference(kept.differences(lives, theirs, is_paired=shares))
            for name, theirs, shares in pairs
        },
        {
            (base.name, name): {
                group: told_difference(moved)
                for group, moved in kept.group_differences(lives, theirs, is_paired=shares).items()
            }
            for name, theirs, shares in pairs
        },
    )
