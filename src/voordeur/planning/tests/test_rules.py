"""Which windows can be chosen, until when, and what stays free; and a sentence for every refusal."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.planning import queries, rules, texts
from voordeur.planning.queries.placing import WITH_REASON
from voordeur.planning.tests.factories import MONDAY, NOW, TUESDAY, at
from voordeur.policy import presets
from voordeur.policy.rules import Window

GEPAST = presets.load("gepast")
KLANTGERICHT = presets.load("klantgericht")
SOBER = presets.load("sober_1994")
ROOM = Path(__file__).resolve().parents[1]


def test_the_windows_are_those_of_the_policy_over_its_horizon():
    windows = rules.open_windows(GEPAST, NOW)

    assert windows[0] == Window(at("08:00", MONDAY), at("12:00", MONDAY))
    assert len(windows) == 2 * GEPAST.appointments.horizon_working_days
    assert len(rules.open_windows(KLANTGERICHT, NOW)) > len(windows)


def test_a_window_that_begins_now_has_begun():
    assert rules.open_windows(GEPAST, at("08:00", MONDAY))[0].start_at == at("12:00", MONDAY)


def test_an_announced_visit_gets_whole_days_until_its_term():
    days = rules.whole_days(SOBER, due_at=at("23:59"), now=NOW)

    assert days == (Window(at("08:00", MONDAY), at("16:00", MONDAY)), Window(at("08:00"), at("16:00")))


def test_what_is_due_before_the_next_working_day_still_gets_that_day():
    days = rules.whole_days(SOBER, due_at=at("23:59", MONDAY), now=at("12:00", MONDAY))

    assert days == (Window(at("08:00"), at("16:00")),)


def test_emergency_bands_grow_by_the_hour_until_the_term():
    bands = rules.emergency_bands(now=at("09:00"), due_at=at("11:30"))

    assert [band.end_at for band in bands] == [at("10:00"), at("11:00"), at("11:30")]
    assert {band.start_at for band in bands} == {at("09:00")}
    assert rules.emergency_bands(now=at("09:00"), due_at=at("09:00")) == ()


def test_what_emergencies_took_of_the_reserve_is_not_kept_free_twice():
    assert rules.kept_free_minutes(GEPAST, 0) == 60
    assert rules.kept_free_minutes(GEPAST, 45) == 15
    assert rules.kept_free_minutes(GEPAST, 90) == 0


def test_a_tenant_sees_the_cheapest_few_and_with_free_choice_all_of_them():
    times = [at("08:00"), at("12:00"), at("08:00", MONDAY), at("12:00", MONDAY), at("13:00")]

    few = rules.shown(GEPAST, by_time=times, by_cost=[4, 3, 2, 1, 0])
    all_of_them = rules.shown(KLANTGERICHT, by_time=times, by_cost=[4, 3, 2, 1, 0])

    assert few == [4, 3, 2, 1]
    assert sorted(all_of_them) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("role", list(Role))
def test_only_planners_plan_and_only_some_book(role):
    def is_refused(check) -> bool:
        try:
            check(role)
        except Refused as refused:
            return refused.code == "not_allowed"
        return False

    assert is_refused(rules.check_may_plan) == (role != Role.PLANNER)
    assert is_refused(rules.check_may_book) == (role in {Role.QUALITY, Role.ADMINISTRATOR})
    assert rules.is_bound_by_the_hour(role) == (role == Role.TENANT)


def test_the_system_itself_may_plan_and_book():
    rules.check_may_plan(None)
    rules.check_may_book(None)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"is_planned": True, "is_cancelled": False, "is_fixed": True}, "visit_already_begun"),
        ({"is_planned": False, "is_cancelled": False, "is_fixed": False}, "visit_already_begun"),
        ({"is_planned": False, "is_cancelled": True, "is_fixed": False}, "visit_cancelled"),
    ],
)
def test_only_a_planned_visit_that_has_not_begun_can_change(state, code):
    with pytest.raises(Refused) as refused:
        rules.check_open(**state)

    assert refused.value.code == code


def test_the_last_moment_to_move_is_the_policys_hour():
    rules.check_in_time(GEPAST, window_from_at=at("08:00"), now=at("17:00", MONDAY))
    with pytest.raises(Refused) as refused:
        rules.check_in_time(GEPAST, window_from_at=at("08:00"), now=at("17:01", MONDAY))

    with translation.override("nl"):
        assert "maandag 23 november om 17 uur" in texts.refusal(refused.value)


def test_every_refusal_of_the_room_has_a_sentence_in_both_languages():
    source = "".join(
        path.read_text() for path in [ROOM / "rules.py", *ROOM.glob("services/*.py"), *ROOM.glob("queries/*.py")]
    )
    raised = set(re.findall(r'[Rr]efused\(\s*"(\w+)"', source))

    assert raised == set(texts.REFUSALS)
    for sentence in texts.REFUSALS.values():
        with translation.override("en"):
            english = str(sentence)
        with translation.override("nl"):
            assert str(sentence) != english


def test_the_key_of_a_window_reads_back_and_nonsense_is_refused():
    slot = queries.SlotOffer(at("08:00"), at("12:00"), 1, 1, "Sam", at("09:00"), 1.0, 1.0, 1.0)

    assert queries.window_of_key(slot.key) == (at("08:00"), at("12:00"))
    assert [day.day for day in queries.by_day([slot])] == [TUESDAY]
    for nonsense in ("", "a-b", "20261124T0700", "1-2-3"):
        with pytest.raises(Refused):
            queries.window_of_key(nonsense)


@pytest.mark.parametrize("status", list(rules.ProposalStatus))
@pytest.mark.parametrize("action", list(rules.ProposalAction))
def test_a_proposal_only_moves_as_its_table_says(status, action):
    if (status, action) in rules.PROPOSAL_MOVES:
        assert rules.move_proposal(status, action) == rules.PROPOSAL_MOVES[status, action]
        return
    with pytest.raises(Refused) as refused:
        rules.move_proposal(status, action)
    assert refused.value.code == "proposal_decided"


@pytest.mark.parametrize("status", list(rules.ChangeStatus))
@pytest.mark.parametrize("action", list(rules.ChangeAction))
def test_a_change_of_a_proposal_is_decided_once(status, action):
    if status == rules.ChangeStatus.OPEN:
        assert rules.move_change(status, action) != status
        return
    with pytest.raises(Refused) as refused:
        rules.move_change(status, action)
    assert refused.value.code == "change_decided"


def test_every_reason_and_state_of_the_planning_has_its_words():
    assert set(texts.REASONS) == WITH_REASON
    assert set(texts.PROPOSAL_STATES) == set(rules.ProposalStatus)
    assert set(texts.PROPOSAL_REASONS) == set(rules.ProposalReason)
