"""After the visit: it is not solved after all, or the mark is low. Both are heard."""

import re

import pytest

from voordeur.repairs.models import Repair
from voordeur.repairs.rules.actor import VISITOR, Actor
from voordeur.repairs.rules.status import RepairStatus
from voordeur.repairs.services import appointments, visiting
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind


@pytest.fixture
def finished(people, clock) -> Repair:
    """A repair of ada's that was done yesterday."""
    repair = people.reported(now=clock.now())
    slot = appointments.offers(repair, now=clock.now())[0]
    appointments.book(
        repair,
        window_from_at=slot.window_from_at,
        window_until_at=slot.window_until_at,
        by=VISITOR,
        now=clock.now(),
    )
    task = repair.tasks.get()
    sam = Actor(task.visit.shift.craftsman.user_id, "craftsman")
    clock.set(task.visit.planned_start_at)
    visiting.begin(task, at=clock.now(), by=sam, now=clock.now(), key="begin")
    clock.later(minutes=40)
    visiting.finish(task, note="", used=[], at=clock.now(), by=sam, now=clock.now(), key="finish")
    clock.later(hours=25)
    return repair


def test_it_is_not_solved_and_the_same_repair_is_open_again(comes, finished, letters):
    number = finished.number
    ada = comes("ada")
    ada.goes_to(f"/repairs/r/{finished.token}/")
    ada.fills("why", "Hij druppelt weer")
    with ada.page.expect_navigation():
        ada.page.locator("form[action$='/not-solved'] button").click()
    ada.look()

    assert "/appointment/" in ada.page.url
    ada.takes_slot()
    ada.goes_on()
    ada.sees(number)
    assert Repair.objects.count() == 1
    finished.refresh_from_db()
    assert finished.status == RepairStatus.PLANNED
    assert finished.times_reopened == 1
    assert any(number in letter.subject and "weer open" in letter.subject for letter in letters())


def test_a_low_mark_makes_somebody_ring_back(comes, finished, people, letters):
    invitation = letters()[0]
    ada = comes("ada")
    ada.goes_to(re.search(r"https?://\S+", invitation.body).group())
    ada.chooses("mark", "4")
    ada.goes_on()
    ada.chooses("solved", "yes")
    ada.goes_on()
    ada.fills("reason", "Hij kwam te laat en zei niets.")
    ada.goes_on()
    letters()

    item = WorkItem.objects.open().get(case_id=finished.pk, kind=ItemKind.CALL_BACK)
    assert item.team.code == "contact"
    assert item.due_at > item.opened_at

    robin = comes("robin", on_phone=False)
    robin.logs_in()
    robin.sees(finished.number)
    with robin.page.expect_navigation():
        robin.page.locator("form[action$='/take'] button").first.click()
    robin.look()
    item.refresh_from_db()
    assert item.owner == people.users["robin"]
    robin.page.locator("td details summary").first.click()
    robin.look()
    robin.fills("outcome", "Excuses gemaakt, zij is tevreden.")
    with robin.page.expect_navigation():
        robin.page.locator("form[action$='/finish'] button").first.click()
    robin.look()
    assert not WorkItem.objects.open().filter(pk=item.pk).exists()
