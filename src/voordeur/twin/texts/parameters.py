"""The parameters of the simulation in words: their sections, units and values, and what was measured of them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from voordeur.base import words
from voordeur.twin.texts.explored import MARKS, signed

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

SECTIONS: dict[str, "Promise"] = {
    "demand": _("How often somebody asks for something"),
    "profile": _("When people get in touch"),
    "kinds": _("What breaks"),
    "town": _("The town and its roads"),
    "people": _("Who lives there"),
    "line": _("Telephone, letters and the second line"),
    "work": _("Craftsmen and their work"),
    "home": _("At the door"),
    "complaints": _("Asking again and complaining"),
    "marks": _("What moves a mark"),
    "office": _("Alterations, renovations and the office"),
    "money": _("Money and environment"),
}
MARK_NOTES: dict[str, "Promise"] = {
    "found": _("published by somebody else"),
    "derived": _("worked out from what is published"),
    "estimate": _("our own guess: nobody has measured it"),
}
UNITS: dict[str, "Promise"] = {
    "weight": _("weight beside the others"),
    "minutes": _("minutes"),
    "mark": _("points of a mark"),
    "times": _("times"),
    "days": _("days"),
    "per_year": _("per year"),
    "seconds": _("seconds"),
    "working_days": _("working days"),
    "homes": _("homes"),
    "km": _("km"),
    "hours": _("hours"),
    "deviations": _("standard deviations"),
    "people": _("people"),
    "kg": _("kg"),
}
SHORT: dict[str, "Promise"] = {"cost_per_home_cents": _("cost of a home"), "mark_repairs": _("mark for repairs")}
MOST_DIGITS = 4
WITHOUT_UNIT = frozenset({"share", "cents"})  # which their sign tells


def unit(code: str) -> str:
    """The unit of a parameter behind its numbers; nothing where the numbers carry it themselves."""
    return "" if code in WITHOUT_UNIT else str(UNITS[code])


def plain(amount: float, code: str) -> str:
    """A value without its unit, in as many digits as it has: "72%", "€ 95,00", "0,03"."""
    match code:
        case "share":
            return words.percent(round(amount, 6), digits=_digits(amount * 100, 2))
        case "cents":
            return words.euro(round(amount))
        case _:
            return words.number(round(amount, 6), digits=_digits(amount, MOST_DIGITS))


def value(amount: float, code: str) -> str:
    """A value with its unit."""
    return plain(amount, code) if code in WITHOUT_UNIT else f"{plain(amount, code)}\u00a0{unit(code)}"


def measured(amount: float, code: str) -> str:
    """A value that was counted, in no more digits than it can carry."""
    return value(_told(amount), code)


def reach(low: float, high: float, code: str) -> str:
    """From where to where a value may be turned."""
    return gettext("%(low)s to %(high)s") % {"low": plain(low, code), "high": plain(high, code)}


def interval(low: float, high: float, code: str) -> str:
    """Between what a measured value lies: an interval of 95%."""
    one, other = plain(_told(low), code), plain(_told(high), code)
    if one == other:
        return gettext("about %(value)s") % {"value": one}
    return gettext("between %(low)s and %(high)s") % {"low": one, "high": other}


def moves(low: float, high: float, unit: str) -> str:
    """How far the answer moves between both ends of a range."""
    return gettext("%(low)s to %(high)s") % {"low": _signed(low, unit), "high": _signed(high, unit)}


def _signed(amount: float, unit: str) -> str:
    told = signed(amount, unit)
    if not any(digit in told for digit in "123456789"):
        return told.removeprefix("+")
    # The sign of a euro would otherwise stand alone at the end of a line.
    return told.replace("+€", "+\u2060€").replace("−€", "−\u2060€")


def not_weighed() -> str:
    return gettext("not weighed")


def not_felt() -> str:
    return gettext("not")


def mark(code: str) -> str:
    """How a value is known."""
    return str(MARKS[code])


def _told(amount: float) -> float:
    return float(f"{amount:.3g}")


def _digits(amount: float, most: int) -> int:
    return next((digits for digits in range(most) if abs(round(amount, digits) - amount) < 1e-9), most)
