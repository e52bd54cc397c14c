"""Somebody at a browser: the few verbs in which journeys are told.

Every page they reach is looked at on a telephone and on a desk for anything that runs off the side, and judged by axe
on the screen they hold (in the tour of all pages: on both); the console must stay silent. Things to press are named as
the code names them: a field by its name, the one filled button of a page as "goes on", others by their English words,
looked up in the language that the visitor reads.
"""

import os
import re
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.town import PASSWORD

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PATIENCE = 15_000
TOO_WIDE = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= window.innerWidth) return [];
  return [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > edge + 1)
    .map((one) => one.tagName + '.' + one.className).slice(0, 5).concat('the page runs off the side');
}"""


# What changes from story to story without changing the page: tokens, numbers, dates.
PASSING = re.compile(r"[A-Za-z0-9_-]{20,}|\d+")
# Pages that axe has judged in this process, so that stories which share their first steps do not ask again.
judged: set[tuple[int, str]] = set()


class Visitor:
    """One person with one browser of their own."""

    def __init__(
        self, context: BrowserContext, site: str, *, name: str, story: str, on_phone: bool, scripts: bool
    ) -> None:
        self.context, self.site, self.name, self.story = context, site, name, story
        self.size = PHONE if on_phone else DESK
        self.judged_on = [self.size]
        self.scripts = scripts
        self.language = "nl"
        self.complaints: list[str] = []
        self.forgiven: list[str] = []
        self._seen = ""
        self._shots = 0
        context.set_default_timeout(PATIENCE)
        self.page: Page = context.new_page()
        self.page.set_viewport_size(self.size)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._complain(f"script: {error}"))
        self.page.on("response", self._note)

    # --- what goes wrong ---------------------------------------------------------------------------------------------

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self._complain(f"console: {message.text} {message.location.get('url', '')}")

    def _note(self, response: Any) -> None:
        if response.status >= 500:
            self._complain(f"{response.status} {response.url}")

    def _complain(self, text: str) -> None:
        if not any(re.search(pattern, text) for pattern in self.forgiven):
            self.complaints.append(f"{self.name} at {self.page.url}: {text}")

    def forgive(self, pattern: str) -> None:
        """Complaints of this kind belong to the story, such as those of a browser without a connection."""
        self.forgiven.append(pattern)

    def reads_the_clock(self) -> None:
        """The browser's own clock stands where the story stands."""
        self.context.clock.set_fixed_time(timezone.now())

    # --- looking ---------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Look at the page as it is now on both sizes, unless this very page was looked at just now."""
        shown = (
            self.page.evaluate("() => location.pathname + document.querySelector('main')?.innerHTML")
            if self.scripts
            else ""
        )
        if self.scripts and shown == self._seen:
            return
        self._seen = shown
        for size in (PHONE, DESK):
            self.page.set_viewport_size(size)
            self._picture(size["width"])
            if self.scripts:
                self._measure(size["width"])
            if self.scripts and size in self.judged_on:
                self._judge(size["width"])
        self.page.set_viewport_size(self.size)
        met, self.complaints = self.complaints, []
        assert not met, "\n".join(met)

    def _measure(self, width: int) -> None:
        wide = self.page.evaluate(TOO_WIDE)
        if wide:
            self.complaints.append(f"{self.page.url} at {width} pixels: {', '.join(wide)}")

    def _judge(self, width: int) -> None:
        same = (width, PASSING.sub("", self.page.content()))
        if same in judged:
            return
        judged.add(same)
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        found = self.page.evaluate("(options) => axe.run(document, options)", options)
        for fault in found["violations"]:
            where = "; ".join(f"{node['html'][:160]} ({node['failureSummary'][:200]})" for node in fault["nodes"][:3])
            self.complaints.append(f"{self.page.url} at {width} pixels: {fault['id']}: {fault['help']}: {where}")

    def _picture(self, width: int) -> None:
        folder = os.environ.get("VOORDEUR_SHOTS")
        if not folder:
            return
        if width == PHONE["width"]:
            self._shots += 1
        path = re.sub(r"[A-Za-z0-9_-]{20,}", "x", self.page.url.removeprefix(self.site)).strip("/").replace("/", "-")
        name = f"{self.story}-{self.name}-{self._shots:02}-{path.partition('?')[0] or 'home'}-{width}.png"
        self.page.screenshot(path=Path(folder) / name, full_page=True)

    def word(self, text: str, **values: object) -> str:
        """An English text of the code in the language of this visitor."""
        with translation.override(self.language):
            return gettext(text) % values if values else gettext(text)

    @property
    def text(self) -> str:
        """Everything that can be read in the body of the page, folded parts too."""
        return " ".join((self.page.locator("body").text_content() or "").split())

    def sees(self, text: str, **values: object) -> None:
        """The page says this."""
        expect(self.page.locator("body")).to_contain_text(self.word(text, **values), ignore_case=True)

    # --- going and doing ---------------------------------------------------------------------------------------------

    def goes_to(self, address: str) -> None:
        self.page.goto(address if address.startswith("http") else self.site + address)
        self.look()

    def logs_in(self, address: str | None = None) -> None:
        """With the name of this visitor, on the log-in page."""
        if "/account/login" not in self.page.url:
            self.goes_to("/account/login/")
        self.page.fill("[name=login]", address or f"{self.name}@example.org")
        self.page.fill("[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("main button").first.click()
        self.look()

    def control(self, text: str, **values: object) -> Locator:
        """The button or link of this name."""
        name = self.word(text, **values)
        page = self.page
        return page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first

    def clicks(self, text: str, **values: object) -> None:
        """Something that leads to another page."""
        with self.page.expect_navigation():
            self.control(text, **values).click()
        self.look()

    def follows(self, address: str) -> None:
        """The first link to this address."""
        with self.page.expect_navigation():
            self.page.locator(f"main a[href='{address}']").first.click()
        self.look()

    def goes_on(self) -> None:
        """The next right action of the page: its only filled button."""
        filled = self.page.locator("main .vd-button--primary:visible")
        expect(filled).to_have_count(1)
        with self.page.expect_navigation():
            filled.click()
        self.look()

    def picks(self, field: str, value: str) -> None:
        """A tile that sends its answer at once."""
        with self.page.expect_navigation():
            self.page.locator(f"button[name='{field}'][value='{value}']").first.click()
        self.look()

    def fills(self, field: str, text: str) -> None:
        self.page.locator(f"main [name='{field}']").first.fill(text)

    def chooses(self, field: str, value: str) -> None:
        """A dot or a tile with a dot: the words beside it may be pressed too."""
        self.page.locator("main label", has=self.page.locator(f"input[name='{field}'][value='{value}']")).click()

    def takes_slot(self, number: int = 0) -> str:
        """One of the offered times; gives its value."""
        value = self.page.locator("input[name=slot]").nth(number).get_attribute("value")
        self.chooses("slot", str(value))
        return str(value)

    # --- a repair: what many stories share ----------------------------------------------------------------------------

    def answers(self, *answers: str) -> None:
        """The questions of the tree, one a page."""
        for answer in answers:
            self.picks("answer", answer)

    def tells(self, note: str = "", *, fault: str = "no") -> None:
        """The page with the story, whose doing it was and how to reach the tenant."""
        if note:
            self.fills("description", note)
        self.chooses("own_fault", fault)
        self.goes_on()

    def does(self, action: str) -> None:
        """A step of the craftsman's: sent in the background, after which the page moves on by itself."""
        self.reads_the_clock()
        with self.page.expect_navigation():
            if action == "finish":
                self.page.locator("button[form=work]").click()
            else:
                self.page.locator(f"form[action$='/{action}'] button, button[formaction$='/{action}']").first.click()
        self.look()
