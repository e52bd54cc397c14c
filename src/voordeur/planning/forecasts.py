"""Models of what is known beforehand: how long kinds of work take, and how likely each promise of a day was to be kept.

Beside models.py, which gathers all models of the room.
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from voordeur.parties.rules import Permission, may

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User


class WorkKind(models.Model):
    """How long a kind of work takes, learned from own visits: mean and standard deviation of the work in minutes.

    `kind` is a name of the room `case_kind`; `norm_minutes` what was thought before anything was seen. `own_share`: how
    much of the mean is the kind's own, and not its trade's.
    """

    case_kind = models.CharField(max_length=30)
    kind = models.CharField(max_length=80)
    trade = models.CharField(max_length=3)
    norm_minutes = models.FloatField()
    mean_minutes = models.FloatField()
    sd_minutes = models.FloatField()
    visits = models.PositiveIntegerField()
    own_share = models.FloatField()
    learned_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["trade"], name="work_kind_by_trade")]
        constraints = [
            models.UniqueConstraint(fields=["case_kind", "kind"], name="a_kind_of_work_is_learned_once"),
            models.CheckConstraint(
                condition=Q(mean_minutes__gt=0) & Q(sd_minutes__gte=0), name="a_kind_of_work_takes_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_kind} {self.kind}"


class ForecastQuerySet(models.QuerySet["Forecast"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ForecastQuerySet":
        """Whoever sees the planning or the figures."""
        if user.is_authenticated and (
            may(user.role, Permission.SEE_PLANNING) or may(user.role, Permission.SEE_FIGURES)
        ):
            return self
        return self.none()


class Forecast(models.Model):
    """How likely it was, when the day began, that a promised visit would start after its window, which ends at
    `until_at`. Written once, and later laid beside what happened."""

    visit = models.OneToOneField("planning.Visit", on_delete=models.CASCADE, related_name="forecast")
    made_at = models.DateTimeField()
    until_at = models.DateTimeField()
    late_share = models.FloatField()
    objects = ForecastQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["until_at"], name="forecast_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(late_share__gte=0) & Q(late_share__lte=1), name="a_chance_lies_between_0_and_1"
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.late_share:.3f}"
