"""People and homes for the one box: by which words they are found, and what is shown of them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.db.models import F

from voordeur.base.words import telephone_in_words
from voordeur.finding.queries.sources import Shown, Words
from voordeur.finding.rules import folding
from voordeur.homes import texts
from voordeur.homes.models import Dwelling, Tenancy
from voordeur.parties.models import HouseholdMember, Person, User

# VERA RELATIEROLSOORT: those who signed the tenancy
SIGNED = ("HUU", "MDH")
# No person has this key: it keeps the place in a log of which nobody is concerned.
NOBODY = 0


def people_keys(after: int, most: int) -> list[int]:
    """The next people, by key."""
    return list(Person.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])


def people_words(keys: Sequence[int]) -> dict[int, Words]:
    """A person by name, telephone, mail, customer number and day of birth; around it where they live or lived."""
    lived = _lived(keys)
    return {
        person.pk: Words(
            own=folding.together(words_of_person(person)),
            context=folding.together(word for home, _ended in lived[person.pk] for word in words_of_home(home)),
            is_current=any(ended is None for _home, ended in lived[person.pk]),
        )
        for person in Person.objects.filter(pk__in=keys)
    }


def words_of_person(person: Person) -> list[str]:
    """The words of a person for the index."""
    last = " ".join(part for part in (person.infix, person.last_name) if part)
    return [
        *folding.of_name(person.first_name, last),
        *(initial[:1] for initial in folding.fold(person.first_name).split()),
        *folding.of_phone(person.phone),
        *folding.of_email(person.email),
        *folding.of_day(person.born_on),
        *folding.of_key(person.external_id),
    ]


def words_of_home(home: Dwelling) -> list[str]:
    """The words of an address for the index."""
    return list(
        folding.of_address(
            street=home.street,
            number=home.number,
            letter=home.letter,
            addition=home.addition,
            postcode=home.postcode,
            town=home.town,
        )
    )


def _lived(keys: Sequence[int]) -> dict[int, list[tuple[Dwelling, date | None]]]:
    """Person -> (home, end) of each tenancy of their households, the newest first."""
    rows = HouseholdMember.objects.filter(person__in=keys, household__tenancies__isnull=False)
    pairs = list(
        rows.order_by("-household__tenancies__started_on").values_list(
            "person_id", "household__tenancies__dwelling_id", "household__tenancies__ended_on"
        )
    )
    homes = Dwelling.objects.in_bulk({dwelling_id for _person, dwelling_id, _ended in pairs})
    found: dict[int, list[tuple[Dwelling, date | None]]] = defaultdict(list)
    for person_id, dwelling_id, ended in pairs:
        found[person_id].append((homes[dwelling_id], ended))
    return found


def show_people(keys: Sequence[int], user: User, day: date) -> dict[int, Shown]:
    """Name, home, telephone number and mail address of people; someone who rents nothing now is told apart."""
    people = Person.objects.visible_to(user).in_bulk(keys)
    renting: dict[int, list[Dwelling]] = defaultdict(list)
    rows = HouseholdMember.objects.filter(
        person__in=people, household__tenancies__in=Tenancy.objects.in_force(day)
    ).values_list("person_id", "household__tenancies__dwelling_id")
    pairs = list(rows)
    homes = Dwelling.objects.visible_to(user, day).in_bulk({dwelling_id for _person, dwelling_id in pairs})
    for person_id, dwelling_id in pairs:
        if dwelling_id in homes:
            renting[person_id].append(homes[dwelling_id])
    return {
        pk: Shown(
            title=person.full_name,
            details=tuple(
                one
                for one in (
                    *(home.full_address for home in renting[pk]),
                    telephone_in_words(person.phone),
                    person.email,
                )
                if one
            ),
            badge="" if renting[pk] else str(texts.RENTS_NOTHING),
            is_current=bool(renting[pk]),
        )
        for pk, person in people.items()
    }


def people_changed(after: int, most: int) -> list[tuple[int, int]]:
    """The history of people."""
    rows = Person.history.filter(history_id__gt=after).order_by("history_id")
    return list(rows.values_list("history_id", "id")[:most])


def people_moved(after: int, most: int) -> list[tuple[int, int]]:
    """The history of tenancies: everyone of their households."""
    rows = Tenancy.history.filter(history_id__gt=after).order_by("history_id")
    return _members(list(rows.values_list("history_id", "household_id")[:most]))


def people_readdressed(after: int, most: int) -> list[tuple[int, int]]:
    """The history of homes: everyone who lives or lived there."""
    rows = list(homes_changed(after, most))
    pairs = Tenancy.objects.filter(dwelling__in=[pk for _place, pk in rows]).values_list("dwelling_id", "household_id")
    households = defaultdict(list)
    for dwelling_id, household_id in pairs:
        households[dwelling_id].append(household_id)
    return _members([(place, household) for place, pk in rows for household in households[pk] or [NOBODY]])


def _members(rows: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """(place in the log, person) of each household; a place without people stays, so that the log goes on."""
    members = defaultdict(list)
    pairs = HouseholdMember.objects.filter(household__in={household for _place, household in rows if household})
    for household_id, person_id in pairs.values_list("household_id", "person_id"):
        members[household_id].append(person_id)
    return [(place, person) for place, household in rows for person in members.get(household, [NOBODY])]


def home_keys(after: int, most: int) -> list[int]:
    """The next homes, by key."""
    return list(Dwelling.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])


def home_words(keys: Sequence[int]) -> dict[int, Words]:
    """A home by its address and by the keys that other systems have for it."""
    return {
        home.pk: Words(
            own=folding.together([*words_of_home(home), *folding.of_key(home.external_id), home.bag_id]),
        )
        for home in Dwelling.objects.filter(pk__in=keys)
    }


def show_homes(keys: Sequence[int], user: User, day: date) -> dict[int, Shown]:
    """The address of homes and who signed the tenancy that is in force."""
    homes = Dwelling.objects.visible_to(user, day).in_bulk(keys)
    names: dict[int, list[str]] = defaultdict(list)
    members = HouseholdMember.objects.filter(
        role__in=SIGNED, household__tenancies__in=Tenancy.objects.in_force(day).filter(dwelling__in=homes)
    )
    rows = members.select_related("person").annotate(dwelling_id=F("household__tenancies__dwelling_id"))
    for row in rows.order_by("pk"):
        names[row.dwelling_id].append(row.person.full_name)
    return {
        pk: Shown(
            title=home.full_address,
            details=(", ".join(names[pk]),) if names[pk] else (),
            badge="" if names[pk] else str(texts.STANDS_EMPTY),
        )
        for pk, home in homes.items()
    }


def homes_changed(after: int, most: int) -> list[tuple[int, int]]:
    """The history of homes."""
    rows = Dwelling.history.filter(history_id__gt=after).order_by("history_id")
    return list(rows.values_list("history_id", "id")[:most])
