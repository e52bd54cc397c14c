"""What may be booked, moved and cancelled, and until when. Plain values in; values or Refused out."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Permission, Role, may
from voordeur.policy import rules as promised
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window

# An emergency goes to whoever can be there within the same hour most cheaply, and only then to a later hour.
EMERGENCY_BAND = timedelta(minutes=60)


class ProposalStatus(StrEnum):
    """Where a proposal stands."""

    RUNNING = "running"
    READY = "ready"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"
    STALE = "stale"
    CANCELLED = "cancelled"


class ProposalAction(StrEnum):
    """What is done to a proposal. `outdate`: so much changed since that none of it can be carried out."""

    FINISH = "finish"
    CANCEL = "cancel"
    ACCEPT = "accept"
    WITHDRAW = "withdraw"
    OUTDATE = "outdate"


class ProposalReason(StrEnum):
    """Why a proposal was made."""

    NIGHTLY = "nightly"
    ON_DEMAND = "on_demand"
    SICK = "sick"
    EMERGENCY = "emergency"


class SetbackKind(StrEnum):
    """How a running day goes otherwise."""

    EMERGENCY = "emergency"
    ILL = "ill"
    VAN = "van"
    LONG = "long"
    EARLY = "early"
    NOBODY_HOME = "nobody_home"


class SetbackStatus(StrEnum):
    """Whether somebody decided what to do about it."""

    OPEN = "open"
    CHOSEN = "chosen"
    LEFT = "left"
    STALE = "stale"


class SetbackAction(StrEnum):
    """What is done about it. `outdate`: the routes changed since, so that it has to be worked out anew."""

    CHOOSE = "choose"
    LEAVE = "leave"
    OUTDATE = "outdate"


class ChangeStatus(StrEnum):
    """Where one change of a proposal stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ChangeAction(StrEnum):
    """What a planner does with one change of a proposal."""

    ACCEPT = "accept"
    REJECT = "reject"


P, D = ProposalStatus, ProposalAction
FIRST_PROPOSAL_STATUS = P.RUNNING
PROPOSAL_MOVES: dict[tuple[ProposalStatus, ProposalAction], ProposalStatus] = {
    (P.RUNNING, D.FINISH): P.READY,
    (P.RUNNING, D.CANCEL): P.CANCELLED,
    (P.READY, D.ACCEPT): P.ACCEPTED,
    (P.READY, D.WITHDRAW): P.WITHDRAWN,
    (P.READY, D.OUTDATE): P.STALE,
}
FIRST_CHANGE_STATUS = ChangeStatus.OPEN
CHANGE_MOVES: dict[tuple[ChangeStatus, ChangeAction], ChangeStatus] = {
    (ChangeStatus.OPEN, ChangeAction.ACCEPT): ChangeStatus.ACCEPTED,
    (ChangeStatus.OPEN, ChangeAction.REJECT): ChangeStatus.REJECTED,
}
FIRST_SETBACK_STATUS = SetbackStatus.OPEN
SETBACK_MOVES: dict[tuple[SetbackStatus, SetbackAction], SetbackStatus] = {
    (SetbackStatus.OPEN, SetbackAction.CHOOSE): SetbackStatus.CHOSEN,
    (SetbackStatus.OPEN, SetbackAction.LEAVE): SetbackStatus.LEFT,
    (SetbackStatus.OPEN, SetbackAction.OUTDATE): SetbackStatus.STALE,
}

# From this minute of the evening on the plan of the next day stands.
EVENING_MINUTE = 17 * 60
# A tenant who can make only one window has an ordinary appointment.
LEAST_CHOICES = 2

# Who may book and move visits; whose case it is, is asked by the room of the case.
MAY_BOOK: frozenset[Role] = frozenset(
    {Role.TENANT, Role.CRAFTSMAN, Role.CONTACT_AGENT, Role.PLANNER, Role.HOUSING_CONSULTANT, Role.MANAGER}
)


def open_windows(policy: ServicePolicy, now: datetime) -> tuple[Window, ...]:
    """Every window of the horizon that has not begun, in order of time."""
    today = promised.local(now).date()
    return tuple(
        window
        for day in promised.horizon(policy, today)
        for window in promised.windows_on(policy, day)
        if window.start_at > now
    )


def check_window(
    policy: ServicePolicy, *, window_from_at: datetime, window_until_at: datetime, now: datetime
) -> Window:
    """The window as the policy has it; Refused "slot_not_offered" when it is not one that can be chosen at `now`."""
    for window in open_windows(policy, now):
        if window.start_at == window_from_at and window.end_at == window_until_at:
            return window
    raise Refused("slot_not_offered")


def whole_days(policy: ServicePolicy, *, due_at: datetime, now: datetime) -> tuple[Window, ...]:
    """The working days until `due_at` as one window each, for visits that we announce ourselves.

    Today counts as long as its day of windows has not begun. Never empty: what is due too soon gets the first day.
    """
    last = promised.local(due_at).date()
    found: list[Window] = []
    for day in _working_days(policy, promised.local(now).date()):
        windows = promised.windows_on(policy, day)
        if windows and windows[0].start_at > now:
            if found and day > last:
                break
            found.append(Window(windows[0].start_at, windows[-1].end_at))
        if day >= last and found:
            break
    return tuple(found)


def _working_days(policy: ServicePolicy, today: date) -> Sequence[date]:
    # The end of a term can lie beyond the horizon of choice, never beyond some months.
    days = [promised.add_working_days(today, 0, policy)]
    while len(days) < 120:
        days.append(promised.add_working_days(days[-1], 1, policy))
    return days


def emergency_bands(*, now: datetime, due_at: datetime) -> tuple[Window, ...]:
    """From now until one hour on, two hours on and so forth, the last until `due_at`; none when that has passed."""
    if due_at <= now:
        return ()
    bands: list[Window] = []
    until = now + EMERGENCY_BAND
    while until < due_at:
        bands.append(Window(now, until))
        until += EMERGENCY_BAND
    return (*bands, Window(now, due_at))


def check_open(*, is_planned: bool, is_cancelled: bool, is_fixed: bool) -> None:
    """Refused "visit_cancelled" or "visit_already_begun" for a visit that nobody can move or cancel any more."""
    if is_cancelled:
        raise Refused("visit_cancelled")
    if is_fixed or not is_planned:
        raise Refused("visit_already_begun")


def check_in_time(policy: ServicePolicy, *, window_from_at: datetime, now: datetime) -> None:
    """Refused "too_late_to_move" after the policy's hour; the association's own people are not asked this."""
    if not promised.may_move(policy, window_from_at, now=now):
        raise Refused(
            "too_late_to_move",
            until=promised.may_move_until(policy, window_from_at),
            telephone=policy.channels.emergency_telephone,
        )


def is_bound_by_the_hour(role: str | None) -> bool:
    """Whether someone in this role may only move and cancel until the policy's hour. None is the system itself."""
    return role == Role.TENANT


def check_may_book(role: str | None) -> None:
    """Refused "not_allowed" for who has nothing to do with appointments; None is the system itself."""
    if role is not None and role not in MAY_BOOK:
        raise Refused("not_allowed")


def check_may_plan(role: str | None) -> None:
    """Refused "not_allowed" for everyone but a planner and the system."""
    if role is not None and not may(role, Permission.PLAN):
        raise Refused("not_allowed")


def kept_free_minutes(policy: ServicePolicy, emergency_minutes: float) -> float:
    """Minutes of a shift that no ordinary booking takes: the policy's reserve less what emergencies took of it."""
    return max(0.0, policy.planning.emergency_reserve_minutes - emergency_minutes)


def shown(policy: ServicePolicy, *, by_time: Sequence[datetime], by_cost: Sequence[int]) -> list[int]:
    """Which offers a tenant sees, as indices, and in which order.

    `by_time[i]` is when offer i begins; `by_cost` the indices from cheap to dear. With free choice every offer is
    shown, else as many as the policy says, the cheapest ones; cheap ones come first or the soonest, as the policy says.
    """
    promise = policy.appointments
    chosen = list(by_cost) if promise.free_choice else list(by_cost[: promise.offers_shown])
    return chosen if promise.cheapest_first else sorted(chosen, key=lambda index: by_time[index])


def move_proposal(status: ProposalStatus, action: ProposalAction) -> ProposalStatus:
    """The proposal's next status; raises Refused "proposal_decided" for every pair outside the table."""
    try:
        return PROPOSAL_MOVES[status, action]
    except KeyError:
        raise Refused("proposal_decided", status=str(status), action=str(action)) from None


def move_change(status: ChangeStatus, action: ChangeAction) -> ChangeStatus:
    """The change's next status; raises Refused "change_decided" for every pair outside the table."""
    try:
        return CHANGE_MOVES[status, action]
    except KeyError:
        raise Refused("change_decided", status=str(status), action=str(action)) from None


def move_setback(status: SetbackStatus, action: SetbackAction) -> SetbackStatus:
    """The setback's next status; raises Refused "setback_decided" for every pair outside the table."""
    try:
        return SETBACK_MOVES[status, action]
    except KeyError:
        raise Refused("setback_decided", status=str(status), action=str(action)) from None


def window_around(policy: ServicePolicy, start_at: datetime) -> Window:
    """What is promised for a visit that begins at `start_at`: the policy's window of that day, or where none is open a
    window of the usual length from the quarter of an hour before."""
    for window in promised.windows_on(policy, promised.local(start_at).date()):
        if window.start_at <= start_at <= window.end_at:
            return window
    begin = start_at.replace(minute=start_at.minute - start_at.minute % 15, second=0, microsecond=0)
    return Window(begin, begin + timedelta(minutes=policy.appointments.window_minutes))


def fixed_at(window_from_at: datetime) -> datetime:
    """The evening before: when the window of a flexible visit is fixed and told."""
    day = promised.local(window_from_at).date() - timedelta(days=1)
    return promised.at_minute(day, EVENING_MINUTE)
