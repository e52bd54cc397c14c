"""The clock of a complaint: working days, standing still only between two written moments, one extension.

Whole working days are counted, so lunch, nights, weekends and holidays never take anything off a term.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from voordeur.kernel.errors import Refused
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import complaint_due_at, local, working_days_between

LEAST_REASON = 10


@dataclass(frozen=True, slots=True)
class Still:
    """A stretch in which the clock stood still; `until_on` is None while it does."""

    from_on: date
    until_on: date | None


def days_stood_still(policy: ServicePolicy, stills: Iterable[Still], *, today: date) -> int:
    """The working days in which the clock stood still; one that stands now counts up to `today`."""
    return sum(working_days_between(one.from_on, one.until_on or today, policy) for one in stills)


def answer_due_at(
    policy: ServicePolicy, received_at: datetime, *, stills: Iterable[Still], is_extended: bool, now: datetime
) -> datetime:
    """When the first stage must have answered."""
    still = days_stood_still(policy, stills, today=local(now).date())
    return complaint_due_at(policy, "extended" if is_extended else "answer", received_at, stood_still=still)


def review_due_at(policy: ServicePolicy, asked_at: datetime, *, stills: Iterable[Still], now: datetime) -> datetime:
    """When the second stage must have decided."""
    still = days_stood_still(policy, stills, today=local(now).date())
    return complaint_due_at(policy, "second_stage", asked_at, stood_still=still)


def check_reason(reason: str) -> str:
    """The reason as it is kept. Raises Refused "reason_missing", or "reason_too_short" for one that says nothing."""
    kept = " ".join(reason.split())
    if not kept:
        raise Refused("reason_missing")
    if len(kept) < LEAST_REASON:
        raise Refused("reason_too_short", least=LEAST_REASON)
    return kept


def may_pause(*, due_at: datetime, now: datetime) -> None:
    """A clock that has run out cannot be stopped: Refused "too_late_to_pause"."""
    if now > due_at:
        raise Refused("too_late_to_pause", since=due_at)


def may_extend(policy: ServicePolicy, *, due_at: datetime, is_extended: bool, now: datetime) -> None:
    """Once, within the term, and only when the policy has an extension at all."""
    if is_extended:
        raise Refused("extended_before")
    if not policy.complaints.extension_working_days:
        raise Refused("no_extension_promised")
    if now > due_at:
        raise Refused("too_late_to_extend", since=due_at)
