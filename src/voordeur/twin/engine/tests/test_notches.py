"""How far promises are turned: every promise in the table or with a reason, and nothing a policy cannot hold."""

import pytest

from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.diff import promises
from voordeur.twin.engine import notches
from voordeur.twin.engine.notches import Notch

pytestmark = pytest.mark.pure

TABLE = notches.load()


def turned(field: str, name: str = "gepast") -> list[Notch]:
    return TABLE.find(field).notches(presets.load(name))


@pytest.mark.parametrize("name", presets.names())
def test_every_promise_can_be_turned_or_has_its_reason(name: str):
    lost = [field for field in promises(presets.load(name)) if field not in TABLE.turned and not TABLE.reason(field)]
    assert not lost
    assert set(TABLE.turned) <= set(promises(presets.load(name)))


@pytest.mark.parametrize("name", presets.names())
def test_every_notch_is_another_value_that_the_policy_can_hold(name: str):
    policy = presets.load(name)
    for one in TABLE.turned.values():
        for notch in [*one.notches(policy), *one.values(policy)]:
            changed = promises(notches.changed(policy, notch.changes))[one.field]
            assert notches.plain(changed) == notch.value != notches.plain(promises(policy)[one.field])


def test_every_reason_is_about_promises_that_exist():
    names = list(promises(presets.load("gepast")))
    assert all(any(name == one.field or name.startswith(f"{one.field}.") for name in names) for one in TABLE.unfelt)
    assert all(one.reason.nl.endswith(".") and one.reason.en.endswith(".") for one in TABLE.unfelt)


def test_a_notch_is_the_nearest_step_to_each_side_and_says_which_is_more_service():
    assert [(one.side, one.value) for one in turned("appointments.window_minutes")] == [("more", 120), ("less", 480)]
    assert [(one.side, one.value) for one in turned("staffing.target_share")] == [("less", 0.6), ("more", 0.8)]
    assert [(one.side, one.value) for one in turned("appointments.window_minutes", "sober_1994")] == [("more", 240)]


def test_a_term_stands_on_its_ladder_whatever_its_unit():
    # 14 calendar days lie above 7 working days.
    assert [one.value for one in turned("urgency.classes.urgent.term", "sober_1994")] == [
        {"amount": 7, "unit": "working_days"}
    ]


def test_opening_hours_are_an_hour_or_a_day_more_or_less():
    found = [one.value for one in turned("channels.telephone.open", "sober_1994")]
    assert [one["monday"] for one in found[:1]] == [[{"from": "09:00", "until": "10:00"}]]
    assert {len(one) for one in found} == {4, 5, 6}
    assert found[-1]["saturday"] == [{"from": "09:00", "until": "12:00"}]


def test_a_day_that_loses_all_its_hours_is_closed_and_the_last_one_stays():
    policy = presets.with_value(
        presets.load("gepast"), "channels.telephone.open", {"monday": [{"from": "09:00", "until": "10:00"}]}
    )
    assert [one.side for one in TABLE.find("channels.telephone.open").notches(policy)] == ["more", "more"]


def test_a_switch_takes_along_what_a_policy_cannot_do_without():
    (notch,) = turned("subscription.offered", "sober_1994")
    assert notch.changes["subscription.price_cents_per_month"] == 650
    (notch,) = turned("appointments.offered")
    policy = notches.changed(presets.load("gepast"), notch.changes)
    assert not policy.urgency.classes["normal"].by_appointment


def test_what_needs_another_promise_is_not_turned_without_it():
    assert turned("subscription.covers", "sober_1994") == []
    assert turned("subscription.covers") != []


@pytest.mark.parametrize(
    ("field", "code"),
    [("no.such.promise", "unknown_promise"), ("letting.model", "promise_not_felt"), ("", "unknown_promise")],
)
def test_what_cannot_be_turned_is_refused(field: str, code: str):
    with pytest.raises(Refused, match=code):
        TABLE.find(field)
