"""A repair from report to settlement: the request, the pieces of work, what happened, photos, half-filled reports."""

import secrets
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from voordeur.homes import queries as homes
from voordeur.parties.rules import OFFICE, Role
from voordeur.repairs.rules.status import (
    FIRST_REPAIR_STATUS,
    FIRST_TASK_STATUS,
    OPEN_REPAIR,
    FollowOn,
    RepairStatus,
    TaskStatus,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User

# In the order of the statuses, so that the same question is the same SQL.
OPEN_STATUSES = tuple(status for status in RepairStatus if status in OPEN_REPAIR)


def new_token() -> str:
    """An unguessable name for a page that somebody without an account may open."""
    return secrets.token_urlsafe(24)


class RepairQuerySet(models.QuerySet["Repair"]):
    def open(self) -> "RepairQuerySet":
        return self.filter(status__in=OPEN_STATUSES)

    def overdue(self, now: datetime) -> "RepairQuerySet":
        return self.open().filter(due_at__lt=now)

    def visible_to(self, user: "User | AnonymousUser", *, day: date) -> "RepairQuerySet":
        """The office sees every repair; a tenant those of their own home in their own time there, and of whom they act
        for; a craftsman those they were sent to.

        A tenant's tenancies are read first, one or two: joined to the repairs they would cost seconds on a large table.
        """
        if not user.is_authenticated:
            return self.none()
        if user.role in OFFICE:
            return self
        if user.role == Role.CRAFTSMAN:
            sent_to = Task.objects.filter(visit__shift__craftsman__user=user).values("repair_id")
            return self.filter(pk__in=sent_to)
        if user.person_id is None:
            return self.none()
        return self.filter(tenancy_id__in=homes.tenancies_seen_by(user.person_id, day))


class Repair(models.Model):
    """A repair request (VERA Onderhoudsverzoek with its Defect), judged by the policy in force when it began."""

    dwelling = models.ForeignKey("homes.Dwelling", on_delete=models.PROTECT, related_name="repairs")
    tenancy = models.ForeignKey(
        "homes.Tenancy", null=True, blank=True, on_delete=models.PROTECT, related_name="repairs"
    )
    reporter = models.ForeignKey(
        "parties.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="repairs_reported"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # VERA COMMUNICATIEKANAAL
    channel = models.CharField(max_length=3)
    contact_email = models.EmailField(blank=True)
    contact_phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="nl")
    path = models.CharField(max_length=120)
    answers = models.JSONField(default=dict)
    description = models.TextField(blank=True)
    urgency = models.CharField(max_length=12)
    # VERA ONDERHOUDSPECIALISME
    trade = models.CharField(max_length=3)
    minutes = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, default=FIRST_REPAIR_STATUS)
    payer = models.CharField(max_length=12)
    payer_article = models.CharField(max_length=80, blank=True)
    payer_reason = models.CharField(max_length=40, blank=True)
    payer_params = models.JSONField(default=dict)
    own_fault = models.CharField(max_length=7, default="unknown")
    own_alteration = models.BooleanField(default=False)
    policy_version = models.ForeignKey("promises.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    due_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    times_reopened = models.PositiveSmallIntegerField(default=0)
    times_not_home = models.PositiveSmallIntegerField(default=0)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    # The draft it was made from: the same draft never makes two repairs
    draft = models.OneToOneField(
        "repairs.Draft", null=True, blank=True, on_delete=models.SET_NULL, related_name="repair"
    )
    objects = RepairQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["status", "due_at"], name="repair_by_status"),
            models.Index(fields=["dwelling", "-reported_at"], name="repair_by_dwelling"),
            models.Index(fields=["-reported_at"], name="repair_newest"),
            models.Index(fields=["finished_at"], name="repair_by_finish"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in RepairStatus]), name="repair_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(payer__in=["tenant", "landlord", "subscription", "check"]), name="repair_payer_is_known"
            ),
            models.CheckConstraint(
                condition=Q(urgency__in=["danger", "emergency", "urgent", "normal", "planned"]),
                name="repair_urgency_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people say on the telephone."""
        return f"R{self.pk:07d}"


class Task(models.Model):
    """A piece of work for one trade (VERA Onderhoudstaak); a visit that was not enough makes the next one."""

    repair = models.ForeignKey(Repair, on_delete=models.CASCADE, related_name="tasks")
    sequence = models.PositiveSmallIntegerField()
    trade = models.CharField(max_length=3)
    minutes = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, default=FIRST_TASK_STATUS)
    visit = models.OneToOneField("planning.Visit", null=True, blank=True, on_delete=models.PROTECT, related_name="task")
    follow_on = models.CharField(max_length=16, blank=True)
    # The first day on which it makes sense to come: the part is in, the price is known
    not_before_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    travelling_at = models.DateTimeField(null=True, blank=True)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    travel_minutes = models.FloatField(default=0)
    work_minutes = models.FloatField(default=0)
    travel_km = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["repair", "sequence"], name="task_numbered_once"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in TaskStatus]), name="task_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(follow_on="") | Q(follow_on__in=[reason.value for reason in FollowOn]),
                name="follow_on_reason_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.repair_id}/{self.sequence}"


class Event(models.Model):
    """One thing that happened to a repair or to a task of it. Rows are added, never changed or removed.

    `key` comes from the craftsman's telephone, so that what is sent twice happens once.
    """

    repair = models.ForeignKey(Repair, on_delete=models.CASCADE, related_name="events")
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=16)
    from_status = models.CharField(max_length=12, blank=True)
    to_status = models.CharField(max_length=12, blank=True)
    details = models.JSONField(default=dict)
    key = models.CharField(max_length=40, unique=True, null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["repair", "at"], name="event_by_repair")]

    def __str__(self) -> str:
        return f"{self.repair_id} {self.action}"


class Material(models.Model):
    """Material used on a task (VERA ONDERHOUDSBESTEDINGSOORT MAT). Price in cents for one unit."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="materials")
    name = models.CharField(max_length=120)
    quantity = models.DecimalField(max_digits=7, decimal_places=2)
    unit_price_cents = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(quantity__gt=0), name="material_quantity_above_zero")]

    def __str__(self) -> str:
        return self.name


class Draft(models.Model):
    """A report being filled in, kept step by step so that nothing typed is lost. `data` holds the answers so far."""

    token = models.CharField(max_length=40, unique=True, default=new_token)
    dwelling = models.ForeignKey("homes.Dwelling", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("parties.Person", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField(default=dict)
    code_hash = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Photo(models.Model):
    """A picture with a report or from a visit, made small and without the camera's hidden data."""

    draft = models.ForeignKey(Draft, null=True, blank=True, on_delete=models.SET_NULL, related_name="photos")
    repair = models.ForeignKey(Repair, null=True, blank=True, on_delete=models.CASCADE, related_name="photos")
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.CASCADE, related_name="photos")
    picture = models.ImageField(upload_to="photos/%Y/%m")
    thumbnail = models.ImageField(upload_to="photos/%Y/%m")
    taken_at = models.DateTimeField()
    key = models.CharField(max_length=40, unique=True, null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=False) | Q(repair__isnull=False), name="photo_belongs_somewhere"
            )
        ]

    def __str__(self) -> str:
        return f"photo {self.pk}"


class CompensationQuerySet(models.QuerySet["Compensation"]):
    def visible_to(self, user: "User | AnonymousUser") -> "CompensationQuerySet":
        """The office sees what is owed; a tenant reads it in their letter and on their repair."""
        return self if user.is_authenticated and user.role in OFFICE else self.none()


class Compensation(models.Model):
    """What a tenant gets because we did not come, once for a visit. `withdrawn_at`: we had come in time after all."""

    repair = models.ForeignKey(Repair, on_delete=models.PROTECT, related_name="compensations")
    visit = models.OneToOneField("planning.Visit", on_delete=models.PROTECT, related_name="compensation")
    amount_cents = models.PositiveIntegerField()
    at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    objects = CompensationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="compensation_newest")]

    def __str__(self) -> str:
        return f"{self.repair_id} {self.amount_cents}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> "InvitationQuerySet":
        return self.filter(until_at__gt=now, taken_at=None)


class Invitation(models.Model):
    """A time that came free nearby, offered to one tenant who waits, until `until_at`; then to the next one."""

    repair = models.ForeignKey(Repair, on_delete=models.CASCADE, related_name="invitations")
    freed_visit = models.ForeignKey("planning.Visit", on_delete=models.CASCADE, related_name="+")
    window_from_at = models.DateTimeField()
    window_until_at = models.DateTimeField()
    key = models.CharField(max_length=40, unique=True, default=new_token)
    made_at = models.DateTimeField()
    until_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["repair", "freed_visit"], name="invited_once_for_a_freed_place")]

    def __str__(self) -> str:
        return f"{self.repair_id} {self.window_from_at:%Y-%m-%d %H:%M}"
