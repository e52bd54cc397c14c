"""What follows from the events of a complaint: a letter on each step. Called by the outbox, each event once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from voordeur.base import words
from voordeur.complaints import texts
from voordeur.complaints.models import Complaint, Voice
from voordeur.complaints.queries import ways_on
from voordeur.complaints.rules.subjects import Mandate, Part
from voordeur.complaints.services import afterwards
from voordeur.letters.services import send
from voordeur.policy.rules import complaint_due_at
from voordeur.promises import queries as promises

CASE = "complaints"
Values = Callable[[], dict[str, object]]


def _complaint(complaint_id: int) -> Complaint:
    return Complaint.objects.select_related("dwelling", "handler", "reviewer", "repair").get(pk=complaint_id)


def _write(code: str, complaint: Complaint, *, now: datetime, values: Values, to: list[Voice] | None = None) -> None:
    """Write to everybody behind a complaint, each in their own language and the way they can be reached.

    The address they gave for it, else as they prefer: mail, their own page or a letter to the home. Of who has none of
    these there is only the page of the complaint.
    """
    for voice in to if to is not None else _hearers(complaint):
        with translation.override(voice.language):
            context: dict[str, object] = {
                "name": voice.name,
                "number": complaint.number,
                "about": str(texts.ABOUT[complaint.about]),
                "page": settings.BASE_URL + reverse("complaints:by_token", args=[complaint.token]),
                **values(),
            }
        send(
            code=code,
            context=context,
            now=now,
            language=voice.language,
            person=voice.person,
            case_kind=CASE,
            case_id=complaint.pk,
            to_address=voice.email,
            postal=_envelope(voice, complaint),
        )


def _hearers(complaint: Complaint) -> list[Voice]:
    """Everybody behind it; while we do not know whether the other agrees, only who speaks for them."""
    found = complaint.voices.select_related("person").order_by("pk")
    return list(found.filter(part=Part.SPEAKER) if complaint.mandate == Mandate.ASKED else found)


def _envelope(voice: Voice, complaint: Complaint) -> list[str]:
    """Name and home of who complains. Who speaks for them lives elsewhere."""
    home = complaint.dwelling
    if home is None or voice.part != Part.COMPLAINANT:
        return []
    return [voice.name, home.address, f"{home.postcode[:4]} {home.postcode[4:]} {home.town}"]


def _who(complaint: Complaint) -> str:
    """Who handles it now; before anybody does, the team."""
    user = complaint.reviewer if complaint.review_asked_at is not None else complaint.handler
    if user is not None:
        return user.name
    return str(texts.TEAMS.get(complaint.team.code, complaint.team.name)) if complaint.team else ""


def tell_received(*, now: datetime, complaint_id: int, contact_id: int | None = None) -> None:
    """We have it; by when we confirm who handles it and by when there is an answer. And who it is for is asked."""
    complaint = _complaint(complaint_id)
    _write(
        "complaint_received",
        complaint,
        now=now,
        values=lambda: {
            "confirm_until": words.day_in_words(complaint.acknowledge_due_at),
            "answer_until": words.day_in_words(complaint.due_at),
        },
    )
    if complaint.mandate == Mandate.ASKED:
        speaker = complaint.voices.filter(part=Part.SPEAKER).first()
        _write(
            "complaint_mandate",
            complaint,
            now=now,
            values=lambda: {"speaker": speaker.name if speaker else ""},
            to=list(complaint.voices.filter(part=Part.COMPLAINANT).select_related("person").order_by("pk")),
        )


def tell_acknowledged(*, now: datetime, complaint_id: int) -> None:
    """Who handles it and by when there is an answer."""
    complaint = _complaint(complaint_id)
    _write(
        "complaint_confirmed",
        complaint,
        now=now,
        values=lambda: {
            "handler": _who(complaint),
            "answer_until": words.day_in_words(complaint.due_at),
            "rude": complaint.number if complaint.is_abusive else "",
        },
    )


def tell_paused(*, now: datetime, complaint_id: int) -> None:
    """The clock stands still: for what, why, and until when at most."""
    complaint = _complaint(complaint_id)
    pause = complaint.pauses.filter(until_at=None).first()
    if pause is None:
        return
    _write(
        "complaint_paused",
        complaint,
        now=now,
        values=lambda: {
            "wait": str(texts.WAITS[pause.wait]),
            "reason": pause.reason,
            "until": words.day_in_words(pause.runs_again_at),
        },
    )


def tell_resumed(*, now: datetime, complaint_id: int) -> None:
    """The clock runs again: the new day of our answer."""
    complaint = _complaint(complaint_id)
    _write(
        "complaint_resumed",
        complaint,
        now=now,
        values=lambda: {"answer_until": words.day_in_words(complaint.due_at)},
    )


def tell_extended(*, now: datetime, complaint_id: int) -> None:
    """We take longer: why, and the new day."""
    complaint = _complaint(complaint_id)
    said = complaint.events.filter(action="extend").order_by("-pk").first()
    _write(
        "complaint_extended",
        complaint,
        now=now,
        values=lambda: {
            "reason": said.details.get("why", "") if said else "",
            "answer_until": words.day_in_words(complaint.due_at),
        },
    )


def _answered(code: str, complaint: Complaint, *, stage: int, now: datetime) -> None:
    answer = complaint.answers.filter(stage=stage).select_related("by").order_by("-pk").first()
    if answer is None:
        return
    cents = sum(complaint.remedies.filter(stage=stage).values_list("amount_cents", flat=True))
    policy = promises.of_version(complaint.policy_version_id).policy
    until = complaint_due_at(policy, "ask_second_stage", answer.at)
    _write(
        code,
        complaint,
        now=now,
        values=lambda: {
            "outcome": str(texts.OUTCOMES_FOR_TENANT[answer.outcome]),
            "answer": answer.text,
            "amount": words.euro(cents) if cents else "",
            "who": answer.by.name,
            "review_until": words.day_in_words(until),
            "ways": "; ".join(
                texts.way_on(way, now=now) for way in ways_on.of(complaint, now=now) if way.body != "second_stage"
            ),
        },
    )


def tell_answered(*, now: datetime, complaint_id: int) -> None:
    """Our answer, what makes up for it, and the ways on with their dates."""
    _answered("complaint_answered", _complaint(complaint_id), stage=1, now=now)


def tell_decided(*, now: datetime, complaint_id: int) -> None:
    """The answer of the second stage, and the ways on outside."""
    _answered("complaint_decided", _complaint(complaint_id), stage=2, now=now)


def tell_concluded(*, now: datetime, complaint_id: int) -> None:
    """What we do with the advice of somebody outside."""
    _answered("complaint_concluded", _complaint(complaint_id), stage=3, now=now)


def tell_not_taken(*, now: datetime, complaint_id: int) -> None:
    """Why we do not handle it, and until when somebody else can be asked to look."""
    complaint = _complaint(complaint_id)
    said = complaint.events.filter(action="not_take").order_by("-pk").first()
    policy = promises.of_version(complaint.policy_version_id).policy
    if said is None or complaint.answered_at is None:
        return
    until = complaint_due_at(policy, "ask_second_stage", complaint.answered_at)
    _write(
        "complaint_not_taken",
        complaint,
        now=now,
        values=lambda: {
            "why": str(texts.NOT_TAKEN[said.details["not_taken"]]),
            "reason": said.details.get("why", ""),
            "review_until": words.day_in_words(until),
        },
    )


def tell_review(*, now: datetime, complaint_id: int) -> None:
    """Somebody else looks at it, by when."""
    complaint = _complaint(complaint_id)
    _write(
        "complaint_review",
        complaint,
        now=now,
        values=lambda: {"answer_until": words.day_in_words(complaint.due_at)},
    )


def tell_withdrawn(*, now: datetime, complaint_id: int) -> None:
    """It was taken back: everybody behind it hears so."""
    _write("complaint_withdrawn", _complaint(complaint_id), now=now, values=dict)


def tell_joined(*, now: datetime, complaint_id: int, voice_id: int) -> None:
    """Somebody who joined hears what the others heard: we have it, and by when."""
    complaint = _complaint(complaint_id)
    _write(
        "complaint_received",
        complaint,
        now=now,
        values=lambda: {
            "confirm_until": words.day_in_words(complaint.acknowledge_due_at),
            "answer_until": words.day_in_words(complaint.due_at),
        },
        to=list(complaint.voices.filter(pk=voice_id).select_related("person")),
    )


def survey_answered(
    *, now: datetime, case_kind: str, case_id: int, mark: int, is_solved: bool | None, **_more: Any
) -> None:
    """What somebody thinks of how we handled their complaint: who is not content is rung."""
    if case_kind == CASE:
        afterwards.after_survey(_complaint(case_id), mark=mark, is_solved=is_solved, now=now)
