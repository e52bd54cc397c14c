""" "A complaint always goes first" as a setting: on the work list and in the line for a place, never before danger."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voordeur.complaints.rules.subjects import About
from voordeur.complaints.tests.factories import NOW, House, make_complaint, make_house
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.planning.queries import unplanned
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.policy.tests.factories import make_policy
from voordeur.promises.models import PolicyVersion
from voordeur.repairs.models import Repair, Task
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.tests.factories import make_repair
from voordeur.work import queries as work
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind
from voordeur.work.tests.factories import make_item

pytestmark = pytest.mark.django_db
RUSH = ("danger", "emergency")


@pytest.fixture
def house() -> House:
    return make_house()


def make_waiting(house: House, **item: object) -> Repair:
    """A repair that waits for a place, with its step on the work list."""
    repair = make_repair(
        dwelling=house.home, reporter=house.ada, status=RepairStatus.ACCEPTED, version=house.version, reported_at=NOW
    )
    Task.objects.create(repair=repair, sequence=1, trade="LOO", minutes=45, status=TaskStatus.DRAFT)
    usual = {"due_at": NOW + timedelta(days=9), "opened_at": NOW}
    make_item(kind=ItemKind.BOOK_VISIT, case_id=repair.pk, **{**usual, **item})  # type: ignore[arg-type]  # a test's own fields
    return repair


def in_line(*, now=NOW) -> list[tuple[int, set[str]]]:
    planner = make_user(role=Role.PLANNER)
    return [(one.case_id, {reason.code for reason in one.reasons}) for one in unplanned(user=planner, now=now)]


def set_policy(house: House, **changes: object) -> None:
    PolicyVersion.objects.filter(pk=house.version.pk).update(text=presets.dump(make_policy(**changes)))


def test_the_line_for_a_place_follows_the_weights_and_says_why(house: House) -> None:
    set_policy(house, priority__complaint_first=True)
    older = make_waiting(house, opened_at=NOW - timedelta(days=200), is_vulnerable=True)
    complained = make_waiting(house)
    rushing = make_waiting(house, urgency="emergency")
    make_complaint(house, about=About.REPAIR, repair=complained)

    assert [case for case, _ in in_line()] == [rushing.pk, complained.pk, older.pk]
    assert dict(in_line())[complained.pk] >= {"complaint"}
    assert dict(in_line())[older.pk] >= {"age", "vulnerable"}


def test_with_the_setting_off_the_line_changes(house: House) -> None:
    older = make_waiting(house, opened_at=NOW - timedelta(days=200), is_vulnerable=True)
    complained = make_waiting(house)
    make_complaint(house, about=About.REPAIR, repair=complained)
    low = {"priority__weights__complaint": 20}
    set_policy(house, **low, priority__complaint_first=False)
    assert [case for case, _ in in_line()] == [older.pk, complained.pk]
    set_policy(house, **low, priority__complaint_first=True)
    assert [case for case, _ in in_line()] == [complained.pk, older.pk]


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_on_no_list_waits_danger_or_an_emergency_behind_a_complaint(seed: int, first: bool) -> None:
    chance = random.Random(seed)  # noqa: S311 - a list of work, no secret
    for number in range(60):
        make_item(
            kind=ItemKind.BOOK_VISIT,
            case_id=1000 + number,
            urgency=chance.choice(["", "normal", "urgent", "emergency", "danger"]),
            is_complaint=chance.random() < 0.5,
            is_vulnerable=chance.random() < 0.5,
            opened_at=NOW - timedelta(days=chance.randrange(900)),
            due_at=NOW + timedelta(days=chance.randrange(-300, 30)),
            promised_at=NOW if chance.random() < 0.5 else None,
        )
    policy, user = make_policy(priority__complaint_first=first), make_user(role=Role.MANAGER)

    found = work.work_list(user, policy=policy, now=NOW, whose="all", most=60)
    items = {item.case_id: item for item in WorkItem.objects.all()}
    line = [items[case] for _, case, _ in work.ranked_cases(user, kind=ItemKind.BOOK_VISIT, policy=policy, now=NOW)]

    for ranked in ([one.item for one in found.items], line):
        groups = [
            0
            if one.urgency == "danger"
            else 1
            if one.urgency == "emergency"
            else 2
            if one.is_complaint and first
            else 3
            for one in ranked
        ]
        assert groups == sorted(groups)
        rushing = [place for place, one in enumerate(ranked) if one.urgency in RUSH]
        complaints = [place for place, one in enumerate(ranked) if one.is_complaint and one.urgency not in RUSH]
        assert max(rushing) < min(complaints)
    assert all(abs(sum(r.points for r in one.priority.reasons) - one.priority.score) < 1e-6 for one in found.items)


def make_crowd(house: House) -> dict[int, tuple[str, bool]]:
    """Repairs that wait for a place, of every urgency, complained of and not, young and very old: key to (urgency,
    whether a complaint is open)."""
    crowd = {}
    for number, urgency in enumerate(["", "normal", "urgent", "emergency", "danger"] * 4):
        is_old, is_complaint = number >= 10, number % 2 == 0
        repair = make_waiting(
            house,
            urgency=urgency,
            is_vulnerable=is_old or is_complaint,
            opened_at=NOW - timedelta(days=900 if is_old else 1),
            due_at=NOW + timedelta(days=-300 if is_complaint else 9),
            promised_at=NOW if is_complaint else None,
        )
        if is_complaint:
            make_complaint(house, about=About.REPAIR, repair=repair)
        crowd[repair.pk] = (urgency, is_complaint)
    return crowd


def check_crowd(crowd: dict[int, tuple[str, bool]], order: list[int], *, first: bool) -> None:
    """Danger, then emergencies, then complaints where they go first, then the rest; nobody is lost."""
    assert sorted(order) == sorted(crowd)
    groups = []
    for key in order:
        urgency, is_complaint = crowd[key]
        groups.append(RUSH.index(urgency) if urgency in RUSH else 2 if is_complaint and first else 3)
    assert groups == sorted(groups)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, object]:
    """Every order that an association can enter: danger above emergency above complaint, the other weights free."""
    complaint = draw(st.floats(1, 999_990))
    emergency = draw(st.floats(complaint + 1, 999_995))
    weights = {
        "danger": draw(st.floats(min(emergency + 1, 1_000_000), 1_000_000)),
        "emergency": emergency,
        "complaint": complaint,
        **{name: draw(st.floats(0, 1_000_000)) for name in ("promised", "vulnerable", "age_per_day", "overdue")},
    }
    return {"complaint_first": draw(st.booleans()), "weights": weights}


@pytest.mark.parametrize("preset", ["sober_1994", "klantgericht", "gepast"])
def test_on_the_work_list_and_in_the_line_for_a_place_no_danger_waits_whatever_the_weights(
    preset: str, house: House
) -> None:
    crowd, planner = make_crowd(house), make_user(role=Role.PLANNER)

    def both(policy: ServicePolicy) -> None:
        PolicyVersion.objects.filter(pk=house.version.pk).update(text=presets.dump(policy))
        first = policy.priority.complaint_first
        line = [one.case_id for one in unplanned(user=planner, now=NOW)]
        found = work.work_list(planner, policy=policy, now=NOW, whose="all", kind=ItemKind.BOOK_VISIT)
        check_crowd(crowd, line, first=first)
        check_crowd(crowd, [one.item.case_id for one in found.items], first=first)
        for one in found.items:
            # Where every weight is zero, nothing decides but the day on which it is due.
            assert one.priority.reasons or not one.priority.score
            assert sum(reason.points for reason in one.priority.reasons) == pytest.approx(one.priority.score)

    @settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
    @given(tables())
    def any_table(order: dict[str, object]) -> None:
        both(presets.with_value(presets.load(preset), "priority", order))

    both(presets.load(preset))
    any_table()
