"""Accounts: who may make, change and close them, and that nobody locks themselves or everybody out."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from voordeur.base import audit, mailbox
from voordeur.base.models import AuditEvent, Letter
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.parties.queries import accounts as listed
from voordeur.parties.queries import members_of, teams_of
from voordeur.parties.rules import Role
from voordeur.parties.rules.accounts import check_may_manage, check_not_own, check_role, check_still_managed
from voordeur.parties.services import accounts
from voordeur.parties.tests.factories import make_person, make_team, make_user
from voordeur.parties.texts import REFUSALS

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


# --- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*Role, ""])
def test_only_an_administrator_manages_accounts(role: str) -> None:
    if role == Role.ADMINISTRATOR:
        check_may_manage(role)
    else:
        with pytest.raises(Refused, match="not_allowed"):
            check_may_manage(role)


def test_nobody_closes_their_own_account() -> None:
    check_not_own(own_id=1, account_id=2)
    with pytest.raises(Refused, match="account_is_yours"):
        check_not_own(own_id=1, account_id=1)


@pytest.mark.parametrize(
    ("role", "is_active", "others", "is_fine"),
    [
        (Role.ADMINISTRATOR, True, 0, True),
        (Role.ADMINISTRATOR, False, 0, False),
        (Role.MANAGER, True, 0, False),
        (Role.MANAGER, False, 1, True),
        (Role.ADMINISTRATOR, False, 1, True),
    ],
)
def test_somebody_is_always_left_who_manages_accounts(role: Role, is_active: bool, others: int, is_fine: bool) -> None:
    if is_fine:
        check_still_managed(role=role, is_active=is_active, other_administrators=others)
    else:
        with pytest.raises(Refused, match="last_administrator"):
            check_still_managed(role=role, is_active=is_active, other_administrators=others)


@pytest.mark.parametrize("before", list(Role))
@pytest.mark.parametrize("after", list(Role))
def test_a_tenant_never_becomes_a_colleague_nor_a_colleague_a_tenant(before: Role, after: Role) -> None:
    if (before == Role.TENANT) == (after == Role.TENANT):
        check_role(before=before, after=after)
    else:
        with pytest.raises(Refused, match="role_of_other_kind"):
            check_role(before=before, after=after)


# --- services ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def alex() -> User:
    return make_user(role=Role.ADMINISTRATOR, name="Alex Beheer")


def make(alex: User, **changes) -> User:
    told = {"name": "Sam Bakker", "email": "Sam@Example.org ", "role": Role.PLANNER, "team": None}
    return accounts.make_account(**{**told, "customer_number": "", "by": alex, "now": NOW, **changes})


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def link_in(letter: Letter) -> str:
    return next(word for word in letter.body.split() if "/key/" in word).partition("/account/")[2]


@pytest.mark.django_db
def test_who_gets_an_account_chooses_a_password_by_the_link_and_logs_in(alex: User, settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    sam = make(alex, team=make_team(code="planning"))
    assert (sam.email, sam.has_usable_password(), sam.team.code) == ("sam@example.org", False, "planning")
    letter = Letter.objects.get(to_address="sam@example.org")
    assert letter.case_kind == mailbox.PRIVATE
    assert "3 dagen" in letter.body

    client = Client()
    shown = client.get(f"/account/{link_in(letter)}", follow=True)
    word = "een-lang-en-eigen-woord"
    client.post(shown.request["PATH_INFO"], {"password1": word, "password2": word})
    answer = Client().post(reverse("account_login"), {"login": "sam@example.org", "password": word})
    assert answer.status_code == 302
    sam.refresh_from_db()
    assert sam.last_login is not None
    # The link works once.
    assert "/key/" not in Client().get(f"/account/{link_in(letter)}").get("Location", "")


@pytest.mark.django_db
def test_a_tenants_account_belongs_to_the_person_with_the_number(alex: User) -> None:
    ada = make_person(external_id="K100", first_name="Ada", infix="de", last_name="Boer", language="en")
    user = make(alex, role=Role.TENANT, name="", customer_number=" K100 ", team=make_team())
    assert (user.person, user.name, user.team) == (ada, "Ada de Boer", None)
    assert Letter.objects.get().language == "en"


@pytest.mark.django_db
def test_refusals_leave_no_trace_and_have_a_sentence(alex: User) -> None:
    make_user(email="known@example.org")
    with_account = make_user(person=make_person(external_id="K7")).person
    rows = (User.objects.count(), AuditEvent.objects.count())
    wrong: list[tuple[str, dict[str, object]]] = [
        ("email_taken", {"email": "KNOWN@example.org"}),
        ("person_unknown", {"role": Role.TENANT, "customer_number": "P999"}),
        ("person_unknown", {"role": Role.TENANT, "customer_number": " "}),
        ("person_has_account", {"role": Role.TENANT, "customer_number": with_account.external_id}),
        ("not_allowed", {"by": make_user(role=Role.ADMINISTRATOR, email="gone@example.org")}),
    ]
    User.objects.filter(email="gone@example.org").update(is_active=False)
    for code, changes in wrong:
        with pytest.raises(Refused, match=code) as refusal:
            make(alex, **changes)
        assert "%(" not in str(REFUSALS[code]) % refusal.value.params
    assert (User.objects.count() - 1, AuditEvent.objects.count()) == rows
    assert not Letter.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_no_other_role_manages_accounts(alex: User, role: Role) -> None:
    sam, other = make_user(role=role), make_user(role=Role.PLANNER)
    told = {"by": sam, "now": NOW}
    for service in (accounts.deactivate, accounts.activate, accounts.reset_second_factor, accounts.send_link):
        with pytest.raises(Refused, match="not_allowed"):
            service(user=other, **told)
    with pytest.raises(Refused, match="not_allowed"):
        accounts.change_account(user=other, name="x", role=Role.ADMINISTRATOR, team=None, **told)
    with pytest.raises(Refused, match="not_allowed"):
        make(sam)


@pytest.mark.django_db
def test_a_change_says_what_was_and_what_became(alex: User) -> None:
    sam, team = make_user(role=Role.PLANNER, name="Sam Bakker"), make_team(name="Kwaliteit")
    accounts.change_account(user=sam, name="Sam Smit", role=Role.QUALITY, team=team, by=alex, now=NOW)
    sam.refresh_from_db()
    assert (sam.name, sam.role, sam.team) == ("Sam Smit", Role.QUALITY, team)
    assert AuditEvent.objects.get().details == {
        "name": ["Sam Bakker", "Sam Smit"],
        "role": ["planner", "quality"],
        "team": ["", "Kwaliteit"],
    }
    accounts.change_account(user=sam, name="Sam Smit", role=Role.QUALITY, team=team, by=alex, now=NOW)
    assert actions() == ["account.changed"]


@pytest.mark.django_db
def test_an_administrator_cannot_take_away_their_own_role_access_or_second_step(alex: User) -> None:
    make_user(role=Role.ADMINISTRATOR)
    told = {"user": alex, "by": alex, "now": NOW}
    for service in (accounts.deactivate, accounts.reset_second_factor):
        with pytest.raises(Refused, match="account_is_yours"):
            service(**told)
    with pytest.raises(Refused, match="account_is_yours"):
        accounts.change_account(name="Alex", role=Role.MANAGER, team=None, **told)
    accounts.change_account(name="Alex B", role=Role.ADMINISTRATOR, team=make_team(), **told)
    alex.refresh_from_db()
    assert (alex.name, alex.role, alex.is_active) == ("Alex B", Role.ADMINISTRATOR, True)


@pytest.mark.django_db
def test_of_two_administrators_who_close_each_others_account_the_second_is_refused(alex: User) -> None:
    # Both opened the page before either pressed the button.
    bo, page_of_bo = make_user(role=Role.ADMINISTRATOR), User.objects.get(pk=alex.pk)
    accounts.deactivate(user=bo, by=alex, now=NOW)
    with pytest.raises(Refused, match="not_allowed"):
        accounts.deactivate(user=page_of_bo, by=bo, now=NOW)
    assert User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).get() == alex


@pytest.mark.django_db
def test_who_is_closed_out_is_logged_out_at_once_and_old_sessions_stay_dead(alex: User, settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    sam = make_user(role=Role.CONTACT_AGENT)
    client = Client()
    client.force_login(sam)
    assert client.get(reverse("finding:page")).status_code == 200

    accounts.deactivate(user=sam, by=alex, now=NOW)
    assert client.get(reverse("finding:page")).status_code == 302
    with pytest.raises(Refused, match="account_already_inactive"):
        accounts.deactivate(user=sam, by=alex, now=NOW)

    accounts.activate(user=sam, by=alex, now=NOW)
    assert client.get(reverse("finding:page")).status_code == 302
    client.force_login(User.objects.get(pk=sam.pk))
    assert client.get(reverse("finding:page")).status_code == 200
    with pytest.raises(Refused, match="account_already_active"):
        accounts.activate(user=sam, by=alex, now=NOW)
    assert actions() == ["account.deactivated", "account.activated"]
    assert audit.first_broken() is None


@pytest.mark.django_db
def test_a_lost_telephone_ends_every_session_and_the_person_hears_of_it(alex: User, settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    sam = make_user(role=Role.CONTACT_AGENT, email="sam@example.org")
    TOTP.activate(sam, generate_totp_secret())
    RecoveryCodes.activate(sam)
    client = Client()
    client.force_login(sam)

    accounts.reset_second_factor(user=sam, by=alex, now=NOW)

    assert client.get(reverse("finding:page"))["Location"].startswith(reverse("account_login"))
    assert not Authenticator.objects.filter(user=sam).exists()
    assert "nog een keer in" in Letter.objects.get(to_address="sam@example.org").subject
    assert actions() == ["account.second_factor_reset"]
    with pytest.raises(Refused, match="no_second_factor"):
        accounts.reset_second_factor(user=sam, by=alex, now=NOW)


@pytest.mark.django_db
def test_a_closed_account_gets_no_link(alex: User) -> None:
    sam = make_user(role=Role.PLANNER)
    accounts.send_link(user=sam, by=alex, now=NOW)
    User.objects.filter(pk=sam.pk).update(is_active=False)
    sam.refresh_from_db()
    with pytest.raises(Refused, match="account_inactive"):
        accounts.send_link(user=sam, by=alex, now=NOW)
    assert Letter.objects.count() == 1


@pytest.mark.django_db
def test_accounts_are_found_by_name_address_role_and_state(alex: User) -> None:
    sam = make_user(role=Role.PLANNER, name="Sam Bakker", email="planner@example.org")
    TOTP.activate(sam, generate_totp_secret())
    ada = make_user(email="ada@example.org", name="Ada de Boer")
    User.objects.filter(pk=ada.pk).update(is_active=False)

    assert [(one, one.has_second_factor) for one in listed(alex, text="bakker sam")] == [(sam, True)]
    assert list(listed(alex, text="ada@")) == [ada]
    assert list(listed(alex, role=Role.ADMINISTRATOR)) == [alex]
    assert list(listed(alex, state="inactive")) == [ada]
    assert list(listed(alex, state="active")) == [alex, sam]
    # Anyone else sees their own.
    assert list(listed(sam)) == [sam]


@pytest.mark.django_db
def test_a_colleague_works_in_several_teams_and_the_trail_tells_it(alex: User, settings) -> None:
    settings.STAFF_SECOND_FACTOR = False
    contact, north = make_team(code="contact", name="Klantcontact"), make_team(code="north", name="Wijkteam Noord")
    sam = make_user(role=Role.CONTACT_AGENT, name="Sam", team=contact)
    client = Client()
    client.force_login(alex)
    told = {"name": "Sam", "role": "contact_agent", "team": contact.pk, "other_teams": [north.pk, contact.pk]}
    client.post(reverse("parties:account", args=[sam.pk]), told)

    assert set(teams_of(sam)) == {contact, north}
    # The team that somebody belongs to is not told twice.
    assert list(sam.other_teams.all()) == [north]
    assert AuditEvent.objects.get(action="account.changed").details == {"other teams": ["", "Wijkteam Noord"]}
    assert list(members_of(north)) == [sam]
