"""Who is asked, until when, and what an answer sets in motion."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.policy import presets
from voordeur.policy.models import SURVEY_PROCESSES
from voordeur.quality.rules import (
    ASKED_WHETHER_SOLVED,
    PROCESS_CODES,
    REASON_MAX,
    Outcome,
    check_answer,
    draw,
    is_asked,
    may_answer,
    open_until,
    outcomes,
)
from voordeur.quality.texts import MARK_QUESTIONS, PROCESSES, REFUSALS, SOLVED_QUESTIONS

GEPAST = presets.load("gepast")
SOBER = presets.load("sober_1994")
INVITED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@given(st.integers(1, 10**9), st.integers(1, 5))
def test_a_lot_is_the_same_every_time_and_below_one(case_id, occasion):
    lot = draw("repair", "repairs", case_id, occasion)

    assert lot == draw("repair", "repairs", case_id, occasion)
    assert 0 <= lot < 1


def test_about_the_share_of_the_policy_is_asked():
    asked = sum(is_asked(GEPAST, "repair", draw("repair", "repairs", case, 1)) for case in range(4000))

    assert 0.46 < asked / 4000 < 0.54  # the policy says half


def test_a_reopened_repair_draws_anew():
    lots = [draw("repair", "repairs", 7, occasion) for occasion in (1, 2)]

    assert lots[0] != lots[1]


def test_nobody_is_asked_about_what_the_policy_does_not_measure():
    silent = next(process for process in SURVEY_PROCESSES if not SOBER.quality.surveys[process].sent)

    assert not is_asked(SOBER, silent, 0.0)


def test_an_invitation_stays_open_four_weeks_or_as_long_as_a_repair_can_be_reopened():
    assert open_until(GEPAST, INVITED) >= INVITED + timedelta(days=28)
    assert open_until(SOBER, INVITED) >= INVITED + timedelta(days=28)


@pytest.mark.parametrize("mark", [0, 11, -3])
def test_a_mark_outside_1_to_10_is_refused(mark):
    with pytest.raises(Refused, match="mark_out_of_range"):
        check_answer(mark=mark, reason="")


def test_a_reason_has_a_longest_length():
    check_answer(mark=10, reason="x" * REASON_MAX)
    with pytest.raises(Refused, match="reason_too_long"):
        check_answer(mark=10, reason="x" * (REASON_MAX + 1))


def test_staff_never_answer_for_a_tenant():
    assert may_answer(None)
    assert may_answer(Role.TENANT)
    assert not any(may_answer(role) for role in Role if role != Role.TENANT)


@pytest.mark.parametrize(
    ("mark", "is_solved", "found"),
    [
        (5, True, {Outcome.CALL_BACK}),
        (6, True, set()),
        (8, False, {Outcome.REOPEN}),
        (2, False, {Outcome.CALL_BACK, Outcome.REOPEN}),
        (8, None, set()),
    ],
)
def test_an_answer_sets_in_motion_what_the_policy_promises(mark, is_solved, found):
    now = INVITED + timedelta(days=2)

    assert outcomes(GEPAST, "REP", mark=mark, is_solved=is_solved, invited_at=INVITED, now=now) == found


def test_not_solved_reopens_nothing_after_the_days_of_the_policy_or_where_there_is_no_repair():
    late = INVITED + timedelta(days=GEPAST.quality.reopen_within_days + 2)

    assert not outcomes(GEPAST, "REP", mark=8, is_solved=False, invited_at=INVITED, now=late)
    assert not outcomes(GEPAST, "ALG", mark=8, is_solved=False, invited_at=INVITED, now=INVITED)


def test_every_process_and_refusal_has_words():
    assert set(PROCESS_CODES) == set(SURVEY_PROCESSES)
    assert set(PROCESS_CODES.values()) == set(PROCESSES) == set(MARK_QUESTIONS)
    assert set(SOLVED_QUESTIONS) == ASKED_WHETHER_SOLVED
    assert {"mark_out_of_range", "reason_too_long", "staff_may_not_answer", "survey_closed", "already_answered"} <= set(
        REFUSALS
    )
