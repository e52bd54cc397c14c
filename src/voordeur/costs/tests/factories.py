"""Builders of work that was done, for tests of figures: fixed values, everything of one day unless told otherwise."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from voordeur.contact.models import ContactMoment
from voordeur.homes.models import Dwelling
from voordeur.homes.tests.factories import make_dwelling
from voordeur.parties.models import Craftsman
from voordeur.parties.tests.factories import make_craftsman
from voordeur.planning.models import Shift, Visit, VisitState
from voordeur.promises.models import PolicyVersion
from voordeur.promises.tests.factories import make_policy_version
from voordeur.repairs.models import Material, Repair, Task
from voordeur.repairs.rules.status import FollowOn, RepairStatus, TaskStatus

REPORTED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def make_repair(
    *,
    dwelling: Dwelling | None = None,
    reported_at: datetime = REPORTED,
    due_at: datetime | None = None,
    finished_at: datetime | None = None,
    status: RepairStatus | None = None,
    times_reopened: int = 0,
) -> Repair:
    """A repair of a normal class, due two weeks after the report; finished when `finished_at` is given."""
    return Repair.objects.create(
        dwelling=dwelling or make_dwelling(),
        channel="TEL",
        path="kitchen.tap.leaks",
        urgency="normal",
        trade="LOO",
        minutes=45,
        status=status or (RepairStatus.FINISHED if finished_at else RepairStatus.ACCEPTED),
        payer="landlord",
        policy_version=PolicyVersion.objects.first() or make_policy_version(),
        reported_at=reported_at,
        due_at=due_at or reported_at + timedelta(days=14),
        finished_at=finished_at,
        times_reopened=times_reopened,
    )


def make_shift(*, craftsman: Craftsman | None = None, starts_at: datetime) -> Shift:
    """Eight hours and a half from `starts_at`."""
    return Shift.objects.create(
        craftsman=craftsman or make_craftsman(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=8, minutes=30),
        lat=52.2112,
        lon=5.9699,
    )


def make_visit(
    *,
    repair: Repair,
    shift: Shift,
    ended_at: datetime,
    work_minutes: float = 45,
    travel_minutes: float = 12,
    travel_km: float = 6,
    is_not_home: bool = False,
    material_cents: int = 0,
) -> Task:
    """A task whose visit ended; with `is_not_home` nobody opened and nothing was done."""
    started_at = ended_at - timedelta(minutes=work_minutes)
    visit = Visit.objects.create(
        shift=shift,
        dwelling=repair.dwelling,
        lat=repair.dwelling.lat,
        lon=repair.dwelling.lon,
        trade="LOO",
        minutes=45,
        window_from_at=started_at - timedelta(hours=1),
        window_until_at=started_at + timedelta(hours=1),
        is_fixed=True,
        planned_start_at=started_at,
        planned_end_at=ended_at,
        state=VisitState.DONE,
        case_kind="repairs",
        case_id=repair.pk,
        booked_at=repair.reported_at,
    )
    task = Task.objects.create(
        repair=repair,
        sequence=repair.tasks.count() + 1,
        trade="LOO",
        minutes=45,
        status=TaskStatus.INTERRUPTED if is_not_home else TaskStatus.DONE,
        visit=visit,
        follow_on=FollowOn.NOT_HOME if is_not_home else "",
        ended_at=ended_at,
        work_minutes=0 if is_not_home else work_minutes,
        travel_minutes=travel_minutes,
        travel_km=travel_km,
    )
    if material_cents:
        Material.objects.create(task=task, name="Kraan", quantity=Decimal(2), unit_price_cents=material_cents // 2)
    return task


def make_contact(*, at: datetime, seconds: int = 300, repair: Repair | None = None) -> ContactMoment:
    """A telephone call, about a repair when one is given."""
    return ContactMoment.objects.create(
        channel="TEL",
        subject="repair" if repair else "rent",
        dwelling=repair.dwelling if repair else None,
        case_kind="repairs" if repair else "",
        case_id=repair.pk if repair else None,
        at=at,
        seconds=seconds,
    )
