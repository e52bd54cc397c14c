"""Shifts of craftsmen, the visits promised in them, and what planners and the optimiser propose and change."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from voordeur.parties.rules import OFFICE, Permission, Role, may
from voordeur.planning.rules import ChangeStatus, ProposalReason, ProposalStatus, SetbackKind, SetbackStatus

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

    `route_minutes` and `route_km` hold the travel of the route as it is planned now. `idle_until_at`: until then the
    craftsman cannot drive on.
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
    idle_until_at = models.DateTimeField(null=True, blank=True)
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

    `is_fixed` visits have begun or ended: their times are facts, no plan may move them. `is_locked`: a planner wants it
    to stay with this craftsman on this day. `choices`: the windows that the tenant can make, each a pair of moments, of
    which one is fixed the evening before; until then the visit stands in one of them and nothing is promised.
    """

    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="visits")
    dwelling = models.ForeignKey("homes.Dwelling", on_delete=models.PROTECT, related_name="visits")
    lat = models.FloatField()
    lon = models.FloatField()
    # VERA ONDERHOUDSPECIALISME
    trade = models.CharField(max_length=3)
    minutes = models.PositiveSmallIntegerField()
    # How much the work varies, as a standard deviation; 0 where nobody knows
    minutes_sd = models.FloatField(default=0)
    window_from_at = models.DateTimeField()
    window_until_at = models.DateTimeField()
    is_promised = models.BooleanField(default=True)
    is_emergency = models.BooleanField(default=False)
    is_fixed = models.BooleanField(default=False)
    is_locked = models.BooleanField(default=False)
    choices = models.JSONField(default=list, blank=True)
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
    # The begin of the window that the tenant was last told, and since when they know the name of who comes
    told_from_at = models.DateTimeField(null=True, blank=True)
    craftsman_told_at = models.DateTimeField(null=True, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)
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


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ProposalQuerySet":
        """Whoever sees the planning."""
        if user.is_authenticated and may(user.role, Permission.SEE_PLANNING):
            return self
        return self.none()


class Proposal(models.Model):
    """A better plan for the days from `from_on` up to and including `until_on`, worked out and not yet carried out.

    `routes` holds the visits of every changed shift in order, `versions` the shifts' versions that it was made from.
    `cost_before` and `cost_after` are the engine's terms: minutes, a `total` by the weights, and how many promises are
    `at_risk`.
    """

    made_at = models.DateTimeField()
    from_on = models.DateField()
    until_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=[(one.value, one.value) for one in ProposalReason])
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in ProposalStatus], default=ProposalStatus.RUNNING
    )
    progress_share = models.FloatField(default=0)
    seconds = models.FloatField()
    seed = models.PositiveIntegerField()
    cost_before = models.JSONField(default=dict)
    cost_after = models.JSONField(default=dict)
    routes = models.JSONField(default=dict)
    versions = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    objects = ProposalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "-made_at"], name="proposal_by_state")]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="proposal_ends_after_it_begins"),
            models.UniqueConstraint(fields=["state"], condition=Q(state="running"), name="one_proposal_runs_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk} {self.state}"


class ProposedChange(models.Model):
    """One visit of a proposal that gets another place. `saved_total`: what it saves on its own, by the weights; below
    nothing when it only pays together with others, None when it does not fit without them."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="changes")
    position = models.PositiveIntegerField()
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="+")
    from_shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="+")
    from_start_at = models.DateTimeField()
    to_shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="+")
    to_start_at = models.DateTimeField()
    window_from_at = models.DateTimeField()
    window_until_at = models.DateTimeField()
    moves_promise = models.BooleanField(default=False)
    saved_total = models.FloatField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in ChangeStatus], default=ChangeStatus.OPEN
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "visit"], name="a_visit_changes_once")]

    def __str__(self) -> str:
        return f"{self.proposal_id} visit {self.visit_id}"


class PlanChange(models.Model):
    """One action of a planner, with all that is needed to take it back while nothing else touched those routes.

    `before` holds the visits and shifts as they were; `versions` the shifts' versions just after.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.CASCADE, related_name="plan_changes")
    shift = models.ForeignKey(Shift, null=True, blank=True, on_delete=models.CASCADE, related_name="plan_changes")
    before = models.JSONField()
    versions = models.JSONField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["by", "-at"], name="plan_change_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class SetbackQuerySet(models.QuerySet["Setback"]):
    def visible_to(self, user: "User | AnonymousUser") -> "SetbackQuerySet":
        """Whoever plans."""
        if user.is_authenticated and may(user.role, Permission.PLAN):
            return self
        return self.none()


class Setback(models.Model):
    """A running day goes otherwise: what happened, and the ways to go on as they were worked out at `made_at`.

    `by` is None when it was noticed from what was reported and the clock. `visit` and `shift`: what it happened to; an
    emergency has its case instead. `until_at`: when the visit ends, or the van drives again. `ways`: see
    queries.ways.Way; the first one changes nothing. `versions`: the shifts' versions that they rest on.
    """

    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in SetbackKind])
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(Visit, null=True, blank=True, on_delete=models.CASCADE, related_name="setbacks")
    shift = models.ForeignKey(Shift, null=True, blank=True, on_delete=models.CASCADE, related_name="setbacks")
    case_kind = models.CharField(max_length=30, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True)
    until_at = models.DateTimeField(null=True, blank=True)
    ways = models.JSONField(default=list)
    versions = models.JSONField(default=dict)
    state = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in SetbackStatus], default=SetbackStatus.OPEN
    )
    chosen = models.PositiveSmallIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    objects = SetbackQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "-made_at"], name="setback_by_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"], condition=Q(state="open", by=None), name="an_overrun_is_noticed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d %H:%M}"


class Override(models.Model):
    """A planner decided against what the plan advises: what it was about (`codes`), why, and what it was to cost.

    Whether it came out well is asked of the visit afterwards.
    """

    change = models.OneToOneField(PlanChange, on_delete=models.CASCADE, related_name="override")
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="overrides")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    codes = models.JSONField()
    reason = models.CharField(max_length=300)
    planned_start_at = models.DateTimeField()
    extra_total = models.FloatField()

    def __str__(self) -> str:
        return f"{self.visit_id} {','.join(self.codes)}"


class HoldQuerySet(models.QuerySet["Hold"]):
    def alive(self, now: datetime) -> "HoldQuerySet":
        return self.filter(until_at__gt=now)


class Hold(models.Model):
    """A window that was shown to somebody and stays theirs until `until_at`. `key` names whose: a case, an invitation.

    Of two holds for the same room the older one goes first.
    """

    key = models.CharField(max_length=60)
    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="holds")
    window_from_at = models.DateTimeField()
    window_until_at = models.DateTimeField()
    lat = models.FloatField()
    lon = models.FloatField()
    trade = models.CharField(max_length=3)
    minutes = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    until_at = models.DateTimeField()
    objects = HoldQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["until_at"], name="hold_by_end")]
        constraints = [
            models.UniqueConstraint(fields=["key", "window_from_at", "window_until_at"], name="a_window_is_held_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.window_from_at:%Y-%m-%d %H:%M}"


def new_key() -> str:
    """An unguessable address."""
    return secrets.token_urlsafe(32)


class CalendarLink(models.Model):
    """The secret address at which a craftsman's own calendar can be read, until it is withdrawn."""

    craftsman = models.ForeignKey("parties.Craftsman", on_delete=models.CASCADE, related_name="calendar_links")
    key = models.CharField(max_length=60, unique=True, default=new_key)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["craftsman"], condition=Q(revoked_at=None), name="one_calendar_link_each")
        ]

    def __str__(self) -> str:
        return f"calendar of {self.craftsman_id}"


# What was learned and foreseen has its own file; Django finds models by this one.
from voordeur.planning.forecasts import Forecast as Forecast  # noqa: E402
from voordeur.planning.forecasts import WorkKind as WorkKind  # noqa: E402
