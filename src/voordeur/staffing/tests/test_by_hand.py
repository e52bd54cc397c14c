"""A roster changed by hand: what is missing is counted at once, it stays when the plan is made again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.promises.tests.factories import make_policy_version
from voordeur.staffing import queries
from voordeur.staffing.models import KeptFree, Plan, TelephoneShift
from voordeur.staffing.services import plans, shifts
from voordeur.staffing.tests.factories import MONDAY, NOW, at, make_contract, make_past, make_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def noor() -> User:
    make_policy_version(preset="klantgericht")
    return make_user(role=Role.CONTACT_AGENT, name="Noor")


@pytest.fixture
def manager() -> User:
    return make_user(role=Role.MANAGER)


def there(plan: Plan, clock: str) -> tuple[int, int]:
    """How many are there and how many are missing on Monday, by the figures that are kept."""
    hours, minutes = map(int, clock.split(":"))
    plan.refresh_from_db()
    day = plan.figures["days"][0]
    found = next(one for one in day["quarters"] if one["minute"] == hours * 60 + minutes)
    return found["there"], found["missing"]


def moved(shift: TelephoneShift, manager: User, begins: str, ends: str, **more) -> TelephoneShift:
    usual = {"version": shift.version, "agent": shift.agent, "by": manager, "now": NOW}
    return shifts.change(shift=shift, starts_at=at(MONDAY, begins), ends_at=at(MONDAY, ends), **(usual | more))


def test_a_shift_that_is_moved_is_there_at_its_new_time_and_missing_at_the_old(noor, manager):
    plan = make_plan(shifts={noor: ("09:00", "13:00")})
    shift = moved(plan.shifts.get(), manager, "12:00", "17:00")

    assert shift.is_fixed
    needed = sum(there(plan, "9:00"))
    assert there(plan, "9:00") == (0, needed)
    assert there(plan, "14:00") == (1, needed - 1)
    assert plan.figures["there_hours"] == 5.0
    assert plan.figures["missing_hours"] == plan.figures["needed_hours"] - 5.0
    assert plan.figures["cost_cents"] > 0


def test_a_shift_of_somebody_else_keeps_the_first_one_free(noor, manager):
    bo = make_user(role=Role.CONTACT_AGENT, name="Bo")
    plan = make_plan(shifts={noor: ("09:00", "13:00")})
    moved(plan.shifts.get(), manager, "09:00", "13:00", agent=bo)

    assert plan.shifts.get().agent == bo
    assert list(KeptFree.objects.values_list("agent", "on")) == [(noor.pk, MONDAY)]


def test_a_shift_that_is_taken_out_is_missing_and_keeps_free_until_it_is_added_again(noor, manager):
    plan = make_plan(shifts={noor: ("09:00", "13:00")})
    shifts.remove(shift=plan.shifts.get(), version=0, by=manager, now=NOW)
    assert not plan.shifts.exists()
    assert there(plan, "9:00")[0] == 0
    assert KeptFree.objects.count() == 1

    shifts.add(
        plan=plan,
        agent=noor,
        on=MONDAY,
        starts_at=at(MONDAY, "10:00"),
        ends_at=at(MONDAY, "12:00"),
        by=manager,
        now=NOW,
    )
    assert there(plan, "10:00")[0] == 1
    assert not KeptFree.objects.exists()


def test_of_two_who_change_a_shift_at_once_the_slower_is_refused_and_leaves_no_trace(noor, manager):
    plan = make_plan(shifts={noor: ("09:00", "13:00")})
    mine, yours = plan.shifts.get(), plan.shifts.get()
    moved(mine, manager, "10:00", "13:00")

    for act in (
        lambda: moved(yours, manager, "08:00", "12:00"),
        lambda: shifts.remove(shift=yours, version=0, by=manager, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "shift_changed_meanwhile"
    plan.refresh_from_db()
    assert plan.hand_changes == 1
    assert plan.shifts.get().starts_at == at(MONDAY, "10:00")


@pytest.mark.parametrize(
    ("begins", "ends", "code"),
    [
        ("13:00", "09:00", "hours_end_before_they_begin"),
        ("09:00", "09:00", "hours_end_before_they_begin"),
        ("09:05", "13:00", "not_on_the_quarter"),
    ],
)
def test_a_shift_that_cannot_be_is_refused(noor, manager, begins: str, ends: str, code: str):
    plan = make_plan(shifts={noor: ("09:00", "13:00")})
    with pytest.raises(Refused) as refused:
        moved(plan.shifts.get(), manager, begins, ends)
    assert refused.value.code == code


def test_nobody_has_two_shifts_on_a_day_nor_one_on_a_closed_day(noor, manager):
    plan = make_plan(shifts={noor: ("09:00", "13:00")})
    for day, code in ((MONDAY, "has_a_shift_already"), (MONDAY + timedelta(days=6), "closed_that_day")):
        with pytest.raises(Refused) as refused:
            shifts.add(
                plan=plan, agent=noor, on=day, starts_at=at(day, "14:00"), ends_at=at(day, "16:00"), by=manager, now=NOW
            )
        assert refused.value.code == code


@pytest.mark.parametrize("role", [Role.CONTACT_AGENT, Role.QUALITY])
def test_only_who_makes_rosters_changes_one(noor, role: Role):
    plan = make_plan(shifts={noor: ("09:00", "13:00")})
    with pytest.raises(Refused) as refused:
        moved(plan.shifts.get(), make_user(role=role), "10:00", "12:00")
    assert refused.value.code == "not_allowed"


def test_a_plan_that_is_made_again_keeps_what_was_fixed_and_whom_one_kept_free(noor, manager):
    make_past()
    make_contract(agent=noor)
    bo = make_user(role=Role.CONTACT_AGENT, name="Bo")
    make_contract(agent=bo)
    plan = plans.keep(plans.work_out(monday=MONDAY, now=NOW, seconds=5), now=NOW)
    own = plan.shifts.get(agent=noor, on=MONDAY)
    moved(own, manager, "10:15", "11:30")
    shifts.remove(shift=plan.shifts.get(agent=bo, on=MONDAY), version=0, by=manager, now=NOW)

    plans.keep(plans.work_out(monday=MONDAY, now=NOW, seconds=5), now=NOW)

    kept = plan.shifts.get(agent=noor, on=MONDAY)
    assert (kept.pk, kept.starts_at, kept.ends_at) == (own.pk, at(MONDAY, "10:15"), at(MONDAY, "11:30"))
    assert not plan.shifts.filter(agent=bo, on=MONDAY).exists()
    assert plan.shifts.filter(agent=bo).exists()
    assert there(plan, "10:30")[0] == 1


def test_what_was_worked_out_from_an_older_roster_is_not_kept(noor, manager):
    make_past()
    make_contract(agent=noor)
    plan = plans.keep(plans.work_out(monday=MONDAY, now=NOW, seconds=5), now=NOW)
    older = plans.work_out(monday=MONDAY, now=NOW, seconds=5)
    moved(plan.shifts.get(on=MONDAY), manager, "10:15", "11:30")

    with pytest.raises(Refused) as refused:
        plans.keep(older, now=NOW)
    assert refused.value.code == "roster_changed_meanwhile"
    assert plan.shifts.filter(is_fixed=True).count() == 1


# --- the pages --------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(settings, client: Client, manager):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(manager)
    return client


def test_a_shift_is_changed_on_a_page_and_the_week_says_what_is_missing(page, noor):
    plan = make_plan(shifts={noor: ("09:00", "13:00")})
    shift = plan.shifts.get()
    week = queries.week_of(MONDAY)
    address = reverse("staffing:shift", args=[week, shift.pk])
    with translation.override("nl"):
        assert 'value="09:00"' in page.get(address).content.decode()
        given = {"agent": noor.pk, "from_time": "12:00", "until_time": "17:00", "version": 0}
        text = page.post(address, given, follow=True).content.decode()

    assert "Het rooster is veranderd." in text
    assert "te weinig mensen" in text
    assert "met de hand" in text
    shift.refresh_from_db()
    assert shift.starts_at == at(MONDAY, "12:00")

    slower = page.post(address, given | {"until_time": "16:00"})
    assert slower.status_code == 422
    assert "Iemand anders" in slower.content.decode()


def test_somebody_is_added_and_taken_out_on_a_page(page, noor):
    plan = make_plan()
    week = queries.week_of(MONDAY)
    given = {"agent": noor.pk, "on": MONDAY.isoformat(), "from_time": "09:00", "until_time": "12:00"}
    assert page.post(reverse("staffing:shift_add", args=[week]), given).status_code == 302
    shift = plan.shifts.get()
    again = page.post(reverse("staffing:shift_add", args=[week]), given)
    assert again.status_code == 422

    page.post(reverse("staffing:shift_remove", args=[week, shift.pk]), {"version": "5"})
    assert plan.shifts.exists()
    page.post(reverse("staffing:shift_remove", args=[week, shift.pk]), {"version": "0"})
    assert not plan.shifts.exists()


def test_a_shift_of_another_week_is_not_found(page, noor):
    plan = make_plan(shifts={noor: ("09:00", "13:00")})
    make_plan(monday=MONDAY + timedelta(days=7))
    assert page.get(reverse("staffing:shift", args=["2026-W50", plan.shifts.get().pk])).status_code == 404
    assert page.get(reverse("staffing:shift_add", args=["2026-W54"])).status_code == 404
