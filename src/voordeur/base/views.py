"""Pages without a domain: health, language, the CSRF refusal."""

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import open_to_all


@open_to_all
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """200 when the site and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@open_to_all
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie for a year and go back to the page."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 86400, samesite="Lax", secure=settings.BEHIND_HTTPS
        )
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose session is gone: say so and keep what was typed in the browser's own back button."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)


@open_to_all
def nothing_here(request: HttpRequest) -> HttpResponse:
    """A page that a library has and we do not."""
    raise Http404


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """This page is not for this role."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page, or it is not yours to see; which of the two stays unsaid."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed on our side. A plain page that needs no database."""
    return render(request, "500.html", status=500)
