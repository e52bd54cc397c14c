"""With what a mail belongs: a thread, a case, a person, a home. What a sender only claims opens nothing to them."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from voordeur.base.models import Letter
from voordeur.complaints.models import Complaint
from voordeur.correspondence.models import Message, Thread
from voordeur.correspondence.rules import quoting, threads
from voordeur.correspondence.rules.reading import ReadMail
from voordeur.correspondence.rules.threads import Case, Status
from voordeur.parties.models import Person
from voordeur.repairs.models import Repair


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mail belongs, and which letter or message of ours it answers or brings back."""

    thread: Thread | None = None
    case: Case | None = None
    letter: Letter | None = None
    sent: Message | None = None


def is_here(mail: ReadMail, *, came_at: datetime) -> bool:
    """Whether this very mail was filed before: the same name, sender and words.

    One without a name is the same when it came at the same moment: a server that lost the numbers of its mails gives
    them others, and keeps when each came.
    """
    new, old = quoting.fresh(mail.body)
    same = Message.objects.filter(
        message_id=mail.message_id, email=mail.sender, subject=mail.subject, direction="INK", body=new, quoted=old
    )
    return (same if mail.message_id else same.filter(at=came_at)).exists()


def place_of(mail: ReadMail) -> Place:
    """By the address it came to, by the message it answers, by the letter it answers, by the case its subject names.

    The first two are secrets that only who got our mail can know. A letter and a case are known by a number that
    anybody can guess, so there the sender must be the one whom they belong to.
    """
    tokens = threads.tokens_in(mail.addressed, settings.MAILBOX)
    by_address = Thread.objects.filter(token__in=tokens).select_related("person").first() if tokens else None
    sent = _sent(mail)
    if by_address is not None or sent is not None:
        return Place(thread=by_address or (sent.thread if sent else None), sent=sent)
    letter = _letter(mail)
    if letter is not None:
        case = _case_of(letter)
        return Place(thread=_thread_of(case, letter.to_address), case=case, letter=letter)
    named = _case_named(mail)
    return Place(thread=_thread_of(named, mail.sender), case=named)


def _sent(mail: ReadMail) -> Message | None:
    if not mail.references:
        return None
    found = Message.objects.filter(message_id__in=mail.references).exclude(message_id="")
    return found.select_related("thread__person", "letter").order_by("-pk").first()


def _letter(mail: ReadMail) -> Letter | None:
    """The letter that is answered by whom it was for, or that came back and names for whom it was."""
    found = Letter.objects.filter(pk__in=threads.letters_named(mail.references))
    for letter in found.order_by("-pk"):
        if letter.to_address.lower() == mail.sender or letter.to_address.lower() in mail.body.lower():
            return letter
    return None


def _case_of(letter: Letter) -> Case | None:
    if letter.case_kind in {"repairs", "complaints"} and letter.case_id is not None:
        return Case(letter.case_kind, letter.case_id)
    return None


def _case_named(mail: ReadMail) -> Case | None:
    """A repair or a complaint that the subject names by its number, when it is the sender's own."""
    if not mail.sender:
        return None
    named = threads.cases_named(mail.subject)
    return next((case for case in named if _is_own(case, mail.sender)), None)


def _is_own(case: Case, address: str) -> bool:
    if case.kind == "repairs":
        own = Q(contact_email=address) | Q(reporter__email=address)
        return Repair.objects.filter(own, pk=case.id).exists()
    return Complaint.objects.filter(Q(voices__email=address) | Q(voices__person__email=address), pk=case.id).exists()


def _thread_of(case: Case | None, address: str) -> Thread | None:
    """The thread that this address has about this case already."""
    if case is None or not address:
        return None
    found = Thread.objects.filter(case_kind=case.kind, case_id=case.id, email__iexact=address)
    return found.exclude(status=Status.ASIDE).select_related("person").order_by("-last_at").first()


def person_of(address: str) -> Person | None:
    """Whose address this is, when it is one person's only."""
    found = list(Person.objects.filter(email=address)[:2]) if address else []
    return found[0] if len(found) == 1 else None


def dwelling_of(case: Case | None) -> int | None:
    """The home of a case."""
    if case is None:
        return None
    if case.kind == "repairs":
        return Repair.objects.filter(pk=case.id).values_list("dwelling_id", flat=True).first()
    return Complaint.objects.filter(pk=case.id).values_list("dwelling_id", flat=True).first()


def flood_of(mail: ReadMail, *, since: datetime) -> Thread | None:
    """Where what this address floods us with is kept."""
    found = Thread.objects.filter(email=mail.sender, status=Status.ASIDE, reason="too_often", began_at__gte=since)
    return found.order_by("-pk").first()
