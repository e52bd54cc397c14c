"""Complexes, dwellings and tenancies, with the fields and codes of VERA where it has them."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from voordeur.parties.rules import OFFICE

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User


class Complex(models.Model):
    """Dwellings that are managed as one (VERA Cluster)."""

    external_id = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class DwellingQuerySet(models.QuerySet["Dwelling"]):
    def visible_to(self, user: "User | AnonymousUser", day: date | None = None) -> "DwellingQuerySet":
        """The office sees every home; anyone else where they live on `day`, or for whose tenant they may act.

        Every read of a page begins here, so `day` may be left out: then it is today.
        """
        if not user.is_authenticated:
            return self.none()
        if user.role in OFFICE:
            return self
        if user.person_id is None:
            return self.none()
        day = day or timezone.localdate()
        rented = Tenancy.objects.in_force(day)
        return self.filter(
            Q(pk__in=rented.of_person(user.person_id).values("dwelling_id"))
            | Q(pk__in=rented.by_mandate(user.person_id, day).values("dwelling_id"))
        )


class Dwelling(models.Model):
    """A home to let (VERA Eenheid, EENHEIDSOORT WOO). Coordinates in degrees (WGS 84), floor area in m2."""

    external_id = models.CharField(max_length=60, unique=True)
    complex = models.ForeignKey(Complex, null=True, blank=True, on_delete=models.PROTECT, related_name="dwellings")
    street = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    letter = models.CharField(max_length=1, blank=True)
    addition = models.CharField(max_length=6, blank=True)
    postcode = models.CharField(max_length=6)
    town = models.CharField(max_length=80)
    lat = models.FloatField()
    lon = models.FloatField()
    year_built = models.PositiveSmallIntegerField(null=True, blank=True)
    floor_m2 = models.PositiveIntegerField(null=True, blank=True)
    # BAG identification of the verblijfsobject, 16 digits
    bag_id = models.CharField(max_length=16, blank=True)
    # VERA EENHEIDDETAILSOORT
    kind = models.CharField(max_length=3, blank=True)
    has_asbestos = models.BooleanField(default=False)
    # What a visitor must know (two visitors, a dog, the key): staff of some roles only
    warning = models.CharField(max_length=200, blank=True)
    history = HistoricalRecords()
    objects = DwellingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["street", "number"], name="dwelling_street"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["postcode", "number", "letter", "addition"], name="address_once_only"),
            models.UniqueConstraint(fields=["bag_id"], condition=~Q(bag_id=""), name="bag_id_once_only"),
            models.CheckConstraint(condition=Q(number__gte=1) & Q(number__lte=99999), name="house_number_in_range"),
            models.CheckConstraint(
                condition=Q(lat__gte=50.7) & Q(lat__lte=53.7) & Q(lon__gte=3.2) & Q(lon__lte=7.3),
                name="dwelling_lies_in_the_netherlands",
            ),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def house_number(self) -> str:
        return f"{self.number}{self.letter}" + (f"-{self.addition}" if self.addition else "")

    @property
    def address(self) -> str:
        """Street and number as it stands on an envelope."""
        return f"{self.street} {self.house_number}"

    @property
    def full_address(self) -> str:
        return f"{self.address}, {self.postcode[:4]} {self.postcode[4:]} {self.town}"


class TenancyQuerySet(models.QuerySet["Tenancy"]):
    def in_force(self, day: date) -> "TenancyQuerySet":
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day), started_on__lte=day)

    def of_person(self, person_id: int) -> "TenancyQuerySet":
        """Those of the households that someone is in."""
        return self.filter(household__members__person_id=person_id)

    def by_mandate(self, person_id: int, day: date) -> "TenancyQuerySet":
        """Those of tenants for whom someone may act on `day`, in everything or in repairs."""
        given = "household__members__person__mandates_given"
        still = Q(**{f"{given}__until_on": None}) | Q(**{f"{given}__until_on__gte": day})
        return self.filter(still, **{f"{given}__agent_id": person_id, f"{given}__from_on__lte": day})


class Tenancy(models.Model):
    """A household rents a dwelling (VERA Huurovereenkomst, OVEREENKOMSTSOORT HUU). Rent in cents a month."""

    external_id = models.CharField(max_length=60, unique=True)
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="tenancies")
    household = models.ForeignKey("parties.Household", on_delete=models.PROTECT, related_name="tenancies")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    rent_cents = models.PositiveIntegerField(default=0)
    history = HistoricalRecords()
    objects = TenancyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dwelling"], condition=Q(ended_on=None), name="one_open_tenancy_per_dwelling"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")), name="tenancy_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return self.external_id
