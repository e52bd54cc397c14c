"""What the pages of the planning are asked for, and where they lead: days, trades, cases. Shared by the views here."""

from datetime import date

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from voordeur.parties.texts import TRADES
from voordeur.policy import rules as promised

# A day further away is a slip: nothing is planned there, and the calendar itself ends.
FAR_DAYS = 3660
# A minute since 1970 of more than a century from now is no moment.
LAST_MINUTE = 100_000_000


def case_address(kind: str, case_id: int) -> str:
    """The page of the case behind a visit; empty when its room has no page of cards."""
    try:
        return reverse(f"{kind}:card", args=[case_id])
    except NoReverseMatch:
        return ""


def day_address(day: date, trade: str = "", page: str = "") -> str:
    kept = {"trade": trade, "page": page if page.isdecimal() and page != "1" else ""}
    return reverse("planning:day", query={"day": day.isoformat(), **{name: one for name, one in kept.items() if one}})


def asked_day(request: HttpRequest) -> date:
    """The day that the address names; today when it names none, or one that cannot be."""
    today = promised.local(timezone.now()).date()
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return asked if abs((asked - today).days) <= FAR_DAYS else today


def asked_trade(request: HttpRequest) -> str:
    trade = request.GET.get("trade", "")
    return trade if trade in TRADES else ""


def asked_minute(given: str) -> int | None:
    """A moment in minutes since 1970; None when there is none."""
    return int(given) if given.isdecimal() and len(given) < 10 and int(given) < LAST_MINUTE else None


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks, to show the answer inside the page that is open."""
    return bool(request.htmx)  # type: ignore[attr-defined]  # set by django_htmx
