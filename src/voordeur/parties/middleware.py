"""Staff go nowhere without a second factor."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
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

API = "/api/"


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
            # Asked at every page: an answer kept in the session would outlive the factor itself.
            and not is_mfa_enabled(user)
        ):
            return self._sent_away(request)
        return self.get_response(request)

    @staticmethod
    def _sent_away(request: HttpRequest) -> HttpResponse:
        """A person goes to the page that sets it up, a program hears no as it hears every no."""
        if not request.path_info.startswith(API):
            return redirect("mfa_activate_totp")
        problem = {"type": "about:blank", "status": 403, "title": "Set up a second factor first."}
        return JsonResponse(problem, status=403, content_type="application/problem+json")
