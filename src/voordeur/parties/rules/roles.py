"""Roles and what each may do. Plain values; the pages and services ask here."""

from enum import StrEnum


class Role(StrEnum):
    """One per person; the words are in texts.py."""

    TENANT = "tenant"
    CONTACT_AGENT = "contact_agent"
    PLANNER = "planner"
    CRAFTSMAN = "craftsman"
    HOUSING_CONSULTANT = "housing_consultant"
    QUALITY = "quality"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


STAFF = frozenset(set(Role) - {Role.TENANT})
OFFICE = STAFF - {Role.CRAFTSMAN}


class Permission(StrEnum):
    """A thing one may do that is not a move of a case (those stand in the room's own rules)."""

    SEE_ALL_HOMES = "see_all_homes"
    SEE_WARNINGS = "see_warnings"
    SEE_WORK = "see_work"
    SEE_PLANNING = "see_planning"
    PLAN = "plan"
    SEE_FIGURES = "see_figures"
    SEE_OUTBOX = "see_outbox"
    CHANGE_POLICY = "change_policy"
    ANSWER_PHONE = "answer_phone"
    EDIT_ANSWERS = "edit_answers"
    SEE_AUDIT = "see_audit"
    CHANGE_MANDATES = "change_mandates"
    MANAGE_ACCOUNTS = "manage_accounts"
    WRITE_LETTERS = "write_letters"
    RECEIVE_VISITORS = "receive_visitors"
    MAKE_ROSTERS = "make_rosters"


MAY: dict[Permission, frozenset[Role]] = {
    Permission.SEE_ALL_HOMES: OFFICE,
    Permission.SEE_WARNINGS: frozenset({Role.CONTACT_AGENT, Role.PLANNER, Role.CRAFTSMAN, Role.HOUSING_CONSULTANT}),
    Permission.SEE_WORK: STAFF,
    Permission.SEE_PLANNING: frozenset({Role.PLANNER, Role.CONTACT_AGENT, Role.MANAGER, Role.ADMINISTRATOR}),
    Permission.PLAN: frozenset({Role.PLANNER}),
    Permission.SEE_FIGURES: frozenset({Role.MANAGER, Role.QUALITY, Role.ADMINISTRATOR}),
    Permission.SEE_OUTBOX: frozenset({Role.ADMINISTRATOR, Role.MANAGER, Role.CONTACT_AGENT}),
    Permission.CHANGE_POLICY: frozenset({Role.MANAGER, Role.ADMINISTRATOR}),
    # In an association of departments the planners take the calls about repairs themselves.
    Permission.ANSWER_PHONE: frozenset({Role.CONTACT_AGENT, Role.HOUSING_CONSULTANT, Role.PLANNER}),
    Permission.EDIT_ANSWERS: frozenset({Role.CONTACT_AGENT, Role.HOUSING_CONSULTANT, Role.QUALITY, Role.MANAGER}),
    Permission.SEE_AUDIT: frozenset({Role.ADMINISTRATOR}),
    Permission.CHANGE_MANDATES: frozenset({Role.CONTACT_AGENT, Role.HOUSING_CONSULTANT, Role.ADMINISTRATOR}),
    Permission.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
    Permission.WRITE_LETTERS: frozenset({Role.QUALITY, Role.MANAGER, Role.ADMINISTRATOR}),
    Permission.RECEIVE_VISITORS: frozenset({Role.CONTACT_AGENT, Role.HOUSING_CONSULTANT}),
    Permission.MAKE_ROSTERS: frozenset({Role.MANAGER}),
}


def may(role: str, permission: Permission) -> bool:
    """Whether someone in this role may do this."""
    return role in MAY[permission]


class MandateScope(StrEnum):
    """What someone may do for another (VERA has no list; the codes are ours)."""

    EVERYTHING = "everything"
    REPAIRS = "repairs"
