"""The stage of a journey: a database, the site, a clock, a browser, and people who come to it."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from tests.journeys import site, town
from tests.journeys.visitor import Visitor

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TUESDAY_MORNING = "2026-11-24 09:00"


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    """Chromium, once for a file of stories. Its event loop must be gone before other tests use the database."""
    if not CHROMIUM.exists():
        message = "journeys need Chromium at /usr/bin/chromium (Debian's package chromium)"
        pytest.fail(message) if os.environ.get("CI") == "true" else pytest.skip(message)
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
            yield chromium
            chromium.close()
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> site.Clock:
    """The hands of the clock that the pages read. A story takes days; the test does not."""
    told = site.Clock(TUESDAY_MORNING)
    monkeypatch.setattr(timezone, "now", told.now)
    return told


@pytest.fixture
def address(own_database, clock, dutch, settings, tmp_path) -> Iterator[str]:
    """Where the site of this story is served."""
    if connection.vendor != "sqlite":
        pytest.skip("journeys are told on SQLite; the rooms' own tests run on PostgreSQL")
    settings.MEDIA_ROOT = tmp_path / "media"
    # The second step at the door has tests of its own; here it would stand before every story.
    settings.STAFF_SECOND_FACTOR = False
    cache.clear()
    with site.served() as url:
        settings.BASE_URL = url
        yield url


@pytest.fixture
def people(address, clock) -> town.Town:
    """The association of the story."""
    return town.build(now=clock.now())


Comes = Callable[..., Visitor]


@pytest.fixture
def comes(browser, address, people, clock, request) -> Iterator[Comes]:
    """Somebody opens a browser: `ada = comes("ada")`. What they met that was wrong fails the story in the end too."""
    visitors: list[Visitor] = []

    def come(name: str, *, on_phone: bool = True, scripts: bool = True) -> Visitor:
        context = browser.new_context(
            java_script_enabled=scripts, locale="nl-NL", timezone_id="Europe/Amsterdam", base_url=address
        )
        story = request.node.name.removeprefix("test_")[:40]
        visitor = Visitor(context, address, name=name, story=story, on_phone=on_phone, scripts=scripts)
        if scripts:
            visitor.reads_the_clock()
        visitors.append(visitor)
        return visitor

    yield come
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def letters(clock) -> Callable[[str], list[object]]:
    """The worker runs; then the letters to somebody, newest first."""
    from voordeur.base.models import Letter

    def read(to_address: str = "ada@example.org") -> list[object]:
        site.the_worker_runs(now=clock.now())
        return list(Letter.objects.filter(to_address=to_address).order_by("-created_at", "-pk"))

    return read
