"""A better plan: worked out in the background, looked at, accepted as a whole or change by change."""

from datetime import timedelta

import pytest

from voordeur.base import outbox
from voordeur.base.models import OutboxEvent
from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.planning import queries, services
from voordeur.planning.models import PlanChange, Proposal, ProposedChange, Shift, Visit
from voordeur.planning.rules import ProposalReason, ProposalStatus
from voordeur.planning.tests.asking import GEPAST, book, code_of
from voordeur.planning.tests.checks import violations
from voordeur.planning.tests.factories import MONDAY, NOW, TUESDAY, at, make_shift, make_visit
from voordeur.promises.tests.factories import make_policy_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("compiled_search")]


@pytest.fixture(autouse=True)
def policy():
    make_policy_version()


@pytest.fixture
def sam():
    return make_user(role=Role.PLANNER, name="Sam")


def crossed() -> list[Visit]:
    """Two craftsmen who each drive past the other's visits: north and south are the wrong way around."""
    one, other = make_shift(), make_shift(name="Bo Smit")
    Shift.objects.filter(pk=one.pk).update(lat=52.10, lon=5.97)
    Shift.objects.filter(pk=other.pk).update(lat=52.40, lon=5.97)
    north, south = make_dwelling(lat=52.39, lon=5.97), make_dwelling(lat=52.11, lon=5.97)
    return [
        make_visit(shift=one, dwelling=north, start="09:00", end="09:48", case_id=1),
        make_visit(shift=one, dwelling=north, start="10:00", end="10:48", case_id=2),
        make_visit(shift=other, dwelling=south, start="09:00", end="09:48", case_id=3),
        make_visit(shift=other, dwelling=south, start="10:00", end="10:48", case_id=4),
    ]


def worked_out(sam, **changes) -> Proposal:
    values = {"from_on": TUESDAY, "until_on": TUESDAY, "by": sam, "now": NOW, "policy": GEPAST, "seconds": 0.4}
    proposal = services.propose(**(values | changes))
    while OutboxEvent.objects.filter(kind="plan.proposal_wanted", done_at=None).exists():
        outbox.run_due(now=NOW)
    proposal.refresh_from_db()
    return proposal


def test_a_better_plan_is_worked_out_and_nothing_is_moved_before_a_planner_says_so(sam):
    visits = crossed()

    proposal = worked_out(sam)

    assert proposal.state == ProposalStatus.READY
    assert proposal.progress_share == 1
    assert proposal.cost_after["travel"] < proposal.cost_before["travel"] / 4
    assert [one.change.visit_id for one in queries.changes_of(proposal)] != []
    assert queries.open_proposal(user=sam) == proposal
    assert {visit.shift_id for visit in Visit.objects.all()} == {visit.shift_id for visit in visits}
    assert Visit.objects.get(pk=visits[0].pk).shift_id == visits[0].shift_id


def test_accepted_as_a_whole_the_routes_are_the_proposed_ones_and_no_promise_moved(sam):
    visits = crossed()
    proposal = worked_out(sam)

    left = services.accept(proposal=proposal, by=sam, now=NOW)

    assert left == []
    proposal.refresh_from_db()
    assert proposal.state == ProposalStatus.ACCEPTED
    assert {Visit.objects.get(pk=visit.pk).shift_id for visit in visits[:2]} == {visits[2].shift_id}
    assert violations(GEPAST) == []
    assert not OutboxEvent.objects.filter(kind="visit.promise_moved").exists()
    assert OutboxEvent.objects.filter(kind="visit.rehoused").count() == 4


def test_what_was_accepted_can_be_taken_back(sam):
    visits = crossed()
    services.accept(proposal=worked_out(sam), by=sam, now=NOW)

    services.undo(change=PlanChange.objects.get(), by=sam, now=NOW)

    assert {visit.pk: visit.shift_id for visit in Visit.objects.all()} == {visit.pk: visit.shift_id for visit in visits}


def test_changes_are_accepted_one_by_one_and_the_last_decision_closes_the_proposal(sam):
    crossed()
    proposal = worked_out(sam)
    first, *others = [one.change for one in queries.changes_of(proposal)]

    services.accept_change(change=first, by=sam, now=NOW)
    for change in others:
        services.reject_change(change=change, by=sam, now=NOW)

    assert Visit.objects.get(pk=first.visit_id).shift_id == first.to_shift_id
    proposal.refresh_from_db()
    assert proposal.state == ProposalStatus.ACCEPTED
    assert violations(GEPAST) == []


def test_after_one_change_was_rejected_the_rest_can_still_be_accepted_at_once(sam):
    crossed()
    proposal = worked_out(sam)
    shown = queries.changes_of(proposal)
    services.reject_change(change=shown[-1].change, by=sam, now=NOW)

    left = services.accept(proposal=proposal, by=sam, now=NOW)

    assert left == []
    moved = [one.change for one in shown[:-1]]
    assert all(Visit.objects.get(pk=one.visit_id).shift_id == one.to_shift_id for one in moved)
    assert violations(GEPAST) == []


def test_a_route_that_changed_since_makes_its_changes_refused_and_the_rest_stays(sam):
    crossed()
    proposal = worked_out(sam)
    book(case_id=9)

    with pytest.raises(Refused) as whole:
        services.accept(proposal=proposal, by=sam, now=NOW)
    with pytest.raises(Refused) as one:
        services.accept_change(change=proposal.changes.first(), by=sam, now=NOW)

    assert (code_of(whole), code_of(one)) == ("proposal_stale", "proposal_stale")
    proposal.refresh_from_db()
    assert proposal.state == ProposalStatus.READY
    assert not any(shown.holds for shown in queries.changes_of(proposal))
    assert services.outdate(now=NOW) == 1
    proposal.refresh_from_db()
    assert proposal.state == ProposalStatus.STALE


def test_a_locked_visit_is_never_proposed_elsewhere(sam):
    visits = crossed()
    services.lock(visit=visits[0], by=sam, now=NOW)

    proposal = worked_out(sam)

    assert visits[0].pk not in set(proposal.changes.exclude(to_shift_id=visits[0].shift_id).values_list("visit_id"))
    assert not ProposedChange.objects.filter(visit=visits[0]).exclude(to_shift=visits[0].shift_id).exists()


def test_a_search_can_be_stopped_and_leaves_nothing(sam):
    crossed()
    proposal = services.propose(from_on=TUESDAY, until_on=TUESDAY, by=sam, now=NOW, policy=GEPAST, seconds=3 * 1.5)
    outbox.run_due(now=NOW, most=1)
    proposal.refresh_from_db()
    assert 0.3 < proposal.progress_share < 0.4

    services.cancel_proposal(proposal=proposal, by=sam, now=NOW)
    outbox.run_due(now=NOW)

    proposal.refresh_from_db()
    assert proposal.state == ProposalStatus.CANCELLED
    assert ProposedChange.objects.count() == 0


def test_a_plan_that_cannot_be_bettered_is_not_laid_before_anybody(sam):
    make_shift()
    book()

    proposal = worked_out(sam)

    assert proposal.state == ProposalStatus.WITHDRAWN
    assert queries.open_proposal(user=sam) is None


def test_one_proposal_runs_at_a_time_and_a_new_one_takes_the_place_of_one_that_waits(sam):
    crossed()
    waiting = worked_out(sam)
    services.propose(from_on=TUESDAY, until_on=TUESDAY, by=sam, now=NOW, policy=GEPAST)

    with pytest.raises(Refused) as refused:
        services.propose(from_on=TUESDAY, until_on=TUESDAY, by=sam, now=NOW, policy=GEPAST)

    assert code_of(refused) == "proposal_runs"
    waiting.refresh_from_db()
    assert waiting.state == ProposalStatus.WITHDRAWN


def test_work_of_an_absent_craftsman_gets_a_place_in_the_proposal(sam):
    ill = make_shift()
    lost = make_visit(shift=ill, window=("08:00", "12:00"))
    Shift.objects.filter(pk=ill.pk).update(is_absent=True)
    other = make_shift(name="Bo Smit")

    proposal = worked_out(sam)
    services.accept(proposal=proposal, by=sam, now=NOW)

    lost.refresh_from_db()
    assert lost.shift == other


def test_every_night_one_proposal_is_made(sam):
    crossed()
    night = at("02:10")

    made = services.propose_nightly(now=night)

    assert made.reason == ProposalReason.NIGHTLY
    assert (made.from_on, made.until_on > TUESDAY) == (TUESDAY, True)
    assert services.propose_nightly(now=night + timedelta(hours=1)) is None
    assert services.propose_nightly(now=at("12:00")) is None


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"from_on": MONDAY - timedelta(days=1)}, "days_not_ahead"),
        ({"from_on": TUESDAY, "until_on": MONDAY}, "days_not_ahead"),
        ({"until_on": MONDAY + timedelta(days=90)}, "days_not_ahead"),
    ],
)
def test_only_days_that_are_to_come_are_planned_anew(sam, days, code):
    values = {"from_on": TUESDAY, "until_on": TUESDAY, "by": sam, "now": NOW, "policy": GEPAST}

    with pytest.raises(Refused) as refused:
        services.propose(**(values | days))

    assert code_of(refused) == code


@pytest.mark.parametrize("role", [Role.CONTACT_AGENT, Role.CRAFTSMAN, Role.TENANT])
def test_only_a_planner_decides(sam, role):
    crossed()
    proposal = worked_out(sam)
    change = proposal.changes.first()
    other = make_user(role=role)

    for call in (
        lambda: services.accept(proposal=proposal, by=other, now=NOW),
        lambda: services.accept_change(change=change, by=other, now=NOW),
        lambda: services.reject(proposal=proposal, by=other, now=NOW),
        lambda: services.reject_change(change=change, by=other, now=NOW),
        lambda: services.cancel_proposal(proposal=proposal, by=other, now=NOW),
        lambda: services.propose(from_on=TUESDAY, until_on=TUESDAY, by=other, now=NOW, policy=GEPAST),
    ):
        with pytest.raises(Refused) as refused:
            call()
        assert code_of(refused) == "not_allowed"
    assert queries.open_proposal(user=make_user(role=Role.TENANT)) is None
