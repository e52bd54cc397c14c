"""A report being filled in: begun, kept step by step, proved by a code when nobody is logged in."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from voordeur.base import limits, mailbox
from voordeur.homes import queries as homes
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.policy.rules import local
from voordeur.repairs.models import Draft

CODE_VALID = timedelta(minutes=15)
MOST_TRIES = 5
CODE_WAIT = timedelta(seconds=30)
# Over all drafts about one home, so that a new draft is no new chance to guess and no way to fill a mailbox.
MOST_CODE_LETTERS_A_DAY = 20
KEEP_DRAFTS = timedelta(days=30)
# What the first page fills in
FIRST_ANSWERS = frozenset({"text", "path", "place", "answers"})


def begin(
    *,
    by: User | None,
    now: datetime,
    dwelling_id: int | None = None,
    text: str = "",
    instead_of: str = "",
    counted_as: str = "",
) -> Draft:
    """A new, empty report; the one with the token `instead_of` serves again when nothing was answered in it yet.

    New ones are counted for `counted_as`, an address or an account. Refused: too_many_reports within an hour.
    """
    data = {"text": text} if text else {}
    unused = unanswered(instead_of, by=by)
    if unused is not None:
        unused.dwelling_id, unused.data, unused.changed_at = dwelling_id, data, now
        unused.save(update_fields=["dwelling", "data", "changed_at"])
        return unused
    most = settings.REPORTS_AN_HOUR
    if counted_as and not limits.spend("report", counted_as, most=most, now=now):
        raise Refused("too_many_reports", most=most, minutes=limits.minutes_left(now))
    return Draft.objects.create(
        by=by,
        dwelling_id=dwelling_id,
        person=by.person if by is not None else None,
        data=data,
        begun_at=now,
        changed_at=now,
    )


def unanswered(token: str, *, by: User | None) -> Draft | None:
    """The draft of this token in which its maker clicked on what is wrong and nothing else; None when there is none."""
    draft = Draft.objects.filter(token=token, by=by, repair=None, photos=None, code_sent_at=None).first()
    if draft is None or not set(draft.data) <= FIRST_ANSWERS or draft.data.get("answers"):
        return None
    # A home that was asked for is an answer; a tenant's only home was filled in by us.
    return draft if draft.dwelling_id is None or by is not None else None


def keep(draft: Draft, *, now: datetime, **answers: Any) -> Draft:
    """Add answers to a draft; None takes an answer away. What was kept before stays."""
    if hasattr(draft, "repair"):
        raise Refused("already_reported", number=draft.repair.number)
    data = {**draft.data, **answers}
    draft.data = {name: value for name, value in data.items() if value is not None}
    draft.changed_at = now
    draft.save(update_fields=["data", "changed_at"])
    return draft


def choose_home(draft: Draft, *, dwelling_id: int, now: datetime) -> Draft:
    """Say which home it is about; another home undoes the proof of the first."""
    if draft.dwelling_id != dwelling_id:
        draft.data = {name: value for name, value in draft.data.items() if name != "proved"}
        draft.code_hash = ""
    draft.dwelling_id = dwelling_id
    draft.changed_at = now
    draft.save(update_fields=["dwelling", "data", "code_hash", "changed_at"])
    return draft


def _sealed(draft: Draft, code: str) -> str:
    """A code is good for one draft about one home: whoever changes the home meanwhile has proved nothing."""
    content = f"{draft.token}:{draft.dwelling_id}:{code}"
    return hmac.new(settings.SECRET_KEY.encode(), content.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def send_code(draft: Draft, *, now: datetime) -> bool:
    """Send a six-figure code to the address we know for this home; returns whether we know one.

    A visitor sees the same page either way, so that nobody learns here who lives where.
    """
    if draft.dwelling_id is None:
        raise Refused("no_home_chosen")
    if draft.code_sent_at is not None and now - draft.code_sent_at < CODE_WAIT:
        raise Refused("code_too_soon", seconds=int((CODE_WAIT - (now - draft.code_sent_at)).total_seconds()) + 1)
    people = [p for p in homes.contact_people(draft.dwelling_id, day=local(now).date()) if p.email]
    letters = mailbox.count_private(case_id=draft.dwelling_id, since=now - timedelta(days=1))
    if letters + len(people) > MOST_CODE_LETTERS_A_DAY:
        people = []
    code = f"{secrets.randbelow(1_000_000):06d}"
    # Without a letter no code may be good: it could be guessed. The page does not show the difference.
    draft.code_hash = _sealed(draft, code if people else secrets.token_urlsafe())
    draft.code_sent_at, draft.code_tries = now, 0
    draft.save(update_fields=["code_hash", "code_sent_at", "code_tries"])
    for person in people:
        with translation.override(person.language):
            mailbox.write(
                to_address=person.email,
                subject=_("Your code to report a repair"),
                body=_(
                    "Somebody wants to report a repair for your home.\n\nYour code is %(code)s. "
                    "You can use it for %(minutes)s minutes.\n\nWas it not you? Then you need not do anything."
                )
                % {"code": code, "minutes": CODE_VALID // timedelta(minutes=1)},
                now=now,
                language=person.language,
                case_kind=mailbox.PRIVATE,
                case_id=draft.dwelling_id,
            )
    return bool(people)


def prove(draft: Draft, *, code: str, now: datetime) -> Draft:
    """Check the code; five wrong ones and a new code is needed."""
    if not draft.code_hash or draft.code_sent_at is None or now - draft.code_sent_at > CODE_VALID:
        raise Refused("code_expired")
    # Counted in the database before looking, so that a hundred guesses at once are still a hundred guesses.
    counted = Draft.objects.filter(pk=draft.pk, code_hash=draft.code_hash, code_tries__lt=MOST_TRIES).update(
        code_tries=F("code_tries") + 1
    )
    if not counted:
        raise Refused("code_tried_too_often")
    if not hmac.compare_digest(draft.code_hash, _sealed(draft, code.strip().replace(" ", ""))):
        draft.refresh_from_db(fields=["code_tries"])
        raise Refused("code_wrong", left=MOST_TRIES - draft.code_tries)
    draft.code_hash = ""
    draft.data = {**draft.data, "proved": draft.dwelling_id}
    draft.changed_at = now
    draft.save(update_fields=["code_hash", "data", "changed_at"])
    return draft


def forget_old(*, now: datetime) -> int:
    """Remove reports that were never sent; repeated work."""
    old = Draft.objects.filter(repair=None, changed_at__lt=now - KEEP_DRAFTS)
    removed, _per_model = old.delete()
    return removed
