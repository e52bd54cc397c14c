"""Lists of threads: the office's, a case's, a home's, a tenant's own. Reads only."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from voordeur.correspondence.models import Thread, ThreadQuerySet
from voordeur.correspondence.rules.threads import Status, cases_named
from voordeur.parties.models import User

TABS = ("open", "mine", "answered", "closed", "aside", "all")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to."""

    tab: str = "open"
    text: str = ""


def office_list(user: User, filters: Filters, *, day: date) -> ThreadQuerySet:
    """Threads of a tab: those that wait by what is due first, the others newest first."""
    found = Thread.objects.visible_to(user, day=day).select_related("person", "dwelling")
    match filters.tab:
        case "mine":
            found = found.filter(messages__by=user, messages__direction="UIT").distinct()
        case "all":
            pass
        case tab:
            found = found.filter(status=tab)
    if filters.text:
        found = found.filter(_matches(filters.text))
    return found.order_by("due_at", "pk") if filters.tab == "open" else found.order_by("-last_at", "-pk")


def _matches(text: str) -> Q:
    """A number of a message or a case, the beginning of an address, or words of the subject or a name."""
    text = " ".join(text.split())
    if text[:1] in "bB" and text[1:].isdecimal() and len(text) <= 12:
        return Q(pk=int(text[1:]))
    named = cases_named(text)
    if named:
        return Q(case_kind=named[0].kind, case_id=named[0].id)
    if "@" in text:
        return Q(email__istartswith=text)
    return Q(subject__icontains=text) | Q(name__icontains=text)


def of_case(user: User, *, day: date, case_kind: str, case_id: int, most: int = 20) -> list[Thread]:
    """The threads of a case, newest first."""
    found = Thread.objects.visible_to(user, day=day).filter(case_kind=case_kind, case_id=case_id)
    return list(found.order_by("-last_at")[:most])


def of_home(user: User, *, day: date, dwelling_id: int, most: int = 10) -> list[Thread]:
    """The newest threads about a home, whoever wrote."""
    found = Thread.objects.visible_to(user, day=day).filter(dwelling_id=dwelling_id).exclude(status=Status.ASIDE)
    return list(found.order_by("-last_at")[:most])


def of_person(user: User, *, day: date, person_id: int, most: int = 20) -> list[Thread]:
    """The newest threads of a person."""
    found = Thread.objects.visible_to(user, day=day).filter(person_id=person_id).exclude(status=Status.ASIDE)
    return list(found.order_by("-last_at")[:most])


def own(user: User, *, day: date, most: int = 50) -> list[Thread]:
    """The threads of a tenant and of whom they act for, newest first."""
    return list(Thread.objects.visible_to(user, day=day).select_related("person").order_by("-last_at")[:most])
