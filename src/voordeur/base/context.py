"""What every page knows: the name of the association, the menu of the visitor's role, the languages."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language

from voordeur.base.texts import MENU_LABELS

# Which entries a role sees, in the order of its day. Someone who is not logged in is "visitor".
MENU: dict[str, tuple[str, ...]] = {
    "visitor": ("repairs:report", "counter:reach", "promises:page"),
    "tenant": ("portal:my", "correspondence:my", "repairs:report", "counter:reach", "promises:page"),
    "contact_agent": (
        "work:list",
        "contact:screen",
        "correspondence:list",
        "counter:board",
        "finding:page",
        "repairs:report",
        "repairs:list",
        "complaints:list",
        "planning:day",
        "desk:outbox",
    ),
    "planner": ("planning:day", "work:list", "repairs:list", "complaints:list", "contact:screen", "finding:page"),
    "craftsman": ("repairs:today", "promises:page"),
    "housing_consultant": (
        "work:list",
        "contact:screen",
        "correspondence:list",
        "counter:board",
        "finding:page",
        "repairs:list",
        "complaints:list",
        "repairs:report",
    ),
    "quality": (
        "costs:figures",
        "twin:dial",
        "quality:marks",
        "work:list",
        "repairs:list",
        "complaints:list",
        "contact:articles",
        "letters:list",
        "promises:page",
    ),
    "manager": (
        "costs:figures",
        "twin:dial",
        "quality:marks",
        "telephone:day",
        "staffing:week",
        "work:list",
        "correspondence:list",
        "repairs:list",
        "complaints:list",
        "planning:day",
        "letters:list",
        "promises:page",
        "desk:outbox",
    ),
    "administrator": (
        "desk:outbox",
        "parties:accounts",
        "desk:trail",
        "work:list",
        "finding:page",
        "costs:figures",
        "twin:dial",
        "letters:list",
        "promises:page",
    ),
}


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One line of the menu; `is_here` is true for the page that is open."""

    address: str
    label: Promise
    is_here: bool


def menu_of(role: str, path: str) -> list[MenuEntry]:
    """The entries for a role. A name without an address (a room that is not installed) is left out."""
    found: list[tuple[str, Promise]] = []
    for name in MENU.get(role, ()):
        try:
            found.append((reverse(name), MENU_LABELS[name]))
        except NoReverseMatch:
            continue
    here = max((address for address, _label in found if path.startswith(address)), key=len, default="")
    return [MenuEntry(address, label, address == here) for address, label in found]


def page(request: HttpRequest) -> dict[str, Any]:
    """Values for the page frame. The menu is a function, so that a page without one asks nobody who is there."""

    def menu() -> list[MenuEntry]:
        user: Any = getattr(request, "user", None)
        role = user.role if user is not None and user.is_authenticated else "visitor"
        return menu_of(role, request.path)

    return {
        "association_name": settings.ASSOCIATION,
        "association_phone": settings.TELEPHONE,
        "language_now": get_language() or settings.LANGUAGE_CODE,
        "is_demo": settings.DEMO,
        "menu": menu,
    }
