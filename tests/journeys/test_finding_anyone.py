"""Robin is called by somebody whose name she only heard, and is at the right card without touching the mouse."""

from playwright.sync_api import expect

from voordeur.finding import services


def test_robin_finds_ada_by_ear_and_opens_her_card_by_keyboard(comes, people, clock):
    services.follow(now=clock.now())
    robin = comes("robin", on_phone=False)
    robin.logs_in()
    robin.goes_to("/find/")
    page = robin.page

    page.locator("#find-text").press_sequentially("de boor lindelaan")
    hit = page.locator("a[data-hit]", has_text="Ada de Boer").first
    hit.wait_for()
    expect(page.locator("#find-status")).not_to_be_empty()
    assert "q=" in page.url
    robin.look()

    page.locator("#find-text").press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#find-text")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#find-text")).to_be_focused()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    robin.sees("Ada de Boer")


def test_the_box_works_without_scripts(comes, people, clock):
    services.follow(now=clock.now())
    robin = comes("robin", scripts=False)
    robin.logs_in()
    robin.goes_to("/find/")
    robin.fills("q", "7323 AA 12")
    with robin.page.expect_navigation():
        robin.page.locator("[role=search] button").click()
    robin.follows(f"/homes/{people.home.pk}/")
    robin.sees("Lindelaan 12")


def test_a_name_that_nobody_has_says_what_to_try(comes, people, clock):
    services.follow(now=clock.now())
    robin = comes("robin")
    robin.logs_in()
    robin.goes_to("/find/?q=qqqqqq")
    robin.sees("Check how it is written, or try only a part: the last name, or the postcode.")
    assert "qqqqqq" in robin.text
