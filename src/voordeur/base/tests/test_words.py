"""Times, amounts and margins are told as people say them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from voordeur.base import words

HERE = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=HERE)
TUESDAY_TEN = datetime(2026, 11, 24, 10, 0, tzinfo=HERE)
TUESDAY_NOON = datetime(2026, 11, 24, 12, 0, tzinfo=HERE)


@pytest.mark.parametrize(
    ("moment", "now", "nl", "en"),
    [
        (TUESDAY_TEN, None, "dinsdag 24 november", "Tuesday 24 November"),
        (date(2026, 1, 1), None, "donderdag 1 januari", "Thursday 1 January"),
        (TUESDAY_TEN, TUESDAY_NOON, "vandaag", "today"),
        (TUESDAY_TEN, MONDAY, "morgen", "tomorrow"),
        (MONDAY, TUESDAY_TEN, "gisteren", "yesterday"),
        (date(2026, 11, 25), MONDAY, "woensdag 25 november", "Wednesday 25 November"),
        (date(2027, 1, 4), MONDAY, "maandag 4 januari 2027", "Monday 4 January 2027"),
    ],
)
def test_a_day_is_told_with_its_name_and_as_near_only_when_now_is_given(moment, now, nl, en):
    assert words.day_in_words(moment, now=now, language="nl") == nl
    assert words.day_in_words(moment, now=now, language="en") == en


def test_a_moment_is_told_in_the_zone_of_the_association():
    late_in_utc = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)

    assert words.moment_in_words(late_in_utc, language="nl") == "dinsdag 24 november om 0.30 uur"


def test_a_summer_moment_follows_summer_time():
    assert words.time_in_words(datetime(2026, 7, 1, 8, 0, tzinfo=UTC), language="nl") == "10 uur"


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="naive"):
        words.day_in_words(datetime(2026, 11, 24, 10, 0))  # noqa: DTZ001 - the mistake under test


@pytest.mark.parametrize(("minute", "nl", "en"), [(0, "10 uur", "10:00"), (5, "10.05 uur", "10:05")])
def test_a_time_drops_the_minutes_only_in_dutch_and_only_when_there_are_none(minute, nl, en):
    moment = TUESDAY_TEN + timedelta(minutes=minute)

    assert (words.time_in_words(moment, language="nl"), words.time_in_words(moment, language="en")) == (nl, en)


@pytest.mark.parametrize(
    ("due_at", "now", "nl", "en"),
    [
        (datetime(2026, 12, 7, 23, 59, 59, tzinfo=HERE), None, "maandag 7 december", "Monday 7 December"),
        (datetime(2026, 11, 24, 23, 59, 59, tzinfo=HERE), MONDAY, "morgen", "tomorrow"),
        (datetime(2027, 1, 4, 23, 59, tzinfo=HERE), MONDAY, "maandag 4 januari 2027", "Monday 4 January 2027"),
        (datetime(2026, 12, 7, 22, 59, 59, tzinfo=UTC), None, "maandag 7 december", "Monday 7 December"),
        (TUESDAY_TEN, None, "dinsdag 24 november om 10 uur", "Tuesday 24 November at 10:00"),
        (TUESDAY_TEN, MONDAY, "morgen om 10 uur", "tomorrow at 10:00"),
        (
            datetime(2026, 11, 23, 23, 58, 59, tzinfo=HERE),
            None,
            "maandag 23 november om 23.58 uur",
            "Monday 23 November at 23:58",
        ),
    ],
)
def test_a_deadline_at_the_end_of_a_day_is_told_as_the_day_only(due_at, now, nl, en):
    assert words.deadline_in_words(due_at, now=now, language="nl") == nl
    assert words.deadline_in_words(due_at, now=now, language="en") == en


def test_a_deadline_in_a_template_is_told_with_and_without_now():
    template = Template(
        "{% load words %}{{ due_at|deadline_in_words }}/{{ due_at|deadline_in_words:now }}/{{ none|deadline_in_words }}"
    )
    due_at = datetime(2026, 11, 24, 23, 59, 59, tzinfo=HERE)

    with translation.override("nl"):
        assert template.render(Context({"due_at": due_at, "now": MONDAY})) == "dinsdag 24 november/morgen/"


def test_a_window_of_one_day_names_the_day_once():
    assert words.window_in_words(TUESDAY_TEN, TUESDAY_NOON, language="nl") == (
        "dinsdag 24 november tussen 10 en 12 uur"
    )
    assert words.window_in_words(TUESDAY_TEN, TUESDAY_NOON, language="en") == (
        "Tuesday 24 November between 10:00 and 12:00"
    )
    assert words.window_in_words(TUESDAY_TEN, TUESDAY_NOON, now=MONDAY, language="nl") == "morgen tussen 10 en 12 uur"


def test_a_window_over_days_names_both_ends():
    assert words.window_in_words(MONDAY, TUESDAY_NOON, language="nl") == (
        "tussen maandag 23 november om 9 uur en dinsdag 24 november om 12 uur"
    )


@pytest.mark.parametrize(
    ("cents", "nl", "en"),
    [
        (0, "€\u00a00,00", "€0.00"),
        (5, "€\u00a00,05", "€0.05"),
        (123450, "€\u00a01.234,50", "€1,234.50"),
        (-500, "−€\u00a05,00", "−€5.00"),
    ],
)
def test_an_amount_keeps_its_cents(cents, nl, en):
    assert (words.euro(cents, language="nl"), words.euro(cents, language="en")) == (nl, en)


@pytest.mark.parametrize(
    ("value", "digits", "nl"),
    [(1234.5, 1, "1.234,5"), (2.5, 0, "3"), (Decimal("7.44"), 1, "7,4"), (-0.04, 1, "0,0"), (-3, 0, "−3")],
)
def test_a_number_is_rounded_as_people_round(value, digits, nl):
    assert words.number(value, digits=digits, language="nl") == nl


def test_a_share_and_its_margin_carry_their_unit():
    assert words.percent(0.934, language="nl") == "93%"
    assert words.between_percent(0.91, 0.95, language="nl") == "tussen 91 en 95%"
    assert words.quantity(7.4, "dagen", digits=1, language="nl") == "7,4\u00a0dagen"


def test_a_margin_is_told_in_words_and_a_point_as_about():
    assert words.between(7.4, 7.8, language="nl") == "tussen 7,4 en 7,8"
    assert words.between(7.4, 7.8, language="en") == "between 7.4 and 7.8"
    assert words.between(7.41, 7.42, language="nl") == "ongeveer 7,4"


@pytest.mark.parametrize(
    ("minutes", "nl", "en"),
    [
        (0, "0 minuten", "0 minutes"),
        (1, "1 minuut", "1 minute"),
        (45, "45 minuten", "45 minutes"),
        (60, "1 uur", "1 hour"),
        (75, "1 uur en 15 minuten", "1 hour and 15 minutes"),
        (121, "2 uur en 1 minuut", "2 hours and 1 minute"),
        (3 * 24 * 60, "3 dagen", "3 days"),
    ],
)
def test_a_duration_is_told_in_the_units_that_fit(minutes, nl, en):
    assert (words.duration(minutes, language="nl"), words.duration(minutes, language="en")) == (nl, en)


@pytest.mark.parametrize(
    ("hours", "nl", "en"),
    [
        (0.5, "nog 30 minuten", "30 minutes left"),
        (3, "nog 3 uur", "3 hours left"),
        (96, "nog 4 dagen", "4 days left"),
        (-2, "2 uur te laat", "2 hours late"),
        (-49, "2 dagen te laat", "2 days late"),
    ],
)
def test_what_is_left_of_a_term_is_told_in_its_largest_unit(hours, nl, en):
    due_at = MONDAY + timedelta(hours=hours)

    assert words.time_left(due_at, now=MONDAY, language="nl") == nl
    assert words.time_left(due_at, now=MONDAY, language="en") == en


def test_the_last_day_of_a_term_is_told_by_its_end_and_not_by_the_hours_of_the_evening():
    midnight = MONDAY.replace(hour=23, minute=59)
    evening = MONDAY.replace(hour=19)

    assert words.time_left(midnight, now=evening, language="nl") == "tot 23.59 uur"
    assert words.time_left(midnight, now=evening, language="en") == "until 23:59"
    assert words.time_left(midnight + timedelta(days=1), now=evening, language="nl") == "nog 28 uur"
    assert words.time_left(midnight, now=MONDAY + timedelta(days=1), language="nl") == "9 uur te laat"


def test_words_follow_the_language_of_the_page():
    with translation.override("en"):
        assert words.day_in_words(TUESDAY_TEN) == "Tuesday 24 November"
    with translation.override("de"):
        assert words.day_in_words(TUESDAY_TEN) == "dinsdag 24 november"


def rendered(source, **values):
    return Template("{% load words %}" + source).render(Context(values))


def test_templates_say_the_same_as_the_functions():
    assert rendered("{% window a b now %}", a=TUESDAY_TEN, b=TUESDAY_NOON, now=MONDAY) == "morgen tussen 10 en 12 uur"
    assert rendered("{{ a|moment_in_words:now }}", a=TUESDAY_TEN, now=MONDAY) == "morgen om 10 uur"
    assert rendered("{{ a|date_in_words }}", a=TUESDAY_TEN) == "24 november 2026"
    assert rendered("{{ 1250|euro }} {{ 75|duration }} {{ 0.5|percent }}") == ("€\u00a012,50 1 uur en 15 minuten 50%")
    assert (
        rendered("{% between 1.2 3 %} {% quantity 4 'km' %} {{ 7.25|number:1 }}") == "tussen 1,2 en 3,0 4\u00a0km 7,3"
    )
    assert rendered("{{ a|time_left:now }} {{ a|time_in_words }}", a=TUESDAY_TEN, now=MONDAY) == "nog 25 uur 10 uur"


def test_nothing_is_told_as_nothing():
    source = "{{ n|day_in_words }}{{ n|moment_in_words }}{{ n|euro }}{{ n|duration }}{{ n|number }}{{ n|percent }}"

    assert (
        rendered(source + "{{ n|date_in_words }}{{ n|time_in_words }}{{ n|time_left:now }}", n=None, now=MONDAY) == ""
    )


def test_steps_are_told_in_words_and_drawn_for_the_eye():
    with translation.override("en"):
        told = rendered("{% steps 2 4 %}")

    assert "Step 2 of 4" in told
    assert told.count("vd-steps__step--done") == 1
    assert told.count("vd-steps__step--now") == 1


def test_another_page_of_a_list_keeps_the_filters():
    request = RequestFactory().get("/repairs/?team=plan&page=2")

    assert rendered("{% with_page 3 %}", request=request) == "?team=plan&amp;page=3"


def test_an_emergency_is_told_by_its_latest_moment():
    latest = datetime(2026, 11, 24, 9, 1, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert (
        words.soonest_in_words(latest, language="nl") == "zo snel mogelijk, uiterlijk dinsdag 24 november om 9.01 uur"
    )
    assert (
        words.soonest_in_words(latest, language="en")
        == "as soon as possible, Tuesday 24 November at 9:01 at the latest"
    )


@pytest.mark.parametrize(("hour", "minute", "told"), [(8, 31, "8.30 uur"), (8, 33, "8.35 uur"), (8, 58, "9 uur")])
def test_an_expected_time_is_told_on_five_minutes(hour, minute, told):
    moment = datetime(2026, 11, 24, hour, minute, tzinfo=ZoneInfo("Europe/Amsterdam"))
    assert words.about_time_in_words(moment, language="nl") == told


@pytest.mark.parametrize(
    ("written", "told"),
    [("+31612345678", "06 12345678"), ("+31201234567", "020 123 4567"), ("+4915112345678", "+49 1511 2345678")],
)
def test_a_telephone_number_is_told_as_people_read_it_out(written, told):
    assert words.telephone_in_words(written) == told
    assert words.telephone_in_words("vraag de buren") == "vraag de buren"
