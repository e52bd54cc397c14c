"""The times at the desk that can still be taken."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from voordeur.counter.models import Appointment
from voordeur.counter.rules.status import TAKES_A_PLACE
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import at_minute, desk_days, desk_slots, local


@dataclass(frozen=True, slots=True)
class Free:
    """A time with at least one free place."""

    from_at: datetime
    until_at: datetime
    places: int


def free_times(*, now: datetime, policy: ServicePolicy) -> list[Free]:
    """Every time that can be chosen at `now`, in order; what has begun cannot."""
    days = desk_days(policy, local(now).date())
    if not days:
        return []
    taken = _taken(days)
    return [free for day in days for free in _free_on(day, taken, policy) if free.from_at > now]


def free_at(starts_at: datetime, *, now: datetime, policy: ServicePolicy) -> tuple[Free, list[int]] | None:
    """The time that begins at `starts_at` with the numbers of its free places; None when it is none of ours."""
    day = local(starts_at).date()
    if starts_at <= now or day not in desk_days(policy, local(now).date()):
        return None
    slot = next((one for one in desk_slots(policy, day) if one.from_at == starts_at), None)
    if slot is None:
        return None
    taken = set(
        Appointment.objects.filter(starts_at=starts_at, status__in=TAKES_A_PLACE).values_list("place", flat=True)
    )
    free = [place for place in range(1, slot.places + 1) if place not in taken]
    return Free(slot.from_at, slot.until_at, len(free)), free


def _taken(days: Sequence[date]) -> Counter[datetime]:
    """How many places are taken, by begin, on the days from the first to the last."""
    begun = Appointment.objects.filter(
        starts_at__gte=at_minute(days[0], 0), starts_at__lt=at_minute(days[-1], 24 * 60), status__in=TAKES_A_PLACE
    )
    return Counter(begun.values_list("starts_at", flat=True))


def _free_on(day: date, taken: Counter[datetime], policy: ServicePolicy) -> list[Free]:
    found = []
    for slot in desk_slots(policy, day):
        places = slot.places - taken[slot.from_at]
        if places > 0:
            found.append(Free(slot.from_at, slot.until_at, places))
    return found
