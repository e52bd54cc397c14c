"""Who sits at which telephone: said by the colleague, one telephone each."""

from datetime import datetime

from django.db import transaction

from voordeur.base import audit
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.parties.rules import Permission, may
from voordeur.telephone.models import Extension
from voordeur.telephone.rules.extensions import number_of


@transaction.atomic
def sit_at(number: str, *, by: User, now: datetime) -> Extension | None:
    """Sit down at a telephone; an empty number leaves it. Whoever said to sit there before does not any more.

    Raises Refused "may_not_answer" or "not_an_extension".
    """
    if not may(by.role, Permission.ANSWER_PHONE):
        raise Refused("may_not_answer")
    wanted = number_of(number)
    Extension.objects.filter(user=by).exclude(number=wanted).update(user=None)
    found = None
    if wanted:
        found, _ = Extension.objects.get_or_create(number=wanted)
        Extension.objects.filter(pk=found.pk).update(user=by)
        found.refresh_from_db()
    audit.record("extension", wanted or "-", by=by, now=now)
    return found
