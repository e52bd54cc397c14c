"""Who somebody at the desk may be, looked for in the one box, and the home they come about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from voordeur.finding.queries.finding import Hit, find
from voordeur.finding.rules.asking import LONGEST_QUESTION
from voordeur.homes import queries as homes
from voordeur.homes.models import Dwelling
from voordeur.parties.models import Person, User

# Of people and of homes each; who is not among them is looked for with a word more.
MOST = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody with one of the homes they speak for; `home` is None for who has none."""

    person: Person
    home: Dwelling | None


def choices(text: str, *, user: User, day: date) -> list[Choice]:
    """Who fits what was typed, the best first: people with each of their homes, then who lives in the homes found."""
    found = find(text[:LONGEST_QUESTION], user=user, day=day, most=MOST, kinds=("people", "homes"))
    hits = [hit for group in found.groups for hit in group.hits]
    people = Person.objects.visible_to(user).in_bulk([hit.object_id for hit in hits if hit.kind == "people"])
    seen: dict[tuple[int, int | None], Choice] = {}
    for hit in hits:
        for one in _of_hit(hit, people, user, day):
            seen.setdefault((one.person.pk, one.home.pk if one.home else None), one)
    return list(seen.values())


def _of_hit(hit: Hit, people: dict[int, Person], user: User, day: date) -> Iterator[Choice]:
    if hit.kind == "people":
        person = people[hit.object_id]
        rented = homes.homes_of(person.pk, day)
        yield from (Choice(person, home) for home in rented)
        if not rented:
            yield Choice(person, None)
        return
    tenancy = homes.current_tenancy(hit.object_id, day)
    if tenancy is not None:
        home = Dwelling.objects.visible_to(user, day).get(pk=hit.object_id)
        for member in tenancy.household.members.all():
            yield Choice(member.person, home)


def chosen(person_id: str, home_id: str, *, user: User, day: date) -> Choice | None:
    """The choice that a page carries in its address; None when it is none, or not for this user to see."""
    if not person_id.isascii() or not person_id.isdigit():
        return None
    person = Person.objects.visible_to(user).filter(pk=int(person_id[:18])).first()
    if person is None:
        return None
    home = next((one for one in homes.homes_of(person.pk, day) if str(one.pk) == home_id), None)
    return Choice(person, home)
