"""The forms for a new version: everything as text, or the usual promises each with a field of its own.

The fields here only read what was typed; whether the policy can hold it, the policy says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from voordeur.base.forms import UNREADABLE_MOMENT, StartForm
from voordeur.kernel.errors import FieldError
from voordeur.policy.diff import promises
from voordeur.policy.models import WEEKDAYS, Block, ServicePolicy, Term, Week, clock_text
from voordeur.policy.texts import CHOICES, URGENCIES, fault_in_words
from voordeur.policy.texts import WEEKDAYS as DAY_NAMES
from voordeur.promises import texts

HOURS_EXAMPLE = "08:30-12:30, 13:00-16:30"
EURO_EXAMPLE = "37,50"
MOST_SIGNS = 100


class VersionForm(StartForm):
    """A policy as TOML with the moment from which it holds."""

    starts_at = forms.DateTimeField(
        label=_("Holds from"),
        help_text=_("A moment in the future, for instance 2027-01-01 00:00."),
        widget=forms.DateTimeInput(attrs={"placeholder": "2027-01-01 00:00"}, format="%Y-%m-%d %H:%M"),
        error_messages={"invalid": UNREADABLE_MOMENT, "required": UNREADABLE_MOMENT},
    )
    text = forms.CharField(
        label=_("The policy"),
        help_text=_("Change what you want to promise. We check it before it is kept."),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
        strip=False,
    )


# --- fields that read one value, and say what is wrong as the policy itself does --------------------------------------


class PlainField(forms.CharField):
    """A text that becomes the value a policy file holds; `named` is how a sentence about it calls it."""

    def __init__(self, *, named: str | Promise, inputmode: str = "text", **kwargs: Any) -> None:
        super().__init__(max_length=MOST_SIGNS, widget=forms.TextInput(attrs={"inputmode": inputmode}), **kwargs)
        self.named = named

    def clean(self, value: Any) -> Any:
        text = str(value or "").strip()
        if len(text) > MOST_SIGNS or "\0" in text:
            raise self.wrong("wrong_form", text[:40] + "…", f"<= {MOST_SIGNS}")
        return self.read(text)

    def read(self, text: str) -> object:
        raise NotImplementedError

    def wrong(self, code: str, value: str, allowed: str) -> forms.ValidationError:
        return forms.ValidationError(fault_in_words(FieldError(str(self.named), code, value, texts.plain(allowed))))


class WholeField(PlainField):
    """A whole number, such as 120."""

    def read(self, text: str) -> object:
        if not text:
            raise self.wrong("missing", "", "")
        if not re.fullmatch(r"-?[0-9]{1,9}", text):
            raise self.wrong("wrong_kind", text, "0, 1, 2 ...")
        return int(text)


class EuroField(PlainField):
    """An amount in euros as whole cents: 37,50 and 37.50 are 3750."""

    def read(self, text: str) -> object:
        if not text:
            raise self.wrong("missing", "", "")
        found = re.fullmatch(r"€? ?(-?)([0-9]{1,7})(?:[.,]([0-9]{2}))?", text)
        if found is None:
            raise self.wrong("wrong_form", text, EURO_EXAMPLE)
        cents = int(found[2]) * 100 + int(found[3] or 0)
        return -cents if found[1] else cents


class PercentField(PlainField):
    """A percentage as a share of 0..1: 50 is 0.5."""

    def read(self, text: str) -> object:
        if not text:
            raise self.wrong("missing", "", "")
        found = re.fullmatch(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?) ?%?", text)
        share = float(found[1].replace(",", ".")) / 100 if found else -1.0
        if not 0 <= share <= 1:
            raise self.wrong("out_of_range", text, "0 ... 100")
        return round(share, 6)


class PointsField(PlainField):
    """Points in the order of work: 200, or 0,25."""

    def read(self, text: str) -> object:
        if not text:
            raise self.wrong("missing", "", "")
        if not re.fullmatch(r"[0-9]{1,7}(?:[.,][0-9]{1,4})?", text):
            raise self.wrong("wrong_form", text, "200, 0,25")
        return float(text.replace(",", "."))


def points_text(points: float) -> str:
    """The way points stand in a field: `200`, `0,25`."""
    return f"{points:.4f}".rstrip("0").rstrip(".").replace(".", ",")


class DayHoursField(PlainField):
    """The opening hours of one day: blocks with a comma between them, empty or a word for a closed day."""

    def read(self, text: str) -> object:
        if text.casefold() in {"", "-", "gesloten", "dicht", "closed"}:
            return []
        blocks = []
        for part in text.split(","):
            found = re.fullmatch(
                r"([0-9]{1,2})(?:[:.]([0-9]{2}))?\s*(?:-|–|tot|to)\s*([0-9]{1,2})(?:[:.]([0-9]{2}))?", part.strip()
            )
            if found is None:
                raise self.wrong("wrong_form", text, HOURS_EXAMPLE)
            opens, opens_minute, closes, closes_minute = found.groups()
            blocks.append(
                {"from": f"{opens:0>2}:{opens_minute or '00'}", "until": f"{closes:0>2}:{closes_minute or '00'}"}
            )
        return blocks


def hours_text(blocks: tuple[Block, ...]) -> str:
    """The way opening hours stand in a field: `08:30-12:30, 13:00-16:30`."""
    shown = [
        f"{clock_text(one.from_)}-{'24:00' if one.until_minute == 24 * 60 else clock_text(one.until)}" for one in blocks
    ]
    return ", ".join(shown) or gettext("closed")


# --- the usual promises -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Usual:
    """One promise of the form: its dotted path in the policy, its kind of field, its name and what explains it."""

    path: str
    kind: str
    label: str | Promise
    help: str | Promise = ""


SECTIONS: tuple[tuple[str | Promise, tuple[Usual, ...]], ...] = (
    (
        _("Who answers"),
        (
            Usual(
                "organisation.model",
                "choice",
                _("Who answers a question first"),
                _("Questions, calls and mail go another way from the moment that the new version holds."),
            ),
        ),
    ),
    (_("Telephone"), (Usual("channels.telephone.open", "week", _("Opening hours of the telephone")),)),
    (
        _("Desk"),
        (
            Usual("channels.desk.open", "week", _("Opening hours of the desk")),
            Usual("channels.desk.by_appointment", "yes", _("People come to the desk by appointment only")),
        ),
    ),
    (
        _("How soon we come"),
        tuple(
            Usual(f"urgency.classes.{code}.term", "term", format_lazy(_("How soon we come: {urgency}"), urgency=name))
            for code, name in URGENCIES.items()
        ),
    ),
    (
        _("Appointments"),
        (
            Usual(
                "appointments.window_minutes",
                "whole",
                _("Width of a window, in minutes"),
                _("The stretch in which the craftsman arrives. 240 is half a day. Narrow windows take more driving."),
            ),
            Usual("appointments.offers_shown", "whole", _("How many windows a tenant can choose from")),
            Usual("appointments.horizon_working_days", "whole", _("How many working days ahead a tenant can book")),
            Usual(
                "appointments.no_access_charge_cents",
                "euro",
                _("What somebody pays who is not home and did not cancel, in euros"),
            ),
        ),
    ),
    (
        _("What goes first"),
        (
            Usual(
                "priority.complaint_first",
                "yes",
                _("A complaint always goes before other work"),
                _("Danger and emergencies stay first. Otherwise a complaint counts heavily, but not always first."),
            ),
            Usual("priority.weights.danger", "points", _("Points for danger")),
            Usual("priority.weights.emergency", "points", _("Points for an emergency")),
            Usual("priority.weights.complaint", "points", _("Points for a complaint")),
            Usual("priority.weights.promised", "points", _("Points when somebody was promised a moment or an answer")),
            Usual("priority.weights.vulnerable", "points", _("Points for a vulnerable tenant")),
            Usual("priority.weights.age_per_day", "points", _("Points for each day of waiting")),
            Usual(
                "priority.weights.overdue",
                "points",
                _("Points for being too late"),
                _("These points order every work list and the line for a place; each line says which points it has."),
            ),
        ),
    ),
    (
        _("Service subscription"),
        (
            Usual("subscription.offered", "yes", _("We offer a service subscription")),
            Usual("subscription.price_cents_per_month", "euro", _("Price of the subscription a month, in euros")),
        ),
    ),
    (
        _("What we ask after a repair"),
        (
            Usual("quality.surveys.repair.sent", "yes", _("We ask tenants for a mark after a repair")),
            Usual("quality.surveys.repair.after_hours", "whole", _("How many hours after the repair we ask")),
            Usual("quality.surveys.repair.sample_share", "percent", _("Which part of the tenants we ask, in percent")),
        ),
    ),
)
LABELS: dict[str, str | Promise] = {usual.path: usual.label for _title, usuals in SECTIONS for usual in usuals}
FIELDS: dict[str, type[PlainField]] = {
    "whole": WholeField,
    "euro": EuroField,
    "percent": PercentField,
    "points": PointsField,
}


def _in_euros(text: str) -> str:
    """A fault tells cents; the field shows euros: `>= 1` is `>= 0,01`."""
    return re.sub(r"[0-9]+", lambda cents: f"{int(cents[0]) / 100:.2f}".replace(".", ","), text)


def _name(path: str) -> str:
    return path.replace(".", "__")


@dataclass(frozen=True, slots=True)
class Line:
    """What stands together on the page: the fields of one promise; `is_week` for seven days of opening hours."""

    usual: Usual
    fields: list[forms.BoundField]
    is_week: bool
    is_wrong: bool


class UsualForm(StartForm):
    """The usual promises, filled in from a policy, with the moment from which the new ones hold."""

    def __init__(self, *args: Any, policy: ServicePolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = promises(policy)
        for _title, usuals in SECTIONS:
            for usual in usuals:
                self._add(usual, values[usual.path])

    def _add(self, usual: Usual, value: Any) -> None:
        name = _name(usual.path)
        if isinstance(value, Week):
            for day, blocks in value.days():
                label = DAY_NAMES[day]
                named = gettext("%(promise)s on %(day)s") % {"promise": usual.label, "day": label}
                self.fields[f"{name}__{day}"] = DayHoursField(label=label, named=named, initial=hours_text(blocks))
        elif isinstance(value, Term):
            self.fields[f"{name}__amount"] = WholeField(
                label=_("Number"), named=usual.label, initial=value.amount, inputmode="numeric"
            )
            self.fields[f"{name}__unit"] = forms.ChoiceField(
                label=_("Unit"), choices=tuple(texts.UNITS.items()), initial=value.unit
            )
        elif usual.kind == "choice":
            self.fields[name] = forms.ChoiceField(
                label=str(usual.label),
                help_text=str(usual.help),
                choices=tuple(CHOICES[usual.path].items()),
                initial=value,
                error_messages={"invalid_choice": _("Choose one of the answers.")},
            )
        elif usual.kind == "yes":
            self.fields[name] = forms.BooleanField(
                label=str(usual.label), help_text=str(usual.help), initial=value, required=False
            )
        else:
            shown = {
                "euro": lambda: f"{value / 100:.2f}".replace(".", ","),
                "percent": lambda: f"{value * 100:g}",
                "points": lambda: points_text(value),
            }
            self.fields[name] = FIELDS[usual.kind](
                label=usual.label,
                named=usual.label,
                help_text=usual.help,
                initial=shown[usual.kind]() if usual.kind in shown else value,
                inputmode="numeric" if usual.kind == "whole" else "decimal",
            )

    def sections(self) -> Iterator[tuple[str | Promise, list[Line]]]:
        """Title and lines of each part of the page."""
        for title, usuals in SECTIONS:
            yield title, [self._line(usual) for usual in usuals]

    def _line(self, usual: Usual) -> Line:
        bound = [self[name] for name in self._names(usual)]
        return Line(usual, bound, usual.kind == "week", any(field.errors for field in bound))

    def _names(self, usual: Usual) -> list[str]:
        parts = {"week": WEEKDAYS, "term": ("amount", "unit")}.get(usual.kind)
        return [f"{_name(usual.path)}__{part}" for part in parts] if parts else [_name(usual.path)]

    def values(self) -> dict[str, object]:
        """What was filled in and could be read, by the dotted path of the promise, as a policy file holds it."""
        given = self.cleaned_data
        found: dict[str, object] = {}
        for _title, usuals in SECTIONS:
            for usual in usuals:
                names = self._names(usual)
                if not given.keys() >= set(names):
                    continue
                parts = [given[name] for name in names]
                if usual.kind == "week":
                    found[usual.path] = dict(zip(WEEKDAYS, parts, strict=True))
                elif usual.kind == "term":
                    amount, unit = parts
                    # The same day is no number of anything.
                    found[usual.path] = {"amount": 0 if unit == "same_day" else amount, "unit": unit}
                else:
                    found[usual.path] = parts[0]
        return found

    def add_fault(self, fault: FieldError) -> None:
        """Put a fault of the policy beside the field it is about; about another promise it stands above the form."""
        usual = next((one for _title, usuals in SECTIONS for one in usuals if self._is_about(fault.field, one)), None)
        if usual is None:
            self.add_error(None, fault_in_words(fault))
            return
        name, told = self._names(usual)[0], usual.label
        if usual.kind == "euro":
            fault = replace(fault, value=_in_euros(fault.value), allowed=_in_euros(fault.allowed))
        fault = replace(fault, value=texts.plain(fault.value), allowed=texts.plain(fault.allowed))
        if usual.kind == "week":
            day = fault.field.removeprefix(f"{usual.path}.").partition(".")[0]
            if day in WEEKDAYS:
                name = f"{_name(usual.path)}__{day}"
                told = gettext("%(promise)s on %(day)s") % {"promise": usual.label, "day": DAY_NAMES[day]}
        self.add_error(name, fault_in_words(replace(fault, field=str(told))))

    @staticmethod
    def _is_about(field: str, usual: Usual) -> bool:
        # A fault may stand one level above, such as the telephone that never opens.
        return field == usual.path or field.startswith(f"{usual.path}.")
