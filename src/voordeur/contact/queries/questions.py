"""Promised call-backs and questions: lists, and how many promises were kept. Writes nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from voordeur.contact.models import Question
from voordeur.contact.rules.questions import is_kept
from voordeur.figures.rules.intervals import Count
from voordeur.work import queries as work

if TYPE_CHECKING:
    from voordeur.parties.models import User

CASE = "contact"
MOST = 40


def step_of(question: Question) -> work.OpenStep | None:
    """The open step of a question on the work list, with whose it is."""
    return next(iter(work.open_items_of(CASE, question.pk)), None)


def of_card(user: "User", *, person_id: int, dwelling_id: int | None, since: datetime | None) -> list[Question]:
    """A tenant's questions, open ones first."""
    wanted = Q(person_id=person_id)
    if dwelling_id is not None:
        about_home = Q(dwelling_id=dwelling_id)
        wanted |= about_home & Q(asked_at__gte=since) if since is not None else about_home
    found = Question.objects.visible_to(user).filter(wanted).order_by("-asked_at", "-pk")[:MOST]
    return sorted(found, key=lambda question: question.status not in {"open", "late"})


def due_for(user: "User", *, most: int = 8) -> list[Question]:
    """What this agent and their team promised, what falls due first on top."""
    items = work.chosen(user, whose="mine", kind="") | work.chosen(user, whose="team", kind="")
    pks = items.filter(case_kind=CASE).order_by("due_at").values_list("case_id", flat=True)[:most]
    found = Question.objects.visible_to(user).in_bulk(list(pks))
    return [found[pk] for pk in pks if pk in found]


def kept_by_month(bounds: Sequence[datetime], *, now: datetime) -> list[Count]:
    """Per stretch from bounds[i] up to bounds[i + 1]: promised call-backs whose time ended in it, how many kept.

    Those that a tenant no longer needed are left out. A call that nobody answered counts as kept when it was made in
    time. Call-backs that were promised after a low mark are counted with them: their work item says when it was.
    """
    hits, n = [0] * (len(bounds) - 1), [0] * (len(bounds) - 1)
    ours = (
        Question.objects.filter(kind="call_back", due_at__gte=bounds[0], due_at__lt=min(bounds[-1], now))
        .exclude(status="withdrawn")
        .values_list("due_at", "tried_at", "answered_at")
    )
    others = work.ended_call_backs(bounds[0], min(bounds[-1], now), but_of=CASE)
    told = [(due, is_kept(due_at=due, tried_at=tried, answered_at=done)) for due, tried, done in ours]
    told += [(due, is_kept(due_at=due, tried_at=None, answered_at=done)) for due, done in others]
    for due_at, was_kept in told:
        stretch = next(place for place, bound in enumerate(bounds[1:]) if due_at < bound)
        n[stretch] += 1
        hits[stretch] += was_kept
    return [Count(kept, all_of) for kept, all_of in zip(hits, n, strict=True)]
