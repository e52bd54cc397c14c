"""Who may do what, who may act for whom, and what a row about a person must hold."""

from voordeur.parties.rules.roles import MAY, OFFICE, STAFF, MandateScope, Permission, Role, may

__all__ = ["MAY", "OFFICE", "STAFF", "MandateScope", "Permission", "Role", "may"]
