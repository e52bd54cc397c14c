"""A complaint through its stages: who complains, when the clock stood still, answers, remedies, improvements."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from voordeur.complaints.rules.status import FIRST_STATUS, IN_HAND, OPEN, Status
from voordeur.complaints.rules.subjects import About, Body, Cause, Mandate, Outcome, Part, Wait
from voordeur.parties.rules import OFFICE, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User

# In the order of the statuses, so that the same question is the same SQL.
OPEN_STATUSES = tuple(status for status in Status if status in OPEN)
IN_HAND_STATUSES = tuple(status for status in Status if status in IN_HAND)


def new_token() -> str:
    """An unguessable name for a page that somebody without an account may open."""
    return secrets.token_urlsafe(24)


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def open(self) -> "ComplaintQuerySet":
        return self.filter(status__in=OPEN_STATUSES)

    def overdue(self, now: datetime) -> "ComplaintQuerySet":
        """Whose answer we owe and whose term has passed; while the clock stands still nothing is too late."""
        running = [status for status in IN_HAND_STATUSES if status not in (Status.WAITING, Status.REVIEW_WAITING)]
        return self.filter(status__in=running, due_at__lt=now)

    def visible_to(self, user: "User | AnonymousUser") -> "ComplaintQuerySet":
        """The office sees every complaint but those about themselves or of their own; a tenant those they brought."""
        if not user.is_authenticated:
            return self.none()
        own = Voice.objects.filter(person_id=user.person_id).values("complaint_id") if user.person_id else None
        if user.role in OFFICE:
            seen = self.exclude(about_user=user)
            return seen.exclude(pk__in=own) if own is not None else seen
        if user.role == Role.TENANT and own is not None:
            return self.filter(pk__in=own)
        return self.none()


class Complaint(models.Model):
    """A complaint, judged by the policy in force when it was received. Money in cents."""

    about = models.CharField(max_length=12)
    text = models.TextField()
    wish = models.TextField(blank=True)
    happened_on = models.DateField(null=True, blank=True)
    goes_on = models.BooleanField(default=False)
    # VERA COMMUNICATIEKANAAL
    channel = models.CharField(max_length=3)
    language = models.CharField(max_length=2, default="nl")
    status = models.CharField(max_length=14, default=FIRST_STATUS)
    dwelling = models.ForeignKey(
        "homes.Dwelling", null=True, blank=True, on_delete=models.PROTECT, related_name="complaints"
    )
    repair = models.ForeignKey(
        "repairs.Repair", null=True, blank=True, on_delete=models.PROTECT, related_name="complaints"
    )
    about_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    about_whom = models.CharField(max_length=160, blank=True)
    is_anonymous = models.BooleanField(default=False)
    is_abusive = models.BooleanField(default=False)
    is_vulnerable = models.BooleanField(default=False)
    mandate = models.CharField(max_length=12, default=Mandate.NOT_NEEDED)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey("parties.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    policy_version = models.ForeignKey("promises.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    acknowledge_due_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    # The term of the stage that it is in, or was last in
    due_at = models.DateTimeField()
    extended_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    review_asked_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    cause = models.CharField(max_length=18, blank=True)
    # What a manager said that a handler may give; 0 when nobody was asked
    allowed_cents = models.PositiveIntegerField(default=0)
    token = models.CharField(max_length=40, unique=True, default=new_token)
    # Sent along by the form, so that what is sent twice is kept once
    key = models.CharField(max_length=40, unique=True, null=True, blank=True)
    objects = ComplaintQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["status", "due_at"], name="complaint_by_status"),
            models.Index(fields=["-received_at"], name="complaint_newest"),
            models.Index(fields=["dwelling", "-received_at"], name="complaint_by_dwelling"),
            models.Index(fields=["cause", "answered_at"], name="complaint_by_cause", condition=~Q(cause="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]), name="complaint_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(about__in=[about.value for about in About]), name="complaint_about_is_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=[outcome.value for outcome in Outcome]),
                name="complaint_outcome_is_known",
            ),
            models.CheckConstraint(
                condition=Q(cause="") | Q(cause__in=[cause.value for cause in Cause]), name="complaint_cause_is_known"
            ),
            models.CheckConstraint(
                condition=Q(mandate__in=[mandate.value for mandate in Mandate]), name="complaint_mandate_is_known"
            ),
            models.CheckConstraint(
                condition=Q(handler=None) | Q(about_user=None) | ~Q(handler=F("about_user")),
                name="nobody_handles_a_complaint_about_themselves",
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | Q(handler=None) | ~Q(reviewer=F("handler")),
                name="second_stage_is_judged_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people say on the telephone."""
        return f"K{self.pk:07d}"


class Voice(models.Model):
    """Somebody behind a complaint: whose it is, or who brings it for another. Several may share one complaint."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="voices")
    person = models.ForeignKey("parties.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=12, default=Part.COMPLAINANT)
    name = models.CharField(max_length=160)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="nl")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person"], name="voice_by_person")]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="voice_has_a_name"),
            models.CheckConstraint(condition=Q(part__in=[part.value for part in Part]), name="voice_part_is_known"),
            models.UniqueConstraint(
                fields=["complaint", "person"], condition=Q(person__isnull=False), name="person_once_in_a_complaint"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pause(models.Model):
    """A stretch in which the clock stood still, with the reason in writing. One at a time."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="pauses")
    stage = models.PositiveSmallIntegerField()
    wait = models.CharField(max_length=12)
    reason = models.TextField()
    from_at = models.DateTimeField()
    # At the latest: the longest that the policy lets a clock stand still
    runs_again_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(until_at=None), name="a_clock_stands_still_for_one_reason"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="pause_has_a_reason"),
            models.CheckConstraint(condition=Q(wait__in=[wait.value for wait in Wait]), name="pause_wait_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.wait}"


class Answer(models.Model):
    """What we answered in a stage: 1, 2, or 3 after the advice of somebody outside. Never changed."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="answers")
    stage = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10)
    text = models.TextField()
    at = models.DateTimeField()
    # By when this stage had to answer; None where no term of ours counts
    due_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="answer_says_something"),
            models.CheckConstraint(condition=Q(stage__in=[1, 2, 3]), name="answer_stage_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}/{self.stage}"


class Photo(models.Model):
    """A picture that goes with a complaint, made small and without the camera's hidden data. `by` is who of ours added
    it, None when the complainant did."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="photos")
    picture = models.ImageField(upload_to="complaints/%Y/%m")
    thumbnail = models.ImageField(upload_to="complaints/%Y/%m")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"photo {self.pk} of {self.complaint_id}"


class RemedyQuerySet(models.QuerySet["Remedy"]):
    def visible_to(self, user: "User | AnonymousUser") -> "RemedyQuerySet":
        """The office sees what is owed, but not to themselves; a tenant reads it in our answer."""
        if not user.is_authenticated or user.role not in OFFICE:
            return self.none()
        return self.filter(complaint__in=Complaint.objects.visible_to(user))


class Remedy(models.Model):
    """What somebody gets to make up for what went wrong, in cents."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="remedies")
    stage = models.PositiveSmallIntegerField()
    amount_cents = models.PositiveIntegerField()
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    paid_at = models.DateTimeField(null=True, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    objects = RemedyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-at"], name="remedy_newest")]
        constraints = [models.CheckConstraint(condition=Q(amount_cents__gt=0), name="remedy_is_above_zero")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.amount_cents}"


class ImprovementQuerySet(models.QuerySet["Improvement"]):
    def open(self) -> "ImprovementQuerySet":
        return self.filter(done_at=None)

    def visible_to(self, user: "User | AnonymousUser") -> "ImprovementQuerySet":
        """The office sees every improvement, but not what came of a complaint about themselves or of their own."""
        if not user.is_authenticated or user.role not in OFFICE:
            return self.none()
        return self.filter(complaint__in=Complaint.objects.visible_to(user))


class Improvement(models.Model):
    """What we change so that it does not happen again: what, who, by when, and what came of it."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="improvements")
    cause = models.CharField(max_length=18)
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="improvements")
    due_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    result = models.CharField(max_length=500, blank=True)
    objects = ImprovementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="improvement_open", condition=Q(done_at=None))]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="improvement_says_what"),
            models.CheckConstraint(
                condition=Q(cause__in=[cause.value for cause in Cause]), name="improvement_cause_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Referral(models.Model):
    """Somebody outside looks at the complaint: who, since when, and what they said."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="referrals")
    body = models.CharField(max_length=14)
    at = models.DateTimeField()
    advised_at = models.DateTimeField(null=True, blank=True)
    advice = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(body__in=[Body.COMMISSION.value, Body.RENT_TRIBUNAL.value]), name="referral_body_is_known"
            ),
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(advised_at=None), name="one_body_at_a_time_looks_at_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.body}"


class Event(models.Model):
    """One thing that happened to a complaint. Rows are added, never changed or removed."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=16)
    from_status = models.CharField(max_length=14, blank=True)
    to_status = models.CharField(max_length=14, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["complaint", "at"], name="complaint_event_by_case")]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.action}"
