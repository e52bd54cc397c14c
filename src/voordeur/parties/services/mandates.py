"""Giving and ending a mandate."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from voordeur.base import audit
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Mandate, Person, User
from voordeur.parties.rules import MandateScope
from voordeur.parties.rules.mandates import check_may_change, check_new, covers


@transaction.atomic
def give_mandate(
    *, principal: Person, agent_key: str, scope: MandateScope, until_on: date | None, by: User, now: datetime
) -> Mandate:
    """Let the person with this e-mail address or customer number act for `principal` from today.

    A mandate for everything replaces one for repairs only. Refused: mandate_not_yours, agent_unknown,
    agent_not_single, mandate_to_self, mandate_in_the_past, mandate_already_given.
    """
    today = timezone.localdate(now)
    check_may_change(role=by.role, own_person_id=by.person_id, principal_id=principal.pk)
    agent = _agent(agent_key)
    check_new(principal_id=principal.pk, agent_id=agent.pk, today=today, until_on=until_on)
    given = list(Mandate.objects.in_force(today).filter(principal=principal, agent=agent))
    if any(covers(one.scope, scope) and _lasts(one.until_on, until_on) for one in given):
        raise Refused("mandate_already_given", agent=agent_key, principal=principal.full_name)
    for narrower in given:
        _end(narrower, today)
    try:
        with transaction.atomic():
            mandate = Mandate.objects.create(
                principal=principal, agent=agent, scope=scope, from_on=today, until_on=until_on
            )
    except IntegrityError as fault:
        raise Refused("mandate_already_given", agent=agent_key, principal=principal.full_name) from fault
    audit.record(
        "mandate given",
        f"person {principal.pk}",
        by=by,
        now=now,
        details={"agent": agent.pk, "scope": scope.value, "until_on": until_on.isoformat() if until_on else ""},
    )
    return mandate


@transaction.atomic
def end_mandate(*, mandate: Mandate, by: User, now: datetime) -> None:
    """End a mandate at once. Refused: mandate_not_yours, mandate_already_ended."""
    today = timezone.localdate(now)
    check_may_change(role=by.role, own_person_id=by.person_id, principal_id=mandate.principal_id)
    if not _end(mandate, today):
        raise Refused("mandate_already_ended")
    audit.record("mandate ended", f"person {mandate.principal_id}", by=by, now=now, details={"agent": mandate.agent_id})


def _end(mandate: Mandate, today: date) -> bool:
    """Whether it still held. The last day counts, so it becomes yesterday; one that begins today leaves no day."""
    holding = Mandate.objects.in_force(today).filter(pk=mandate.pk)
    if mandate.from_on >= today:
        return bool(Mandate.objects.filter(pk=mandate.pk).delete()[0])
    return bool(holding.update(until_on=today - timedelta(days=1)))


def _lasts(given: date | None, asked: date | None) -> bool:
    return given is None or (asked is not None and given >= asked)


def _agent(key: str) -> Person:
    key = key.strip()
    wanted = {"email": key.lower()} if "@" in key else {"external_id": key}
    found = list(Person.objects.filter(**wanted)[:2]) if key else []
    if not found:
        raise Refused("agent_unknown", agent=key)
    if len(found) > 1:
        raise Refused("agent_not_single", agent=key)
    return found[0]
