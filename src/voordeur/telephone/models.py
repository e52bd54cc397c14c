"""Telephone calls: what the exchange told, the calls that follow from it, and the figures per quarter of an hour."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from voordeur.parties.rules import Permission, may
from voordeur.telephone.rules.calls import EventKind, Outcome, Stage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User

LIVE = "exchange"


def may_see_calls(role: str) -> bool:
    """Who answers the telephone, and who steers by figures."""
    return may(role, Permission.ANSWER_PHONE) or may(role, Permission.SEE_FIGURES)


class Extension(models.Model):
    """A telephone of the association, as the exchange names it, and who sits at it now."""

    number = models.CharField(max_length=40, unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="extension"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(number=""), name="extension_has_a_number")]

    def __str__(self) -> str:
        return self.number


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: "User | AnonymousUser") -> "CallQuerySet":
        """Who answers the telephone, and who steers by figures, see every call; nobody else sees any."""
        return self if user.is_authenticated and may_see_calls(user.role) else self.none()

    def between(self, from_at: datetime, until_at: datetime) -> "CallQuerySet":
        return self.filter(arrived_at__gte=from_at, arrived_at__lt=until_at)

    def going_on(self, now: datetime) -> "CallQuerySet":
        """Calls without an end of which something was told in the last hours."""
        return self.filter(outcome=Outcome.OPEN, told_at__gt=now - timedelta(hours=12))


class Call(models.Model):
    """One telephone call. `key` is unique over all sources; `number` is what its source calls it.

    The seconds of a call from a log are the log's own, odd ones too: `oddities` says what does not fit. `more` keeps
    the columns of the log that have no place here. `caller` is +31612345678 where it is a telephone number.
    """

    key = models.CharField(max_length=120, unique=True)
    source = models.CharField(max_length=40, default=LIVE)
    number = models.CharField(max_length=80, blank=True)
    stage = models.CharField(max_length=8, choices=[(stage.value, stage.value) for stage in Stage])
    outcome = models.CharField(max_length=10, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    arrived_at = models.DateTimeField()
    queued_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    menu_seconds = models.FloatField(null=True, blank=True)
    waited_seconds = models.FloatField(null=True, blank=True)
    service_seconds = models.FloatField(null=True, blank=True)
    extension = models.CharField(max_length=40, blank=True)
    ringing = models.JSONField(default=list, blank=True)
    # Who answered: the colleague who sat at the extension then.
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="calls"
    )
    transfers = models.PositiveSmallIntegerField(default=0)
    caller = models.CharField(max_length=40, blank=True)
    called = models.CharField(max_length=40, blank=True)
    queue = models.CharField(max_length=40, blank=True)
    priority = models.CharField(max_length=20, blank=True)
    oddities = models.JSONField(default=list, blank=True)
    more = models.JSONField(default=dict, blank=True)
    told_at = models.DateTimeField()
    # Since when it is not known any more which number rang.
    forgotten_at = models.DateTimeField(null=True, blank=True)
    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["arrived_at"], name="call_by_time"),
            models.Index(fields=["told_at"], name="call_going_on", condition=Q(outcome="open")),
            models.Index(fields=["caller", "-arrived_at"], name="call_by_caller", condition=~Q(caller="")),
            models.Index(fields=["arrived_at"], name="call_not_forgotten", condition=Q(forgotten_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[outcome.value for outcome in Outcome]), name="call_has_a_known_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(stage="ended", outcome="open"), name="a_call_that_ended_has_an_outcome"
            ),
            models.CheckConstraint(condition=Q(forgotten_at=None) | Q(caller=""), name="forgotten_call_has_no_caller"),
        ]

    def __str__(self) -> str:
        return self.key


class CallEvent(models.Model):
    """One message of the exchange, kept as it came; never changed. `message_id` is the exchange's own."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="events")
    message_id = models.CharField(max_length=100, unique=True)
    # When it was sent the first time, by the clock of the exchange: the same again is a copy, not a second attempt.
    sent_at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in EventKind])
    at = models.DateTimeField()
    extension = models.CharField(max_length=40, blank=True)
    payload = models.JSONField()
    heard_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["call", "at"], name="call_event_by_call")]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"


class QuarterHour(models.Model):
    """What happened to the calls that arrived in a quarter of an hour; kept, so that calls may be forgotten later.

    `offered` wanted somebody: `answered` plus `abandoned`. Sums of seconds leave out calls without a service time and
    those longer than four hours; `served` and `timed` say over how many calls `wait_seconds` and `service_seconds` run.
    """

    starts_at = models.DateTimeField(unique=True)
    offered = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    abandoned = models.PositiveIntegerField(default=0)
    in_menu = models.PositiveIntegerField(default=0)
    phantom = models.PositiveIntegerField(default=0)
    without_end = models.PositiveIntegerField(default=0)
    within_20s = models.PositiveIntegerField(default=0)
    served = models.PositiveIntegerField(default=0)
    wait_seconds = models.FloatField(default=0)
    longest_wait_seconds = models.FloatField(default=0)
    # How long those who gave up had waited: what patience is reckoned from.
    lost_wait_seconds = models.FloatField(default=0)
    timed = models.PositiveIntegerField(default=0)
    service_seconds = models.FloatField(default=0)

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
