"""What the plan of the morning foresaw, beside what happened."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.planning import queries, services
from voordeur.planning.models import Forecast, Visit, VisitState
from voordeur.planning.tests.factories import NOW, TUESDAY, at, make_shift, make_visit
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db

FIVE = at("05:00")
AFTER = at("20:00")


@pytest.fixture(autouse=True)
def policy(settings):
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version()


@pytest.fixture
def pim():
    return make_user(role=Role.PLANNER, name="Pim")


def foreseen(*, late_share: float = 0.1, start: str = "09:00", is_fixed: bool = True, **values) -> Visit:
    visit = make_visit(start="09:00", is_fixed=is_fixed, **({"state": VisitState.DONE} | values))
    Visit.objects.filter(pk=visit.pk).update(planned_start_at=at(start), planned_end_at=at("18:00"))
    Forecast.objects.create(visit=visit, made_at=FIVE, until_at=visit.window_until_at, late_share=late_share)
    return visit


def test_before_the_day_begins_every_promise_gets_its_chance_once():
    shift = make_shift()
    first = make_visit(shift=shift, start="08:00", end="11:30", window=("08:00", "12:00"))
    last = make_visit(shift=shift, start="11:45", end="12:30", window=("08:00", "12:00"), dwelling=first.dwelling)
    Visit.objects.update(minutes_sd=40.0)

    assert services.foresee(now=FIVE) == 2
    assert services.foresee(now=FIVE + timedelta(minutes=30)) == 0

    assert Forecast.objects.get(visit=first).late_share < 0.01
    assert 0.2 < Forecast.objects.get(visit=last).late_share < 0.6


def test_by_day_nothing_is_foreseen():
    make_visit()

    assert services.foresee(now=at("10:00")) == 0


def test_a_visit_that_is_not_promised_has_nothing_to_keep():
    make_visit(is_promised=False)

    assert services.foresee(now=FIVE) == 0


def test_a_promise_that_was_moved_is_foreseen_anew():
    visit = make_visit()
    Forecast.objects.create(visit=visit, made_at=FIVE, until_at=at("10:00"), late_share=0.9)

    assert services.foresee_day(day=TUESDAY, now=FIVE) == 1
    assert Forecast.objects.get(visit=visit).until_at == visit.window_until_at


def test_a_promise_is_kept_when_the_work_began_within_its_window(pim):
    foreseen(start="11:59")
    foreseen(start="12:10")

    found = queries.kept_promises(user=pim, now=AFTER).together

    assert (found.visits, found.kept, found.promised) == (2, 0.5, pytest.approx(0.9))
    assert found.verdict == "too_few"


def test_a_visit_that_never_began_is_a_promise_not_kept(pim):
    foreseen(is_fixed=False, state=VisitState.PLANNED, start="09:00")

    assert queries.kept_promises(user=pim, now=AFTER).together.kept == 0.0


def test_what_was_cancelled_moved_or_is_still_to_come_does_not_count(pim):
    foreseen(state=VisitState.CANCELLED)
    moved = foreseen()
    Visit.objects.filter(pk=moved.pk).update(window_until_at=at("13:00"))
    foreseen(is_fixed=False, state=VisitState.PLANNED)

    assert queries.kept_promises(user=pim, now=at("11:00")).together is None


def test_promises_are_told_by_band_month_and_trade_and_compared_with_what_was_foreseen(pim):
    shift = make_shift()
    for number in range(40):
        foreseen(shift=shift, late_share=0.02, start="12:30" if number < 10 else "09:00")
    foreseen(shift=shift, late_share=0.3, trade="TIM")

    found = queries.kept_promises(user=pim, now=AFTER)

    assert [(one.from_share, one.visits, one.verdict) for one in found.bands] == [
        (0.95, 40, "less_than_promised"),
        (0.5, 1, "too_few"),
    ]
    assert [(day.month, one.visits) for day, one in found.months] == [(11, 41)]
    assert [(trade, one.visits) for trade, one in found.trades] == [("LOO", 40), ("TIM", 1)]


@pytest.mark.parametrize("late_share", [0.0, 0.005, 0.01, 0.05, 0.2, 0.5, 1.0])
def test_every_chance_falls_in_the_band_that_names_it(pim, late_share):
    foreseen(late_share=late_share)

    (band,) = queries.kept_promises(user=pim, now=AFTER).bands

    assert band.from_share <= 1.0 - late_share <= band.to_share


def test_a_craftsman_and_a_tenant_see_none_of_it():
    foreseen()

    for role in (Role.CRAFTSMAN, Role.TENANT):
        assert queries.kept_promises(user=make_user(role=role), now=AFTER).together is None


@pytest.mark.parametrize("role", [Role.PLANNER, Role.MANAGER, Role.QUALITY])
def test_the_page_says_that_nothing_came_to_its_end_yet_and_how_few_visits_say_little(
    role, client: Client, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    client.force_login(make_user(role=role))
    address = reverse("planning:kept")

    empty = client.get(address).content.decode()
    visit = foreseen(late_share=0.03)
    until = timezone.now() - timedelta(days=2)
    Visit.objects.filter(pk=visit.pk).update(
        window_from_at=until - timedelta(hours=4), window_until_at=until, planned_start_at=until - timedelta(hours=1)
    )
    Forecast.objects.update(until_at=until)
    filled = client.get(address).content.decode()

    assert "vd-empty" in empty
    assert "vd-kept__few" in filled
    assert "vd-alert" in filled
