"""The manager turns a promise, watches the simulation, reads what it costs, adopts it, and finds it in force."""

from playwright.sync_api import expect

from voordeur.base import lanes
from voordeur.promises import queries as promises
from voordeur.twin.models import Adoption, Study
from voordeur.twin.rules import Status
from voordeur.twin.services import studies


def test_a_promise_is_turned_watched_read_adopted_and_in_force(comes, people, clock):
    before = promises.in_force(clock.now()).policy.appointments.window_minutes
    assert before != 180
    marit = comes("marit", on_phone=False)
    marit.logs_in()
    marit.goes_to("/twin/")
    marit.follows("/twin/new/notch/")
    with marit.page.expect_navigation():
        marit.page.locator("main a[href*='promise=appointments.window_minutes']").click()
    marit.look()
    # Three hours beside what holds now, in a town so small that it is simulated at once.
    for box in marit.page.locator("input[name=values]").all():
        box.uncheck()
    marit.fills("others", "180")
    marit.page.locator("main summary").first.click()
    marit.fills("homes", "150")
    marit.fills("replications", "2")
    marit.goes_on()

    # The page keeps up with the work by itself, and is there with the answer.
    marit.sees("It waits for a free processor.")
    study = Study.objects.get()
    clock.later(seconds=1)
    assert lanes.run_one(studies.LANE)
    expect(marit.page.locator("#progress")).to_contain_text("1 van 6")
    while lanes.run_one(studies.LANE):
        pass
    assert Study.objects.get().status == Status.DONE
    expect(marit.page.locator("#adopt")).to_be_visible()
    marit.look()
    marit.sees("Cost per home per year")

    marit.page.locator(f"main a[href^='/twin/{study.key}/adopt/']").first.click()
    marit.page.wait_for_url("**/adopt/**")
    marit.look()
    expect(marit.page.locator("main tbody tr")).to_have_count(1)
    marit.goes_on()
    version = Adoption.objects.get().version
    assert marit.page.url.endswith(f"/policy/{version.pk}/")
    assert promises.in_force(clock.now()).policy.appointments.window_minutes == before

    clock.set(version.starts_at)
    clock.later(minutes=1)
    marit.goes_to("/policy/")
    assert promises.in_force(clock.now()).version_id == version.pk
    assert promises.in_force(clock.now()).policy.appointments.window_minutes == 180
    expect(marit.page.locator("main")).to_contain_text("binnen een tijdvak van 3 uur")
