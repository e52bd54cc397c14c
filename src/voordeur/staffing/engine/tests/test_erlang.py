"""Erlang C to 1e-9 and Erlang A to 1e-6 against a table of cases that is worked out in another way, and published ones.

The cases go from one agent to thousands, from idle to overloaded, from people who hang up at once to people who hardly
ever do. `exact.py` sums each of them with 60 digits.
"""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voordeur.kernel.errors import Refused
from voordeur.staffing.engine.erlang import Load, agents_needed, blocking, judge, wait_probability
from voordeur.staffing.engine.tests import exact

pytestmark = pytest.mark.pure

# calls per hour, handling seconds, agents, target seconds
PATIENT = [
    (10, 300, 1, 20), (11.9, 300, 1, 30), (1, 60, 1, 0), (20, 300, 2, 30), (23.9, 300, 2, 30), (30, 240, 3, 20),
    (60, 300, 6, 30), (60, 300, 8, 30), (90, 360, 10, 20), (100, 180, 6, 20), (100, 300, 9, 60),
    (120, 300, 11, 30), (150, 285, 14, 30), (200, 300, 18, 30), (240, 300, 22, 10), (360, 240, 25, 20),
    (500, 185, 28, 20), (720, 240, 55, 15), (720, 240, 49, 15), (1000, 300, 90, 30), (1620, 60, 30, 10),
    (2880, 60, 50, 20), (2880, 60, 49, 20), (3600, 300, 310, 20), (3600, 300, 301, 20), (6000, 300, 510, 20),
    (10_000, 300, 850, 20), (12_000, 300, 1010, 20), (24_000, 300, 2010, 20), (36_000, 300, 3001, 20),
    (60_000, 300, 5050, 20), (5, 3600, 6, 120), (0.5, 1800, 1, 600), (3000, 6, 6, 2),
]  # fmt: skip
# calls per hour, handling seconds, agents, patience seconds, target seconds
IMPATIENT = [
    (10, 300, 1, 120, 20), (30, 300, 1, 120, 30), (1, 60, 1, 30, 0), (20, 300, 2, 60, 30), (60, 300, 2, 60, 30),
    (60, 300, 5, 120, 30), (60, 300, 6, 120, 30), (60, 300, 8, 600, 30), (90, 360, 10, 240, 20),
    (100, 300, 8, 10, 20), (100, 300, 9, 1, 5), (120, 300, 9, 3000, 60), (150, 285, 14, 171, 30),
    (200, 300, 16, 120, 30), (240, 300, 20, 90, 10), (360, 240, 25, 120, 20), (500, 185, 22, 180, 20),
    (720, 240, 48, 120, 15), (720, 240, 30, 120, 15), (1000, 300, 80, 300, 30), (1620, 60, 30, 120, 10),
    (2880, 60, 50, 120, 20), (2880, 60, 40, 120, 20), (3600, 300, 300, 120, 20), (3600, 300, 250, 60, 20),
    (6000, 300, 510, 600, 20), (6000, 366, 610, 120, 20), (10_000, 300, 800, 120, 20),
    (12_000, 300, 1000, 60, 20), (24_000, 300, 1990, 900, 20), (36_000, 300, 3000, 120, 20),
    (36_000, 300, 2500, 120, 90), (5, 3600, 4, 300, 120), (100, 300, 50, 120, 30), (900, 20, 5, 4000, 40),
]  # fmt: skip


def test_the_table_is_as_long_as_was_promised():
    assert len(PATIENT) + len(IMPATIENT) >= 50


@pytest.mark.parametrize("case", PATIENT, ids=str)
def test_erlang_c_is_the_exact_sum_to_nine_digits(case: tuple[float, float, int, float]):
    calls, handling, agents, target = case
    wanted = exact.erlang_c(calls, handling, agents, target)
    found = judge(Load(calls, handling), agents, target)

    assert found.wait_probability == pytest.approx(float(wanted.wait_probability), abs=1e-9)
    assert found.mean_wait_seconds == pytest.approx(float(wanted.mean_wait_seconds), rel=1e-9, abs=1e-9)
    assert found.service_level == pytest.approx(float(wanted.service_level), abs=1e-9)
    assert found.occupancy == pytest.approx(float(wanted.occupancy), abs=1e-9)
    assert found.abandonment == 0.0
    assert found.within_target == found.service_level


@pytest.mark.parametrize("case", [case for case in PATIENT if case[2] <= 60 and float(case[0]).is_integer()], ids=str)
def test_erlang_c_is_the_formula_in_fractions(case: tuple[int, int, int, float]):
    calls, handling, agents, _ = case
    wanted = float(exact.erlang_c_fraction(int(calls), int(handling), agents))

    assert wait_probability(agents, calls * handling / 3600) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("case", IMPATIENT, ids=str)
def test_erlang_a_is_the_exact_chain_to_six_digits_and_better(case: tuple[float, float, int, float, float]):
    calls, handling, agents, patience, target = case
    wanted = exact.erlang_a(calls, handling, agents, patience, target)
    found = judge(Load(calls, handling, patience), agents, target)

    assert found.wait_probability == pytest.approx(float(wanted.wait_probability), abs=1e-9)
    assert found.mean_wait_seconds == pytest.approx(float(wanted.mean_wait_seconds), rel=1e-9, abs=1e-9)
    assert found.abandonment == pytest.approx(float(wanted.abandonment), abs=1e-9)
    assert found.service_level == pytest.approx(float(wanted.service_level), abs=1e-9)
    assert found.occupancy == pytest.approx(float(wanted.occupancy), abs=1e-9)


def test_the_example_of_garnett_mandelbaum_and_reiman():
    """Designing a call center with impatient customers (2002): 48 calls a minute of one minute, 50 agents."""
    patient, impatient = judge(Load(2880, 60), 50, 20), judge(Load(2880, 60, 120), 50, 20)

    assert round(patient.mean_wait_seconds or 0, 1) == 20.8
    assert round(patient.occupancy, 2) == 0.96
    assert round(impatient.mean_wait_seconds or 0, 1) == 3.7
    assert round(impatient.abandonment, 3) == 0.031
    assert round(impatient.occupancy, 2) == 0.93


def test_the_worked_example_of_tanner():
    """The Erlang-C formula, www.mitan.co.uk: 360 calls in half an hour of 4 minutes, 55 agents, 15 seconds."""
    found = judge(Load(720, 240), 55, 15)

    assert round(found.wait_probability, 3) == 0.239
    assert round(found.service_level, 3) == 0.846
    assert round(found.mean_wait_seconds or 0, 1) == 8.2


def test_erlang_b_is_the_usual_table_of_trunks():
    """Two decimals of any table of Erlang B: 10 lines lose 1% at 4.46 erlang, 100 lines at 84.06."""
    assert blocking(10, 4.46) == pytest.approx(0.01, abs=2e-5)
    assert blocking(100, 84.06) == pytest.approx(0.01, abs=2e-5)


# --- laws -----------------------------------------------------------------------------------------------------------

LOADS = st.builds(
    Load,
    st.floats(0.1, 20_000),
    st.floats(5, 2_000),
    st.one_of(st.none(), st.floats(1, 100_000)),
)


@settings(max_examples=150, deadline=None)
@given(LOADS, st.integers(0, 3000), st.floats(0, 600))
def test_every_share_is_a_share_and_what_comes_in_goes_out(load: Load, agents: int, target: float):
    found = judge(load, agents, target)

    shares = (
        found.wait_probability, found.abandonment, found.service_level, found.within_target, found.occupancy
    )  # fmt: skip
    assert all(0.0 <= share <= 1.0 for share in shares)
    if load.patience_seconds is not None:
        # Whoever is not lost is helped: the busy agents are exactly the calls that stay.
        assert found.occupancy * agents == pytest.approx(load.erlangs * (1 - found.abandonment), rel=1e-9, abs=1e-9)
        assert found.abandonment * load.patience_seconds == pytest.approx(found.mean_wait_seconds, rel=1e-9)
        assert found.service_level <= found.within_target + 1e-12


@settings(max_examples=100, deadline=None)
@given(LOADS, st.integers(1, 1500), st.floats(0, 600))
def test_one_agent_more_never_makes_it_worse(load: Load, agents: int, target: float):
    fewer, more = judge(load, agents, target), judge(load, agents + 1, target)

    assert more.service_level >= fewer.service_level - 1e-12
    assert more.wait_probability <= fewer.wait_probability + 1e-12
    assert more.abandonment <= fewer.abandonment + 1e-12


@pytest.mark.parametrize("agents", [5, 50, 500])
def test_people_of_endless_patience_are_those_of_erlang_c(agents: int):
    calls = agents * 10.0
    patient, nearly = judge(Load(calls, 300), agents, 30), judge(Load(calls, 300, 10_000_000), agents, 30)

    assert nearly.wait_probability == pytest.approx(patient.wait_probability, abs=1e-4)
    assert nearly.service_level == pytest.approx(patient.service_level, abs=1e-4)


def test_a_queue_that_only_grows_says_so():
    found = judge(Load(120, 300), 10, 30)

    assert (found.wait_probability, found.mean_wait_seconds) == (1.0, None)
    assert (found.service_level, found.occupancy, found.abandonment) == (0.0, 1.0, 0.0)


def test_without_agents_everybody_leaves_and_without_calls_nobody_waits():
    assert judge(Load(60, 300, 90), 0, 30).abandonment == 1.0
    assert judge(Load(60, 300), 0, 30).mean_wait_seconds is None
    assert judge(Load(0, 300), 3, 30).service_level == 1.0
    assert judge(Load(0, 300, 90), 0, 30).wait_probability == 0.0


@pytest.mark.parametrize(
    ("load", "agents", "target", "field"),
    [
        (Load(-1, 300), 1, 20, "calls_per_hour"),
        (Load(math.nan, 300), 1, 20, "calls_per_hour"),
        (Load(1, 0), 1, 20, "handling_seconds"),
        (Load(1, math.inf), 1, 20, "handling_seconds"),
        (Load(1, 300, 0), 1, 20, "patience_seconds"),
        (Load(1, 300), -1, 20, "agents"),
        (Load(1, 300), 1_000_001, 20, "agents"),
        (Load(1, 300), 1, -1, "target_seconds"),
    ],
)
def test_what_cannot_be_is_refused_by_name(load: Load, agents: int, target: float, field: str):
    with pytest.raises(Refused) as refused:
        judge(load, agents, target)
    assert refused.value.params["field"] == field


# --- how many are needed ----------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(LOADS, st.floats(0.05, 0.99), st.floats(0, 300), st.floats(0.3, 1.0))
def test_what_is_needed_is_enough_and_one_less_is_not(load: Load, share: float, target: float, busiest: float):
    needed = agents_needed(load, target_share=share, target_seconds=target, occupancy_max=busiest)

    def is_enough(agents: int) -> bool:
        found = judge(load, agents, target)
        return found.service_level >= share and found.occupancy <= busiest

    assert is_enough(needed)
    assert not is_enough(needed - 1)


def test_nobody_is_needed_when_nobody_calls():
    assert agents_needed(Load(0, 300), target_share=0.8, target_seconds=20) == 0


def test_people_who_hang_up_need_fewer_agents():
    patient = agents_needed(Load(720, 240), target_share=0.8, target_seconds=20)
    impatient = agents_needed(Load(720, 240, 120), target_share=0.8, target_seconds=20)
    assert impatient < patient
