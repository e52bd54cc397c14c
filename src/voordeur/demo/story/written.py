"""What tenants wrote in the last days, by mail and on the site: some wait for an answer, most have one."""

import random
import string
from dataclasses import dataclass
from datetime import datetime, timedelta

from voordeur.correspondence.models import Message, Thread
from voordeur.correspondence.rules.threads import Status
from voordeur.correspondence.services.threads import CASE, PROMISE, home_of, team_of
from voordeur.demo.story.clock import Clock
from voordeur.parties.models import Person, Team, User
from voordeur.parties.rules import Role
from voordeur.policy.rules import answer_due_at, is_open
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind

HOURS_APART, ANSWER_HOURS = 5, 9


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote, and what we answered; without an answer it still waits."""

    subject: str
    asks: str
    answers: str = ""


LETTERS = (
    Written("Fietsen in de hal", "In onze hal staan al weken drie fietsen. Mag dat? Mijn moeder komt er niet langs."),
    Written("Huurverhoging", "Ik kreeg een brief over de nieuwe huur. Kunt u mij uitleggen hoe u dat berekent?"),
    Written(
        "Sleutel van de berging",
        "Ik ben de sleutel van mijn berging kwijt. Hoe kom ik aan een nieuwe?",
        "U haalt een nieuwe sleutel bij onze balie. Neem een bewijs met uw naam mee.",
    ),
    Written(
        "Wanneer komt de schilder?",
        "Er hangt een briefje dat de schilder komt. Moet ik thuis zijn?",
        "De schilder werkt alleen buiten. U hoeft niet thuis te zijn.",
    ),
    Written("Lamp in het trappenhuis", "De lamp op de tweede verdieping knippert nu elke avond."),
    Written(
        "Huisdier",
        "Wij willen graag een hond. Mag dat in ons huis?",
        "Ja, dat mag. Houd rekening met uw buren.",
    ),
    Written(
        "Zonnescherm",
        "Mag ik zelf een zonnescherm ophangen aan de voorkant?",
        "Dat mag als u het met bouten in de voegen vastzet. Stuur ons eerst een tekening.",
    ),
    Written(
        "Dank aan de vakman",
        "Uw vakman heeft onze keukenkraan heel netjes gemaakt. Doet u hem de groeten.",
        "Wat fijn om te lezen. Wij geven het door.",
    ),
)
ASIDE = (
    ("Automatisch antwoord: uw bericht", "Ik ben er tot maandag niet.", "auto_submitted"),
    ("Nieuwsbrief van de groothandel", "Deze maand: kranen met korting.", "mailing"),
)


def write(clock: Clock, *, seed: int) -> None:
    """Write threads of the last days up to now. Draws only from the seed."""
    told = random.Random(f"written:{seed}")  # noqa: S311 - an example, no secret
    known = Person.objects.filter(user__role=Role.TENANT).order_by("pk").first()
    people = list(Person.objects.exclude(email="").order_by("pk")[10 : 10 + len(LETTERS)])
    agents = list(User.objects.filter(role=Role.CONTACT_AGENT).order_by("pk")[:3])
    if not people or not agents:
        return
    if known is not None:
        people[0] = people[3 % len(people)] = known
    at = clock.now - timedelta(minutes=35)
    for number, (person, letter) in enumerate(zip(people, LETTERS, strict=False)):
        _thread(clock, person, letter, at, agents[number % len(agents)], told, is_mail=number % 3 != 0)
        at -= timedelta(hours=HOURS_APART, minutes=told.randint(0, 50))
    for subject, body, reason in ASIDE:
        _aside(clock, subject, body, reason, at, told)


def _token(told: random.Random) -> str:
    return "".join(told.choices(string.ascii_lowercase + string.digits, k=16))


def _thread(
    clock: Clock,
    person: Person,
    letter: Written,
    at: datetime,
    agent: User,
    told: random.Random,
    *,
    is_mail: bool,
) -> None:
    version, policy = clock.versions[-1]
    channel = "EMA" if is_mail else "INT"
    due_at = answer_due_at(policy, at)
    answered_at = _while_open(clock, at + timedelta(hours=ANSWER_HOURS)) if letter.answers else None
    waits = answered_at is None
    thread = Thread.objects.create(
        token=_token(told),
        subject=letter.subject,
        status=Status.OPEN if waits else Status.ANSWERED,
        channel=channel,
        person=person,
        dwelling_id=home_of(person, now=clock.now),
        email=person.email,
        name=person.full_name,
        policy_version=version,
        began_at=at,
        asked_at=at if waits else None,
        due_at=due_at if waits else None,
        last_at=answered_at or at,
    )
    told_of = {"thread": thread, "email": person.email, "name": person.full_name}
    Message.objects.create(**told_of, direction="INK", channel=channel, at=at, subject=letter.subject, body=letter.asks)
    if answered_at is not None:
        Message.objects.create(
            **told_of,
            direction="UIT",
            channel="EMA",
            at=answered_at,
            by=agent,
            subject=f"Re: {letter.subject}",
            body=f"Beste {person.full_name},\n\n{letter.answers}\n\nMet vriendelijke groet,\n{agent.name}",
            seconds=told.randint(120, 420),
        )
        return
    team = Team.objects.get(code=team_of(thread, text=letter.asks, now=clock.now))
    WorkItem.objects.create(
        kind=ItemKind.ANSWER_MESSAGE,
        subject=f"{thread.number} · {thread.subject}",
        subject_en=f"{thread.number} · {thread.subject}",
        team=team,
        promise=PROMISE,
        due_at=due_at,
        is_vulnerable=person.is_vulnerable,
        case_kind=CASE,
        case_id=thread.pk,
        opened_at=at,
    )


def _while_open(clock: Clock, moment: datetime) -> datetime | None:
    """The first whole hour from a moment on in which somebody answers mail; None when that has not come yet."""
    policy = clock.versions[-1][1]
    while moment < clock.now:
        if is_open(policy.channels.mail.open, moment, policy):
            return moment
        moment += timedelta(hours=1)
    return None


def _aside(clock: Clock, subject: str, body: str, reason: str, at: datetime, told: random.Random) -> None:
    thread = Thread.objects.create(
        token=_token(told),
        subject=subject,
        status=Status.ASIDE,
        channel="EMA",
        email="post@groothandel.example",
        name="Groothandel",
        reason=reason,
        policy_version=clock.versions[-1][0],
        began_at=at,
        last_at=at,
    )
    Message.objects.create(
        thread=thread, direction="INK", channel="EMA", at=at, email=thread.email, subject=subject, body=body,
        is_automatic=True,
    )  # fmt: skip
