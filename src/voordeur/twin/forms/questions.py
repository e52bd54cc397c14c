"""What every question to the twin asks. Reads what was typed; what can be simulated, the service says."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voordeur.kernel.errors import Refused
from voordeur.policy.presets import PolicyErrors
from voordeur.policy.texts import fault_in_words
from voordeur.twin import texts
from voordeur.twin.engine.questions.variants import MOST_REPLICATIONS, MOST_YEARS
from voordeur.twin.engine.world import LEAST_HOMES, MOST_HOMES
from voordeur.twin.queries.calibration import Kept
from voordeur.twin.queries.policies import Choice
from voordeur.twin.rules import NAME_SIGNS
from voordeur.twin.services.studies import Wanted
from voordeur.twin.texts import own_figures

MOST_SEED = 2_000_000_000
FIRST_YEAR, LAST_YEAR = 2020, 2099
# The field that a refusal is about when it names none.
ABOUT = {
    "too_few_replications": "replications",
    "study_too_large": "homes",
    "no_homes": "town",
    "no_coordinates": "town",
}
MORE = ("town", "own", "homes", "replications", "years", "seed", "year")  # how it is simulated
MADE_UP, OWN, OWN_TENANTS = "made_up", "own", "own_tenants"


class WholeField(forms.CharField):
    """A whole number between two others; the sentence about a wrong one names all four."""

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric"})
        super().__init__(max_length=40, widget=widget, required=True, **kwargs)
        self.least, self.most = least, most

    def clean(self, value: Any) -> int:
        typed = str(value or "").strip()
        told = {"field": self.label, "value": typed, "least": self.least, "most": self.most}
        if not typed:
            raise forms.ValidationError(texts.refusal("empty", told))
        # People write ten thousand as 10.000, 10,000 or 10 000.
        found = re.fullmatch(r"-?[0-9]{1,3}(?:[., ][0-9]{3})+|-?[0-9]{1,15}", typed)
        if found is None:
            raise forms.ValidationError(texts.refusal("not_a_number", told))
        number = int(re.sub(r"[., ]", "", typed))
        if not self.least <= number <= self.most:
            raise forms.ValidationError(texts.refusal("out_of_range", told))
        return number


class QuestionForm(forms.Form):
    """What every question asks: a name, the homes and the luck. `kind` and `asked` belong to the questions below."""

    kind = ""
    first_fields: tuple[str, ...] = ()

    name = forms.CharField(
        label=_("Name of this study"),
        help_text=_("By which you find it again. Without one it gets the names of what you choose."),
        max_length=NAME_SIGNS,
        required=False,
        error_messages={"max_length": _("A name has at most 120 signs. This one has %(show_value)d.")},
    )
    town = forms.ChoiceField(
        label=_("Which town"),
        choices=(
            (MADE_UP, _("A made-up town")),
            (OWN, _("Our own homes, with tenants by luck")),
            (OWN_TENANTS, _("Our own homes, with who is 65 or older and who has the subscription")),
        ),
        widget=forms.RadioSelect,
        initial=MADE_UP,
        error_messages={"invalid_choice": _("Choose one of the towns.")},
    )
    own = forms.BooleanField(label=_("Reckon with our own figures"), required=False)
    homes = WholeField(
        label=_("Number of homes"),
        help_text=_("Of a made-up town. More homes give narrower margins and take longer."),
        least=LEAST_HOMES,
        most=MOST_HOMES,
    )
    replications = WholeField(
        label=_("Years of luck"),
        help_text=_("How often the year is lived again with other luck. More of them give narrower margins."),
        least=1,
        most=MOST_REPLICATIONS,
        initial=20,
    )
    years = WholeField(
        label=_("Years in a row"),
        help_text=_("How many years each of them lasts."),
        least=1,
        most=MOST_YEARS,
        initial=1,
    )
    seed = WholeField(
        label=_("Seed"),
        help_text=_("The same seed gives the same luck, so that others can do it again."),
        least=0,
        most=MOST_SEED,
        initial=1,
    )
    year = WholeField(
        label=_("Calendar year"),
        help_text=_("Its holidays and weekdays are used."),
        least=FIRST_YEAR,
        most=LAST_YEAR,
    )

    def __init__(
        self, *args: Any, choices: Sequence[Choice], homes: int, now: datetime, kept: Kept | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choices = {one.key: one for one in choices}
        self.kept = kept
        if kept is None:
            del self.fields["own"]
        else:
            self.fields["own"].help_text = own_figures.of(own_figures.known(kept))
        self.fields["homes"].initial = homes
        self.fields["year"].initial = now.year + 1

    def first(self) -> list[forms.BoundField]:
        """What the question is about."""
        return [self[name] for name in self.first_fields]

    def more(self) -> list[forms.BoundField]:
        """How it is simulated: folded until somebody wants it."""
        return [self[name] for name in MORE if name in self.fields]

    def has_faults_in_more(self) -> bool:
        return any(field.errors for field in self.more())

    def asked(self) -> dict[str, Any]:
        """The question as plain values of `engine.questions.reading`, with `labels` for its variants."""
        raise NotImplementedError

    def own_name(self) -> str:
        """What the study is called when nobody gave it a name."""
        raise NotImplementedError

    def wanted(self, town: Any) -> Wanted:
        """All of it for the service; `town` is the association's own, or None."""
        given = self.cleaned_data
        asked = {**self.asked(), "form": {name: given[name] for name in MORE if name in given}}
        values: dict[str, float] = {}
        if self.kept is not None and given["own"]:
            values = dict(self.kept.values)
            asked |= {"register": values, "own_figures": own_figures.known(self.kept)}
        return Wanted(
            kind=self.kind,
            name=given["name"] or self.own_name(),
            asked=asked,
            homes=given["homes"] if town is None else len(town),
            replications=given["replications"],
            years=given["years"],
            seed=given["seed"],
            first_on=date(given["year"], 1, 1),
            values=values,
            town=town,
        )

    def refuse(self, refused: Refused | PolicyErrors) -> None:
        """Put what the service refused beside the field it is about."""
        if isinstance(refused, PolicyErrors):
            for fault in refused.errors:
                self.add_error(None, fault_in_words(fault))
            return
        name = str(refused.params.get("field", ABOUT.get(refused.code, "")))
        place = name if name in self.fields else None
        params = {**refused.params, "field": self.fields[name].label if place else name}
        self.add_error(place, texts.refusal(refused.code, params))
