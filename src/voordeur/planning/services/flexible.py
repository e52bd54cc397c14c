"""A visit for which the tenant can make several windows: planned in one of them, fixed and told the evening before."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from voordeur.base.outbox import publish
from voordeur.kernel.errors import Refused
from voordeur.planning import rules
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.services.booking import made
from voordeur.planning.services.places import Wish, settle
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window

if TYPE_CHECKING:
    from voordeur.homes.models import Dwelling
    from voordeur.parties.models import User


def book_flexible(
    *,
    dwelling: "Dwelling",
    trade: str,
    minutes: int,
    windows: Sequence[Window],
    case_kind: str,
    case_id: int,
    by: "User | None",
    now: datetime,
    policy: ServicePolicy,
    key: str = "",
) -> Visit:
    """Plan a visit in the cheapest of `windows`, which the tenant can all make; until it is fixed it may move between
    them.

    Refused "slot_not_offered" where the policy has no such promise or not such a window, "too_few_choices" for fewer
    than two, and as book() does.
    """
    rules.check_may_book(by.role if by else None)
    if not policy.planning.flexible_promise:
        raise Refused("slot_not_offered")
    if len(windows) < rules.LEAST_CHOICES:
        raise Refused("too_few_choices")
    chosen = tuple(
        rules.check_window(policy, window_from_at=one.start_at, window_until_at=one.end_at, now=now)
        for one in sorted(windows, key=lambda one: one.start_at)
    )
    if any(rules.fixed_at(one.start_at) <= now for one in chosen):
        # The evening on which it is told has to be still to come.
        raise Refused("slot_not_offered")
    wish = Wish(dwelling.lat, dwelling.lon, trade, minutes, chosen, key=key)
    choices = [[one.start_at.isoformat(), one.end_at.isoformat()] for one in chosen]
    return settle(
        wish,
        lambda place: made(place, wish, dwelling, case_kind, case_id, now, is_promised=False, choices=choices),
        now=now,
        policy=policy,
    )


def fix_flexible(*, now: datetime) -> int:
    """Promise the window in which each flexible visit of the next day now stands; repeated work.

    Publishes "visit.fixed" with visit_id, case_kind and case_id for each, once. Returns how many there were.
    """
    soon = Visit.objects.planned().filter(
        is_promised=False,
        is_fixed=False,
        window_from_at__gt=now,
        planned_start_at__gt=now,
        planned_start_at__lt=now + timedelta(days=3),
    )
    fixed = 0
    for visit in soon.order_by("window_from_at", "pk"):
        if not visit.choices or now < rules.fixed_at(visit.window_from_at):
            continue
        with transaction.atomic():
            # Whoever is working out another place for it has read an older version, and is refused.
            Shift.objects.filter(pk=visit.shift_id).update(version=F("version") + 1)
            done = Visit.objects.filter(
                pk=visit.pk,
                state=VisitState.PLANNED,
                is_promised=False,
                shift_id=visit.shift_id,
                window_from_at=visit.window_from_at,
            ).update(
                is_promised=True,
                choices=[],
                told_from_at=visit.window_from_at,
                craftsman_told_at=now,
                reminded_at=now,
            )
            if done:
                publish("visit.fixed", now=now, visit_id=visit.pk, case_kind=visit.case_kind, case_id=visit.case_id)
                fixed += 1
    return fixed
