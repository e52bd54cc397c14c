"""The only writer of studies: ask, do a part, go on to the next round, end, cancel, remove."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from voordeur.base import audit, outbox
from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.presets import PolicyErrors
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.places import Town
from voordeur.twin.engine.questions import parts, reading
from voordeur.twin.engine.questions.variants import Known, Question, Size
from voordeur.twin.engine.world import Setting, Staff
from voordeur.twin.models import Study, StudyPart, StudyVariant
from voordeur.twin.rules import (
    MOST_HOME_YEARS,
    MOST_RUNNING,
    MOST_TRIES,
    NAME_SIGNS,
    Action,
    Status,
    may_ask,
    may_cancel,
    moved,
)

if TYPE_CHECKING:
    from voordeur.parties.models import User

LANE = "twin"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks: the question as plain values (`questions.reading`), and how much is simulated.

    `town`: the association's own, with as many homes; a made-up one when there is none.
    """

    kind: str
    name: str
    asked: Mapping[str, Any]
    homes: int
    replications: int
    seed: int
    first_on: date
    years: int = 1
    values: Mapping[str, float] | None = None
    town: Town | None = None


@transaction.atomic
def ask(wanted: Wanted, *, by: "User", now: datetime) -> Study:
    """Begin a study: its first parts wait for whoever computes.

    Refused: not_allowed, too_many_studies, study_too_large, or what the question, the size or a parameter refuses;
    PolicyErrors for a policy that is none.
    """
    if not may_ask(by.role):
        raise Refused("not_allowed")
    if Study.objects.running().count() >= MOST_RUNNING:
        raise Refused("too_many_studies", most=MOST_RUNNING)
    setting = Setting(wanted.homes, wanted.first_on, wanted.seed, town=wanted.town)
    size = Size(setting, wanted.years, wanted.replications)
    values = dict(wanted.values or {})
    registers.load().with_measured(values)
    question = reading.read(wanted.kind, wanted.asked, wanted.replications)
    home_years = sum(one.replications for one in question.wanted(Known())) * wanted.homes * wanted.years
    if home_years > MOST_HOME_YEARS:
        raise Refused("study_too_large", many=home_years, most=MOST_HOME_YEARS)
    study = Study.objects.create(
        kind=wanted.kind,
        name=wanted.name.strip()[:NAME_SIGNS],
        asked=dict(wanted.asked),
        homes=wanted.homes,
        years=wanted.years,
        replications=wanted.replications,
        seed=wanted.seed,
        first_on=wanted.first_on,
        values=values,
        town=None if wanted.town is None else wanted.town.to_bytes(),
        asked_by=by,
        created_at=now,
    )
    _go_on(study, question, Known(), size, now=now)
    audit.record("twin.ask", f"study:{study.pk}", by=by, now=now, details={"kind": study.kind})
    return study


def size_of(study: Study) -> Size:
    """How much a study simulates."""
    town = None if study.town is None else Town.from_bytes(bytes(study.town))
    return Size(Setting(study.homes, study.first_on, study.seed, town=town), study.years, study.replications)


def question_of(study: Study) -> Question:
    """What a study asks."""
    return reading.read(study.kind, study.asked, study.replications)


def known_of(study: Study) -> Known:
    """What is known of a study so far."""
    known = Known()
    done = StudyPart.objects.filter(variant__study=study, answer__isnull=False)
    found = done.order_by("variant", "first", "last")
    for name, first, last, answer in found.values_list("variant__name", "first", "last", "answer"):
        parts.add(known, parts.Part(name, first, last), parts.unpacked(answer))
    return known


def work_part(part_id: int, *, now: datetime) -> None:
    """Do one part; whoever does the last one of a round begins the next or ends the study.

    A part that is gone belonged to a study that is over: nothing is done.
    """
    if not StudyPart.objects.filter(pk=part_id, answer__isnull=True).update(tries=F("tries") + 1):
        return
    part = StudyPart.objects.select_related("variant__study").get(pk=part_id)
    study = part.variant.study
    if study.status != Status.RUNNING:
        return
    if part.tries > MOST_TRIES:
        fail(study, Refused("workers_died", many=MOST_TRIES), now=now)
        return
    try:
        found = parts.packed(parts.done(_task(part)))
    except (Refused, PolicyErrors) as refused:
        fail(study, refused, now=now)
        return
    with transaction.atomic():
        if not StudyPart.objects.filter(pk=part_id, answer__isnull=True).update(answer=found):
            return
        # This row is what two processes that end at once wait for: the second one sees what the first has written.
        if not Study.objects.running().filter(pk=study.pk).update(parts_done=F("parts_done") + 1):
            return
        if not StudyPart.objects.filter(variant__study=study, answer__isnull=True).exists():
            _go_on(study, question_of(study), known_of(study), size_of(study), now=now)


def _task(part: StudyPart) -> parts.Task:
    variant = part.variant
    own = parts.Part(variant.name, part.first, part.last)
    staff = None if own.is_staff else parts.unpacked(variant.parts.get(first=0, last=0).answer)
    values = registers.load().with_measured({**variant.study.values, **variant.values}).values
    return parts.Task(own, variant.policy, size_of(variant.study), values, staff if isinstance(staff, Staff) else None)


def _go_on(study: Study, question: Question, known: Known, size: Size, *, now: datetime) -> None:
    """Ask for the parts of the next round; without any, the question is answered."""
    asked = question.wanted(known)
    wanted = parts.missing(asked, known, size)
    if not wanted:
        _end(study, Action.FINISH, now=now, result=question.answer(known))
        return
    kept = set(study.variants.values_list("name", flat=True))
    StudyVariant.objects.bulk_create(
        StudyVariant(study=study, name=one.name, policy=presets.dump(one.policy), values=dict(one.values))
        for one in (each.variant for each in asked)
        if one.name not in kept
    )
    variants = dict(study.variants.values_list("name", "pk"))
    made = StudyPart.objects.bulk_create(
        StudyPart(variant_id=variants[one.variant], first=one.first, last=one.last) for one in wanted
    )
    for one in made:
        outbox.publish("twin.part", now=now, lane=LANE, part_id=one.pk)
    Study.objects.filter(pk=study.pk).update(parts_known=F("parts_known") + len(made), rounds=F("rounds") + 1)


def _end(study: Study, action: Action, *, now: datetime, **fields: Any) -> None:
    """Leave `running`; of two who end a study at once the second changes nothing and is refused."""
    after = moved(Status.RUNNING, action)
    if not Study.objects.running().filter(pk=study.pk).update(status=after, ended_at=now, **fields):
        raise Refused("study_is_over", status=study.status)
    if after is not Status.DONE:
        # What was ready until then is no result.
        StudyPart.objects.filter(variant__study=study).delete()


@transaction.atomic
def fail(study: Study, refused: Refused | PolicyErrors, *, now: datetime) -> None:
    """End a study without a result; one that is over stays as it is."""
    code, params = ("policy_errors", {}) if isinstance(refused, PolicyErrors) else (refused.code, refused.params)
    kept = {name: str(value) for name, value in params.items()}
    if Study.objects.running().filter(pk=study.pk).exists():
        _end(study, Action.FAIL, now=now, refusal_code=code, refusal_params=kept)


@transaction.atomic
def cancel(study: Study, *, by: "User", now: datetime) -> None:
    """Stop a study; parts that somebody is doing are thrown away when they are ready. Refused: not_allowed,
    study_is_over."""
    if not may_cancel(by.role, is_own=study.asked_by_id == by.pk):
        raise Refused("not_allowed")
    _end(study, Action.CANCEL, now=now)
    audit.record("twin.cancel", f"study:{study.pk}", by=by, now=now)


@transaction.atomic
def remove(study: Study, *, by: "User", now: datetime) -> None:
    """Throw a study away. Refused: not_allowed, study_is_running, study_was_adopted."""
    if not may_cancel(by.role, is_own=study.asked_by_id == by.pk):
        raise Refused("not_allowed")
    if study.adoptions.exists():
        raise Refused("study_was_adopted")
    removed, _ = Study.objects.exclude(status=Status.RUNNING).filter(pk=study.pk).delete()
    if not removed:
        raise Refused("study_is_running")
    audit.record("twin.remove", f"study:{study.pk}", by=by, now=now)


def give_up(*, now: datetime, part_id: int, error: str) -> None:
    """A part that cannot be done, for a reason that nobody foresaw, ends its study."""
    part = StudyPart.objects.select_related("variant__study").filter(pk=part_id).first()
    if part is not None:
        fail(part.variant.study, Refused("broken_off", error=error), now=now)
