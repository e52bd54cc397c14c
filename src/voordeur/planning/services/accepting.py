"""Carrying out a proposal, as a whole or change by change, on condition that nobody touched its routes since."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from voordeur.kernel.errors import Refused
from voordeur.planning import rules
from voordeur.planning.models import Proposal, ProposedChange, Visit
from voordeur.planning.queries.problem import Place
from voordeur.planning.queries.routes import Routes
from voordeur.planning.queries.ways import NotPossibleError
from voordeur.planning.rules import ChangeStatus, ProposalAction, ProposalStatus
from voordeur.planning.services.history import keep_change, snapshot, tell
from voordeur.planning.services.moving import one_change, whole_routes
from voordeur.planning.services.places import StaleError, keep
from voordeur.planning.services.proposals import act_on
from voordeur.policy.rules import Window
from voordeur.promises.queries import in_force

if TYPE_CHECKING:
    from voordeur.parties.models import User


def reject(*, proposal: Proposal, by: "User | None", now: datetime) -> Proposal:
    """Leave the plan as it is. Refused "proposal_decided", "not_allowed"."""
    rules.check_may_plan(by.role if by else None)
    act_on(proposal, ProposalAction.WITHDRAW, by=by, now=now)
    return proposal


def accept(*, proposal: Proposal, by: "User | None", now: datetime) -> list[ProposedChange]:
    """Carry out every change that is still open; returns those that could not be, because they need a rejected one.

    All at once, on condition that no route was touched since: Refused "proposal_stale" otherwise, with nothing written.
    """
    rules.check_may_plan(by.role if by else None)
    open_changes = list(proposal.changes.filter(state=ChangeStatus.OPEN).order_by("position"))
    if len(open_changes) < proposal.changes.count():
        return _one_after_another(proposal, open_changes, by=by, now=now)
    policy = in_force(now).policy
    try:
        with transaction.atomic():
            act_on(proposal, ProposalAction.ACCEPT, by=by, now=now)
            proposal.changes.update(state=ChangeStatus.ACCEPTED)
            places = {one.visit_id: _place_of(one) for one in open_changes}
            orders = {int(pk): order for pk, order in proposal.routes.items()}
            ids = {int(pk) for pk in proposal.versions}
            _carry_out(
                proposal,
                lambda: whole_routes(orders, places, shift_ids=ids, now=now, policy=policy),
                places,
                ids,
                by=by,
                now=now,
            )
    except (StaleError, NotPossibleError):
        proposal.refresh_from_db()
        raise Refused("proposal_stale") from None
    return []


def _place_of(change: ProposedChange) -> Place:
    return Place(change.to_shift_id, Window(change.window_from_at, change.window_until_at), change.to_start_at)


def _one_after_another(
    proposal: Proposal, changes: Sequence[ProposedChange], *, by: "User | None", now: datetime
) -> list[ProposedChange]:
    """In as many rounds as bring something: what needs another change fits once that one is made."""
    left = list(changes)
    while left:
        still: list[ProposedChange] = []
        for change in left:
            try:
                accept_change(change=change, by=by, now=now)
            except Refused as refused:
                if refused.code != "change_needs_others":
                    raise
                still.append(change)
        if len(still) == len(left):
            break
        left = still
    return left


def accept_change(*, change: ProposedChange, by: "User | None", now: datetime) -> ProposedChange:
    """Carry out one change; the others stay open.

    Refused "proposal_stale" when somebody else touched one of its routes since, "change_needs_others" when it does not
    fit on its own, "change_decided", "proposal_decided", "not_allowed".
    """
    rules.check_may_plan(by.role if by else None)
    proposal = Proposal.objects.get(pk=change.proposal_id)
    if proposal.state != ProposalStatus.READY:
        raise Refused("proposal_decided", status=proposal.state, action="accept")
    policy, place = in_force(now).policy, _place_of(change)
    try:
        with transaction.atomic():
            _decide(change, rules.ChangeAction.ACCEPT)
            ids = {change.from_shift_id, change.to_shift_id}
            _carry_out(
                proposal,
                lambda: one_change(change.visit_id, place, shift_ids=ids, now=now, policy=policy),
                {change.visit_id: place},
                ids,
                by=by,
                now=now,
            )
            _close_when_decided(proposal, by=by, now=now)
    except StaleError:
        raise Refused("proposal_stale") from None
    except NotPossibleError:
        raise Refused("change_needs_others") from None
    change.state = ChangeStatus.ACCEPTED
    return change


def reject_change(*, change: ProposedChange, by: "User | None", now: datetime) -> ProposedChange:
    """Leave this visit where it is; the other changes stay open. Refused "change_decided", "not_allowed"."""
    rules.check_may_plan(by.role if by else None)
    proposal = Proposal.objects.get(pk=change.proposal_id)
    with transaction.atomic():
        _decide(change, rules.ChangeAction.REJECT)
        _close_when_decided(proposal, by=by, now=now)
    change.state = ChangeStatus.REJECTED
    return change


def _decide(change: ProposedChange, action: rules.ChangeAction) -> None:
    new = rules.move_change(ChangeStatus(change.state), action)
    if not ProposedChange.objects.filter(pk=change.pk, state=ChangeStatus.OPEN).update(state=new):
        raise Refused("change_decided")


def _close_when_decided(proposal: Proposal, *, by: "User | None", now: datetime) -> None:
    states = set(proposal.changes.values_list("state", flat=True))
    if ChangeStatus.OPEN in states or proposal.state != ProposalStatus.READY:
        return
    act_on(
        proposal, ProposalAction.ACCEPT if ChangeStatus.ACCEPTED in states else ProposalAction.WITHDRAW, by=by, now=now
    )


def _carry_out(
    proposal: Proposal,
    prepare: Callable[[], Routes],
    places: Mapping[int, Place],
    shift_ids: Collection[int],
    *,
    by: "User | None",
    now: datetime,
) -> None:
    """Write routes in the caller's transaction. Raises StaleError when a version is not the one the proposal knows."""
    before_visits = list(Visit.objects.filter(pk__in=places).order_by("pk"))
    routes = prepare()
    if any(proposal.versions[str(pk)] != routes.shifts[pk].version for pk in shift_ids):
        raise StaleError
    before = snapshot(shift_ids)
    keep(routes, shift_ids)
    for old in before_visits:
        if places[old.pk].window.start_at != old.window_from_at:
            Visit.objects.filter(pk=old.pk).update(reminded_at=None, craftsman_told_at=None)
    # The proposal itself moved these on; whoever else does so makes the rest of it old.
    versions = {**proposal.versions, **{str(pk): routes.shifts[pk].version + 1 for pk in shift_ids}}
    Proposal.objects.filter(pk=proposal.pk).update(versions=versions)
    proposal.versions = versions
    keep_change("accept", before=before, by=by, now=now, details={"proposal": proposal.pk, "visits": sorted(places)})
    tell(before_visits, now=now)
