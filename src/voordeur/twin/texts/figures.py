"""The figures of a simulated year in words: names, values with their intervals, differences and who they are about."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from voordeur.base import words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

NAMES: dict[str, "Promise"] = {
    "cost_per_home_cents": _("Cost per home per year"),
    "craft_cents_per_home": _("of which own craftsmen"),
    "contractor_cents_per_home": _("of which contractors"),
    "material_cents_per_home": _("of which material"),
    "contact_cents_per_home": _("of which telephone, letters and desk"),
    "office_cents_per_home": _("of which second line and planners"),
    "fte_contact": _("People at the telephone, the letters and the desk"),
    "fte_second_line": _("People in the second line"),
    "fte_craft": _("Craftsmen"),
    "fte_planning": _("Planners"),
    "phone_wait_seconds": _("Wait on the telephone until somebody answers"),
    "phone_abandoned_share": _("Callers who give up"),
    "phone_in_target_share": _("Callers answered within the promised seconds"),
    "contacts_per_home": _("Contacts per home per year"),
    "failure_demand_share": _("Contacts because something went wrong"),
    "solved_at_once_share": _("Contacts solved at once"),
    "answered_late_share": _("Letters and questions answered late"),
    "repair_lead_days": _("Days from report to ready"),
    "repairs_in_term_share": _("Repairs ready in time"),
    "emergencies_in_4_hours_share": _("Emergencies helped within 4 hours"),
    "windows_kept_share": _("Appointments kept"),
    "jobs_per_craftsman_day": _("Jobs per craftsman per day"),
    "work_minutes_per_craftsman_day": _("Work in homes per craftsman per day"),
    "travel_minutes_per_job": _("Travel time per job"),
    "first_visit_fix_share": _("Solved in one visit"),
    "no_access_share": _("Nobody at home"),
    "contractor_share": _("Visits by contractors"),
    "mark_repairs": _("Mark for repairs"),
    "mark_contact": _("Mark for contact"),
    "complaints_per_1000_homes": _("Complaints per 1,000 homes per year"),
    "km_per_home": _("Kilometres per home per year"),
    "co2_kg_per_home": _("CO₂ per home per year"),
}
SECTIONS: tuple[tuple[str, "Promise", tuple[str, ...]], ...] = (
    (
        "money",
        _("Money"),
        (
            "cost_per_home_cents", "craft_cents_per_home", "contractor_cents_per_home", "material_cents_per_home",
            "contact_cents_per_home", "office_cents_per_home",
        ),
    ),
    ("people", _("People"), ("fte_contact", "fte_second_line", "fte_craft", "fte_planning")),
    (
        "telephone",
        _("Telephone and contact"),
        (
            "phone_wait_seconds", "phone_abandoned_share", "phone_in_target_share", "contacts_per_home",
            "failure_demand_share", "solved_at_once_share", "answered_late_share",
        ),
    ),
    (
        "repairs",
        _("Repairs"),
        (
            "repair_lead_days", "repairs_in_term_share", "emergencies_in_4_hours_share", "windows_kept_share",
            "jobs_per_craftsman_day", "work_minutes_per_craftsman_day", "travel_minutes_per_job",
            "first_visit_fix_share", "no_access_share", "contractor_share",
        ),
    ),
    ("marks", _("Marks and complaints"), ("mark_repairs", "mark_contact", "complaints_per_1000_homes")),
    ("environment", _("Roads and environment"), ("km_per_home", "co2_kg_per_home")),
)  # fmt: skip
GROUPS: dict[str, "Promise"] = {
    "all": _("All tenants"),
    "older": _("65 or older"),
    "working": _("Out at work on working days"),
    "offline": _("Without internet"),
    "others": _("None of these three"),
}
# Where more is longer, later or higher instead of more.
_TIMES = frozenset(
    {"phone_wait_seconds", "repair_lead_days", "travel_minutes_per_job", "work_minutes_per_craftsman_day"}
)
_HEIGHTS = frozenset({"mark_repairs", "mark_contact"})
_MOST_DIGITS = 2
_DIGITS = {"mark": 2, "fte": 1, "seconds": 1, "days": 1, "jobs": 2, "minutes": 1}


def group_name(code: str, districts: Mapping[str, str] | None = None) -> str:
    """A group of tenants, or a district by its name; by its number in a made-up town."""
    if code in GROUPS:
        return str(GROUPS[code])
    if districts and code in districts:
        return districts[code]
    return gettext("District %(number)s") % {"number": code.removeprefix("district_")}


def digits_of(unit: str, *amounts: float) -> int:
    """How many digits of a figure are told behind the comma; more, up to a point, where an amount would become none."""
    digits = _DIGITS.get(unit, 1)
    smallest = min((abs(one) for one in amounts if one), default=1.0)
    while smallest < 0.5 * 10.0**-digits and digits < _MOST_DIGITS:
        digits += 1
    return digits


def value(amount: float, unit: str, *, language: str | None = None) -> str:
    """A figure with its unit: "€ 275,87", "8,2%", "7,62", "2,1 dagen"."""
    match unit:
        case "cents_per_year":
            return words.euro(round(amount), language=language)
        case "share":
            return words.percent(amount, digits=1, language=language)
        case _:
            return _with_unit(words.number(amount, digits=digits_of(unit), language=language), unit)


def between(low: float, high: float, unit: str) -> str:
    """An interval in words: "tussen 7,61 en 7,63"; one that is narrower than what is told: "ongeveer 7,62"."""
    if unit == "cents_per_year":
        one, other = words.euro(round(low)), words.euro(round(high))
        if one == other:
            return gettext("about %(value)s") % {"value": one}
        return gettext("between %(low)s and %(high)s") % {"low": one, "high": other}
    if unit == "share":
        return words.between_percent(low, high, digits=1)
    digits = digits_of(unit, low, high)
    least = 10.0**-digits
    if high and max(abs(low), abs(high)) < least / 2:
        return gettext("under %(value)s") % {"value": _with_unit(words.number(least, digits=digits), unit)}
    return _with_unit(words.between(low, high, digits=digits), unit)


def euros(cents: float) -> str:
    """A large amount in three digits that mean something: "€ 128.000"."""
    amount = float(f"{cents / 100:.3g}")
    sign = "" if words.spoken(None) == "en" else "\u00a0"
    return f"€{sign}{words.number(round(amount))}"


def _with_unit(told: str, unit: str) -> str:
    names = {
        "fte": gettext("fte"),
        "seconds": gettext("seconds"),
        "days": gettext("days"),
        "minutes": gettext("minutes"),
        "km_per_year": gettext("km"),
        "kg_per_year": gettext("kg"),
    }
    return f"{told}\u00a0{names[unit]}" if unit in names else told


def direction(code: str, mean: float) -> str:
    """Which way a difference goes, as one word: "longer", "lower", "more"."""
    if code in _TIMES:
        return gettext("longer") if mean > 0 else gettext("shorter")
    if code in _HEIGHTS or code.endswith("_share"):
        return gettext("higher") if mean > 0 else gettext("lower")
    return gettext("more") if mean > 0 else gettext("less")


def difference(code: str, found: Mapping[str, Any], unit: str) -> str:
    """How much more or less, with its interval: "between € 1,80 and € 2,10 less"; or that it may be chance."""
    if found["differs"]:
        return _one_way(code, found, unit)
    if is_nothing(found, unit):
        return gettext("no difference")
    return gettext("may be chance: %(range)s") % {"range": either_way(code, found, unit)}


def is_nothing(found: Mapping[str, Any], unit: str) -> bool:
    """Whether both ends of a difference are told as zero."""
    least = {"cents_per_year": 1.0, "share": 0.01 * 10.0**-_MOST_DIGITS}.get(unit, 10.0**-_MOST_DIGITS)
    return max(abs(float(found["low"])), abs(float(found["high"]))) < least / 2


def either_way(code: str, found: Mapping[str, Any], unit: str) -> str:
    """Where a difference lies that may be none: "between € 1,80 less and € 2,10 more"."""
    if found["low"] >= 0 or found["high"] <= 0:
        return _one_way(code, found, unit)
    ends = {
        name: f"{_amount(abs(found[name]), unit, found)} {direction(code, found[name])}" for name in ("low", "high")
    }
    return gettext("between %(low)s and %(high)s") % ends


def _amount(amount: float, unit: str, found: Mapping[str, Any]) -> str:
    if unit == "cents_per_year":
        return words.euro(round(amount))
    if unit == "share":
        low, high = found["low"] * 100, found["high"] * 100
        return gettext("%(amount)s points") % {"amount": words.number(amount * 100, digits=digits_of("", low, high))}
    return _with_unit(words.number(amount, digits=digits_of(unit, found["low"], found["high"])), unit)


def is_worth_telling(found: Mapping[str, Any], unit: str) -> bool:
    """Whether a difference is sure, and large enough to be told in the digits of its figure."""
    if unit == "cents_per_year":
        least = 1.0
    elif unit == "share":
        least = 0.001
    else:
        least = 10.0 ** -_DIGITS.get(unit, 1)
    return bool(found["differs"]) and max(abs(found["low"]), abs(found["high"])) >= least / 2


def _one_way(code: str, found: Mapping[str, Any], unit: str) -> str:
    if unit == "share":
        return _points(code, found)
    low, high = sorted((abs(found["low"]), abs(found["high"])))
    return f"{between(low, high, unit)} {direction(code, found['mean'])}"


def _points(code: str, found: Mapping[str, Any]) -> str:
    """A share moves by points of a hundred, which are no percents of it."""
    low, high = sorted((abs(found["low"]) * 100, abs(found["high"]) * 100))
    told = gettext("%(amount)s points") % {"amount": words.between(low, high, digits=digits_of("", low, high))}
    return f"{told} {direction(code, found['mean'])}"
