"""What a home is and who lives there. Reads only; what a page shows starts from `visible_to`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from voordeur.homes.models import Dwelling, Tenancy, TenancyQuerySet
from voordeur.homes.rules.addresses import postcode_of
from voordeur.parties.models import HouseholdMember, Mandate, Person, User
from voordeur.parties.queries import may_act_for
from voordeur.parties.rules import OFFICE, MandateScope, Permission, may

# VERA RELATIEROLSOORT: those who signed the tenancy
SIGNED = ("HUU", "MDH")


@dataclass(frozen=True, slots=True)
class Resident:
    """Someone of the household. Telephone, e-mail and vulnerability are empty for who may not see them."""

    person_id: int
    name: str
    # VERA RELATIEROLSOORT
    role: str
    phone: str
    email: str
    # VERA COMMUNICATIEKANAAL
    preferred_channel: str
    is_vulnerable: bool


@dataclass(frozen=True, slots=True)
class TenancyFacts:
    """A tenancy as it stands on a card. Rent in cents a month; None for who may not see it."""

    external_id: str
    started_on: date
    ended_on: date | None
    rent_cents: int | None


@dataclass(frozen=True, slots=True)
class DwellingCard:
    """A home with who lives there on a day, as far as the reader may see it. Area in m2."""

    dwelling_id: int
    external_id: str
    address: str
    full_address: str
    town: str
    lat: float
    lon: float
    complex_name: str
    # VERA EENHEIDDETAILSOORT
    kind: str
    year_built: int | None
    floor_m2: int | None
    bag_id: str
    has_asbestos: bool
    warning: str
    tenancy: TenancyFacts | None
    residents: tuple[Resident, ...]
    # (name, scope) of who may act for the tenants; the office only
    agents: tuple[tuple[str, str], ...]
    # Earlier and later tenancies, newest first; the office only
    others: tuple[TenancyFacts, ...]


def card(dwelling_id: int, user: User, day: date) -> DwellingCard:
    """The card of a home. Raises `Dwelling.DoesNotExist` when there is none or the user may not see it.

    The office sees contact details; warnings and vulnerability only the roles that may. A tenant sees the home and the
    names of those who live there; who may act in repairs only sees the home alone.
    """
    home = Dwelling.objects.visible_to(user, day).select_related("complex").get(pk=dwelling_id)
    is_office = user.role in OFFICE
    may_see_warnings = may(user.role, Permission.SEE_WARNINGS)
    tenancies = list(_with_members(home.tenancies.order_by("-started_on", "-pk")))
    current = next((one for one in tenancies if _is_in_force(one, day)), None)
    members = list(current.household.members.all()) if current else []
    may_see_people = is_office or _may_see_people(user, members, day)
    return DwellingCard(
        dwelling_id=home.pk,
        external_id=home.external_id,
        address=home.address,
        full_address=home.full_address,
        town=home.town,
        lat=home.lat,
        lon=home.lon,
        complex_name=home.complex.name if home.complex else "",
        kind=home.kind,
        year_built=home.year_built,
        floor_m2=home.floor_m2,
        bag_id=home.bag_id,
        has_asbestos=home.has_asbestos,
        warning=home.warning if may_see_warnings else "",
        tenancy=_facts(current, may_see_rent=may_see_people) if current else None,
        residents=tuple(
            _resident(member, is_office=is_office, may_see_warnings=may_see_warnings)
            for member in (members if may_see_people else [])
        ),
        agents=_agents(members, day) if is_office else (),
        others=tuple(_facts(one, may_see_rent=True) for one in tenancies if one != current) if is_office else (),
    )


def _with_members(tenancies: TenancyQuerySet) -> TenancyQuerySet:
    members = HouseholdMember.objects.select_related("person").order_by("pk")
    return tenancies.select_related("household").prefetch_related(Prefetch("household__members", queryset=members))


def _is_in_force(tenancy: Tenancy, day: date) -> bool:
    return tenancy.started_on <= day and (tenancy.ended_on is None or tenancy.ended_on >= day)


def _may_see_people(user: User, members: Sequence[HouseholdMember], day: date) -> bool:
    own_id = user.person_id
    if own_id is None:
        return False
    if any(member.person_id == own_id for member in members):
        return True
    return any(may_act_for(own_id, member.person_id, MandateScope.EVERYTHING, day) for member in members)


def _facts(tenancy: Tenancy, *, may_see_rent: bool) -> TenancyFacts:
    return TenancyFacts(
        external_id=tenancy.external_id,
        started_on=tenancy.started_on,
        ended_on=tenancy.ended_on,
        rent_cents=tenancy.rent_cents if may_see_rent else None,
    )


def _resident(member: HouseholdMember, *, is_office: bool, may_see_warnings: bool) -> Resident:
    person = member.person
    return Resident(
        person_id=person.pk,
        name=person.full_name,
        role=member.role,
        phone=person.phone if is_office else "",
        email=person.email if is_office else "",
        preferred_channel=person.preferred_channel if is_office else "",
        is_vulnerable=person.is_vulnerable and may_see_warnings,
    )


def _agents(members: Sequence[HouseholdMember], day: date) -> tuple[tuple[str, str], ...]:
    given = (
        Mandate.objects.in_force(day)
        .filter(principal__in=[member.person_id for member in members])
        .select_related("agent")
        .order_by("from_on", "pk")
    )
    return tuple((mandate.agent.full_name, mandate.scope) for mandate in given)


def find_by_address(postcode: str, number: int, letter: str = "", addition: str = "") -> Dwelling | None:
    """The home at an address, however postcode, letter and addition were typed."""
    plain = postcode_of(postcode)
    if plain is None:
        return None
    return Dwelling.objects.filter(
        postcode=plain, number=number, letter=letter.strip().upper(), addition=addition.strip().upper()
    ).first()


def current_tenancy(dwelling_id: int, day: date) -> Tenancy | None:
    """The tenancy of a home on a day, with its household and members; on a day of change the newer one."""
    tenancies = Tenancy.objects.in_force(day).filter(dwelling_id=dwelling_id).order_by("-started_on", "-pk")
    return next(iter(_with_members(tenancies)), None)


def homes_of(person_id: int, day: date) -> list[Dwelling]:
    """The homes that someone may speak for on a day: where they live themselves first, then by mandate."""
    rented = Tenancy.objects.in_force(day)
    own = rented.of_person(person_id).values("dwelling_id")
    by_mandate = rented.by_mandate(person_id, day).values("dwelling_id")
    found = list(
        Dwelling.objects.filter(Q(pk__in=own) | Q(pk__in=by_mandate)).order_by("street", "number", "letter", "pk")
    )
    own_ids = set(own.values_list("dwelling_id", flat=True))
    return sorted(found, key=lambda home: home.pk not in own_ids)


def tenancies_seen_by(person_id: int, day: date) -> list[int]:
    """The tenancies, present and past, that someone is or was part of, and those of whom they act for on a day."""
    own = Tenancy.objects.of_person(person_id).values_list("pk", flat=True)
    by_mandate = Tenancy.objects.by_mandate(person_id, day).values_list("pk", flat=True)
    return list({*own, *by_mandate})


def contact_people(dwelling_id: int, day: date) -> list[Person]:
    """Who signed the tenancy of a home and can be reached by e-mail or telephone: the tenant first.

    For sending a code to an address that we already have; what they answer must not be shown to who has no code.
    """
    tenancy = current_tenancy(dwelling_id, day)
    if tenancy is None:
        return []
    members = [member for member in tenancy.household.members.all() if member.role in SIGNED]
    members.sort(key=lambda member: SIGNED.index(member.role))
    return [member.person for member in members if member.person.email or member.person.phone]


def number_of_homes() -> int:
    """How many dwellings the association lets."""
    return Dwelling.objects.count()
