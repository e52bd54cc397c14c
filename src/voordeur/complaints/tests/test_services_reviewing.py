"""The second stage, by another; then outside, the end, the improvement and what is learned."""

from datetime import date, timedelta
from typing import Any

import pytest

from voordeur.base.models import OutboxEvent
from voordeur.complaints.models import Answer
from voordeur.complaints.queries import cards, causes, lists
from voordeur.complaints.queries.picture import pictures
from voordeur.complaints.rules.status import Status
from voordeur.complaints.rules.subjects import Body, Cause
from voordeur.complaints.services import handling, improving, reviewing
from voordeur.complaints.tests.factories import (
    FOUNDED,
    NOW,
    UNFOUNDED,
    House,
    by,
    make_answered,
    make_complaint,
    make_handled,
    make_house,
    make_reviewed,
)
from voordeur.kernel.errors import Refused
from voordeur.policy.rules import local
from voordeur.repairs.rules.actor import VISITOR
from voordeur.work.models import WorkItem

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def house() -> House:
    return make_house()


def refusal(call: Any, *args: Any, **named: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **named)
    return refused.value.code


def test_the_second_stage_has_its_own_term_and_goes_to_the_managers(house: House) -> None:
    complaint = make_reviewed(house)
    item = WorkItem.objects.open().get(case_id=complaint.pk, case_kind="complaints")
    assert (item.kind, item.team.code, item.owner) == ("complaint_review", "management", None)
    assert local(complaint.due_at).date() == date(2026, 12, 22)


def test_whoever_had_a_part_in_the_first_stage_cannot_judge_the_second(house: House) -> None:
    complaint = make_handled(house)
    handling.remark(complaint, text="Ik heb het nagekeken.", by=by(house.bas), now=NOW)
    handling.answer(complaint, UNFOUNDED, by=by(house.hanna), now=NOW)
    reviewing.ask_review(complaint, why="Dit antwoord klopt niet.", by=VISITOR, now=NOW)

    assert refusal(reviewing.decide, complaint, FOUNDED, by=by(house.bas), now=NOW) == "had_part_in_first"
    assert refusal(handling.give_to, complaint, handler=house.bas, by=by(house.marit), now=NOW) == "had_part_in_first"
    assert refusal(reviewing.decide, complaint, FOUNDED, by=by(house.hanna), now=NOW) == "not_a_reviewer"
    assert cards.reviewers_of(complaint) == [house.marit]

    reviewing.decide(complaint, FOUNDED, by=by(house.marit), now=NOW)
    assert (complaint.status, complaint.reviewer, complaint.outcome) == (Status.DECIDED, house.marit, "founded")


def test_the_second_stage_is_asked_within_its_term(house: House) -> None:
    complaint = make_answered(house)
    late = refusal(reviewing.ask_review, complaint, why="Ik ben het er niet mee eens.", by=VISITOR, now=NOW + 15 * DAY)
    assert late == "too_late_to_ask_review"
    reviewing.ask_review(complaint, why="Ik ben het er niet mee eens.", by=VISITOR, now=NOW + 14 * DAY)


def test_the_clock_of_the_second_stage_stands_still_on_its_own(house: House) -> None:
    complaint = make_reviewed(house)
    handling.give_to(complaint, handler=house.marit, by=by(house.marit), now=NOW)
    handling.pause(complaint, wait="expert", reason="Een deskundige kijkt mee.", by=by(house.marit), now=NOW)
    assert WorkItem.objects.open().get(case_kind="complaints").kind == "complaint_waits"
    handling.resume(complaint, by=by(house.marit), now=NOW + 7 * DAY)
    # Five working days stood still; Christmas lies between.
    assert local(complaint.due_at).date() == date(2026, 12, 30)


def test_outside_looks_at_it_advises_and_a_manager_concludes(house: House) -> None:
    complaint = make_reviewed(house)
    reviewing.decide(complaint, UNFOUNDED, by=by(house.marit), now=NOW)
    closed_way = refusal(reviewing.refer, complaint, body=Body.RENT_TRIBUNAL, by=by(house.noor), now=NOW)
    assert closed_way == "way_not_open"
    reviewing.refer(complaint, body=Body.COMMISSION, by=by(house.noor), now=NOW + DAY)
    reviewing.advise(complaint, advice="De commissie geeft de huurder gelijk.", by=by(house.noor), now=NOW + 30 * DAY)
    assert WorkItem.objects.open().get(case_kind="complaints").kind == "complaint_advice"
    nobody = refusal(reviewing.conclude, complaint, FOUNDED, by=by(house.hanna), now=NOW + 31 * DAY)
    assert nobody == "not_your_action"
    reviewing.conclude(complaint, FOUNDED, by=by(house.marit), now=NOW + 31 * DAY)
    assert (complaint.status, complaint.outcome, complaint.answers.count()) == (Status.DECIDED, "founded", 3)


def test_the_commission_can_still_write_after_we_closed_until_its_term_ends(house: House) -> None:
    complaint = make_answered(house)
    reviewing.close(complaint, by=VISITOR, now=NOW)
    late = refusal(reviewing.refer, complaint, body=Body.COMMISSION, by=by(house.noor), now=NOW + 366 * DAY)
    assert late == "way_not_open"
    reviewing.refer(complaint, body=Body.COMMISSION, by=by(house.noor), now=NOW + 300 * DAY)
    assert complaint.status == Status.OUTSIDE


def test_what_nobody_asked_on_about_closes_by_itself_and_asks_for_a_mark(house: House) -> None:
    complaint = make_answered(house)
    assert reviewing.close_silent(now=NOW + 14 * DAY) == 0
    assert reviewing.close_silent(now=NOW + 15 * DAY) == 1
    complaint.refresh_from_db()
    assert complaint.status == Status.CLOSED
    assert OutboxEvent.objects.filter(kind="complaint.closed").count() == 1


def test_an_improvement_has_an_owner_and_a_day_and_stands_on_their_list(house: House) -> None:
    complaint = make_answered(house, FOUNDED)
    past = refusal(
        improving.improve,
        complaint,
        text="Terugbelafspraken in de agenda",
        cause=Cause.NO_WORD,
        owner=house.bas,
        due_on=date(2026, 11, 1),
        by=by(house.hanna),
        now=NOW,
    )
    assert past == "improvement_in_the_past"
    first, second = (
        improving.improve(
            complaint,
            text=text,
            cause=Cause.NO_WORD,
            owner=house.bas,
            due_on=date(2027, 1, 15),
            by=by(house.hanna),
            now=NOW,
        )
        for text in ("Terugbelafspraken in de agenda", "Een vaste terugbeltijd")
    )
    items = WorkItem.objects.open().filter(case_kind="complaints:improvements")
    assert [(item.owner, item.is_complaint) for item in items] == [(house.bas, False)] * 2

    assert refusal(improving.improved, first, result="Klaar.", by=by(house.noor), now=NOW) == "improvement_of_another"
    improving.improved(first, result="Iedereen ziet nu wat beloofd is.", by=by(house.bas), now=NOW + DAY)
    assert list(lists.improvements(house.marit)) == [second]
    assert items.all().count() == 1


def test_causes_that_return_are_listed_with_their_share_also_after_we_improved(house: House) -> None:
    first = make_answered(house, FOUNDED._replace(remedy_cents=2500))
    improvement = improving.improve(
        first, text="Bellen", cause=Cause.NO_WORD, owner=house.bas, due_on=date(2027, 1, 1), by=by(house.hanna), now=NOW
    )
    improving.improved(improvement, result="Gedaan.", by=by(house.bas), now=NOW + DAY)
    make_answered(house, FOUNDED, now=NOW + 2 * DAY)
    make_answered(house, FOUNDED._replace(cause=Cause.TOO_LATE), now=NOW + 2 * DAY)
    make_answered(house, UNFOUNDED, now=NOW + 2 * DAY)
    make_complaint(house, now=NOW + 2 * DAY)

    found = causes.lessons(from_at=NOW - DAY, until_at=NOW + 9 * DAY)

    assert (found.received, found.judged, found.founded, found.remedy_cents) == (5, 4, 3, 2500)
    top = found.causes[0]
    assert (top.counted.cause, top.counted.number, round(top.counted.share, 3)) == (Cause.NO_WORD, 2, 0.667)
    assert (top.counted.returns, top.counted.after_improvement, top.done_improvements) == (True, 1, 1)
    assert found.in_time_share == 1.0
    # Five in ten days in an association of one home
    assert found.per_1000_homes.value == pytest.approx(5 / 10 * 365 * 1000)


def test_the_picture_of_causes_starts_at_zero_and_is_as_long_as_it_is_often(house: House) -> None:
    for cause in (Cause.NO_WORD, Cause.NO_WORD, Cause.TOO_LATE):
        make_answered(house, FOUNDED._replace(cause=cause))
    drawn = pictures(causes.lessons(from_at=NOW - DAY, until_at=NOW + DAY).causes)
    for picture in drawn.values():
        first, second = picture.bars
        assert (first.number, second.number, first.returns, second.returns) == (2, 1, True, False)
        assert first.width == pytest.approx(2 * second.width, abs=0.2)
        assert max(bar.value_x for bar in picture.bars) < picture.width - 80
        assert max(bar.y + bar.height for bar in picture.bars) <= picture.height
    assert pictures([])["wide"].bars == []


def test_a_complaint_that_was_judged_otherwise_the_second_time_is_counted_so(house: House) -> None:
    complaint = make_reviewed(house)
    reviewing.decide(complaint, FOUNDED, by=by(house.marit), now=NOW)
    found = causes.lessons(from_at=NOW - DAY, until_at=NOW + DAY)
    assert (found.second_stage, found.other_in_second) == (1, 1)


def test_each_stage_is_in_time_by_its_own_term_and_what_is_owed_too_late_is_not(house: House) -> None:
    late_first = make_handled(house)
    handling.answer(late_first, UNFOUNDED, by=by(house.hanna), now=NOW + 30 * DAY)
    reviewing.ask_review(late_first, why="Dit antwoord klopt niet.", by=by(house.ada_user), now=NOW + 31 * DAY)
    reviewing.decide(late_first, FOUNDED, by=by(house.marit), now=NOW + 32 * DAY)
    late_second = make_reviewed(house)
    reviewing.decide(late_second, FOUNDED, by=by(house.marit), now=NOW + 40 * DAY)
    make_handled(house)

    in_time = [answer.at <= answer.due_at for answer in Answer.objects.order_by("complaint", "stage")]
    assert in_time == [False, True, True, False]
    # Of four answers two, and one that we still owe.
    assert causes.lessons(from_at=NOW - DAY, until_at=NOW + 60 * DAY).in_time_share == pytest.approx(2 / 5)


def test_lists_show_what_breaks_first_and_find_by_number_and_name(house: House) -> None:
    first = make_handled(house)
    second = make_handled(house, now=NOW + DAY)
    found = lists.office_list(house.bas, filters=lists.Filters(), now=NOW)
    assert list(found) == [first, second]
    by_number = lists.office_list(house.bas, filters=lists.Filters(text=second.number), now=NOW)
    by_name = lists.office_list(house.bas, filters=lists.Filters(text="boer"), now=NOW)
    assert (list(by_number), by_name.count()) == ([second], 2)
    assert [row.pk for row in lists.of_card(user=house.bas, person_id=house.ada.pk)] == [second.pk, first.pk]
    late = lists.office_list(house.bas, filters=lists.Filters(status="overdue"), now=NOW + 16 * DAY)
    assert list(late) == [first, second]
