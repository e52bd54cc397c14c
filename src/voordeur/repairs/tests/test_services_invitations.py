"""A time that came free, offered near by; and what is a craftsman's own: their share of the work, their calendar."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.planning import services as planning
from voordeur.planning.models import Hold
from voordeur.planning.queries.share import fair_shares
from voordeur.repairs.models import Invitation, Repair, Task
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.services import appointments, invitations, visiting
from voordeur.repairs.tests.factories import NOW, actor, at, key, make_booked, make_repair, make_street, report
from voordeur.repairs.tests.letters import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return make_street()


@pytest.fixture
def booked(street) -> Task:
    _, task = make_booked(street)
    run(NOW)
    return Task.objects.select_related("visit__shift", "repair").get(pk=task.pk)


# --- nobody home: somebody near by comes sooner ----------------------------------------------------------------------


def not_home(task: Task, street, minutes: int = 15):
    moment = task.visit.window_from_at + timedelta(minutes=minutes)
    visiting.not_home(task, note="", at=moment, by=actor(street.sam.user), now=moment, key=key())
    return moment


def waiting(street, *, lat: float, lon: float) -> Repair:
    """A neighbour's repair of the same trade that waits for a time."""
    repair = make_repair(
        dwelling=make_dwelling(lat=lat, lon=lon), reporter=street.ada, status=RepairStatus.ACCEPTED, reported_at=NOW
    )
    Task.objects.create(repair=repair, sequence=1, trade=Task.objects.first().trade, minutes=30, status="draft")
    return repair


def test_the_freed_time_is_offered_to_the_nearest_who_waits_and_then_to_the_next(booked, street):
    here = booked.visit
    near = waiting(street, lat=here.lat + 0.005, lon=here.lon)
    further = waiting(street, lat=here.lat + 0.02, lon=here.lon)
    waiting(street, lat=here.lat + 0.5, lon=here.lon)
    moment = not_home(booked, street)
    run(moment)

    first = Invitation.objects.get()
    assert first.repair == near
    assert Hold.objects.filter(key__contains=f"-{near.pk}-").exists()

    run(moment + timedelta(minutes=25))
    assert [one.repair for one in Invitation.objects.order_by("pk")] == [near, further]

    with pytest.raises(Refused) as refused:
        invitations.take(first, by=VISITOR, now=moment + timedelta(minutes=26))
    assert refused.value.code == "invitation_over"


def test_who_takes_it_has_an_appointment_today(booked, street):
    near = waiting(street, lat=booked.visit.lat, lon=booked.visit.lon)
    moment = not_home(booked, street)
    letters = run(moment)
    made = Invitation.objects.get()

    assert any("Wij kunnen eerder komen" in letter.subject for letter in letters)
    invitations.take(made, by=VISITOR, now=moment + timedelta(minutes=5))

    near.refresh_from_db()
    assert near.status == RepairStatus.PLANNED
    assert near.tasks.get().visit.window_from_at.date() == moment.date()
    assert near.tasks.get().status == TaskStatus.BOOKED
    run(moment + timedelta(minutes=25))
    assert Invitation.objects.count() == 1


def test_when_nobody_waits_near_by_nobody_is_asked(booked, street):
    run(not_home(booked, street))

    assert Invitation.objects.count() == 0


# --- the craftsman's own ---------------------------------------------------------------------------------------------


def test_far_and_heavy_work_is_shown_to_oneself_and_to_the_planner_only(booked, street):
    now = at("18:00")

    own = fair_shares(user=street.sam.user, now=now)
    assert [share.name for share in own] == [street.sam.user.name]
    assert sum(week.jobs for week in own[0].weeks) == 1
    assert len(fair_shares(user=make_user(role=Role.PLANNER), now=now)) == 1
    for role in (Role.MANAGER, Role.CONTACT_AGENT, Role.TENANT):
        assert fair_shares(user=make_user(role=role), now=now) == []


def test_the_calendar_opens_by_its_address_until_it_is_withdrawn():
    now = timezone.now()
    street = make_street(first_day=now.date(), days=21)
    repair = report(street, now=now)
    slot = appointments.offers(repair, now=now)[0]
    appointments.book(
        repair, window_from_at=slot.window_from_at, window_until_at=slot.window_until_at, by=VISITOR, now=now
    )
    link = planning.open_calendar(by=street.sam.user, now=now)
    address = reverse("repairs:calendar_feed", args=[link.key])

    feed = Client().get(address)
    assert feed["Content-Type"].startswith("text/calendar")
    assert feed.content.startswith(b"BEGIN:VCALENDAR")
    assert feed.content.count(b"BEGIN:VEVENT") == 1
    assert b"Ada" not in feed.content

    second = planning.open_calendar(by=street.sam.user, now=now)
    assert Client().get(address).status_code == 404
    planning.close_calendar(by=street.sam.user, now=now)
    assert Client().get(reverse("repairs:calendar_feed", args=[second.key])).status_code == 404
    with pytest.raises(Refused):
        planning.open_calendar(by=street.ada_user, now=now)
