"""A sick person's day handed over in one action: who goes where, what is left, and two reports at once."""

import pytest

from voordeur.base.models import OutboxEvent
from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.planning import services
from voordeur.planning.models import PlanChange, Shift, Visit
from voordeur.planning.tests.asking import GEPAST, code_of
from voordeur.planning.tests.checks import violations
from voordeur.planning.tests.factories import NOW, make_shift, make_visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("compiled_search")]


def ill(shift: Shift) -> services.Absence:
    return services.hand_over_day(shift=shift, by=None, now=NOW, policy=GEPAST)


def events(kind: str) -> set[int]:
    return {event.payload["visit_id"] for event in OutboxEvent.objects.filter(kind=kind)}


def test_each_visit_goes_to_somebody_with_its_trade_in_its_own_window():
    sick = make_shift()
    plumber, painter = make_shift(name="Bo Smit"), make_shift(name="Pia Verf", trades={"SCH": 1})
    pipes = make_visit(shift=sick, start="08:30", end="09:18")
    walls = make_visit(shift=sick, trade="SCH", start="10:00", end="10:48", case_id=2)

    absence = ill(sick)

    assert absence.left == []
    assert Visit.objects.get(pk=pipes.pk).shift == plumber
    assert Visit.objects.get(pk=walls.pk).shift == painter
    assert events("visit.rehoused") == {pipes.pk, walls.pk}
    assert Shift.objects.get(pk=sick.pk).route_minutes == 0
    assert violations(GEPAST) == []


def test_what_nobody_can_take_is_listed_and_stays_where_the_planner_sees_it():
    sick = make_shift()
    lost = make_visit(shift=sick, trade="DAK")
    make_shift(name="Bo Smit")

    absence = ill(sick)

    assert [visit.pk for visit in absence.left] == [lost.pk]
    assert events("visit.lost_place") == {lost.pk}
    assert Visit.objects.get(pk=lost.pk).shift == sick


def test_a_colleagues_visit_makes_way_when_that_is_what_it_takes():
    """The colleague who knows the trade is full of work that a third one can do."""
    sick = make_shift(from_clock="08:00", until_clock="12:00", break_minutes=0)
    able = make_shift(name="Bo Smit", from_clock="08:00", until_clock="11:00", break_minutes=0)
    other = make_shift(name="Kim Mulder", from_clock="08:00", until_clock="11:00", break_minutes=0)
    home = make_dwelling()
    mine = make_visit(shift=sick, dwelling=home, window=("08:00", "09:00"), start="08:30", end="10:00", minutes=87)
    theirs = make_visit(
        shift=able, dwelling=home, window=("08:00", "12:00"), start="08:30", end="10:30", minutes=117, case_id=2
    )
    make_visit(shift=other, dwelling=home, window=("08:00", "12:00"), start="08:30", end="09:15", minutes=42, case_id=3)

    absence = ill(sick)

    assert absence.left == []
    assert {Visit.objects.get(pk=mine.pk).shift, Visit.objects.get(pk=theirs.pk).shift} <= {able, other}
    assert violations(GEPAST) == []


def test_the_whole_of_it_can_be_taken_back():
    sick = make_shift()
    make_shift(name="Bo Smit")
    visit = make_visit(shift=sick)
    ill(sick)

    services.undo(change=PlanChange.objects.get(), by=None, now=NOW)

    sick.refresh_from_db()
    visit.refresh_from_db()
    assert (sick.is_absent, visit.shift) == (False, sick)


def test_who_is_absent_already_is_refused():
    sick = make_shift(is_absent=True)

    with pytest.raises(Refused) as refused:
        ill(sick)

    assert code_of(refused) == "shift_already_absent"
