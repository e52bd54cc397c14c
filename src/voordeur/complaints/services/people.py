"""Who is behind a complaint, whom it is about, whether who speaks may speak, and a file with rude words."""

from datetime import datetime

from django.db import transaction

from voordeur.base.outbox import publish
from voordeur.complaints.models import Complaint, Voice
from voordeur.complaints.rules import status as rules
from voordeur.complaints.rules.clock import check_reason
from voordeur.complaints.rules.status import Status
from voordeur.complaints.rules.subjects import Mandate, Part, Wait
from voordeur.complaints.services import recusing, steps
from voordeur.complaints.services.acts import check_colleague, note, user_of
from voordeur.complaints.services.handling import free_repair, resume
from voordeur.complaints.services.receiving import MOST_VOICES, Speaker, add_voice
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.repairs.models import Repair
from voordeur.repairs.rules.actor import Actor
from voordeur.work import services as work
from voordeur.work.rules import ItemKind


def _check(complaint: Complaint, by: Actor, action: str) -> None:
    check_colleague(complaint, by)
    if by.role not in rules.HANDLERS:
        raise Refused("not_your_action", action=action, role=by.role)


@transaction.atomic
def join(complaint: Complaint, speaker: Speaker, *, by: Actor, now: datetime) -> Voice:
    """Somebody else has the same complaint: they get the same letters and the same answer."""
    _check(complaint, by, "join")
    if Status(complaint.status) not in rules.OPEN:
        raise Refused("complaint_over")
    if not speaker.name.strip():
        raise Refused("name_missing")
    if complaint.voices.count() >= MOST_VOICES:
        raise Refused("too_many_voices", most=MOST_VOICES)
    if speaker.person is not None and complaint.voices.filter(person=speaker.person).exists():
        raise Refused("complains_already", name=speaker.name)
    voice = add_voice(complaint, speaker, now=now)
    changes: dict[str, object] = {"is_anonymous": False}
    if speaker.person is not None and speaker.person.is_vulnerable:
        changes["is_vulnerable"] = True
    Complaint.objects.filter(pk=complaint.pk).update(**changes)
    for name, value in changes.items():
        setattr(complaint, name, value)
    note(complaint, action="join", by=by, now=now, details={"name": voice.name})
    recusing.keep_out(complaint, now=now)
    publish("complaint.join", now=now, complaint_id=complaint.pk, voice_id=voice.pk)
    return voice


@transaction.atomic
def confirm_mandate(complaint: Complaint, *, how: str, by: Actor, now: datetime) -> Complaint:
    """The complainant said that the other may speak for them; how we know is written down."""
    _check(complaint, by, "confirm_mandate")
    kept = check_reason(how)
    changed = Complaint.objects.filter(pk=complaint.pk, mandate=Mandate.ASKED).update(mandate=Mandate.SHOWN)
    if not changed:
        raise Refused("mandate_not_asked")
    complaint.mandate = Mandate.SHOWN
    note(complaint, action="confirm_mandate", by=by, now=now, details={"why": kept})
    steps.close_steps(complaint, by=user_of(by), now=now, kinds=(ItemKind.COMPLAINT_MANDATE,))
    waiting = complaint.pauses.filter(until_at=None).first()
    if waiting is not None and waiting.wait == Wait.MANDATE:
        resume(complaint, by=by, now=now, why=kept)
    return complaint


@transaction.atomic
def mark_abusive(complaint: Complaint, *, is_abusive: bool, why: str, by: Actor, now: datetime) -> Complaint:
    """The words are rude or threaten: staff are warned before they read them. The complaint itself goes on as any."""
    _check(complaint, by, "mark_abusive")
    kept = check_reason(why)
    Complaint.objects.filter(pk=complaint.pk).update(is_abusive=is_abusive)
    complaint.is_abusive = is_abusive
    action = "mark_abusive" if is_abusive else "not_abusive"
    note(complaint, action=action, by=by, now=now, details={"why": kept})
    return complaint


@transaction.atomic
def is_about(complaint: Complaint, *, colleague: User | None, by: Actor, now: datetime) -> Complaint:
    """It is about this colleague: they do not see the file any more, and what they were to do goes to another."""
    _check(complaint, by, "is_about")
    changes: dict[str, object] = {"about_user": colleague}
    if colleague is not None and complaint.handler_id == colleague.pk:
        if Status(complaint.status) not in rules.FIRST_STAGE:
            raise Refused("answered_by_them")
        changes["handler"] = None
    if colleague is not None and complaint.reviewer_id == colleague.pk:
        changes["reviewer"] = None
    Complaint.objects.filter(pk=complaint.pk).update(**changes)
    for name, value in changes.items():
        setattr(complaint, name, value)
    note(complaint, action="is_about", by=by, now=now, details={"name": colleague.name if colleague else ""})
    if colleague is not None:
        steps.take_from(complaint, colleague, now=now)
        user = user_of(by)
        for one in recusing.give_improvements(complaint, to=user, now=now) if user is not None else []:
            steps.improve(one, by=user, now=now)
    recusing.keep_out(complaint, now=now)
    return complaint


def part_of(value: str) -> Part:
    """Raises Refused "part_unknown"."""
    try:
        return Part(value)
    except ValueError:
        raise Refused("part_unknown", value=value) from None


@transaction.atomic
def is_of_repair(complaint: Complaint, *, repair: Repair, by: Actor, now: datetime) -> Complaint:
    """It is about this repair, whose open and coming steps now count as a complaint."""
    _check(complaint, by, "is_of_repair")
    if complaint.dwelling_id is not None and complaint.dwelling_id != repair.dwelling_id:
        raise Refused("not_this_home")
    free_repair(complaint, now=now)
    Complaint.objects.filter(pk=complaint.pk).update(repair=repair, dwelling_id=repair.dwelling_id)
    complaint.repair, complaint.dwelling_id = repair, repair.dwelling_id
    note(complaint, action="is_of_repair", by=by, now=now, details={"text": repair.number})
    if Status(complaint.status) in rules.OPEN:
        work.under_complaint(case_kind="repairs", case_id=repair.pk, is_open=True, now=now)
    return complaint
