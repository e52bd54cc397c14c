"""The page of proposals: promises that move on top, accepted as a whole or one by one."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from voordeur.homes.tests.factories import make_dwelling
from voordeur.parties.rules import Role
from voordeur.planning.models import Proposal, ProposedChange, Visit
from voordeur.planning.rules import ChangeStatus, ProposalStatus
from voordeur.planning.tests.factories import at, make_shift, make_visit
from voordeur.planning.tests.planners import logged_in
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db
PAGE = "planning:proposals"


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def day():
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def proposal(day):
    """Two visits of Sam's go to Bo: one in the same window, one in another."""
    make_policy_version()
    sam, bo = make_shift(day=day), make_shift(name="Bo Smit", day=day)
    made = Proposal.objects.create(
        made_at=timezone.now(),
        from_on=day,
        until_on=day,
        reason="on_demand",
        state=ProposalStatus.READY,
        seconds=1,
        seed=1,
        cost_before={"total": 90, "travel": 90},
        cost_after={"total": 30, "travel": 30},
        versions={str(sam.pk): sam.version, str(bo.pk): bo.version},
    )
    for number, (street, window) in enumerate((("Eikenweg", ("08:00", "12:00")), ("Lindelaan", ("12:00", "16:00")))):
        visit = make_visit(
            shift=sam, day=day, dwelling=make_dwelling(street=street, number=3 + number), case_id=number + 1
        )
        ProposedChange.objects.create(
            proposal=made,
            position=number,
            visit=visit,
            from_shift=sam,
            from_start_at=visit.planned_start_at,
            to_shift=bo,
            to_start_at=at("12:30" if number else "10:00", day),
            window_from_at=at(window[0], day),
            window_until_at=at(window[1], day),
            moves_promise=bool(number),
            saved_total=None if number else 12.0,
        )
    return made


def test_the_promises_that_move_stand_above_the_rest(client, proposal):
    page = logged_in(client).get(reverse(PAGE)).content.decode()

    assert page.index("Lindelaan 4") < page.index("Eikenweg 3")
    assert "1 afspraak met een huurder verschuift" in page
    assert "scheelt het 60 minuten" in page
    assert "1,5 uur, wordt 0,5 uur" in page


def test_one_change_is_accepted_and_the_other_rejected(client, proposal):
    keeps, moves = proposal.changes.order_by("position")
    logged_in(client)

    page = client.post(reverse("planning:change_act", args=[keeps.pk, "accept"]), follow=True).content.decode()
    client.post(reverse("planning:change_act", args=[moves.pk, "reject"]))

    assert "Bo Smit gaat nu naar Eikenweg 3" in page
    assert Visit.objects.get(pk=keeps.visit_id).shift == keeps.to_shift
    assert Visit.objects.get(pk=moves.visit_id).shift == moves.from_shift
    assert list(proposal.changes.order_by("position").values_list("state", flat=True)) == [
        ChangeStatus.ACCEPTED,
        ChangeStatus.REJECTED,
    ]


def test_the_plan_can_stay_as_it_is(client, proposal):
    page = logged_in(client).post(reverse("planning:proposal_act", args=[proposal.pk, "reject"]), follow=True)

    assert "Het plan blijft zoals het is" in page.content.decode()
    assert Visit.objects.filter(shift__craftsman__user__name="Bo Smit").count() == 0


def test_a_decided_proposal_is_told_to_who_comes_later(client, proposal):
    address = reverse("planning:proposal_act", args=[proposal.pk, "reject"])
    logged_in(client).post(address)

    assert "al beslist" in client.post(address, follow=True).content.decode()


def test_a_new_search_is_followed_and_stopped(client, day):
    make_policy_version()
    make_shift(day=day)
    asked = {"from": day.isoformat(), "until": day.isoformat()}

    page = logged_in(client).post(reverse(PAGE), asked, follow=True).content.decode()
    part = client.get(reverse("planning:progress"))
    client.post(reverse("planning:proposal_act", args=[Proposal.objects.get().pk, "cancel"]))

    assert "<progress" in page
    assert part.status_code == 200
    assert Proposal.objects.get().state == ProposalStatus.CANCELLED
    assert client.get(reverse("planning:progress")).headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    "asked", [{}, {"from": "soon", "until": "later"}, {"from": "2020-01-01", "until": "2020-01-02"}]
)
def test_days_that_cannot_be_are_refused_in_words(client, asked):
    make_policy_version()

    page = logged_in(client).post(reverse(PAGE), asked, follow=True).content.decode()

    assert "vd-alert--danger" in page
    assert Proposal.objects.count() == 0


def test_who_does_not_plan_reads_along(client, proposal):
    page = logged_in(client, Role.MANAGER).get(reverse(PAGE)).content.decode()

    assert "Lindelaan 4" in page
    assert reverse("planning:proposal_act", args=[proposal.pk, "accept"]) not in page


def test_an_unknown_action_is_not_found(client, proposal):
    assert logged_in(client).post(f"/planning/proposals/{proposal.pk}/burn").status_code == 404
