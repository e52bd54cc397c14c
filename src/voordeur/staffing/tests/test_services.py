"""Planning a week from the register, the policy and the people: what it needs, whom it asks, and when it cannot."""

from datetime import date, time, timedelta

import numpy as np
import pytest

from voordeur.base.models import OutboxEvent
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy import presets
from voordeur.policy.rules import at_minute
from voordeur.promises.tests.factories import make_policy_version
from voordeur.staffing import queries
from voordeur.staffing.engine.checking import check
from voordeur.staffing.engine.needs import Aim, Talk, need
from voordeur.staffing.engine.roster import Week
from voordeur.staffing.models import Away, Plan, TelephoneShift
from voordeur.staffing.services import plans
from voordeur.staffing.tests.factories import MONDAY, NOW, make_contract, make_past
from voordeur.telephone.models import QuarterHour

pytestmark = pytest.mark.django_db


def quarters(figures: dict, on: date) -> dict[int, dict]:
    day = next(one for one in figures["days"] if one["on"] == on.isoformat())
    return {quarter["minute"]: quarter for quarter in day["quarters"]}


def test_a_week_is_planned_within_the_hours_of_the_policy():
    make_policy_version(preset="gepast")
    make_past()
    figures = plans.work_out(monday=MONDAY, now=NOW).figures

    friday = quarters(figures, MONDAY + timedelta(days=4))
    assert min(friday) == 8 * 60 + 30
    assert max(friday) == 12 * 60 + 15
    tuesday = quarters(figures, MONDAY + timedelta(days=1))
    assert 12 * 60 + 30 not in tuesday
    assert 12 * 60 + 45 not in tuesday
    assert [day["on"] for day in figures["days"]] == [(MONDAY + timedelta(days=n)).isoformat() for n in range(5)]


def test_calls_that_came_every_day_are_expected_again():
    make_policy_version(preset="klantgericht")
    make_past(calls=6)
    figures = plans.work_out(monday=MONDAY, now=NOW).figures

    found = quarters(figures, MONDAY)[10 * 60]
    assert found["calls"] == pytest.approx(6, rel=0.01)
    assert found["low"] < 6 < found["high"]
    assert figures["handling_seconds"] == 240
    # (20 seconds x 5 answered + 40 x 1 who gave up) / 1 who gave up
    assert figures["patience_seconds"] == 140


def test_a_holiday_needs_nobody():
    make_policy_version(preset="klantgericht")
    make_past(until_on=date(2026, 12, 13))
    monday = date(2026, 12, 21)
    figures = plans.work_out(monday=monday, now=at_minute(date(2026, 12, 14), 600)).figures

    # 25 December is a Friday
    assert [day["on"][-2:] for day in figures["days"]] == ["21", "22", "23", "24"]


@pytest.mark.parametrize("preset", ["sober_1994", "klantgericht", "gepast"])
def test_the_policy_says_how_many_are_needed(preset: str):
    policy = presets.load(preset)
    make_policy_version(preset=preset)
    make_past()
    found = quarters(plans.work_out(monday=MONDAY, now=NOW).figures, MONDAY)[10 * 60]

    talk = Talk(240.0, 140.0)
    aim = Aim(
        policy.staffing.target_share,
        policy.staffing.target_seconds,
        policy.staffing.shrinkage,
        policy.staffing.occupancy_max,
    )
    wanted = need(found["calls"], talk, aim)
    assert (found["agents"], found["agents_patient"], found["rostered"]) == (
        wanted.agents, wanted.agents_patient, wanted.rostered,
    )  # fmt: skip


def test_without_anybody_who_gave_up_people_are_taken_to_wait():
    make_policy_version()
    make_past(abandoned=0)
    figures = plans.work_out(monday=MONDAY, now=NOW).figures

    assert figures["patience_seconds"] is None
    assert all(one["agents"] == one["agents_patient"] for one in quarters(figures, MONDAY).values())


def test_people_are_rostered_within_what_was_agreed_and_what_lacks_is_told():
    make_policy_version(preset="klantgericht")
    make_past()
    make_contract(weekly_minutes=1200, until_time=time(13))
    make_contract(weekly_minutes=2160, most_days=4)
    worked_out = plans.work_out(monday=MONDAY, now=NOW)
    figures, staffed = worked_out.figures, worked_out.staffed

    needed = [[one.rostered if one else 0 for one in row] for row in staffed.needs]
    week = Week(np.array(needed), tuple(queries.agents_of(MONDAY, presets.load("klantgericht"))))
    assert check(week, staffed.roster) == []
    assert figures["missing_hours"] > 0
    assert figures["missing_hours"] + figures["there_hours"] >= figures["needed_hours"]
    assert figures["cost_cents"] == figures["there_hours"] * 5000


def test_who_is_away_is_not_rostered():
    make_policy_version(preset="klantgericht")
    make_past()
    contract = make_contract()
    Away.objects.create(agent=contract.agent, from_on=MONDAY, until_on=MONDAY + timedelta(days=2))
    worked_out = plans.work_out(monday=MONDAY, now=NOW)

    assert {shift.day for shift in worked_out.staffed.roster.shifts} <= {3, 4}
    assert worked_out.staffed.roster.shifts


def test_a_contract_that_is_over_asks_nobody():
    make_policy_version(preset="klantgericht")
    make_past()
    make_contract(until_on=MONDAY - timedelta(days=1))
    make_contract(from_on=MONDAY + timedelta(days=2))

    agents = queries.agents_of(MONDAY, queries.promises.in_force(NOW).policy)
    assert [sorted(one.hours) for one in agents] == [[2, 3, 4]]


def test_a_plan_is_asked_for_made_and_made_again():
    make_policy_version(preset="klantgericht")
    make_past()
    contract = make_contract()
    manager = make_user(role=Role.MANAGER)

    asked = plans.ask(monday=MONDAY, by=manager, now=NOW)
    assert asked.is_being_made
    event = OutboxEvent.objects.get(kind="staffing.plan_wanted")
    plans.make(now=NOW, **event.payload)
    plans.make(now=NOW, **event.payload)

    plan = Plan.objects.get()
    assert not plan.is_being_made
    assert (plan.wanted_by, plan.policy_version_id is not None) == (manager, True)
    shifts = TelephoneShift.objects.filter(plan=plan)
    assert {shift.agent for shift in shifts} == {contract.agent}
    assert shifts.count() == len({shift.on for shift in shifts})


def test_why_a_plan_cannot_be_made_is_kept():
    make_policy_version()
    plans.ask(monday=MONDAY, by=None, now=NOW)
    plans.make(now=NOW, monday=MONDAY.isoformat())

    plan = Plan.objects.get()
    assert plan.refusal["code"] == "no_calls"
    assert not plan.is_being_made


def test_this_week_and_the_coming_ones_are_asked_for_once():
    make_policy_version()
    assert plans.ask_ahead(now=NOW) == 4
    assert plans.ask_ahead(now=NOW) == 0
    assert Plan.objects.earliest("monday").monday == MONDAY - timedelta(days=7)


def test_without_a_policy_nothing_is_asked_for():
    assert plans.ask_ahead(now=NOW) == 0


@pytest.mark.parametrize(
    ("monday", "code"),
    [(MONDAY + timedelta(days=1), "not_a_monday"), (MONDAY + timedelta(days=700), "too_far")],
)
def test_a_week_that_cannot_be_is_refused(monday: date, code: str):
    make_policy_version()
    with pytest.raises(Refused) as refused:
        plans.ask(monday=monday, by=None, now=NOW)
    assert refused.value.code == code


def test_only_who_makes_rosters_may_ask():
    make_policy_version()
    with pytest.raises(Refused) as refused:
        plans.ask(monday=MONDAY, by=make_user(role=Role.CONTACT_AGENT), now=NOW)
    assert refused.value.code == "not_allowed"


def test_a_short_past_is_refused_with_what_is_needed():
    make_policy_version()
    make_past(weeks=1)
    with pytest.raises(Refused) as refused:
        plans.work_out(monday=MONDAY, now=NOW)
    assert refused.value.code == "too_little_history"


def test_a_past_without_talking_times_is_refused():
    make_policy_version()
    make_past()
    QuarterHour.objects.update(timed=0, service_seconds=0)
    with pytest.raises(Refused) as refused:
        plans.work_out(monday=MONDAY, now=NOW)
    assert refused.value.code == "no_talks"


def test_calls_of_before_the_first_policy_count_when_people_called():
    make_policy_version(preset="klantgericht", starts_at=at_minute(date(2026, 11, 23), 0))
    make_past()
    past = queries.past(date(2026, 11, 22))

    monday = (date(2026, 11, 16) - past.history.first_on).days
    assert past.history.is_open[monday, 32:68].all()
    assert past.history.is_open[monday].sum() == 36
    assert not past.history.is_open[monday + 5].any()


@pytest.mark.parametrize("text", ["2026-48", "2026-W5", "2026-W54", "W48", "2026-Wxx", "", "20261-W48"])
def test_a_week_is_written_in_one_way(text: str):
    with pytest.raises(Refused) as refused:
        queries.monday_of(text)
    assert refused.value.code == "not_a_week"


def test_a_week_and_its_monday_are_each_others():
    assert queries.monday_of("2026-W49") == MONDAY
    assert queries.week_of(MONDAY) == "2026-W49"
    assert queries.monday_of("2026-W53") == date(2026, 12, 28)
