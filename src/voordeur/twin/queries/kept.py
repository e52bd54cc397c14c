"""Two kept studies beside each other, from the years that were lived for them. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from voordeur.base import words
from voordeur.twin.engine.questions import kept
from voordeur.twin.engine.questions.variants import Known, Life, Size, told_difference
from voordeur.twin.models import Study, StudyQuerySet
from voordeur.twin.queries.studies import Column, columns, listed
from voordeur.twin.rules import Status
from voordeur.twin.texts.studies import size

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


def to_choose_from(found: StudyQuerySet, *, now: datetime) -> list[tuple[str, str]]:
    """The studies that can be laid beside another, the newest first: the key, and a name of which there is one."""
    ready = listed(found.filter(status=Status.DONE, kind__in=KINDS))[:MOST]
    return [(one.key, f"{one.name}; {size(one)}; {words.moment_in_words(one.created_at, now=now)}") for one in ready]


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
    first = columns(one.study)[0].name
    apart, by_group = dict[tuple[str, str], Mapping[str, Any]](), dict[tuple[str, str], Mapping[str, Any]]()
    for column, theirs, shares in others:
        if lives and theirs:
            ruler, is_one_year = kept.Ruler(one.known, first, shares), min(len(lives), len(theirs)) < 2
            pair = (base.name, column.name)
            apart[pair] = told_difference(ruler.figures(theirs), is_one_year=is_one_year)
            by_group[pair] = {
                group: told_difference(moved, is_one_year=is_one_year) for group, moved in ruler.groups(theirs).items()
            }
    return Beside([column for column, _, _ in found], is_paired, apart, by_group)
