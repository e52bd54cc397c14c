"""Shifts of craftsmen and the visits promised in them."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from voordeur.parties.rules import OFFICE, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User


class ShiftQuerySet(models.QuerySet["Shift"]):
    def between(self, start: datetime, end: datetime) -> "ShiftQuerySet":
        return self.filter(starts_at__gte=start, starts_at__lt=end)

    def visible_to(self, user: "User | AnonymousUser") -> "ShiftQuerySet":
        """The office sees every shift, a craftsman only their own."""
        if not user.is_authenticated:
            return self.none()
        if user.role in OFFICE:
            return self
        if user.role == Role.CRAFTSMAN:
            return self.filter(craftsman__user=user)
        return self.none()


class Shift(models.Model):
    """One craftsman's working day. `version` counts every change of its route: whoever read an older one is refused.

    `route_minutes` and `route_km` hold the travel of the route as it is planned now.
    """

    craftsman = models.ForeignKey("parties.Craftsman", on_delete=models.PROTECT, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    lat = models.FloatField()
    lon = models.FloatField()
    break_from_at = models.DateTimeField(null=True, blank=True)
    break_until_at = models.DateTimeField(null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    is_absent = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    route_minutes = models.FloatField(default=0)
    route_km = models.FloatField(default=0)
    objects = ShiftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["starts_at"], name="shift_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["craftsman", "starts_at"], name="one_shift_at_a_time"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.craftsman_id} {self.starts_at:%Y-%m-%d}"


class VisitState(models.TextChoices):
    """VERA AFSPRAAKSTATUS: GEP planned, AFG done, ANN cancelled."""

    PLANNED = "GEP"
    DONE = "AFG"
    CANCELLED = "ANN"


class VisitQuerySet(models.QuerySet["Visit"]):
    def planned(self) -> "VisitQuerySet":
        return self.filter(state=VisitState.PLANNED)

    def between(self, start: datetime, end: datetime) -> "VisitQuerySet":
        return self.filter(planned_start_at__gte=start, planned_start_at__lt=end)

    def visible_to(self, user: "User | AnonymousUser") -> "VisitQuerySet":
        """The office sees every visit, a craftsman only their own; a tenant reaches visits through their repairs."""
        if not user.is_authenticated:
            return self.none()
        if user.role in OFFICE:
            return self
        if user.role == Role.CRAFTSMAN:
            return self.filter(shift__craftsman__user=user)
        return self.none()


class Visit(models.Model):
    """An appointment (VERA Afspraak): a job at a home, in a shift. The promised window bounds the START of the work.

    `is_fixed` visits have begun or ended: their times are facts, no plan may move them.
    """

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="visits")
    dwelling = models.ForeignKey("homes.Dwelling", on_delete=models.PROTECT, related_name="visits")
    lat = models.FloatField()
    lon = models.FloatField()
    # VERA ONDERHOUDSPECIALISME
    trade = models.CharField(max_length=3)
    minutes = models.PositiveSmallIntegerField()
    window_from_at = models.DateTimeField()
    window_until_at = models.DateTimeField()
    is_promised = models.BooleanField(default=True)
    is_emergency = models.BooleanField(default=False)
    is_fixed = models.BooleanField(default=False)
    planned_start_at = models.DateTimeField()
    planned_end_at = models.DateTimeField()
    travel_minutes = models.FloatField(default=0)
    travel_km = models.FloatField(default=0)
    # What the booking cost the route when it was promised, in minutes
    extra_minutes = models.FloatField(default=0)
    state = models.CharField(max_length=3, choices=VisitState.choices, default=VisitState.PLANNED)
    case_kind = models.CharField(max_length=30)
    case_id = models.BigIntegerField()
    booked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    objects = VisitQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["shift", "planned_start_at"], name="visit_in_route"),
            models.Index(fields=["planned_start_at"], name="visit_by_time"),
            models.Index(fields=["case_kind", "case_id"], name="visit_by_case"),
            models.Index(fields=["dwelling"], name="visit_by_dwelling"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(window_until_at__gte=F("window_from_at")), name="window_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(planned_end_at__gte=F("planned_start_at")), name="visit_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(is_fixed=True)
                | Q(state="ANN")
                | (Q(planned_start_at__gte=F("window_from_at")) & Q(planned_start_at__lte=F("window_until_at"))),
                name="visit_starts_inside_its_window",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.trade} {self.planned_start_at:%Y-%m-%d %H:%M}"
