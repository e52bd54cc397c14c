"""Repairs without a place beside the board of the planning, and put on it. Planning itself knows no repair."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from voordeur.homes.tests.factories import make_tenancy
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_person
from voordeur.planning.models import Visit
from voordeur.planning.queries.minutes import minute_of
from voordeur.planning.tests.factories import at, make_shift, make_visit
from voordeur.planning.tests.planners import logged_in
from voordeur.promises.tests.factories import make_policy_version
from voordeur.repairs.models import Task
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.tests.factories import make_repair
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind
from voordeur.work.tests.factories import make_item

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def day():
    """A working day that lies well ahead of the real clock, which the pages read."""
    found = timezone.localdate() + timedelta(days=2)
    while found.weekday() > 3:
        found += timedelta(days=1)
    return found


@pytest.fixture
def repair():
    policy = make_policy_version()
    tenancy = make_tenancy(person=make_person())
    found = make_repair(
        dwelling=tenancy.dwelling,
        tenancy=tenancy,
        status=RepairStatus.ACCEPTED,
        version=policy,
        reported_at=timezone.now(),
    )
    Task.objects.create(repair=found, sequence=1, trade="LOO", minutes=45, status=TaskStatus.DRAFT)
    make_item(kind=ItemKind.BOOK_VISIT, case_id=found.pk)
    return found


def address(name, repair):
    return reverse(f"planning:{name}", args=["repairs", repair.pk])


def test_the_list_beside_the_board_names_what_waits_and_what_it_takes(client, repair):
    page = logged_in(client).get(reverse("planning:unplanned")).content.decode()

    assert f"{repair.dwelling.address}, {repair.dwelling.town}" in page
    assert "loodgieter, 45 minuten" in page


def test_of_another_trade_it_says_that_nothing_waits(client, repair):
    page = logged_in(client).get(reverse("planning:unplanned"), {"trade": "ELE"}).content.decode()

    assert "Er wacht niets dat nu een plek kan krijgen" in page


def test_a_place_for_it_says_what_is_promised_and_what_it_costs(client, repair, day):
    shift = make_shift(day=day)
    asked = {"shift": shift.pk, "at": minute_of(at("10:00", day))}

    told = logged_in(client).get(address("unplanned_price", repair), asked).json()

    assert told["fits"]
    assert told["said"].startswith("Sam Bakker: beloof ")


def test_a_craftsman_of_another_trade_is_refused_with_the_reason(client, repair, day):
    shift = make_shift(day=day, trades={"ELE": 1})
    asked = {"shift": shift.pk, "at": minute_of(at("10:00", day))}

    told = logged_in(client).get(address("unplanned_price", repair), asked).json()

    assert not told["fits"]
    assert "heeft dit vak niet" in told["said"]


def test_put_on_the_board_it_is_promised_with_that_craftsman_and_no_longer_waits(client, repair, day):
    make_shift(day=day)
    bo = make_shift(name="Bo Smit", day=day)
    asked = {"shift": bo.pk, "at": minute_of(at("10:00", day))}

    answer = logged_in(client).post(address("unplanned_place", repair), asked, headers=JSON)

    visit = Visit.objects.get(case_id=repair.pk)
    assert answer.status_code == 200, answer.json()
    assert visit.shift == bo
    assert visit.window_from_at <= at("10:00", day) <= visit.window_until_at
    assert not WorkItem.objects.open().filter(kind=ItemKind.BOOK_VISIT).exists()
    assert client.get(address("unplanned_one", repair)).status_code == 404


def test_where_it_does_not_fit_nothing_is_promised(client, repair, day):
    shift = make_shift(day=day, from_clock="07:30", until_clock="08:00", break_minutes=0)
    asked = {"shift": shift.pk, "at": minute_of(at("10:00", day))}

    answer = logged_in(client).post(address("unplanned_place", repair), asked, headers=JSON)

    assert answer.status_code == 409
    assert not Visit.objects.exists()


def test_who_does_not_plan_has_no_such_list(client, repair):
    assert logged_in(client, Role.MANAGER).get(reverse("planning:unplanned")).status_code == 403


def test_the_list_on_paper_says_what_is_the_matter(client, repair, day):
    type(repair).objects.filter(pk=repair.pk).update(description="Het staat tot mijn enkels.")
    make_visit(shift=make_shift(day=day), day=day, case_id=repair.pk)

    page = logged_in(client).get(reverse("planning:print"), {"day": day.isoformat()}).content.decode()

    assert "Het staat tot mijn enkels." in page
