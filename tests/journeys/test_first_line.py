"""The telephone rings and a card opens: a question is settled, a repair started, a call-back promised.

Nobody rings, so it is escalated, and then it is done.
"""

import re
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import PATIENCE
from voordeur.contact.models import ContactMoment, Question
from voordeur.contact.services import questions
from voordeur.repairs.models import Repair
from voordeur.telephone.tests.factories import body_of, headers_of, make_extension
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind

pytestmark = pytest.mark.journey
ADAS_NUMBER = "+31655501234"
CARD = re.compile(r"/contact/people/\d+/")

Tells = Callable[..., None]


@pytest.fixture
def exchange(address, clock, people) -> Tells:
    """The telephone exchange, which tells the site what happens: `exchange("ringing", call="c-1")`."""
    people.ada.phone = ADAS_NUMBER
    people.ada.save()
    make_extension("201", people.users["robin"])

    def tell(event: str, *, call: str) -> None:
        more = {} if event == "hung_up" else {"extension": "201", "caller": ADAS_NUMBER}
        body = body_of(event, at=clock.now(), call=call, **more)
        headers = headers_of(body, sent_at=clock.now()) | {"Content-Type": "application/json"}
        asked = urllib.request.Request(f"{address}/telephone/events", body, headers)  # noqa: S310 - loopback only
        with urllib.request.urlopen(asked, timeout=15) as answer:  # noqa: S310
            assert answer.status < 300

    return tell


def take_call(robin, exchange: Tells, call: str) -> None:
    """The telephone rings, the card opens by itself, robin picks up and the contact runs."""
    exchange("ringing", call=call)
    robin.page.wait_for_url(CARD)
    robin.page.wait_for_load_state()
    expect(robin.page.locator("#line .vd-card__title").first).to_be_visible(timeout=PATIENCE)
    robin.look()
    exchange("answered", call=call)
    expect(robin.page.locator("form[action$='/finish']")).to_be_visible(timeout=PATIENCE)
    robin.page.wait_for_load_state()
    robin.look()


def test_from_a_ringing_telephone_to_a_call_back_that_was_late_and_is_done(comes, people, clock, letters, exchange):
    robin = comes("robin", on_phone=False)
    robin.logs_in()
    robin.goes_to("/contact/")

    # One question is settled at once.
    take_call(robin, exchange, "c-1")
    robin.sees(people.home.address)
    robin.page.select_option("#subject", "rent")
    robin.fills("note", "Vroeg op welke dag de huur betaald moet zijn.")
    clock.later(minutes=3)
    exchange("hung_up", call="c-1")
    robin.chooses("solved", "yes")
    robin.goes_on()
    first = ContactMoment.objects.get(subject="rent")
    assert first.is_solved_at_once
    assert 180 <= first.seconds < 240
    assert (first.person, first.dwelling, first.agent) == (people.ada, people.home, people.users["robin"])

    # From another a repair is started, with what is known filled in.
    clock.later(minutes=20)
    take_call(robin, exchange, "c-2")
    robin.page.select_option("#subject", "repair")
    robin.fills("note", "Geen water uit de keukenkraan.")
    with robin.page.expect_navigation():
        robin.page.locator("form[action$='/finish'] button[formaction$='/repair']").click()
    robin.look()
    assert "/repairs/report/" in robin.page.url
    robin.picks("place", "kitchen")
    robin.picks("thing", "tap")
    robin.picks("defect", "no_water")
    robin.answers("no")
    expect(robin.page.locator("main [name=email]")).to_have_value("ada@example.org")
    robin.tells()
    robin.goes_on()
    repair = Repair.objects.get()
    assert (repair.reporter, repair.dwelling) == (people.ada, people.home)
    letters()

    # Back in the same contact a call-back is promised, and the contact is put away.
    robin.clicks("To this contact")
    robin.page.locator("summary", has_text=robin.word("Promise a call-back or ask a colleague")).click()
    robin.fills("question", "Mag zij zelf een filter op de kraan zetten?")
    robin.clicks("Promise a call-back")
    robin.sees("uiterlijk morgen")
    robin.chooses("solved", "no")
    robin.page.select_option("#why_not", "call_back")
    robin.goes_on()
    exchange("hung_up", call="c-2")
    letters()
    second = ContactMoment.objects.get(source__startswith="call:", case_kind="repairs")
    assert (second.case_id, second.is_solved_at_once, second.why_not_solved) == (repair.pk, False, "call_back")
    question = Question.objects.get()
    assert any(question.number in letter.subject for letter in letters())

    # It falls due: first a reminder while somebody is there, then the manager and ada hear that we are late.
    clock.set("2026-11-25 12:45")
    questions.watch(now=clock.now())
    assert any("Nog een antwoord" in letter.subject for letter in letters("robin@example.org"))
    clock.set("2026-11-26 09:00")
    questions.watch(now=clock.now())
    assert any("niet op tijd" in letter.subject for letter in letters())
    assert any("Te laat" in letter.subject for letter in letters("marit@example.org"))
    item = WorkItem.objects.get(kind=ItemKind.CALL_BACK)
    assert (item.owner, item.escalated_at is not None) == (None, True)

    # Two days later robin logs in again, finds it on the screen, takes it, rings, and it is done.
    robin.reads_the_clock()
    robin.goes_to("/contact/")
    robin.logs_in()
    robin.follows(f"/contact/questions/{question.pk}/")
    robin.clicks("Take it")
    robin.clicks("I ring now")
    clock.later(minutes=2)
    robin.fills("answer", "Ja, dat mag.")
    robin.goes_on()
    robin.sees("Answered, and put away.")
    question.refresh_from_db()
    item.refresh_from_db()
    assert (question.status, item.done_by) == ("done", people.users["robin"])
    assert ContactMoment.objects.get(direction="UIT").seconds >= 120
