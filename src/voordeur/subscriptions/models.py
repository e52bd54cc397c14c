"""Who has a subscription for small jobs."""

from django.db import models
from django.db.models import F, Q


class Subscription(models.Model):
    """A tenancy takes the service subscription (VERA Serviceovereenkomst, OVEREENKOMSTSOORT SER)."""

    tenancy = models.ForeignKey("homes.Tenancy", on_delete=models.PROTECT, related_name="subscriptions")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenancy"], condition=Q(ended_on=None), name="one_open_subscription_per_tenancy"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="subscription_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tenancy_id} {self.started_on}"
