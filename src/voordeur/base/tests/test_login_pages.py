"""The log-in pages stand in our frame and speak our words."""

import pytest
from django.utils import translation

pytestmark = [pytest.mark.urls("voordeur.base.tests.urls"), pytest.mark.django_db]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/account/login/", "Inloggen"),
        ("/account/password/reset/", "Wachtwoord vergeten?"),
        ("/account/password/reset/done/", "Kijk in uw mailbox"),
        ("/account/password/reset/key/done/", "Uw wachtwoord is gewijzigd"),
        ("/account/password/reset/key/a-bcd/", "Deze link werkt niet meer"),
        ("/account/inactive/", "Dit account is gesloten"),
        ("/account/signup/", "U krijgt een account van ons"),
        ("/account/openid/login/cancelled/", "U bent gestopt met inloggen"),
        ("/account/openid/login/error/", "Het inloggen lukte niet"),
    ],
)
def test_a_visitor_sees_our_page(client, address, words):
    told = client.get(address).content.decode()

    assert f'<h1 class="vd-title">{words}</h1>' in told
    assert 'class="vd-header"' in told


def test_a_wrong_password_is_told_in_our_own_tone(client):
    told = client.post("/account/login/", {"login": "eve@example.org", "password": "wrong"}).content.decode()

    assert "Dit e-mailadres en dit wachtwoord horen niet bij elkaar." in told


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_log_in_page_says_je_or_helaas(client, language):
    client.cookies["language"] = language
    with translation.override(language):
        for address in ("/account/login/", "/account/password/reset/", "/account/signup/"):
            told = client.get(address).content.decode().lower()
            assert " je " not in told
            assert "helaas" not in told


def test_a_forgotten_password_is_answered_by_a_letter_with_a_link(client, django_user_model, mailoutbox):
    django_user_model.objects.create_user("ada@example.org", "geheim-genoeg-1", name="Ada")

    client.post("/account/password/reset/", {"email": "ada@example.org"})

    (letter,) = mailoutbox
    assert "Kies een nieuw wachtwoord" in letter.subject
    assert "/account/password/reset/key/" in letter.body
    assert "Met vriendelijke groet,\nVoordeur" in letter.body


def test_an_unknown_address_is_told_so_by_letter_only(client, mailoutbox):
    told = client.post("/account/password/reset/", {"email": "eve@example.org"}, follow=True).content.decode()

    assert "Kijk in uw mailbox" in told
    assert "Bij ons is geen account met dat adres." in mailoutbox[0].body
    assert "signup" not in mailoutbox[0].body
