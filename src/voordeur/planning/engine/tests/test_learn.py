"""Durations learned from few visits: sensible without any, better than the plain mean, not moved by one wrong time."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voordeur.planning.engine.learn import Kind, learn

PLUMBING = {name: Kind("plumbing") for name in ("tap", "drain", "boiler", "never seen")}
VISITS = [("tap", minutes) for minutes in (25, 30, 35, 28, 32, 30)] + [
    ("drain", minutes) for minutes in (55, 60, 65, 70, 50, 58)
]
some_visits = st.lists(st.tuples(st.sampled_from(["tap", "drain", "boiler"]), st.floats(1, 400)), max_size=30)


def test_without_any_visit_a_kind_takes_its_norm_with_an_honest_spread():
    found = learn([], {"tap": Kind("plumbing", 40), "odd": Kind("plumbing"), "lamp": Kind("electric")})

    assert found["tap"].mean_minutes == pytest.approx(40 * math.exp(0.5 * (0.25 + 0.25 + 0.5)))
    assert found["odd"].mean_minutes == found["tap"].mean_minutes
    assert found["lamp"].mean_minutes > found["tap"].mean_minutes
    assert found["tap"].sd_minutes > 0.5 * found["tap"].mean_minutes
    assert (found["tap"].visits, found["tap"].own_share) == (0, 0)


def test_a_kind_without_visits_takes_what_its_trade_does():
    found = learn(VISITS, PLUMBING)

    assert found["tap"].mean_minutes < found["never seen"].mean_minutes < 1.4 * found["drain"].mean_minutes
    assert found["never seen"].sd_minutes > found["tap"].sd_minutes


def test_one_visit_moves_a_kind_part_of_the_way():
    without = learn(VISITS, PLUMBING)["boiler"]

    one = learn([*VISITS, ("boiler", 150)], PLUMBING)["boiler"]

    assert without.mean_minutes < one.mean_minutes < 150
    assert 0.3 < one.own_share < 0.95
    assert one.visits == 1


def test_many_visits_speak_for_themselves():
    rng = np.random.default_rng(1)
    logs = rng.normal(math.log(90), 0.4, 2000)
    visits = [("tap", float(minutes)) for minutes in np.exp(logs)]

    found = learn([*visits, *VISITS[6:]], PLUMBING)["tap"]

    assert found.own_share > 0.99
    assert found.mean_minutes == pytest.approx(90 * math.exp(0.08), rel=0.03)
    assert found.sd_minutes == pytest.approx(found.mean_minutes * math.sqrt(math.exp(0.16) - 1), rel=0.06)


def test_a_forgotten_clock_hardly_counts():
    """Somebody forgets to clock off a tap: ten hours. The plain mean would go from 30 to 111 minutes."""
    before, after = (learn(visits, PLUMBING)["tap"] for visits in (VISITS, [*VISITS, ("tap", 600)]))

    assert after.mean_minutes < 1.5 * before.mean_minutes
    many = VISITS + VISITS[:6] * 5
    before, after = (learn(visits, PLUMBING)["tap"] for visits in (many, [*many, ("tap", 600)]))
    assert after.mean_minutes < 1.03 * before.mean_minutes
    assert after.sd_minutes < 1.3 * before.sd_minutes


def test_visits_that_are_none_and_kinds_that_nobody_knows_are_left_aside():
    odd = [("tap", 0.0), ("tap", -5.0), ("tap", math.nan), ("tap", math.inf), ("secret", 30.0)]

    assert learn([*VISITS, *odd], PLUMBING) == learn(VISITS, PLUMBING)


def test_trades_do_not_learn_from_each_other():
    kinds = {**PLUMBING, "lamp": Kind("electric")}

    assert learn(VISITS, kinds)["lamp"] == learn([], kinds)["lamp"]


def test_a_trade_that_is_slower_than_its_norms_is_so_for_kinds_without_visits():
    kinds = {"short": Kind("plumbing", 20), "long": Kind("plumbing", 100), "new": Kind("plumbing", 50)}
    visits = [("short", 40.0)] * 20 + [("long", 200.0)] * 20

    norm, found = learn([], kinds)["new"], learn(visits, kinds)["new"]

    assert 1.2 * norm.mean_minutes < 2 * 50 * 1.2
    assert 85 < found.mean_minutes < 120


def test_it_is_nearer_to_the_truth_than_the_plain_mean_and_than_the_trade():
    """Forty kinds with one to four visits each, sixty times: the root mean square of the error on the scale of the
    logarithm, and how often a next visit lies where the spread says."""
    rng = np.random.default_rng(2)
    errors = {"learned": [], "plain": [], "trade": []}
    inside = []
    for _ in range(60):
        truth = rng.normal(math.log(60), 0.4, 40)
        kinds = {f"k{n}": Kind("plumbing") for n in range(40)}
        visits = [(f"k{n}", float(np.exp(rng.normal(truth[n], 0.5)))) for n in range(40) for _ in range(n % 4 + 1)]
        found = learn(visits, kinds)
        everything = np.mean([math.log(minutes) for _, minutes in visits])
        for number in range(40):
            one = found[f"k{number}"]
            # The median of a lognormal with these moments.
            middle = math.log(one.mean_minutes) - 0.5 * math.log1p((one.sd_minutes / one.mean_minutes) ** 2)
            own = np.mean([math.log(minutes) for name, minutes in visits if name == f"k{number}"])
            errors["learned"].append(middle - truth[number])
            errors["plain"].append(own - truth[number])
            errors["trade"].append(everything - truth[number])
            spread = math.sqrt(math.log1p((one.sd_minutes / one.mean_minutes) ** 2))
            inside.append(abs(rng.normal(truth[number], 0.5) - middle) < 1.96 * spread)

    size = {name: float(np.sqrt(np.mean(np.square(values)))) for name, values in errors.items()}

    assert size["learned"] < 0.85 * size["plain"]
    assert size["learned"] < 0.85 * size["trade"]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.025)


@settings(deadline=None)
@given(some_visits, st.randoms(use_true_random=False))
def test_the_order_of_visits_does_not_matter(visits, random):
    other = list(visits)
    random.shuffle(other)

    one, two = learn(visits, PLUMBING), learn(other, PLUMBING)

    assert [found.mean_minutes for found in one.values()] == pytest.approx(
        [found.mean_minutes for found in two.values()]
    )


@settings(deadline=None)
@given(some_visits, st.floats(0.2, 5))
def test_everything_twice_as_long_is_learned_as_twice_as_long(visits, times):
    kinds = {name: Kind("plumbing", 50) for name in PLUMBING}
    longer = {name: Kind("plumbing", 50 * times) for name in PLUMBING}

    one, two = learn(visits, kinds), learn([(name, minutes * times) for name, minutes in visits], longer)

    for name, found in one.items():
        assert two[name].mean_minutes == pytest.approx(found.mean_minutes * times)
        assert two[name].sd_minutes == pytest.approx(found.sd_minutes * times)


@settings(deadline=None)
@given(some_visits)
def test_a_mean_and_a_spread_are_always_above_zero_and_finite(visits):
    for found in learn(visits, PLUMBING).values():
        assert 0 < found.mean_minutes < math.inf
        assert 0 < found.sd_minutes < math.inf
        assert 0 <= found.own_share < 1
