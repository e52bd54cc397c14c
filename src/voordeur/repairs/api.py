"""Repairs for programs: what the pages do, through the same services. Only translates."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import AwareDatetime, ConfigDict, Field

from voordeur.homes.models import Dwelling
from voordeur.policy.rules import local
from voordeur.promises import queries as promises
from voordeur.repairs import texts
from voordeur.repairs.models import Repair
from voordeur.repairs.queries import cards, lists
from voordeur.repairs.queries.names import actor_of, what
from voordeur.repairs.rules import tree as trees
from voordeur.repairs.rules.status import VERA_REPAIR, RepairStatus
from voordeur.repairs.rules.triage import to_json, triage
from voordeur.repairs.services import appointments, reporting

router = Router(tags=["repairs"])
A_PAGE = 100
# What a database can hold as a key.
Number = Annotated[int, Path(ge=1, le=2**62)]


class Problem(Schema):
    """An error as RFC 9457 has it."""

    status: int
    title: str
    code: str | None = None
    errors: list[dict[str, Any]] | None = None


ERRORS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), Problem)


class Strict(Schema):
    """Input: an unknown field is refused, so that no wish is lost silently."""

    model_config = ConfigDict(extra="forbid")


class TextIn(Strict):
    text: str = Field(max_length=2000)


class ReportIn(Strict):
    dwelling_id: int = Field(ge=1, le=2**62)
    path: str = Field(max_length=120)
    answers: dict[str, str] = Field(default_factory=dict, max_length=20)
    own_fault: str = "unknown"
    description: str = Field(default="", max_length=2000)


class WindowIn(Strict):
    from_at: AwareDatetime
    until_at: AwareDatetime


class WindowOut(Schema):
    """A window; `from_at` and `until_at` bound the moment at which the craftsman arrives."""

    from_at: datetime
    until_at: datetime
    extra_minutes: float | None = None


class RepairOut(Schema):
    """A repair as its reader may see it. `vera_status` is a code of ONDERHOUDSVERZOEKSTATUS."""

    id: int
    number: str
    what: str
    path: str
    address: str
    urgency: str
    status: str
    vera_status: str
    status_words: str
    payer: str
    payer_article: str
    payer_sentence: str
    reported_at: datetime
    due_at: datetime
    appointment: WindowOut | None = None


def _out(repair: Repair) -> RepairOut:
    status = RepairStatus(repair.status)
    visit = cards.visit_of(repair)
    return RepairOut(
        id=repair.pk,
        number=repair.number,
        what=what(repair.path),
        path=repair.path,
        address=repair.dwelling.full_address,
        urgency=repair.urgency,
        status=status,
        vera_status=VERA_REPAIR[status],
        status_words=str(texts.STATUS_FOR_TENANT[status]),
        payer=repair.payer,
        payer_article=repair.payer_article,
        payer_sentence=cards.payer_sentence(repair),
        reported_at=repair.reported_at,
        due_at=repair.due_at,
        appointment=WindowOut(from_at=visit.window_from_at, until_at=visit.window_until_at) if visit else None,
    )


def _find(request: HttpRequest, repair_id: int) -> Repair:
    visible = Repair.objects.visible_to(request.user, day=local(timezone.now()).date())
    return get_object_or_404(visible.select_related("dwelling", "reporter"), pk=repair_id)


@router.get("/", response={200: list[RepairOut], **ERRORS})
def repairs(request: HttpRequest, after: Annotated[int, Query(ge=0, le=2**62)] = 0) -> list[RepairOut]:
    """The repairs that this user may see, by number; at most 100, `after` is the last number of the page before."""
    visible = Repair.objects.visible_to(request.user, day=local(timezone.now()).date())
    found = lists.with_visits(visible).select_related("dwelling", "reporter").filter(pk__gt=after)
    return [_out(repair) for repair in found.order_by("pk")[:A_PAGE]]


@router.post("/triage", response={200: dict[str, Any], **ERRORS})
def ask(request: HttpRequest, body: TextIn) -> dict[str, Any]:
    """What a tenant's words mean, how urgent it is and who pays; nothing is written."""
    policy = promises.in_force(timezone.now()).policy
    result = triage(body.text, policy, trees.load())
    reason = texts.payer_sentence(result.payer) if result.payer else str(texts.PAYER_REASONS["not_recognised"])
    return to_json(result, reason=reason)


@router.post("/", response={201: RepairOut, **ERRORS})
def report(request: HttpRequest, body: ReportIn) -> Status[RepairOut]:
    """Report a repair for a home that this user may see."""
    dwelling = get_object_or_404(Dwelling.objects.visible_to(request.user), pk=body.dwelling_id)
    user = request.user
    person = getattr(user, "person", None)
    repair = reporting.report(
        dwelling=dwelling,
        path=body.path,
        answers=body.answers,
        own_fault=body.own_fault,
        description=body.description,
        channel="INT",
        by=actor_of(request),
        now=timezone.now(),
        reporter=person,
        contact_email=person.email if person else "",
        contact_phone=person.phone if person else "",
    )
    return Status(201, _out(repair))


@router.get("/{repair_id}", response={200: RepairOut, **ERRORS})
def one(request: HttpRequest, repair_id: Number) -> RepairOut:
    """One repair."""
    return _out(_find(request, repair_id))


@router.get("/{repair_id}/offers", response={200: list[WindowOut], **ERRORS})
def offers(request: HttpRequest, repair_id: Number) -> list[WindowOut]:
    """The windows that can be kept, as the policy orders them; staff also see what each costs in minutes."""
    actor = actor_of(request)
    found = appointments.offers(_find(request, repair_id), now=timezone.now(), shown=actor.role == "tenant")
    return [
        WindowOut(
            from_at=offer.window_from_at,
            until_at=offer.window_until_at,
            extra_minutes=None if actor.role == "tenant" else offer.extra_minutes,
        )
        for offer in found
    ]


@router.post("/{repair_id}/appointment", response={200: RepairOut, **ERRORS})
def book(request: HttpRequest, repair_id: Number, body: WindowIn) -> RepairOut:
    """Take a window, or move to it."""
    repair, now, actor = _find(request, repair_id), timezone.now(), actor_of(request)
    act = appointments.move if repair.status == RepairStatus.PLANNED else appointments.book
    act(repair, window_from_at=body.from_at, window_until_at=body.until_at, by=actor, now=now)
    return _out(repair)
