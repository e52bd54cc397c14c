"""Work items: one open step of a kind per case, taken by one person, never lost in silence."""

from datetime import timedelta

import pytest

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_team, make_user
from voordeur.promises.tests.factories import make_policy_version
from voordeur.work import services
from voordeur.work.models import WorkItem
from voordeur.work.rules import TEAM_OF, ItemKind
from voordeur.work.tests.factories import MONDAY, NOW, at, make_item

pytestmark = pytest.mark.django_db


def sam(name: str = "Sam Bakker"):
    return make_user(role=Role.CONTACT_AGENT, name=name)


def open_step(**changes) -> WorkItem:
    told = {
        "kind": ItemKind.CALL_BACK,
        "case_kind": "repairs",
        "case_id": 7,
        "subject": "R0000007 · kraan",
        "subject_en": "R0000007 · tap",
        "due_at": NOW + timedelta(days=1),
        "promise": "work.call_back_within_working_days",
        "by": None,
        "now": NOW,
    }
    return services.open_item(**{**told, **changes})


def test_every_kind_of_step_has_a_team():
    assert set(TEAM_OF) == set(ItemKind)


def test_a_step_that_is_open_already_is_renewed_and_not_doubled():
    first = open_step()
    second = open_step(due_at=NOW + timedelta(days=3), subject="R0000007 · kraan keuken", owner=sam())

    assert first.pk == second.pk
    assert WorkItem.objects.count() == 1
    assert (second.due_at, second.subject, second.owned_since) == (
        NOW + timedelta(days=3),
        "R0000007 · kraan keuken",
        NOW,
    )


def test_a_step_that_was_closed_can_be_opened_again():
    services.finish(open_step(), outcome="gebeld", by=sam(), now=NOW)
    open_step()
    assert (WorkItem.objects.count(), WorkItem.objects.open().count()) == (2, 1)


def test_of_two_people_one_takes_it():
    item, noor, bo = make_item(), sam("Noor Visser"), sam("Bo Smit")
    services.take(WorkItem.objects.get(pk=item.pk), by=noor, now=NOW)

    with pytest.raises(Refused, match="item_taken") as refused:
        services.take(WorkItem.objects.get(pk=item.pk), by=bo, now=NOW)

    assert refused.value.params == {"owner": "Noor Visser"}
    assert WorkItem.objects.get(pk=item.pk).owner == noor


def test_taking_what_is_yours_already_does_nothing():
    noor = sam()
    item = make_item(owner=noor, owned_since=NOW - timedelta(days=1))
    services.take(item, by=noor, now=NOW)
    assert WorkItem.objects.get(pk=item.pk).owned_since == NOW - timedelta(days=1)


def test_what_is_done_can_be_neither_taken_nor_finished():
    item, noor = make_item(), sam()
    services.finish(item, outcome="gebeld", by=noor, now=NOW)
    for again in (
        lambda: services.take(item, by=noor, now=NOW),
        lambda: services.finish(item, outcome="gebeld", by=noor, now=NOW),
    ):
        with pytest.raises(Refused, match="item_already_done"):
            again()


def test_only_its_owner_gives_a_step_back():
    item, noor = make_item(), sam("Noor Visser")
    services.take(item, by=noor, now=NOW)
    with pytest.raises(Refused, match="item_not_yours"):
        services.hand_back(item, by=sam("Bo Smit"), now=NOW)
    services.hand_back(item, by=noor, now=NOW)
    assert WorkItem.objects.get(pk=item.pk).owner is None


def test_ending_a_case_closes_its_steps_and_no_others():
    mine, other = open_step(), open_step(case_id=8)
    open_step(kind=ItemKind.CHECK_PAYER)

    closed = services.finish_all_of_case(case_kind="repairs", case_id=7, by=None, now=NOW, outcome="withdrawn")

    assert closed == 2
    assert list(WorkItem.objects.open()) == [other]
    assert WorkItem.objects.get(pk=mine.pk).outcome == "withdrawn"


def test_some_kinds_of_steps_can_be_closed_and_the_others_stay():
    open_step()
    check = open_step(kind=ItemKind.CHECK_PAYER)
    services.finish_all_of_case(case_kind="repairs", case_id=7, by=None, now=NOW, kinds=[ItemKind.CALL_BACK])
    assert list(WorkItem.objects.open()) == [check]


def test_the_step_of_a_silent_owner_goes_back_to_the_team_after_the_policys_days():
    make_policy_version()
    item = make_item(owner=sam(), owned_since=NOW)
    # Two working days after Monday: silent from the end of Wednesday.
    end = at("23:59", MONDAY + timedelta(days=2)) + timedelta(seconds=59)

    assert services.move_silent_to_team(now=end) == 0
    assert services.move_silent_to_team(now=end + timedelta(seconds=1)) == 1
    assert services.move_silent_to_team(now=end + timedelta(seconds=2)) == 0

    item.refresh_from_db()
    assert (item.owner, item.owned_since, item.escalated_at) == (None, None, end + timedelta(seconds=1))


def test_a_visit_stays_with_its_craftsman_however_long_it_waits():
    make_policy_version()
    item = make_item(kind=ItemKind.VISIT, owner=make_user(role=Role.CRAFTSMAN), owned_since=NOW)
    assert services.move_silent_to_team(now=NOW + timedelta(days=30)) == 0
    assert WorkItem.objects.get(pk=item.pk).owner is not None


def test_a_weekend_is_no_silence():
    make_policy_version()
    friday = at("12:00", MONDAY + timedelta(days=4))
    make_item(owner=sam(), owned_since=friday)
    assert services.move_silent_to_team(now=at("12:00", MONDAY + timedelta(days=8))) == 0


def test_a_team_is_made_when_its_first_work_comes_in():
    team = make_team(code="housing")
    assert open_step(kind=ItemKind.CHECK_PAYER).team == team
