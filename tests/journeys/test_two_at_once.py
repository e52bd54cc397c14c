"""Two people at the same appointment: the slower one hears it, and the plan stays whole."""

from voordeur.kernel.errors import Refused
from voordeur.planning.models import Visit, VisitState
from voordeur.planning.queries import window_of_key
from voordeur.planning.tests.checks import violations
from voordeur.policy import presets
from voordeur.repairs.models import Event
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.services import appointments


def test_tenant_and_planner_move_the_same_appointment(comes, people, clock):
    repair = people.reported(now=clock.now())
    slot = appointments.offers(repair, now=clock.now())[-1]
    appointments.book(
        repair, window_from_at=slot.window_from_at, window_until_at=slot.window_until_at, by=VISITOR, now=clock.now()
    )
    ada, pim = comes("ada"), comes("pim", on_phone=False)
    pim.logs_in()
    ada.goes_to(f"/repairs/r/{repair.token}/appointment/")
    pim.goes_to(f"/repairs/{repair.pk}/appointment/")

    theirs = pim.takes_slot(6)
    pim.goes_on()
    ada.takes_slot(2)
    ada.goes_on()

    ada.page.locator("#messages .vd-alert--danger").wait_for()
    ada.sees("Choose another time")
    visit = Visit.objects.get(case_id=repair.pk, state=VisitState.PLANNED)
    assert (visit.window_from_at, visit.window_until_at) == window_of_key(theirs)
    assert repair.tasks.get().visit == visit
    assert violations(presets.load("gepast")) == []

    wanted = ada.takes_slot(2)
    ada.goes_on()

    visit = Visit.objects.get(case_id=repair.pk, state=VisitState.PLANNED)
    assert (visit.window_from_at, visit.window_until_at) == window_of_key(wanted)
    assert Event.objects.filter(repair=repair, action="move", task__isnull=False).count() == 2


def test_a_window_that_is_shown_stays_free_for_who_looks_at_it(comes, people, clock):
    """Both have the page open; whatever others take meanwhile, the slower one gets what the page showed."""
    mine = people.reported(now=clock.now())
    theirs = people.reported(now=clock.now(), home=people.next_door)
    ada, eve = comes("ada"), comes("eve")
    ada.goes_to(f"/repairs/r/{mine.token}/appointment/")
    eve.goes_to(f"/repairs/r/{theirs.token}/appointment/")
    ada.takes_slot()
    value = eve.takes_slot()
    ada.goes_on()
    fill_up(people, clock, value)

    eve.goes_on()

    eve.page.wait_for_url("**/repairs/r/*/")
    visit = theirs.tasks.get().visit
    assert (visit.window_from_at, visit.window_until_at) == window_of_key(value)
    assert violations(presets.load("gepast")) == []


def test_who_waits_too_long_hears_what_is_still_free(comes, people, clock):
    """A window is kept free for a quarter of an hour; after that it goes to who is first."""
    theirs = people.reported(now=clock.now(), home=people.next_door)
    eve = comes("eve")
    eve.goes_to(f"/repairs/r/{theirs.token}/appointment/")
    value = eve.takes_slot()
    clock.later(minutes=presets.load("gepast").appointments.hold_minutes + 1)
    fill_up(people, clock, value)

    eve.goes_on()

    eve.page.locator("#messages .vd-alert--danger").wait_for()
    assert theirs.tasks.get().visit is None
    assert eve.page.locator("input[name=slot]").count() > 0
    assert violations(presets.load("gepast")) == []


def fill_up(people, clock, slot: str) -> None:
    """Others take every place that is left in this window."""
    start, end = window_of_key(slot)
    for _ in range(40):
        repair = people.reported(now=clock.now(), home=people.next_door)
        try:
            appointments.book(repair, window_from_at=start, window_until_at=end, by=VISITOR, now=clock.now())
        except Refused:
            return
    raise AssertionError("the window never became full")
