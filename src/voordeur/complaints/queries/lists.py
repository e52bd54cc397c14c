"""Lists of complaints: the office's, a home's or a person's, a tenant's own, what is to be paid."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Q, QuerySet, When

from voordeur.complaints import texts
from voordeur.complaints.models import IN_HAND_STATUSES, OPEN_STATUSES, Complaint, Improvement, Remedy, Voice
from voordeur.complaints.rules.status import Status
from voordeur.parties.models import User
from voordeur.parties.queries import teams_of


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means all."""

    status: str = "open"
    about: str = ""
    whose: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CardRow:
    """A complaint in a list of other rooms."""

    pk: int
    number: str
    what: str
    status_words: str
    is_open: bool
    due_at: datetime
    received_at: datetime


def office_list(user: User, *, filters: Filters, now: datetime) -> QuerySet[Complaint]:
    """Complaints by what breaks first: open ones by their term, ended ones newest first."""
    found = Complaint.objects.visible_to(user).select_related("dwelling", "handler", "reviewer", "team")
    if filters.status == "open":
        found = found.open()
    elif filters.status == "owed":
        found = found.filter(status__in=IN_HAND_STATUSES)
    elif filters.status == "overdue":
        found = found.overdue(now)
    elif filters.status in set(Status):
        found = found.filter(status=filters.status)
    if filters.about:
        found = found.filter(about=filters.about)
    if filters.whose == "mine":
        found = found.filter(Q(handler=user) | Q(reviewer=user))
    elif filters.whose == "team":
        found = found.filter(team__in=teams_of(user))
    if filters.text:
        found = found.filter(_matches(filters.text))
    in_hand = filters.status in {"open", "owed", "overdue"} or filters.status in OPEN_STATUSES
    # What we owe comes first; of what is not confirmed the confirmation.
    owed = Case(When(status__in=IN_HAND_STATUSES, then=0), default=1)
    breaks_at = Case(When(status=Status.RECEIVED, then=F("acknowledge_due_at")), default=F("due_at"))
    return found.order_by(owed, breaks_at, "pk") if in_hand else found.order_by("-received_at", "-pk")


def _matches(text: str) -> Q:
    """A complaint number, a postcode, the beginning of a street or of a name."""
    joined = "".join(text.split()).upper()
    if joined[:1] == "K" and joined[1:].isdecimal() and len(joined) <= 12:
        return Q(pk=int(joined[1:]))
    if len(joined) == 6 and joined[:4].isdecimal() and joined[4:].isalpha():
        return Q(dwelling__postcode=joined)
    named = Voice.objects.filter(name__icontains=text.strip()).values("complaint_id")
    return Q(dwelling__street__istartswith=text.strip()) | Q(pk__in=named)


def row_of(complaint: Complaint) -> CardRow:
    """The row that other rooms show."""
    return CardRow(
        pk=complaint.pk,
        number=complaint.number,
        what=str(texts.ABOUT[complaint.about]),
        status_words=str(texts.STATUS[Status(complaint.status)]),
        is_open=complaint.status in OPEN_STATUSES,
        due_at=complaint.due_at,
        received_at=complaint.received_at,
    )


def of_card(
    *, user: User, person_id: int | None = None, dwelling_id: int | None = None, most: int = 20
) -> list[CardRow]:
    """The newest complaints of a person or of a home that this user may see, open ones first."""
    where = Q(pk__in=[])
    if person_id is not None:
        where |= Q(pk__in=Voice.objects.filter(person_id=person_id).values("complaint_id"))
    if dwelling_id is not None:
        where |= Q(dwelling_id=dwelling_id)
    found = Complaint.objects.visible_to(user).filter(where).order_by("-received_at", "-pk")[:most]
    return sorted((row_of(one) for one in found), key=lambda row: not row.is_open)


def of_repair(user: User, repair_id: int) -> list[Complaint]:
    """The complaints about a repair, newest first."""
    return list(Complaint.objects.visible_to(user).filter(repair_id=repair_id).order_by("-received_at"))


def of_tenant(user: User, *, most: int = 20) -> list[Complaint]:
    """A tenant's complaints, open ones first."""
    found = Complaint.objects.visible_to(user).order_by("-received_at")[:most]
    return sorted(found, key=lambda one: one.status not in OPEN_STATUSES)


def remedies(user: User) -> QuerySet[Remedy]:
    """What was promised after a complaint, what is still to be paid first."""
    found = Remedy.objects.visible_to(user).select_related("complaint__dwelling", "paid_by")
    return found.order_by("-paid_at", "-at", "-pk")


def improvements(user: User, *, is_open: bool = True) -> QuerySet[Improvement]:
    """What we change: open ones by their day, done ones newest first."""
    found = Improvement.objects.visible_to(user).select_related("complaint", "owner", "done_by")
    if is_open:
        return found.open().order_by("due_on", "pk")
    return found.filter(done_at__isnull=False).order_by("-done_at", "-pk")
