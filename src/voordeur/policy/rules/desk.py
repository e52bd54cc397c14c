"""Appointments at the desk: which times there are on a day, and how far ahead they can be made."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules.calendar import add_working_days, at_minute, is_holiday


@dataclass(frozen=True, slots=True)
class DeskSlot:
    """One time at the desk; `places` people can come at it."""

    from_at: datetime
    until_at: datetime
    places: int


def desk_slots(policy: ServicePolicy, day: date) -> tuple[DeskSlot, ...]:
    """The times of a day, in order: as many whole appointments as fit into each block of opening hours."""
    desk = policy.channels.desk
    if is_holiday(day, policy) and not desk.open.is_round_the_clock:
        return ()
    return tuple(
        DeskSlot(at_minute(day, minute), at_minute(day, minute + desk.appointment_minutes), desk.places)
        for block in desk.open.on(day.weekday())
        for minute in range(
            block.from_minute, block.until_minute - desk.appointment_minutes + 1, desk.appointment_minutes
        )
    )


def desk_days(policy: ServicePolicy, today: date) -> list[date]:
    """The days on which an appointment can be made on `today`, today included."""
    last = add_working_days(today, policy.channels.desk.book_ahead_working_days, policy)
    days = [today + timedelta(days=offset) for offset in range((last - today).days + 1)]
    return [day for day in days if desk_slots(policy, day)]
