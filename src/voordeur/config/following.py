"""Handlers that need two rooms which do not know each other: the only place that may know both."""

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import DatabaseError, connection

from voordeur.complaints.models import Complaint
from voordeur.contact.models import ContactMoment
from voordeur.contact.rules.talking import IN
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.models import CraftsmanTrade
from voordeur.planning import services as planning
from voordeur.planning.queries import offers
from voordeur.policy.rules import horizon, local
from voordeur.promises import queries as promises
from voordeur.quality import services as quality
from voordeur.repairs.models import Repair

log = structlog.get_logger(__name__)
DAYS_BEYOND_HORIZON = 7
# As many policies as are warmed beside the one in force: more of them than this have few open repairs each.
MOST_EARLIER = 2


def ask_about_repair(*, now: datetime, repair_id: int) -> None:
    """A finished repair is judged by its tenant, by the policy it began under."""
    repair = Repair.objects.select_related("reporter", "dwelling", "taken_by").get(pk=repair_id)
    if repair.finished_at is None:
        return
    quality.plan_invitation(
        process="repair",
        case_kind="repairs",
        case_id=repair.pk,
        occasion=repair.times_reopened + 1,
        person_id=repair.reporter_id,
        dwelling_id=repair.dwelling_id,
        to_address=repair.contact_email or (repair.reporter.email if repair.reporter else ""),
        language=repair.language,
        policy_version_id=repair.policy_version_id,
        policy=promises.of_version(repair.policy_version_id).policy,
        handled_by_id=repair.taken_by_id,
        done_at=repair.finished_at,
        now=now,
    )


def ask_about_complaint(*, now: datetime, complaint_id: int) -> None:
    """How a complaint was handled is judged by whoever brought it, by the policy it began under."""
    complaint = Complaint.objects.select_related("dwelling").get(pk=complaint_id)
    voice = complaint.voices.exclude(email="").select_related("person").order_by("pk").first()
    if complaint.closed_at is None or voice is None:
        return
    quality.plan_invitation(
        process="complaint",
        case_kind="complaints",
        case_id=complaint.pk,
        occasion=1,
        person_id=voice.person_id,
        dwelling_id=complaint.dwelling_id,
        to_address=voice.email,
        language=voice.language,
        policy_version_id=complaint.policy_version_id,
        policy=promises.of_version(complaint.policy_version_id).policy,
        handled_by_id=complaint.reviewer_id or complaint.handler_id,
        done_at=complaint.closed_at,
        now=now,
    )


def ask_about_contact(*, now: datetime, moment_id: int, **_more: Any) -> None:
    """How a contact went is judged by whoever it was with, by the policy in force when it was put away."""
    moment = ContactMoment.objects.select_related("person").filter(pk=moment_id, is_open=False).first()
    if moment is None or moment.person is None or moment.direction != IN:
        return
    version = promises.in_force(now)
    quality.plan_invitation(
        process="contact",
        # A contact has no page of its own, so this names no room.
        case_kind="contact moment",
        case_id=moment.pk,
        occasion=1,
        person_id=moment.person_id,
        dwelling_id=moment.dwelling_id,
        to_address=moment.person.email,
        language=moment.person.language,
        policy_version_id=version.version_id,
        policy=version.policy,
        handled_by_id=moment.agent_id,
        done_at=now,
        now=now,
    )


def ask_when_still_done(*, now: datetime, case_kind: str, case_id: int, occasion: int, **planned: Any) -> None:
    """Nobody is asked about work that was opened again meanwhile; when that is done there is another occasion."""
    if case_kind == "repairs":
        done = Repair.objects.filter(pk=case_id, finished_at__isnull=False, times_reopened=occasion - 1)
        if not done.exists():
            return
    quality.invite_as_planned(now=now, case_kind=case_kind, case_id=case_id, occasion=occasion, **planned)


def keep_shifts_ahead(*, now: datetime) -> int:
    """See that every craftsman has shifts for the whole horizon in which a visit can be booked."""
    policy = promises.in_force(now).policy
    today = local(now).date()
    last = horizon(policy, today)[-1] + timedelta(days=DAYS_BEYOND_HORIZON)
    return planning.ensure_shifts(from_on=today, until_on=last, now=now)


def warm(*, now: datetime) -> None:
    """Ask the first question about free times before anybody waits for it: it reads every shift of the horizon.

    A repair is planned by the policy it began under, and each policy has a horizon of its own: those of the open
    repairs are read too, the one in force last, so that it is kept longest. Without homes, or before a policy holds,
    there is nothing to warm.
    """
    try:
        home = Dwelling.objects.order_by("pk").first()
        trade = CraftsmanTrade.objects.values_list("trade", flat=True).first()
        if home is not None and trade is not None:
            current = promises.in_force(now)
            earlier = Repair.objects.open().exclude(policy_version_id=current.version_id)
            versions = sorted(set(earlier.values_list("policy_version_id", flat=True)))[-MOST_EARLIER:]
            policies = [*(promises.of_version(version).policy for version in versions), current.policy]
            planning.warm_search()
            for policy in policies:
                offers(lat=home.lat, lon=home.lon, trade=trade, minutes=30, now=now, policy=policy)
    except (Refused, DatabaseError):
        log.info("nothing to warm yet")
    finally:
        connection.close()
