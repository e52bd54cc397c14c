"""Studies: a question to the twin with its pieces of work and its answer; and policies that were adopted from one."""

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from voordeur.twin.rules import NAME_SIGNS, Status, may_ask, may_read

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User


def new_key() -> str:
    """The part of an address that nobody guesses."""
    return secrets.token_urlsafe(12)


class StudyQuerySet(models.QuerySet["Study"]):
    def visible_to(self, user: "User | AnonymousUser") -> "StudyQuerySet":
        """Whoever works in the office: a link can be shared inside the association."""
        return self if user.is_authenticated and may_read(user.role) else self.none()

    def listed_to(self, user: "User | AnonymousUser") -> "StudyQuerySet":
        """Who steers by figures finds them in a list."""
        return self if user.is_authenticated and may_ask(user.role) else self.none()

    def running(self) -> "StudyQuerySet":
        return self.filter(status=Status.RUNNING)


class Study(models.Model):
    """A question with all that its answer depends on, so that anyone can ask it again and hear the same.

    `asked` are the plain values of `engine.questions.reading`; `values` the parameters that differ from the register;
    `town` the association's own homes as bytes, None for the made-up town; `result` is there only when it is whole.
    """

    key = models.CharField(max_length=24, unique=True, default=new_key)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=NAME_SIGNS)
    asked = models.JSONField()
    homes = models.PositiveIntegerField()
    years = models.PositiveSmallIntegerField()
    replications = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField()
    first_on = models.DateField()
    values = models.JSONField(default=dict)
    town = models.BinaryField(null=True)
    status = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Status], default=Status.RUNNING)
    parts_done = models.PositiveIntegerField(default=0)
    parts_known = models.PositiveIntegerField(default=0)
    rounds = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(null=True)
    refusal_code = models.CharField(max_length=60, blank=True)
    refusal_params = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    objects = StudyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="study_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=Status.DONE, result__isnull=False) | ~Q(status=Status.DONE) & Q(result__isnull=True),
                name="only_a_whole_study_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.RUNNING, ended_at=None) | ~Q(status=Status.RUNNING) & ~Q(ended_at=None),
                name="a_study_that_is_over_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class StudyVariant(models.Model):
    """One policy of a study under parameters of its own (`engine.questions.variants.Variant`), with all that a process
    needs to simulate it."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="variants")
    name = models.CharField(max_length=200)
    policy = models.TextField()
    values = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "name"], name="a_variant_has_a_name_of_its_own")]

    def __str__(self) -> str:
        return f"{self.study_id} {self.name}"


class StudyPart(models.Model):
    """A piece of work that any process can do: replications `first` to `last` of a variant, or its staff."""

    variant = models.ForeignKey(StudyVariant, on_delete=models.CASCADE, related_name="parts")
    first = models.PositiveSmallIntegerField()
    last = models.PositiveSmallIntegerField()
    tries = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant", "first", "last"], name="a_part_is_asked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.first}-{self.last}"


class Adoption(models.Model):
    """A policy of a study that became a version: what was forecast can be laid beside what happens."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="adoptions")
    variant = models.CharField(max_length=200)
    version = models.OneToOneField("promises.PolicyVersion", on_delete=models.CASCADE, related_name="+")
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.study_id} {self.variant} -> {self.version_id}"


class CalibrationQuerySet(models.QuerySet["Calibration"]):
    def visible_to(self, user: "User | AnonymousUser") -> "CalibrationQuerySet":
        """Whoever may read a study."""
        return self if user.is_authenticated and may_read(user.role) else self.none()


class Calibration(models.Model):
    """What the history of the days from `from_on` up to and including `until_on` taught, and was kept for studies.

    `result` are the plain values of `queries.calibration.told`: every value with its interval and number, and what was
    left as the register has it.
    """

    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    homes = models.PositiveIntegerField()
    result = models.JSONField()
    objects = CalibrationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-made_at"], name="calibration_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=models.F("from_on")), name="calibration_has_days")
        ]

    def __str__(self) -> str:
        return f"calibration {self.from_on} - {self.until_on}"


class Measuring(models.Model):
    """Somebody asked to measure the own figures: `kept` is what came of it, or a refusal says why nothing did."""

    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    status = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Status], default=Status.RUNNING)
    ended_at = models.DateTimeField(null=True)
    kept = models.ForeignKey(Calibration, null=True, on_delete=models.SET_NULL, related_name="+")
    refusal_code = models.CharField(max_length=60, blank=True)
    refusal_params = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["-asked_at"], name="measuring_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["status"], condition=Q(status=Status.RUNNING), name="own_figures_are_measured_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.RUNNING, ended_at=None) | ~Q(status=Status.RUNNING) & ~Q(ended_at=None),
                name="a_measuring_that_is_over_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"measuring {self.pk}"
