"""The telephone of the story: every contact by telephone was a call, and some callers gave up before somebody came."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

from voordeur.contact.models import ContactMoment
from voordeur.demo.story import parameters
from voordeur.demo.story.clock import Clock
from voordeur.kernel import seeds
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.telephone.models import Call, Extension, QuarterHour
from voordeur.telephone.queries import ENDED_AT_MOST, quarter_start
from voordeur.telephone.rules.calls import Outcome, Stage
from voordeur.telephone.services.quarters import WITHIN_SECONDS, count_again

FIRST_EXTENSION = {Role.CONTACT_AGENT: 201, Role.HOUSING_CONSULTANT: 301}
CHOICES = {"repair": "Reparaties", "rent": "Huur", "letting": "Woning zoeken"}
OTHER_CHOICE = "Andere vragen"
NUMBER_OF_THE_ASSOCIATION = "+31551234567"
DAYS_KEPT = 92
OTHER_REASON = "other"
BATCH = 1_000


def write(clock: Clock, *, seed: int) -> None:
    """A call for each contact by telephone, and those who gave up between them. To be called after the contacts.

    Calls are kept for some months; of the time before only the figures are, as an association would keep them.
    """
    # A quarter of an hour is wholly of the one or of the other.
    since = quarter_start(clock.now - timedelta(days=DAYS_KEPT))
    kept: list[Call] = []
    lately: list[tuple[Call, int]] = []
    older: dict[datetime, QuarterHour] = {}
    for call, contact_id in _calls(clock, _extensions(), seeds.stream(seed, "calls")):
        if call.arrived_at >= since:
            kept.append(call)
            if contact_id is not None and call.arrived_at > clock.now - ENDED_AT_MOST:
                lately.append((call, contact_id))
        else:
            start = quarter_start(call.arrived_at)
            _add(older.setdefault(start, QuarterHour(starts_at=start)), call)
    Call.objects.bulk_create(kept, batch_size=BATCH)
    QuarterHour.objects.bulk_create(older.values(), batch_size=BATCH)
    count_again(call.arrived_at for call in kept)
    _note(lately)


def _note(calls: list[tuple[Call, int]]) -> None:
    """The contacts of these calls are their notes, or the screens of the agents would ask for each of them."""
    contacts = ContactMoment.objects.in_bulk([contact_id for _, contact_id in calls])
    for call, contact_id in calls:
        contact = contacts[contact_id]
        contact.source = f"call:{call.pk}"
        if not contact.is_solved_at_once and not contact.why_not_solved:
            contact.why_not_solved = OTHER_REASON
    ContactMoment.objects.bulk_update(contacts.values(), ["source", "why_not_solved"], batch_size=BATCH)


def _add(quarter: QuarterHour, call: Call) -> None:
    """One more call in the figures of a quarter of an hour."""
    wait, service = call.waited_seconds or 0, call.service_seconds or 0
    quarter.offered += 1
    if call.outcome == Outcome.ABANDONED:
        quarter.abandoned += 1
        quarter.lost_wait_seconds += wait
        return
    quarter.answered += 1
    quarter.within_20s += wait <= WITHIN_SECONDS
    if service:
        quarter.served += 1
        quarter.timed += 1
        quarter.wait_seconds += wait
        quarter.longest_wait_seconds = max(quarter.longest_wait_seconds, wait)
        quarter.service_seconds += service


def _extensions() -> dict[int, str]:
    """Who sits at which telephone: the number by the key of the colleague."""
    rows = [
        Extension(number=str(first + place), user=user)
        for role, first in FIRST_EXTENSION.items()
        for place, user in enumerate(User.objects.filter(role=role).order_by("pk"))
    ]
    Extension.objects.bulk_create(rows)
    return {row.user_id: row.number for row in rows if row.user_id}


def _calls(clock: Clock, extensions: dict[int, str], rng: Random) -> Iterator[tuple[Call, int | None]]:
    """Each call with the contact that it was; None of those who gave up."""
    contacts = ContactMoment.objects.filter(channel="TEL", direction="INK").order_by("at", "pk")
    number = 0
    for contact_id, at, seconds, subject, agent_id, caller in contacts.values_list(
        "pk", "at", "seconds", "subject", "agent_id", "person__phone"
    ).iterator():
        if at + timedelta(seconds=seconds) > clock.now:
            continue  # still on the telephone
        choice = CHOICES.get(subject, OTHER_CHOICE)
        caller = "" if rng.random() < parameters.WITHHELD_SHARE else caller or ""
        if rng.random() < parameters.GIVES_UP_SHARE:
            # Most of them are the same people, a little earlier.
            number += 1
            before = at - timedelta(seconds=rng.uniform(120, 1500))
            yield _lost(number, before, rng.expovariate(1 / parameters.PATIENCE_SECONDS), caller, choice), None
        number += 1
        wait = (
            4.0
            if rng.random() < parameters.ANSWERED_AT_ONCE_SHARE
            else 4 + rng.expovariate(1 / parameters.WAIT_SECONDS)
        )
        extension = extensions.get(agent_id or 0, "")
        yield _helped(number, at, wait, seconds, caller, choice, extension, agent_id), contact_id


def _helped(
    number: int, at: datetime, wait: float, seconds: int, caller: str, choice: str, extension: str, agent_id: int | None
) -> Call:
    answered_at = at.astimezone(UTC)
    queued_at = answered_at - timedelta(seconds=round(wait))
    arrived_at = queued_at - timedelta(seconds=parameters.MENU_SECONDS)
    return Call(
        **_common(number, arrived_at, queued_at, caller, choice),
        outcome=Outcome.ANSWERED,
        answered_at=answered_at,
        ended_at=answered_at + timedelta(seconds=seconds),
        waited_seconds=round(wait),
        service_seconds=seconds,
        extension=extension,
        agent_id=agent_id,
        told_at=answered_at + timedelta(seconds=seconds),
    )


def _lost(number: int, at: datetime, wait: float, caller: str, choice: str) -> Call:
    queued_at = at.astimezone(UTC).replace(microsecond=0)
    ended_at = queued_at + timedelta(seconds=max(1, round(wait)))
    return Call(
        **_common(number, queued_at - timedelta(seconds=parameters.MENU_SECONDS), queued_at, caller, choice),
        outcome=Outcome.ABANDONED,
        ended_at=ended_at,
        waited_seconds=max(1, round(wait)),
        told_at=ended_at,
    )


def _common(number: int, arrived_at: datetime, queued_at: datetime, caller: str, choice: str) -> dict[str, object]:
    return {
        "key": f"exchange:demo-{number}",
        "number": f"demo-{number}",
        "stage": Stage.ENDED,
        "arrived_at": arrived_at,
        "queued_at": queued_at,
        "menu_seconds": parameters.MENU_SECONDS,
        "caller": caller,
        "called": NUMBER_OF_THE_ASSOCIATION,
        "queue": choice,
    }
