"""The only writer of threads: begin one, add a message, move it, set right whose it is and what it is about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from voordeur.base import recusals
from voordeur.base.outbox import publish
from voordeur.complaints.models import Complaint
from voordeur.correspondence.models import Event, Message, Thread
from voordeur.correspondence.rules import threads as rules
from voordeur.correspondence.rules.reading import one_line
from voordeur.correspondence.rules.subjects import subject_of
from voordeur.correspondence.rules.threads import Action, Case, Status
from voordeur.homes import queries as homes
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Person, User
from voordeur.policy.rules import answer_due_at, local
from voordeur.promises import queries as promises
from voordeur.repairs.models import Repair
from voordeur.repairs.queries import suggestions
from voordeur.work import queries as work_queries
from voordeur.work import services as work
from voordeur.work.rules import ItemKind

CASE = "correspondence"
PROMISE = "channels.answer_within"
# The rooms whose cases a thread may belong to.
CASE_KINDS = ("repairs", "complaints")


def begin(
    *,
    subject: str,
    channel: str,
    status: Status,
    at: datetime,
    now: datetime,
    email: str = "",
    name: str = "",
    person: Person | None = None,
    dwelling_id: int | None = None,
    case: Case | None = None,
    language: str = "",
    reason: str = "",
) -> Thread:
    """Make a thread. One that waits for our answer gets its term from `ask`, so it begins as answered."""
    if person is not None and dwelling_id is None:
        dwelling_id = home_of(person, now=now)
    thread = Thread.objects.create(
        subject=subject,
        status=Status.ANSWERED if status == Status.OPEN else status,
        channel=channel,
        language=language or (person.language if person else "nl"),
        person=person,
        dwelling_id=dwelling_id,
        email=email or (person.email if person else ""),
        name=name or (person.full_name if person else ""),
        case_kind=case.kind if case else "",
        case_id=case.id if case else None,
        reason=reason,
        policy_version_id=_promised(at, now=now).version_id,
        began_at=at,
        last_at=at,
    )
    if case is not None:
        recusals.follow(case_kind=CASE, case_id=thread.pk, of_kind=case.kind, of_id=case.id)
    return thread


def _promised(at: datetime, *, now: datetime) -> promises.InForce:
    """What was promised when a mail came; for what lay in the mailbox before any promise, what is promised now."""
    try:
        return promises.in_force(at)
    except Refused:
        return promises.in_force(now)


def home_of(person: Person, *, now: datetime) -> int | None:
    """The home that somebody speaks for, when there is only one."""
    found = homes.homes_of(person.pk, local(now).date())
    return found[0].pk if len(found) == 1 else None


def add(thread: Thread, *, direction: str, channel: str, at: datetime, **facts: Any) -> Message:
    """Add a message, and remember that something was said."""
    message = Message.objects.create(thread=thread, direction=direction, channel=channel, at=at, **facts)
    if at > thread.last_at:
        Thread.objects.filter(pk=thread.pk).update(last_at=at)
        thread.last_at = at
    return message


@transaction.atomic
def act(
    thread: Thread,
    action: Action,
    *,
    by: User | None,
    now: datetime,
    details: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Move a thread by an action of the table. The update asks for the status that was read: of two people at once the
    slower is refused and leaves no trace."""
    old = Status(thread.status)
    new = rules.move(old, action, role=by.role if by else rules.SYSTEM)
    if not Thread.objects.filter(pk=thread.pk, status=old).update(status=new, **changes):
        raise Refused("thread_changed_meanwhile")
    thread.status = new
    for name, value in changes.items():
        setattr(thread, name, value)
    note(thread, str(action), by=by, now=now, details=details, from_status=old, to_status=new)


def note(
    thread: Thread,
    action: str,
    *,
    by: User | None,
    now: datetime,
    details: Mapping[str, Any] | None = None,
    from_status: str = "",
    to_status: str = "",
) -> None:
    Event.objects.create(
        thread=thread,
        at=now,
        by=by,
        action=action,
        from_status=from_status,
        to_status=to_status,
        details=dict(details or {}),
    )


@transaction.atomic
def ask(thread: Thread, message: Message, *, action: Action = Action.RECEIVE, by: User | None, now: datetime) -> None:
    """Somebody asks something: the thread waits for our answer, with a term and as work of somebody.

    A question that waits already keeps its term: who writes again is not sent to the end of the line. The term counts
    from when the message came, not from when we looked.
    """
    if thread.status == Status.OPEN:
        act(thread, action, by=by, now=now)
    else:
        force = _promised(message.at, now=now)
        act(
            thread,
            action,
            by=by,
            now=now,
            asked_at=message.at,
            due_at=answer_due_at(force.policy, message.at),
            policy_version_id=force.version_id,
            reason="",
        )
    open_work(thread, text=f"{message.subject} {message.body}"[:2000], by=by, now=now)
    if not message.is_automatic:
        tell(message, now=now)
    if action == Action.RECEIVE:
        publish("message.received", now=now, message_id=message.pk)


def tell(message: Message, *, now: datetime) -> None:
    """A message in or out is a contact, whatever the channel; its case is what it is about."""
    thread = message.thread
    publish(
        "contact.happened",
        now=now,
        source=f"message:{message.pk}",
        channel=message.channel,
        direction=message.direction,
        subject=subject_of(case_kind=thread.case_kind, words=f"{thread.subject} {message.body}"),
        at=message.at.isoformat(),
        seconds=message.seconds,
        agent_id=message.by_id if message.direction == "UIT" else None,
        person_id=thread.person_id,
        dwelling_id=thread.dwelling_id,
        case_kind=thread.case_kind or CASE,
        case_id=thread.case_id or thread.pk,
        is_solved_at_once=False,
        note=message.subject,
    )


def open_work(thread: Thread, *, text: str, by: User | None, now: datetime) -> None:
    """The answer is work: of who answered before, else of the team that takes such contacts, as it would take a call.

    A danger that the words name goes first.
    """
    if thread.due_at is None:
        return
    team = team_of(thread, text=text, now=now)
    work.open_item(
        kind=ItemKind.ANSWER_MESSAGE,
        case_kind=CASE,
        case_id=thread.pk,
        subject=f"{thread.number} · {thread.subject}",
        subject_en=f"{thread.number} · {thread.subject}",
        due_at=thread.due_at,
        promise=PROMISE,
        by=by,
        now=now,
        team_code=team,
        owner=_who_answered(thread),
        urgency="danger" if text and suggestions.of_words(text, now=now)["danger"] else "",
        is_complaint=thread.case_kind == "complaints",
        is_vulnerable=bool(thread.person and thread.person.is_vulnerable),
    )


def team_of(thread: Thread, *, text: str, now: datetime) -> str:
    """The code of the team that takes this thread, as the association is organised now."""
    about = subject_of(case_kind=thread.case_kind, words=f"{thread.subject} {text}")
    return work_queries.way_now(now, subject=about, dwelling=thread.dwelling).answers


def _to_its_team(thread: Thread, *, now: datetime) -> None:
    """Something was set right about a thread: while nobody made its work theirs, it goes to the team of now."""
    last = thread.messages.filter(direction="INK").order_by("-pk").first()
    team = team_of(thread, text=last.body[:2000] if last else "", now=now)
    work.hand_over_unowned(kind=ItemKind.ANSWER_MESSAGE, case_kind=CASE, case_id=thread.pk, team_code=team)


@transaction.atomic
def answer_failed(*, now: datetime, letter_id: int) -> None:
    """An answer of ours could not be sent: whoever wrote it has to reach the tenant in another way.

    Handles the event that a letter failed; other letters than answers are none of ours.
    """
    sent = Message.objects.filter(letter_id=letter_id, is_automatic=False).select_related("thread__person").first()
    if sent is None or sent.thread.status == Status.OPEN:
        return
    told = sent.letter.error if sent.letter else ""
    message = add(
        sent.thread,
        direction="INK",
        channel="EMA",
        at=now,
        subject=sent.subject,
        body=told[:500],
        is_automatic=True,
        oddities=["not_delivered"],
    )
    ask(sent.thread, message, by=None, now=now)


def _who_answered(thread: Thread) -> User | None:
    last = thread.messages.filter(direction="UIT", by__is_active=True).select_related("by").order_by("-pk").first()
    return last.by if last else None


@transaction.atomic
def close(thread: Thread, *, why: str, by: User, now: datetime) -> None:
    """End a thread. One that waits for an answer needs a reason why none is given. Refused: thread_why_missing."""
    why = one_line(why)[:300]
    if thread.status == Status.OPEN and not why:
        raise Refused("thread_why_missing")
    act(thread, Action.CLOSE, by=by, now=now, details={"why": why} if why else None, asked_at=None, due_at=None)
    _end_work(thread, why, by=by, now=now)


@transaction.atomic
def put_aside(thread: Thread, *, by: User, now: datetime) -> None:
    """No person asks anything here."""
    act(thread, Action.PUT_ASIDE, by=by, now=now, asked_at=None, due_at=None, reason="by_hand")
    _end_work(thread, "", by=by, now=now)


@transaction.atomic
def take_up(thread: Thread, *, by: User, now: datetime) -> None:
    """What was put aside or closed is a question after all; its term counts from when it came."""
    last = thread.messages.filter(direction="INK").order_by("-pk").first()
    if last is None:
        raise Refused("thread_has_no_question")
    # A person says that a person wrote it.
    Message.objects.filter(pk=last.pk).update(is_automatic=False)
    last.is_automatic = False
    ask(thread, last, action=Action.TAKE_UP, by=by, now=now)


def _end_work(thread: Thread, outcome: str, *, by: User | None, now: datetime) -> None:
    work.finish_of_case(
        kind=ItemKind.ANSWER_MESSAGE, case_kind=CASE, case_id=thread.pk, by=by, now=now, outcome=outcome
    )


@transaction.atomic
def belongs_to(thread: Thread, *, person: Person | None, dwelling: Dwelling | None, by: User, now: datetime) -> None:
    """Say whose thread this is and about which home. Refused: not_your_thread_action."""
    _check_may_change(by)
    if dwelling is None and person is not None:
        home = home_of(person, now=now)
        dwelling = Dwelling.objects.get(pk=home) if home else None
    changes: dict[str, Any] = {"person": person, "dwelling": dwelling}
    if person is not None:
        changes["language"] = person.language
        if not thread.email:
            changes["email"] = person.email
    Thread.objects.filter(pk=thread.pk).update(**changes)
    for name, value in changes.items():
        setattr(thread, name, value)
    details = {"person": person.full_name if person else "", "home": str(dwelling) if dwelling else ""}
    note(thread, "belongs_to", by=by, now=now, details=details)
    _to_its_team(thread, now=now)


@transaction.atomic
def join_case(thread: Thread, *, case: Case | None, by: User, now: datetime) -> None:
    """Let a thread belong to a case, or to none. Refused: not_your_thread_action, no_such_case."""
    _check_may_change(by)
    if case is not None and not exists(case):
        raise Refused("no_such_case", number=f"{case.kind} {case.id}")
    Thread.objects.filter(pk=thread.pk).update(case_kind=case.kind if case else "", case_id=case.id if case else None)
    thread.case_kind, thread.case_id = (case.kind, case.id) if case else ("", None)
    recusals.follow(case_kind=CASE, case_id=thread.pk, of_kind=thread.case_kind, of_id=thread.case_id)
    note(thread, "join_case", by=by, now=now, details={"case": f"{case.kind}/{case.id}"} if case else None)
    if thread.status == Status.OPEN:
        open_work(thread, text="", by=by, now=now)
        _to_its_team(thread, now=now)


@transaction.atomic
def follow_complaint(*, now: datetime, complaint_id: int) -> None:
    """Handles the event that other colleagues are kept out of a complaint: they are kept out of its threads too."""
    for pk in Thread.objects.filter(case_kind="complaints", case_id=complaint_id).values_list("pk", flat=True):
        recusals.follow(case_kind=CASE, case_id=pk, of_kind="complaints", of_id=complaint_id)


def exists(case: Case) -> bool:
    """Whether there is such a case."""
    kinds: dict[str, QuerySet[Any]] = {"repairs": Repair.objects.all(), "complaints": Complaint.objects.all()}
    return case.kind in kinds and kinds[case.kind].filter(pk=case.id).exists()


def _check_may_change(by: User) -> None:
    if by.role not in rules.ANSWERS:
        raise Refused("not_your_thread_action", role=by.role)
