"""Proposals: a better plan worked out in the background, accepted by a planner as a whole or change by change.

The search works in short bursts; between two of them it looks whether somebody stopped it. What was booked meanwhile is
read anew at every burst, so a proposal that is ready rests on the routes as they are at that moment.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import structlog
from django.db import IntegrityError, transaction

from voordeur.base.outbox import long_running, publish
from voordeur.kernel.errors import Refused
from voordeur.planning import rules
from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.check import check
from voordeur.planning.engine.solve import after_seconds, solve
from voordeur.planning.models import Proposal, ProposedChange
from voordeur.planning.queries import proposals as queries
from voordeur.planning.queries.at_risk import at_risk, surer
from voordeur.planning.queries.problem import Live, Place, read_live
from voordeur.planning.queries.saving import savings
from voordeur.planning.rules import ProposalAction, ProposalReason, ProposalStatus
from voordeur.policy import rules as promised
from voordeur.policy.models import ServicePolicy
from voordeur.promises.queries import in_force

if TYPE_CHECKING:
    from voordeur.parties.models import User

log = structlog.get_logger(__name__)

BURST_SECONDS = 1.5
SECONDS = 15.0
NIGHT_SECONDS = 60.0
NIGHT_HOURS = range(1, 6)
NIGHT_DAYS = 5
MOST_DAYS = 31
# A search that takes this long has no worker any more.
LOST_AFTER = timedelta(hours=1)
# How much longer the search goes on, to bring the promises that are at risk below the policy's level.
SURER_SHARE = 0.25
# A start that moves less than this within its own route and window is no change that anybody must look at.
SAME_MINUTES = 10.0
# A plan has to be cheaper by so much, in weighted minutes, to be worth a planner's time.
WORTH = 1.0


def propose(
    *,
    from_on: date,
    until_on: date,
    by: "User | None",
    now: datetime,
    policy: ServicePolicy,
    reason: ProposalReason = ProposalReason.ON_DEMAND,
    seconds: float = SECONDS,
) -> Proposal:
    """Have a better plan worked out in the background for the days up to and including `until_on`.

    An older proposal that waits for a decision is withdrawn. Refused "not_allowed", "days_not_ahead", "proposal_runs".
    """
    rules.check_may_plan(by.role if by else None)
    today = promised.local(now).date()
    if not today <= from_on <= until_on or (until_on - today).days > MOST_DAYS:
        raise Refused("days_not_ahead", most=MOST_DAYS)
    try:
        with transaction.atomic():
            for waiting in Proposal.objects.filter(state=ProposalStatus.READY):
                act_on(waiting, ProposalAction.WITHDRAW, by=by, now=now)
            proposal = Proposal.objects.create(
                made_at=now,
                from_on=from_on,
                until_on=until_on,
                by=by,
                reason=reason,
                seconds=seconds,
                seed=int(now.timestamp()) % 2**31,
            )
            publish("plan.proposal_wanted", now=now, proposal_id=proposal.pk, burst=0)
    except IntegrityError:
        raise Refused("proposal_runs") from None
    return proposal


def act_on(proposal: Proposal, action: ProposalAction, *, by: "User | None", now: datetime) -> None:
    """Move a proposal by the table, on condition that it still stands where it was read."""
    old = ProposalStatus(proposal.state)
    new = rules.move_proposal(old, action)
    values = {} if action == ProposalAction.FINISH else {"decided_at": now, "decided_by": by}
    if not Proposal.objects.filter(pk=proposal.pk, state=old).update(state=new, **values):
        raise Refused("proposal_decided", status=str(old), action=str(action))
    proposal.state = new


@long_running
def work_out(*, now: datetime, proposal_id: int, burst: int) -> None:
    """One burst of the search, and the next one or the end of it. Running a burst twice does no harm."""
    proposal = Proposal.objects.get(pk=proposal_id)
    bursts = max(1, round(proposal.seconds / BURST_SECONDS))
    if proposal.state != ProposalStatus.RUNNING or round(proposal.progress_share * bursts) != burst:
        return
    policy = in_force(now).policy
    live = read_proposed(proposal, now=now)
    begin = live.plan_of(proposal.routes) if proposal.routes else live.plan
    stop = after_seconds(proposal.seconds / bursts)
    found = solve(live.problem, begin, seed=proposal.seed + burst, stop=stop, before=live.plan)
    best = min((live.plan, found), key=lambda plan: live.cost(plan)["total"])
    # Worked out before the transaction: nobody who books has to wait for it.
    outcome = None
    if burst + 1 >= bursts:
        best = surer(live, best, policy, seed=proposal.seed, seconds=proposal.seconds * SURER_SHARE)
        outcome = _outcome(proposal, live, best, policy)
    with transaction.atomic():
        is_mine = Proposal.objects.filter(
            pk=proposal_id, state=ProposalStatus.RUNNING, progress_share=proposal.progress_share
        ).update(progress_share=(burst + 1) / bursts, routes=live.routes_of(best))
        if is_mine and outcome is not None:
            _finish(proposal, outcome, now=now)
        elif is_mine:
            publish("plan.proposal_wanted", now=now, proposal_id=proposal_id, burst=burst + 1)


def read_proposed(proposal: Proposal, *, now: datetime) -> Live:
    """The live plan of a proposal's days."""
    return read_live(
        from_at=promised.at_minute(proposal.from_on, 0),
        until_at=promised.at_minute(proposal.until_on, 24 * 60),
        now=now,
        policy=in_force(now).policy,
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a proposal comes down to, ready to be written."""

    values: dict[str, Any]
    changes: list[ProposedChange]


def _outcome(proposal: Proposal, live: Live, best: engine.Plan, policy: ServicePolicy) -> Outcome:
    """What would change and what it saves; a plan that the independent check refuses is not proposed.

    A plan is better that costs less, and one that costs more when fewer promises are at risk.
    """
    before, after = live.cost(live.plan), live.cost(best)
    before["at_risk"], after["at_risk"] = (float(len(at_risk(live, plan, policy))) for plan in (live.plan, best))
    changes = _changes(live, best)
    is_sound = not check(live.problem, best) or bool(check(live.problem, live.plan))
    if not is_sound:
        log.error("the plan that was found breaks a rule", proposal=proposal.pk)
    is_cheaper = after["total"] <= before["total"] - WORTH and after["at_risk"] <= before["at_risk"]
    if not is_sound or not (is_cheaper or after["at_risk"] < before["at_risk"]):
        changes, best, after = [], live.plan, before
    touched = {pk for _, old, new in changes for pk in (old.shift_id, new.shift_id)}
    saved = savings(live, [(pk, new) for pk, _, new in changes])
    values = {
        "cost_before": before,
        "cost_after": after,
        "routes": {pk: order for pk, order in live.routes_of(best).items() if int(pk) in touched},
        "versions": {pk: version for pk, version in live.versions().items() if int(pk) in touched},
    }
    rows = [
        ProposedChange(
            proposal=proposal,
            position=number,
            visit_id=pk,
            from_shift_id=old.shift_id,
            from_start_at=old.start_at,
            to_shift_id=new.shift_id,
            to_start_at=new.start_at,
            window_from_at=new.window.start_at,
            window_until_at=new.window.end_at,
            moves_promise=live.visits[pk].is_promised and new.window != old.window,
            saved_total=saved[pk],
        )
        for number, (pk, old, new) in enumerate(sorted(changes, key=lambda one: -(saved[one[0]] or 0.0)))
    ]
    return Outcome(values, rows)


def _finish(proposal: Proposal, outcome: Outcome, *, now: datetime) -> None:
    ProposedChange.objects.bulk_create(outcome.changes)
    Proposal.objects.filter(pk=proposal.pk).update(**outcome.values)
    act_on(proposal, ProposalAction.FINISH, by=None, now=now)
    if not outcome.changes:
        act_on(proposal, ProposalAction.WITHDRAW, by=None, now=now)


def _changes(live: Live, best: engine.Plan) -> list[tuple[int, Place, Place]]:
    """Visits with their place now and then, where those differ."""
    now, then = live.places(live.plan), live.places(best)
    found: list[tuple[int, Place, Place]] = []
    for pk, new in then.items():
        visit = live.visits[pk]
        old = now.get(pk) or Place(visit.shift_id, visit.windows[0], visit.start_at)
        if visit.choices:
            old = Place(old.shift_id, new.window, old.start_at)
        moved = abs((new.start_at - old.start_at).total_seconds()) / 60
        if new.shift_id != old.shift_id or new.window != old.window or moved >= SAME_MINUTES:
            found.append((pk, old, new))
    return found


def cancel_proposal(*, proposal: Proposal, by: "User | None", now: datetime) -> Proposal:
    """Stop the search; what it found so far is thrown away. Refused "proposal_decided", "not_allowed"."""
    rules.check_may_plan(by.role if by else None)
    act_on(proposal, ProposalAction.CANCEL, by=by, now=now)
    return proposal


def propose_nightly(*, now: datetime) -> Proposal | None:
    """Once in the night, for the days ahead; repeated work. None outside the night, or when it was done or one runs."""
    today = promised.local(now).date()
    if promised.local(now).hour not in NIGHT_HOURS:
        return None
    midnight = promised.at_minute(today, 0)
    if Proposal.objects.filter(reason=ProposalReason.NIGHTLY, made_at__gte=midnight).exists():
        return None
    policy = in_force(now).policy
    until_on = promised.add_working_days(today, NIGHT_DAYS, policy)
    try:
        return propose(
            from_on=today,
            until_on=until_on,
            by=None,
            now=now,
            policy=policy,
            reason=ProposalReason.NIGHTLY,
            seconds=NIGHT_SECONDS,
        )
    except Refused:
        return None


def outdate(*, now: datetime) -> int:
    """Close proposals of which nothing can be carried out any more, and searches that a worker left; repeated work."""
    closed = 0
    for proposal in Proposal.objects.filter(state=ProposalStatus.READY):
        if proposal.until_on < promised.local(now).date() or not queries.open_changes(proposal):
            act_on(proposal, ProposalAction.OUTDATE, by=None, now=now)
            closed += 1
    lost = Proposal.objects.filter(state=ProposalStatus.RUNNING, made_at__lt=now - LOST_AFTER)
    for proposal in lost:
        act_on(proposal, ProposalAction.CANCEL, by=None, now=now)
        closed += 1
    return closed
