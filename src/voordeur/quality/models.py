"""Surveys after a process, and the marks they bring."""

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q

from voordeur.base.models import Recusal
from voordeur.parties.rules import Permission, may

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User


def new_token() -> str:
    """An unguessable name for the survey's page."""
    return secrets.token_urlsafe(24)


class SurveyQuerySet(models.QuerySet["Survey"]):
    def answered(self) -> "SurveyQuerySet":
        return self.filter(answered_at__isnull=False)

    def visible_to(self, user: "User | AnonymousUser") -> "SurveyQuerySet":
        """Who steers by figures sees every answer but those of cases they are kept out of; for anyone else the letter
        with its token is the only way in."""
        if not user.is_authenticated or not may(user.role, Permission.SEE_FIGURES):
            return self.none()
        return self.filter(~Exists(Recusal.objects.of_row(user.pk)))


class Survey(models.Model):
    """One invitation to judge one process (VERA Onderzoeksopdracht), and its answer. Marks run from 1 to 10."""

    token = models.CharField(max_length=40, unique=True, default=new_token)
    # VERA KWALITEITSMETINGVERZOEKSOORT: REP repair, ALG contact, HUN new tenant, HUV departed, OVR other
    process = models.CharField(max_length=3)
    case_kind = models.CharField(max_length=30)
    case_id = models.BigIntegerField()
    # How often the case had been finished when this survey went out: a reopened repair is judged anew
    occasion = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey(
        "parties.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="surveys"
    )
    dwelling = models.ForeignKey("homes.Dwelling", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    to_address = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="nl")
    policy_version = models.ForeignKey("promises.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    mark = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    is_solved = models.BooleanField(null=True, blank=True)
    objects = SurveyQuerySet.as_manager()

    class Meta:
        indexes = [
            # With the mark in it, the marks of a year are counted without reading the surveys.
            models.Index(fields=["process", "answered_at", "mark"], name="survey_by_answer"),
            models.Index(fields=["process", "invited_at"], name="survey_by_invitation"),
            models.Index(fields=["case_kind", "case_id"], name="survey_by_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "case_kind", "case_id", "occasion"], name="one_survey_per_occasion"
            ),
            models.CheckConstraint(condition=Q(mark=None) | (Q(mark__gte=1) & Q(mark__lte=10)), name="mark_is_1_to_10"),
            models.CheckConstraint(
                condition=Q(answered_at=None, mark=None) | Q(answered_at__isnull=False, mark__isnull=False),
                name="an_answer_has_a_mark",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.process} {self.case_kind} {self.case_id}"
