"""The versions of the service policy, each with the moment from which it holds."""

from django.conf import settings
from django.db import models


class PolicyVersion(models.Model):
    """One policy as TOML text, in force from `starts_at` until the next version starts. Never changed once in force."""

    starts_at = models.DateTimeField(unique=True)
    name = models.CharField(max_length=80)
    text = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.name} {self.starts_at:%Y-%m-%d}"
