"""Texts as an association words them, the lists of words it avoids, and everything that was sent in such words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q

from voordeur.base.models import Recusal
from voordeur.letters.rules.channel import LANGUAGES, Channel
from voordeur.letters.rules.template import Block
from voordeur.parties.rules import OFFICE

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User

CHANNEL_CHOICES = [(channel.value, channel.value) for channel in Channel]
LANGUAGE_CHOICES = [(language, language) for language in LANGUAGES]


class Wording(models.Model):
    """One version of the text of a step, for one channel and language. Never changed: a newer one follows it.

    Version 0 is the text as the software came with it and has no row. `kept_because` is why somebody kept a text that
    the check did not pass.
    """

    code = models.CharField(max_length=60)
    channel = models.CharField(max_length=6, choices=CHANNEL_CHOICES)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    score = models.FloatField(null=True, blank=True)
    level = models.CharField(max_length=2, blank=True)
    kept_because = models.CharField(max_length=300, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "channel", "language", "version"], name="wording_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="wording_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.channel} {self.language} {self.version}"


class WordList(models.Model):
    """One version of a list of words to avoid: `forbidden` blocks a text, `hard` counts in its level."""

    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    kind = models.CharField(max_length=9, choices=[("forbidden", "forbidden"), ("hard", "hard")])
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["language", "kind", "version"], name="word_list_version_once")]

    def __str__(self) -> str:
        return f"{self.language} {self.kind} {self.version}"


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def visible_to(self, user: "User | AnonymousUser") -> "DispatchQuerySet":
        """The office sees all but that of cases it is kept out of; anyone else what was sent to themselves."""
        if not user.is_authenticated:
            return self.none()
        if user.role in OFFICE:
            return self.filter(~Exists(Recusal.objects.of_row(user.pk)))
        return self.filter(person_id=user.person_id) if user.person_id else self.none()

    def to_print(self) -> "DispatchQuerySet":
        """Letters on paper that nobody has printed yet."""
        return self.filter(channel=Channel.LETTER, printed_at=None)


class Dispatch(models.Model):
    """One text that went to one person, kept as it was: a later version of the wording changes nothing here."""

    code = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    channel = models.CharField(max_length=6, choices=CHANNEL_CHOICES)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    subject = models.CharField(max_length=200)
    # [[kind, text], ...], see rules/template.Block
    parts = models.JSONField(default=list)
    person = models.ForeignKey("parties.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_address = models.EmailField(blank=True)
    # Lines of name and address on the envelope
    postal = models.TextField(blank=True)
    case_kind = models.CharField(max_length=30, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    printed_at = models.DateTimeField(null=True, blank=True)
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    objects = DispatchQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"], name="dispatch_of_person"),
            models.Index(fields=["case_kind", "case_id"], name="dispatch_of_case"),
            models.Index(fields=["channel", "-at"], name="dispatch_newest"),
            models.Index(
                fields=["at"], name="dispatch_to_print", condition=Q(channel=Channel.LETTER.value, printed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.channel})"

    @property
    def blocks(self) -> Sequence[Block]:
        return [Block(kind, text) for kind, text in self.parts]

    @property
    def number(self) -> str:
        """What people quote when they ring about it."""
        return f"B {self.pk}"
