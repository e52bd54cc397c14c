"""Keeps what the association's own history taught, so that studies can be about itself."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from voordeur.base import audit
from voordeur.kernel.errors import Refused
from voordeur.twin.models import Calibration
from voordeur.twin.queries.calibration import Learned, told
from voordeur.twin.rules import may_ask

if TYPE_CHECKING:
    from voordeur.parties.models import User


@transaction.atomic
def keep(learned: Learned, *, by: "User | None", now: datetime) -> Calibration:
    """Keep a result; `by` is None at the command line of whoever runs the server.

    Refused: not_allowed; nothing_learned when no value could be fitted.
    """
    if by is not None and not may_ask(by.role):
        raise Refused("not_allowed")
    if not learned.found.fits:
        raise Refused("nothing_learned")
    kept = Calibration.objects.create(
        made_at=now,
        made_by=by,
        from_on=learned.from_on,
        until_on=learned.until_on - timedelta(days=1),
        homes=learned.homes,
        result=told(learned),
    )
    audit.record("calibration.keep", str(kept), by=by, now=now, details={"fitted": len(learned.found.fits)})
    return kept
