"""One promise of a policy on several values."""

import re
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from voordeur.base import words
from voordeur.base.forms import offer
from voordeur.policy import presets
from voordeur.policy.diff import promises
from voordeur.policy.presets import PolicyErrors
from voordeur.policy.texts import fault_in_words
from voordeur.twin import texts
from voordeur.twin.engine import notches
from voordeur.twin.engine.questions.turning import turned_to
from voordeur.twin.forms.questions import QuestionForm
from voordeur.twin.queries.policies import LANGUAGES, Choice, promise_name, promise_value

MOST_VALUES = 12
# By the end of a promise's name: in what people type it, and how many of the policy's units go into one of those.
UNITS: dict[str, tuple[Any, float]] = {
    "working_days": (_("working days"), 1.0),
    "days": (_("days"), 1.0),
    "minutes": (_("minutes"), 1.0),
    "seconds": (_("seconds"), 1.0),
    "cents": (_("euros"), 100.0),
    "share": (_("percent"), 0.01),
}

LIMITS = {
    ">=": _("%(value)s or more"),
    "<=": _("%(value)s or less"),
    ">": _("more than %(value)s"),
    "<": _("less than %(value)s"),
}


class NotchForm(QuestionForm):
    """One promise of a policy on several values, of which the one that holds now comes first."""

    kind = "notch"
    first_fields = ("values", "others", "name")

    values = forms.MultipleChoiceField(
        label=_("Which values"),
        help_text=_("What holds now is always in it."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("One of these values does not exist any more. Choose again.")},
    )
    others = forms.CharField(
        label=_("Other values"),
        max_length=120,
        required=False,
    )

    def __init__(self, *args: Any, base: Choice, field: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base, self.field = base, field
        self.turned = notches.load().find(field)
        self.now = notches.plain(promises(base.policy)[field])
        self.known = [one.value for one in self.turned.values(base.policy)]
        told = (promise_value(turned_to(base.policy, field, value), field) for value in self.known)
        offer(self, "values", [(str(place), one) for place, one in enumerate(told)])
        self.fields["values"].initial = [str(place) for place in range(len(self.known))][:MOST_VALUES]
        if self.takes_numbers:
            self.fields["others"].help_text = _("Numbers with a semicolon between them, in %(unit)s.") % {
                "unit": self._unit[0]
            }
        else:
            del self.fields["others"]

    @property
    def takes_numbers(self) -> bool:
        return isinstance(self.now, int | float) and not isinstance(self.now, bool)

    @property
    def _unit(self) -> tuple[Any, float]:
        """In what a value is typed, and how many of the policy's own units go into one of it."""
        name = self.field.rpartition(".")[2]
        for ending, unit in UNITS.items():
            if name.endswith(ending):
                return unit
        return _("the unit of the promise"), 1.0

    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.first_fields if name in self.fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        found = [self.now, *(self.known[int(place)] for place in given.get("values", ()))]
        for typed in filter(None, (one.strip() for one in given.get("others", "").split(";"))):
            self._add_typed(typed, found)
        if not self.errors and not 2 <= len(found) <= MOST_VALUES:
            told = {"value": len(found), "least": 2, "most": MOST_VALUES}
            self.add_error("values", texts.refusal("how_many_values", told))
        given["found"] = found
        return given

    def _add_typed(self, typed: str, found: list[Any]) -> None:
        """A number as somebody types it; what a policy cannot hold is told as the policy tells it."""
        told = {"field": texts.label(promise_name(self.field)), "value": typed}
        read = re.fullmatch(r"€? ?(-?[0-9]{1,9}(?:[.,][0-9]{1,4})?) ?%?", typed)
        if read is None:
            self.add_error("others", texts.refusal("not_a_number", told))
            return
        number = round(float(read[1].replace(",", ".")) * self._unit[1], 6)
        if isinstance(self.now, int) and number != round(number):
            self.add_error("others", texts.refusal("not_a_whole_number", told))
            return
        value: Any = round(number) if isinstance(self.now, int) else number
        try:
            turned_to(self.base.policy, self.field, value)
        except PolicyErrors as faults:
            for fault in faults.errors:
                as_typed = replace(
                    fault, field=str(told["field"]), value=typed, allowed=self._allowed_in_words(fault.allowed)
                )
                self.add_error("others", fault_in_words(as_typed))
            return
        if value not in found:
            found.append(value)

    def _allowed_in_words(self, allowed: str) -> str:
        """What a policy allows, as ">= 1", in the unit in which people type it here."""
        found = re.fullmatch(r"(>=|<=|>|<) (-?[0-9.]+)", allowed)
        if found is None:
            return allowed
        number = round(float(found[2]) / self._unit[1], 2)
        return LIMITS[found[1]] % {"value": words.number(number, digits=0 if number == round(number) else 2)}

    def asked(self) -> dict[str, Any]:
        policy, field = self.base.policy, self.field
        values = self.cleaned_data["found"]
        labels = []
        for value in values:
            turned = turned_to(policy, field, value)
            told = {}
            for language in LANGUAGES:
                with override(language):
                    told[language] = promise_value(turned, field)
            labels.append(told)
        return {
            "policies": [presets.dump(policy)],
            "field": field,
            "values": values,
            "labels": labels,
            "promise": promise_name(field),
            "base": self.base.title,
        }

    def own_name(self) -> str:
        return f"{texts.label(promise_name(self.field))} – {self.base.kept_name}"
