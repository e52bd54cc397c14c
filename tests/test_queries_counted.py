"""Pages that list things ask the database as often for thirty rows as for three."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.doors import ADA, SAM
from tests.world import World
from voordeur.base import audit
from voordeur.base.models import Letter, OutboxEvent
from voordeur.contact.models import ContactMoment
from voordeur.correspondence.models import Message, Thread
from voordeur.correspondence.tests.factories import make_attachment, make_thread
from voordeur.homes.tests.factories import make_dwelling, make_tenancy
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_household, make_person, make_user
from voordeur.planning.models import Shift, Visit
from voordeur.quality.tests.factories import make_survey
from voordeur.repairs.models import Event, Material, Repair, Task
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.tests.factories import make_repair
from voordeur.work.rules import ItemKind
from voordeur.work.tests.factories import make_item

pytestmark = pytest.mark.django_db


def more(world: World, number: int) -> None:
    """So many more of everything, in the home and the shift that the world already has."""
    now = timezone.now()
    shift = Shift.objects.get()
    for _ in range(number):
        repair = make_repair(
            dwelling=world.repair.dwelling,
            tenancy=world.repair.tenancy,
            reporter=world.repair.reporter,
            status=RepairStatus.PLANNED,
            reported_at=now,
        )
        visit = Visit.objects.create(
            shift=shift,
            dwelling=repair.dwelling,
            lat=52.2,
            lon=5.9,
            trade="LOO",
            minutes=30,
            window_from_at=shift.starts_at,
            window_until_at=shift.ends_at,
            planned_start_at=shift.starts_at + timedelta(hours=2),
            planned_end_at=shift.starts_at + timedelta(hours=3),
            case_kind="repairs",
            case_id=repair.pk,
            booked_at=now,
        )
        task = Task.objects.create(
            repair=repair, sequence=1, trade="LOO", minutes=45, status=TaskStatus.BOOKED, visit=visit
        )
        Material.objects.create(task=task, name="Kraan", quantity=1)
        done = Task.objects.create(
            repair=world.repair, sequence=world.repair.tasks.count() + 1, trade="LOO", minutes=30
        )
        Material.objects.create(task=done, name="Kraan", quantity=1)
        Event.objects.create(repair=world.repair, task=done, at=now, action="book", by=world.users[SAM])
        make_item(case_id=repair.pk, owner=world.users[Role.PLANNER])
        make_item(kind=ItemKind.CHECK_PAYER, case_id=repair.pk)
        other = make_tenancy(dwelling=make_dwelling(street="Lindelaan"), household=make_household(person=make_person()))
        make_repair(dwelling=other.dwelling, tenancy=other, reported_at=now)
        ContactMoment.objects.create(channel="TEL", subject="repair", dwelling=world.repair.dwelling, at=now)
        thread = make_thread(person=world.repair.reporter, dwelling=world.repair.dwelling, now=now)
        make_attachment(thread)
        first = Thread.objects.order_by("pk").first()
        make_attachment(first)
        Message.objects.create(thread=first, direction="UIT", channel="EMA", at=now, by=world.users[Role.PLANNER])
        Letter.objects.create(to_address="ada@example.org", subject="x", body="y", created_at=now)
        OutboxEvent.objects.create(kind="nothing", created_at=now, available_at=now, failed_at=now)
        audit.record("x", "y", by=world.users[SAM], now=now)
        make_user(role=Role.PLANNER)
        make_survey(case_id=repair.pk, dwelling=repair.dwelling, answered_at=now, mark=4, reason="x", is_solved=True)


# page -> (who opens it, what is asked behind its address, the most questions it may ask whatever it shows)
PAGES: dict[str, tuple[str, str, int]] = {
    "repairs:list": (Role.MANAGER, "", 8),
    "repairs:card": (Role.MANAGER, "", 22),
    "repairs:by_token": (ADA, "", 14),
    "repairs:today": (SAM, "?day={day}", 8),
    "repairs:visit": (SAM, "", 14),
    "work:list": (Role.MANAGER, "?whose=all", 10),
    "homes:card": (Role.MANAGER, "", 28),
    "contact:screen": (Role.CONTACT_AGENT, "", 16),
    "contact:person": (Role.CONTACT_AGENT, "", 60),
    "contact:articles": (Role.CONTACT_AGENT, "", 8),
    "planning:day": (Role.PLANNER, "?day={day}", 12),
    "planning:week": (Role.PLANNER, "?day={day}", 8),
    "planning:map": (Role.PLANNER, "?day={day}", 6),
    "planning:unplanned": (Role.PLANNER, "?day={day}", 8),
    "planning:visit": (Role.PLANNER, "", 8),
    "planning:shift": (Role.PLANNER, "", 10),
    "planning:proposals": (Role.PLANNER, "", 12),
    "planning:overrides": (Role.PLANNER, "", 6),
    "planning:kept": (Role.PLANNER, "", 6),
    "planning:print": (Role.PLANNER, "?day={day}", 12),
    "desk:outbox": (Role.MANAGER, "", 8),
    "correspondence:list": (Role.MANAGER, "?tab=all", 8),
    "correspondence:card": (Role.MANAGER, "", 16),
    "correspondence:my": (ADA, "", 8),
    "correspondence:my_thread": (ADA, "", 10),
    "parties:accounts": (Role.ADMINISTRATOR, "", 6),
    "desk:trail": (Role.ADMINISTRATOR, "", 6),
    "portal:my": (ADA, "", 14),
    "quality:marks": (Role.QUALITY, "", 12),
    "promises:page": (ADA, "", 6),
    "api:repairs": (ADA, "", 8),
}


def questions(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len(captured)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_asks_no_more_for_thirty_rows_than_for_three(name: str, world: World):
    visitor, asked, most = PAGES[name]
    day = timezone.localdate(world.task.visit.planned_start_at).isoformat()
    address = world.path(name) + asked.format(day=day)
    client = world.client(visitor)
    # The first visit keeps what a session keeps, such as what a planner has seen of a day.
    client.get(address)
    more(world, 3)
    few = questions(client, address)
    more(world, 27)

    many = questions(client, address)

    assert many == few, f"{name} asks {few} questions for 3 rows and {many} for 30"
    assert many <= most, f"{name} asks {many} questions"
    assert Repair.objects.count() > 50
