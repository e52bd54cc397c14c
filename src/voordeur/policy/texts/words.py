"""Small values in the words of the active language: terms, opening hours, shares, money, lists. Holds no promise."""

from collections.abc import Callable, Iterator, Sequence
from datetime import time

from django.utils.translation import get_language, gettext, gettext_lazy, ngettext
from django.utils.translation import gettext_lazy as _

from voordeur.kernel.money import in_words
from voordeur.policy.models import Block, Term, Week, Weekday, Words, clock_text

WEEKDAYS = {
    "monday": gettext_lazy("Monday"),
    "tuesday": gettext_lazy("Tuesday"),
    "wednesday": gettext_lazy("Wednesday"),
    "thursday": gettext_lazy("Thursday"),
    "friday": gettext_lazy("Friday"),
    "saturday": gettext_lazy("Saturday"),
    "sunday": gettext_lazy("Sunday"),
}

URGENCIES = {
    "danger": _("danger"),
    "emergency": _("emergency"),
    "urgent": _("urgent"),
    "normal": _("normal"),
    "planned": _("planned"),
}

PROCESSES = {
    "repair": _("a repair"),
    "contact": _("contact with us"),
    "new_tenant": _("moving in"),
    "departed": _("moving out"),
    "complaint": _("a complaint"),
}

CHOICE_GROUPS = {
    "colour": _("colours"),
    "kitchen": _("the kitchen"),
    "front": _("kitchen fronts"),
    "tiles": _("tiles"),
    "appliances": _("appliances"),
}

SUBJECTS = {
    "repair": _("repairs"),
    "rent": _("the rent"),
    "letting": _("looking for a home"),
    "nuisance": _("nuisance"),
    "complaint": _("a complaint"),
    "other": _("anything else"),
}

# The teams that the presets name; another association may have others, and its codes are said as they are.
TEAMS = {
    "contact": _("customer contact"),
    "planning": _("planning"),
    "housing": _("the housing consultants"),
    "quality": _("quality"),
    "management": _("the management"),
    "craft": _("the craftsmen"),
}

# Promises that are one word of several, each with what it says to people.
CHOICES = {
    "organisation.model": {
        "integral": _("one team per neighbourhood"),
        "departments": _("a department per task"),
        "contact_centre": _("a contact centre takes everything first"),
    },
    "renovation.default_when_silent": {
        "standard": _("gets the standard choice"),
        "visit": _("gets a visit"),
    },
}

FUNCTIONS = {
    "agent": _("someone on the telephone or at the desk"),
    "planner": _("a planner"),
    "craftsman": _("a craftsman"),
    "second_line": _("a specialist"),
}


def language() -> str:
    """The active language; Dutch when none is."""
    return get_language() or "nl"


def money(cents: int) -> str:
    """An amount in euros, `nothing` for none."""
    return in_words(cents, language()) if cents else gettext("nothing")


def number(value: float) -> str:
    """A number with at most four decimals and the decimal sign of the language."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return text if language().startswith("en") else text.replace(".", ",")


def team(code: str) -> str:
    """What a team is called."""
    return str(TEAMS.get(code, code))


def percent(share: float) -> str:
    """A share of 0..1 as a percentage."""
    return f"{number(share * 100)}%"


def clock(moment: time) -> str:
    """A clock time: `08:30`."""
    return clock_text(moment)


def minutes(amount: int) -> str:
    return ngettext("%(n)d minute", "%(n)d minutes", amount) % {"n": amount}


def duration(amount: int) -> str:
    """So many minutes, in whole hours where it comes out."""
    return minutes(amount) if amount % 60 or not amount else hours(amount // 60)


def after(amount: int) -> str:
    """So many hours, in whole days where it comes out and there are several."""
    return hours(amount) if amount % 24 or amount < 48 else days(amount // 24)


def times(amount: int) -> str:
    return ngettext("%(n)d time", "%(n)d times", amount) % {"n": amount}


def hours(amount: int) -> str:
    return ngettext("%(n)d hour", "%(n)d hours", amount) % {"n": amount}


def days(amount: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", amount) % {"n": amount}


def working_days(amount: int) -> str:
    return ngettext("%(n)d working day", "%(n)d working days", amount) % {"n": amount}


def weeks(amount: int) -> str:
    return ngettext("%(n)d week", "%(n)d weeks", amount) % {"n": amount}


def months(amount: int) -> str:
    return ngettext("%(n)d month", "%(n)d months", amount) % {"n": amount}


def listed(parts: Sequence[object]) -> str:
    """`a, b and c`."""
    words = [str(part) for part in parts]
    if len(words) < 2:
        return "".join(words)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def term_in_words(term: Term) -> str:
    """A term as it stands in a sentence: `within 5 working days`, `the same day`."""
    match term.unit:
        case "same_day":
            return gettext("the same day")
        case "hours":
            amount = hours(term.amount)
        case "days":
            amount = days(term.amount)
        case "working_days":
            amount = working_days(term.amount)
    return gettext("within %(amount)s") % {"amount": amount}


def week_in_words(week: Week) -> str:
    """Opening hours, days with the same hours together: `Monday to Thursday 09:00-12:00, Friday 09:00-11:00`."""
    if week.is_round_the_clock:
        return gettext("day and night")
    stretches = [f"{_stretch(names)} {_blocks(blocks)}" for names, blocks in _same_days(week) if blocks]
    return ", ".join(stretches) or gettext("never")


def value_in_words(value: object) -> str:
    """Any value of a promise, for a page that sets two policies side by side."""
    match value:
        case bool():
            return gettext("yes") if value else gettext("no")
        case Term():
            return term_in_words(value)
        case Week():
            return week_in_words(value)
        case Words():
            return value.in_language(language())
        case time():
            return clock(value)
        case float():
            return number(value)
        case tuple():
            return listed(value) or gettext("nothing")
        case _:
            return str(value)


def promise_in_words(field: str, value: object) -> str:
    """A value of the promise at a dotted path with the unit that the path names: `2 hours`, `€ 37.50`, `50%`."""
    name = field.rpartition(".")[2]
    if isinstance(value, int) and not isinstance(value, bool):
        for ending, told in _BY_ENDING.items():
            if name.endswith(ending):
                return told(value)
        if "cents" in name:
            return money(value)
    if isinstance(value, float) and name.endswith("share"):
        return percent(value)
    if field in CHOICES:
        return str(CHOICES[field][str(value)])
    if field == "renovation.groups" and isinstance(value, tuple):
        return listed([CHOICE_GROUPS[one] for one in value]) or gettext("nothing")
    if field.startswith("organisation.departments."):
        return team(str(value))
    return value_in_words(value)


_BY_ENDING: dict[str, Callable[[int], str]] = {
    "working_days": working_days,
    "days": days,
    "weeks": weeks,
    "months": months,
    "hours": after,
    "minutes": duration,
}


def _same_days(week: Week) -> Iterator[tuple[list[Weekday], tuple[Block, ...]]]:
    names: list[Weekday] = []
    last: tuple[Block, ...] = ()
    for name, blocks in week.days():
        if names and blocks != last:
            yield names, last
            names = []
        names.append(name)
        last = blocks
    yield names, last


def _stretch(names: Sequence[Weekday]) -> str:
    first, last = WEEKDAYS[names[0]], WEEKDAYS[names[-1]]
    if len(names) == 1:
        return str(first)
    if len(names) == 2:
        return listed([first, last])
    return gettext("%(first)s to %(last)s") % {"first": first, "last": last}


def _blocks(blocks: Sequence[Block]) -> str:
    return listed(
        [f"{clock(block.from_)}–{clock(block.until) if block.until != time(0) else '24:00'}" for block in blocks]
    )
