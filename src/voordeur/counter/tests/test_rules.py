"""Every move of a ticket and of an appointment, and who is next in the hall."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.counter.rules.order import InHall, in_order
from voordeur.counter.rules.status import (
    APPOINTMENT_MOVES,
    TICKET_MOVES,
    AppointmentAction,
    AppointmentStatus,
    TicketAction,
    TicketStatus,
    move_appointment,
    move_ticket,
)
from voordeur.kernel.errors import Refused

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(("status", "action"), list(product(TicketStatus, TicketAction)))
def test_a_ticket_moves_as_the_table_says_and_never_otherwise(status: TicketStatus, action: TicketAction):
    if (status, action) in TICKET_MOVES:
        assert move_ticket(status, action) == TICKET_MOVES[(status, action)]
    else:
        with pytest.raises(Refused, match="not_with_this_ticket"):
            move_ticket(status, action)


@pytest.mark.parametrize(("status", "action"), list(product(AppointmentStatus, AppointmentAction)))
def test_an_appointment_moves_as_the_table_says_and_never_otherwise(
    status: AppointmentStatus, action: AppointmentAction
):
    if (status, action) in APPOINTMENT_MOVES:
        assert move_appointment(status, action) == APPOINTMENT_MOVES[(status, action)]
    else:
        with pytest.raises(Refused, match="not_with_this_appointment"):
            move_appointment(status, action)


def test_who_was_helped_and_who_cancelled_stays_so():
    ended = [status for status, _ in TICKET_MOVES if status == TicketStatus.HELPED]
    cancelled = [status for status, _ in APPOINTMENT_MOVES if status == AppointmentStatus.CANCELLED]

    assert not ended
    assert not cancelled


def came(number: int, minutes_ago: int, appointment_in: int | None = None) -> InHall:
    at = None if appointment_in is None else NOW + timedelta(minutes=appointment_in)
    return InHall(number, number, NOW - timedelta(minutes=minutes_ago), at)


def test_an_appointment_at_its_time_goes_first_then_who_came_first_and_who_is_early_last():
    early, walk_in, earlier, due = came(1, 60, 15), came(2, 10), came(3, 20), came(4, 1, -5)

    placed = in_order([early, walk_in, earlier, due], NOW)

    assert [(one.waiting.number, one.why) for one in placed] == [
        (4, "appointment"),
        (3, "walk_in"),
        (2, "walk_in"),
        (1, "early"),
    ]


def test_the_moment_of_an_appointment_is_its_time():
    assert in_order([came(1, 0, 0)], NOW)[0].why == "appointment"


halls = st.lists(
    st.builds(
        came,
        st.integers(1, 500),
        st.integers(0, 300),
        st.none() | st.integers(-120, 120),
    ),
    max_size=12,
    unique_by=lambda one: one.number,
)


@given(halls)
def test_everybody_who_waits_has_one_place_and_no_walk_in_is_passed_by_a_later_one(hall: list[InHall]):
    placed = in_order(hall, NOW)

    assert sorted(one.waiting.number for one in placed) == sorted(one.number for one in hall)
    walked = [one.waiting.drawn_at for one in placed if one.why == "walk_in"]
    assert walked == sorted(walked)
    assert [one.why for one in placed] == sorted(
        (one.why for one in placed), key=["appointment", "walk_in", "early"].index
    )


@given(halls, st.integers(0, 60))
def test_who_is_next_stays_in_front_of_who_comes_in_later(hall: list[InHall], minutes: int):
    first = [one.waiting.number for one in in_order(hall, NOW) if one.why == "walk_in"]
    newcomer = InHall(999, 999, NOW + timedelta(minutes=minutes), None)

    after = [one.waiting.number for one in in_order([*hall, newcomer], NOW) if one.why == "walk_in"]

    assert after == [*first, 999]
