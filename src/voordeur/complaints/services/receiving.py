"""A complaint comes in: from whom, about what, whether it is one, and by when we confirm it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from voordeur.base.outbox import publish
from voordeur.complaints.models import Complaint, Voice
from voordeur.complaints.rules import intake
from voordeur.complaints.rules import status as rules
from voordeur.complaints.rules.clock import answer_due_at
from voordeur.complaints.rules.people import team_of
from voordeur.complaints.rules.subjects import About, Mandate, Part
from voordeur.complaints.services import recusing, steps
from voordeur.complaints.services.acts import note, user_of
from voordeur.complaints.services.steps import open_step
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Person, User
from voordeur.parties.queries import may_act_for
from voordeur.parties.rules import MandateScope
from voordeur.policy.rules import complaint_due_at, local
from voordeur.promises import queries as promises
from voordeur.repairs.models import Repair
from voordeur.repairs.rules.actor import Actor
from voordeur.work import services as work
from voordeur.work.rules import ItemKind

MOST_VOICES = 50


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody behind a complaint, as they made themselves known; `person` when we know them."""

    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = "nl"
    person: Person | None = None
    part: Part = Part.COMPLAINANT

    @classmethod
    def of(cls, person: Person, *, part: Part = Part.COMPLAINANT, email: str = "", phone: str = "") -> "Speaker":
        """Somebody we know, reached where they say or else where we know them."""
        return cls(
            name=person.full_name,
            email=email or person.email,
            phone=phone or person.phone,
            language=person.language,
            person=person,
            part=part,
        )


@transaction.atomic
def receive(
    *,
    about: About,
    text: str,
    channel: str,
    by: Actor,
    now: datetime,
    speakers: Sequence[Speaker] = (),
    wish: str = "",
    happened_on: date | None = None,
    goes_on: bool = False,
    told_before: bool = False,
    dwelling: Dwelling | None = None,
    repair: Repair | None = None,
    about_user: User | None = None,
    about_whom: str = "",
    language: str = "nl",
    key: str | None = None,
    contact_id: int | None = None,
) -> Complaint:
    """Write a complaint by the policy in force at `now` and ask for its confirmation. Nobody in `speakers`: anonymous.

    `told_before`: they say that they reported the repair before, and we do not know yet which one it is. The same `key`
    gives the same complaint, however often it is sent. Raises Refused "first_repair" for what is a
    request for a repair, and what `rules.intake.check` refuses; "too_many_voices" and "nobody_complains" for who is
    behind it, "not_this_home" when the repair is of another home.
    """
    if not rules.may(rules.Action.RECEIVE, by.role):
        raise Refused("not_your_action", action="receive", role=by.role)
    if key and (known := Complaint.objects.filter(key=key).first()):
        return known
    if repair is not None and dwelling is not None and repair.dwelling_id != dwelling.pk:
        raise Refused("not_this_home")
    _check_speakers(speakers)
    version, today = promises.in_force(now), local(now).date()
    intake.check(
        version.policy,
        about=about,
        has_repair=repair is not None or told_before,
        is_anonymous=not speakers,
        text=text,
        happened_on=happened_on,
        goes_on=goes_on,
        today=today,
    )
    policy = version.policy
    team = work.team_of(team_of(policy, about))
    try:
        with transaction.atomic():
            complaint = Complaint.objects.create(
                about=about,
                text=text.strip(),
                wish=wish.strip()[: intake.MOST_TEXT],
                happened_on=happened_on,
                goes_on=goes_on,
                channel=channel,
                language=language,
                dwelling=dwelling or (repair.dwelling if repair is not None else None),
                repair=repair,
                about_user=about_user,
                about_whom=about_whom.strip()[:160],
                is_anonymous=not speakers,
                is_vulnerable=any(one.person is not None and one.person.is_vulnerable for one in speakers),
                mandate=_mandate(speakers, about, today),
                taken_by_id=by.user_id if by.role != "tenant" else None,
                team=team,
                policy_version_id=version.version_id,
                received_at=now,
                acknowledge_due_at=complaint_due_at(policy, "acknowledge", now),
                due_at=answer_due_at(policy, now, stills=(), is_extended=False, now=now),
                key=key or None,
            )
    except IntegrityError:
        if key and (known := Complaint.objects.filter(key=key).first()):
            return known
        raise
    for one in speakers:
        add_voice(complaint, one, now=now)
    recusing.keep_out(complaint, now=now)
    _begin(complaint, by=by, now=now, contact_id=contact_id)
    return complaint


def _check_speakers(speakers: Sequence[Speaker]) -> None:
    if len(speakers) > MOST_VOICES:
        raise Refused("too_many_voices", most=MOST_VOICES)
    if any(not one.name.strip() for one in speakers):
        raise Refused("name_missing")
    if speakers and all(one.part is Part.SPEAKER for one in speakers):
        raise Refused("nobody_complains")


def add_voice(complaint: Complaint, one: Speaker, *, now: datetime) -> Voice:
    return Voice.objects.create(
        complaint=complaint,
        person=one.person,
        part=one.part,
        name=one.name.strip()[:160],
        email=one.email.strip()[:254],
        phone=one.phone.strip()[:20],
        language=one.language,
        at=now,
    )


def _mandate(speakers: Sequence[Speaker], about: About, today: date) -> Mandate:
    """Whether who speaks for others may do so for each of them, by the mandates that we know."""
    agents = [one for one in speakers if one.part is Part.SPEAKER]
    if not agents:
        return Mandate.NOT_NEEDED
    scope = MandateScope.REPAIRS if about in (About.REPAIR, About.APPOINTMENT) else MandateScope.EVERYTHING
    principals = [one for one in speakers if one.part is Part.COMPLAINANT]
    known = all(
        any(
            agent.person is not None
            and principal.person is not None
            and may_act_for(agent.person.pk, principal.person.pk, scope, today)
            for agent in agents
        )
        for principal in principals
    )
    return Mandate.SHOWN if known else Mandate.ASKED


def _begin(complaint: Complaint, *, by: Actor, now: datetime, contact_id: int | None) -> None:
    user = user_of(by)
    note(complaint, action=rules.Action.RECEIVE, by=by, now=now, to_status=complaint.status)
    open_step(
        complaint,
        ItemKind.COMPLAINT_CONFIRM,
        due_at=complaint.acknowledge_due_at,
        promise="complaints.acknowledge_working_days",
        by=user,
        now=now,
    )
    if complaint.mandate == Mandate.ASKED:
        open_step(
            complaint,
            ItemKind.COMPLAINT_MANDATE,
            due_at=complaint.acknowledge_due_at,
            promise="complaints.acknowledge_working_days",
            by=user,
            now=now,
        )
    if complaint.repair_id is not None:
        work.under_complaint(case_kind="repairs", case_id=complaint.repair_id, is_open=True, now=now)
    publish("complaint.receive", now=now, complaint_id=complaint.pk, contact_id=contact_id)
    if contact_id is None:
        _tell_contact(complaint, now=now)


def _tell_contact(complaint: Complaint, *, now: datetime) -> None:
    """A complaint that did not come in by the agent's screen is a contact of its own."""
    voice = complaint.voices.order_by("pk").first()
    publish(
        "contact.happened",
        now=now,
        source=f"complaint:{complaint.pk}",
        channel=complaint.channel,
        direction="INK",
        subject="complaint",
        at=now.isoformat(),
        agent_id=complaint.taken_by_id,
        person_id=voice.person_id if voice is not None else None,
        dwelling_id=complaint.dwelling_id,
        case_kind=steps.CASE,
        case_id=complaint.pk,
    )
