"""How people get in: the second factor of staff, and OpenID Connect by configuration."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked(settings) -> None:
    settings.STAFF_SECOND_FACTOR = True


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TENANT}))
def test_staff_without_a_second_factor_are_sent_to_set_it_up(role: Role) -> None:
    answer = logged_in(make_user(role=role)).get(reverse("finding:page"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_activate_totp"))


def test_a_tenant_needs_no_second_factor() -> None:
    assert logged_in(make_user()).get(reverse("parties:mandates")).status_code == 200


def test_staff_with_a_second_factor_pass() -> None:
    sam = make_user(role=Role.CONTACT_AGENT)
    TOTP.activate(sam, generate_totp_secret())
    assert logged_in(sam).get(reverse("finding:page")).status_code == 200


def test_a_member_of_staff_sets_up_a_second_factor_and_may_go_on() -> None:
    sam = make_user(role=Role.CONTACT_AGENT, email="sam@example.org", password="een-lang-wachtwoord")
    client = Client()
    client.post(reverse("account_login"), {"login": "sam@example.org", "password": "een-lang-wachtwoord"})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    secret = client.session[SECRET_SESSION_KEY]
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert wrong.status_code == 200
    assert not Authenticator.objects.exists()
    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert Authenticator.objects.filter(user=sam, type=Authenticator.Type.TOTP).exists()
    assert client.get(reverse("finding:page")).status_code == 200


def test_the_second_factor_is_asked_at_log_in() -> None:
    sam = make_user(role=Role.CONTACT_AGENT, email="sam@example.org", password="een-lang-wachtwoord")
    secret = generate_totp_secret()
    TOTP.activate(sam, secret)
    client = Client()
    answer = client.post(reverse("account_login"), {"login": "sam@example.org", "password": "een-lang-wachtwoord"})
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(reverse("finding:page")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert client.get(reverse("finding:page")).status_code == 200
    assert get_adapter().is_mfa_enabled(sam)


def test_who_takes_the_second_factor_away_sets_it_up_again_in_every_session() -> None:
    sam = make_user(role=Role.CONTACT_AGENT)
    TOTP.activate(sam, generate_totp_secret())
    here, elsewhere = logged_in(sam), logged_in(sam)
    assert [one.get(reverse("finding:page")).status_code for one in (here, elsewhere)] == [200, 200]
    Authenticator.objects.filter(user=sam).delete()
    for one in (here, elsewhere):
        answer = one.get(reverse("finding:page"))
        assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_activate_totp"))


@pytest.mark.pure  # it looks into a database of its own
def test_openid_connect_is_configured_by_the_environment(tmp_path: Path, empty_database: Path) -> None:
    shutil.copyfile(empty_database, tmp_path / "voordeur.sqlite3")
    script = (
        "import django, json; django.setup();"
        "from allauth.socialaccount.adapter import get_adapter;"
        "from django.test import RequestFactory; from django.urls import reverse;"
        "apps = get_adapter().list_apps(None);"
        "print(json.dumps([[app.provider_id, app.name, app.settings['server_url']] for app in apps]"
        " + [reverse('openid_connect_login', args=['staff'])]))"
    )
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "voordeur.config.settings",
        "VOORDEUR_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'voordeur.sqlite3'}",
        "VOORDEUR_OIDC_URL": "https://login.example.org",
        "VOORDEUR_OIDC_NAME": "Wonen",
        "VOORDEUR_OIDC_CLIENT_ID": "voordeur",
        "VOORDEUR_OIDC_SECRET": "secret",
    }
    answer = subprocess.run(  # noqa: S603 - our own interpreter and script
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == [
        ["staff", "Wonen", "https://login.example.org"],
        "/account/openid/oidc/staff/login/",
    ]


def test_without_configuration_there_is_no_openid_connect(settings) -> None:
    assert settings.SOCIALACCOUNT_PROVIDERS == {}
    assert Client().get(reverse("openid_connect_login", args=["staff"])).status_code == 404


def test_nobody_signs_up_by_themselves() -> None:
    answer = Client().post(
        reverse("account_signup"),
        {"email": "eve@example.org", "password1": "een-lang-wachtwoord", "password2": "een-lang-wachtwoord"},
    )
    assert answer.status_code != 302
    assert not User.objects.exists()
