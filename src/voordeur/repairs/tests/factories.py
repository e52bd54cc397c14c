"""Builders of repairs for tests: a home with its tenant ada, a craftsman sam with shifts, repairs as reports make them.

The week is a fixed one in November; `at("10:15")` is a moment of its Tuesday on the association's clock.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from voordeur.homes.models import Dwelling, Tenancy
from voordeur.homes.tests.factories import make_tenancy
from voordeur.parties.models import Craftsman, Person, User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_craftsman, make_person, make_user
from voordeur.planning.services import shifts
from voordeur.planning.tests.factories import MONDAY, NOW, TUESDAY, at
from voordeur.promises.models import PolicyVersion
from voordeur.promises.tests.factories import make_policy_version
from voordeur.repairs.models import Draft, Repair, Task
from voordeur.repairs.rules.actor import Actor
from voordeur.repairs.rules.status import RepairStatus
from voordeur.repairs.services import appointments, reporting, visiting

__all__ = ["MONDAY", "NOW", "TUESDAY", "at"]

_number = count(1)

# Reports of which the outcome is known: class, trade and who pays under `gepast` without a subscription.
LANDLORD_PAYS = "cellar/damp/water_standing"
TENANT_PAYS = "kitchen/tap/drips"
NOBODY_KNOWS = "kitchen/tap/loose"
EMERGENCY = "kitchen/pipe/burst"
EMERGENCY_ANSWERS = {"main_tap_closes": "yes"}
EVERY_TRADE = {"LOA": 2, "LOO": 2, "TIM": 1, "ONT": 1}


@dataclass(frozen=True, slots=True)
class Street:
    """One home with its tenant, one craftsman with shifts, one colleague of each kind that decides something."""

    dwelling: Dwelling
    tenancy: Tenancy
    ada: Person
    ada_user: User
    sam: Craftsman
    agent: User
    version: PolicyVersion


def make_street(
    *,
    preset: str = "gepast",
    language: str = "nl",
    first_day: date = MONDAY,
    days: int = 21,
    is_vulnerable: bool = False,
) -> Street:
    """Sam works every weekday from `first_day` on; ada rents a home a few streets away."""
    version = PolicyVersion.objects.filter(name=preset).first() or make_policy_version(preset=preset)
    ada = make_person(email="ada@example.org", language=language, is_vulnerable=is_vulnerable)
    tenancy = make_tenancy(person=ada)
    sam = make_craftsman(trades=EVERY_TRADE)
    if days:
        shifts.ensure_shifts(
            from_on=first_day, until_on=first_day + timedelta(days=days - 1), now=at("06:00", first_day)
        )
    return Street(
        dwelling=tenancy.dwelling,
        tenancy=tenancy,
        ada=ada,
        ada_user=make_user(person=ada),
        sam=sam,
        agent=make_user(role=Role.CONTACT_AGENT, name="Noor Visser"),
        version=version,
    )


def actor(user: User) -> Actor:
    return Actor(user.pk, user.role)


def make_draft(*, dwelling: Dwelling | None = None, by: User | None = None, now: datetime = NOW) -> Draft:
    return Draft.objects.create(dwelling=dwelling, by=by, begun_at=now, changed_at=now)


def report(
    street: Street,
    path: str = LANDLORD_PAYS,
    *,
    answers: Mapping[str, str] | None = None,
    by: User | None = None,
    own_fault: str = "no",
    draft: Draft | None = None,
    language: str = "nl",
    now: datetime = NOW,
) -> Repair:
    """What the service makes of a report by ada, or by a colleague on her behalf."""
    return reporting.report(
        dwelling=street.dwelling,
        path=path,
        answers=dict(answers or {}),
        own_fault=own_fault,
        description="Het lekt sinds gisteren.",
        channel="INT" if by is None else "TEL",
        by=actor(by or street.ada_user),
        now=now,
        reporter=street.ada,
        contact_email=street.ada.email,
        language=language,
        draft=draft,
    )


def make_repair(
    *,
    dwelling: Dwelling,
    tenancy: Tenancy | None = None,
    reporter: Person | None = None,
    status: RepairStatus = RepairStatus.ACCEPTED,
    path: str = LANDLORD_PAYS,
    urgency: str = "normal",
    payer: str = "landlord",
    reported_at: datetime = NOW,
    finished_at: datetime | None = None,
    version: PolicyVersion | None = None,
) -> Repair:
    """A row as it stands in the database, without what led to it: for pages and for the table of moves."""
    return Repair.objects.create(
        dwelling=dwelling,
        tenancy=tenancy,
        reporter=reporter,
        contact_email=reporter.email if reporter else "",
        channel="INT",
        path=path,
        urgency=urgency,
        trade="LOO",
        minutes=45,
        status=status,
        payer=payer,
        payer_reason="landlord_repairs",
        policy_version=version or PolicyVersion.objects.first() or make_policy_version(),
        reported_at=reported_at,
        due_at=reported_at + timedelta(days=14),
        finished_at=finished_at,
    )


def book_first(repair: Repair, *, by: Actor, now: datetime = NOW) -> Task:
    """The first window that still can be moved for a while, booked; returns the piece of work with its visit."""
    offers = appointments.offers(repair, now=now, shown=False)
    offer = min(
        (one for one in offers if one.window_from_at > now + timedelta(hours=36)), key=lambda one: one.window_from_at
    )
    appointments.book(
        repair, window_from_at=offer.window_from_at, window_until_at=offer.window_until_at, by=by, now=now
    )
    return appointments.booked_task(repair)


def make_booked(street: Street, path: str = LANDLORD_PAYS, *, now: datetime = NOW) -> tuple[Repair, Task]:
    """A reported repair with an appointment."""
    repair = report(street, path, now=now)
    return repair, book_first(repair, by=actor(street.ada_user), now=now)


def key() -> str:
    """A key as the craftsman's telephone makes it."""
    return f"key-{next(_number)}"


def make_finished(street: Street, path: str = LANDLORD_PAYS, *, now: datetime = NOW) -> Repair:
    """A repair that sam finished an hour after the beginning of its window."""
    _repair, task = make_booked(street, path, now=now)
    sam, start = actor(street.sam.user), task.visit.window_from_at
    visiting.begin(task, at=start, by=sam, now=start, key=key())
    end = start + timedelta(minutes=50)
    visiting.finish(task, note="Klaar.", used=[], at=end, by=sam, now=end, key=key())
    return Repair.objects.get(pk=task.repair_id)


def make_picture(name: str = "lek.png") -> SimpleUploadedFile:
    """A small picture that can be read."""
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "#884422").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/png")
