"""Contacts: the one that runs, those of a tenant and a home, those about a case. Writes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from voordeur.contact.models import ContactMoment
from voordeur.contact.rules.talking import seconds_between

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User

MOST = 60


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of one contact, each (kind, key)."""

    moment: ContactMoment
    cases: tuple[tuple[str, int], ...]


def running(agent: "User") -> ContactMoment | None:
    """The contact that an agent is busy with."""
    return ContactMoment.objects.filter(agent=agent, is_open=True).select_related("person", "dwelling").first()


def running_and_noted(agent: "User", *, sources: Collection[str]) -> tuple[ContactMoment | None, set[str]]:
    """The contact that an agent is busy with, and which of these sources somebody noted, or notes now.

    A contact that only its channel told of is not noted: nobody said what it was about or how it ended.
    """
    mine = Q(is_open=True, agent=agent)
    wanted = ContactMoment.objects.filter(mine | Q(source__in=sources) if sources else mine)
    rows = list(wanted.select_related("person", "dwelling"))
    noted = {one.source for one in rows if one.is_open or one.is_solved_at_once or one.why_not_solved}
    return next((one for one in rows if one.is_open and one.agent_id == agent.pk), None), noted


def seconds_of(moment: ContactMoment, *, now: datetime) -> int:
    """What a contact that runs took until now; one about a call that is over took as long as that call."""
    return moment.seconds or seconds_between(moment.at, now)


def cases_of(moment: ContactMoment) -> tuple[tuple[str, int], ...]:
    """Every case that was spoken of, the first one first."""
    first = ((moment.case_kind, moment.case_id),) if moment.case_kind and moment.case_id is not None else ()
    return (*first, *((one.case_kind, one.case_id) for one in moment.linked.all()))


def of_card(
    user: "User | AnonymousUser", *, person_id: int, dwelling_id: int | None, since: datetime | None
) -> list[Cases]:
    """The newest contacts with a tenant, and about the home since they rent it, whatever the channel."""
    wanted = Q(person_id=person_id)
    if dwelling_id is not None:
        # What was said about the home before their time is about somebody else.
        about_home = Q(dwelling_id=dwelling_id)
        wanted |= about_home & Q(at__gte=since) if since is not None else about_home
    found = ContactMoment.objects.visible_to(user).filter(wanted, is_open=False)
    rows = found.select_related("agent", "person").prefetch_related("linked").order_by("-at", "-pk")[:MOST]
    return [Cases(moment, cases_of(moment)) for moment in rows]


def of_case(user: "User | AnonymousUser", case_kind: str, case_id: int) -> Sequence[ContactMoment]:
    """The contacts in which a case was spoken of, newest first."""
    about = Q(case_kind=case_kind, case_id=case_id) | Q(linked__case_kind=case_kind, linked__case_id=case_id)
    found = ContactMoment.objects.visible_to(user).filter(about).select_related("agent", "person")
    return list(found.order_by("-at", "-pk").distinct()[:MOST])
