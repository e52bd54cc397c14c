"""When the owner of a question is reminded: in time, and while somebody is there to read it."""

from datetime import UTC, datetime, timedelta

from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import ZONE, at_minute, is_holiday, local, remind_at


def reminded_at(policy: ServicePolicy, due_at: datetime) -> datetime:
    """So many hours before the telephone closes on the last day, never before it opens that day.

    A term that runs to the end of a day would otherwise be reminded of in the evening, when nobody is there. On a day
    without telephone hours it is the policy's hours before the end.
    """
    day = local(due_at).date()
    blocks = policy.channels.telephone.open.on(day.weekday())
    if not blocks or is_holiday(day, policy):
        return remind_at(policy, due_at)
    opens, closes = at_minute(day, blocks[0].from_minute), at_minute(day, blocks[-1].until_minute)
    before = timedelta(hours=policy.work.remind_before_hours)
    at = (min(closes, due_at).astimezone(UTC) - before).astimezone(ZONE)
    return max(opens, at) if opens < due_at else remind_at(policy, due_at)
