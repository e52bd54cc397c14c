"""Keeping rows about tenancies, with the household that rents: new ones made, known ones changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from voordeur.homes.models import Dwelling, Tenancy
from voordeur.homes.rules.addresses import Address
from voordeur.homes.rules.tenancy_rows import address_in, overlap
from voordeur.homes.services.ledger import Ledger
from voordeur.parties.models import Household, HouseholdMember, Person, User
from voordeur.parties.rules.cells import Row, Values

Checked = tuple[Row, Values]
Members = dict[int, str]


def keep_tenancies(
    batch: Sequence[Checked], *, ledger: Ledger, write: bool, by: User | None, now: datetime
) -> dict[int, str]:
    """Row number -> "created", "updated" or "unchanged"; a row that cannot be gets an error instead.

    A home is let to one household at a time; a row that ends a tenancy stands before the row that begins the next.
    Every person of a row must be known. Belongs in the caller's transaction; nothing is written unless `write`.
    """
    known = _known_tenancies([values["external_id"] for _row, values in batch])
    homes = _homes(batch)
    people = _people(batch)
    others = _tenancies_of([home.pk for home in homes.values()])
    verdicts: dict[int, str] = {}
    made: list[tuple[Tenancy, Members]] = []
    changed: list[tuple[Tenancy, Members | None]] = []
    for row, values in batch:
        tenancy = known.get(values["external_id"])
        values.setdefault("ended_on", tenancy.ended_on if tenancy else None)
        home = homes.get(values["dwelling"])
        _refuse_unknown(row, values, home, people)
        if home is not None:
            _refuse_if_let(row, values, others.get(home.pk, []), ledger.periods(home.pk))
        if row.errors or home is None:
            continue
        ends = values["ended_on"].isoformat() if values["ended_on"] else ""
        ledger.add_period(home.pk, values["external_id"], values["started_on"].isoformat(), ends)
        members = {people[external_id]: role for external_id, role in values["people"]}
        if tenancy is None:
            made.append((_set(Tenancy(external_id=values["external_id"]), home, values), members))
            verdicts[row.number] = "created"
            continue
        before = _facts(tenancy)
        is_same_household = members == {member.person_id: member.role for member in tenancy.household.members.all()}
        if _facts(_set(tenancy, home, values)) == before and is_same_household:
            verdicts[row.number] = "unchanged"
        else:
            changed.append((tenancy, None if is_same_household else members))
            verdicts[row.number] = "updated"
    if write:
        _write(made, changed, by=by, now=now)
    return verdicts


def _set(tenancy: Tenancy, home: Dwelling, values: Values) -> Tenancy:
    tenancy.dwelling_id = home.pk
    tenancy.started_on = values["started_on"]
    tenancy.ended_on = values["ended_on"]
    tenancy.rent_cents = values.get("rent_cents", tenancy.rent_cents)
    return tenancy


def _facts(tenancy: Tenancy) -> tuple[object, ...]:
    return tenancy.dwelling_id, tenancy.started_on, tenancy.ended_on, tenancy.rent_cents


def _people(batch: Sequence[Checked]) -> dict[str, int]:
    """External key -> id of everyone whom the batch names and we know."""
    named = sorted({external_id for _row, values in batch for external_id, _role in values["people"]})
    found: dict[str, int] = {}
    for start in range(0, len(named), 500):
        pairs = Person.objects.filter(external_id__in=named[start : start + 500]).values_list("external_id", "pk")
        found.update(pairs)
    return found


def _refuse_unknown(row: Row, values: Values, home: Dwelling | None, people: Mapping[str, int]) -> None:
    if home is None:
        row.refuse("dwelling", "unknown_dwelling", allowed="7323AA 139A-2")
    for external_id, _role in values["people"]:
        if external_id not in people:
            row.refuse("people", "unknown_person", value=external_id)


def _known_tenancies(external_ids: Sequence[str]) -> dict[str, Tenancy]:
    found: dict[str, Tenancy] = {}
    for start in range(0, len(external_ids), 500):
        for tenancy in (
            Tenancy.objects.filter(external_id__in=external_ids[start : start + 500])
            .select_related("household")
            .prefetch_related("household__members")
        ):
            found[tenancy.external_id] = tenancy
    return found


def _tenancies_of(dwelling_ids: Sequence[int]) -> dict[int, list[Tenancy]]:
    found: dict[int, list[Tenancy]] = {}
    for start in range(0, len(dwelling_ids), 500):
        for tenancy in Tenancy.objects.filter(dwelling_id__in=dwelling_ids[start : start + 500]):
            found.setdefault(tenancy.dwelling_id, []).append(tenancy)
    return found


def _homes(batch: Sequence[Checked]) -> dict[str, Dwelling]:
    """What stands in the column `dwelling` -> the home: by external key first, else by address."""
    named = sorted({values["dwelling"] for _row, values in batch})
    found = dict(Dwelling.objects.in_bulk(named, field_name="external_id"))
    addresses = {
        values["dwelling"]: address
        for _row, values in batch
        if values["dwelling"] not in found and (address := address_in(values)) is not None
    }
    postcodes = sorted({address.postcode for address in addresses.values()})
    there: dict[Address, Dwelling] = {}
    for start in range(0, len(postcodes), 500):
        for home in Dwelling.objects.filter(postcode__in=postcodes[start : start + 500]):
            there[Address(home.postcode, home.number, home.letter, home.addition)] = home
    found.update({text: there[address] for text, address in addresses.items() if address in there})
    return found


def _refuse_if_let(row: Row, values: Values, others: Sequence[Tenancy], told: Sequence[tuple[str, str, str]]) -> None:
    """Refuse when someone else rents the home on one of these days, by an earlier row or else by what we know."""
    periods = {tenancy.external_id: (tenancy.started_on, tenancy.ended_on) for tenancy in others}
    for tenancy, begins, ends in told:
        periods[tenancy] = (date.fromisoformat(begins), date.fromisoformat(ends) if ends else None)
    periods.pop(values["external_id"], None)
    for tenancy, (begins_on, ended_on) in sorted(periods.items()):
        both_open = ended_on is None and values["ended_on"] is None
        if both_open or overlap(values["started_on"], values["ended_on"], begins_on, ended_on):
            row.refuse("dwelling", "already_let", other=tenancy, begins=begins_on.isoformat(), ends=f"{ended_on or ''}")
            return


def _write(
    made: Sequence[tuple[Tenancy, Members]],
    changed: Sequence[tuple[Tenancy, Members | None]],
    *,
    by: User | None,
    now: datetime,
) -> None:
    """Write the changes before the new ones, so that a home is free again before it is let."""
    if changed:
        bulk_update_with_history(
            [tenancy for tenancy, _members in changed],
            Tenancy,
            ["dwelling", "started_on", "ended_on", "rent_cents"],
            batch_size=200,
            default_user=by,
            default_date=now,
        )
    moved = [(tenancy.household, members) for tenancy, members in changed if members is not None]
    HouseholdMember.objects.filter(household__in=[household for household, _members in moved]).delete()
    households = Household.objects.bulk_create(
        [Household(external_id=f"H-{tenancy.external_id}") for tenancy, _members in made], batch_size=500
    )
    for (tenancy, _members), household in zip(made, households, strict=True):
        tenancy.household = household
    moved += [(household, members) for household, (_tenancy, members) in zip(households, made, strict=True)]
    HouseholdMember.objects.bulk_create(
        [
            HouseholdMember(household=household, person_id=person_id, role=role)
            for household, members in moved
            for person_id, role in members.items()
        ],
        batch_size=500,
    )
    if made:
        bulk_create_with_history(
            [tenancy for tenancy, _members in made], Tenancy, batch_size=500, default_user=by, default_date=now
        )
