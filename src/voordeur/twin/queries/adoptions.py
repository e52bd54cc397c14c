"""Which policies of a study can be adopted, what was lived under them, and what was adopted. Writes nothing."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from voordeur.base import words
from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.diff import Difference, diff
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import local
from voordeur.promises import queries as promises
from voordeur.twin.engine.questions import parts, reading
from voordeur.twin.engine.questions.judging import judged_name
from voordeur.twin.engine.questions.search import Search
from voordeur.twin.engine.questions.variants import Life
from voordeur.twin.models import Adoption, Study, StudyPart
from voordeur.twin.queries import studies
from voordeur.twin.rules import Status

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User

BESIDE = frozenset({"compare", "turn", "notch"})
"""Kinds whose answer holds whole policies, each with all its figures."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A policy of a study that can be adopted.

    `number` is that of its row and stands in addresses; `differences` are with `base`, both empty for what the others
    are laid beside.
    """

    number: int
    name: str
    title: str
    policy: ServicePolicy
    kpis: Mapping[str, Mapping[str, Any]]
    base: str
    differences: Mapping[str, Mapping[str, Any]]


def candidates(study: Study) -> list[Candidate]:
    """Every policy of a study that can be adopted; none while it is not done."""
    if study.status != Status.DONE or not study.result:
        return []
    if study.kind == "search":
        return _winner(study)
    if study.kind not in BESIDE:
        return []
    rows = {one.name: one for one in study.variants.all()}
    columns, between = studies.columns(study), studies.differences(study)
    return [
        Candidate(
            number=rows[one.name].pk,
            name=one.name,
            title=one.title,
            policy=_policy(rows[one.name].policy),
            kpis=one.found["kpis"],
            base="" if one is columns[0] else columns[0].title,
            differences=between.get((columns[0].name, one.name), {}),
        )
        for one in columns
        if one.name in rows
    ]


def _policy(text: str) -> ServicePolicy:
    return presets.parse_kept(text, source="study")


def _winner(study: Study) -> list[Candidate]:
    """The set that won a search; nothing when no set keeps the goals."""
    told = (study.result or {}).get("winner")
    question = reading.read(study.kind, study.asked, study.replications)
    if told is None or not isinstance(question, Search):
        return []
    levels = tuple(told["levels"].get(field, 0) for field in question.space.fields)
    row = study.variants.filter(name=judged_name(question.space, levels)).first()
    if row is None:
        return []
    base = question.space.policy.title.in_language(words.spoken(None))
    return [Candidate(row.pk, row.name, study.name, _policy(row.policy), told["kpis"], base, told["differences"])]


def candidate(study: Study, number: int) -> Candidate | None:
    """The policy behind the number of its row."""
    return next((one for one in candidates(study) if one.number == number), None)


@dataclass(frozen=True, slots=True)
class Before:
    """What is in force when a policy would begin; `version_id` is 0 when nothing is."""

    version_id: int
    policy: ServicePolicy | None


def before(starts_at: datetime) -> Before:
    """What would hold at a moment without a new version."""
    try:
        found = promises.in_force(starts_at)
    except Refused:
        return Before(0, None)
    return Before(found.version_id, found.policy)


def changed(since: Before, policy: ServicePolicy) -> list[Difference]:
    """Every promise that becomes another one."""
    return [] if since.policy is None else diff(since.policy, policy)


def lives(study: Study, variant: str) -> list[Life]:
    """What was lived under a variant, in order of replication.

    Of the winner of a search only the years that judged it: those before were the ones by which it was chosen.
    """
    kept = StudyPart.objects.filter(variant__study=study, variant__name=variant, answer__isnull=False)
    found: list[Life] = []
    for answer in kept.order_by("first", "last").values_list("answer", flat=True):
        own = parts.unpacked(answer)
        if isinstance(own, list):
            found += own
    if study.kind != "search":
        return found
    return found[int((study.result or {})["judged_on"]["from"]) - 1 :]


def visible(user: "User | AnonymousUser") -> QuerySet[Adoption]:
    """The adoptions of studies that somebody may read, the one that began last first."""
    return (
        Adoption.objects.filter(study__in=Study.objects.visible_to(user))
        .select_related("version", "adopted_by", "study")
        .defer(*(f"study__{name}" for name in studies.HEAVY), "version__text")
        .order_by("-version__starts_at", "-pk")
    )


def of_study(study: Study) -> Sequence[Adoption]:
    """What was adopted from a study."""
    return list(study.adoptions.select_related("version", "adopted_by").order_by("version__starts_at"))


LISTED = 10
MONTHS_UNTIL_TOLD, MONTHS_TOLD = 3, 15


@dataclass(frozen=True, slots=True)
class Listed:
    """An adoption in a list: how its policy is called, and from when until when it holds."""

    adoption: Adoption
    title: str
    starts_at: datetime
    ends_at: datetime | None

    def is_due(self, now: datetime) -> bool:
        """Whether what happened says something by now: it holds for three months, and not so long that all know."""
        if self.ends_at is not None and self.ends_at <= now:
            return False
        return months_after(self.starts_at, MONTHS_UNTIL_TOLD) <= now < months_after(self.starts_at, MONTHS_TOLD)


def listed(user: "User | AnonymousUser") -> list[Listed]:
    """The adoptions that began last or are still to begin, for who may read them."""
    found = list(visible(user)[:LISTED])
    if not found:
        return []
    versions = promises.versions()
    titles = {one.version_id: one.policy.title.in_language(words.spoken(None)) for one in versions}
    return [
        Listed(
            one,
            titles[one.version_id],
            one.version.starts_at,
            next((other.starts_at for other in versions if other.starts_at > one.version.starts_at), None),
        )
        for one in found
    ]


def months_after(moment: datetime, months: int) -> datetime:
    """The same day so many months later; the last day of that month when it has no such day."""
    told = local(moment)
    year, month = divmod(told.year * 12 + told.month - 1 + months, 12)
    return told.replace(year=year, month=month + 1, day=min(told.day, monthrange(year, month + 1)[1]))
