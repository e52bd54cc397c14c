"""Who can be reached at a moment and how: per channel open or when again, and the number for emergencies."""

from dataclasses import dataclass
from datetime import datetime

from voordeur.kernel.errors import Refused
from voordeur.policy.models import Channel, ServicePolicy
from voordeur.policy.rules.calendar import closes_at, is_open, next_opening


@dataclass(frozen=True, slots=True)
class ChannelNow:
    """Whether a channel is open, until when (None when it is closed or never closes), and when it opens next.

    `opens_at` is None when it is open now, and also when it has no hours in the coming sixty days.
    """

    is_open: bool
    closes_at: datetime | None
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reach:
    """The channels at one moment, and the number for emergencies with when it is answered."""

    telephone: ChannelNow
    desk: ChannelNow
    mail: ChannelNow
    web: ChannelNow
    desk_by_appointment: bool
    emergency_telephone: str
    emergency_answered_always: bool
    emergency_answered_now: bool


def reach(policy: ServicePolicy, now: datetime) -> Reach:
    """How people reach the association at `now`: what the pages, the automatic answer and the telephone tell."""
    channels = policy.channels
    telephone = _at(channels.telephone, now, policy)
    return Reach(
        telephone=telephone,
        desk=_at(channels.desk, now, policy),
        mail=_at(channels.mail, now, policy),
        web=_at(channels.web, now, policy),
        desk_by_appointment=channels.desk.by_appointment,
        emergency_telephone=channels.emergency_telephone,
        emergency_answered_always=channels.emergency_always,
        emergency_answered_now=channels.emergency_always or telephone.is_open,
    )


def _at(channel: Channel, now: datetime, policy: ServicePolicy) -> ChannelNow:
    if is_open(channel.open, now, policy):
        return ChannelNow(is_open=True, closes_at=closes_at(channel, now, policy), opens_at=None)
    try:
        return ChannelNow(is_open=False, closes_at=None, opens_at=next_opening(channel, now, policy))
    except Refused:
        return ChannelNow(is_open=False, closes_at=None, opens_at=None)
