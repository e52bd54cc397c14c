"""A planner's day at the board: visits go elsewhere by mouse and by keys, somebody is ill, work finds a place."""

import pytest
from playwright.sync_api import expect

from voordeur.planning.models import Override, Shift, Visit, VisitState
from voordeur.planning.tests.checks import violations
from voordeur.policy import presets
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.services import appointments

TOMORROW = "/planning/?day=2026-11-25"


@pytest.fixture
def booked(people, clock):
    """Ada's appointment of tomorrow morning."""
    repair = people.reported(now=clock.now())
    slot = next(
        one
        for one in appointments.offers(repair, now=clock.now(), shown=False)
        if one.window_from_at.date().isoformat() == "2026-11-25"
    )
    appointments.book(
        repair, window_from_at=slot.window_from_at, window_until_at=slot.window_until_at, by=VISITOR, now=clock.now()
    )
    return Visit.objects.get(case_id=repair.pk)


@pytest.fixture
def pim(comes):
    planner = comes("pim", on_phone=False)
    planner.logs_in()
    return planner


def card(planner, visit):
    return planner.page.locator(f"[data-visit='{visit.pk}']")


def lane_of_a_colleague(planner, visit):
    """The row of somebody else who works that day."""
    colleague = Shift.objects.filter(starts_at=visit.shift.starts_at).exclude(pk=visit.shift_id).get()
    return colleague, planner.page.locator(f"#row-{colleague.pk} .vd-plan__lane")


def hears(planner, *words: str) -> None:
    """The board says so aloud."""
    for text in words:
        expect(planner.page.locator("#said")).to_contain_text(text)


def drags(planner, visit, lane, *, sideways: int = 0) -> None:
    """Takes the card by its left edge and lets it go in another row, so many pixels further."""
    card(planner, visit).scroll_into_view_if_needed()
    begin, end = card(planner, visit).bounding_box(), lane.bounding_box()
    mouse = planner.page.mouse
    mouse.move(begin["x"] + 6, begin["y"] + 20)
    mouse.down()
    mouse.move(begin["x"] + 30, begin["y"] + 30, steps=3)
    mouse.move(begin["x"] + 6 + sideways, end["y"] + 25, steps=6)
    expect(planner.page.locator(".vd-plan__ghost:not(.vd-plan__ghost--asks)")).to_be_visible()
    mouse.up()


def test_a_visit_is_dragged_to_a_colleague_and_taken_back(booked, pim):
    pim.goes_to(TOMORROW)
    colleague, lane = lane_of_a_colleague(pim, booked)

    drags(pim, booked, lane)

    hears(pim, colleague.craftsman.user.name, "Lindelaan 12")
    expect(lane.locator(f"[data-visit='{booked.pk}']")).to_be_visible()
    assert Visit.objects.get(pk=booked.pk).shift == colleague
    pim.look()

    pim.page.locator("#undo").click()

    expect(pim.page.locator(f"#row-{booked.shift_id} [data-visit='{booked.pk}']")).to_be_visible()
    assert Visit.objects.get(pk=booked.pk).shift == booked.shift
    assert violations(presets.load("gepast")) == []


def test_the_same_goes_with_the_keys_alone(booked, pim):
    pim.goes_to(TOMORROW)
    colleague, _lane = lane_of_a_colleague(pim, booked)
    is_below = pim.page.locator(f"#row-{booked.shift_id} ~ #row-{colleague.pk}").count() == 1

    card(pim, booked).focus()
    pim.page.keyboard.press("Space")
    hears(pim, booked.shift.craftsman.user.name)
    pim.page.keyboard.press("ArrowDown" if is_below else "ArrowUp")
    hears(pim, colleague.craftsman.user.name)
    pim.look()
    pim.page.keyboard.press("Enter")

    hears(pim, "Lindelaan 12")
    expect(card(pim, booked)).to_be_focused()
    assert Visit.objects.get(pk=booked.pk).shift == colleague


def test_page_down_takes_the_card_to_the_next_day(booked, pim):
    pim.goes_to(TOMORROW)

    card(pim, booked).focus()
    pim.page.keyboard.press("Space")
    with pim.page.expect_navigation():
        pim.page.keyboard.press("PageDown")
    expect(pim.page.locator(".vd-plan__ghost--reason")).to_be_visible()
    pim.page.keyboard.press("Enter")
    pim.page.locator("#reason textarea").fill("De huurder is er morgen niet.")
    pim.page.locator("#reason button[value=yes]").click()

    hears(pim, "Lindelaan 12")
    assert Visit.objects.get(pk=booked.pk).planned_start_at.date().isoformat() == "2026-11-26"


def test_escape_puts_it_back(booked, pim):
    pim.goes_to(TOMORROW)

    card(pim, booked).focus()
    pim.page.keyboard.press("Space")
    pim.page.keyboard.press("ArrowRight")
    pim.page.keyboard.press("Escape")

    hears(pim, pim.word("Put back: {what}").partition("{")[0])
    expect(card(pim, booked)).to_be_focused()
    assert Visit.objects.get(pk=booked.pk).planned_start_at == booked.planned_start_at


def test_a_place_outside_the_hours_is_refused_and_another_promise_wants_a_reason(booked, pim):
    pim.goes_to(TOMORROW)
    _colleague, lane = lane_of_a_colleague(pim, booked)

    drags(pim, booked, lane, sideways=-90)
    hears(pim, pim.word("not possible"))
    assert Visit.objects.get(pk=booked.pk).shift == booked.shift

    drags(pim, booked, lane, sideways=520)
    dialog = pim.page.locator("#reason")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(pim.word("the tenant was promised another time and gets a letter"))
    pim.look()
    dialog.locator("textarea").fill("De huurder belde: liever later.")
    dialog.locator("button[value=yes]").click()

    hears(pim, "Lindelaan 12")
    assert Override.objects.get().reason == "De huurder belde: liever later."
    assert Visit.objects.get(pk=booked.pk).window_from_at > booked.window_from_at


def test_somebody_calls_in_sick_and_the_day_goes_to_a_colleague(booked, pim):
    pim.goes_to(TOMORROW)
    colleague, _lane = lane_of_a_colleague(pim, booked)

    pim.page.locator(f"#row-{booked.shift_id} .vd-plan__shift-link").click()
    panel = pim.page.locator("#panel")
    expect(panel).to_be_focused()
    pim.look()
    panel.get_by_role("button", name=pim.word("Mark as absent")).click()

    hears(pim, booked.shift.craftsman.user.name)
    expect(pim.page.locator(f"#row-{colleague.pk} [data-visit='{booked.pk}']")).to_be_visible()
    assert Visit.objects.get(pk=booked.pk).window_from_at == booked.window_from_at
    pim.look()


def test_work_without_a_place_is_put_on_the_board_and_the_tenant_hears_it(people, clock, pim, letters):
    repair = people.reported(now=clock.now())
    pim.goes_to(TOMORROW)
    item = pim.page.locator(".vd-tray__item").first
    expect(item).to_contain_text("Lindelaan 12")
    pim.look()

    item.focus()
    pim.page.keyboard.press("Space")
    hears(pim, pim.word("promised").partition(" ")[0][:6])
    pim.page.keyboard.press("Enter")

    hears(pim, "Lindelaan 12")
    visit = Visit.objects.get(case_id=repair.pk, state=VisitState.PLANNED)
    expect(card(pim, visit)).to_be_visible()
    expect(pim.page.locator(".vd-tray__item")).to_have_count(0)
    assert any("afspraak" in letter.subject.lower() for letter in letters())
