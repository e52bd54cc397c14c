"""How people get in: accounts are made by staff or by import, never by a stranger; OpenID Connect joins by address."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from voordeur.parties.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Who logged in a moment ago and has no second factor yet sets it up without typing the password again."""
        user = self.request.user
        if app == "allauth.mfa" and not is_mfa_enabled(user):
            moments = [record["at"] for record in get_authentication_records(self.request, user)]
            if moments and time.time() - max(moments) < app_settings.REAUTHENTICATION_TIMEOUT:
                return False
        return bool(super().is_reauthentication_required(app=app, **more))


class OpenIdAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who comes in through the association's own identity provider must already be known here by a verified address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        verified = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
        user = User.objects.filter(email__in=verified, is_active=True).first()
        if user is None:
            messages.error(request, _("This account is not known here. Ask your administrator to add your address."))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)
