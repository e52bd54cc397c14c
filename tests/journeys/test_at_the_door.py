"""What happens at the door: nobody home, a telephone without a connection."""

import pytest

from voordeur.repairs.models import Event, Repair
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.services import appointments


@pytest.fixture
def booked(people, clock) -> Repair:
    """A repair of ada's with an appointment, and the clock at its beginning."""
    repair = people.reported(now=clock.now())
    slot = appointments.offers(repair, now=clock.now())[0]
    appointments.book(
        repair,
        window_from_at=slot.window_from_at,
        window_until_at=slot.window_until_at,
        by=VISITOR,
        now=clock.now(),
    )
    clock.set(repair.tasks.get().visit.planned_start_at)
    return repair


@pytest.fixture
def craftsman(comes, booked):
    """Who goes there, logged in on a telephone, with the job open."""
    user = booked.tasks.get().visit.shift.craftsman.user
    one = comes(user.name.split()[0].lower())
    one.logs_in(user.email)
    one.clicks("Lindelaan 12")
    return one


def test_nobody_is_home_and_the_tenant_takes_a_new_time(comes, booked, craftsman, clock, letters):
    craftsman.does("travel")
    clock.later(minutes=12)
    craftsman.does("not-home")

    newest = letters()[0]
    assert "37,50" in newest.body

    ada = comes("ada")
    ada.goes_to(f"/repairs/r/{booked.token}/")
    ada.goes_on()
    ada.takes_slot()
    ada.goes_on()

    booked.refresh_from_db()
    first, second = booked.tasks.order_by("sequence")
    assert booked.status == RepairStatus.PLANNED
    assert (first.status, second.status) == (TaskStatus.INTERRUPTED, TaskStatus.BOOKED)
    assert second.visit.window_from_at > first.visit.window_from_at


def test_a_step_without_a_connection_is_kept_and_sent_once(booked, craftsman, clock):
    craftsman.does("begin")
    craftsman.forgive("ERR_INTERNET_DISCONNECTED")

    craftsman.context.set_offline(True)
    craftsman.fills("note", "Filter schoongemaakt")
    craftsman.page.locator("button[form=work]").click()
    told = craftsman.page.locator("[data-visit-status]")
    told.wait_for(state="visible")
    assert "1" in told.inner_text()
    craftsman.look()
    assert not Event.objects.filter(repair=booked, action="finish", task__isnull=False).exists()

    with craftsman.page.expect_navigation():
        craftsman.context.set_offline(False)
    craftsman.look()

    assert Event.objects.filter(repair=booked, action="finish", task__isnull=False).count() == 1
    booked.refresh_from_db()
    assert booked.status == RepairStatus.FINISHED
    assert booked.tasks.get().note == "Filter schoongemaakt"


def test_a_day_can_be_read_without_a_connection(booked, craftsman):
    craftsman.forgive("ERR_INTERNET_DISCONNECTED")
    craftsman.page.evaluate("() => navigator.serviceWorker.ready")
    craftsman.goes_to("/repairs/today/")
    craftsman.goes_to(f"/repairs/today/{booked.tasks.get().pk}/")

    craftsman.context.set_offline(True)
    craftsman.page.goto(f"{craftsman.site}/repairs/today/")

    craftsman.sees("Lindelaan 12")
    craftsman.context.set_offline(False)
