"""Visitors of the desk for the one box: by which words their tickets are found, and what is shown of them."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from voordeur.base.words import date_in_words
from voordeur.counter import texts
from voordeur.counter.models import Ticket, TicketEvent
from voordeur.counter.rules.status import TicketStatus
from voordeur.finding.queries.sources import Shown, Words
from voordeur.finding.rules import folding
from voordeur.homes.queries.findable import words_of_person
from voordeur.parties.models import User
from voordeur.parties.rules import Permission, may

IN_HALL = (TicketStatus.WAITING, TicketStatus.CALLED)


def keys(after: int, most: int) -> list[int]:
    """The next tickets, by key."""
    return list(Ticket.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])


def words(keys: Sequence[int]) -> dict[int, Words]:
    """A ticket by the visitor's name and by what an appointment says of them; nobody looks for one without a name."""
    found = {}
    for ticket in Ticket.objects.filter(pk__in=keys).select_related("person", "appointment"):
        made = ticket.appointment
        own = [
            *folding.of_name(ticket.name),
            *(words_of_person(ticket.person) if ticket.person else ()),
            *(
                [*folding.of_name(made.name), *folding.of_phone(made.phone), *folding.of_email(made.email)]
                if made
                else ()
            ),
        ]
        found[ticket.pk] = Words(own=folding.together(own), is_current=ticket.status in IN_HALL)
    return found


def show(keys: Sequence[int], user: User, day: date) -> dict[int, Shown]:
    """Who came to the desk about what and when; leads to the hall today, and to the person afterwards."""
    if not may(user.role, Permission.RECEIVE_VISITORS):
        return {}
    seen = Ticket.objects.select_related("person", "appointment")
    return {pk: _ticket(ticket) for pk, ticket in seen.in_bulk(keys).items()}


def _ticket(ticket: Ticket) -> Shown:
    person, made = ticket.person, ticket.appointment
    name = person.full_name if person else ticket.name or (made.name if made else "")
    is_here = ticket.status in IN_HALL
    address = ""
    if is_here:
        address = reverse("counter:board")
    elif person is not None:
        address = reverse("contact:person", args=[person.pk])
    return Shown(
        title=f"{ticket.number} · {name}",
        details=(str(texts.SUBJECTS.get(ticket.subject, "")), date_in_words(ticket.drawn_at)),
        badge=str(texts.TICKET_STATUSES[ticket.status]),
        is_current=is_here,
        address=address,
    )


def changed(after: int, most: int) -> list[tuple[int, int]]:
    """What happened to tickets."""
    return list(TicketEvent.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "ticket_id")[:most])
