"""What may be asked about homes and who lives there, under one name."""

from voordeur.homes.queries.cards import (
    DwellingCard,
    Resident,
    TenancyFacts,
    card,
    contact_people,
    current_tenancy,
    find_by_address,
    homes_of,
    number_of_homes,
    tenancies_seen_by,
)

__all__ = [
    "DwellingCard",
    "Resident",
    "TenancyFacts",
    "card",
    "contact_people",
    "current_tenancy",
    "find_by_address",
    "homes_of",
    "number_of_homes",
    "tenancies_seen_by",
]
