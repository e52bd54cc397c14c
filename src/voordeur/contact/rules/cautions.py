"""Cautions: what somebody must know before they visit or speak, and which roles may know it.

The codes are those of VERA SIGNALERINGDETAILSOORT, and `JUR` of our own for a case at law, which VERA has no code for.
"""

from datetime import date, timedelta
from enum import StrEnum

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role

# A caution is personal data of the heavy kind: it ends by itself unless somebody renews it.
LONGEST = timedelta(days=365)
MOST_SIGNS = 200


class CautionKind(StrEnum):
    """What it warns of."""

    TWO_VISITORS = "BEZ"
    AGGRESSION = "AGS"
    SUPPORT = "AMB"
    TRUSTEE = "BEW"
    LEGAL_CASE = "JUR"


# Who gives and ends one: whoever knows the people of the neighbourhood, and who answers for it.
MAY_CHANGE = frozenset({Role.HOUSING_CONSULTANT, Role.MANAGER})

_CARES = MAY_CHANGE | {Role.CONTACT_AGENT}
# Whoever stands at the door must know what is dangerous there, and no more than that.
_VISITS = _CARES | {Role.PLANNER, Role.CRAFTSMAN}

SEES: dict[CautionKind, frozenset[Role]] = {
    CautionKind.TWO_VISITORS: _VISITS,
    CautionKind.AGGRESSION: _VISITS,
    CautionKind.SUPPORT: _CARES,
    CautionKind.TRUSTEE: _CARES,
    CautionKind.LEGAL_CASE: _CARES,
}


def seen_by(role: str) -> list[CautionKind]:
    """The kinds that somebody in this role may see."""
    return [kind for kind, roles in SEES.items() if role in roles]


def check_new(*, role: str, kind: str, note: str, today: date, until_on: date | None) -> date:
    """Gives the day on which it ends.

    Refused: caution_not_allowed, caution_unknown, caution_unexplained, caution_too_long, caution_end_missing.
    """
    if role not in MAY_CHANGE:
        raise Refused("caution_not_allowed")
    if kind not in set(CautionKind):
        raise Refused("caution_unknown")
    if not note.strip():
        raise Refused("caution_unexplained")
    if len(note) > MOST_SIGNS:
        raise Refused("caution_too_long", most=MOST_SIGNS)
    if until_on is None or not today < until_on <= today + LONGEST:
        raise Refused("caution_end_missing", days=LONGEST.days)
    return until_on
