"""The report of figures as last computed, with its pictures: the manager's page reads it, the worker renews it."""

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


class Chart(models.Model):
    """One picture of a report as SVG, in one language and one width; kept apart so that the page need not read it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="charts")
    name = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    width = models.CharField(max_length=6)
    svg = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "name", "language", "width"], name="one_picture_of_each_kind")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.language} {self.width}"
