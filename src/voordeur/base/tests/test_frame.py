"""The frame of every page: language, menu by role, messages, and the pages that say no."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import ERROR, SUCCESS
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from voordeur.base import context
from voordeur.base.texts import MENU_LABELS

pytestmark = pytest.mark.urls("voordeur.base.tests.urls")


def someone(role):
    return SimpleNamespace(is_authenticated=True, role=role, email="sam@example.org")


def page_for(user=None, path="/", template="base/page.html", **values):
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    return render_to_string(template, {"user": request.user, **values}, request)


@pytest.mark.parametrize("template", ["403.html", "403_csrf.html", "404.html", "500.html"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_page_that_says_no_gives_a_reason_and_a_way_on_in_both_languages(template, language):
    with translation.override(language):
        told = page_for(template=template)

    assert f'<html lang="{language}"' in told
    assert told.count("<h1") == 1
    assert 'href="/"' in told
    assert ("Naar de voordeur" in told) == (language == "nl")


def test_a_broken_site_needs_no_user_no_menu_and_no_database():
    request = RequestFactory().get("/")

    told = render_to_string("500.html", {}, request)

    assert "Er ging iets stuk bij ons" in told


def test_the_page_speaks_dutch_and_offers_english_by_a_form():
    told = page_for(path="/repairs/?team=1")

    assert '<html lang="nl">' in told
    assert 'name="language" value="en"' in told
    assert 'name="next" value="/repairs/?team=1"' in told


def test_the_first_thing_to_reach_by_keyboard_is_the_way_to_the_content():
    told = page_for()

    assert told.index('class="vd-skip" href="#main"') < told.index("<header")
    assert 'id="main"' in told


def test_no_page_carries_code_or_style_of_its_own():
    told = page_for()

    assert "style=" not in told
    assert "<script>" not in told
    assert "onclick" not in told


def test_the_menu_shows_what_the_role_needs_and_leaves_out_rooms_that_are_not_there():
    entries = context.menu_of("tenant", "/repairs/report/")

    assert [entry.address for entry in entries] == ["/repairs/report/", "/policy/"]
    assert [entry.is_here for entry in entries] == [True, False]


def test_only_the_nearest_entry_is_marked_as_the_open_page():
    entries = context.menu_of("contact_agent", "/repairs/report/")

    assert {entry.address: entry.is_here for entry in entries} == {"/repairs/report/": True, "/repairs/": False}


def test_every_entry_of_every_menu_has_a_label():
    assert {name for names in context.MENU.values() for name in names} <= set(MENU_LABELS)


def test_an_unknown_role_gets_an_empty_menu():
    assert context.menu_of("burglar", "/") == []


def test_whoever_is_logged_in_can_log_out_and_a_visitor_can_log_in():
    inside, outside = page_for(someone("tenant")), page_for()

    assert 'action="/account/logout/"' in inside
    assert 'href="/account/login/"' not in inside
    assert 'href="/account/login/"' in outside
    assert 'action="/account/logout/"' not in outside


def test_the_page_in_the_menu_is_marked_for_a_screen_reader():
    assert page_for(someone("tenant"), "/repairs/report/").count('aria-current="page"') == 1


def test_messages_are_read_out_and_told_apart_by_more_than_colour():
    messages = [
        SimpleNamespace(level=SUCCESS, level_tag="success", __str__=lambda: ""),
        SimpleNamespace(level=ERROR, level_tag="error"),
    ]

    told = page_for(messages=messages)

    assert 'id="messages" role="status"' in told
    assert "vd-alert--good" in told
    assert "vd-alert--danger" in told


def test_a_list_of_one_page_has_no_page_numbers():
    told = page_for(template="base/pagination.html", page=Paginator(range(3), 10).page(1))

    assert told.strip() == ""


def test_a_middle_page_leads_both_ways_and_says_where_it_is():
    told = page_for(path="/?team=1", template="base/pagination.html", page=Paginator(range(30), 10).page(2))

    assert "?team=1&amp;page=1" in told
    assert "?team=1&amp;page=3" in told
    assert "Pagina 2 van 3" in told


def test_an_empty_list_says_what_would_be_here_and_how_to_get_it():
    told = page_for(
        template="base/empty.html",
        title="Nog geen reparaties",
        text="Hier komt wat u meldt.",
        action_url="/r",
        action="Meld",
    )

    assert "Hier komt wat u meldt." in told
    assert 'href="/r"' in told
