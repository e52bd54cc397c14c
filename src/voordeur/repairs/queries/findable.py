"""Repairs for the one box: by which words they are found, and what is shown of them."""

from collections.abc import Sequence
from datetime import date

from voordeur.base.words import date_in_words
from voordeur.finding.queries.sources import Shown, Words
from voordeur.finding.rules import folding
from voordeur.homes.queries.findable import words_of_home, words_of_person
from voordeur.parties.models import User
from voordeur.repairs import texts
from voordeur.repairs.models import OPEN_STATUSES, Event, Repair
from voordeur.repairs.queries.names import what
from voordeur.repairs.rules import tree as trees
from voordeur.repairs.rules.naming import name_of
from voordeur.repairs.rules.status import RepairStatus


def keys(after: int, most: int) -> list[int]:
    """The next repairs, by key."""
    return list(Repair.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])


def words(keys: Sequence[int]) -> dict[int, Words]:
    """A repair by its number, what is the matter and whom to reach; around it who reported it and which home."""
    tree = trees.load()
    found = {}
    for repair in Repair.objects.filter(pk__in=keys).select_related("dwelling", "reporter"):
        named = name_of(tree, repair.path)
        found[repair.pk] = Words(
            own=folding.together(
                [
                    *folding.of_number(repair.number),
                    *folding.of_phone(repair.contact_phone),
                    *folding.of_email(repair.contact_email),
                    *folding.of_sentence(f"{named.in_('nl')} {named.in_('en')} {repair.description}"),
                ]
            ),
            context=folding.together(
                [*(words_of_person(repair.reporter) if repair.reporter else ()), *words_of_home(repair.dwelling)]
            ),
            is_current=repair.status in OPEN_STATUSES,
        )
    return found


def show(keys: Sequence[int], user: User, day: date) -> dict[int, Shown]:
    """The number of repairs with what is the matter, where, since when, and where they stand."""
    seen = Repair.objects.visible_to(user, day=day).select_related("dwelling", "reporter")
    return {
        pk: Shown(
            title=f"{repair.number} · {what(repair.path)}",
            details=tuple(
                one
                for one in (
                    repair.dwelling.full_address,
                    repair.reporter.full_name if repair.reporter else "",
                    date_in_words(repair.reported_at),
                )
                if one
            ),
            badge=str(texts.REPAIR_STATUS[RepairStatus(repair.status)]),
            is_current=repair.status in OPEN_STATUSES,
        )
        for pk, repair in seen.in_bulk(keys).items()
    }


def changed(after: int, most: int) -> list[tuple[int, int]]:
    """What happened to repairs."""
    return list(Event.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "repair_id")[:most])
