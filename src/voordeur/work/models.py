"""Work items: every open step of every process is one row."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q

from voordeur.base.models import Recusal
from voordeur.parties.rules import OFFICE, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
    def open(self) -> "WorkItemQuerySet":
        return self.filter(done_at=None)

    def overdue(self, now: datetime) -> "WorkItemQuerySet":
        return self.open().filter(due_at__lt=now)

    def visible_to(self, user: "User | AnonymousUser") -> "WorkItemQuerySet":
        """The office sees all work, but not of cases it is kept out of; a craftsman what is theirs, a tenant none."""
        if not user.is_authenticated:
            return self.none()
        if user.role in OFFICE:
            return self.filter(~Exists(Recusal.objects.of_row(user.pk)))
        if user.role == Role.CRAFTSMAN:
            return self.filter(owner=user)
        return self.none()


class WorkItem(models.Model):
    """What must be done next, whose it is, when it is due and which promise says so.

    `promise` is the path of the policy field that set `due_at`, such as "work.call_back_within_working_days".
    `case_kind` is the namespace of the room whose page `<case_kind>:card` shows the case.
    """

    # A code of rules.ItemKind. No list of choices: a new kind of step is no change of the table.
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    subject_en = models.CharField(max_length=200, blank=True)
    team = models.ForeignKey("parties.Team", on_delete=models.PROTECT, related_name="work_items")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="work_items"
    )
    promise = models.CharField(max_length=80)
    due_at = models.DateTimeField()
    urgency = models.CharField(max_length=12, blank=True)
    is_complaint = models.BooleanField(default=False)
    is_vulnerable = models.BooleanField(default=False)
    promised_at = models.DateTimeField(null=True, blank=True)
    case_kind = models.CharField(max_length=30)
    case_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    owned_since = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(max_length=300, blank=True)
    objects = WorkItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="work_open_by_due", condition=Q(done_at=None)),
            models.Index(fields=["owner", "due_at"], name="work_open_by_owner", condition=Q(done_at=None)),
            models.Index(fields=["case_kind", "case_id"], name="work_by_case"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "case_kind", "case_id"],
                condition=Q(done_at=None),
                name="one_open_step_of_a_kind_per_case",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class CaseUnderComplaint(models.Model):
    """A case about which a complaint is open: every step of it, also a later one, counts as one."""

    case_kind = models.CharField(max_length=30)
    case_id = models.BigIntegerField()
    since_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_kind", "case_id"], name="case_once_under_complaint")]

    def __str__(self) -> str:
        return f"{self.case_kind}/{self.case_id}"


class Area(models.Model):
    """Which team looks after a neighbourhood, by the signs with which the postcodes of its homes begin."""

    postcode = models.CharField(max_length=6, unique=True)
    team = models.ForeignKey("parties.Team", on_delete=models.CASCADE, related_name="areas")

    def __str__(self) -> str:
        return self.postcode
