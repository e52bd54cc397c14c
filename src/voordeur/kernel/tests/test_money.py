"""The laws of splitting money, and how amounts are written."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.kernel.money import in_words, rounded, split

CENTS = st.integers(-10_000_000_000, 10_000_000_000)
SHARES = st.lists(st.floats(0, 1e6), min_size=1, max_size=40).filter(any)


@given(CENTS, SHARES)
def test_not_a_cent_is_lost_or_made(cents: int, shares: list[float]) -> None:
    assert sum(split(cents, shares)) == cents


@given(CENTS, SHARES)
def test_every_part_is_within_a_cent_of_its_exact_share(cents: int, shares: list[float]) -> None:
    total = sum(map(Fraction, shares))

    for part, share in zip(split(cents, shares), shares, strict=True):
        assert abs(part - cents * Fraction(share) / total) < 1


@given(CENTS, SHARES)
def test_who_has_no_share_gets_and_pays_nothing(cents: int, shares: list[float]) -> None:
    assert split(cents, [*shares, 0])[-1] == 0


def test_at_equal_remainders_the_first_in_line_gets_the_cent() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(-100, [1, 1, 1]) == [-34, -33, -33]


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1]])
def test_shares_that_cannot_be_split_over_are_refused(shares: list[float]) -> None:
    with pytest.raises(ValueError, match=r"nothing to split|negative"):
        split(100, shares)


@given(CENTS)
def test_an_amount_can_be_read_back_in_both_languages(cents: int) -> None:
    dutch = in_words(cents, "nl").removeprefix("€ ").replace(".", "").replace(",", ".")
    english = in_words(cents, "en").replace("€", "").replace(",", "")

    assert Decimal(dutch) * 100 == Decimal(english) * 100 == cents


def test_amounts_are_written_as_people_write_them() -> None:
    assert in_words(123_450, "nl") == "€ 1.234,50"
    assert in_words(123_450, "en-gb") == "€1,234.50"
    assert in_words(-5, "nl") == "€ -0,05"


def test_half_a_cent_is_rounded_away_from_zero() -> None:
    assert [rounded(Fraction(cents, 2)) for cents in (-3, -1, 0, 1, 3)] == [-2, -1, 0, 1, 2]
