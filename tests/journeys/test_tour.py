"""Every page of the tour in the README, as the one whose page it is, in both languages, on a phone and on a desk."""

import pytest

from tests.journeys.visitor import DESK, PHONE
from voordeur.costs import services as costs
from voordeur.quality.models import Survey
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.services import appointments
from voordeur.staffing.queries import week_of
from voordeur.staffing.tests.factories import make_plan

TOUR = {
    "visitor": (
        "/",
        "/repairs/report/",
        "/policy/",
        "/account/login/",
        "/account/password/reset/",
        "/counter/hours/",
        "/counter/appointment/",
        "/complaints/new/",
    ),
    "ada": (
        "/my/",
        "/people/mandates/",
        "/repairs/r/{token}/",
        "/repairs/r/{token}/appointment/",
        "/survey/{survey}/",
        "/messages/my/",
        "/messages/my/write/",
        "/letters/mine/",
    ),
    "robin": (
        "/work/",
        "/work/?whose=all",
        "/contact/",
        "/contact/people/{ada}/",
        "/contact/answers/",
        "/find/?q=lindenlaan",
        "/homes/{home}/",
        "/messages/",
        "/counter/",
        "/complaints/",
        "/complaints/take/?home={home}",
        "/telephone/extension/",
        "/staffing/{week}/",
        "/repairs/",
    ),
    "pim": ("/planning/", "/planning/?day=2026-11-25", "/repairs/{repair}/", "/repairs/{repair}/appointment/"),
    "hanna": ("/work/?kind=check_payer&whose=all", "/repairs/?status=all"),
    "sam": ("/repairs/today/", "/repairs/today/?day=2026-11-25"),
    "marit": (
        "/figures/",
        "/figures/definitions/",
        "/twin/",
        "/twin/beside/",
        "/twin/parameters/",
        "/twin/new/compare/",
        "/twin/new/tornado/",
        "/twin/new/search/",
        "/twin/new/weights/",
        "/twin/new/notch/",
        "/twin/new/notch/?promise=appointments.window_minutes",
        "/survey/marks/",
        "/policy/change/usual/",
        "/policy/change/",
        "/desk/outbox/",
        "/telephone/",
        "/staffing/",
        "/staffing/hours/",
        "/staffing/hours/{agent}/",
        "/staffing/{week}/",
        "/staffing/{week}/add/?agent={agent}&on=2026-12-01",
        "/staffing/{week}/shift/{shift}/",
        "/complaints/lessons/",
        "/complaints/improvements/",
        "/letters/",
    ),
    "alex": (
        "/desk/outbox/",
        "/people/accounts/",
        "/people/accounts/new/",
        "/people/accounts/{account}/",
        "/desk/trail/",
    ),
}


@pytest.fixture
def shown(people, clock) -> dict[str, object]:
    """Something to see on every page: a repair with an appointment, a survey that waits, figures."""
    repair = people.reported(now=clock.now())
    slot = appointments.offers(repair, now=clock.now())[0]
    appointments.book(
        repair, window_from_at=slot.window_from_at, window_until_at=slot.window_until_at, by=VISITOR, now=clock.now()
    )
    survey = Survey.objects.create(
        process="REP",
        case_kind="repairs",
        case_id=repair.pk,
        person=people.ada,
        dwelling=people.home,
        policy_version_id=repair.policy_version_id,
        invited_at=clock.now(),
    )
    costs.renew_report(now=clock.now())
    roster = make_plan(shifts={people.users["robin"]: ("8:30", "17:00"), people.users["hanna"]: ("8:00", "12:30")})
    return {
        "token": repair.token,
        "repair": repair.pk,
        "home": people.home.pk,
        "survey": survey.token,
        "ada": people.ada.pk,
        "account": people.users["pim"].pk,
        "agent": people.users["robin"].pk,
        "week": week_of(roster.monday),
        "shift": roster.shifts.earliest("pk").pk,
    }


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", TOUR)
def test_every_page_of_the_tour_is_sound(comes, shown, name: str, language: str):
    visitor = comes(name, on_phone=False)
    visitor.judged_on = [PHONE, DESK]
    if name != "visitor":
        visitor.logs_in()
    visitor.goes_to("/policy/")
    if language == "en":
        visitor.page.locator("button[name=language][value=en]").click()
        visitor.language = "en"
    for address in TOUR[name]:
        visitor.goes_to(address.format(**shown))
        assert visitor.page.locator("html").get_attribute("lang") == language
        assert visitor.page.locator("h1").count() == 1
