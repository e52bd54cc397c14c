"""The order of a work list: by the policy's weights, what breaks soonest first, with the reasons beside it."""

from datetime import timedelta

import pytest

from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_team, make_user
from voordeur.policy.tests.factories import make_policy
from voordeur.work import queries
from voordeur.work.rules import ItemKind
from voordeur.work.tests.factories import NOW, make_item

pytestmark = pytest.mark.django_db


def subjects(user=None, **changes) -> list[str]:
    user = user or make_user(role=Role.MANAGER)
    found = queries.work_list(user, policy=make_policy(**changes), now=NOW, whose="all")
    return [ranked.item.subject for ranked in found.items]


def test_danger_goes_before_emergency_and_emergency_before_everything_else():
    make_item(subject="old", due_at=NOW - timedelta(days=9), opened_at=NOW - timedelta(days=300))
    make_item(subject="emergency", urgency="emergency", due_at=NOW + timedelta(days=1))
    make_item(subject="danger", urgency="danger", due_at=NOW + timedelta(days=1))
    assert subjects() == ["danger", "emergency", "old"]


def test_what_is_too_late_goes_before_what_is_not_and_ties_go_to_what_is_due_first():
    make_item(subject="tomorrow", due_at=NOW + timedelta(days=1))
    make_item(subject="next week", due_at=NOW + timedelta(days=7))
    make_item(subject="late", due_at=NOW - timedelta(hours=1))
    assert subjects() == ["late", "tomorrow", "next week"]


def test_the_policy_says_whether_a_complaint_goes_first():
    make_item(subject="late and promised", due_at=NOW - timedelta(days=1), promised_at=NOW, is_vulnerable=True)
    make_item(subject="complaint", is_complaint=True, due_at=NOW + timedelta(days=5))
    low = {"priority__weights__complaint": 1}
    assert subjects(**low) == ["late and promised", "complaint"]
    assert subjects(**low, priority__complaint_first=True) == ["complaint", "late and promised"]


def test_every_line_says_why_it_stands_where_it_stands():
    make_item(is_vulnerable=True, due_at=NOW - timedelta(days=1))
    ranked = queries.work_list(make_user(role=Role.MANAGER), policy=make_policy(), now=NOW, whose="all").items[0]
    assert {reason.code for reason in ranked.priority.reasons if reason.points} == {"vulnerable", "overdue"}
    assert ranked.is_overdue


def test_a_list_counts_more_than_it_shows():
    for _ in range(4):
        make_item(due_at=NOW - timedelta(days=1))
    found = queries.work_list(make_user(role=Role.MANAGER), policy=make_policy(), now=NOW, whose="all", most=2)
    assert (len(found.items), found.count, found.overdue) == (2, 4, 4)


def test_mine_and_my_team_are_less_than_all():
    team = make_team(code="contact")
    noor = make_user(role=Role.CONTACT_AGENT, team=team)
    mine = make_item(owner=noor)
    teams = make_item()
    other = make_item(kind=ItemKind.CHECK_PAYER)

    assert set(queries.chosen(noor, whose="mine", kind="")) == {mine}
    assert set(queries.chosen(noor, whose="team", kind="")) == {mine, teams}
    assert set(queries.chosen(noor, whose="all", kind="")) == {mine, teams, other}
    assert set(queries.chosen(noor, whose="all", kind=ItemKind.CHECK_PAYER)) == {other}


def test_a_tenant_sees_no_work_and_a_craftsman_only_their_own():
    sam = make_user(role=Role.CRAFTSMAN)
    own = make_item(kind=ItemKind.VISIT, owner=sam)
    make_item()
    assert set(queries.chosen(sam, whose="all", kind="")) == {own}
    assert not queries.chosen(make_user(), whose="all", kind="").exists()


def test_danger_is_on_the_list_however_much_fell_due_before_it():
    for number in range(5):
        make_item(subject=f"late {number}", due_at=NOW - timedelta(days=9))
    make_item(subject="danger", urgency="danger", due_at=NOW + timedelta(hours=4))
    make_item(subject="complaint", is_complaint=True, due_at=NOW + timedelta(days=9))
    found = queries.work_list(make_user(role=Role.MANAGER), policy=make_policy(), now=NOW, whose="all", read=3)
    assert {"danger", "complaint"} < {ranked.item.subject for ranked in found.items}


def test_the_policy_says_from_when_something_is_due_soon():
    make_item(due_at=NOW + timedelta(hours=5))
    user = make_user(role=Role.MANAGER)
    for hours, expected in ((4, False), (6, True)):
        policy = make_policy(work__remind_before_hours=hours)
        assert queries.work_list(user, policy=policy, now=NOW, whose="all").items[0].is_soon is expected
