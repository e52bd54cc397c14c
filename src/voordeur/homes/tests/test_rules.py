"""Rows and addresses, for any text that a file may hold."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.homes.rules import dwelling_rows, tenancy_rows
from voordeur.homes.rules.addresses import Address, address_of, house_number_of, postcode_of
from voordeur.homes.rules.tenancy_rows import overlap
from voordeur.parties.rules import person_rows
from voordeur.parties.rules.cells import Row

TODAY = date(2026, 11, 23)
CELLS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "1", "0", "-1", "=1+1", "+31612345678", "52,2354", "5.9776", "nan", "inf", "1e5", "7323 AA", "woonfunctie",
         "2020-01-01", "31-12-2020", "P1:HUU|P2", "12A-3", "٣", "²", "1.234,56", "€ 12"]
    ),
)  # fmt: skip
READERS = [
    (dwelling_rows.FIELDS, dwelling_rows.dwelling_of, dwelling_rows.keys_of),
    (person_rows.FIELDS, person_rows.person_of, person_rows.keys_of),
    (tenancy_rows.FIELDS, tenancy_rows.tenancy_of, tenancy_rows.keys_of),
]


@pytest.mark.parametrize(("fields", "read", "keys"), READERS)
@given(data=st.data())
def test_any_cells_give_values_or_faults_and_never_a_crash(fields, read, keys, data) -> None:
    named = data.draw(st.sets(st.sampled_from(sorted(fields))))
    row = Row(1, {name: data.draw(CELLS) for name in named})
    values = read(row, today=TODAY)
    if row.errors:
        assert all(fault.field in fields and fault.row == 1 for fault in row.errors)
    else:
        assert all(keys(values).values())


@given(
    st.integers(1, 99_999),
    st.sampled_from(["", "A", "Z"]),
    st.from_regex(r"\A([0-9][0-9A-Z]{0,5}|[A-Z]{2,6})?\Z"),
)
def test_an_address_key_reads_back_as_the_address(number: int, letter: str, addition: str) -> None:
    address = Address("7323AA", number, letter, addition)
    assert address_of(address.key) == address


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("139", (139, "", "")),
        ("139a", (139, "A", "")),
        ("139-2", (139, "", "2")),
        ("139 A-2", (139, "A", "2")),
        ("139A2", (139, "A", "2")),
        ("139 bis", (139, "", "BIS")),
        ("0139", (139, "", "")),
        ("0", None),
        ("123456", None),
        ("A", None),
        ("", None),
    ],
)
def test_house_numbers_are_read_as_people_write_them(text: str, parts: tuple | None) -> None:
    assert house_number_of(text) == parts


@given(st.text(max_size=12))
def test_a_postcode_is_four_digits_and_two_letters_or_nothing(text: str) -> None:
    found = postcode_of(text)
    assert found is None or (len(found) == 6 and found[:4].isdigit() and found[4:].isalpha())


def test_periods_that_only_touch_do_not_overlap() -> None:
    first, second = date(2020, 1, 1), date(2021, 1, 1)
    assert not overlap(first, second, second, None)
    assert overlap(first, None, second, None)
    assert overlap(first, date(2021, 1, 2), second, None)
