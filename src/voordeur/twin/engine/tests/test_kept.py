"""Two answers beside each other: paired where they met the same luck, else as independent years."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import stats

from voordeur.twin.engine.kpis import GROUP_UNITS, UNITS
from voordeur.twin.engine.questions import kept
from voordeur.twin.engine.questions.controls import CONTROLS
from voordeur.twin.engine.questions.variants import Known, Life, Size
from voordeur.twin.engine.world import Setting

SIZE = Size(Setting(150, date(2027, 1, 1), 1), 1, 4)


def lives(values: list[float]) -> list[Life]:
    return [Life(dict.fromkeys(UNITS, one), {"all": dict.fromkeys(GROUP_UNITS, one)}) for one in values]


def test_the_same_homes_calendar_and_seed_are_the_same_luck_however_often_they_were_lived():
    assert kept.is_same_luck(SIZE, replace(SIZE, replications=9))
    for other in (
        replace(SIZE, years=2),
        replace(SIZE, setting=replace(SIZE.setting, seed=2)),
        replace(SIZE, setting=replace(SIZE.setting, homes=151)),
        replace(SIZE, setting=replace(SIZE.setting, first_on=date(2028, 1, 1))),
    ):
        assert not kept.is_same_luck(SIZE, other)


def test_years_that_share_their_luck_are_taken_one_by_one():
    # Each year differs by exactly one, however far the years lie apart.
    one, other = Known(lives={"a": lives([1.0, 5.0, 9.0])}), lives([2.0, 6.0, 10.0])
    found = kept.Ruler(one, "a", is_paired=True).figures(other)["mark_repairs"]
    assert (found.mean, found.low, found.high) == pytest.approx((1.0, 1.0, 1.0))
    apart = kept.Ruler(one, "a", is_paired=False).figures(other)["mark_repairs"]
    assert apart.mean == pytest.approx(1.0)
    assert not apart.differs


def test_independent_years_are_compared_as_welch_does():
    rng = np.random.default_rng(4)
    one, other = rng.normal(7.0, 0.3, 12).tolist(), rng.normal(7.4, 0.6, 7).tolist()
    found = kept.apart(one, other)
    judged = stats.ttest_ind(other, one, equal_var=False).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((judged.low, judged.high))


def test_a_single_year_says_no_more_than_its_mean():
    found = kept.apart([7.0], [7.5, 7.6])
    assert (found.low, found.high) == (found.mean, found.mean)


def test_groups_that_only_one_of_them_has_are_left_out():
    other = [Life(one.figures, {**one.groups, "district_2": one.groups["all"]}) for one in lives([2.0, 3.0])]
    ruler = kept.Ruler(Known(lives={"a": lives([1.0, 2.0])}), "a", is_paired=True)
    assert set(ruler.groups(other)) == {"all"}


@pytest.mark.parametrize("is_paired", [True, False])
def test_a_difference_is_no_surer_than_counting_people_anew_lets_it_be(is_paired: bool):
    alike = {"a": lives([7.0, 7.1, 6.9])}
    anew = {name: lives([7.0 + moved] * 3) for name, moved in zip(CONTROLS, (0.3, -0.3, 0.2, -0.2), strict=True)}
    other = lives([7.1, 7.2, 7.0])
    sure, unsure = (
        kept.Ruler(Known(lives=own), "a", is_paired).figures(other)["mark_repairs"] for own in (alike, alike | anew)
    )
    assert unsure.mean == sure.mean
    assert unsure.high - unsure.low > 2.0 * (sure.high - sure.low)
    assert not unsure.differs
