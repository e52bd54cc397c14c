"""Staff go nowhere without a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve

OPEN_NAMES = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_generate_recovery_codes",
        "mfa_view_recovery_codes",
        "account_logout",
        "account_reauthenticate",
        "health",
        "choose_language",
    }
)


class SecondFactorForStaff:
    """Send a member of staff who has not set up a second factor to the page that does so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if (
            settings.STAFF_SECOND_FACTOR
            and user.is_authenticated
            and user.is_staff_member
            and not request.path.startswith(f"/{settings.STATIC_URL.strip('/')}/")
            and resolve(request.path_info).url_name not in OPEN_NAMES
            and not self._has_factor(request)
        ):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    @staticmethod
    def _has_factor(request: HttpRequest) -> bool:
        """Ask the database once a session; the answer can only turn from no to yes by way of the set-up page."""
        known = request.session.get("has_second_factor")
        if known == request.user.pk:
            return True
        if is_mfa_enabled(request.user):
            request.session["has_second_factor"] = request.user.pk
            return True
        return False
