"""Proposals for whoever sees the planning: the one that waits, its changes, and which of them still can be made."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from voordeur.planning.models import Proposal, ProposedChange, Shift
from voordeur.planning.rules import ChangeStatus, ProposalStatus

if TYPE_CHECKING:
    from voordeur.parties.models import User

STANDING = (ProposalStatus.RUNNING, ProposalStatus.READY)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change with whether its routes are still as they were when it was worked out."""

    change: ProposedChange
    holds: bool


def open_proposal(*, user: "User") -> Proposal | None:
    """The proposal that runs or waits for a decision; None when there is none, or it is not for this user."""
    return Proposal.objects.visible_to(user).filter(state__in=STANDING).order_by("-made_at", "-pk").first()


def latest(*, user: "User", most: int = 10) -> list[Proposal]:
    """The last proposals, whatever became of them, newest first."""
    return list(Proposal.objects.visible_to(user).select_related("by", "decided_by").order_by("-made_at", "-pk")[:most])


def changes_of(proposal: Proposal) -> list[ShownChange]:
    """The changes of a proposal in order, those that save most on their own first; two reads."""
    changes = list(
        proposal.changes.select_related(
            "visit__dwelling", "from_shift__craftsman__user", "to_shift__craftsman__user"
        ).order_by("position")
    )
    stale = stale_shifts(proposal)
    return [ShownChange(one, one.from_shift_id not in stale and one.to_shift_id not in stale) for one in changes]


def stale_shifts(proposal: Proposal) -> set[int]:
    """The shifts whose routes somebody else changed since the proposal was made."""
    known = {int(pk): version for pk, version in proposal.versions.items()}
    present = Shift.objects.filter(pk__in=known).values_list("pk", "version")
    return {pk for pk, version in present if known[pk] != version}


def open_changes(proposal: Proposal) -> int:
    """How many changes can still be made: open, and their routes untouched."""
    stale = stale_shifts(proposal)
    touched = Q(from_shift_id__in=stale) | Q(to_shift_id__in=stale)
    return proposal.changes.filter(state=ChangeStatus.OPEN).exclude(touched).count()
