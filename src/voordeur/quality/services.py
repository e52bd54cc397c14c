"""Asking people for their mark and keeping what they answer. What follows from an answer happens in other rooms, by way
of the event "survey.answered"."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from voordeur.base.outbox import publish
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.letters.services import send
from voordeur.parties.models import Person, User
from voordeur.policy.models import ServicePolicy, SurveyProcess
from voordeur.policy.rules import survey_at
from voordeur.promises import queries as promises
from voordeur.quality.models import Survey
from voordeur.quality.rules import PROCESS_CODES, check_answer, draw, is_asked, may_answer, open_until


@transaction.atomic
def plan_invitation(
    *,
    process: SurveyProcess,
    case_kind: str,
    case_id: int,
    occasion: int,
    person_id: int | None,
    dwelling_id: int | None,
    to_address: str,
    language: str,
    policy_version_id: int,
    policy: ServicePolicy,
    handled_by_id: int | None,
    done_at: datetime,
    now: datetime,
) -> datetime | None:
    """Ask when the policy's hours after `done_at` have passed, by way of the event "survey.wanted".

    Returns when the invitation goes out; None when this case is not asked.
    """
    at = survey_at(policy, process, done_at, draw=draw(process, case_kind, case_id, occasion))
    if at is None or not to_address:
        return None
    publish(
        "survey.wanted",
        now=now,
        available_at=at,
        process=process,
        case_kind=case_kind,
        case_id=case_id,
        occasion=occasion,
        person_id=person_id,
        dwelling_id=dwelling_id,
        to_address=to_address,
        language=language,
        policy_version_id=policy_version_id,
        handled_by_id=handled_by_id,
    )
    return at


def invite_as_planned(
    *,
    process: SurveyProcess,
    case_kind: str,
    case_id: int,
    occasion: int,
    person_id: int | None,
    dwelling_id: int | None,
    to_address: str,
    language: str,
    policy_version_id: int,
    handled_by_id: int | None,
    now: datetime,
) -> None:
    """The handler of "survey.wanted"; who has left or was erased since is simply no longer named."""
    invite(
        process=process,
        case_kind=case_kind,
        case_id=case_id,
        occasion=occasion,
        person=Person.objects.filter(pk=person_id).first() if person_id else None,
        dwelling=Dwelling.objects.filter(pk=dwelling_id).first() if dwelling_id else None,
        to_address=to_address,
        language=language,
        policy_version_id=policy_version_id,
        policy=promises.of_version(policy_version_id).policy,
        now=now,
        handled_by=User.objects.filter(pk=handled_by_id).first() if handled_by_id else None,
    )


@transaction.atomic
def invite(
    *,
    process: SurveyProcess,
    case_kind: str,
    case_id: int,
    occasion: int,
    person: Person | None,
    dwelling: Dwelling | None,
    to_address: str,
    language: str,
    policy_version_id: int,
    policy: ServicePolicy,
    now: datetime,
    handled_by: User | None,
) -> Survey | None:
    """Send one invitation by letter, when the policy asks this process and the lot falls on this case.

    The same occasion of the same case is asked once: a second call gives the survey that is there. None when the
    person is not asked. The invitation goes out by itself; staff of the process neither choose whom to ask nor ask
    (Aedes, validation criteria).
    """
    if not to_address or not is_asked(policy, process, draw(process, case_kind, case_id, occasion)):
        return None
    code = PROCESS_CODES[process]
    try:
        with transaction.atomic():
            survey = Survey.objects.create(
                process=code,
                case_kind=case_kind,
                case_id=case_id,
                occasion=occasion,
                person=person,
                dwelling=dwelling,
                to_address=to_address,
                language=language,
                policy_version_id=policy_version_id,
                handled_by=handled_by,
                invited_at=now,
            )
    except IntegrityError:
        return Survey.objects.get(process=code, case_kind=case_kind, case_id=case_id, occasion=occasion)
    link = settings.BASE_URL + reverse("quality:answer", args=[survey.token])
    send(
        code=f"survey_{process}",
        context={"address": dwelling.address if dwelling is not None else "", "link": link},
        now=now,
        language=language,
        to_address=to_address,
        person=person,
        case_kind=case_kind,
        case_id=case_id,
    )
    return survey


@transaction.atomic
def answer(
    *, token: str, mark: int, reason: str, is_solved: bool | None, now: datetime, by: User | None = None
) -> Survey:
    """Keep one answer, once; `by` is who is logged in, None for whoever holds the letter.

    Raises `Survey.DoesNotExist` for an unknown token and Refused "mark_out_of_range", "reason_too_long",
    "staff_may_not_answer", "survey_closed" or "already_answered". A first answer stays: a mark that could be changed
    after we called would measure the call.
    """
    reason = reason.strip()
    check_answer(mark=mark, reason=reason)
    if not may_answer(by.role if by is not None else None):
        raise Refused("staff_may_not_answer")
    survey = Survey.objects.get(token=token)
    policy = promises.of_version(survey.policy_version_id).policy
    if survey.answered_at is None and now > open_until(policy, survey.invited_at):
        raise Refused("survey_closed")
    kept = Survey.objects.filter(pk=survey.pk, answered_at=None).update(
        answered_at=now, mark=mark, reason=reason, is_solved=is_solved
    )
    if not kept:
        raise Refused("already_answered")
    publish(
        "survey.answered",
        now=now,
        survey_id=survey.pk,
        mark=mark,
        is_solved=is_solved,
        case_kind=survey.case_kind,
        case_id=survey.case_id,
    )
    survey.refresh_from_db()
    return survey
