"""The report of figures as last computed: the manager's page reads it, the worker renews it."""

from django.db import models


class Report(models.Model):
    """All figures over one period, computed at one moment. `figures` has the form that queries.compute returns."""

    from_on = models.DateField()
    until_on = models.DateField()
    computed_at = models.DateTimeField()
    figures = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["-computed_at"], name="report_newest")]

    def __str__(self) -> str:
        return f"{self.from_on} - {self.until_on}"
