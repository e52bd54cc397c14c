"""People: who logs in, tenants and their households, mandates, staff teams, craftsmen with their trades."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from voordeur.parties.rules import OFFICE, STAFF, MandateScope, Permission, Role, may

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Team(models.Model):
    """A group of staff that owns work together."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: "User | AnonymousUser") -> "PersonQuerySet":
        """The office sees everyone; anyone else themselves and the people they live with."""
        if not user.is_authenticated:
            return self.none()
        if user.role in OFFICE:
            return self
        if user.person_id is None:
            return self.none()
        together = HouseholdMember.objects.filter(household__members__person_id=user.person_id).values("person_id")
        return self.filter(Q(pk=user.person_id) | Q(pk__in=together))


class Person(models.Model):
    """A natural person (VERA Relatie, RELATIESOORT NAT)."""

    external_id = models.CharField(max_length=60, unique=True)
    first_name = models.CharField(max_length=80, blank=True)
    infix = models.CharField(max_length=20, blank=True)
    last_name = models.CharField(max_length=120)
    born_on = models.DateField(null=True, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=2, default="nl")
    # VERA COMMUNICATIEKANAAL
    preferred_channel = models.CharField(max_length=3, default="EMA")
    is_vulnerable = models.BooleanField(default=False)
    history = HistoricalRecords()
    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["last_name"], name="person_last_name"),
            models.Index(Lower("last_name"), name="person_last_name_low"),
            models.Index(fields=["phone"], name="person_phone"),
            models.Index(fields=["email"], name="person_email"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(last_name=""), name="person_has_a_last_name")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.first_name, self.infix, self.last_name) if part)


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User | AnonymousUser") -> "UserQuerySet":
        """Who manages accounts sees all of them; anyone else their own."""
        if not user.is_authenticated:
            return self.none()
        return self if may(user.role, Permission.MANAGE_ACCOUNTS) else self.filter(pk=user.pk)


class UserManager(BaseUserManager["User"]):
    """Makes users with a hashed password; Django and allauth expect it under this name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def visible_to(self, user: "User | AnonymousUser") -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db).visible_to(user)


class User(AbstractBaseUser):
    """Someone who logs in, in one role."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=160)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role], default=Role.TENANT)
    person = models.OneToOneField(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="user")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="members")
    # Whoever works in one team of the office can also work in others, such as that of a neighbourhood.
    other_teams = models.ManyToManyField(Team, blank=True, related_name="other_members")
    is_active = models.BooleanField(default=True)
    # One more ends every session that this person has anywhere.
    login_round = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        indexes = [models.Index(fields=["name", "id"], name="user_by_name")]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="user_has_a_known_role")
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff_member(self) -> bool:
        return self.role in STAFF

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must hold to be this person's; Django's own, sealed with the round."""
        sealed: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]  # the stubs leave it out
        return f"{sealed}.{self.login_round}" if self.login_round else sealed

    # allauth asks these two names of any user model.
    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Household(models.Model):
    """People who live together under one tenancy (VERA Relatie, RELATIESOORT GRO)."""

    external_id = models.CharField(max_length=60, unique=True)

    def __str__(self) -> str:
        return self.external_id


class HouseholdMember(models.Model):
    """A person's part in a household; VERA RELATIEROLSOORT: HUU tenant, MDH co-tenant, BEW occupant."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=3, choices=[("HUU", "HUU"), ("MDH", "MDH"), ("BEW", "BEW")])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["household", "person"], name="person_once_in_a_household")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class MandateQuerySet(models.QuerySet["Mandate"]):
    def visible_to(self, user: "User | AnonymousUser") -> "MandateQuerySet":
        """The office sees every mandate; anyone else those they gave or hold."""
        if not user.is_authenticated:
            return self.none()
        if user.role in OFFICE:
            return self
        if user.person_id is None:
            return self.none()
        return self.filter(Q(principal_id=user.person_id) | Q(agent_id=user.person_id))

    def in_force(self, day: date) -> "MandateQuerySet":
        return self.filter(Q(until_on=None) | Q(until_on__gte=day), from_on__lte=day)


class Mandate(models.Model):
    """Someone may act for a tenant, in everything or in repairs only."""

    principal = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mandates_given")
    agent = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="mandates_held")
    scope = models.CharField(max_length=12, choices=[(scope.value, scope.value) for scope in MandateScope])
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(principal=F("agent")), name="mandate_is_for_another"),
            models.UniqueConstraint(
                fields=["principal", "agent", "scope"], condition=Q(until_on=None), name="mandate_once_without_end"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")), name="mandate_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} for {self.principal_id}"


class Craftsman(models.Model):
    """A craftsman (VERA UITVOERENDESOORT VAK): where the van starts and, per weekday, when the shift runs."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="craftsman")
    lat = models.FloatField()
    lon = models.FloatField()

    def __str__(self) -> str:
        return str(self.user)


class CraftsmanTrade(models.Model):
    """A trade (VERA ONDERHOUDSPECIALISME) a craftsman can do, and how well: 1 can, 2 knows, 3 teaches."""

    craftsman = models.ForeignKey(Craftsman, on_delete=models.CASCADE, related_name="trades")
    trade = models.CharField(max_length=3)
    level = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["craftsman", "trade"], name="trade_once_per_craftsman")]

    def __str__(self) -> str:
        return f"{self.trade}{self.level}"


class WorkingHours(models.Model):
    """The usual shift of a craftsman on a weekday (0 = Monday), with one break inside a window."""

    craftsman = models.ForeignKey(Craftsman, on_delete=models.CASCADE, related_name="working_hours")
    weekday = models.PositiveSmallIntegerField()
    from_time = models.TimeField()
    until_time = models.TimeField()
    break_from_time = models.TimeField(null=True, blank=True)
    break_until_time = models.TimeField(null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["craftsman", "weekday"], name="one_shift_per_weekday"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_is_a_weekday"),
            models.CheckConstraint(
                condition=Q(until_time__gt=F("from_time")), name="working_hours_end_after_they_begin"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.from_time}-{self.until_time}"
