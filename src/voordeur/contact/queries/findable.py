"""Contacts and promised answers for the one box: by which words they are found, and what is shown of them."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from voordeur.base.words import date_in_words
from voordeur.contact import texts
from voordeur.contact.models import OPEN_STATUSES, ContactMoment, Question, QuestionEvent
from voordeur.finding.queries.sources import Shown, Words
from voordeur.finding.rules import folding
from voordeur.homes.queries.findable import words_of_home, words_of_person
from voordeur.parties.models import User

# So much of a note is shown in a line.
SHOWN_SIGNS = 90


def moment_keys(after: int, most: int) -> list[int]:
    """The next contacts of which somebody wrote something down: the others are found by their person or home."""
    noted = ContactMoment.objects.filter(pk__gt=after).exclude(note="").order_by("pk")
    return list(noted.values_list("pk", flat=True)[:most])


def moment_words(keys: Sequence[int]) -> dict[int, Words]:
    """A contact by what was written down."""
    notes = ContactMoment.objects.filter(pk__in=keys).exclude(note="").values_list("pk", "note")
    return {pk: Words(own=folding.together(folding.of_sentence(note))) for pk, note in notes}


def show_moments(keys: Sequence[int], user: User, day: date) -> dict[int, Shown]:
    """What was written down of contacts, with whom, about what and when; leads to the card of that person or home."""
    seen = ContactMoment.objects.visible_to(user).select_related("person", "dwelling")
    return {pk: _moment(moment) for pk, moment in seen.in_bulk(keys).items()}


def _moment(moment: ContactMoment) -> Shown:
    person, home = moment.person, moment.dwelling
    address = ""
    if person is not None:
        address = reverse("contact:person", args=[person.pk])
    elif home is not None:
        address = reverse("homes:card", args=[home.pk])
    return Shown(
        title=_cut(moment.note),
        details=tuple(
            str(one)
            for one in (
                person.full_name if person else "",
                home.full_address if home else "",
                texts.CHANNELS.get(moment.channel, ""),
                texts.SUBJECTS.get(moment.subject, ""),
                date_in_words(moment.at),
            )
            if one
        ),
        address=address,
    )


def moments_changed(after: int, most: int) -> list[tuple[int, int]]:
    """The contacts themselves: what was written in the last of them is read again for a while."""
    rows = ContactMoment.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most]
    return [(pk, pk) for pk in rows]


def question_keys(after: int, most: int) -> list[int]:
    """The next promised answers, by key."""
    return list(Question.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:most])


def question_words(keys: Sequence[int]) -> dict[int, Words]:
    """A promised answer by its number, who waits for it, how to reach them, and what was asked."""
    found = Question.objects.filter(pk__in=keys).select_related("person", "dwelling")
    return {
        question.pk: Words(
            own=folding.together(
                [
                    *folding.of_number(question.number),
                    *folding.of_name(question.name),
                    *folding.of_phone(question.phone),
                    *folding.of_email(question.email),
                    *folding.of_sentence(question.text),
                ]
            ),
            context=folding.together(
                [
                    *(words_of_person(question.person) if question.person else ()),
                    *(words_of_home(question.dwelling) if question.dwelling else ()),
                ]
            ),
            is_current=question.status in OPEN_STATUSES,
        )
        for question in found
    }


def show_questions(keys: Sequence[int], user: User, day: date) -> dict[int, Shown]:
    """The number of promised answers with who waits for what, since when, and where it stands."""
    seen = Question.objects.visible_to(user).select_related("person", "dwelling")
    return {
        pk: Shown(
            title=f"{question.number} · {_cut(question.text)}",
            details=tuple(
                one
                for one in (
                    question.person.full_name if question.person else question.name,
                    question.dwelling.full_address if question.dwelling else "",
                    date_in_words(question.asked_at),
                )
                if one
            ),
            badge=str(texts.STATUS[question.status]),
            is_current=question.status in OPEN_STATUSES,
        )
        for pk, question in seen.in_bulk(keys).items()
    }


def questions_changed(after: int, most: int) -> list[tuple[int, int]]:
    """What happened to promised answers."""
    return list(QuestionEvent.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "question_id")[:most])


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_SIGNS else line[: SHOWN_SIGNS - 1].rstrip() + "…"
