"""The first stage as it happens: received, confirmed, stopped, extended, answered; who may, and what nobody may."""

from datetime import date, timedelta
from typing import Any

import pytest

from voordeur.base.models import OutboxEvent
from voordeur.complaints.models import Complaint, Event, Pause
from voordeur.complaints.rules.status import Status
from voordeur.complaints.rules.subjects import About, Cause, Mandate, Outcome, Part, Wait
from voordeur.complaints.services import handling, improving, people, reviewing
from voordeur.complaints.services.handling import Verdict
from voordeur.complaints.services.receiving import Speaker
from voordeur.complaints.tests.factories import (
    ANSWER,
    FOUNDED,
    NOW,
    UNFOUNDED,
    House,
    by,
    make_answered,
    make_complaint,
    make_handled,
    make_house,
)
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_mandate, make_person, make_user
from voordeur.policy.rules import local
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.tests.factories import make_repair
from voordeur.work import services as work
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
STEP: dict[str, Any] = {
    "case_kind": "repairs",
    "subject": "R1",
    "subject_en": "R1",
    "due_at": NOW,
    "promise": "urgency.classes.normal.term",
    "by": None,
    "now": NOW,
}


@pytest.fixture
def house() -> House:
    return make_house()


def refusal(call: Any, *args: Any, **named: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **named)
    return refused.value.code


def open_kinds(complaint: Complaint) -> set[str]:
    return set(
        WorkItem.objects.open().filter(case_kind="complaints", case_id=complaint.pk).values_list("kind", flat=True)
    )


def test_a_complaint_is_received_with_its_terms_and_asks_for_confirmation(house: House) -> None:
    complaint = make_complaint(house)
    item = WorkItem.objects.get(kind="complaint_confirm")

    assert local(complaint.acknowledge_due_at).date() == date(2026, 11, 26)
    assert local(complaint.due_at).date() == date(2026, 12, 8)
    assert (item.is_complaint, item.due_at, item.team.code) == (True, complaint.acknowledge_due_at, "housing")
    assert OutboxEvent.objects.filter(kind="complaint.receive").count() == 1


def test_what_is_sent_twice_is_kept_once(house: House) -> None:
    first, second = make_complaint(house, key="abc"), make_complaint(house, key="abc")
    assert first == second
    assert Event.objects.count() == 1


def test_a_first_request_for_a_repair_is_refused_and_writes_nothing(house: House) -> None:
    assert refusal(make_complaint, house, about=About.REPAIR) == "first_repair"
    assert not Complaint.objects.exists()
    assert make_complaint(house, about=About.REPAIR, told_before=True).pk


def test_while_a_complaint_about_a_repair_is_open_its_work_counts_as_a_complaint(house: House) -> None:
    repair = make_repair(dwelling=house.home, reporter=house.ada, reported_at=NOW)
    before = work.open_item(kind=ItemKind.BOOK_VISIT, **STEP, case_id=repair.pk)
    complaint = make_complaint(house, about=About.REPAIR, repair=repair)
    before.refresh_from_db()
    later = work.open_item(kind=ItemKind.NO_ACCESS, **STEP, case_id=repair.pk)
    assert (before.is_complaint, later.is_complaint) == (True, True)

    handling.withdraw(complaint, why="", by=by(house.ada_user), now=NOW)
    assert not WorkItem.objects.filter(case_kind="repairs", is_complaint=True).exists()


def test_who_confirms_handles_it_and_the_answer_is_asked_by_its_day(house: House) -> None:
    complaint = make_handled(house)
    assert (complaint.status, complaint.handler) == (Status.HANDLING, house.hanna)
    assert open_kinds(complaint) == {"complaint_answer"}
    assert WorkItem.objects.get(kind="complaint_answer").promised_at == complaint.due_at


def test_the_clock_stops_only_for_a_written_reason_and_runs_on_with_the_days_that_were_left(house: House) -> None:
    complaint = make_handled(house)
    code = refusal(handling.pause, complaint, wait=Wait.EXPERT, reason=" ", by=by(house.hanna), now=NOW)
    assert (code, complaint.status) == ("reason_missing", Status.HANDLING)

    handling.pause(complaint, wait=Wait.EXPERT, reason="Een deskundige meet de muur.", by=by(house.hanna), now=NOW)
    assert open_kinds(complaint) == {"complaint_waits"}
    handling.resume(complaint, by=by(house.hanna), now=NOW + WEEK)

    assert local(complaint.due_at).date() == date(2026, 12, 15)
    assert open_kinds(complaint) == {"complaint_answer"}


def test_a_clock_does_not_stand_still_longer_than_the_policy_allows(house: House) -> None:
    complaint = make_handled(house)
    handling.pause(complaint, wait=Wait.EXPERT, reason="Een deskundige meet de muur.", by=by(house.hanna), now=NOW)
    until = Pause.objects.get().runs_again_at
    assert local(until).date() == date(2026, 12, 15)
    assert handling.resume_long_pauses(now=until) == 0
    assert handling.resume_long_pauses(now=until + timedelta(seconds=1)) == 1
    complaint.refresh_from_db()
    assert complaint.status == Status.HANDLING


def test_what_we_waited_for_from_the_complainant_lets_the_clock_run_by_itself(house: House) -> None:
    complaint = make_handled(house)
    handling.pause(complaint, wait=Wait.COMPLAINANT, reason="Wij vragen u om foto's.", by=by(house.hanna), now=NOW)
    handling.tell_more(complaint, text="Hier zijn ze.", by=VISITOR, now=NOW + WEEK)
    assert complaint.status == Status.HANDLING


def test_an_extension_comes_once_with_a_reason_and_a_letter(house: House) -> None:
    complaint = make_handled(house)
    assert refusal(handling.extend, complaint, reason="", by=by(house.hanna), now=NOW) == "reason_missing"
    handling.extend(complaint, reason="De aannemer is er pas volgende week.", by=by(house.hanna), now=NOW)

    assert local(complaint.due_at).date() == date(2026, 12, 22)
    again = refusal(handling.extend, complaint, reason="Nog een keer langer.", by=by(house.hanna), now=NOW)
    assert again == "extended_before"
    assert OutboxEvent.objects.filter(kind="complaint.extend").count() == 1


def test_an_answer_is_given_by_who_handles_it_with_a_cause_when_something_went_wrong(house: House) -> None:
    complaint = make_handled(house)
    nobody = refusal(handling.answer, complaint, FOUNDED, by=by(house.bas), now=NOW)
    no_cause = refusal(handling.answer, complaint, FOUNDED._replace(cause=""), by=by(house.hanna), now=NOW)
    short = refusal(handling.answer, complaint, FOUNDED._replace(text="Ja."), by=by(house.hanna), now=NOW)
    odd = refusal(handling.answer, complaint, UNFOUNDED._replace(cause=Cause.OTHER), by=by(house.hanna), now=NOW)
    assert (nobody, no_cause, short, odd) == (
        "somebody_else_handles", "cause_missing", "answer_too_short", "cause_without_fault",
    )  # fmt: skip

    handling.answer(complaint, FOUNDED, by=by(house.hanna), now=NOW)
    assert (complaint.status, complaint.outcome, complaint.cause) == (Status.ANSWERED, "founded", "no_word")
    assert open_kinds(complaint) == set()


def test_of_two_colleagues_at_once_the_slower_is_refused_and_leaves_no_trace(house: House) -> None:
    complaint = make_handled(house)
    seen_by_other = Complaint.objects.get(pk=complaint.pk)
    handling.answer(complaint, FOUNDED, by=by(house.hanna), now=NOW)
    events = Event.objects.count()
    assert refusal(handling.answer, seen_by_other, UNFOUNDED, by=by(house.hanna), now=NOW) == "changed_meanwhile"
    assert (Event.objects.count(), complaint.answers.count()) == (events, 1)


def test_more_than_a_handler_may_give_waits_for_a_manager(house: House) -> None:
    complaint = make_handled(house)
    large = FOUNDED._replace(remedy_cents=7500)
    assert refusal(handling.answer, complaint, large, by=by(house.hanna), now=NOW) == "remedy_needs_manager"
    assert refusal(improving.allow_remedy, complaint, cents=7500, by=by(house.bas), now=NOW) == "not_your_action"
    improving.allow_remedy(complaint, cents=7500, by=by(house.marit), now=NOW)
    handling.answer(complaint, large, by=by(house.hanna), now=NOW)

    remedy = complaint.remedies.get()
    assert (remedy.amount_cents, open_kinds(complaint)) == (7500, {"pay_remedy"})
    improving.pay_remedy(remedy, by=by(house.noor), now=NOW)
    assert open_kinds(complaint) == set()
    assert refusal(improving.pay_remedy, remedy, by=by(house.noor), now=NOW) == "remedy_paid_before"


def test_nobody_handles_or_sees_a_complaint_about_themselves(house: House) -> None:
    complaint = make_complaint(house, about_user=house.hanna)
    assert refusal(handling.acknowledge, complaint, by=by(house.hanna), now=NOW) == "complaint_about_you"
    given = refusal(handling.give_to, complaint, handler=house.hanna, by=by(house.bas), now=NOW)
    assert given == "complaint_about_you"
    assert not Complaint.objects.visible_to(house.hanna).exists()
    assert Complaint.objects.visible_to(house.bas).exists()


def test_who_turns_out_to_be_complained_of_loses_the_complaint(house: House) -> None:
    complaint = make_handled(house)
    people.is_about(complaint, colleague=house.hanna, by=by(house.bas), now=NOW)
    complaint.refresh_from_db()
    assert (complaint.handler, WorkItem.objects.get(kind="complaint_answer").owner) == (None, None)


def test_a_colleague_who_rents_from_us_does_not_handle_their_own(house: House) -> None:
    tenant_too = make_user(role=Role.MANAGER, name="Ada de Boer", person=None)
    User.objects.filter(pk=house.ada_user.pk).update(person=make_person())
    User.objects.filter(pk=tenant_too.pk).update(person=house.ada)
    complaint = make_complaint(house)
    assert refusal(handling.acknowledge, complaint, by=by(tenant_too), now=NOW) == "own_complaint"
    assert not Complaint.objects.visible_to(User.objects.get(pk=tenant_too.pk)).exists()


def test_a_complaint_without_a_name_is_handled_but_nobody_is_paid(house: House) -> None:
    complaint = make_handled(house, speakers=[], by=VISITOR)
    paid = FOUNDED._replace(remedy_cents=1000)
    assert refusal(handling.answer, complaint, paid, by=by(house.hanna), now=NOW) == "remedy_to_nobody"
    handling.answer(complaint, FOUNDED, by=by(house.hanna), now=NOW)
    assert complaint.is_anonymous


@pytest.mark.parametrize("preset", ["sober_1994"])
def test_where_the_policy_takes_no_complaint_without_a_name_it_asks_for_one(preset: str) -> None:
    house = make_house(preset=preset)
    assert refusal(make_complaint, house, speakers=[], by=VISITOR) == "anonymous_not_taken"


def test_who_speaks_for_another_without_a_mandate_gets_no_answer_until_the_other_agrees(house: House) -> None:
    neighbour = Speaker(name="Noor Peters", email="noor@example.org", part=Part.SPEAKER)
    complaint = make_handled(house, speakers=[Speaker.of(house.ada), neighbour], by=VISITOR)
    assert complaint.mandate == Mandate.ASKED
    assert "complaint_mandate" in open_kinds(complaint)
    assert refusal(handling.answer, complaint, UNFOUNDED, by=by(house.hanna), now=NOW) == "mandate_missing"

    handling.pause(complaint, wait=Wait.MANDATE, reason="Wij vragen ada of zij dit wil.", by=by(house.hanna), now=NOW)
    people.confirm_mandate(complaint, how="Ada belde zelf en zei ja.", by=by(house.hanna), now=NOW + WEEK)
    assert complaint.status == Status.HANDLING
    handling.answer(complaint, UNFOUNDED, by=by(house.hanna), now=NOW + WEEK)


def test_who_speaks_with_a_mandate_that_we_know_needs_no_question(house: House) -> None:
    mandate = make_mandate(principal=house.ada)
    both = [Speaker.of(house.ada), Speaker.of(mandate.agent, part=Part.SPEAKER)]
    assert make_complaint(house, speakers=both).mandate == Mandate.SHOWN


def test_several_people_share_one_complaint_and_each_sees_it(house: House) -> None:
    eve = make_person(first_name="Eve", infix="", last_name="Vos")
    complaint = make_complaint(house, speakers=[Speaker.of(house.ada), Speaker.of(eve)])
    people.join(complaint, Speaker(name="Wim Bos"), by=by(house.noor), now=NOW)
    assert [voice.name for voice in complaint.voices.order_by("pk")] == ["Ada de Boer", "Eve Vos", "Wim Bos"]
    assert Complaint.objects.visible_to(make_user(person=eve)).exists()
    twice = refusal(people.join, complaint, Speaker.of(eve), by=by(house.noor), now=NOW)
    assert twice == "complains_already"
    assert refusal(make_complaint, house, speakers=[Speaker(name="x")] * 51) == "too_many_voices"


def test_rude_words_warn_colleagues_and_change_nothing_else(house: House) -> None:
    complaint = make_handled(house)
    due_at = complaint.due_at
    people.mark_abusive(complaint, is_abusive=True, why="Scheldwoorden tegen een collega.", by=by(house.noor), now=NOW)
    complaint.refresh_from_db()
    assert (complaint.is_abusive, complaint.status, complaint.due_at) == (True, Status.HANDLING, due_at)
    not_taken = refusal(
        handling.not_take, complaint, why="abusive", text="Te grof, dus niet.", by=by(house.hanna), now=NOW
    )
    assert not_taken == "not_taken_why_unknown"


def test_who_disagrees_that_it_is_not_taken_may_ask_another(house: House) -> None:
    complaint = make_handled(house)
    handling.not_take(complaint, why="not_ours", text="Dit gaat over de gemeente.", by=by(house.hanna), now=NOW)
    reviewing.ask_review(complaint, why="Het gaat wel over u.", by=by(house.ada_user), now=NOW)
    assert complaint.status == Status.REVIEWING


def test_a_complaint_is_taken_back_with_that_as_its_outcome(house: House) -> None:
    complaint = make_handled(house)
    handling.withdraw(complaint, why="Het is opgelost.", by=VISITOR, now=NOW)
    assert (complaint.outcome, open_kinds(complaint)) == (Outcome.WITHDRAWN, set())
    assert refusal(handling.tell_more, complaint, text="Toch niet.", by=VISITOR, now=NOW) == "complaint_over"


def test_a_vulnerable_complainant_is_so_on_the_work_list() -> None:
    complaint = make_complaint(make_house(is_vulnerable=True))
    assert complaint.is_vulnerable
    assert WorkItem.objects.get().is_vulnerable


def test_what_the_office_may_not_do_is_refused(house: House) -> None:
    complaint = make_complaint(house)
    administrator = make_user(role=Role.ADMINISTRATOR)
    assert refusal(handling.acknowledge, complaint, by=by(administrator), now=NOW) == "not_your_action"
    assert refusal(handling.remark, complaint, text="x", by=by(administrator), now=NOW) == "not_your_action"
    answered = make_answered(house)
    verdict = Verdict("maybe", ANSWER)
    assert refusal(reviewing.conclude, answered, verdict, by=by(house.marit), now=NOW) == "outcome_unknown"


def test_who_does_something_for_a_complaint_is_not_silent_and_who_does_nothing_loses_it(house: House) -> None:
    complaint = make_handled(house)
    handling.remark(complaint, text="Ik heb gebeld.", by=by(house.hanna), now=NOW + timedelta(days=2))
    assert work.move_silent_to_team(now=NOW + timedelta(days=3)) == 0
    assert work.move_silent_to_team(now=NOW + timedelta(days=9)) == 1
    assert WorkItem.objects.get(kind="complaint_answer").owner is None
