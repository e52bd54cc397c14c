"""Accounts: who may change which, so that nobody locks themselves or everybody out. Plain values in, Refused out."""

from voordeur.kernel.errors import Refused
from voordeur.parties.rules.roles import Permission, Role, may


def check_may_manage(role: str) -> None:
    """Only who manages accounts. Refused: not_allowed."""
    if not may(role, Permission.MANAGE_ACCOUNTS):
        raise Refused("not_allowed")


def check_not_own(*, own_id: int | None, account_id: int) -> None:
    """Nobody takes their own role, access or second factor away here. Refused: account_is_yours."""
    if own_id == account_id:
        raise Refused("account_is_yours")


def check_still_managed(*, role: str, is_active: bool, other_administrators: int) -> None:
    """With the account as it would become, somebody must be left who manages accounts. Refused: last_administrator."""
    if not other_administrators and not (is_active and may(role, Permission.MANAGE_ACCOUNTS)):
        raise Refused("last_administrator")


def check_role(*, before: str, after: str) -> None:
    """A tenant's account belongs to a person and their home, a colleague's does not. Refused: role_of_other_kind."""
    if (before == Role.TENANT) != (after == Role.TENANT):
        raise Refused("role_of_other_kind")


def clean_email(email: str) -> str:
    """The form in which an address is kept and compared."""
    return email.strip().lower()
