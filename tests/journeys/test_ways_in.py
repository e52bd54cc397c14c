"""Other ways to the same repair: without an account, scripts or a mouse, in English, after a lost session."""

import re

from voordeur.repairs.models import Repair

DUTCH = re.compile(
    r"\b(de|het|een|niet|voor|kies|uw|wij|nog|terug|wanneer|reparatie|afspraak|woning|uur|wat|inloggen|dinsdag|woensdag"
    r"|huurder|betaalt)\b",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    r"\b(the|your|we|you|choose|back|when|home|repair|report|appointment|what|who|pays|log in|tuesday|wednesday"
    r"|tenant)\b",
    re.IGNORECASE,
)
OTHER_LANGUAGE_OUT = (
    "() => { const copy = document.body.cloneNode(true);"
    " copy.querySelectorAll(%s).forEach((one) => one.remove()); return copy.textContent; }"
)
# The name of the other language on its button, and names of streets, towns and people.
NAMES = ("Ada de Boer", "Voordeur", "Mo el Idrissi", "Sam Bakker")
NOT_WORDS = "'[lang], address, .vd-header__who'"


def leftovers(visitor, pattern: re.Pattern[str]) -> set[str]:
    """Tell-tale words of the other language on the page; names of streets and people do not count."""
    return telling(visitor.page.evaluate(OTHER_LANGUAGE_OUT % NOT_WORDS), pattern)


def telling(text: str, pattern: re.Pattern[str]) -> set[str]:
    for name in NAMES:
        text = text.replace(name, " ")
    return {word.lower() for word in pattern.findall(text)}


def test_a_visitor_without_an_account_proves_the_home_with_a_code(comes, letters):
    ada = comes("ada")
    ada.goes_to("/")
    ada.goes_on()
    ada.fills("text", "geen warm water uit de keukenkraan")
    ada.picks("place", "kitchen")
    ada.fills("postcode", "7323 aa")
    ada.fills("number", "999")
    ada.goes_on()
    ada.page.locator("[aria-invalid=true]").first.wait_for()
    ada.fills("number", "12")
    ada.goes_on()
    ada.goes_on()

    ada.fills("code", "000000")
    ada.goes_on()
    ada.page.locator("#messages .vd-alert--danger").wait_for()
    code = re.search(r"\b\d{6}\b", letters()[0].body).group()
    ada.fills("code", code)
    ada.goes_on()

    ada.picks("thing", "tap")
    ada.picks("defect", "no_water")
    ada.answers("no")
    ada.tells()
    ada.goes_on()
    repair = Repair.objects.get()
    ada.sees(repair.number)
    assert repair.dwelling.address == "Lindelaan 12"


def test_reporting_works_without_scripts(comes):
    ada = comes("ada", scripts=False)
    ada.logs_in()
    ada.goes_on()
    ada.fills("text", "de kraan in de keuken lekt")
    with ada.page.expect_navigation():
        ada.page.locator("button[name=search]").click()
    ada.picks("path", "kitchen/tap/leaks")
    ada.answers("spout", "drops")
    ada.tells("Zonder scripts")
    ada.goes_on()
    ada.goes_on()
    ada.takes_slot()
    ada.goes_on()

    repair = Repair.objects.get()
    ada.sees(repair.number)
    assert repair.description == "Zonder scripts"
    assert repair.tasks.get().visit is not None


def test_the_keyboard_alone_is_enough(comes):
    ada = comes("ada", on_phone=False)
    keys = ada.page.keyboard

    def reach(selector: str) -> None:
        """Tab until the focus is there; a page of which a part cannot be reached fails."""
        for _ in range(80):
            if ada.page.evaluate("(wanted) => document.activeElement?.matches(wanted) ?? false", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"{selector} cannot be reached with Tab on {ada.page.url}")

    def press(selector: str) -> None:
        reach(selector)
        with ada.page.expect_navigation():
            keys.press("Enter")
        ada.look()

    ada.goes_to("/account/login/")
    reach("[name=login]")
    keys.type("ada@example.org")
    reach("[name=password]")
    keys.type("een-lange-lamp")
    with ada.page.expect_navigation():
        keys.press("Enter")
    press("main .vd-button--primary")
    press("button[name=place][value=kitchen]")
    press("button[name=thing][value=tap]")
    press("button[name=defect][value=no_water]")
    press("button[name=answer][value=no]")
    reach("[name=own_fault]")
    keys.press("Space")
    press("main .vd-button--primary")
    press("main .vd-button--primary")
    press("main .vd-button--primary")
    reach("input[name=slot]")
    keys.press("Space")
    keys.press("ArrowDown")
    press("main .vd-button--primary")

    repair = Repair.objects.get()
    assert repair.tasks.get().visit is not None


def report_a_tap(ada, language, unwanted) -> None:
    """From the front door to the appointment, looking for words of the other language on every page."""
    met: dict[str, set[str]] = {}

    def search() -> None:
        found = leftovers(ada, unwanted)
        if found:
            met[ada.page.url.removeprefix(ada.site)] = found

    ada.goes_to("/")
    if language == "en":
        ada.picks("language", "en")
        ada.language = "en"
    search()
    ada.logs_in()
    search()
    ada.goes_to("/account/login/")
    ada.goes_to("/my/")
    search()
    ada.goes_on()
    search()
    for field, value in (("place", "kitchen"), ("thing", "tap"), ("defect", "leaks")):
        ada.picks(field, value)
        search()
    for answer in ("spout", "drops"):
        ada.answers(answer)
        search()
    ada.tells()
    search()
    for _ in range(2):
        ada.goes_on()
        search()
    ada.takes_slot()
    ada.goes_on()
    search()
    ada.goes_to("/policy/")
    search()
    assert met == {}


def test_in_english_no_dutch_is_left(comes, letters):
    ada = comes("ada", on_phone=False)
    report_a_tap(ada, "en", DUTCH)
    assert ada.page.locator("html").get_attribute("lang") == "en"
    assert Repair.objects.get().language == "en"
    for letter in letters():
        assert telling(f"{letter.subject} {letter.body}", DUTCH) == set()


def test_in_dutch_no_english_is_left(comes):
    report_a_tap(comes("ada"), "nl", ENGLISH)


def test_a_lost_session_costs_no_word(comes):
    ada = comes("ada")
    ada.logs_in()
    ada.goes_on()
    for field, value in (("place", "kitchen"), ("thing", "tap"), ("defect", "no_water")):
        ada.picks(field, value)
    ada.answers("no")
    ada.fills("description", "De kraan boven het aanrecht")
    ada.chooses("own_fault", "no")

    ada.context.clear_cookies(name="sessionid")
    with ada.page.expect_navigation():
        ada.page.locator("form[data-keep] .vd-button--primary").click()
    ada.look()
    ada.logs_in()

    assert ada.page.input_value("[name=description]") == "De kraan boven het aanrecht"
    assert ada.page.locator("input[name=own_fault][value=no]").is_checked()
    ada.goes_on()
    ada.goes_on()
    assert Repair.objects.get().description == "De kraan boven het aanrecht"
