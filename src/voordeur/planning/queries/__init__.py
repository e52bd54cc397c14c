"""What may be asked about shifts, visits and capacity, under one name."""

from voordeur.planning.queries.offers import SlotOffer, for_tenant, offers

__all__ = ["SlotOffer", "for_tenant", "offers"]
