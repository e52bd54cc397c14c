"""What someone typed outlives a reload, a lost session and a lost connection, and is gone once it has been received."""

import os
from pathlib import Path

import pytest
from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import path

from voordeur.base.tests.urls import urlpatterns as frame_urls

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
PAGE = """{% extends "base/page.html" %}{% block form %}task{% endblock %}{% block main %}<h1>Melden</h1>
<form method="post" data-keep="report">{% csrf_token %}{{ form }}<button id="send">Verstuur</button></form>
{% endblock %}"""


class Report(forms.Form):
    note = forms.CharField(label="Wat ziet u?")
    secret = forms.CharField(label="Wachtwoord", widget=forms.PasswordInput, required=False)


def report(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return HttpResponseRedirect("/")
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": Report()}, request))


urlpatterns = [*frame_urls, path("report/", report)]
handler404 = "voordeur.base.views.not_found"

pytestmark = [
    pytest.mark.urls(__name__),
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium at /usr/bin/chromium (Debian's package)"),
]


@pytest.fixture
def browser_page(live_server):
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright keeps an event loop in this thread
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
            page = browser.new_page(base_url=live_server.url)
            page.goto("/report/")
            yield page
            browser.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def test_a_reload_gives_back_what_was_typed_and_says_so(browser_page):
    browser_page.fill("[name=note]", "de kraan lekt")
    browser_page.fill("[name=secret]", "geheim")

    browser_page.reload()

    assert browser_page.input_value("[name=note]") == "de kraan lekt"
    assert browser_page.input_value("[name=secret]") == ""
    assert "nog niet verstuurd" in browser_page.inner_text("#connection")


def test_a_lost_session_gives_back_what_was_typed(browser_page):
    browser_page.fill("[name=note]", "de kraan lekt")
    browser_page.context.clear_cookies()
    browser_page.click("#send")
    browser_page.wait_for_selector("[data-refused]")

    browser_page.goto("/report/")

    assert browser_page.input_value("[name=note]") == "de kraan lekt"


def test_a_lost_connection_gives_back_what_was_typed(browser_page):
    browser_page.fill("[name=note]", "de kraan lekt")
    browser_page.context.set_offline(True)
    browser_page.click("#send")
    browser_page.wait_for_url("chrome-error://**")
    browser_page.context.set_offline(False)

    browser_page.goto("/report/")

    assert browser_page.input_value("[name=note]") == "de kraan lekt"


def test_what_was_received_is_forgotten(browser_page):
    browser_page.fill("[name=note]", "de kraan lekt")
    browser_page.click("#send")
    browser_page.wait_for_url(lambda address: not address.endswith("/report/"))

    browser_page.goto("/report/")

    assert browser_page.input_value("[name=note]") == ""


def test_logging_out_leaves_nothing_behind(browser_page):
    browser_page.fill("[name=note]", "de kraan lekt")
    browser_page.evaluate(
        "() => { const form = document.createElement('form'); form.method = 'post'; form.action = '/account/logout/';"
        " form.addEventListener('submit', (event) => event.preventDefault());"
        " document.body.append(form); form.requestSubmit(); }"
    )

    browser_page.reload()

    assert browser_page.input_value("[name=note]") == ""


def test_a_lost_connection_is_announced(browser_page):
    browser_page.context.set_offline(True)

    browser_page.wait_for_selector("#connection .vd-alert")

    assert "Er is geen verbinding." in browser_page.inner_text("#connection")
