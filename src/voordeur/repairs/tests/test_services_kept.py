"""What we do so that a promise is kept, and what a tenant gets when it was not: links, times, apologies."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voordeur.base.models import OutboxEvent
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.planning import services as planning
from voordeur.planning.models import Hold, PlanChange, Shift, Visit
from voordeur.planning.rules import fixed_at
from voordeur.repairs.models import Compensation, Repair, Task
from voordeur.repairs.queries import cards
from voordeur.repairs.rules.actor import VISITOR, Actor
from voordeur.repairs.rules.status import RepairStatus
from voordeur.repairs.services import appointments, links, making_good, visiting
from voordeur.repairs.tests.factories import NOW, actor, key, make_booked, make_street, report
from voordeur.repairs.tests.letters import key_of, run
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return make_street()


@pytest.fixture
def booked(street) -> Task:
    _, task = make_booked(street)
    run(NOW)
    return Task.objects.select_related("visit__shift", "repair").get(pk=task.pk)


# --- who comes, and when ---------------------------------------------------------------------------------------------


def test_where_the_plan_gets_better_between_bookings_the_name_is_told_the_day_before(street):
    repair, task = make_booked(street)
    letter = run(NOW)[-1]
    task.refresh_from_db()

    assert street.sam.user.name not in letter.body
    assert task.visit.craftsman_told_at is None

    OutboxEvent.objects.create(kind="visit.coming", payload={"repair_id": repair.pk}, created_at=NOW, available_at=NOW)
    reminder = run(NOW)[-1]
    task.visit.refresh_from_db()
    assert street.sam.user.name in reminder.body
    assert task.visit.craftsman_told_at is not None
    assert key_of(reminder)


def test_a_page_names_nobody_who_can_still_change_and_then_whoever_was_told(street):
    repair, task = make_booked(street)
    by = actor(street.ada_user)
    # The day before has come, the reminder has not gone out: the plan may still get better.
    evening_before = task.visit.window_from_at - timedelta(hours=20)
    assert cards.card(repair, by=by, now=evening_before, for_tenant=True).craftsman == ""

    planning.mark_craftsman_told(visit_id=task.visit_id, now=evening_before)

    assert cards.card(repair, by=by, now=evening_before, for_tenant=True).craftsman == street.sam.user.name


def test_of_another_time_nobody_is_named_before_it_is_told_anew(street):
    repair, task = make_booked(street)
    planning.mark_craftsman_told(visit_id=task.visit_id, now=NOW)
    slot = next(
        one
        for one in appointments.offers(repair, now=NOW, shown=False)
        if one.window_from_at > task.visit.window_from_at + timedelta(days=1)
    )

    appointments.move(
        repair, window_from_at=slot.window_from_at, window_until_at=slot.window_until_at, by=VISITOR, now=NOW
    )

    assert Visit.objects.get(pk=task.visit_id).craftsman_told_at is None
    assert cards.card(repair, by=actor(street.ada_user), now=NOW, for_tenant=True).craftsman == ""


def test_where_nobody_can_make_way_within_the_term_what_is_free_later_is_shown(street):
    repair = report(street, now=NOW)
    in_term = {one.window_from_at for one in appointments.offers(repair, now=NOW)}
    assert in_term
    Repair.objects.filter(pk=repair.pk).update(due_at=min(in_term) - timedelta(minutes=1))
    repair.refresh_from_db()

    # An empty page would leave the tenant with nothing.
    assert {one.window_from_at for one in appointments.offers(repair, now=NOW)} <= {
        one.window_from_at for one in appointments.offers(repair, now=NOW, shown=False)
    }


def test_on_the_way_tells_when_the_craftsman_will_be_there(booked, street):
    sam = actor(street.sam.user)
    leaves = booked.visit.window_from_at
    visiting.travel(booked, at=leaves, by=sam, now=leaves, key=key())

    letter = run(leaves)[-1]

    assert "rond" in letter.body


# --- several times that suit -----------------------------------------------------------------------------------------


def flexible(street, now=NOW) -> Repair:
    repair = report(street)
    offers = appointments.offers(repair, now=now, shown=False)
    chosen = sorted(
        {(slot.window_from_at, slot.window_until_at) for slot in offers if fixed_at(slot.window_from_at) > now}
    )[:4]
    return appointments.book_flexible(repair, windows=chosen, by=VISITOR, now=now)


def test_a_tenant_ticks_several_times_and_hears_the_evening_before_which_one_it_is(street):
    repair = flexible(street)
    visit = Visit.objects.get()
    letter = run(NOW)[-1]
    page = Client().get(reverse("repairs:by_token", args=[repair.token])).content.decode()

    assert not visit.is_promised
    assert len(visit.choices) == 4
    assert "de avond ervoor" in letter.subject
    assert "De avond ervoor leest u welke" in page

    evening = fixed_at(visit.window_from_at)
    assert planning.fix_flexible(now=evening - timedelta(minutes=1)) == 0
    assert planning.fix_flexible(now=evening) == 1
    assert planning.fix_flexible(now=evening) == 0
    told = run(evening)[-1]

    visit.refresh_from_db()
    assert (visit.is_promised, visit.choices) == (True, [])
    assert told.subject.startswith("Wij komen op")
    assert street.sam.user.name in told.body
    item = WorkItem.objects.get(kind=ItemKind.VISIT, done_at=None)
    assert item.promised_at == visit.window_from_at


def test_one_time_is_too_few_to_choose_from(street):
    repair = report(street)
    slot = appointments.offers(repair, now=NOW)[0]

    with pytest.raises(Refused) as refused:
        appointments.book_flexible(repair, windows=[(slot.window_from_at, slot.window_until_at)], by=VISITOR, now=NOW)

    assert refused.value.code == "too_few_choices"


def test_the_page_with_boxes_sends_all_that_was_ticked():
    now = timezone.now()
    street = make_street(first_day=now.date(), days=21)
    repair = report(street, now=now)
    client, address = Client(), reverse("repairs:appointment", args=[repair.token])
    page = client.get(address, {"all": "1", "several": "1"})
    keys = [slot.key for day in page.context["days"] for slot in day.slots][:3]

    client.post(f"{address}?all=1&several=1", {"slots": keys})

    assert len(Visit.objects.get().choices) == 3
    repair.refresh_from_db()
    assert repair.status == RepairStatus.PLANNED


# --- times that are kept while somebody looks ------------------------------------------------------------------------


def test_the_times_on_the_page_are_kept_for_who_looks_and_given_back_when_they_choose():
    now = timezone.now()
    street = make_street(first_day=now.date(), days=21)
    repair = report(street, now=now)
    client, address = Client(), reverse("repairs:appointment", args=[repair.token])

    page = client.get(address)
    assert {hold.key for hold in Hold.objects.all()} == {appointments.hold_key(repair)}
    assert page.context["held_until"] > now
    client.post(address, {"slot": page.context["days"][0].slots[0].key})

    assert Hold.objects.count() == 0
    assert Visit.objects.count() == 1


def test_a_policy_that_shows_every_time_holds_none():
    repair = report(make_street(preset="klantgericht"))
    policy = appointments.policy_of(repair)
    slots = appointments.offers(repair, now=NOW)

    assert policy.appointments.free_choice
    assert appointments.hold(repair, slots, now=NOW) is None
    assert Hold.objects.count() == 0


# --- we moved it ourselves -------------------------------------------------------------------------------------------


def moved_by_planner(task: Task, now) -> Visit:
    visit = task.visit
    later = Shift.objects.filter(starts_at__gt=visit.window_until_at + timedelta(hours=12)).order_by("starts_at")[0]
    return planning.place(
        visit=visit,
        shift=later,
        start_at=later.starts_at + timedelta(hours=2),
        by=make_user(role=Role.PLANNER),
        now=now,
        policy=appointments.policy_of(task.repair),
        reason="ziek",
    )


def test_a_promise_that_we_move_is_told_kindly_with_a_choice(booked):
    moved_by_planner(booked, NOW)
    assert run(NOW + timedelta(minutes=1)) == []

    letters = run(NOW + timedelta(minutes=3))

    assert len(letters) == 1
    assert letters[0].subject.startswith("Een andere tijd")
    assert "Het spijt ons" in letters[0].body
    assert run(NOW + timedelta(minutes=10)) == []


def test_what_a_planner_takes_back_in_time_is_told_to_nobody(booked):
    moved_by_planner(booked, NOW)
    planning.undo(change=PlanChange.objects.get(), by=None, now=NOW)

    assert run(NOW + timedelta(minutes=5)) == []


def test_the_link_agrees_or_chooses_once_without_logging_in():
    now = timezone.now()
    street = make_street(first_day=now.date(), days=21)
    repair = report(street, now=now)
    slot = appointments.offers(repair, now=now)[-1]
    appointments.book(
        repair, window_from_at=slot.window_from_at, window_until_at=slot.window_until_at, by=VISITOR, now=now
    )
    task = Task.objects.select_related("visit").get()
    address = links.address(task, until_at=now + timedelta(days=1), is_our_doing=True).removeprefix("http://")
    path = "/" + address.partition("/")[2]
    client = Client()

    page = client.get(path)
    assert page.status_code == 200
    client.post(path, {"agree": "1"})
    client.post(path, {"agree": "1"})
    assert repair.events.filter(action="agree").count() == 1

    other = page.context["days"][0].slots[0]
    client.post(path, {"slot": other.key})
    task.visit.refresh_from_db()
    assert task.visit.window_from_at == other.window_from_at

    again = client.get(path)
    assert again.status_code == 302
    assert again.url == reverse("repairs:by_token", args=[repair.token])


def test_a_link_that_is_over_or_was_not_ours_opens_nothing(booked):
    key_ = links.address(booked, until_at=NOW + timedelta(hours=1)).rstrip("/").rpartition("/")[2]

    assert links.read(key_, now=NOW).task == booked
    for name, now, code in (
        (key_, NOW + timedelta(hours=2), "link_over"),
        (f"{key_}x", NOW, "link_broken"),
        ("abc", NOW, "link_broken"),
    ):
        with pytest.raises(Refused) as refused:
            links.read(name, now=now)
        assert refused.value.code == code
    assert Client().get(reverse("repairs:link", args=["abc"])).status_code == 302


def test_a_page_behind_a_link_shows_no_times_when_it_is_too_late_to_change():
    now = timezone.now()
    street = make_street(first_day=now.date(), days=21)
    repair = report(street, now=now)
    slots = appointments.offers(repair, now=now, shown=False)
    slot = next(one for one in slots if one.window_from_at.date() > now.date())
    appointments.book(
        repair, window_from_at=slot.window_from_at, window_until_at=slot.window_until_at, by=VISITOR, now=now
    )
    task = Task.objects.select_related("visit").get()
    Visit.objects.update(
        window_from_at=now - timedelta(minutes=5),
        window_until_at=now + timedelta(hours=2),
        planned_start_at=now + timedelta(minutes=5),
        planned_end_at=now + timedelta(hours=1),
    )
    task.refresh_from_db()
    path = "/" + links.address(task, until_at=now + timedelta(hours=1)).partition("//")[2].partition("/")[2]

    page = Client().get(path)

    assert page.context["is_too_late"]
    assert page.context["days"] == []


def test_by_an_ordinary_link_the_hour_of_the_policy_still_counts(booked):
    late = booked.visit.window_from_at - timedelta(hours=1)
    slot = next(one for one in appointments.offers(booked.repair, now=late, shown=False) if one.window_from_at > late)
    window = {"window_from_at": slot.window_from_at, "window_until_at": slot.window_until_at}
    ordinary, ours = (
        links.read(
            links.address(booked, until_at=late + timedelta(hours=2), is_our_doing=is_ours)
            .rstrip("/")
            .rpartition("/")[2],
            now=late,
        )
        for is_ours in (False, True)
    )

    with pytest.raises(Refused) as refused:
        links.choose(ordinary, **window, by=VISITOR, now=late)
    links.choose(ours, **window, by=VISITOR, now=late)

    assert refused.value.code == "too_late_to_move"


# --- we did not come -------------------------------------------------------------------------------------------------


def test_an_appointment_that_we_missed_is_noticed_once_with_an_apology_and_an_amount(booked):
    over = booked.visit.window_until_at + timedelta(minutes=70)

    assert planning.note_missed(now=booked.visit.window_until_at + timedelta(minutes=30)) == 0
    assert planning.note_missed(now=over) == 1
    assert planning.note_missed(now=over) == 0
    letters = run(over)

    owed = Compensation.objects.get()
    assert (owed.amount_cents, owed.repair) == (2500, booked.repair)
    assert ["dat spijt ons" in letter.subject for letter in letters] == [True]
    assert "€ 25" in letters[0].body.replace("\xa0", " ")
    assert WorkItem.objects.filter(kind=ItemKind.LOST_PLACE, done_at=None).count() == 1
    assert links.read(key_of(letters[0]), now=over).is_our_doing


def test_who_turns_out_to_have_come_in_time_costs_nothing(booked, street):
    visit = booked.visit
    over = visit.window_until_at + timedelta(minutes=70)
    planning.note_missed(now=over)
    run(over)
    sam = actor(street.sam.user)

    visiting.begin(
        Task.objects.select_related("visit", "repair").get(pk=booked.pk),
        at=visit.window_from_at + timedelta(minutes=10),
        by=sam,
        now=over + timedelta(hours=1),
        key=key(),
    )
    run(over + timedelta(hours=1))

    assert Compensation.objects.get().withdrawn_at is not None


def test_the_manager_sees_what_is_owed_and_who_pays_says_so(booked, client):
    over = booked.visit.window_until_at + timedelta(minutes=70)
    planning.note_missed(now=over)
    run(over)
    owed = Compensation.objects.get()
    manager = make_user(role=Role.MANAGER)

    paid = making_good.pay(owed, by=Actor(manager.pk, manager.role), now=over)

    assert paid.paid_at == over
    for by in (Actor(manager.pk, "manager"), Actor(None, "tenant")):
        with pytest.raises(Refused):
            making_good.pay(owed, by=by, now=over)
