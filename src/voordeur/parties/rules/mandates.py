"""Acting for a tenant: who may give and end a mandate, and what a mandate covers. Plain values in, Refused out."""

from datetime import date

from voordeur.kernel.errors import Refused
from voordeur.parties.rules.roles import MandateScope, Permission, may


def covers(given: str, asked: str) -> bool:
    """Whether a mandate of scope `given` is enough for `asked`: everything covers repairs."""
    return given in (asked, MandateScope.EVERYTHING)


def check_may_change(*, role: str, own_person_id: int | None, principal_id: int) -> None:
    """A tenant changes their own mandates; of the staff only who speaks with tenants. Refused: mandate_not_yours."""
    if own_person_id != principal_id and not may(role, Permission.CHANGE_MANDATES):
        raise Refused("mandate_not_yours")


def check_new(*, principal_id: int, agent_id: int, today: date, until_on: date | None) -> None:
    """Refused: mandate_to_self, mandate_in_the_past."""
    if principal_id == agent_id:
        raise Refused("mandate_to_self")
    if until_on is not None and until_on < today:
        raise Refused("mandate_in_the_past", until_on=until_on)
