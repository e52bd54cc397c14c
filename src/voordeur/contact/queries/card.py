"""The card of a tenant and a home: everything the first line must see before it says something. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from voordeur.base.periods import at_midnight
from voordeur.complaints.queries import lists as complaints
from voordeur.contact import texts
from voordeur.contact.models import Caution, Question
from voordeur.contact.queries import moments, questions
from voordeur.homes import queries as homes
from voordeur.homes.models import Dwelling
from voordeur.homes.queries import DwellingCard
from voordeur.parties.models import Mandate, Person
from voordeur.parties.queries import mandates_held_by, mandates_of
from voordeur.policy.rules import local
from voordeur.repairs import texts as repair_texts
from voordeur.repairs.models import OPEN_STATUSES, Repair
from voordeur.repairs.queries import lists as repairs
from voordeur.repairs.queries.names import what
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.subscriptions.queries import has_subscription

if TYPE_CHECKING:
    from voordeur.parties.models import User

Text = str | Promise


def case_page(kind: str, pk: int) -> str:
    """The page of a case; empty for a kind of case that has none."""
    try:
        return reverse(f"{kind}:card", args=[pk])
    except NoReverseMatch:
        return ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of any kind. `kind` is the namespace of its page; `address` another home than the card's."""

    kind: str
    pk: int
    number: str
    name: Text
    what: str
    status: Text
    is_open: bool
    is_late: bool
    due_at: datetime | None
    began_at: datetime
    address: str = ""

    @property
    def key(self) -> str:
        """As a form names it: `repairs:12`."""
        return f"{self.kind}:{self.pk}"

    @property
    def page(self) -> str:
        """Where it is read."""
        return case_page(self.kind, self.pk)


@dataclass(frozen=True, slots=True)
class Appointment:
    """Somebody of ours comes."""

    from_at: datetime
    until_at: datetime
    is_emergency: bool
    what: str
    who: str
    kind: str
    pk: int


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A tenant with the home that is spoken of; lists hold only what the reader may see."""

    person: Person
    homes: Sequence[Dwelling]
    home: DwellingCard | None
    dwelling: Dwelling | None
    is_tenant_here: bool
    has_subscription: bool
    cautions: Sequence[tuple[Caution, Text]]
    mandates_given: Sequence[Mandate]
    mandates_held: Sequence[Mandate]
    open_cases: Sequence[CaseRow]
    closed_cases: Sequence[CaseRow]
    appointments: Sequence[Appointment]
    contacts: Sequence[moments.Cases]


def person_card(person: Person, user: "User", *, now: datetime, dwelling_id: int | None = None) -> PersonCard:
    """The card of a person who may be seen; `dwelling_id` chooses one of their homes, else the first."""
    today = local(now).date()
    own = homes.homes_of(person.pk, today)
    dwelling = next((one for one in own if one.pk == dwelling_id), own[0] if own else None)
    home = homes.card(dwelling.pk, user, today) if dwelling is not None else None
    tenancy = homes.current_tenancy(dwelling.pk, today) if dwelling is not None else None
    lives_here = tenancy is not None and any(
        member.person_id == person.pk for member in tenancy.household.members.all()
    )
    since = at_midnight(tenancy.started_on) if tenancy is not None and lives_here else None
    # Who only acts for the tenant is not shown what the tenant said before: that belongs to the tenant's own card.
    about_id = dwelling.pk if dwelling is not None and lives_here else None
    told = repairs.of_card(person_id=person.pk, tenancy_ids=homes.tenancies_seen_by(person.pk, today))
    asked = questions.of_card(user, person_id=person.pk, dwelling_id=about_id, since=since)
    shown_id = dwelling.pk if dwelling is not None else None
    rows = [_repair(one, shown_id, now) for one in told] + [_question(one, now) for one in asked]
    rows += [_complaint(one, now) for one in complaints.of_card(user=user, person_id=person.pk)]
    rows.sort(key=lambda row: row.began_at, reverse=True)
    return PersonCard(
        person=person,
        homes=own,
        home=home,
        dwelling=dwelling,
        is_tenant_here=lives_here,
        has_subscription=has_subscription(tenancy.pk if tenancy is not None else None, day=today),
        cautions=[
            (caution, texts.CAUTIONS.get(caution.kind, caution.kind))
            for caution in Caution.objects.visible_to(user).in_force(today).filter(person=person).order_by("kind")
        ],
        mandates_given=mandates_of(person.pk, today),
        mandates_held=mandates_held_by(person.pk, today),
        open_cases=sorted((row for row in rows if row.is_open), key=_soonest),
        closed_cases=[row for row in rows if not row.is_open],
        appointments=_appointments(told, now),
        contacts=moments.of_card(user, person_id=person.pk, dwelling_id=about_id, since=since),
    )


def _soonest(row: CaseRow) -> datetime:
    return row.due_at or row.began_at


def _repair(repair: Repair, shown_id: int | None, now: datetime) -> CaseRow:
    is_open = repair.status in OPEN_STATUSES
    return CaseRow(
        kind="repairs",
        pk=repair.pk,
        number=repair.number,
        name=texts.CASES["repairs"],
        what=what(repair.path),
        status=repair_texts.REPAIR_STATUS[RepairStatus(repair.status)],
        is_open=is_open,
        is_late=is_open and repair.due_at < now,
        due_at=repair.due_at,
        began_at=repair.reported_at,
        address="" if repair.dwelling_id == shown_id else repair.dwelling.address,
    )


def _complaint(row: complaints.CardRow, now: datetime) -> CaseRow:
    return CaseRow(
        kind="complaints",
        pk=row.pk,
        number=row.number,
        name=texts.CASES["complaints"],
        what=row.what,
        status=row.status_words,
        is_open=row.is_open,
        is_late=row.is_open and row.due_at < now,
        due_at=row.due_at,
        began_at=row.received_at,
    )


def _question(question: Question, now: datetime) -> CaseRow:
    is_open = question.status in {"open", "late"}
    return CaseRow(
        kind="contact",
        pk=question.pk,
        number=question.number,
        name=texts.KINDS[question.kind],
        what=question.text,
        status=texts.STATUS[question.status],
        is_open=is_open,
        is_late=is_open and question.due_at < now,
        due_at=question.due_at,
        began_at=question.asked_at,
    )


def _appointments(told: Sequence[Repair], now: datetime) -> list[Appointment]:
    """What is still to come; the repairs were read with their visits."""
    found = []
    for repair in told:
        for task in repair.tasks.all():
            visit = task.visit
            if visit is None or task.status != TaskStatus.BOOKED or visit.window_until_at < now:
                continue
            found.append(
                Appointment(
                    from_at=visit.window_from_at,
                    until_at=visit.window_until_at,
                    is_emergency=visit.is_emergency,
                    what=what(repair.path),
                    who=str(visit.shift.craftsman.user),
                    kind="repairs",
                    pk=repair.pk,
                )
            )
    return sorted(found, key=lambda one: one.from_at)
