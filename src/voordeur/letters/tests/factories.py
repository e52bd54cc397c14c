"""Builders of what this room keeps: fixed values."""

from datetime import UTC, datetime

from voordeur.letters.models import Dispatch
from voordeur.parties.models import Person

MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def make_dispatch(
    *,
    person: Person | None = None,
    channel: str = "portal",
    language: str = "nl",
    subject: str = "Antwoord op uw vraag",
    at: datetime = MOMENT,
) -> Dispatch:
    return Dispatch.objects.create(
        code="written_answer",
        version=0,
        channel=channel,
        language=language,
        subject=subject,
        parts=[["paragraph", "Beste mevrouw De Boer,"], ["item", "Wij komen dinsdag."], ["heading", "Vragen"]],
        person=person,
        postal="Mevrouw A. de Boer\nDorpsstraat 1\n3811 AA  Amersfoort" if channel == "letter" else "",
        at=at,
    )
