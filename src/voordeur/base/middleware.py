"""What every page gets: the language by choice, Dutch unless the visitor chose English; and a page for a refusal."""

from collections.abc import Callable

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from voordeur.kernel.errors import Refused


class ChosenLanguage:
    """Activate the language of the cookie; the browser's own preference is left alone, Dutch being the default."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class RefusalPage:
    """A refusal that no page foresaw becomes a page with a sentence, not a broken one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """409 for a refusal; 503 while no service policy holds, because then nothing can be promised yet."""
        if isinstance(exception, ValueError | DataError) and "NUL (0x00)" in str(exception):
            # PostgreSQL keeps no such sign in a text; only a program sends one.
            return render(request, "409.html", {"code": "nul_sign", "is_empty": False}, status=400)
        if not isinstance(exception, Refused):
            return None
        is_empty = exception.code == "no_policy_in_force"
        return render(
            request, "409.html", {"code": exception.code, "is_empty": is_empty}, status=503 if is_empty else 409
        )
