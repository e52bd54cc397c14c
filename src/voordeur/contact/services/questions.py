"""Promised call-backs and questions for the second line: asked, rung, handed over, answered, watched by the clock."""

from datetime import date, datetime
from functools import partial
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from voordeur.base import recusals, words
from voordeur.base.outbox import publish
from voordeur.contact.models import OPEN_STATUSES, ContactMoment, Question, QuestionEvent
from voordeur.contact.queries.questions import CASE, step_of
from voordeur.contact.rules.questions import (
    MOST_SIGNS,
    PROMISE_OF,
    SYSTEM_ROLE,
    QuestionAction,
    QuestionKind,
    QuestionStatus,
    after,
    check_new,
    promised_until,
)
from voordeur.contact.rules.talking import OUT, seconds_between
from voordeur.contact.rules.watching import reminded_at
from voordeur.contact.services import moments
from voordeur.contact.texts import item_subject
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.letters.rules.channel import Channel
from voordeur.letters.services import send, send_by
from voordeur.parties.models import Person, Team, User
from voordeur.parties.queries import members_of
from voordeur.policy.models import ServicePolicy
from voordeur.promises import queries as promises
from voordeur.work import queries as work_queries
from voordeur.work import services as work
from voordeur.work.rules import ItemKind

log = structlog.get_logger(__name__)
AT_A_TIME = 200
# So many colleagues are told that a promise was broken; in a large team the list of work does the rest.
MOST_TOLD = 10

# The step whose way a colleague chose; the others go the way that whoever asked prefers.
BY_MAIL = "question_answered"

ITEM_OF: dict[str, ItemKind] = {
    QuestionKind.CALL_BACK: ItemKind.CALL_BACK,
    QuestionKind.SECOND_LINE: ItemKind.SECOND_LINE,
}


def _note(question: Question, action: QuestionAction | str, *, by: User | None, now: datetime, **details: Any) -> None:
    QuestionEvent.objects.create(question=question, at=now, by=by, action=str(action), details=details)


def _move(question: Question, action: QuestionAction, *, by: User | None, now: datetime, **changes: Any) -> None:
    """One row of the table of moves; whoever is slower is refused and leaves no trace."""
    role = by.role if by is not None else SYSTEM_ROLE
    status = after(question.status, action, role=role)
    moved = Question.objects.filter(pk=question.pk, status=question.status).update(status=status, **changes)
    if not moved:
        raise Refused("question_closed")
    question.refresh_from_db()


@transaction.atomic
def ask(
    *,
    kind: QuestionKind,
    text: str,
    subject: str,
    phone: str,
    by: User,
    now: datetime,
    email: str = "",
    name: str = "",
    language: str = "nl",
    moment: ContactMoment | None = None,
    person: Person | None = None,
    dwelling: Dwelling | None = None,
    wanted_on: date | None = None,
    when_wanted: str = "",
    case_kind: str = "",
    case_id: int | None = None,
) -> Question:
    """Promise a call-back, or give a question to who knows.

    It gets a term of the policy in force, an open step on the list of the team that the organisation names, and who
    asked gets a letter.

    Refused: what rules.questions.check_new and promised_until refuse.
    """
    check_new(text=text, phone=phone, email=email, kind=kind)
    version = promises.in_force(now)
    way = work_queries.way_of(version.policy, subject=subject, dwelling=dwelling)
    due_at = promised_until(version.policy, kind, asked_at=now, wanted_on=wanted_on)
    question = Question.objects.create(
        kind=kind,
        moment=moment,
        person=person,
        dwelling=dwelling,
        name=(name or (person.full_name if person else ""))[:160],
        phone=phone[:20],
        email=email,
        language=language if language in {"nl", "en"} else "nl",
        subject=subject,
        text=text.strip(),
        when_wanted=when_wanted.strip()[:80],
        case_kind=case_kind,
        case_id=case_id,
        policy_version_id=version.version_id,
        asked_at=now,
        asked_by=by,
        due_at=due_at,
    )
    recusals.follow(case_kind=CASE, case_id=question.pk, of_kind=case_kind, of_id=case_id)
    team = way.calls_back if kind == QuestionKind.CALL_BACK else way.second_line
    owner = by if way.keeps_owner else None
    _open_step(question, team=team, owner=owner, due_at=due_at, by=by, now=now)
    _note(question, "ask", by=by, now=now, model=way.model, team=team, due_at=due_at.isoformat())
    if question.email:
        code = "callback_promised" if kind == QuestionKind.CALL_BACK else "question_passed_on"
        _write(question, code, now=now, by=by, until=due_at)
    # Without an address they were told by whoever spoke with them: the page gives the words.
    Question.objects.filter(pk=question.pk).update(told_at=now)
    publish("question.asked", now=now, question_id=question.pk)
    question.refresh_from_db()
    return question


@transaction.atomic
def follow_complaint(*, now: datetime, complaint_id: int) -> None:
    """Handles the event that other colleagues are kept out of a complaint: of what was asked about it too."""
    for pk in Question.objects.filter(case_kind="complaints", case_id=complaint_id).values_list("pk", flat=True):
        recusals.follow(case_kind=CASE, case_id=pk, of_kind="complaints", of_id=complaint_id)


def _open_step(
    question: Question, *, team: str, owner: User | None, due_at: datetime, by: User | None, now: datetime
) -> None:
    subjects = item_subject(question)
    work.open_item(
        kind=ITEM_OF[question.kind],
        case_kind=CASE,
        case_id=question.pk,
        subject=subjects["nl"],
        subject_en=subjects["en"],
        team_code=team,
        owner=owner,
        due_at=due_at,
        promise=PROMISE_OF[QuestionKind(question.kind)],
        by=by,
        now=now,
        is_vulnerable=bool(question.person and question.person.is_vulnerable),
        is_complaint=question.subject == "complaint",
        promised_at=due_at,
    )


def _write(
    question: Question, code: str, *, now: datetime, until: datetime | None, by: User | None, **more: str
) -> None:
    """A letter to who asked, in their language."""
    context: dict[str, object] = {
        "name": question.name,
        "number": question.number,
        "question": question.text,
        "phone": words.telephone_in_words(question.phone) if question.phone else "",
        "until": words.deadline_in_words(until, language=question.language) if until else "",
        **more,
    }
    sending = partial(send_by, Channel.MAIL) if code == BY_MAIL else send
    sending(
        code=code,
        context=context,
        now=now,
        language=question.language,
        to_address=question.email,
        person=question.person,
        case_kind=CASE,
        case_id=question.pk,
        by=by,
    )


@transaction.atomic
def take(question: Question, *, by: User, now: datetime) -> None:
    """Make a question one's own. Refused: question_closed, item_taken."""
    step = step_of(question)
    if step is None:
        raise Refused("question_closed")
    work.take(step.item, by=by, now=now)
    _note(question, "take", by=by, now=now)


@transaction.atomic
def call(question: Question, *, by: User, now: datetime) -> None:
    """Somebody picks up the telephone to ring back: the clock starts."""
    _move(question, QuestionAction.CALL, by=by, now=now)
    _note(question, QuestionAction.CALL, by=by, now=now)


@transaction.atomic
def not_reached(question: Question, *, by: User, now: datetime) -> None:
    """We rang and nobody answered: kept as a try, and the step stays."""
    _move(
        question,
        QuestionAction.NOT_REACHED,
        by=by,
        now=now,
        tried_at=Coalesce(F("tried_at"), now),
        tries=F("tries") + 1,
    )
    _rang(question, by=by, now=now, is_solved=False)
    _note(question, QuestionAction.NOT_REACHED, by=by, now=now)


@transaction.atomic
def hand_over(question: Question, *, team: Team, why: str, by: User, now: datetime) -> None:
    """Give it to another team with the reason; the term stays what was promised. Refused: reason_missing."""
    if not why.strip():
        raise Refused("reason_missing")
    _move(question, QuestionAction.HAND_OVER, by=by, now=now)
    work.hand_over(
        kind=ITEM_OF[question.kind], case_kind=CASE, case_id=question.pk, team_code=team.code, owner=None, now=now
    )
    _note(question, QuestionAction.HAND_OVER, by=by, now=now, team=team.code, why=why.strip()[:500])


@transaction.atomic
def answer(question: Question, *, text: str, by_mail: bool, by: User, now: datetime) -> Question:
    """It is answered, on the telephone or by mail; the step is done. Refused: answer_missing, answer_too_long,
    address_missing, question_closed."""
    text = text.strip()
    if not text:
        raise Refused("answer_missing")
    if len(text) > MOST_SIGNS:
        raise Refused("answer_too_long", most=MOST_SIGNS)
    if by_mail and not question.email:
        raise Refused("address_missing")
    _move(question, QuestionAction.ANSWER, by=by, now=now, answered_at=now, answer=text)
    work.finish_of_case(kind=ITEM_OF[question.kind], case_kind=CASE, case_id=question.pk, by=by, now=now, outcome=text)
    if by_mail:
        _write(question, BY_MAIL, now=now, until=None, by=by, answer=text)
    _rang(question, by=by, now=now, is_solved=True, channel="EMA" if by_mail else "TEL", note=text)
    _note(question, QuestionAction.ANSWER, by=by, now=now, by_mail=by_mail)
    return question


def _rang(
    question: Question, *, by: User, now: datetime, is_solved: bool, channel: str = "TEL", note: str = ""
) -> None:
    """What we did for it is a contact from us to them, as long as it was since the telephone was picked up."""
    last = question.events.order_by("-at", "-pk").first()
    began_at = last.at if last is not None and last.action == QuestionAction.CALL and last.by_id == by.pk else now
    moments.note_moment(
        channel=channel,
        direction=OUT,
        subject=question.subject,
        at=began_at,
        seconds=seconds_between(began_at, now),
        agent=by,
        person=question.person,
        dwelling_id=question.dwelling_id,
        case_kind=CASE,
        case_id=question.pk,
        is_solved_at_once=is_solved,
        note=note,
    )


@transaction.atomic
def withdraw(question: Question, *, why: str, by: User, now: datetime) -> None:
    """It is no longer needed, with the reason. Refused: reason_missing, question_closed."""
    if not why.strip():
        raise Refused("reason_missing")
    _move(question, QuestionAction.WITHDRAW, by=by, now=now)
    work.finish_of_case(
        kind=ITEM_OF[question.kind], case_kind=CASE, case_id=question.pk, by=by, now=now, outcome=why.strip()
    )
    _note(question, QuestionAction.WITHDRAW, by=by, now=now, why=why.strip()[:500])


def note_finished(*, now: datetime, step: str, case_kind: str, case_id: int, outcome: str, by_id: int | None) -> None:
    """The handler of "work.finished": a call-back that was closed on the work list is answered here too."""
    if case_kind != CASE or step not in set(ITEM_OF.values()):
        return
    question = Question.objects.filter(pk=case_id, status__in=OPEN_STATUSES).first()
    by = User.objects.filter(pk=by_id).first() if by_id else None
    if question is None or by is None:
        return
    _move(question, QuestionAction.ANSWER, by=by, now=now, answered_at=now, answer=outcome)
    _rang(question, by=by, now=now, is_solved=True, note=outcome)
    _note(question, QuestionAction.ANSWER, by=by, now=now, by_mail=False)


# --- the clock --------------------------------------------------------------------------------------------------------


def watch(*, now: datetime) -> int:
    """Remind of what falls due soon and escalate what was promised and not kept; repeated work, returns how many."""
    waiting = Question.objects.open().select_related("person", "dwelling").order_by("due_at", "pk")
    moved = 0
    for question in waiting.filter(status=QuestionStatus.OPEN)[:AT_A_TIME]:
        policy = promises.of_version(question.policy_version_id).policy
        try:
            if question.due_at < now:
                _escalate(question, policy, now=now)
            elif question.reminded_at is None and reminded_at(policy, question.due_at) <= now:
                _remind(question, now=now)
            else:
                continue
        except Refused as refused:
            log.info("not moved", question=question.pk, why=refused.code)
            continue
        moved += 1
    return moved


@transaction.atomic
def _remind(question: Question, *, now: datetime) -> None:
    _move(question, QuestionAction.REMIND, by=None, now=now, reminded_at=now)
    step = step_of(question)
    told = _tell_colleagues(question, "callback_reminder", step, now=now) if step else 0
    _note(question, QuestionAction.REMIND, by=None, now=now, told=told)


@transaction.atomic
def _escalate(question: Question, policy: ServicePolicy, *, now: datetime) -> None:
    """What was promised did not happen: the team leader hears it, and whoever waits is told when we do ring."""
    again = promised_until(policy, QuestionKind(question.kind), asked_at=now)
    _move(question, QuestionAction.ESCALATE, by=None, now=now, escalated_at=now, again_due_at=again)
    step = step_of(question)
    silent = str(step.item.owner) if step and step.item.owner else ""
    told = _tell_colleagues(question, "callback_escalated", step, now=now, with_managers=True) if step else 0
    work.escalate(kind=ITEM_OF[question.kind], case_kind=CASE, case_id=question.pk, now=now)
    if question.email:
        _write(question, "callback_late", now=now, until=again, by=None)
    _note(question, QuestionAction.ESCALATE, by=None, now=now, silent=silent, again=again.isoformat(), told=told)


def _tell_colleagues(
    question: Question, code: str, step: work_queries.OpenStep, *, now: datetime, with_managers: bool = False
) -> int:
    """The owner, or the whole team of what nobody took; with the managers when it went wrong. Returns how many."""
    whose = [step.item.owner] if step.item.owner else list(members_of(step.item.team)[:MOST_TOLD])
    if with_managers:
        whose += list(User.objects.filter(is_active=True, role="manager")[:MOST_TOLD])
    addresses = sorted({user.email for user in whose if user is not None and user.email})
    for address in addresses:
        send(
            code=code,
            context={
                "number": question.number,
                "name": question.name,
                "question": question.text,
                "until": words.deadline_in_words(question.due_at, language="nl"),
                "whose": str(step.item.owner or step.item.team),
            },
            now=now,
            language="nl",
            to_address=address,
            case_kind=CASE,
            case_id=question.pk,
        )
    return len(addresses)
