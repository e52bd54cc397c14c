"""The fields of a report, of a visit and of the decisions about a repair. Checks the form of input, decides nothing."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voordeur.homes import queries as homes
from voordeur.homes.models import Dwelling
from voordeur.parties.models import Person

FAULT_CHOICES = [
    ("no", _("No, it wore out or broke by itself")),
    ("yes", _("Yes, somebody in our home caused it")),
    ("unknown", _("I do not know")),
]


HOUSE_NUMBER = re.compile(r"(?P<number>[1-9][0-9]{0,4})(?![0-9])[\s/-]*(?P<behind>[0-9A-Za-z]{0,6})")


class AddressForm(forms.Form):
    """A home by postcode and house number, for who has no account."""

    behind = ""

    postcode = forms.CharField(
        label=_("Postcode"), max_length=7, widget=forms.TextInput(attrs={"autocomplete": "postal-code"})
    )
    number = forms.CharField(label=_("House number"), max_length=20, widget=forms.TextInput())
    letter = forms.CharField(label=_("Letter, if there is one"), max_length=1, required=False)
    addition = forms.CharField(label=_("Addition, if there is one"), max_length=6, required=False)

    def clean_postcode(self) -> str:
        return "".join(str(self.cleaned_data["postcode"]).split()).upper()

    def clean_number(self) -> int:
        """The figures; what people write behind them ("13a", "13-2") is kept for the fields after this one."""
        found = HOUSE_NUMBER.fullmatch(self.cleaned_data["number"].strip())
        if found is None:
            raise forms.ValidationError(_("Write the number on your door, for example 12."))
        self.behind = found["behind"]
        return int(found["number"])

    def clean(self) -> dict[str, Any]:
        """Find the home; an unknown address is said beside the postcode."""
        data = super().clean() or {}
        if {"postcode", "number"} <= data.keys():
            if self.behind and not data.get("letter") and not data.get("addition"):
                is_letter = len(self.behind) == 1 and self.behind.isalpha()
                data["letter" if is_letter else "addition"] = self.behind
            dwelling = homes.find_by_address(
                postcode=data["postcode"],
                number=data["number"],
                letter=data.get("letter", "").upper(),
                addition=data.get("addition", ""),
            )
            if dwelling is None:
                self.add_error(
                    "postcode",
                    _("We have no home at this address. Check the postcode and the house number."),
                )
            data["dwelling"] = dwelling
        return data


class CodeForm(forms.Form):
    """The six figures from the letter."""

    code = forms.CharField(
        label=_("Code of six digits"),
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class DetailsForm(forms.Form):
    """What the tree cannot know: the story, whose doing it was, how to reach the tenant."""

    description = forms.CharField(
        label=_("What should the craftsman know?"),
        help_text=_(
            "For example: where it is exactly, since when, and whether you have a dog. You can leave this empty."
        ),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    own_fault = forms.ChoiceField(
        label=_("Did somebody in your home cause it?"),
        choices=FAULT_CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the answers. “I do not know” is fine too.")},
    )
    email = forms.EmailField(
        label=_("E-mail address for news about this repair"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Telephone number"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )

    def clean_phone(self) -> str:
        """The figures of a number, as a telephone rings it."""
        return re.sub(r"[^0-9+]", "", self.cleaned_data["phone"])


class StaffDetailsForm(DetailsForm):
    """The same on the telephone: also who is calling."""

    reporter = forms.ModelChoiceField(
        label=_("Who reports it?"), queryset=Person.objects.none(), required=False, empty_label=_("Somebody else")
    )
    field_order = ("reporter", "description", "own_fault", "email", "phone")

    def __init__(self, *args: Any, dwelling: Dwelling, day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [person.pk for person in homes.contact_people(dwelling.pk, day=day)]
        field = self.fields["reporter"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Person.objects.filter(pk__in=people)


class ReasonForm(forms.Form):
    """One sentence why."""

    why = forms.CharField(label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PayerForm(ReasonForm):
    """Who pays, decided by a person."""

    payer = forms.ChoiceField(
        label=_("Who pays?"),
        choices=[
            ("landlord", _("We do")),
            ("tenant", _("The tenant")),
            ("subscription", _("The service subscription")),
        ],
        widget=forms.RadioSelect,
    )
    field_order = ("payer", "why")


class BillForm(forms.Form):
    """What the tenant was billed, in euros."""

    amount = forms.DecimalField(
        label=_("Amount of the bill in euros"), min_value=Decimal(0), max_value=Decimal(100000), decimal_places=2
    )
