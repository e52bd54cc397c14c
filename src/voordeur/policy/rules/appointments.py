"""Appointment windows and what goes with them: moving, reminding, nobody home. Knows no routes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from voordeur.kernel import workdays
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules.calendar import ZONE, add_working_days, at_minute, is_working_day, local


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch in which a craftsman arrives: from `start_at` up to and including `end_at`, with their zone."""

    start_at: datetime
    end_at: datetime


def windows_on(policy: ServicePolicy, day: date) -> tuple[Window, ...]:
    """The windows of one day, side by side from the first start; none on weekends and holidays.

    What remains at the end of the day and is shorter than a window is not offered. The windows exist as well where
    tenants are offered no appointments: a visit is then announced by us.
    """
    if not is_working_day(day, policy):
        return ()
    width = policy.appointments.window_minutes
    first = policy.appointments.first_start.hour * 60 + policy.appointments.first_start.minute
    starts = range(first, first + policy.appointments.day_minutes - width + 1, width)
    return tuple(Window(at_minute(day, start), at_minute(day, start + width)) for start in starts)


def horizon(policy: ServicePolicy, today: date) -> tuple[date, ...]:
    """The working days on which a visit can be booked: `today`, if it is one, and on, as many as the policy says."""
    first = add_working_days(today, 0, policy)
    days = workdays.working_days_from(first, _Closed(policy))
    return tuple(next(days) for _ in range(policy.appointments.horizon_working_days))


def may_move_until(policy: ServicePolicy, window_start_at: datetime) -> datetime:
    """The last moment at which the tenant may move or cancel; never later than the window itself."""
    start = local(window_start_at)
    day = start.date() - timedelta(days=policy.appointments.move_days_before)
    moment = datetime.combine(day, policy.appointments.move_until, ZONE)
    return min(moment, start)


def may_move(policy: ServicePolicy, window_start_at: datetime, *, now: datetime) -> bool:
    """Whether the tenant may still move or cancel at `now`."""
    return now <= may_move_until(policy, window_start_at)


def held_until(policy: ServicePolicy, offered_at: datetime) -> datetime:
    """Until when an offered window is kept free."""
    return local(offered_at) + timedelta(minutes=policy.appointments.hold_minutes)


def reminder_on(policy: ServicePolicy, window_start_at: datetime) -> date | None:
    """The day on which the tenant is reminded; None when the policy sends no reminders."""
    before = policy.appointments.reminder_days_before
    return local(window_start_at).date() - timedelta(days=before) if before else None


def no_access_charge_cents(policy: ServicePolicy, window_start_at: datetime, *, cancelled_at: datetime | None) -> int:
    """What a tenant pays who was not home: nothing when it was cancelled or moved in time."""
    if cancelled_at is not None and may_move(policy, window_start_at, now=cancelled_at):
        return 0
    return policy.appointments.no_access_charge_cents


def is_last_attempt(policy: ServicePolicy, attempts: int) -> bool:
    """Whether the report is closed after this many visits to a closed door."""
    return attempts >= policy.appointments.no_access_attempts


class _Closed:
    """The days that are no working day under a policy, as a container."""

    def __init__(self, policy: ServicePolicy) -> None:
        self._policy = policy

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and not is_working_day(day, self._policy)
