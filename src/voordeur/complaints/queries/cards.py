"""What a complaint's card shows: where it stands, by when, what can be done now and by whom, what happened."""

from dataclasses import dataclass
from datetime import datetime

from voordeur.complaints import texts
from voordeur.complaints.models import Answer, Complaint, Event, Improvement, Pause, Photo, Referral, Remedy, Voice
from voordeur.complaints.queries import ways_on
from voordeur.complaints.rules import people
from voordeur.complaints.rules import status as rules
from voordeur.complaints.rules.status import Action, Status
from voordeur.complaints.rules.subjects import Mandate
from voordeur.complaints.services.acts import colleague_of, story_of
from voordeur.parties.models import User
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import complaint_due_at
from voordeur.promises import queries as promises

# Steps that only colleagues read.
HIDDEN_FROM_COMPLAINANTS = frozenset(
    {
        "take_on",
        "give",
        "remark",
        "mark_abusive",
        "not_abusive",
        "is_about",
        "is_of_repair",
        "allow_remedy",
        "improve",
        "improved",
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, in words."""

    at: datetime
    what: str
    who: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way on, in words; `body` its code and whether it is open now."""

    body: str
    words: str
    article: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """An answer with its outcome in words."""

    answer: Answer
    outcome: str
    outcome_for_tenant: str


@dataclass(frozen=True, slots=True)
class ComplaintCard:
    """A complaint with everything that its page shows. `due_at` is None while nothing is owed or the clock stands."""

    complaint: Complaint
    about: str
    status: str
    is_open: bool
    stage: int
    due_at: datetime | None
    is_late: bool
    pause: Pause | None
    wait: str
    may_be_extended: bool
    extended_until: datetime | None
    ask_review_until: datetime | None
    voices: list[Voice]
    answers: list[AnswerShown]
    remedies: list[Remedy]
    improvements: list[Improvement]
    referral: Referral | None
    ways: list[Way]
    photos: list[Photo]
    lines: list[Line]
    allowed: frozenset[str]
    needs_mandate: bool
    policy: ServicePolicy


def card(complaint: Complaint, *, user: User | None, role: str, now: datetime) -> ComplaintCard:
    """The card as this person may see it; `role` is "tenant" for whoever holds the token."""
    policy = promises.of_version(complaint.policy_version_id).policy
    status, for_tenant = Status(complaint.status), role == "tenant"
    pause = complaint.pauses.filter(until_at=None).first()
    owes = status in rules.IN_HAND and pause is None
    reached = complaint.acknowledge_due_at if status is Status.RECEIVED else complaint.due_at
    # Without acknowledgement that is what is owed first; the tenant reads by when the answer comes.
    due_at = (complaint.due_at if for_tenant else reached) if owes else None
    extendable = status is Status.HANDLING and complaint.extended_at is None
    ask_until = (
        complaint_due_at(policy, "ask_second_stage", complaint.answered_at)
        if complaint.answered_at is not None and complaint.decided_at is None
        else None
    )
    return ComplaintCard(
        complaint=complaint,
        about=str(texts.ABOUT[complaint.about]),
        status=str((texts.STATUS_FOR_TENANT if for_tenant else texts.STATUS)[status]),
        is_open=status in rules.OPEN,
        stage=rules.stage_of(status),
        due_at=due_at,
        is_late=due_at is not None and due_at < now,
        pause=pause,
        wait=str(texts.WAITS[pause.wait]) if pause else "",
        may_be_extended=extendable and bool(policy.complaints.extension_working_days) and now <= complaint.due_at,
        extended_until=complaint.due_at if complaint.extended_at else None,
        ask_review_until=ask_until,
        voices=list(complaint.voices.select_related("person").order_by("pk")),
        answers=[
            AnswerShown(one, str(texts.OUTCOMES[one.outcome]), str(texts.OUTCOMES_FOR_TENANT[one.outcome]))
            for one in complaint.answers.select_related("by").order_by("at", "pk")
        ],
        remedies=list(complaint.remedies.order_by("at", "pk")),
        improvements=list(complaint.improvements.select_related("owner").order_by("due_on", "pk")),
        referral=complaint.referrals.order_by("-at", "-pk").first(),
        ways=[
            Way(one.body, texts.way_on(one, now=now), one.article, one.is_open(now))
            for one in ways_on.of(complaint, now=now)
        ],
        photos=list(complaint.photos.order_by("pk")),
        lines=_lines(complaint, for_tenant=for_tenant),
        allowed=_allowed(complaint, status, user=user, role=role, ask_until=ask_until, now=now),
        needs_mandate=complaint.mandate == Mandate.ASKED,
        policy=policy,
    )


def _allowed(
    complaint: Complaint, status: Status, *, user: User | None, role: str, ask_until: datetime | None, now: datetime
) -> frozenset[str]:
    """What this person can do now, their part in the complaint included."""
    can = set(rules.actions(status, role))
    if user is not None and role in rules.HANDLERS:
        who, story = colleague_of(user), story_of(complaint)
        can = {action for action in can if people.may_act(action, who, story)}
    if Action.ASK_REVIEW in can and (ask_until is None or now > ask_until):
        can.discard(Action.ASK_REVIEW)
    if role == "tenant" and status is Status.DECIDED:
        can.discard(Action.REFER)
    return frozenset(str(action) for action in can)


def reviewers_of(complaint: Complaint) -> list[User]:
    """The colleagues who may judge the second stage."""
    story = story_of(complaint)
    there = {user.pk: user for user in User.objects.filter(is_active=True, role__in=sorted(rules.REVIEWERS))}
    found = people.reviewers([colleague_of(user) for user in there.values()], story)
    return sorted((there[one.user_id] for one in found), key=lambda user: user.name)


def handlers_of(complaint: Complaint) -> list[User]:
    """The colleagues who may handle the first stage, those of its team first."""
    found = User.objects.filter(is_active=True, role__in=sorted(rules.HANDLERS)).select_related("team")
    seen = [user for user in found if user.pk != complaint.about_user_id]
    return sorted(seen, key=lambda user: (user.team_id != complaint.team_id, user.name))


def _lines(complaint: Complaint, *, for_tenant: bool) -> list[Line]:
    events = Event.objects.filter(complaint=complaint).select_related("by").order_by("-at", "-pk")
    hidden = HIDDEN_FROM_COMPLAINANTS if for_tenant else frozenset[str]()
    return [_line(event, for_tenant=for_tenant) for event in events if event.action not in hidden]


def _line(event: Event, *, for_tenant: bool) -> Line:
    said = str(event.details.get("why") or event.details.get("text") or "")
    if said in texts.OWN_WORDS:
        said = str(texts.OWN_WORDS[said])
    if not for_tenant:
        extra = [str(texts.OUTCOMES[event.details["outcome"]])] if event.details.get("outcome") else []
        extra += [str(texts.WAITS[event.details["wait"]])] if event.details.get("wait") else []
        extra += [str(event.details["name"])] if event.details.get("name") else []
        said = ": ".join([*([", ".join(extra)] if extra else []), *([said] if said else [])])
    from_outside = event.by is None and event.action in {
        "receive",
        "tell_more",
        "photos",
        "withdraw",
        "ask_review",
        "close",
    }
    if event.by is None:
        outside = texts.BY_YOU if for_tenant else texts.BY_COMPLAINANT
        who = str(outside if from_outside else texts.BY_US if for_tenant else texts.BY_SYSTEM)
    elif for_tenant:
        who = str(texts.ROLES.get(event.by.role, texts.BY_US))
    else:
        who = event.by.name
    return Line(at=event.at, what=str(texts.HAPPENED[event.action]), who=who, remark=said)
