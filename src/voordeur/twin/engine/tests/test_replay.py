"""What is learned from weeks of calls, and what it predicts of other weeks."""

import math
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from voordeur.kernel.errors import Refused
from voordeur.twin.engine.calls import Desk
from voordeur.twin.engine.kernel.laws import count_ahead
from voordeur.twin.engine.patience import learn, steady
from voordeur.twin.engine.recorded import Recorded, read_calls, read_staff, recorded
from voordeur.twin.engine.replay import assume, calibrate, replay
from voordeur.twin.engine.tests.bank import texts
from voordeur.twin.engine.tests.weeks import OFF_SECONDS, PATIENCE_SECONDS, TALK_SECONDS, made_up

pytestmark = pytest.mark.pure

# Real calls, of which nothing may be copied into the project: the test skips where they are not.
BANK = Path(__file__).parents[6] / "shared" / "data" / "calls_bank_1999_01.csv"

CALLS = "arrival,service_seconds,waited_seconds\n2024-09-30T09:00:05,120,0\n2024-09-30 09:00:10,,31\n"
STAFF = "from,to,agents\n2024-09-30T09:00,2024-09-30T09:15,2\n2024-09-30T23:45,2024-09-30T24:00,1\n"


@pytest.fixture(scope="module")
def learned():
    return calibrate(*made_up(1))


def test_patience_and_the_time_off_are_found_again(learned):
    assert learned.off.seconds[1:4] == pytest.approx(OFF_SECONDS, rel=0.25)
    assert learned.patience.mean_seconds()[0] == pytest.approx(PATIENCE_SECONDS, rel=0.15)
    assert learned.availability()[2] == pytest.approx(TALK_SECONDS / (TALK_SECONDS + OFF_SECONDS), rel=0.06)


def test_who_hangs_up_sooner_at_the_end_of_the_day_is_found():
    fit = calibrate(*made_up(1, days=3, late_haste=3.0))
    assert fit.haste[3] > 1.5 * fit.haste[2]


def test_those_who_hung_up_are_as_many_as_the_learned_patience_expects():
    calls, _ = made_up(4, days=2)
    ahead = count_ahead(calls.arrives, calls.arrives + calls.waits, np.sort(calls.arrives + calls.waits))
    patience = learn(calls.waits, ~calls.is_answered, ahead)
    assert patience.used(calls.waits, ahead).sum() == pytest.approx(np.count_nonzero(~calls.is_answered), rel=0.03)


@pytest.mark.parametrize("talks", ["recorded", "drawn"])
def test_the_weeks_learned_from_come_out_as_they_were(learned, talks):
    calls, desk = made_up(1)
    found = replay(calls, desk, learned, seed=5, replications=20, talks=talks)
    waits = calls.waits[calls.is_answered]
    soon = np.count_nonzero(waits <= 20) / calls.arrives.size
    assert found.abandoned_share.mean == pytest.approx(1.0 - calls.is_answered.mean(), rel=0.08)
    assert found.mean_wait_answered_seconds.mean == pytest.approx(waits.mean(), rel=0.05)
    assert found.within_20s_share.mean == pytest.approx(soon, rel=0.05)


def test_what_the_model_missed_in_the_weeks_learned_from_is_taken_off(learned):
    calls, desk = made_up(2, days=2)
    far_off = replace(learned.off_drawn, level=learned.off_drawn.level + math.log(1.25))
    plain, less = (
        replay(calls, desk, fit, seed=5, replications=3) for fit in (learned, replace(learned, off_drawn=far_off))
    )
    for name in ("abandoned_share", "mean_wait_answered_seconds", "within_20s_share"):
        assert getattr(less, name).mean == pytest.approx(getattr(plain, name).mean / 1.25)


@pytest.mark.parametrize("talks", ["recorded", "drawn"])
@pytest.mark.parametrize("agents", [6, 7, 8])
def test_another_week_is_predicted(learned, talks, agents):
    calls, desk = made_up(2, agents=agents)
    found = replay(calls, desk, learned, seed=3, replications=20, talks=talks)
    share = 1.0 - calls.is_answered.mean()
    assert found.offered == calls.arrives.size
    assert abs(found.abandoned_share.mean - share) < 0.03
    assert found.abandoned_share.low <= share <= found.abandoned_share.high
    assert found.mean_wait_answered_seconds.mean == pytest.approx(calls.waits[calls.is_answered].mean(), rel=0.3)


@pytest.mark.skipif(not BANK.exists(), reason="the recorded calls are not on this machine")
def test_a_week_of_a_real_bank_is_predicted_from_the_three_before():
    read = [
        (read_calls(calls), read_staff(staff))
        for calls, staff in (
            texts(BANK, date(1999, 1, 1), date(1999, 1, 21)),
            texts(BANK, date(1999, 1, 22), date(1999, 1, 28)),
        )
    ]
    fit = calibrate(*read[0])
    calls, staff = read[1]
    for talks in ("recorded", "drawn"):
        found = replay(calls, staff, fit, seed=1, replications=10, talks=talks)
        assert abs(found.abandoned_share.mean - (1.0 - calls.is_answered.mean())) < 0.03
        assert found.mean_wait_answered_seconds.mean == pytest.approx(calls.waits[calls.is_answered].mean(), rel=0.3)


def test_waits_and_who_left_are_not_read_in_a_replay(learned):
    calls, desk = made_up(2)
    unknown = np.full(calls.arrives.size, math.nan)
    blind = replace(calls, talks=unknown, waits=unknown)
    as_recorded = replay(calls, desk, learned, seed=3, replications=3, talks="drawn")
    assert replay(blind, desk, learned, seed=3, replications=3, talks="drawn") == as_recorded
    no_waits = replace(calls, waits=unknown)
    assert replay(no_waits, desk, learned, seed=3, replications=3) == replay(
        calls, desk, learned, seed=3, replications=3
    )


def test_the_same_seed_gives_the_same_answer_and_another_seed_another(learned):
    calls, desk = made_up(2, days=1)
    first = asdict(replay(calls, desk, learned, seed=1, replications=5))
    assert first == asdict(replay(calls, desk, learned, seed=1, replications=5))
    assert first != asdict(replay(calls, desk, learned, seed=2, replications=5))


def test_one_agent_more_makes_every_figure_better(learned):
    calls, desk = made_up(2)
    more = Desk(desk.starts, np.where(desk.agents > 0, desk.agents + 1, 0))
    few, many = (replay(calls, who, learned, seed=1, replications=5) for who in (desk, more))
    assert many.abandoned_share.mean < few.abandoned_share.mean
    assert many.mean_wait_answered_seconds.mean < few.mean_wait_answered_seconds.mean
    assert many.within_20s_share.mean > few.within_20s_share.mean


def test_callers_who_never_join_are_gone_with_any_number_of_agents():
    calls, desk = made_up(4, agents=30)
    gone = np.arange(calls.arrives.size) % 10 == 0
    impatient = Recorded(calls.arrives, np.where(gone, math.nan, calls.talks), np.where(gone, 0.0, calls.waits))
    fit = calibrate(impatient, desk)
    assert fit.patience.leaves_at_once == pytest.approx(0.1)
    found = replay(impatient, desk, fit, seed=1, replications=5)
    assert found.abandoned_share.mean == pytest.approx(0.1, abs=0.01)


def test_a_quiet_week_in_which_nobody_waited_predicts_another():
    calls, desk = made_up(5, calls_per_day=20, agents=30)
    found = replay(calls, desk, calibrate(calls, desk), seed=1, replications=5)
    assert found.abandoned_share.mean == 0.0
    assert found.mean_wait_answered_seconds.mean == 0.0


def test_without_recorded_waits_means_can_be_assumed():
    calls, desk = made_up(2)
    fit = assume(calls, patience_seconds=PATIENCE_SECONDS, off_seconds=OFF_SECONDS)
    found = replay(calls, desk, fit, seed=1, replications=10)
    assert abs(found.abandoned_share.mean - (1.0 - calls.is_answered.mean())) < 0.03


def test_patience_is_learned_from_who_was_answered_as_well():
    chance = np.random.default_rng(1)
    endures, offered = chance.exponential(200.0, 20_000), chance.exponential(50.0, 20_000)
    found = learn(np.minimum(endures, offered), endures < offered, np.zeros(20_000, dtype=np.int64))
    assert found.mean_seconds() == pytest.approx([200.0], rel=0.1)


def test_behind_many_people_callers_have_less_patience():
    chance = np.random.default_rng(1)
    ahead = np.repeat([0, 6], 10_000)
    endures, offered = chance.exponential(np.where(ahead > 0, 60.0, 300.0)), chance.exponential(80.0, 20_000)
    found = learn(np.minimum(endures, offered), endures < offered, ahead)
    few, many = found.mean_seconds()[[0, -1]]
    assert few == pytest.approx(300.0, rel=0.1)
    assert many == pytest.approx(60.0, rel=0.1)


def test_more_luck_is_more_patience_and_its_mean_is_the_mean():
    luck = (np.arange(10_000) + 0.5) / 10_000
    drawn = steady(120.0).draw(luck)[:, 0, 0]
    assert np.all(np.diff(drawn) > 0)
    assert drawn.mean() == pytest.approx(120.0, rel=0.01)


def test_calls_and_staff_are_read_as_they_come():
    calls, staff = read_calls("\ufeff" + CALLS), read_staff(STAFF)
    assert calls.arrives.tolist() == [calls.arrives[0], calls.arrives[0] + 5]
    assert calls.is_answered.tolist() == [True, False]
    assert staff.agents.tolist() == [2, 0, 1, 0]
    assert staff.starts[-1] % 86_400 == 0


def test_the_order_of_the_rows_says_nothing():
    head, first, second = CALLS.splitlines()
    assert np.array_equal(read_calls("\n".join([head, second, first])).arrives, read_calls(CALLS).arrives)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("no_calls", ""),
        ("no_calls", "arrival,service_seconds,waited_seconds\n"),
        ("missing_column", "moment,service_seconds\n2024-09-30T09:00:00,3\n"),
        ("negative_service", CALLS.replace("120", "-1")),
        ("negative_wait", CALLS.replace("31", "-31")),
        ("bad_number", CALLS.replace("120", "two")),
        ("bad_number", CALLS.replace("120", "inf")),
        ("bad_moment", CALLS.replace("2024-09-30T", "2024-02-30T")),
        ("bad_moment", CALLS.replace("09:00:05", "25:00:05")),
        ("bad_moment", CALLS.replace("2024-09-30T09:00:05", "")),
    ],
)
def test_calls_that_cannot_be_are_refused(code, text):
    with pytest.raises(Refused) as refused:
        read_calls(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("no_agents", ""),
        ("no_agents", "from,to,agents\n"),
        ("no_agents", STAFF.replace(",2\n", ",0\n").replace(",1\n", ",0\n")),
        ("missing_column", STAFF.replace("agents", "people")),
        ("bad_agents", STAFF.replace(",2\n", ",-2\n")),
        ("bad_agents", STAFF.replace(",2\n", ",2.5\n")),
        ("bad_agents", STAFF.replace(",2\n", ",\n")),
        ("staff_ends_first", STAFF.replace("T09:15", "T09:00")),
        ("staff_overlap", STAFF + "2024-09-30T09:10,2024-09-30T09:25,2\n"),
        ("bad_moment", STAFF.replace("2024-09-30T09:15", "noon")),
    ],
)
def test_staff_that_cannot_be_is_refused(code, text):
    with pytest.raises(Refused) as refused:
        read_staff(text)
    assert refused.value.code == code


def test_what_cannot_be_learned_from_is_refused():
    calls, desk = made_up(2, days=1)
    unknown = np.full(calls.arrives.size, math.nan)
    elsewhere = Desk(desk.starts + 1e7, desk.agents)
    asked = {
        "no_waits": lambda: calibrate(replace(calls, waits=unknown), desk),
        "nobody_answered": lambda: calibrate(replace(calls, talks=unknown), desk),
        "no_agents": lambda: calibrate(calls, elsewhere),
        "unsorted": lambda: recorded(calls.arrives[::-1], calls.talks),
        "out_of_range": lambda: assume(calls, patience_seconds=0.0, off_seconds=1.0),
    }
    for code, ask in asked.items():
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.code == code


def test_a_replay_needs_agents_and_a_replication(learned):
    calls, desk = made_up(2, days=1)
    with pytest.raises(Refused, match="out_of_range"):
        replay(calls, desk, learned, seed=1, replications=0)
    with pytest.raises(Refused, match="no_agents"):
        replay(calls, Desk(desk.starts + 1e7, desk.agents), learned, seed=1, replications=1)
