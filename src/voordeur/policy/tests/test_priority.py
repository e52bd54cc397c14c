"""The law of the order of work: no danger or emergency ever waits behind a complaint."""

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Priority, priority_of
from voordeur.policy.tests.factories import at, make_policy

NOW = at("2026-11-24 10:00")


@st.composite
def policies(draw: st.DrawFn) -> ServicePolicy:
    points = st.floats(0, 1_000_000)
    complaint = draw(st.floats(1, 999_990))
    emergency = draw(st.floats(complaint + 1, 999_995))
    weights = {
        "danger": draw(st.floats(min(emergency + 1, 1_000_000), 1_000_000)),
        "emergency": emergency,
        "complaint": complaint,
        **{name: draw(points) for name in ("promised", "vulnerable", "age_per_day", "overdue")},
    }
    return make_policy(priority={"complaint_first": draw(st.booleans()), "weights": weights})


def scored(policy: ServicePolicy, **facts: object) -> Priority:
    """Something ordinary, reported now, unless `facts` say otherwise."""
    usual = {
        "danger": False,
        "emergency": False,
        "complaint": False,
        "promised_at": None,
        "vulnerable": False,
        "reported_at": NOW,
        "due_at": None,
    }
    return priority_of(policy, **{**usual, **facts}, now=NOW)


FACTS = st.fixed_dictionaries(
    {
        "promised_at": st.sampled_from([None, NOW - timedelta(days=1), NOW + timedelta(days=1)]),
        "vulnerable": st.booleans(),
        "reported_at": st.integers(0, 20_000).map(lambda days: NOW - timedelta(days=days)),
        "due_at": st.sampled_from([None, NOW - timedelta(days=300), NOW + timedelta(days=1)]),
    }
)


@given(policies(), FACTS, FACTS, st.booleans(), st.booleans())
def test_no_danger_or_emergency_ever_waits_behind_a_complaint(
    policy: ServicePolicy, facts: dict, others: dict, danger: bool, complaint_too: bool
) -> None:
    pressing = scored(policy, **facts, danger=danger, emergency=not danger, complaint=complaint_too)
    complaint = scored(policy, **others, complaint=True)

    assert pressing.score > complaint.score


@given(policies(), FACTS, FACTS)
def test_no_danger_ever_waits_behind_an_emergency(policy: ServicePolicy, facts: dict, others: dict) -> None:
    assert scored(policy, **facts, danger=True).score > scored(policy, **others, emergency=True, complaint=True).score


@given(policies(), FACTS, FACTS)
def test_with_complaint_first_no_complaint_waits_behind_other_work(
    policy: ServicePolicy, facts: dict, others: dict
) -> None:
    policy = presets.with_value(policy, "priority.complaint_first", True)

    assert scored(policy, **facts, complaint=True).score > scored(policy, **others).score


@given(policies(), FACTS, st.booleans(), st.booleans(), st.booleans())
def test_the_reasons_add_up_to_the_score(
    policy: ServicePolicy, facts: dict, danger: bool, emergency: bool, complaint: bool
) -> None:
    found = scored(policy, **facts, danger=danger, emergency=emergency, complaint=complaint)

    # The ceiling can take off much more than remains, so the rounding is judged by the largest reason.
    largest = max((abs(reason.points) for reason in found.reasons), default=0.0)
    assert math.isclose(
        sum(reason.points for reason in found.reasons), found.score, rel_tol=1e-9, abs_tol=1e-9 * largest
    )


@given(policies(), FACTS, st.integers(1, 500))
def test_waiting_longer_never_moves_back(policy: ServicePolicy, facts: dict, days: int) -> None:
    older = {**facts, "reported_at": facts["reported_at"] - timedelta(days=days)}

    assert scored(policy, **older).score >= scored(policy, **facts).score


def test_with_the_setting_off_an_old_report_goes_before_a_new_complaint() -> None:
    weight = {"priority__weights__age_per_day": 1.0}
    off, on = make_policy(**weight), make_policy(**weight, priority__complaint_first=True)
    old = {"reported_at": NOW - timedelta(days=300)}

    assert scored(off, **old).score > scored(off, complaint=True).score
    assert scored(on, **old).score < scored(on, complaint=True).score


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({}, ()),
        ({"danger": True}, ("danger",)),
        ({"danger": True, "complaint": True}, ("danger", "complaint")),
        ({"emergency": True, "vulnerable": True}, ("emergency", "vulnerable")),
        ({"promised_at": NOW, "due_at": NOW - timedelta(days=1)}, ("promised", "overdue")),
        ({"reported_at": NOW - timedelta(days=10)}, ("age",)),
        ({"reported_at": NOW - timedelta(days=800)}, ("age", "ceiling")),
    ],
)
def test_each_item_says_why_it_stands_where_it_stands(facts: dict, codes: tuple[str, ...]) -> None:
    policy = make_policy(priority__weights__age_per_day=1.0)
    assert tuple(reason.code for reason in scored(policy, **facts).reasons) == codes


def test_a_report_from_the_future_has_no_age() -> None:
    assert scored(make_policy(), reported_at=NOW + timedelta(days=1)).score == 0
