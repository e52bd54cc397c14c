"""Contact moments: every time a tenant and the association spoke, whatever the channel."""

from django.conf import settings
from django.db import models


class ContactMoment(models.Model):
    """One contact (VERA Contactmoment).

    `channel` is a code of COMMUNICATIEKANAAL, `direction` of COMMUNICATIERICHTING (INK in, UIT out).
    """

    channel = models.CharField(max_length=3)
    direction = models.CharField(max_length=3, default="INK")
    subject = models.CharField(max_length=40)
    person = models.ForeignKey(
        "parties.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="contact_moments"
    )
    dwelling = models.ForeignKey(
        "homes.Dwelling", null=True, blank=True, on_delete=models.SET_NULL, related_name="contact_moments"
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    case_kind = models.CharField(max_length=30, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    is_solved_at_once = models.BooleanField(default=False)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="contact_by_time"),
            models.Index(fields=["dwelling", "-at"], name="contact_by_dwelling"),
            models.Index(fields=["case_kind", "case_id"], name="contact_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.subject}"
