"""After the work: not solved, a low mark, reminders, closing; each once, each within what the policy says."""

from datetime import timedelta

import pytest

from voordeur.base.models import OutboxEvent
from voordeur.kernel.errors import Refused
from voordeur.planning.models import Visit
from voordeur.repairs import tasks
from voordeur.repairs.models import Event, Repair
from voordeur.repairs.rules.actor import VISITOR
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.services import afterwards, appointments, visiting
from voordeur.repairs.tests.factories import (
    NOW,
    actor,
    at,
    book_first,
    key,
    make_booked,
    make_finished,
    make_street,
    report,
)
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind

pytestmark = pytest.mark.django_db


def open_kinds(repair: Repair) -> list[str]:
    return sorted(WorkItem.objects.open().filter(case_id=repair.pk).values_list("kind", flat=True))


def last_day(repair: Repair):
    """The last second of the thirtieth day after the work, as `gepast` has it."""
    return at("23:59", repair.finished_at.date() + timedelta(days=30)) + timedelta(seconds=59)


def test_not_solved_opens_the_same_repair_with_a_new_term():
    repair = make_finished(make_street())
    moment = repair.finished_at + timedelta(days=2)

    afterwards.not_solved(repair, why="Het lekt weer.", by=VISITOR, now=moment)

    repair.refresh_from_db()
    assert (repair.status, repair.times_reopened, repair.finished_at) == (RepairStatus.ACCEPTED, 1, None)
    assert repair.due_at > moment
    assert repair.tasks.order_by("sequence").last().status == TaskStatus.DRAFT
    assert open_kinds(repair) == [ItemKind.BOOK_VISIT]
    assert repair.events.get(action="reopen").details == {"why": "Het lekt weer."}


def test_on_the_last_day_it_reopens_and_a_second_later_it_does_not():
    repair = make_finished(make_street())
    until = last_day(repair)

    with pytest.raises(Refused, match="too_late_to_reopen"):
        afterwards.not_solved(repair, why="", by=VISITOR, now=until + timedelta(seconds=1))
    afterwards.not_solved(repair, why="", by=VISITOR, now=until)

    assert repair.status == RepairStatus.ACCEPTED


def test_what_is_not_done_cannot_be_unsolved():
    with pytest.raises(Refused, match="not_finished_yet"):
        afterwards.not_solved(report(make_street()), why="", by=VISITOR, now=NOW)


def test_a_closed_repair_reopens_while_its_days_last():
    repair = make_finished(make_street())
    Repair.objects.filter(pk=repair.pk).update(status=RepairStatus.CLOSED, closed_at=NOW)
    repair.refresh_from_db()

    afterwards.not_solved(repair, why="", by=VISITOR, now=repair.finished_at + timedelta(days=3))

    assert (repair.status, repair.closed_at) == (RepairStatus.ACCEPTED, None)


def test_a_repair_is_closed_when_its_days_have_passed_and_not_before():
    repair = make_finished(make_street())
    until = last_day(repair)

    assert afterwards.close_finished(now=until) == 0
    assert afterwards.close_finished(now=until + timedelta(minutes=1)) == 1
    assert afterwards.close_finished(now=until + timedelta(minutes=2)) == 0

    repair.refresh_from_db()
    assert (repair.status, repair.closed_at) == (RepairStatus.CLOSED, until + timedelta(minutes=1))


def test_a_reminder_goes_out_once_on_the_day_the_policy_says():
    _repair, task = make_booked(make_street())
    before = task.visit.window_from_at.date() - timedelta(days=1)

    assert afterwards.remind(now=at("23:30", before - timedelta(days=1))) == 0
    assert afterwards.remind(now=at("09:00", before)) == 1
    assert afterwards.remind(now=at("09:30", before)) == 0

    assert OutboxEvent.objects.filter(kind="visit.coming").count() == 1
    assert Visit.objects.get().reminded_at == at("09:00", before)


def test_a_visit_that_we_announce_ourselves_is_not_reminded_of_as_a_promise():
    repair = report(make_street(preset="sober_1994"))
    visit = repair.tasks.get().visit
    assert afterwards.remind(now=visit.window_from_at - timedelta(hours=20)) == 0


def test_a_visit_that_was_given_up_is_not_reminded_of():
    repair, task = make_booked(make_street())
    appointments.give_up(repair, by=VISITOR, now=NOW)
    assert afterwards.remind(now=task.visit.window_from_at - timedelta(hours=20)) == 0


# --- the survey -----------------------------------------------------------------------------------------------------


def answered(repair: Repair, *, mark: int, is_solved: bool | None = True, days: int = 2) -> None:
    tasks.survey_answered(
        now=repair.finished_at + timedelta(days=days),
        case_kind="repairs",
        case_id=repair.pk,
        mark=mark,
        is_solved=is_solved,
    )


@pytest.mark.parametrize(("mark", "kinds"), [(5, [ItemKind.CALL_BACK]), (1, [ItemKind.CALL_BACK]), (6, []), (10, [])])
def test_a_mark_of_five_or_lower_makes_a_call(mark: int, kinds: list[str]):
    repair = make_finished(make_street())
    answered(repair, mark=mark)
    assert open_kinds(repair) == kinds


def test_a_call_is_for_the_agent_who_took_the_report_and_due_the_next_working_day():
    street = make_street()
    repair = make_finished(street)
    Repair.objects.filter(pk=repair.pk).update(taken_by=street.agent)
    answered(repair, mark=3)

    item = WorkItem.objects.get(kind=ItemKind.CALL_BACK)
    assert (item.owner, item.team.code) == (street.agent, "contact")
    assert item.promise == "work.call_back_within_working_days"


def test_an_agent_who_left_gets_no_call():
    street = make_street()
    repair = make_finished(street)
    Repair.objects.filter(pk=repair.pk).update(taken_by=street.agent)
    street.agent.is_active = False
    street.agent.save()

    answered(repair, mark=3)

    assert WorkItem.objects.get(kind=ItemKind.CALL_BACK).owner is None


def test_the_same_answer_heard_twice_reopens_once_and_rings_once():
    repair = make_finished(make_street())

    answered(repair, mark=2, is_solved=False)
    repair.refresh_from_db()
    tasks.survey_answered(now=NOW + timedelta(days=5), case_kind="repairs", case_id=repair.pk, mark=2, is_solved=False)

    repair.refresh_from_db()
    assert repair.times_reopened == 1
    assert open_kinds(repair) == [ItemKind.BOOK_VISIT, ItemKind.CALL_BACK]
    assert Event.objects.filter(repair=repair, action="reopen").count() == 1


def test_not_solved_after_the_days_is_a_call_instead():
    repair = make_finished(make_street())
    answered(repair, mark=7, is_solved=False, days=40)

    repair.refresh_from_db()
    assert repair.times_reopened == 0
    assert open_kinds(repair) == [ItemKind.NOT_SOLVED]


def test_the_promised_call_stays_open_when_the_second_visit_is_done():
    street = make_street()
    repair = make_finished(street)
    answered(repair, mark=2, is_solved=False)
    moment = repair.finished_at + timedelta(days=2)
    repair.refresh_from_db()

    task = book_first(repair, by=VISITOR, now=moment)
    sam, start = actor(street.sam.user), task.visit.window_from_at
    visiting.begin(task, at=start, by=sam, now=start, key=key())
    visiting.finish(task, note="", used=[], at=start, by=sam, now=start, key=key())

    assert open_kinds(repair) == [ItemKind.CALL_BACK]


def test_answers_about_other_processes_are_left_to_their_rooms():
    make_finished(make_street())
    tasks.survey_answered(now=NOW, case_kind="complaints", case_id=1, mark=1, is_solved=False)
    assert not WorkItem.objects.open().exists()


def test_a_remark_needs_words():
    street = make_street()
    repair = report(street)
    with pytest.raises(Refused, match="reason_missing"):
        afterwards.remark(repair, text=" ", by=actor(street.agent), now=NOW)
    afterwards.remark(repair, text="Sleutel ligt bij de buren.", by=actor(street.agent), now=NOW)
    assert repair.events.get(action="remark").details == {"text": "Sleutel ligt bij de buren."}
