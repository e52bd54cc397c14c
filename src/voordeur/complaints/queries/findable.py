"""Complaints for the one box: by which words they are found, and what is shown of them."""

from collections.abc import Sequence
from datetime import date

from voordeur.base.words import date_in_words
from voordeur.complaints import texts
from voordeur.complaints.models import OPEN_STATUSES, Complaint, Event, Voice
from voordeur.complaints.rules.status import Status
from voordeur.finding.queries.sources import Shown, Words
from voordeur.finding.rules import folding
from voordeur.homes.queries.findable import words_of_home, words_of_person
from voordeur.parties.models import User


def keys(after: int, most: int) -> list[int]:
    """The next complaints, by key."""
    return list(Complaint.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])


def words(keys: Sequence[int]) -> dict[int, Words]:
    """A complaint by its number and by who is behind it; around it the home. What they wrote finds nothing."""
    found = {}
    complaints = Complaint.objects.filter(pk__in=keys).select_related("dwelling")
    for complaint in complaints.prefetch_related("voices__person"):
        voices = () if complaint.is_anonymous else complaint.voices.all()
        named = [word for voice in voices for word in _of_voice(voice)]
        found[complaint.pk] = Words(
            own=folding.together([*folding.of_number(complaint.number), *named]),
            context=folding.together(words_of_home(complaint.dwelling) if complaint.dwelling else ()),
            is_current=complaint.status in OPEN_STATUSES,
        )
    return found


def _of_voice(voice: Voice) -> list[str]:
    return [
        *folding.of_name(voice.name),
        *folding.of_phone(voice.phone),
        *folding.of_email(voice.email),
        *(words_of_person(voice.person) if voice.person else ()),
    ]


def show(keys: Sequence[int], user: User, day: date) -> dict[int, Shown]:
    """The number of complaints with what they are about, whose, since when, and where they stand."""
    seen = Complaint.objects.visible_to(user).select_related("dwelling").prefetch_related("voices")
    return {
        pk: Shown(
            title=f"{complaint.number} · {texts.ABOUT[complaint.about]}",
            details=tuple(
                one
                for one in (
                    "" if complaint.is_anonymous else ", ".join(voice.name for voice in complaint.voices.all()),
                    complaint.dwelling.full_address if complaint.dwelling else "",
                    date_in_words(complaint.received_at),
                )
                if one
            ),
            badge=str(texts.STATUS[Status(complaint.status)]),
            is_current=complaint.status in OPEN_STATUSES,
        )
        for pk, complaint in seen.in_bulk(keys).items()
    }


def changed(after: int, most: int) -> list[tuple[int, int]]:
    """What happened to complaints."""
    return list(Event.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "complaint_id")[:most])
