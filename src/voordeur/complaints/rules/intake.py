"""Which complaints are taken, by the policy; a first request for a repair is a repair."""

from datetime import date

from voordeur.complaints.rules.subjects import About
from voordeur.kernel.errors import Refused
from voordeur.policy.models import ServicePolicy

MOST_TEXT = 5000
MOST_PHOTOS = 8


def is_first_repair(policy: ServicePolicy, *, about: About, has_repair: bool) -> bool:
    """Whether this is a request for a repair that we have not heard before, and so no complaint.

    Source: a repair request is not a complaint, https://www.rkcw.nl/procedure/.
    """
    return about is About.REPAIR and not has_repair and not policy.complaints.first_repair_is_complaint


def check(
    policy: ServicePolicy,
    *,
    about: About,
    has_repair: bool,
    is_anonymous: bool,
    text: str,
    happened_on: date | None,
    goes_on: bool,
    today: date,
) -> None:
    """Refuse what the policy does not take: Refused "first_repair", "anonymous_not_taken", "text_missing",
    "text_too_long", "happens_later" or "too_old"."""
    if is_first_repair(policy, about=about, has_repair=has_repair):
        raise Refused("first_repair")
    if is_anonymous and not policy.complaints.anonymous_taken:
        raise Refused("anonymous_not_taken")
    if not text.strip():
        raise Refused("text_missing")
    if len(text) > MOST_TEXT:
        raise Refused("text_too_long", most=MOST_TEXT)
    if happened_on is None:
        return
    if happened_on > today:
        raise Refused("happens_later")
    terms = policy.complaints
    most = terms.continuing_taken_within_days if goes_on else terms.taken_within_days
    if (today - happened_on).days > most:
        raise Refused("too_old", days=most)
