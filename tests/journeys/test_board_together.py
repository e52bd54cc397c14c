"""Two planners at one board, a better plan that is accepted, and the day on paper."""

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from tests.journeys import site
from tests.journeys.test_board import TOMORROW, booked, card, drags, hears, lane_of_a_colleague, pim
from tests.journeys.town import PASSWORD
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.planning import services as planning
from voordeur.planning.engine.kernel.warm import warm
from voordeur.planning.models import Proposal, Shift, Visit
from voordeur.planning.rules import ProposalStatus
from voordeur.planning.tests.checks import violations
from voordeur.policy import presets
from voordeur.policy.rules import local
from voordeur.promises.queries import in_force

__all__ = ["booked", "pim"]


@pytest.fixture
def pia(comes, people):
    """The colleague at the other desk."""
    make_user(role=Role.PLANNER, email="pia@example.org", name="Pia Post")
    User.objects.filter(email="pia@example.org").update(password=make_password(PASSWORD))
    planner = comes("pia", on_phone=False)
    planner.logs_in()
    return planner


def test_the_slower_of_two_planners_is_told_and_nothing_is_lost(booked, pim, pia):
    pia.goes_to(TOMORROW)
    pim.goes_to(TOMORROW)
    colleague, lane = lane_of_a_colleague(pim, booked)
    # Pia has the card in hand: what changes meanwhile does not move under it.
    card(pia, booked).focus()
    pia.page.keyboard.press("Space")
    hears(pia, booked.shift.craftsman.user.name)

    drags(pim, booked, lane)
    hears(pim, "Lindelaan 12")
    pia.forgive("409")
    pia.page.keyboard.press("Enter")

    hears(
        pia, pia.word("Somebody changed these routes just before you. Nothing was lost; the page shows how it stands.")
    )
    expect(pia.page.locator(f"#row-{colleague.pk} [data-visit='{booked.pk}']")).to_be_visible()
    # The card is still in her hand: what it costs now is said behind the news, which it must not wipe out.
    expect(pia.page.locator(".vd-plan__ghost:not(.vd-plan__ghost--asks)")).to_be_visible()
    hears(
        pia, pia.word("Somebody changed these routes just before you. Nothing was lost; the page shows how it stands.")
    )
    expect(pia.page.locator("#board-news")).to_contain_text("Pim van den Berg")
    assert Visit.objects.get(pk=booked.pk).shift == colleague
    assert violations(presets.load("gepast")) == []


def test_what_a_colleague_does_appears_by_itself(booked, pim, pia):
    pia.goes_to(TOMORROW)
    pim.goes_to(TOMORROW)
    colleague, lane = lane_of_a_colleague(pim, booked)

    drags(pim, booked, lane)
    hears(pim, "Lindelaan 12")

    expect(pia.page.locator(f"#row-{colleague.pk} [data-visit='{booked.pk}']")).to_be_visible()
    pia.look()


def test_a_better_plan_is_accepted(booked, people, clock, pim):
    # The neighbour's visit was put with the other craftsman: one of the two ways is for nothing.
    shift = Shift.objects.filter(starts_at=booked.shift.starts_at).exclude(pk=booked.shift_id).get()
    second = people.reported(now=clock.now(), home=people.next_door)
    planning.book(
        dwelling=people.next_door,
        trade=booked.trade,
        minutes=booked.minutes,
        window_from_at=booked.window_from_at,
        window_until_at=booked.window_until_at,
        case_kind="repairs",
        case_id=second.pk,
        by=None,
        now=clock.now(),
        policy=in_force(clock.now()).policy,
        shift=shift,
    )
    day = local(booked.planned_start_at).date()
    planning.propose(
        from_on=day,
        until_on=day,
        by=people.users["pim"],
        now=clock.now(),
        policy=in_force(clock.now()).policy,
        seconds=1,
    )
    pim.goes_to("/planning/proposals/")
    pim.page.locator("#progress").wait_for()
    # As a server does before it serves: in a fresh clone the search is compiled now, outside its second.
    warm()
    site.the_worker_runs(now=clock.now())

    expect(pim.page.locator("table")).to_be_visible()
    pim.look()
    pim.goes_on()

    proposal = Proposal.objects.get()
    assert proposal.state == ProposalStatus.ACCEPTED
    assert len(set(Visit.objects.values_list("shift_id", flat=True))) == 1
    assert violations(presets.load("gepast")) == []


def test_the_day_is_printed_for_when_there_is_no_system(booked, pim):
    pim.goes_to(TOMORROW)
    pim.clicks("On paper")

    pim.sees("Lindelaan 12")
    pim.sees("Begun and ended, material, note")


def test_without_scripts_a_visit_still_gets_another_place(booked, comes):
    plain = comes("pim", on_phone=False, scripts=False)
    plain.logs_in()
    plain.goes_to(TOMORROW)
    plain.follows(f"/planning/visits/{booked.pk}/")
    plain.follows(f"/planning/visits/{booked.pk}/move")
    plain.takes_slot()
    plain.goes_on()

    assert Visit.objects.get(pk=booked.pk).shift != booked.shift


def test_the_week_and_the_map_show_the_same_visit(booked, pim):
    pim.goes_to(TOMORROW)
    pim.clicks("Week")
    card(pim, booked).focus()
    pim.page.keyboard.press("Space")
    pim.page.keyboard.press("ArrowRight")
    expect(pim.page.locator(".vd-plan__ghost")).to_be_visible()
    pim.look()
    pim.page.keyboard.press("Escape")

    pim.clicks("Map")
    pim.clicks(booked.shift.craftsman.user.name)
    expect(pim.page.locator(".vd-map__stops")).to_contain_text("Lindelaan 12")
