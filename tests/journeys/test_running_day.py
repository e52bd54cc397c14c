"""A day that goes otherwise: a planner says what happened, sees the ways to go on beside each other, and chooses."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.site import the_worker_runs
from voordeur.planning.models import Setback, Shift, Visit
from voordeur.policy.rules import local
from voordeur.repairs.models import Repair, Task
from voordeur.repairs.rules.actor import Actor
from voordeur.repairs.services import appointments, visiting

TUESDAY = date(2026, 11, 24)
TODAY = "/planning/?day=2026-11-24"


class Morning:
    """Sam has two promises this morning, at ada's and next door; Mo has none yet."""

    def __init__(self, people, clock):
        self.people, self.clock = people, clock
        clock.set("2026-11-24 07:00")
        today = Shift.objects.filter(starts_at__date=TUESDAY)
        self.sam = today.get(craftsman__user=people.users["sam"])
        self.mo = today.get(craftsman__user=people.users["mo"])
        self.first = self.promise(people.home)
        self.second = self.promise(people.next_door)

    def promise(self, home) -> Visit:
        """The first window of today, with Sam."""
        repair = self.people.reported(now=self.clock.now(), home=home)
        pim = self.people.users["pim"]
        slot = min(appointments.offers(repair, now=self.clock.now(), shown=False), key=lambda one: one.window_from_at)
        appointments.book(
            repair,
            window_from_at=slot.window_from_at,
            window_until_at=slot.window_until_at,
            by=Actor(pim.pk, "planner"),
            now=self.clock.now(),
            shift=self.sam,
        )
        return Visit.objects.get(case_id=repair.pk)

    def begins(self) -> Task:
        """Sam began whichever of the two comes first at eight; now it is half past ten."""
        self.first, self.second = Visit.objects.order_by("planned_start_at")
        task = Task.objects.select_related("visit", "repair").get(visit=self.first)
        at = self.first.planned_start_at
        self.clock.set(f"{local(at):%Y-%m-%d %H:%M}")
        sam = Actor(self.people.users["sam"].pk, "craftsman")
        visiting.begin(task, at=at, by=sam, now=self.clock.now(), key="begins")
        self.clock.set("2026-11-24 10:30")
        return task


@pytest.fixture
def morning(people, clock):
    return Morning(people, clock)


@pytest.fixture
def pim(comes):
    def come(**how):
        planner = comes("pim", on_phone=False, **how)
        planner.logs_in()
        return planner

    return come


def opens(planner, visit) -> None:
    """What there is to know of a visit, beside the board or on a page of its own."""
    if planner.scripts:
        planner.page.locator(f"[data-visit='{visit.pk}']").click()
        expect(planner.page.locator("#panel")).to_be_focused()
        planner.look()
    else:
        planner.goes_to(f"/planning/visits/{visit.pk}/")


def chooses_the_first_way(planner) -> None:
    with planner.page.expect_navigation():
        planner.page.locator(".vd-ways__way button").first.click()
    planner.look()


@pytest.mark.parametrize("scripts", [True, False], ids=["with_scripts", "without_scripts"])
def test_work_that_takes_longer_goes_to_a_colleague_and_can_be_taken_back(morning, pim, letters, scripts):
    morning.begins()
    letters()
    planner = pim(scripts=scripts)
    planner.goes_to(TODAY)
    opens(planner, morning.first)

    planner.page.locator("select[name=minutes]").select_option("180")
    with planner.page.expect_navigation():
        planner.page.locator("form:has(input[name=kind][value=long]) button").click()
    planner.look()
    planner.sees("If nobody does anything")
    assert Visit.objects.get(pk=morning.second.pk).shift == morning.sam

    chooses_the_first_way(planner)
    planner.sees("The plan is as you chose.")
    moved = Visit.objects.get(pk=morning.second.pk)
    assert moved.shift == morning.mo
    assert moved.window_from_at == morning.second.window_from_at
    assert letters()[0].subject != ""
    assert not any("verzet" in letter.subject.lower() for letter in letters())

    planner.clicks("Take back what I just did")
    assert Visit.objects.get(pk=morning.second.pk).shift == morning.sam


def test_a_craftsman_says_that_it_takes_longer_and_the_board_offers_ways_by_itself(morning, comes, pim, clock):
    task = morning.begins()
    sam = comes("sam")
    sam.logs_in(morning.people.address_of("sam"))
    sam.goes_to(f"/repairs/today/{task.pk}/")
    sam.page.locator("details", has=sam.page.locator("#longer")).locator("summary").click()
    sam.page.locator("#longer").select_option("120")
    sam.look()
    sam.reads_the_clock()
    with sam.page.expect_navigation():
        sam.page.locator("form[action$='/longer'] button").click()
    sam.look()

    planner = pim()
    planner.goes_to(TODAY)
    assert planner.page.locator("#alarms").count() == 0
    the_worker_runs(now=clock.now())
    planner.goes_to(TODAY)
    planner.look()

    with planner.page.expect_navigation():
        planner.page.locator(".vd-plan__alarms a").click()
    planner.look()
    chooses_the_first_way(planner)

    assert Setback.objects.get().state == "chosen"
    assert Visit.objects.get(pk=morning.second.pk).shift == morning.mo


def test_somebody_goes_home_ill_and_the_rest_of_the_day_is_handed_over(morning, pim, clock):
    clock.set("2026-11-24 07:40")
    planner = pim()
    planner.goes_to(TODAY)
    planner.page.locator(f"#row-{morning.sam.pk} .vd-plan__shift-link").click()
    expect(planner.page.locator("#panel")).to_be_focused()
    planner.look()
    with planner.page.expect_navigation():
        planner.page.locator("#panel form:has(input[value=ill]) button").click()
    planner.look()

    chooses_the_first_way(planner)

    morning.sam.refresh_from_db()
    assert morning.sam.is_absent
    assert set(Visit.objects.values_list("shift", flat=True)) == {morning.mo.pk}


def test_who_was_second_is_told_and_gets_the_ways_of_now(morning, pim):
    morning.begins()
    planner = pim()
    planner.goes_to(f"/planning/visits/{morning.first.pk}/")
    planner.page.locator("select[name=minutes]").select_option("180")
    with planner.page.expect_navigation():
        planner.page.locator("form:has(input[name=kind][value=long]) button").click()
    Shift.objects.filter(pk=morning.mo.pk).update(version=99)

    chooses_the_first_way(planner)

    planner.sees(
        "Somebody changed these routes just before you. Nothing was changed; what can be done now was worked out anew."
    )
    assert Visit.objects.get(pk=morning.second.pk).shift == morning.sam
    chooses_the_first_way(planner)
    assert Visit.objects.get(pk=morning.second.pk).shift == morning.mo


def test_an_emergency_without_a_place_gets_one_when_a_promise_makes_way(people, clock, pim, letters):
    """Everybody is to begin a long job just before the end of its window; then water comes through the ceiling."""
    clock.set("2026-11-24 07:00")
    shifts = list(Shift.objects.filter(starts_at__date=TUESDAY))
    for shift in shifts:
        repair = people.reported(now=clock.now())
        Task.objects.filter(repair=repair).update(minutes=200)
        slot = min(appointments.offers(repair, now=clock.now(), shown=False), key=lambda one: one.window_from_at)
        appointments.book(
            repair,
            window_from_at=slot.window_from_at,
            window_until_at=slot.window_until_at,
            by=Actor(people.users["pim"].pk, "planner"),
            now=clock.now(),
            shift=shift,
        )
    for visit in Visit.objects.all():
        late = visit.window_from_at + timedelta(minutes=210)
        Visit.objects.filter(pk=visit.pk).update(planned_start_at=late, planned_end_at=late + timedelta(minutes=203))
    letters()
    promised = {visit.pk: visit.window_from_at for visit in Visit.objects.all()}
    clock.set("2026-11-24 11:00")
    urgent = people.reported(now=clock.now(), path="kitchen/pipe/burst", home=people.next_door, main_tap_closes="no")
    assert urgent.urgency == "danger"
    planner = pim()
    planner.goes_to(TODAY)
    planner.sees("See what can be done")

    with planner.page.expect_navigation():
        planner.page.locator(".vd-plan__alarms button").click()
    planner.look()
    planner.sees("One promise goes to another day")
    chooses_the_first_way(planner)

    visit = Visit.objects.get(case_id=urgent.pk)
    assert visit.is_emergency
    assert visit.planned_start_at <= Repair.objects.get(pk=urgent.pk).due_at
    moved = [one for one in Visit.objects.filter(pk__in=promised) if one.window_from_at != promised[one.pk]]
    assert len(moved) == 1
    clock.set("2026-11-24 11:05")
    assert any("andere tijd" in letter.subject.lower() or "verzet" in letter.subject.lower() for letter in letters())
