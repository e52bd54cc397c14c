"""What every page knows: the name of the association, the menu of the visitor's role, the languages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def page(request: HttpRequest) -> dict[str, Any]:
    """Values for the page frame; no queries."""
    return {
        "association_name": "Voordeur",
        "language_now": get_language() or settings.LANGUAGE_CODE,
        "is_demo": settings.DEMO,
    }
