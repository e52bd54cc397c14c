"""A complaint goes through both stages, with an extension in between, and ends in something that we do better."""

from datetime import date

import pytest

from voordeur.complaints.models import Complaint, Improvement
from voordeur.complaints.rules.status import Status
from voordeur.repairs.models import Repair

pytestmark = pytest.mark.django_db

STORY = "Ik heb drie keer gebeld over de lekkage. Steeds zou iemand terugbellen. Dat gebeurde niet."
FIRST = "Wij hebben onze gesprekken nagekeken. Een collega belde u op dinsdag terug en kreeg geen gehoor."
SECOND = "U heeft gelijk. Wij beloofden u drie keer om te bellen en deden dat maar één keer. Dat had anders gemoeten."


def takes(visitor, address: str) -> None:
    """A tile that leads on."""
    with visitor.page.expect_navigation():
        visitor.page.locator(f"a.vd-choice[href='{address}']").click()
    visitor.look()


def opens(visitor, text: str) -> None:
    """What is folded on a card."""
    visitor.page.locator("summary", has_text=visitor.word(text)).click()


def test_a_complaint_through_both_stages_to_an_improvement(comes, clock, letters, people):
    ada = comes("ada")
    ada.logs_in()
    ada.goes_to("/complaints/new/")
    takes(ada, "?about=behaviour")
    ada.fills("text", STORY)
    ada.fills("wish", "Bel terug als u dat belooft.")
    ada.goes_on()
    ada.sees("We have your complaint.")
    complaint = Complaint.objects.get()
    assert "26 november" in letters()[0].body

    hanna = comes("hanna", on_phone=False)
    hanna.logs_in()
    hanna.goes_to("/work/?whose=all")
    hanna.follows(f"/complaints/{complaint.pk}/")
    hanna.goes_on()
    hanna.sees("being handled")
    assert "Hanna Okonkwo" in letters()[0].subject

    clock.set("2026-12-04 10:00")
    hanna.reads_the_clock()
    hanna.logs_in()
    hanna.goes_to(f"/complaints/{complaint.pk}/")
    opens(hanna, "Take longer, once")
    hanna.page.locator("#why-extend").fill("De geluidsopnamen van de telefoon komen pas volgende week.")
    hanna.clicks("Extend and send the letter")
    hanna.sees("extended once")
    extended = letters()[0]
    assert "geluidsopnamen" in extended.body
    assert "22 december" in extended.body

    hanna.chooses("outcome", "unfounded")
    hanna.page.locator("#id_text").first.fill(FIRST)
    hanna.goes_on()
    hanna.sees("Answer of the first stage")
    assert "geen gehoor" in letters()[0].body

    ada.reads_the_clock()
    ada.goes_to(f"/complaints/k/{complaint.token}/")
    opens(ada, "I do not agree: let somebody else look")
    ada.page.locator("#why-review").fill("Er is niet gebeld. Ik was die dag thuis.")
    ada.clicks("Let somebody else look")
    ada.sees("Somebody else looks at your complaint now.")

    hanna.goes_to(f"/complaints/{complaint.pk}/")
    assert not hanna.page.locator("form[action$='/decide']").count()
    marit = comes("marit", on_phone=False)
    marit.logs_in()
    marit.goes_to(f"/complaints/{complaint.pk}/")
    marit.chooses("outcome", "founded")
    marit.page.locator("#id_text").first.fill(SECOND)
    marit.page.locator("[name=cause]").first.select_option("no_word")
    marit.page.locator("[name=amount]").first.fill("25")
    marit.goes_on()
    marit.sees("Answer of the second stage")
    decided = letters()[0]
    assert "€ 25" in decided.body
    assert "klachtencommissie" in decided.body

    opens(marit, "Agree an improvement")
    improve = marit.page.locator("form[action$='/improve']")
    improve.locator("[name=text]").fill("Elke terugbelafspraak staat in de werklijst")
    improve.locator("[name=owner]").select_option(label="Robin Smit")
    improve.locator("[name=due_on]").fill("2027-01-15")
    marit.clicks("Agree this")
    improvement = Improvement.objects.get()
    assert (improvement.owner.name, improvement.due_on) == ("Robin Smit", date(2027, 1, 15))

    ada.goes_to(f"/complaints/k/{complaint.token}/")
    ada.sees("You are right.")
    ada.goes_on()
    complaint.refresh_from_db()
    assert complaint.status == Status.CLOSED

    robin = comes("robin", on_phone=False)
    robin.logs_in()
    robin.goes_to(f"/complaints/improvements/{improvement.pk}/")
    robin.fills("result", "Elke belofte is nu een taak met een dag.")
    robin.goes_on()
    robin.sees("What came of it")

    marit.goes_to("/complaints/lessons/")
    marit.sees("somebody heard nothing from us")
    marit.sees("100%")
    clock.set("2026-12-08 10:00")
    assert "klacht" in letters()[0].subject


def test_a_first_request_for_a_repair_is_made_into_one(comes, letters, people):
    ada = comes("ada")
    ada.logs_in()
    ada.goes_to("/complaints/new/?about=repair")
    takes(ada, "?about=repair&repair=never")
    ada.sees("We make this a repair")
    ada.fills("text", "Er staat water in de kelder")
    ada.goes_on()
    assert ada.page.locator("[name=text]").first.input_value() == "Er staat water in de kelder"
    ada.picks("path", "cellar/damp/water_standing")
    ada.tells("Er staat water in de kelder")
    ada.goes_on()

    repair = Repair.objects.get()
    ada.sees(repair.number)
    assert (repair.reporter, repair.dwelling, repair.urgency) == (people.ada, people.home, "urgent")
    assert "Er staat water in de kelder" in repair.description
    assert repair.number in letters()[0].subject
    # It is a repair, and nothing else: no complaint that would count as one.
    assert not Complaint.objects.exists()


def test_a_complaint_without_a_name_is_followed_on_its_own_page(comes, people):
    somebody = comes("nobody", scripts=False)
    somebody.goes_to("/complaints/new/?about=behaviour")
    somebody.fills("text", "De vakman was grof tegen mijn buurvrouw.")
    somebody.page.locator("[name=is_anonymous]").check()
    somebody.goes_on()
    assert "/complaints/k/" in somebody.page.url
    assert Complaint.objects.get().is_anonymous
