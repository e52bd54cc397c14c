"""Figures as words: tables and half sentences that fill a text in which only [[...]] stands where a figure goes."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Three = Sequence[float]  # mean, and the ends of its 95% interval


@dataclass(frozen=True)
class Shown:
    """How a figure is read: its words, unit, how many of the unit one of it is, digits, and whether more is better."""

    words: str
    unit: str = ""
    times: float = 1.0
    digits: int = 1
    good: int = 0  # 1: more is better, -1: less is better

    def number(self, value: float) -> str:
        text = f"{value * self.times:.{self.digits}f}"
        return text.removeprefix("-") if not float(text) else text

    def level(self, three: Three) -> str:
        mean, low, high = (self.number(one) for one in three)
        return f"{mean} ({low} to {high})"

    def difference(self, three: Three) -> str:
        mean, low, high = (_signed(self.number(one)) for one in three)
        return f"{mean} ({low} to {high})"


SHOWN: dict[str, Shown] = {
    "cost_per_home_cents": Shown("cost per home, euro a year", "euro a home", 0.01, 1, -1),
    "fte": Shown("people, fte", "fte", 1, 1, -1),
    "fte_contact": Shown("people at the telephone, the letters and the desk, fte", "fte", 1, 1, -1),
    "fte_second_line": Shown("second line, fte", "fte", 1, 1, -1),
    "fte_craft": Shown("craftsmen, fte", "fte", 1, 1, -1),
    "fte_planning": Shown("planners, fte", "fte", 1, 1, -1),
    "phone_wait_seconds": Shown("wait of who is answered, s", "s", 1, 0, -1),
    "phone_abandoned_share": Shown("calls given up, %", "points", 100, 1, -1),
    "failure_demand_share": Shown("contacts because something went wrong, %", "points", 100, 1, -1),
    "contacts_per_home": Shown("contacts per home a year", "a home", 1, 2, -1),
    "repair_lead_days": Shown("days from report to ready", "days", 1, 1, -1),
    "repairs_in_term_share": Shown("ready in term, %", "points", 100, 1, 1),
    "windows_kept_share": Shown("windows kept, %", "points", 100, 1, 1),
    "work_minutes_per_craftsman_day": Shown("work in homes per craftsman a day, min", "minutes", 1, 0, 1),
    "jobs_per_craftsman_day": Shown("jobs a craftsman does on a day", "", 1, 2, 1),
    "travel_minutes_per_job": Shown("travel per job, min", "minutes", 1, 1, -1),
    "no_access_share": Shown("doors that stay shut, %", "points", 100, 1, -1),
    "contractor_share": Shown("visits of contractors, %", "points", 100, 1, 0),
    "mark_repairs": Shown("mark for repairs", "", 1, 2, 1),
    "mark_contact": Shown("mark for contact", "", 1, 2, 1),
    "complaints_per_1000_homes": Shown("complaints per 1,000 homes", "per 1,000 homes", 1, 1, -1),
    "km_per_home": Shown("km per home", "km", 1, 1, -1),
}
GROUPS = {
    "all": "all tenants",
    "older": "65 years and older",
    "working": "working, under 65",
    "offline": "without internet",
    "others": "none of these",
}


def _signed(text: str) -> str:
    return text if text.startswith("-") or not float(text) else f"+{text}"


def differs(three: Three) -> bool:
    return three[1] > 0 or three[2] < 0


def moved(three: Three, shown: Shown) -> str:
    """Half a sentence: which way, how far, and how sure."""
    mean, low, high = (shown.number(abs(one)) for one in three)
    unit = f" {shown.unit}" if shown.unit else ""
    if not differs(three) or not float(mean):
        low, high = (_signed(shown.number(one)) for one in three[1:])
        return f"does not measurably change ({low} to {high}{unit})"
    low, high = sorted((low, high), key=float)
    return f"{'rises' if three[0] > 0 else 'falls'} by {mean}{unit} ({low} to {high})"


def cell(three: Three, shown: Shown, *, is_difference: bool = True) -> str:
    """A cell of a table; of differences those that are sure stand out: zero lies outside their interval."""
    if not is_difference:
        return shown.level(three)
    mean, _, rest = shown.difference(three).partition(" ")
    return f"**{mean}** {rest}" if differs(three) else f"{mean} {rest}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def rows_of(entries: Sequence[Mapping[str, Any]], codes: Sequence[str]) -> str:
    """A table of changes: a row each, a column for each figure."""
    head = ["", *(SHOWN[code].words for code in codes)]
    return table(head, [[one["words"], *(cell(one["moved"][code], SHOWN[code]) for code in codes)] for one in entries])


def levels(
    figures: Mapping[str, Any], names: Mapping[str, str], between: Sequence[tuple[str, Mapping[str, Three]]]
) -> str:
    """A table of levels: a row for each figure, a column for each policy, and differences behind them."""
    head = ["", *names.values(), *(words for words, _ in between)]
    body = [
        [
            shown.words,
            *(cell(figures["levels"][name][code], shown, is_difference=False) for name in names),
            *(cell(own[code], shown) for _, own in between),
        ]
        for code, shown in SHOWN.items()
    ]
    return table(head, body)


def groups(figures: Mapping[str, Any], key: str) -> str:
    """Who gains and who loses: a row for each group of tenants, a column for each figure."""
    codes = ("mark_repairs", "repair_lead_days", "no_access_share", "phone_wait_seconds", "complaints_per_1000_homes")
    found = figures[key]
    return table(
        ["", *(SHOWN[code].words for code in codes)],
        [
            [words, *(cell(found[group][code], SHOWN[code]) for code in codes)]
            for group, words in GROUPS.items()
            if group in found
        ],
    )


def parameters(figures: Mapping[str, Any], code: str, many: int) -> str:
    """The parameters that move a claim most: what the whole way from 1994 does at either end of their range."""
    shown, doubt = SHOWN[code], figures["doubt"]
    heavy = sorted(doubt["parameters"], key=lambda one: -_swing(one, code, doubt["usual"]))[:many]
    return table(
        ["parameter", "value (range)", "how it is known", "at the low end", "at the high end"],
        [
            [
                one["name"],
                f"{one['value']:g} ({one['low']:g} to {one['high']:g})",
                one["mark"],
                cell(one["at_low"][code], shown),
                cell(one["at_high"][code], shown),
            ]
            for one in heavy
        ],
    )


def _swing(one: Mapping[str, Any], code: str, usual: Mapping[str, Three]) -> float:
    return max(abs(one[end][code][0] - usual[code][0]) for end in ("at_low", "at_high"))


def turns(figures: Mapping[str, Any], code: str) -> str:
    """Which parameters, alone, give a claim the other sign within their range, beyond luck."""
    doubt = figures["doubt"]
    usual = doubt["usual"][code][0]
    turning = [
        one["name"].lower()
        for one in doubt["parameters"]
        if any(differs(one[end][code]) and one[end][code][0] * usual < 0 for end in ("at_low", "at_high"))
    ]
    return "; ".join(turning) if turning else "none"


def draws(figures: Mapping[str, Any], code: str) -> str:
    """In how many draws of all parameters at once a claim has the sign that it has as the register stands."""
    doubt = figures["doubt"]
    usual, drawn = doubt["usual"][code][0], doubt["draws"][code]
    return f"{sum(one * usual > 0 for one in drawn)} of {len(drawn)}"


def claim(three: Three, *, is_rise: bool) -> str:
    """Whether the model says what the story says."""
    if not differs(three):
        return "no difference shown"
    return "yes" if (three[0] > 0) == is_rise else "**no, the opposite**"


PLACE = re.compile(r"\[\[([^\]]+)\]\]")


def filled(text: str, makers: Mapping[str, Callable[..., str]]) -> str:
    """A text with `[[maker argument ...]]` replaced by what the maker says. Raises KeyError for an unknown one."""

    def made(place: re.Match[str]) -> str:
        name, *arguments = place.group(1).split()
        return makers[name](*arguments)

    return PLACE.sub(made, text)
