"""The board, the list on paper, absence and moving, as each role sees them."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from voordeur.homes.tests.factories import make_dwelling, make_tenancy
from voordeur.parties.rules import MAY, Permission, Role
from voordeur.parties.tests.factories import make_craftsman, make_person, make_user
from voordeur.planning import queries, services, texts
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.planning.tests.factories import MONDAY, TUESDAY, at, make_shift, make_visit
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 27)
DAY = {"day": TUESDAY.isoformat()}


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def logged_in(client, role: Role = Role.PLANNER):
    user = make_user(role=role)
    client.force_login(user)
    return client


def next_working_days_shifts():
    """Shifts in the coming days of the real clock, which the pages read."""
    make_policy_version()
    sam, bo = make_craftsman(name="Sam Bakker"), make_craftsman(name="Bo Smit")
    today = timezone.localdate()
    services.ensure_shifts(from_on=today + timedelta(days=1), until_on=today + timedelta(days=7), now=timezone.now())
    return sam, bo


def test_the_board_shows_who_goes_where_and_when_it_was_promised(client):
    make_visit(shift=make_shift(), dwelling=make_dwelling(street="Eikenweg", number=12))

    page = logged_in(client).get(reverse("planning:day"), DAY).content.decode()

    for words in ("dinsdag 24 november", "Sam Bakker", "Eikenweg 12", "loodgieter", "beloofd 8 tot 12 uur", "9.00"):
        assert words in page


def test_a_day_without_shifts_says_so_and_how_to_go_on(client):
    page = logged_in(client).get(reverse("planning:day"), DAY).content.decode()

    assert "Op deze dag werkt niemand" in page


def test_the_board_of_one_trade_leaves_the_others_out(client):
    make_shift(name="Kim Mulder", trades={"LOO": 1})
    make_shift(name="Bo Smit", trades={"ELE": 1})

    page = logged_in(client).get(reverse("planning:day"), DAY | {"trade": "ELE"}).content.decode()

    assert "Bo Smit" in page
    assert "Kim Mulder" not in page


def test_an_unreadable_day_is_today(client):
    assert logged_in(client).get(reverse("planning:day"), {"day": "soon"}).status_code == 200


def test_the_board_of_fifty_five_craftsmen_asks_as_much_as_that_of_two(client):
    logged_in(client)
    make_visit(shift=make_shift())
    client.get(reverse("planning:day"), DAY)
    # From the second look on there is something to compare with.
    make_visit(shift=make_shift(name="Bo Smit"))
    with CaptureQueriesContext(connection) as of_two:
        client.get(reverse("planning:day"), DAY)
    for number in range(53):
        make_visit(shift=make_shift(name=f"Craftsman {number}"))

    with CaptureQueriesContext(connection) as of_all:
        response = client.get(reverse("planning:day"), DAY)

    assert response.context["page"].paginator.count == 55
    assert len(of_all) == len(of_two) <= 8


def test_a_long_board_has_pages_whose_totals_and_news_are_of_everyone(client):
    for number in range(30):
        make_visit(shift=make_shift(name=f"Craftsman {number:02d}"))
    ill = make_shift(name="Sam Zeilstra", is_absent=True)
    lost = make_visit(shift=ill)
    logged_in(client)

    first = client.get(reverse("planning:day"), DAY)
    gone = Visit.objects.filter(shift__craftsman__user__name="Craftsman 29").first()
    Visit.objects.filter(pk=gone.pk).update(state=VisitState.CANCELLED)
    second = client.get(reverse("planning:day"), DAY | {"trade": "", "page": "2"})

    assert "vakmensen 1 tot en met 25 van 31" in first.content.decode()
    assert [lane.row.craftsman_name for lane in first.context["lanes"]] == [f"Craftsman {n:02d}" for n in range(25)]
    assert len(second.context["lanes"]) == 6
    assert (first.context["board"].visit_count, second.context["board"].visit_count) == (31, 30)
    assert [card.visit.pk for card in first.context["waiting"]] == [lost.pk]
    assert len(second.context["news"].changes) == 1
    assert "?day=2026-11-24&amp;page=2" in second.content.decode()


def test_who_is_marked_absent_on_the_second_page_leads_back_to_it(client):
    shift = make_shift()
    make_policy_version()

    response = logged_in(client).post(reverse("planning:absent", args=[shift.pk]) + "?trade=LOO&page=2")

    assert response.url == reverse("planning:day", query=DAY | {"trade": "LOO", "page": "2"})


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_see_the_planning_sees_it(client, role):
    shift = make_shift()
    visit = make_visit(shift=shift)
    logged_in(client, role)

    sees = role in MAY[Permission.SEE_PLANNING]
    plans = role in MAY[Permission.PLAN]

    assert client.get(reverse("planning:day"), DAY).status_code == (200 if sees else 403)
    assert client.get(reverse("planning:print"), DAY).status_code == (200 if sees else 403)
    make_policy_version()
    assert client.get(reverse("planning:move", args=[visit.pk])).status_code == (200 if plans else 403)
    assert client.post(reverse("planning:present", args=[shift.pk])).status_code == (302 if plans else 403)


def test_the_list_on_paper_has_the_tenant_the_telephone_and_the_warning(client):
    home = make_dwelling(warning="Hond los in de gang", has_asbestos=True)
    make_tenancy(
        dwelling=home, person=make_person(first_name="Ada", infix="de", last_name="Boer", phone="+31612345678")
    )
    make_visit(shift=make_shift(), dwelling=home)

    page = logged_in(client).get(reverse("planning:print"), DAY).content.decode()

    for words in ("Ada de Boer", "06 12345678", "Hond los in de gang", "Asbest"):
        assert words in page


def test_a_manager_does_not_see_the_warning_about_a_home(client):
    make_visit(shift=make_shift(), dwelling=make_dwelling(warning="Hond los in de gang"))

    page = logged_in(client, Role.MANAGER).get(reverse("planning:print"), DAY).content.decode()

    assert "Hond los" not in page


def test_marking_someone_absent_says_what_went_to_others_and_what_still_needs_a_place(client):
    next_working_days_shifts()
    first = Shift.objects.order_by("starts_at", "pk").first()
    day = first.starts_at.date()
    make_visit(shift=first, day=day)
    make_visit(shift=first, day=day, trade="ELE", start="10:00", end="10:48")

    page = logged_in(client).post(reverse("planning:absent", args=[first.pk]), follow=True).content.decode()

    assert "1 bezoek is naar een collega gegaan" in page
    assert "1 bezoek heeft een andere plek nodig" in page
    assert Visit.objects.filter(shift=first).count() == 1


def test_a_planner_moves_a_visit_to_an_offered_window_with_its_cost_shown(client):
    sam, _bo = next_working_days_shifts()
    shift = Shift.objects.filter(craftsman=sam).order_by("starts_at").last()
    visit = make_visit(shift=shift, day=shift.starts_at.date())
    address = reverse("planning:move", args=[visit.pk])
    page = logged_in(client).get(address)
    slot = page.context["days"][0].slots[0]

    response = client.post(address, {"slot": slot.key})

    visit.refresh_from_db()
    assert "km extra rijden" in page.content.decode()
    assert response.status_code == 302
    assert visit.window_from_at == slot.window_from_at


def test_a_window_that_is_gone_is_refused_in_words(client):
    next_working_days_shifts()
    shift = Shift.objects.order_by("starts_at").last()
    visit = make_visit(shift=shift, day=shift.starts_at.date())

    response = logged_in(client).post(
        reverse("planning:move", args=[visit.pk]), {"slot": "20200101T0800-20200101T1200"}
    )

    assert response.status_code == 409
    assert "Deze tijd kunt u niet meer kiezen" in response.content.decode()


def test_done_and_emergency_are_words_on_the_card_too(client):
    shift = make_shift()
    make_visit(shift=shift, is_fixed=True, state=VisitState.DONE)
    make_visit(shift=shift, is_emergency=True, start="10:00", end="10:48")

    page = logged_in(client).get(reverse("planning:day"), DAY).content.decode()

    assert "klaar" in page
    assert "spoed" in page


@pytest.mark.parametrize("code", sorted(texts.TRADES))
@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_trade_has_a_word_and_no_code(code, language):
    with translation.override(language):
        assert texts.trade(code) != code


def test_every_trade_of_the_sector_is_known():
    file = Path(__file__).resolve().parents[5] / "shared" / "vera" / "reference_codes.csv"
    if not file.exists():
        pytest.skip("the reference codes of the sector are not beside this project")
    with file.open(encoding="utf-8") as rows:
        codes = {row["code"] for row in csv.DictReader(rows) if row["list"] == "ONDERHOUDSPECIALISME"}

    assert codes == set(texts.TRADES)


def test_a_row_says_how_full_it_is_and_folds_the_trades_away(client):
    make_visit(shift=make_shift(trades={"LOO": 1, "WIT": 1}))

    page = logged_in(client).get(reverse("planning:day"), DAY).content.decode()

    assert "2 vakken" in page
    assert "loodgieter, specialist witgoed" in page
    assert "10% vol" in page


def test_a_card_stands_at_its_time_and_shows_what_was_promised(client):
    make_visit(shift=make_shift(), start="09:05", end="09:50")

    card = logged_in(client).get(reverse("planning:day"), DAY).context["lanes"][0].cards[0]

    # The axis begins at 7, the hour in which the shift begins.
    assert card.visit.place == queries.Span(at_hour=2, at_step=1, for_hour=0, for_step=9)
    assert card.visit.window == queries.Span(at_hour=1, at_step=0, for_hour=4, for_step=0)
    assert card.told.startswith("9.05, ")


def test_the_line_of_now_is_only_on_the_board_of_today(client):
    today = timezone.localdate()
    make_shift(day=today, from_clock="00:00", until_clock="23:59")
    make_shift(day=TUESDAY if today != TUESDAY else MONDAY)

    def present(day):
        return logged_in_once.get(reverse("planning:day"), {"day": day.isoformat()}).context["board"].present

    logged_in_once = logged_in(client)
    assert present(today) is not None
    assert present(TUESDAY if today != TUESDAY else MONDAY) is None


def test_the_board_says_how_much_work_waits_for_a_place_and_leads_to_it(client):
    make_shift()
    page = logged_in(client).get(reverse("planning:day"), DAY)

    assert page.context["unplaced"] == 0
    assert "niets wacht op een plek" in page.content.decode()


def told(client) -> list[str]:
    """What the board of the day says that changed."""
    news = client.get(reverse("planning:day"), DAY).context["news"]
    return [change.words for change in news.changes]


def test_the_first_look_at_a_day_has_no_news_and_a_second_one_neither(client):
    make_visit(shift=make_shift())
    logged_in(client)

    assert client.get(reverse("planning:day"), DAY).context["news"] is None
    assert told(client) == []


def test_the_board_tells_in_words_what_changed_since_you_looked(client):
    shift, other = make_shift(), make_shift(name="Bo Smit")
    later = make_shift(name="Kim Mulder", day=FRIDAY)
    homes = [make_dwelling(street="Eikenweg", number=number) for number in range(1, 7)]
    goes, leaves, changes, hands, stays = (make_visit(shift=shift, dwelling=home) for home in homes[:5])
    logged_in(client).get(reverse("planning:day"), DAY)

    Visit.objects.filter(pk=goes.pk).update(state=VisitState.CANCELLED)
    Visit.objects.filter(pk=leaves.pk).update(shift=later)
    Visit.objects.filter(pk=changes.pk).update(window_from_at=at("08:30"))
    Visit.objects.filter(pk=hands.pk).update(shift=other)
    new = make_visit(shift=shift, dwelling=homes[5])
    Visit.objects.filter(pk=new.pk).update(booked_at=timezone.now())
    words = told(client)

    assert len(words) == 5
    for beginning, street in (
        ("Afgezegd", "Eikenweg 1,"),
        ("Naar een andere dag verzet", "Eikenweg 2,"),
        ("Andere tijd", "Eikenweg 3,"),
        ("Andere vakman", "Eikenweg 4,"),
        ("Nieuw", "Eikenweg 6,"),
    ):
        assert any(word.startswith(f"{beginning}: {street}") for word in words), words
    assert any("van Sam Bakker naar Bo Smit" in word for word in words)
    assert stays.dwelling.address not in " ".join(words)


def test_news_stays_until_you_say_that_you_have_seen_it(client):
    visit = make_visit(shift=make_shift())
    logged_in(client).get(reverse("planning:day"), DAY)
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.CANCELLED)

    assert len(told(client)) == 1
    assert len(told(client)) == 1
    client.post(reverse("planning:day", query=DAY))
    assert told(client) == []


def test_only_the_last_few_days_are_kept_to_compare_with(client):
    logged_in(client)
    for number in range(1, 10):
        client.get(reverse("planning:day"), {"day": f"2026-11-{number:02d}"})

    assert list(client.session["planning-seen"]) == [f"2026-11-{number:02d}" for number in range(5, 10)]


def test_a_visit_goes_to_a_chosen_colleague_in_the_same_window(client):
    _sam, bo = next_working_days_shifts()
    shift = Shift.objects.exclude(craftsman=bo).order_by("starts_at").last()
    visit = make_visit(shift=shift, day=timezone.localtime(shift.starts_at).date())
    address = reverse("planning:move", args=[visit.pk])
    colleague = logged_in(client).get(address).context["colleagues"][0]

    response = client.post(address, {"slot": colleague.key_with_shift}, follow=True)

    window = visit.window_from_at
    visit.refresh_from_db()
    assert visit.shift.craftsman == bo
    assert visit.window_from_at == window
    assert "Bo Smit gaat nu naar" in response.content.decode()


def test_the_times_of_one_craftsman_are_shown_when_asked(client):
    sam, bo = next_working_days_shifts()
    shift = Shift.objects.filter(craftsman=sam).order_by("starts_at").last()
    visit = make_visit(shift=shift, day=timezone.localtime(shift.starts_at).date())

    page = logged_in(client).get(reverse("planning:move", args=[visit.pk]), {"craftsman": bo.pk})

    names = {slot.craftsman_name for day in page.context["days"] for slot in day.slots}
    assert names == {"Bo Smit"}


@pytest.mark.parametrize("key", ["20200101T0800-20200101T1200@x", "20200101T0800-20200101T1200@999999", ""])
def test_a_place_that_does_not_exist_is_refused_in_words(client, key):
    next_working_days_shifts()
    shift = Shift.objects.order_by("starts_at").last()
    visit = make_visit(shift=shift, day=timezone.localtime(shift.starts_at).date())

    assert logged_in(client).post(reverse("planning:move", args=[visit.pk]), {"slot": key}).status_code == 409
