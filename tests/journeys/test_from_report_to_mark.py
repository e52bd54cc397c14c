"""The spine: a tenant reports a tap, hears who pays and how soon, gets a time, a craftsman comes, a mark is given, and
the manager sees what it cost."""

import re

from voordeur.costs.services import renew_report
from voordeur.repairs.models import Repair

FIRST_LINK = re.compile(r"https?://\S+")


def test_a_leaking_tap_from_the_report_to_the_managers_page(comes, people, clock, letters):
    ada = comes("ada")
    ada.goes_to("/")
    ada.clicks("Log in")
    ada.logs_in()

    ada.goes_on()
    ada.fills("text", "de kraan in de keuken lekt")
    ada.picks("path", "kitchen/tap/leaks")
    ada.answers("spout", "drops")
    ada.tells("Sinds gisteren. De hond is lief.")
    ada.sees("abonnement")
    ada.sees("dinsdag 8 december")
    ada.goes_on()

    repair = Repair.objects.get()
    ada.sees(repair.number)
    ada.goes_on()
    ada.takes_slot()
    ada.goes_on()
    visit = repair.tasks.get().visit
    booked, reported = letters()
    assert visit.shift.craftsman.user.name in booked.body
    assert repair.number in reported.subject

    robin = comes("robin", on_phone=False)
    robin.logs_in()
    robin.goes_to("/desk/outbox/")
    robin.clicks(booked.subject)
    robin.sees(visit.shift.craftsman.user.name)

    clock.set(visit.planned_start_at)
    craftsman = comes(next(name for name, user in people.users.items() if user == visit.shift.craftsman.user))
    craftsman.logs_in(visit.shift.craftsman.user.email)
    craftsman.clicks("Lindelaan 12")
    craftsman.sees("De hond is lief.")
    craftsman.does("travel")
    clock.later(minutes=10)
    craftsman.does("begin")
    clock.later(minutes=35)
    craftsman.fills("note", "Kraanleertje vervangen")
    craftsman.fills("material_name", "Kraanleertje")
    craftsman.fills("material_quantity", "2")
    craftsman.fills("material_price", "1,75")
    craftsman.does("finish")

    finished, on_the_way, *_earlier = letters()
    assert visit.shift.craftsman.user.name in on_the_way.subject
    assert repair.number in finished.subject

    clock.later(hours=25)
    invitation, *_earlier = letters()
    ada_again = comes("ada")
    ada_again.goes_to(FIRST_LINK.search(invitation.body).group())
    ada_again.chooses("mark", "9")
    ada_again.goes_on()
    ada_again.chooses("solved", "yes")
    ada_again.goes_on()
    ada_again.fills("reason", "Snel en netjes")
    ada_again.goes_on()

    letters()
    renew_report(now=clock.now())
    marit = comes("marit", on_phone=False)
    marit.logs_in()
    marit.follows("/survey/marks/")
    marit.sees("Snel en netjes")
    marit.goes_to(f"/repairs/{repair.pk}/")
    marit.sees("3,85")
