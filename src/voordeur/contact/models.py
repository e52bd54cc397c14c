"""Contact moments, what was promised in them, and the answers at hand."""

from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from voordeur.base.models import Recusal
from voordeur.contact.rules.cautions import CautionKind, seen_by
from voordeur.contact.rules.questions import QuestionKind, QuestionStatus
from voordeur.parties.rules import OFFICE

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User

OPEN_STATUSES = (QuestionStatus.OPEN, QuestionStatus.LATE)


class ContactMomentQuerySet(models.QuerySet["ContactMoment"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ContactMomentQuerySet":
        """The office sees every contact but those about a case it is kept out of; for a tenant they are no page.

        Whoever is still busy with a contact sees it, also when the tenant complains of them meanwhile.
        """
        if not user.is_authenticated or user.role not in OFFICE:
            return self.none()
        recused = Exists(Recusal.objects.of_row(user.pk))
        linked = LinkedCase.objects.filter(moment=OuterRef("pk")).filter(recused)
        return self.filter(Q(agent=user, is_open=True) | ~Q(recused | Exists(linked)))


class ContactMoment(models.Model):
    """One contact (VERA Contactmoment).

    `channel` is a code of COMMUNICATIEKANAAL, `direction` of COMMUNICATIERICHTING (INK in, UIT out). While `is_open` an
    agent is still busy with it; `seconds` is then 0, or what a call took that was over before its contact began.
    `source` names where it came from, such as `call:12`, so that nothing is kept twice.
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
    is_open = models.BooleanField(default=False)
    is_solved_at_once = models.BooleanField(default=False)
    why_not_solved = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=60, blank=True)
    objects = ContactMomentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="contact_by_time"),
            models.Index(fields=["dwelling", "-at"], name="contact_by_dwelling"),
            models.Index(fields=["person", "-at"], name="contact_by_person"),
            models.Index(fields=["case_kind", "case_id"], name="contact_by_case"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source"], condition=~Q(source=""), name="contact_once_of_a_source"),
            models.UniqueConstraint(
                fields=["agent"], condition=Q(is_open=True), name="one_running_contact_of_an_agent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.subject}"


class LinkedCase(models.Model):
    """A further case that was spoken of in a contact; the first stands on the contact itself, which bears its cost."""

    moment = models.ForeignKey(ContactMoment, on_delete=models.CASCADE, related_name="linked")
    case_kind = models.CharField(max_length=30)
    case_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["case_kind", "case_id"], name="linked_by_case")]
        constraints = [
            models.UniqueConstraint(fields=["moment", "case_kind", "case_id"], name="case_once_in_a_contact")
        ]

    def __str__(self) -> str:
        return f"{self.case_kind} {self.case_id}"


class QuestionQuerySet(models.QuerySet["Question"]):
    def open(self) -> "QuestionQuerySet":
        return self.filter(status__in=OPEN_STATUSES)

    def visible_to(self, user: "User | AnonymousUser") -> "QuestionQuerySet":
        """The office sees every question but those about a case it is kept out of; for a tenant they are no page."""
        if not user.is_authenticated or user.role not in OFFICE:
            return self.none()
        return self.filter(~Exists(Recusal.objects.of_row(user.pk)))


class Question(models.Model):
    """A promised call-back or a question for the second line. Its owner, team and term stand on its work item.

    `due_at` is what was promised first and never moves; `again_due_at` is what was promised when that was not kept.
    `tried_at` is the first time we rang and nobody answered.
    """

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in QuestionKind])
    status = models.CharField(
        max_length=10,
        choices=[(status.value, status.value) for status in QuestionStatus],
        default=QuestionStatus.OPEN,
    )
    moment = models.ForeignKey(
        ContactMoment, null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    person = models.ForeignKey(
        "parties.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    dwelling = models.ForeignKey(
        "homes.Dwelling", null=True, blank=True, on_delete=models.SET_NULL, related_name="questions"
    )
    name = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="nl")
    subject = models.CharField(max_length=40)
    text = models.TextField()
    when_wanted = models.CharField(max_length=80, blank=True)
    case_kind = models.CharField(max_length=30, blank=True)
    case_id = models.BigIntegerField(null=True, blank=True)
    policy_version = models.ForeignKey("promises.PolicyVersion", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    again_due_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    objects = QuestionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="question_open_by_due", condition=Q(status__in=["open", "late"])),
            models.Index(fields=["kind", "due_at"], name="question_by_kind"),
            models.Index(fields=["person", "-asked_at"], name="question_by_person"),
            models.Index(fields=["dwelling", "-asked_at"], name="question_by_dwelling"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="done") | Q(answered_at__isnull=False), name="a_done_question_was_answered"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"V{self.pk:07d}"


class QuestionEvent(models.Model):
    """What happened to a question, append-only."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    action = models.CharField(max_length=20)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["question", "at"], name="question_events")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.action}"


class Article(models.Model):
    """An answer at hand. Its words are versions; who owns it looks at it again on `review_on`."""

    slug = models.SlugField(max_length=60, unique=True)
    subject = models.CharField(max_length=40)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="articles")
    review_on = models.DateField()
    is_retired = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["subject", "slug"], name="article_by_subject")]

    def __str__(self) -> str:
        return self.slug


class ArticleVersion(models.Model):
    """The words of an article as they were from `made_at` on, in Markdown; never changed."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title_nl = models.CharField(max_length=120)
    body_nl = models.TextField()
    title_en = models.CharField(max_length=120, blank=True)
    body_en = models.TextField(blank=True)
    note = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="article_version_once")]

    def __str__(self) -> str:
        return f"{self.article_id} v{self.number}"

    def title(self, language: str) -> str:
        return (language == "en" and self.title_en) or self.title_nl

    def body(self, language: str) -> str:
        return (language == "en" and self.body_en) or self.body_nl


class GivenAnswer(models.Model):
    """An article that was used in a contact, in the words it had then; `mailed_to` when it was sent."""

    moment = models.ForeignKey(ContactMoment, null=True, on_delete=models.CASCADE, related_name="answers")
    version = models.ForeignKey(ArticleVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    mailed_to = models.EmailField(blank=True)

    def __str__(self) -> str:
        return f"{self.moment_id} {self.version_id}"


class CautionQuerySet(models.QuerySet["Caution"]):
    def visible_to(self, user: "User | AnonymousUser") -> "CautionQuerySet":
        """By kind: each says which roles may know it."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(kind__in=seen_by(user.role))

    def in_force(self, day: date) -> "CautionQuerySet":
        return self.filter(from_on__lte=day, until_on__gte=day)


class Caution(models.Model):
    """What somebody must know before they visit or speak with a person (VERA Signalering)."""

    person = models.ForeignKey("parties.Person", on_delete=models.CASCADE, related_name="cautions")
    kind = models.CharField(max_length=3, choices=[(kind.value, kind.value) for kind in CautionKind])
    note = models.CharField(max_length=200)
    from_on = models.DateField()
    until_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    objects = CautionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "until_on"], name="caution_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"
