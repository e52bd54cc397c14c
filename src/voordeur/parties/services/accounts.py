"""Making, changing, closing and opening accounts. Every change stands in the audit trail."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation

from voordeur.base import audit, mailbox
from voordeur.kernel.errors import Refused
from voordeur.parties import texts
from voordeur.parties.models import Person, Team, User
from voordeur.parties.rules import MAY, Permission, Role
from voordeur.parties.rules.accounts import (
    check_may_manage,
    check_not_own,
    check_role,
    check_still_managed,
    clean_email,
)


@transaction.atomic
def make_account(
    *, name: str, email: str, role: Role, team: Team | None, customer_number: str, by: User, now: datetime
) -> User:
    """An account without a password; a letter with a link to choose one goes to the address.

    A tenant's account belongs to the person with `customer_number` and is called after them. Refused: not_allowed,
    email_taken, person_unknown, person_has_account.
    """
    _managers(by)
    person = _person(customer_number) if role == Role.TENANT else None
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                email=clean_email(email),
                name=person.full_name if person else name.strip(),
                role=role,
                person=person,
                team=None if person else team,
            )
    except IntegrityError:
        raise Refused("email_taken", email=clean_email(email)) from None
    _note("account.made", user, by=by, now=now, email=user.email, role=role.value, team=team.name if team else "")
    _write_link(user, now=now)
    return user


@transaction.atomic
def change_account(
    *,
    user: User,
    name: str,
    role: Role,
    team: Team | None,
    by: User,
    now: datetime,
    other_teams: Sequence[Team] | None = None,
) -> User:
    """Another name, role or team; from the next page on it holds. `other_teams` None leaves those as they are.

    Refused: not_allowed, account_is_yours (one's own role), role_of_other_kind, last_administrator.
    """
    others = _managers(by, but=user)
    user.refresh_from_db()
    before = {"name": user.name, "role": user.role, "team": user.team.name if user.team else "", **_others(user)}
    if user.role != role:
        check_not_own(own_id=by.pk, account_id=user.pk)
        check_role(before=user.role, after=role)
        check_still_managed(role=role, is_active=user.is_active, other_administrators=others)
    user.name, user.role, user.team = name.strip(), role.value, team
    user.save(update_fields=["name", "role", "team"])
    if other_teams is not None:
        user.other_teams.set(one for one in other_teams if one != team)
    after = {"name": user.name, "role": user.role, "team": team.name if team else "", **_others(user)}
    changed = {key: [before[key], after[key]] for key in before if before[key] != after[key]}
    if changed:
        _note("account.changed", user, by=by, now=now, **changed)
    return user


@transaction.atomic
def deactivate(*, user: User, by: User, now: datetime) -> None:
    """Close an account and end every session of it at once.

    Refused: not_allowed, account_is_yours, last_administrator, account_already_inactive.
    """
    others = _managers(by, but=user)
    check_not_own(own_id=by.pk, account_id=user.pk)
    check_still_managed(role=user.role, is_active=False, other_administrators=others)
    if not User.objects.filter(pk=user.pk, is_active=True).update(is_active=False, login_round=F("login_round") + 1):
        raise Refused("account_already_inactive")
    _note("account.deactivated", user, by=by, now=now)


@transaction.atomic
def activate(*, user: User, by: User, now: datetime) -> None:
    """Open an account again; the password and the second factor are what they were.

    Refused: not_allowed, account_already_active.
    """
    _managers(by)
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise Refused("account_already_active")
    _note("account.activated", user, by=by, now=now)


@transaction.atomic
def reset_second_factor(*, user: User, by: User, now: datetime) -> None:
    """Take the second factor and the spare codes away, end every session, and tell the person.

    Refused: not_allowed, account_is_yours, no_second_factor.
    """
    _managers(by)
    check_not_own(own_id=by.pk, account_id=user.pk)
    removed, _per_model = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise Refused("no_second_factor")
    User.objects.filter(pk=user.pk).update(login_round=F("login_round") + 1)
    _note("account.second_factor_reset", user, by=by, now=now)
    language = _language(user)
    with translation.override(language):
        mailbox.write(
            to_address=user.email,
            subject=str(texts.RESET_SUBJECT),
            body=str(texts.RESET_BODY) % {"name": user.name, "association": settings.ASSOCIATION},
            now=now,
            language=language,
        )


@transaction.atomic
def send_link(*, user: User, by: User, now: datetime) -> None:
    """Send a new link to choose a password; until it is used the old password stays.

    Refused: not_allowed, account_inactive.
    """
    _managers(by)
    if not user.is_active:
        raise Refused("account_inactive")
    _note("account.link_sent", user, by=by, now=now)
    _write_link(user, now=now)


def _managers(by: User, *, but: User | None = None) -> int:
    """How many active administrators there are beside `but`, with their rows locked and `by` checked against them.

    Of two who close each other's account at the same moment the second waits here and is refused.
    """
    roles = [role.value for role in MAY[Permission.MANAGE_ACCOUNTS]]
    found = User.objects.select_for_update().filter(role__in=roles, is_active=True).order_by("pk")
    managers = set(found.values_list("pk", flat=True))
    check_may_manage(by.role if by.pk in managers else "")
    return len(managers - {but.pk if but else 0})


def _others(user: User) -> dict[str, str]:
    """The other teams of an account, as the audit trail tells them."""
    return {"other teams": ", ".join(user.other_teams.order_by("name").values_list("name", flat=True))}


def _person(customer_number: str) -> Person:
    key = customer_number.strip()
    person = Person.objects.filter(external_id=key).first() if key else None
    if person is None:
        raise Refused("person_unknown", number=key)
    if User.objects.filter(person=person).exists():
        raise Refused("person_has_account", name=person.full_name)
    return person


def _language(user: User) -> str:
    return user.person.language if user.person is not None else settings.LANGUAGE_CODE


def _write_link(user: User, *, now: datetime) -> None:
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    language = _language(user)
    with translation.override(language):
        mailbox.write(
            to_address=user.email,
            subject=str(texts.LINK_SUBJECT) % {"association": settings.ASSOCIATION},
            body=str(texts.LINK_BODY)
            % {
                "name": user.name,
                "association": settings.ASSOCIATION,
                "link": settings.BASE_URL + path,
                "days": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days,
                "again": settings.BASE_URL + reverse("account_reset_password"),
            },
            now=now,
            language=language,
            case_kind=mailbox.PRIVATE,
        )


def _note(action: str, user: User, *, by: User, now: datetime, **details: object) -> None:
    audit.record(action, f"user {user.pk}", by=by, now=now, details=dict(details))
