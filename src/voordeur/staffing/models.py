"""Who can be on the telephone when, the plan of a week, and the shifts that follow from it."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from voordeur.parties.rules import Permission, may

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User


def may_see_rosters(role: str) -> bool:
    """Who is on the telephone, and who steers by figures."""
    return may(role, Permission.ANSWER_PHONE) or may(role, Permission.SEE_FIGURES)


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ContractQuerySet":
        """Who makes rosters sees every agreement about hours; an agent their own."""
        if not user.is_authenticated:
            return self.none()
        return self if may(user.role, Permission.MAKE_ROSTERS) else self.filter(agent_id=user.pk)

    def in_force(self, from_on: date, until_on: date) -> "ContractQuerySet":
        """Those that hold on some day of this stretch."""
        return self.filter(Q(until_on=None) | Q(until_on__gte=from_on), from_on__lte=until_on)


class Contract(models.Model):
    """For how many hours somebody can be rostered on the telephone, and how a day may look."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="telephone_contracts")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    weekly_minutes = models.PositiveIntegerField()
    shortest_minutes = models.PositiveSmallIntegerField(default=180)
    longest_minutes = models.PositiveSmallIntegerField(default=540)
    most_days = models.PositiveSmallIntegerField(default=5)
    objects = ContractQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agent"], condition=Q(until_on=None), name="one_contract_without_end"),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="contract_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(longest_minutes__gte=F("shortest_minutes")), name="longest_shift_is_not_shorter"
            ),
            models.CheckConstraint(condition=Q(most_days__gte=1, most_days__lte=7), name="a_week_has_seven_days"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.weekly_minutes}"


class ContractHours(models.Model):
    """Between which times somebody can work on a weekday (0 = Monday)."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    from_time = models.TimeField()
    until_time = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "weekday"], name="contract_hours_once_a_day"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="contract_weekday_is_a_weekday"),
            models.CheckConstraint(
                condition=Q(until_time__gt=F("from_time")), name="contract_hours_end_after_they_begin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.from_time}-{self.until_time}"


class Away(models.Model):
    """Days on which somebody is known not to come: leave, a course."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="away")
    from_on = models.DateField()
    until_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="away_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.from_on} - {self.until_on}"


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: "User | AnonymousUser") -> "PlanQuerySet":
        return self if user.is_authenticated and may_see_rosters(user.role) else self.none()


class Plan(models.Model):
    """The telephone of one week: calls expected, people needed, people there. One a week; made again it is replaced.

    `wanted_at` is when somebody asked for it, `made_at` when it was last made; `refusal` says why it could not be.
    `figures` has the form that engine.week.told gives.
    """

    monday = models.DateField(unique=True)
    wanted_at = models.DateTimeField()
    wanted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(null=True, blank=True)
    policy_version = models.ForeignKey(
        "promises.PolicyVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refusal = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    # How often the roster was changed by hand: what was worked out from an older one is not kept.
    hand_changes = models.PositiveIntegerField(default=0)
    objects = PlanQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.monday:%G-W%V}"

    @property
    def is_being_made(self) -> bool:
        """Somebody asked for it and it is not there yet."""
        return not self.refusal and (self.made_at is None or self.made_at < self.wanted_at)


class TelephoneShift(models.Model):
    """When somebody is on the telephone, by the plan of a week or, when `is_fixed`, by hand.

    `version` counts the changes: of two people who change it at once the slower is refused.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="shifts")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="telephone_shifts")
    on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    is_fixed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["on"], name="telephone_shift_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["agent", "on"], name="one_telephone_shift_a_day"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="telephone_shift_ends_after"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.on}"


class KeptFree(models.Model):
    """Somebody whom a planner took out of the roster of a day: a plan that is made again leaves them out too."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="kept_free")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "on"], name="kept_free_once_a_day")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.on}"
