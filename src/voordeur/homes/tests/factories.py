"""Builders of homes and tenancies for tests: fixed values, a running number where something must be unique."""

from datetime import date
from itertools import count

from voordeur.homes.models import Complex, Dwelling, Tenancy
from voordeur.parties.models import Household, Person
from voordeur.parties.tests.factories import make_household

_number = count(1)


def make_complex(*, external_id: str | None = None, name: str = "De Linden") -> Complex:
    return Complex.objects.create(external_id=external_id or f"C{next(_number)}", name=name)


def make_dwelling(
    *,
    external_id: str | None = None,
    complex_: Complex | None = None,
    street: str = "Lindelaan",
    number: int | None = None,
    letter: str = "",
    addition: str = "",
    postcode: str = "7323AA",
    town: str = "Apeldoorn",
    lat: float = 52.2354,
    lon: float = 5.9776,
    year_built: int | None = 1975,
    floor_m2: int | None = 84,
    kind: str = "TUS",
    has_asbestos: bool = False,
    warning: str = "",
) -> Dwelling:
    running = next(_number)
    return Dwelling.objects.create(
        external_id=external_id or f"D{running}",
        complex=complex_,
        street=street,
        number=number or running,
        letter=letter,
        addition=addition,
        postcode=postcode,
        town=town,
        lat=lat,
        lon=lon,
        year_built=year_built,
        floor_m2=floor_m2,
        kind=kind,
        has_asbestos=has_asbestos,
        warning=warning,
    )


def make_tenancy(
    *,
    dwelling: Dwelling | None = None,
    household: Household | None = None,
    person: Person | None = None,
    external_id: str | None = None,
    started_on: date = date(2020, 1, 1),
    ended_on: date | None = None,
    rent_cents: int = 61_234,
) -> Tenancy:
    """A tenancy of `dwelling` by `household`, or by a new household of `person`; what is absent is made."""
    return Tenancy.objects.create(
        external_id=external_id or f"T{next(_number)}",
        dwelling=dwelling or make_dwelling(),
        household=household or make_household(person=person),
        started_on=started_on,
        ended_on=ended_on,
        rent_cents=rent_cents,
    )
