"""Danger goes first and breaks no promise; a doubt about who pays is for us to settle."""

from voordeur.planning.models import Visit
from voordeur.repairs.models import Repair
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.services import appointments
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind


def promised_windows() -> dict[int, tuple[object, object]]:
    return {visit.pk: (visit.window_from_at, visit.window_until_at) for visit in Visit.objects.filter(is_promised=True)}


def test_somebody_smells_gas_and_gets_help_today(comes, people, clock):
    for home in (people.home, people.next_door):
        repair = people.reported(now=clock.now(), home=home)
        slot = min(appointments.offers(repair, now=clock.now(), shown=False), key=lambda one: one.window_from_at)
        appointments.book(
            repair,
            window_from_at=slot.window_from_at,
            window_until_at=slot.window_until_at,
            by=VISITOR,
            now=clock.now(),
        )
    before = promised_windows()
    clock.set("2026-11-24 10:00")

    ada = comes("ada")
    ada.logs_in()
    ada.goes_to("/repairs/report/")
    ada.fills("text", "ik ruik gas in de meterkast")
    ada.picks("path", "meter_cupboard/gas/smell")
    assert ada.page.locator("a[href='tel:112']").is_visible()
    assert ada.page.locator("a[href='tel:08009009']").is_visible()
    ada.goes_on()
    ada.tells()
    ada.goes_on()

    urgent = Repair.objects.latest("pk")
    visit = Visit.objects.filter(case_id=urgent.pk).first()
    assert urgent.urgency == "danger"
    if visit is None:
        assert WorkItem.objects.open().filter(case_id=urgent.pk, kind=ItemKind.EMERGENCY).exists()
    else:
        assert visit.is_emergency
        assert visit.planned_start_at <= urgent.due_at
    after = promised_windows()
    assert {pk: after[pk] for pk in before} == before

    pim = comes("pim", on_phone=False)
    pim.logs_in()
    pim.goes_to("/planning/")
    pim.sees("Lindelaan 12")


def test_nobody_knows_how_it_broke_so_somebody_of_ours_decides(comes, people, letters):
    ada = comes("ada")
    ada.logs_in()
    ada.goes_on()
    ada.picks("place", "kitchen")
    ada.picks("thing", "sink")
    ada.picks("defect", "damaged")
    ada.tells("Er zit een barst in.", fault="unknown")
    ada.goes_on()
    repair = Repair.objects.get()
    assert WorkItem.objects.open().filter(case_id=repair.pk, kind=ItemKind.CHECK_PAYER).exists()

    hanna = comes("hanna", on_phone=False)
    hanna.logs_in()
    hanna.follows(f"/repairs/{repair.pk}/")
    hanna.chooses("payer", "landlord")
    hanna.fills("why", "De gootsteen is dertig jaar oud.")
    hanna.goes_on()
    assert not WorkItem.objects.open().filter(case_id=repair.pk, kind=ItemKind.CHECK_PAYER).exists()

    decided = letters()[0]
    assert repair.number in decided.subject
    assert "dertig jaar oud" in decided.body

    ada.goes_to(f"/repairs/r/{repair.token}/")
    ada.sees("dertig jaar oud")
    ada.goes_on()
    ada.takes_slot(1)
    ada.goes_on()
    assert repair.tasks.get().visit is not None
