"""Glue that is not about housing: the outbox, letters that leave, who is kept out of a case, the audit trail, the clock
of repeated work."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models


class OutboxEvent(models.Model):
    """Something that happened, written in the transaction in which it happened and handled afterwards.

    `handled` lists the handlers that are done, so that a retry runs only those that failed. What computes for long has
    a `lane` of its own, with processes of its own; everything else is in the lane without a name.
    """

    kind = models.CharField(max_length=60)
    lane = models.CharField(max_length=20, blank=True, default="")
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    handled = models.JSONField(default=list)
    claimed_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["lane", "available_at"],
                name="outbox_waiting",
                condition=models.Q(done_at__isnull=True, failed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ScheduleMark(models.Model):
    """When a piece of repeated work last began, so that several workers run it once."""

    name = models.CharField(max_length=120, primary_key=True)
    last_began_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class LetterState(models.TextChoices):
    WAITING = "waiting"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"


class Letter(models.Model):
    """One message to one address. In the demo it is kept here; otherwise the worker hands it to the mail server.

    `headers` are what the mail says beside its text, such as which message it answers; they win over our usual ones.
    """

    to_address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    headers = models.JSONField(default=dict)
    language = models.CharField(max_length=2, default="nl")
    case_kind = models.CharField(max_length=30, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.WAITING)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at"], name="letter_newest"),
            models.Index(
                fields=["-created_at"], name="letter_failed", condition=models.Q(state=LetterState.FAILED.value)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.to_address})"


class LetterFile(models.Model):
    """A file that goes with a mail: small ones are kept in the row, others are named as the storage keeps them."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField(default=bytes)
    stored = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class RecusalQuerySet(models.QuerySet["Recusal"]):
    def of_row(self, user_id: int) -> "RecusalQuerySet":
        """Those of this colleague for the case of an outer row, which has a `case_kind` and a `case_id`."""
        return self.filter(user_id=user_id, case_kind=models.OuterRef("case_kind"), case_id=models.OuterRef("case_id"))


class Recusal(models.Model):
    """A colleague who is kept out of a case, because it is about them or their own: nowhere do they read of it.

    `because` is the case that it began with, such as `complaints/12`; what follows from that case has it too.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    case_kind = models.CharField(max_length=30)
    case_id = models.BigIntegerField()
    because = models.CharField(max_length=60)
    objects = RecusalQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["case_kind", "case_id"], name="recusal_by_case")]
        constraints = [
            models.UniqueConstraint(fields=["user", "case_kind", "case_id"], name="colleague_once_kept_out_of_a_case")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.case_kind}/{self.case_id}"


class AuditEvent(models.Model):
    """Who looked, exported, logged in or changed a promise. Append-only; each row seals the one before it."""

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    details = models.JSONField(default=dict)
    previous_seal = models.CharField(max_length=64, unique=True)
    seal = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="audit_newest")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject}"


def seal_of(
    *, at: datetime, by_id: int | None, action: str, subject: str, details: dict[str, Any], previous: str
) -> str:
    """The SHA-256 of a row's content and of the seal before it."""
    content = json.dumps([at.isoformat(), by_id, action, subject, details, previous], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()
