"""Letters: each step writes one, in the tenant's language, however often the outbox runs."""

from datetime import timedelta

import pytest

from voordeur.base import outbox
from voordeur.base.models import Letter, OutboxEvent
from voordeur.letters.models import Dispatch
from voordeur.parties.models import Person
from voordeur.planning import services as planning
from voordeur.repairs import texts
from voordeur.repairs.models import Repair
from voordeur.repairs.queries import cards
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.rules.status import FollowOn
from voordeur.repairs.services import afterwards, appointments, deciding, visiting
from voordeur.repairs.tests.factories import (
    EMERGENCY,
    EMERGENCY_ANSWERS,
    NOBODY_KNOWS,
    NOW,
    TENANT_PAYS,
    actor,
    at,
    key,
    make_booked,
    make_finished,
    make_street,
    report,
)
from voordeur.work.models import WorkItem

pytestmark = pytest.mark.django_db


def run(now=NOW) -> list[Letter]:
    """Let the worker do what is waiting, twice; the letters in the order in which they were written."""
    for _ in range(2):
        outbox.run_due(now=now)
    assert not OutboxEvent.objects.exclude(error="").exists(), OutboxEvent.objects.exclude(error="").first().error
    return list(Letter.objects.order_by("pk"))


def test_a_report_is_confirmed_in_one_letter_with_the_way_to_its_page():
    repair = report(make_street())

    letters = run()

    assert len(letters) == 1
    letter = letters[0]
    assert (letter.to_address, letter.language, letter.case_id) == ("ada@example.org", "nl", repair.pk)
    assert repair.number in letter.subject
    assert letter.subject.startswith("Uw reparatie")
    assert f"/repairs/r/{repair.token}/" in letter.body
    assert "Ada de Boer" in letter.body


def test_who_reports_in_english_reads_english():
    report(make_street(), language="en")
    letter = run()[0]
    assert (letter.language, letter.subject.startswith("Your repair")) == ("en", True)


def test_running_the_outbox_again_writes_no_second_letter():
    report(make_street())
    run()
    OutboxEvent.objects.update(claimed_until=None)
    assert len(run(NOW + timedelta(hours=1))) == 1


def test_a_handler_that_ran_is_not_run_again_when_the_event_is_retried():
    report(make_street())
    run()
    OutboxEvent.objects.filter(kind="repair.report").update(done_at=None)
    assert len(run(NOW + timedelta(hours=1))) == 1


def test_without_an_address_nobody_is_written_to():
    street = make_street()
    repair = report(street)
    Repair.objects.update(contact_email="", reporter=None)
    assert run() == []
    assert repair.pk


def test_who_prefers_paper_gets_a_letter_with_their_home_on_the_envelope():
    street = make_street()
    Person.objects.filter(email="ada@example.org").update(preferred_channel="BRI")

    repair = report(street)

    assert run() == []
    sent = Dispatch.objects.get()
    assert (sent.code, sent.channel, sent.case_id) == ("repair_reported", "letter", repair.pk)
    assert sent.postal.split("\n")[:2] == ["Ada de Boer", repair.dwelling.address]


def test_what_cannot_wait_for_the_post_goes_by_mail_to_who_prefers_paper():
    street = make_street()
    Person.objects.filter(email="ada@example.org").update(preferred_channel="BRI")
    report(street, EMERGENCY, answers=EMERGENCY_ANSWERS, now=at("09:00"))

    letters = run(at("09:01"))

    assert ["wij komen uiterlijk" in letter.subject for letter in letters] == [True]
    assert [sent.code for sent in Dispatch.objects.filter(channel="letter")] == ["repair_reported"]


def the_last(now=NOW) -> Letter:
    return run(now)[-1]


def test_an_appointment_is_confirmed_with_its_window_and_with_when_one_hears_who_comes():
    _repair, task = make_booked(make_street())

    letter = the_last()

    assert "Sam Bakker" not in letter.body
    assert "kunt u hier een andere tijd kiezen" in letter.body
    assert "hoe het ervoor staat" not in letter.body
    assert "De dag ervoor leest u wie er komt" in letter.body
    assert task.visit.window_from_at.strftime("%-d") in letter.subject


def test_an_emergency_says_by_when_somebody_comes():
    report(make_street(), EMERGENCY, answers=EMERGENCY_ANSWERS, now=at("09:00"))
    letters = run(at("09:01"))
    assert len(letters) == 2
    assert "Sam Bakker" in letters[-1].body


def test_every_step_has_its_own_letter():
    street = make_street()
    repair, task = make_booked(street)
    sam, start = actor(street.sam.user), task.visit.window_from_at
    seen = len(run())
    subjects = []

    def told(moment) -> None:
        nonlocal seen
        letters = run(moment)
        assert len(letters) == seen + 1, [letter.subject for letter in letters[seen:]]
        seen = len(letters)
        subjects.append(letters[-1].subject)

    afterwards.remind(now=start - timedelta(hours=20))
    told(start - timedelta(hours=19))
    visiting.travel(task, at=start, by=sam, now=start, key=key())
    told(start)
    visiting.begin(task, at=start, by=sam, now=start, key=key())
    visiting.follow_on(
        task,
        reason=FollowOn.MATERIAL,
        minutes=60,
        trade="LOO",
        note="",
        used=[],
        at=start,
        by=sam,
        now=start,
        key=key(),
    )
    told(start)
    assert len(set(subjects)) == len(subjects)
    assert repair.pk


def test_nobody_home_names_the_charge():
    street = make_street()
    _repair, task = make_booked(street)
    start = task.visit.window_from_at
    visiting.not_home(task, note="", at=start, by=actor(street.sam.user), now=start, key=key())
    assert "37,50" in the_last(start).body


def test_a_decision_about_who_pays_carries_its_reason():
    street = make_street()
    repair = report(street, NOBODY_KNOWS)
    deciding.decide_payer(repair, payer="landlord", why="De kraan is versleten.", by=actor(street.agent), now=NOW)
    assert "De kraan is versleten." in the_last().body


def test_what_ended_says_why_in_the_readers_language():
    deciding.do_it_myself(report(make_street(), TENANT_PAYS), by=VISITOR, now=NOW)
    body = the_last().body
    assert "does_it_themselves" not in body
    assert "zelf" in body


def test_a_finished_repair_says_until_when_it_can_be_reopened():
    repair = make_finished(make_street())
    letters = run(repair.finished_at)
    finished = [letter for letter in letters if "klaar" in letter.subject.lower()]
    assert len(finished) == 1


def test_reopening_is_confirmed():
    repair = make_finished(make_street())
    run(repair.finished_at)
    afterwards.not_solved(repair, why="", by=VISITOR, now=repair.finished_at + timedelta(days=1))
    assert repair.number in the_last(NOW + timedelta(days=20)).subject


def test_moving_is_confirmed_and_giving_up_leaves_no_broken_letter():
    repair, task = make_booked(make_street())
    run()
    other = next(
        offer
        for offer in appointments.offers(repair, now=NOW, shown=False)
        if offer.window_from_at > task.visit.window_from_at
    )
    appointments.move(
        repair, window_from_at=other.window_from_at, window_until_at=other.window_until_at, by=VISITOR, now=NOW
    )
    moved = run()
    appointments.give_up(repair, by=VISITOR, now=NOW)
    assert len(run()) >= len(moved)
    assert moved[-1].subject != moved[-2].subject


def test_a_booking_that_is_gone_when_the_worker_comes_is_not_confirmed():
    repair, _task = make_booked(make_street())
    appointments.give_up(repair, by=VISITOR, now=NOW)
    assert [letter.subject for letter in run() if "afspraak" in letter.subject.lower()] == []


# --- when the planning changes on its own side ----------------------------------------------------------------------


def told_of_planning(kind: str, task, **more) -> None:
    outbox.publish(kind, now=NOW, visit_id=task.visit_id, case_kind="repairs", case_id=task.repair_id, **more)
    run()


def test_a_window_that_the_planner_changed_is_told_once():
    repair, task = make_booked(make_street())
    before = len(run())
    slot = appointments.offers(repair, now=NOW, shown=False)[-1]
    planning.planner_move(
        visit=task.visit,
        window_from_at=slot.window_from_at,
        window_until_at=slot.window_until_at,
        by=None,
        now=NOW,
        policy=appointments.policy_of(repair),
    )

    letters = run()

    assert len(letters) == before + 1
    assert letters[-1].subject.startswith("Een andere tijd")


def test_the_same_window_with_another_craftsman_asks_nothing_of_the_tenant():
    repair, task = make_booked(make_street())
    before = len(run())
    told_of_planning("visit.rehoused", task)
    assert Letter.objects.count() == before
    story = cards.card(repair, by=VISITOR, now=NOW, for_tenant=True).lines
    assert [line.what for line in story].count(str(texts.HAPPENED["move"])) == 0


def test_a_visit_that_lost_its_place_becomes_work_for_the_planner_once():
    repair, task = make_booked(make_street())
    run()
    for _ in range(2):
        told_of_planning("visit.lost_place", task)
    teams = WorkItem.objects.open().filter(case_id=repair.pk).values_list("team__code", flat=True)
    assert list(teams).count("planning") == 1


def test_visits_of_other_rooms_are_left_alone():
    outbox.publish("visit.lost_place", now=NOW, visit_id=1, case_kind="alterations", case_id=1)
    assert run() == []
