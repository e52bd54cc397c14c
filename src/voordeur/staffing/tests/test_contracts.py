"""Agreeing on hours: what held before ends, what cannot be is refused and leaves nothing, who may not is told."""

from datetime import date, time, timedelta

import pytest

from voordeur.base.models import AuditEvent
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.staffing.models import Away, Contract
from voordeur.staffing.services import contracts
from voordeur.staffing.tests.factories import MONDAY, NOW, make_away, make_contract

pytestmark = pytest.mark.django_db

MORNINGS = {day: (time(8, 30), time(13)) for day in range(5)}


def agree(**changed: object) -> Contract:
    usual = {
        "from_on": MONDAY,
        "weekly_minutes": 1200,
        "hours": MORNINGS,
        "shortest_minutes": 180,
        "longest_minutes": 270,
        "most_days": 5,
        "now": NOW,
    }
    return contracts.agree(**(usual | changed))


@pytest.fixture
def manager():
    return make_user(role=Role.MANAGER)


@pytest.fixture
def agent():
    return make_user(role=Role.CONTACT_AGENT, name="Noor")


def test_hours_that_are_agreed_end_what_held_before(agent, manager):
    before = make_contract(agent=agent)
    agreed = agree(agent=agent, by=manager)

    before.refresh_from_db()
    assert before.until_on == MONDAY - timedelta(days=1)
    assert agreed.hours.count() == 5
    assert AuditEvent.objects.filter(action="staffing.agree", subject=f"user:{agent.pk}").exists()


def test_agreeing_again_on_the_same_day_replaces(agent, manager):
    agree(agent=agent, by=manager)
    agree(agent=agent, by=manager, weekly_minutes=1500)

    assert Contract.objects.get().weekly_minutes == 1500


def test_what_was_to_begin_later_is_replaced(agent, manager):
    agree(agent=agent, by=manager, from_on=MONDAY + timedelta(days=60))
    agree(agent=agent, by=manager)
    assert Contract.objects.get().from_on == MONDAY


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"hours": {}}, "no_hours"),
        ({"hours": {0: (time(13), time(9))}}, "hours_end_before_they_begin"),
        ({"longest_minutes": 120}, "longest_is_shorter"),
    ],
)
def test_what_cannot_be_leaves_nothing(changed, code, agent, manager):
    with pytest.raises(Refused) as refused:
        agree(agent=agent, by=manager, **changed)
    assert refused.value.code == code
    assert not Contract.objects.exists()


def test_who_does_not_answer_the_telephone_gets_no_hours(manager):
    with pytest.raises(Refused) as refused:
        agree(agent=make_user(role=Role.QUALITY), by=manager)
    assert refused.value.code == "not_on_telephone"


@pytest.mark.parametrize("role", [Role.CONTACT_AGENT, Role.QUALITY, Role.ADMINISTRATOR])
def test_only_who_makes_rosters_agrees(role, agent):
    by = make_user(role=role)
    for act in (
        lambda: agree(agent=agent, by=by),
        lambda: contracts.note_away(agent=agent, from_on=MONDAY, until_on=MONDAY, by=by, now=NOW),
        lambda: contracts.forget_away(away=make_away(agent), by=by, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "not_allowed"


def test_days_away_are_noted_and_taken_back(agent, manager):
    away = contracts.note_away(agent=agent, from_on=MONDAY, until_on=date(2026, 12, 4), by=manager, now=NOW)
    contracts.forget_away(away=away, by=manager, now=NOW)
    assert not Away.objects.exists()


def test_days_away_do_not_end_before_they_begin(agent, manager):
    with pytest.raises(Refused) as refused:
        contracts.note_away(agent=agent, from_on=MONDAY, until_on=MONDAY - timedelta(days=1), by=manager, now=NOW)
    assert refused.value.code == "away_ends_first"
