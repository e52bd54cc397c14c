"""Repairs and visits of a stretch of the past, row by row, for what learns from them. Writes nothing."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, FloatField, Sum
from django.db.models.functions import Cast

from voordeur.repairs.models import Material, Repair, Task
from voordeur.repairs.queries.durations import norm_of

CHUNK = 5_000


class Reported(NamedTuple):
    """A repair as it was reported, and what is known of its end now: ask the moments what was known when."""

    pk: int
    reported_at: datetime
    path: str
    urgency: str
    trade: str
    channel: str
    payer: str
    payer_reason: str
    status: str
    due_at: datetime
    finished_at: datetime | None
    closed_at: datetime | None
    policy_version_id: int


class Visited(NamedTuple):
    """A visit that ended. `norm_minutes`: what the question tree gives the first visit, None for others; the window is
    the one that was promised."""

    repair_id: int
    sequence: int
    norm_minutes: float | None
    follow_on: str
    began_at: datetime | None
    ended_at: datetime
    work_minutes: float
    travel_minutes: float
    booked_at: datetime
    window_from_at: datetime
    window_until_at: datetime
    is_emergency: bool
    reminded_at: datetime | None
    shift_id: int
    lat: float
    lon: float
    # When the work began, or at a closed door when somebody rang
    arrived_at: datetime


def first_reported_at() -> datetime | None:
    """When the oldest repair was reported; None when there is none."""
    return Repair.objects.order_by("reported_at").values_list("reported_at", flat=True).first()


def reported(from_at: datetime, until_at: datetime) -> Iterator[Reported]:
    """The repairs that were reported in a stretch of time, by time."""
    rows = Repair.objects.filter(reported_at__gte=from_at, reported_at__lt=until_at).order_by("reported_at", "pk")
    yield from map(Reported._make, rows.values_list(*Reported._fields).iterator(chunk_size=CHUNK))


def visited(from_at: datetime, until_at: datetime) -> Iterator[Visited]:
    """The visits that ended in a stretch of time, by repair and in order."""
    rows = (
        Task.objects.filter(ended_at__gte=from_at, ended_at__lt=until_at, visit__isnull=False)
        .order_by("repair_id", "sequence")
        .values_list(
            "repair_id", "sequence", "repair__path", "repair__answers", "follow_on", "began_at", "ended_at",
            "work_minutes", "travel_minutes", "visit__booked_at", "visit__window_from_at", "visit__window_until_at",
            "visit__is_emergency", "visit__reminded_at", "visit__shift_id", "visit__lat", "visit__lon",
            "visit__planned_start_at",
        )
    )  # fmt: skip
    norms: dict[tuple[str, str], float | None] = {}
    for repair_id, sequence, path, answers, *rest in rows.iterator(chunk_size=CHUNK):
        norm = None
        if sequence == 1:
            key = path, repr(sorted(answers.items()))
            if key not in norms:
                norms[key] = norm_of(path, answers)
            norm = norms[key]
        yield Visited._make((repair_id, sequence, norm, *rest))


def material_of(from_at: datetime, until_at: datetime) -> dict[int, float]:
    """Cents of material as it was bought, by repair, used on visits that ended in a stretch of time."""
    spent = Sum(Cast(F("quantity"), FloatField()) * F("unit_price_cents"), output_field=FloatField())
    rows = Material.objects.filter(task__ended_at__gte=from_at, task__ended_at__lt=until_at)
    return dict(rows.values_list("task__repair_id").annotate(cents=spent).order_by())
