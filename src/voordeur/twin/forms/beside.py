"""Policies side by side, if wanted one of them with one promise turned."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from voordeur.base.forms import offer
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.policy.presets import PolicyErrors
from voordeur.policy.texts import fault_in_words
from voordeur.twin import texts
from voordeur.twin.engine import notches
from voordeur.twin.engine.questions.turning import turned_to
from voordeur.twin.forms.questions import QuestionForm
from voordeur.twin.queries.policies import LANGUAGES, promise_name, promise_value

MOST_BESIDE = 6  # policies that a page can show beside each other


class CompareForm(QuestionForm):
    """Policies side by side, if wanted one of them with one promise turned."""

    kind = "compare"
    first_fields = ("policies", "base", "turned", "name")

    policies = forms.MultipleChoiceField(
        label=_("Which policies"),
        help_text=_("Two to six. The first of them is what the others are laid beside."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least two policies."),
            "invalid_choice": _("One of these policies does not exist any more. Choose again."),
        },
    )
    turned = forms.ChoiceField(
        label=_("And one more: a policy with one promise turned"),
        required=False,
        error_messages={"invalid_choice": _("This promise cannot be turned so. Choose one of the list.")},
    )
    base = forms.ChoiceField(
        label=_("Of which policy that promise is turned"),
        required=False,
        error_messages={"invalid_choice": _("This policy does not exist any more. Choose again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(one.key, one.name) for one in self.choices.values()]
        offer(self, "policies", named)
        self.fields["policies"].initial = [key for key, _name in named if key.startswith("preset-")]
        offer(self, "base", named)
        first = next(iter(self.choices.values()))
        offer(self, "turned", [("", _("No")), *_turns(first.policy)])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        found = [(self.choices[key].title, self.choices[key].policy) for key in given.get("policies", ())]
        if given.get("turned") and "turned" not in self.errors:
            self._add_turned(given, found)
        if "policies" not in self.errors and not 2 <= len(found) <= MOST_BESIDE:
            told = {"value": len(found), "least": 2, "most": MOST_BESIDE}
            self.add_error("policies", texts.refusal("how_many_policies", told))
        given["found"] = found
        return given

    def _add_turned(self, given: Mapping[str, Any], found: list[tuple[dict[str, str], ServicePolicy]]) -> None:
        base = self.choices.get(given.get("base", "")) or next(iter(self.choices.values()))
        field, _sign, place = given["turned"].partition("|")
        first = next(iter(self.choices.values()))
        value = notches.load().turned[field].values(first.policy)[int(place)].value
        try:
            policy = turned_to(base.policy, field, value)
        except PolicyErrors as faults:
            for fault in faults.errors:
                self.add_error("turned", fault_in_words(fault))
            return
        if policy == base.policy:
            self.add_error("turned", _("This policy promises that already. Choose another promise, or another policy."))
            return
        found.append((_with_promise(base.title, field, policy), policy))

    def asked(self) -> dict[str, Any]:
        found = self.cleaned_data["found"]
        return {
            "policies": [presets.dump(policy) for _title, policy in found],
            "labels": [title for title, _policy in found],
        }

    def own_name(self) -> str:
        return " – ".join(texts.label(title) for title, _policy in self.cleaned_data["found"])


def _with_promise(title: Mapping[str, str], field: str, policy: ServicePolicy) -> dict[str, str]:
    """ "Gepast, breedte van een tijdvak: 2 uur" in both languages."""
    told = {}
    for language in LANGUAGES:
        with override(language):
            name = promise_name(field)[language]
            told[language] = f"{title[language]}, {name[:1].lower()}{name[1:]}: {promise_value(policy, field)}"
    return told


def _turns(policy: ServicePolicy) -> list[tuple[str | Promise, list[tuple[str, str]]]]:
    """Every promise with every value that it can be turned to, for one list to choose from."""
    found: list[tuple[str | Promise, list[tuple[str, str]]]] = []
    for field, turned in notches.load().turned.items():
        name = texts.label(turned.name.model_dump())
        values = [
            (f"{field}|{place}", f"{name}: {promise_value(notches.changed(policy, one.changes), field)}")
            for place, one in enumerate(turned.values(policy))
        ]
        if values:
            found.append((name, values))
    return found
