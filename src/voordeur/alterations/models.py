"""What tenants themselves changed in a home (zelf aangebrachte voorziening, ZAV)."""

from django.db import models


class Alteration(models.Model):
    """A tenant's own alteration that stands in the home (VERA BOUWKUNDIGELEMENTPLAATSING ZAV).

    `element` is the key of a thing in the repairs question tree, so that a repair to it is recognised at intake.
    """

    dwelling = models.ForeignKey("homes.Dwelling", on_delete=models.CASCADE, related_name="alterations")
    element = models.CharField(max_length=40)
    description = models.CharField(max_length=200)
    placed_on = models.DateField()
    removed_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.description
