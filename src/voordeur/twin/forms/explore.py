"""Questions about all promises of one policy, and about the numbers that nobody has measured."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voordeur.base.forms import offer
from voordeur.policy import presets
from voordeur.twin import texts
from voordeur.twin.engine import notches
from voordeur.twin.forms.questions import QuestionForm
from voordeur.twin.queries.policies import Choice, words_of


class PolicyForm(QuestionForm):
    """What is asked of one policy."""

    first_fields: tuple[str, ...] = ("policy",)
    default_replications = 10

    policy = forms.ChoiceField(
        label=_("Of which policy"),
        error_messages={"invalid_choice": _("This policy does not exist any more. Choose again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "policy", [(one.key, one.name) for one in self.choices.values()])
        self.fields["replications"].initial = self.default_replications

    @property
    def chosen(self) -> Choice:
        return self.choices[self.cleaned_data["policy"]]

    def asked(self) -> dict[str, Any]:
        chosen = self.chosen
        given = {"policies": [presets.dump(chosen.policy)], "labels": [chosen.title]}
        return {**given, "seed": self.cleaned_data["seed"]}

    def own_name(self) -> str:
        return f"{texts.kind(self.kind)} – {self.chosen.kept_name}"


class TornadoForm(PolicyForm):
    """Every promise a notch down and up."""

    kind = "tornado"


class FrontierForm(PolicyForm):
    """What every mark costs at least."""

    kind = "frontier"
    first_fields: tuple[str, ...] = ("policy", "fields_turned")

    fields_turned = forms.MultipleChoiceField(
        label=_("Which promises may be turned"),
        help_text=_("Choose none to let the search turn all of them."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("One of these promises cannot be turned. Choose again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        turned = notches.load().turned.items()
        offer(self, "fields_turned", [(field, words_of(one.name.model_dump())) for field, one in turned if one.search])

    def asked(self) -> dict[str, Any]:
        return {**super().asked(), "fields": self.cleaned_data["fields_turned"]}


class SearchForm(FrontierForm):
    """The cheapest set of promises that keeps two goals."""

    kind = "search"
    first_fields = ("policy", "mark", "emergencies", "fields_turned")
    default_replications = 20

    mark = forms.CharField(
        label=_("Mark for repairs, at least"),
        initial="7,7",
        required=False,
        help_text=_("From 1 to 10. Leave it empty to set no goal for it."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    emergencies = forms.CharField(
        label=_("Emergencies helped within 4 hours, at least this percentage"),
        initial="90",
        required=False,
        help_text=_("From 0 to 100. Leave it empty to set no goal for it."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def clean_mark(self) -> float | None:
        return self._number("mark", 1.0, 10.0)

    def clean_emergencies(self) -> float | None:
        found = self._number("emergencies", 0.0, 100.0)
        return None if found is None else found / 100

    def _number(self, name: str, least: float, most: float) -> float | None:
        typed = str(self.cleaned_data[name]).strip()
        if not typed:
            return None
        told = {"field": self.fields[name].label, "value": typed[:40], "least": f"{least:g}", "most": f"{most:g}"}
        found = re.fullmatch(r"(-?[0-9]{1,4}(?:[.,][0-9]{1,4})?) ?%?", typed)
        if found is None:
            raise forms.ValidationError(texts.refusal("not_a_number", told))
        number = float(found[1].replace(",", "."))
        if not least <= number <= most:
            raise forms.ValidationError(texts.refusal("out_of_range", told))
        return number

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and given.get("mark") is None and given.get("emergencies") is None:
            self.add_error("mark", _("Give at least one goal."))
        return given

    def own_name(self) -> str:
        """With the goals, so that two searches can be told apart."""
        given = self.cleaned_data
        return texts.goals(super().own_name(), given["mark"], given["emergencies"])

    def asked(self) -> dict[str, Any]:
        given = self.cleaned_data
        keep = [
            {"kpi": kpi, "at_least": given[name]}
            for name, kpi in (("mark", "mark_repairs"), ("emergencies", "emergencies_in_4_hours_share"))
            if given[name] is not None
        ]
        return {**super().asked(), "keep": keep}


class WeightsForm(PolicyForm):
    """What every parameter weighs, for one policy or for the difference between two."""

    kind = "weights"
    first_fields = ("policy", "other")
    default_replications = 6

    other = forms.ChoiceField(
        label=_("In the difference with"),
        help_text=_("With a second policy the question is what the estimates do to the difference between the two."),
        required=False,
        error_messages={"invalid_choice": _("This policy does not exist any more. Choose again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nothing = ("", _("nothing: the policy by itself"))
        offer(self, "other", [nothing, *((one.key, one.name) for one in self.choices.values())])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("other") and given["other"] == given.get("policy"):
            self.add_error("other", _("Choose another policy than the first."))
        return given

    def own_name(self) -> str:
        other = self.choices.get(self.cleaned_data["other"])
        return super().own_name() if other is None else f"{super().own_name()} – {other.kept_name}"

    def asked(self) -> dict[str, Any]:
        found = super().asked()
        other = self.choices.get(self.cleaned_data["other"])
        if other is None:
            return found
        return {
            **found,
            "policies": [*found["policies"], presets.dump(other.policy)],
            "labels": [*found["labels"], other.title],
        }
