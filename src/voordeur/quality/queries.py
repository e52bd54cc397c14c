"""Marks, added up, and surveys, found. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count

from voordeur.base.periods import bucket
from voordeur.figures.rules.facts import MARKS, Marks
from voordeur.figures.rules.label import Component, Norm, judge
from voordeur.policy.models import ServicePolicy, SurveyProcess
from voordeur.promises import queries as promises
from voordeur.quality.models import Survey, SurveyQuerySet
from voordeur.quality.rules import LABEL_COMPONENTS, PROCESS_CODES, open_until

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User

# A person's own page asks for no more than this at once.
MOST_SURVEYS = 3


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    """Which answers to show; an empty value does not filter."""

    process: str = ""
    from_at: datetime | None = None
    until_at: datetime | None = None
    most_mark: int | None = None
    only_unsolved: bool = False


def by_token(token: str) -> Survey | None:
    """The survey of a letter."""
    return Survey.objects.select_related("policy_version", "dwelling").filter(token=token).first()


def of_case(case_kind: str, case_id: int) -> SurveyQuerySet:
    """The surveys about one case, the newest first."""
    return Survey.objects.filter(case_kind=case_kind, case_id=case_id).order_by("-invited_at")


def answers(user: "User | AnonymousUser", chosen: AnswerFilter) -> SurveyQuerySet:
    """Answers that this user may see, the newest first."""
    found = Survey.objects.visible_to(user).answered().select_related("dwelling")
    if chosen.process:
        found = found.filter(process=chosen.process)
    if chosen.from_at is not None:
        found = found.filter(answered_at__gte=chosen.from_at)
    if chosen.until_at is not None:
        found = found.filter(answered_at__lt=chosen.until_at)
    if chosen.most_mark is not None:
        found = found.filter(mark__lte=chosen.most_mark)
    if chosen.only_unsolved:
        found = found.filter(is_solved=False)
    return found.order_by("-answered_at", "-pk")


def marks_by_month(process: SurveyProcess, bounds: Sequence[datetime]) -> list[Marks]:
    """One Marks a stretch from bounds[i] up to bounds[i + 1]: answers by when they came, invitations by when they went.

    The population is not known here and stays 0.
    """
    stretches = len(bounds) - 1
    counts = [[0] * len(MARKS) for _ in range(stretches)]
    invited = [0] * stretches
    surveys = Survey.objects.filter(process=PROCESS_CODES[process])
    given = (
        surveys.filter(answered_at__gte=bounds[0], answered_at__lt=bounds[-1])
        .annotate(stretch=bucket("answered_at", bounds))
        .values_list("stretch", "mark")
        .annotate(times=Count("pk"))
    )
    for stretch, mark, times in given:
        counts[stretch][mark - 1] = times
    asked = (
        surveys.filter(invited_at__gte=bounds[0], invited_at__lt=bounds[-1])
        .annotate(stretch=bucket("invited_at", bounds))
        .values_list("stretch")
        .annotate(times=Count("pk"))
    )
    for stretch, times in asked:
        invited[stretch] = times
    return [Marks(tuple(row), number) for row, number in zip(counts, invited, strict=True)]


def marks_of_period(process: SurveyProcess, from_at: datetime, until_at: datetime) -> Marks:
    """The marks of one stretch of time; like marks_by_month(), but nothing has to be put in a month."""
    surveys = Survey.objects.filter(process=PROCESS_CODES[process])
    given = surveys.filter(answered_at__gte=from_at, answered_at__lt=until_at)
    times = dict(given.values_list("mark").annotate(times=Count("pk")))
    invited = surveys.filter(invited_at__gte=from_at, invited_at__lt=until_at).count()
    return Marks(tuple(times.get(mark, 0) for mark in MARKS), invited)


def given(process: SurveyProcess, from_at: datetime, until_at: datetime) -> list[tuple[datetime, int, int]]:
    """(moment, case, mark) of every answer of a stretch of time, by time."""
    rows = Survey.objects.filter(
        process=PROCESS_CODES[process], answered_at__gte=from_at, answered_at__lt=until_at, mark__isnull=False
    )
    told = rows.order_by("answered_at", "pk").values_list("answered_at", "case_id", "mark")
    return [(at, case_id, mark) for at, case_id, mark in told if at is not None and mark is not None]


def norm_of(policy: ServicePolicy) -> Norm:
    """What the policy calls good."""
    quality = policy.quality
    return Norm(quality.norm_mark, quality.norm_satisfied_share, quality.satisfied_from, quality.min_answers)


def label(marks: Mapping[SurveyProcess, Marks], policy: ServicePolicy) -> list[Component]:
    """The components of the label, each held against the norm of the policy."""
    norm = norm_of(policy)
    return [judge(process, marks.get(process, Marks()), norm) for process in LABEL_COMPONENTS]


def open_surveys(person_id: int, *, now: datetime) -> list[Survey]:
    """The surveys that wait for this person's answer and can still be answered, the newest first."""
    waiting = Survey.objects.filter(person_id=person_id, answered_at=None).order_by("-invited_at")[:MOST_SURVEYS]
    return [
        survey
        for survey in waiting
        if now <= open_until(promises.of_version(survey.policy_version_id).policy, survey.invited_at)
    ]
