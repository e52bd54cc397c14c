"""Letters to and fro: threads, their messages and attachments, and every mail that was found in the mailbox."""

import secrets
import string
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from voordeur.complaints.models import Complaint
from voordeur.correspondence.rules.sorting import Kind
from voordeur.correspondence.rules.threads import Case, Status, scope_for
from voordeur.parties.models import Mandate
from voordeur.parties.rules import OFFICE
from voordeur.parties.rules.mandates import covers

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User

SIGNS = string.ascii_lowercase + string.digits
TOKEN_SIGNS = 16


def new_token() -> str:
    """An unguessable name in small letters and digits: mail servers forget capitals."""
    return "".join(secrets.choice(SIGNS) for _ in range(TOKEN_SIGNS))


class ThreadQuerySet(models.QuerySet["Thread"]):
    def open(self) -> "ThreadQuerySet":
        return self.filter(status=Status.OPEN)

    def overdue(self, now: datetime) -> "ThreadQuerySet":
        return self.open().filter(due_at__lt=now)

    def visible_to(self, user: "User | AnonymousUser", *, day: date) -> "ThreadQuerySet":
        """The office sees every thread but those of a complaint about themselves; a tenant their own, which nobody
        else of the household does, and those of whom they act for, as far as the mandate goes."""
        if not user.is_authenticated:
            return self.none()
        if user.role in OFFICE:
            about_them = Complaint.objects.filter(about_user=user).values("pk")
            return self.exclude(case_kind="complaints", case_id__in=about_them)
        if user.person_id is None:
            return self.none()
        return self.filter(Q(person_id=user.person_id) | _by_mandate(user, day)).exclude(status=Status.ASIDE)


def _by_mandate(user: "User", day: date) -> Q:
    """The threads of whom somebody acts for on a day; one about a complaint only when they may see that complaint.

    The mandates are read first, one or two: joined to the threads they would cost seconds on a large table.
    """
    given = list(Mandate.objects.in_force(day).filter(agent_id=user.person_id).values_list("scope", "principal_id"))
    found = Q(pk__in=())
    for kind in ("", "repairs", "complaints") if given else ():
        of = {principal for scope, principal in given if covers(scope, scope_for(kind))}
        seen = Q(case_id__in=Complaint.objects.visible_to(user).values("pk")) if kind == "complaints" else Q()
        found |= Q(seen, person_id__in=of, case_kind=kind)
    return found


class Thread(models.Model):
    """What one person and the association write to each other about one thing, by mail and on the site.

    `asked_at` and `due_at` belong to the question that waits, and are judged by `policy_version`, which was in force
    when it came. `token` is in the address to which answers go. `email` is where we write to. `reason` tells why a
    thread was put aside. `channel` (VERA COMMUNICATIEKANAAL) is how it began: EMA or INT.
    """

    token = models.CharField(max_length=TOKEN_SIGNS, unique=True, default=new_token)
    subject = models.CharField(max_length=200)
    status = models.CharField(max_length=8, default=Status.OPEN)
    channel = models.CharField(max_length=3)
    language = models.CharField(max_length=2, default="nl")
    person = models.ForeignKey(
        "parties.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="threads"
    )
    dwelling = models.ForeignKey(
        "homes.Dwelling", null=True, blank=True, on_delete=models.PROTECT, related_name="threads"
    )
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=100, blank=True)
    case_kind = models.CharField(max_length=30, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    policy_version = models.ForeignKey("promises.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField()
    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="thread_open_by_due", condition=Q(status="open")),
            models.Index(fields=["status", "-last_at"], name="thread_by_status"),
            models.Index(fields=["person", "-last_at"], name="thread_by_person"),
            models.Index(fields=["dwelling", "-last_at"], name="thread_by_dwelling"),
            models.Index(fields=["case_kind", "case_id"], name="thread_by_case"),
            models.Index(fields=["email"], name="thread_by_email"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in Status]), name="thread_status_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(status="open") | Q(due_at__isnull=False), name="open_thread_has_a_term"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What people say on the telephone."""
        return f"B{self.pk:07d}"

    @property
    def case_number(self) -> str:
        """The number of the case it belongs to; empty when there is none."""
        return Case(self.case_kind, self.case_id).number if self.case_id is not None else ""


class Event(models.Model):
    """One move of a thread or thing that was set right about it. Rows are added, never changed or removed."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=12)
    from_status = models.CharField(max_length=8, blank=True)
    to_status = models.CharField(max_length=8, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["thread", "at"], name="thread_event_by_thread")]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.action}"


class Message(models.Model):
    """One message of a thread. Rows are added, never changed; `direction` is INK (to us) or UIT (from us).

    `letter_id` is the letter of the outbox that carries it, `seconds` what it took of us, `oddities` codes of what was
    wrong with the mail. `message_id` is its name among mails; `may_receipt` says that an automatic answer may go out.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=3)
    channel = models.CharField(max_length=3)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField(blank=True)
    name = models.CharField(max_length=100, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    message_id = models.CharField(max_length=254, blank=True)
    is_automatic = models.BooleanField(default=False)
    may_receipt = models.BooleanField(default=False)
    oddities = models.JSONField(default=list)
    seconds = models.PositiveIntegerField(default=0)
    letter = models.ForeignKey("base.Letter", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["thread", "at"], name="message_by_thread"),
            models.Index(fields=["message_id"], name="message_by_name", condition=~Q(message_id="")),
            models.Index(fields=["email", "at"], name="message_by_address"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(direction__in=["INK", "UIT"]), name="message_direction_is_known"),
            models.CheckConstraint(condition=Q(channel__in=["EMA", "INT"]), name="message_channel_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.direction} {self.at:%Y-%m-%d %H:%M}"


class Attachment(models.Model):
    """A file that came or went with a message: kept under a name of ours, or refused with the code of why.

    `name` is what the sender called it, `kind` what its content says it is (a key of rules/files.CONTENT_TYPES).
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=4, blank=True)
    size = models.PositiveBigIntegerField()
    file = models.FileField(upload_to="correspondence/%Y/%m", blank=True)
    refused = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(refused="") & ~Q(file="") & ~Q(kind="")) | (~Q(refused="") & Q(file="")),
                name="attachment_kept_or_refused",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def safe_name(self) -> str:
        """The name under which it is given on, ended as its content says."""
        return self.name if self.name.lower().endswith(f".{self.kind}") else f"{self.name}.{self.kind}"


class Arrival(models.Model):
    """A mail that was found in the mailbox, whatever became of it; each is taken in once.

    `key` names it in the mailbox (folder, validity and number of IMAP).
    """

    key = models.CharField(max_length=200, unique=True)
    at = models.DateTimeField()
    size = models.PositiveBigIntegerField()
    sender = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    reason = models.CharField(max_length=20, blank=True)
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["sender", "at"], name="arrival_by_sender")]

    def __str__(self) -> str:
        return self.key
