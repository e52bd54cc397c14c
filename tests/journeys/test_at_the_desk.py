"""Somebody makes an appointment at the desk, comes, is called and helped; another cancels; a text is written well."""

import re

from playwright.sync_api import expect

from voordeur.contact.models import ContactMoment
from voordeur.counter.models import Appointment, Ticket
from voordeur.counter.rules.status import AppointmentStatus, TicketStatus
from voordeur.letters.models import Wording
from voordeur.letters.services import send_by

HALL = "#hall"


def test_an_appointment_at_the_desk_from_the_front_door_to_a_contact(comes, clock, letters, people):
    ada = comes("ada")
    ada.goes_to("/counter/hours/")
    ada.sees("It cannot wait")
    ada.follows("/counter/appointment/")
    ada.page.locator("input[name=slot]").first.check()
    ada.chooses("subject", "rent")
    ada.fills("name", "Ada de Boer")
    ada.fills("email", "ada@example.org")
    ada.goes_on()

    made = Appointment.objects.get()
    letter = letters()[0]
    link = re.search(r"/counter/appointment/\S+/", letter.body)
    assert link is not None
    assert made.key in link[0]
    ada.goes_to(link[0])
    with ada.page.expect_download() as file:
        ada.page.locator("main .vd-button--primary").click()
    assert b"BEGIN:VEVENT" in file.value.path().read_bytes()

    # The day itself: a quarter of an hour before the time.
    clock.set(made.starts_at)
    clock.later(minutes=-5)
    robin = comes("robin", on_phone=False)
    robin.reads_the_clock()
    robin.logs_in()
    robin.goes_to("/counter/")
    robin.clicks("%(name)s is here", name="Ada de Boer")
    ticket = Ticket.objects.get()

    screen = comes("screen", on_phone=False)
    screen.goes_to("/counter/screen/")
    expect(screen.page.locator(HALL)).to_contain_text(str(ticket.number))

    clock.set(made.starts_at)
    robin.goes_to("/counter/")
    robin.page.locator("[name=desk]").fill("2")
    robin.goes_on()
    robin.sees("You are helping number %(number)s at desk %(desk)s", number=ticket.number, desk=2)
    # The screen in the hall asks again by itself.
    expect(screen.page.locator(".vd-hall__call--new")).to_contain_text("2", timeout=20_000)
    screen.look()

    clock.later(minutes=8)
    robin.clicks("Helped, all settled")
    ticket.refresh_from_db()
    assert (ticket.status, ticket.is_solved) == (TicketStatus.HELPED, True)
    letters()
    moment = ContactMoment.objects.get(source=f"ticket:{ticket.pk}")
    assert (moment.channel, moment.is_solved_at_once) == ("BAL", True)


def test_who_cannot_come_cancels_and_who_walks_in_gets_a_number(comes, clock, letters, people):
    eve = comes("eve")
    eve.goes_to("/counter/appointment/")
    eve.page.locator("input[name=slot]").first.check()
    eve.chooses("subject", "repair")
    eve.fills("name", "Eve Vos")
    eve.goes_on()
    eve.clicks("Cancel this appointment")
    eve.sees("This appointment is off")
    assert Appointment.objects.get().status == AppointmentStatus.CANCELLED

    robin = comes("robin", on_phone=False)
    robin.logs_in()
    robin.goes_to("/counter/kiosk/")
    robin.picks("subject", "nuisance")
    number = Ticket.objects.get()
    follows = comes("follows")
    follows.goes_to(f"/counter/ticket/{number.key}/")
    follows.sees("You are next.")
    robin.goes_to("/counter/")
    robin.clicks("%(number)s has left", number=number.number)
    assert Ticket.objects.get().status == TicketStatus.GONE
    follows.goes_to(f"/counter/ticket/{number.key}/")
    follows.sees("This number is not in use any more. Take a new one when you are in the hall.")


def test_a_text_is_judged_while_it_is_written_and_reaches_a_tenant(comes, clock, people):
    marit = comes("marit", on_phone=False)
    marit.logs_in()
    marit.goes_to("/letters/")
    marit.follows("/letters/texts/written_answer/portal/nl/")
    body = marit.page.locator("#id_body")
    good = body.input_value()

    body.fill(good + "\nHelaas kunt u niet langskomen.")
    expect(marit.page.locator("#check .vd-alert--attention")).to_be_visible()
    marit.look()
    # A page that says what is not right answers so.
    marit.forgive("422")
    marit.goes_on()
    assert not Wording.objects.exists()

    marit.page.locator("#id_body").fill(good + "\nU mag ook langskomen.")
    expect(marit.page.locator("#check .vd-alert--good")).to_be_visible()
    marit.goes_on()
    assert Wording.objects.get().version == 1

    told = {"name": "Ada", "subject": "Uw vraag", "answer": "Ja, dat mag.", "colleague": "Robin Smit"}
    send_by("portal", code="written_answer", context=told, person=people.ada, now=clock.now())
    ada = comes("ada")
    ada.logs_in()
    ada.goes_to("/letters/mine/")
    ada.clicks("Uw vraag")
    assert "U mag ook langskomen." in ada.text
