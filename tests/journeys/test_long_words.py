"""Somebody writes a word without an end, in a message and as a name: no page runs off the side of a telephone."""

from voordeur.correspondence.models import Thread
from voordeur.counter.models import Appointment

LONG = "Ægir“O'Brien”<b>" + "n" * 120


def test_a_word_without_an_end_stays_on_the_page(comes, people):
    ada = comes("ada")
    ada.goes_to("/messages/my/write/")
    ada.logs_in()
    ada.fills("subject", LONG)
    ada.fills("body", f"{LONG}{LONG}")
    ada.goes_on()
    thread = Thread.objects.get()
    assert thread.subject == LONG
    ada.sees(LONG)

    ada.goes_to("/counter/appointment/")
    ada.page.locator("input[name=slot]").first.check()
    ada.chooses("subject", "rent")
    ada.fills("name", LONG[:120])
    ada.goes_on()
    assert Appointment.objects.get().name == LONG[:120]
    ada.sees(LONG[:120])

    robin = comes("robin", on_phone=False)
    robin.logs_in()
    for page in ("/messages/", f"/messages/{thread.pk}/", "/counter/", f"/contact/people/{people.ada.pk}/"):
        robin.goes_to(page)
