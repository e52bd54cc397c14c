"""Finding people and accounts, and who may act for whom. Reads only."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import islice

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.http import HttpRequest

from voordeur.parties.models import Mandate, Person, PersonQuerySet, User, UserQuerySet
from voordeur.parties.rules import MandateScope
from voordeur.parties.rules.mandates import covers
from voordeur.parties.rules.person_rows import e164

# Of how many people with a fitting last name the first name is looked at
CANDIDATES = 500


def logged_in(request: HttpRequest) -> User:
    """The user behind a page that only lets users in; an anonymous one there is a fault of ours, refused as such."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def find_people(text: str, user: User | AnonymousUser, limit: int) -> list[Person]:
    """At most `limit` people whom `user` may see, by e-mail address, telephone number, customer number or name.

    A name is the beginning of a last name, with first names or an infix before it: `ada de boe`.
    """
    text = " ".join(text.split())
    seen = Person.objects.visible_to(user)
    if not text:
        return []
    if "@" in text:
        return list(seen.filter(email=text.lower()).order_by("last_name", "first_name", "pk")[:limit])
    digits = re.sub(r"[^0-9+]", "", text)
    if len(digits) >= 4 and re.fullmatch(r"[0-9+() -]+", text):
        start = e164(text) or re.sub(r"^(00|0)", lambda found: "+" if found.group() == "00" else "+31", digits)
        return list(seen.filter(_begins("phone", start)).order_by("phone", "pk")[:limit])
    by_number = list(seen.filter(external_id=text))
    return by_number or _by_name(text, seen, limit)


def _by_name(text: str, seen: PersonQuerySet, limit: int) -> list[Person]:
    words = text.split(" ")
    # `el idrissi` may be a last name of two words, or a last name after something else.
    ends = {text, words[-1]}
    # SQLite's LOWER leaves Ö as it is, so that form is asked for as well.
    starts = {form for end in ends for form in (end.lower(), end[:1].upper() + end[1:].lower())}
    wanted = Q()
    for start in starts:
        wanted |= _begins("low", start)
    candidates = seen.annotate(low=Lower("last_name")).filter(wanted).order_by("low", "first_name", "pk")
    # Read no further than the last one that is shown: of a common name there are hundreds.
    read = candidates[:CANDIDATES].iterator(chunk_size=2 * limit)
    return list(islice((person for person in read if _fits(words, person)), limit))


def _begins(name: str, start: str) -> Q:
    """From `start` up to but not including what comes after everything that begins with it: an index can do that."""
    return Q(**{f"{name}__gte": start, f"{name}__lt": start[:-1] + chr(ord(start[-1]) + 1)})


def _fits(words: Sequence[str], person: Person) -> bool:
    """Whether the words are beginnings of words of the name, in its order."""
    names = iter(person.full_name.casefold().split())
    return all(any(name.startswith(word.casefold()) for name in names) for word in words)


def may_act_for(agent_person_id: int, principal_person_id: int, scope: MandateScope, day: date) -> bool:
    """Whether someone is the tenant, or holds a mandate of the tenant that covers `scope` on `day`."""
    if agent_person_id == principal_person_id:
        return True
    given = Mandate.objects.in_force(day).filter(agent_id=agent_person_id, principal_id=principal_person_id)
    return any(covers(one, scope) for one in given.values_list("scope", flat=True))


def mandates_of(principal_id: int, day: date) -> list[Mandate]:
    """The mandates of a tenant that hold on `day` or begin later, with the people who hold them."""
    return list(
        Mandate.objects.filter(Q(until_on=None) | Q(until_on__gte=day), principal_id=principal_id)
        .select_related("agent")
        .order_by("from_on", "pk")
    )


def mandates_held_by(agent_id: int, day: date) -> list[Mandate]:
    """The mandates in force that someone holds, with the tenants they act for."""
    return list(
        Mandate.objects.in_force(day).filter(agent_id=agent_id).select_related("principal").order_by("from_on", "pk")
    )


def accounts(by: User, *, text: str = "", role: str = "", state: str = "") -> UserQuerySet:
    """Accounts by name, with their team and whether they have a second factor (`has_second_factor`).

    `text` is a part of a name or an e-mail address, `state` is `active`, `inactive` or `` for both.
    """
    factor = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    found = User.objects.visible_to(by).select_related("team", "person").order_by("name", "pk")
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if role:
        found = found.filter(role=role)
    if state:
        found = found.filter(is_active=state == "active")
    return found.annotate(has_second_factor=Exists(factor))
