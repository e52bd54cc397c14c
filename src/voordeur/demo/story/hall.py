"""The desk of the last days and the coming ones, and a few letters: enough that no page of theirs is empty."""

import random
from datetime import timedelta
from itertools import cycle

from voordeur.counter.models import Appointment, Ticket
from voordeur.counter.rules.status import AppointmentStatus, TicketStatus
from voordeur.counter.texts import SUBJECTS
from voordeur.demo.story.clock import Clock
from voordeur.homes.models import Tenancy
from voordeur.letters.models import Dispatch
from voordeur.letters.rules.channel import Channel
from voordeur.letters.services import render
from voordeur.parties.models import Person, User
from voordeur.parties.rules import Role
from voordeur.policy.rules import DeskSlot, desk_days, desk_slots, local

DAYS_BACK, VISITORS_A_DAY, MINUTES_A_VISIT = 4, 14, 7
APPOINTMENTS, LETTERS = 9, 3


def write(clock: Clock, *, seed: int) -> None:
    """Write what happened in the hall, who comes, and what was sent. Draws only from the seed."""
    told = random.Random(f"hall:{seed}")  # noqa: S311 - an example, no secret
    people = list(Person.objects.order_by("pk")[: APPOINTMENTS + LETTERS])
    agents = list(User.objects.filter(role=Role.CONTACT_AGENT).order_by("pk")[:3])
    if not people or not agents:
        return
    _tickets(clock, agents, told)
    _appointments(clock, people, told)
    _letters(clock, people)


def _tickets(clock: Clock, agents: list[User], told: random.Random) -> None:
    rows = []
    for back in range(DAYS_BACK, -1, -1):
        slots = desk_slots(clock.versions[-1][1], clock.today - timedelta(days=back))
        if slots:
            rows += _day(clock, slots, agents, told)
    Ticket.objects.bulk_create(rows)


def _day(clock: Clock, slots: tuple[DeskSlot, ...], agents: list[User], told: random.Random) -> list[Ticket]:
    """Visitors of one day so far: helped in turn; whoever came last may still wait when the desk is open now."""
    opens, closes = slots[0].from_at, slots[-1].until_at
    minutes = int((closes - opens).total_seconds() // 60)
    rows = []
    came = sorted(told.sample(range(minutes - 10), min(VISITORS_A_DAY, minutes - 10)))
    for number, (minute, agent) in enumerate(zip(came, cycle(agents), strict=False), start=1):
        drawn_at = opens + timedelta(minutes=minute)
        called_at = drawn_at + timedelta(minutes=told.randint(1, 9))
        ended_at = called_at + timedelta(minutes=told.randint(3, 2 * MINUTES_A_VISIT))
        subject = told.choice(list(SUBJECTS))
        if drawn_at > clock.now:
            break
        ticket = Ticket(
            key=f"example-{told.getrandbits(96):024x}",
            day=local(drawn_at).date(),
            number=number,
            subject=subject,
            drawn_at=drawn_at,
        )
        if ended_at <= clock.now:
            ticket.status, ticket.called_at, ticket.ended_at = TicketStatus.HELPED, called_at, ended_at
            ticket.desk, ticket.helped_by, ticket.is_solved = 1 + number % 2, agent, told.random() < 0.8
        elif closes <= clock.now:
            ticket.status, ticket.ended_at = TicketStatus.GONE, closes
        rows.append(ticket)
    return rows


def _appointments(clock: Clock, people: list[Person], told: random.Random) -> None:
    """Who comes in the coming days; the first appointment is the known tenant's."""
    policy = clock.versions[-1][1]
    known = Person.objects.filter(user__role=Role.TENANT).order_by("pk").first()
    coming = [slot for day in desk_days(policy, clock.today) for slot in desk_slots(policy, day)]
    coming = [slot for slot in coming if slot.from_at > clock.now][: 3 * APPOINTMENTS]
    chosen = sorted(told.sample(coming, min(APPOINTMENTS, len(coming))), key=lambda slot: slot.from_at)
    who = [known, *people] if known else people
    Appointment.objects.bulk_create(
        Appointment(
            key=f"example-{told.getrandbits(96):024x}",
            starts_at=slot.from_at,
            ends_at=slot.until_at,
            place=1,
            status=AppointmentStatus.BOOKED,
            subject=told.choice(list(SUBJECTS)),
            name=person.full_name,
            email=person.email,
            phone=person.phone,
            language=person.language,
            person=person,
            made_at=clock.now - timedelta(days=1),
            changed_at=clock.now - timedelta(days=1),
        )
        for slot, person in zip(chosen, who, strict=False)
    )


def _letters(clock: Clock, people: list[Person]) -> None:
    """An answer on the known tenant's page, and letters on paper that wait to be printed."""
    known = Person.objects.filter(user__role=Role.TENANT).order_by("pk").first()
    colleague = "Bas Visser"
    rows = [_sent(clock, known, Channel.PORTAL, colleague, hours=20)] if known else []
    for number, person in enumerate(people[-LETTERS:], start=1):
        rows.append(_sent(clock, person, Channel.LETTER, colleague, hours=26 + number))
    Dispatch.objects.bulk_create(rows)


def _sent(clock: Clock, person: Person, channel: Channel, colleague: str, *, hours: int) -> Dispatch:
    words = {
        "nl": ("Uw vraag over de huur", "U vroeg wanneer de huur omhoog gaat. Dat is elk jaar op 1 juli."),
        "en": ("Your question about the rent", "You asked when the rent goes up. That is on 1 July each year."),
    }
    language = "en" if person.language == "en" else "nl"
    subject, answer = words[language]
    told = {"name": person.full_name, "subject": subject, "answer": answer, "colleague": colleague}
    rendered = render("written_answer", channel, language, told)
    return Dispatch(
        code=rendered.code,
        version=rendered.version,
        channel=channel,
        language=language,
        subject=rendered.subject,
        parts=[[block.kind, block.text] for block in rendered.blocks],
        person=person,
        postal=_postal(person) if channel == Channel.LETTER else "",
        at=clock.now - timedelta(hours=hours),
    )


def _postal(person: Person) -> str:
    """Name and address as they stand on an envelope."""
    lives = Tenancy.objects.filter(household__members__person=person).select_related("dwelling").order_by("-pk").first()
    if lives is None:
        return person.full_name
    home = lives.dwelling
    return f"{person.full_name}\n{home.address}\n{home.postcode[:4]} {home.postcode[4:]}  {home.town}"
