"""A policy that was kept before a promise existed can still be read."""

import pytest

from voordeur.policy import presets
from voordeur.policy.presets import PolicyErrors


def without(text: str, *lines: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith(lines))


def test_a_promise_that_did_not_exist_then_is_as_in_the_defaults():
    whole = presets.dump(presets.load("klantgericht"))
    older = without(whole, "places =", "pause_working_days =")
    assert older != whole

    found = presets.parse_kept(older, "version 1")

    defaults = presets.load(presets.DEFAULT)
    assert found.channels.desk.places == defaults.channels.desk.places
    assert found.complaints.pause_working_days == defaults.complaints.pause_working_days
    assert found.appointments == presets.load("klantgericht").appointments


def test_a_file_that_is_checked_may_leave_nothing_out():
    older = without(presets.dump(presets.load("klantgericht")), "places =")

    with pytest.raises(PolicyErrors):
        presets.parse(older, "ours.toml")


def test_another_fault_in_a_kept_policy_is_told():
    text = presets.dump(presets.load("klantgericht")) + "\nunknown_promise = 1\n"

    with pytest.raises(PolicyErrors):
        presets.parse_kept(text, "version 1")
