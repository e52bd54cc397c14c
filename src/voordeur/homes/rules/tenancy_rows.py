"""What a row about a tenancy must hold. Plain cells in, values or faults out."""

import re
from datetime import date
from types import MappingProxyType

from voordeur.homes.rules.addresses import Address, address_of
from voordeur.parties.rules.cells import Row, Values

# field -> whether a table without it is refused
FIELDS = MappingProxyType(
    {
        "external_id": True,
        "dwelling": True,
        "people": True,
        "started_on": True,
        "ended_on": False,
        "rent": False,
    }
)
# VERA RELATIEROLSOORT: tenant, co-tenant, occupant
ROLES = frozenset({"HUU", "MDH", "BEW"})
FIRST_DAY = date(1900, 1, 1)
YEARS_AHEAD = 2
MOST_RENT_CENTS = 1_000_000
MOST_PEOPLE = 20


def tenancy_of(row: Row, *, today: date) -> Values:
    """The values of the fields that the row has; faults are left on the row.

    `people` becomes (external id, role) pairs, `address` an Address when `dwelling` can be read as one.
    """
    last_day = date(today.year + YEARS_AHEAD, 12, 31)
    values: Values = {
        "external_id": row.text("external_id", longest=58, required=True),
        "dwelling": row.text("dwelling", longest=80, required=True),
        "people": _people(row),
        "started_on": row.day("started_on", least=FIRST_DAY, most=last_day, required=True),
    }
    values["address"] = address_of(values["dwelling"])
    if row.has("ended_on"):
        values["ended_on"] = row.day("ended_on", least=FIRST_DAY, most=last_day)
        if values["ended_on"] and values["started_on"] and values["ended_on"] < values["started_on"]:
            row.refuse("ended_on", "ends_before_it_begins", allowed=f">= {values['started_on'].isoformat()}")
    if row.has("rent"):
        values["rent_cents"] = row.cents("rent", most=MOST_RENT_CENTS)
    return values


def _people(row: Row) -> tuple[tuple[str, str], ...]:
    """`P1:HUU | P2:MDH`; the first is the tenant and the others co-tenants when no role is named."""
    found: list[tuple[str, str]] = []
    for part in re.split(r"[|;,\s]+", row.text("people", longest=1000, required=True)):
        if not part:
            continue
        external_id, _colon, role = part.partition(":")
        role = role.upper() or ("MDH" if found else "HUU")
        if role not in ROLES or not external_id:
            row.refuse("people", "not_a_household_role", allowed="P1:HUU | P2:MDH | P3:BEW", value=part)
        elif external_id in dict(found):
            row.refuse("people", "person_twice", value=external_id)
        else:
            found.append((external_id, role))
    if len(found) > MOST_PEOPLE:
        row.refuse("people", "too_many_people", allowed=str(MOST_PEOPLE))
    elif found and "HUU" not in dict(found).values() and not row.errors:
        row.refuse("people", "no_tenant_named", allowed="P1:HUU")
    return tuple(found)


def overlap(a_from: date, a_until: date | None, b_from: date, b_until: date | None) -> bool:
    """Whether two periods share a day; None is without end. A home may change hands on one day: that is no overlap."""
    return a_from < (b_until or date.max) and b_from < (a_until or date.max)


def keys_of(values: Values) -> dict[str, str]:
    """What may stand in a table only once."""
    return {"external_id": values["external_id"]}


def address_in(values: Values) -> Address | None:
    """The address by which the row names its home, if it does."""
    address: Address | None = values["address"]
    return address
