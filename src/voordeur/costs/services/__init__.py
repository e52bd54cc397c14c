"""The writers of this room, under one name."""

from voordeur.costs.services.reports import renew_report

__all__ = ["renew_report"]
