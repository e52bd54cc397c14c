"""The fields of a complaint and of what we do with it. Checks the form of input, decides nothing."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voordeur.complaints import texts
from voordeur.complaints.rules.intake import MOST_TEXT
from voordeur.complaints.rules.subjects import DECISIONS, WENT_WRONG, Part
from voordeur.parties.models import User
from voordeur.parties.rules import OFFICE, STAFF

AMOUNT = re.compile(r"(?P<euros>[0-9]{1,6})(?:[.,](?P<cents>[0-9]{1,2}))?")
# VERA COMMUNICATIEKANAAL: how a complaint reached us when a colleague notes it down
CHANNELS = [("TEL", _("telephone")), ("BAL", _("desk")), ("EMA", _("e-mail")), ("BRI", _("letter"))]
MOST_NAMES = 4000


class DateField(forms.DateField):
    """A day by the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class EuroField(forms.CharField):
    """An amount in euros as people write it; gives whole cents, 0 when it was left empty."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"required": False, "max_length": 12, "widget": forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs}
        )

    def clean(self, value: Any) -> int:
        written = str(super().clean(value)).replace("€", "").strip()
        if not written:
            return 0
        found = AMOUNT.fullmatch(written)
        if found is None:
            raise forms.ValidationError(str(texts.REFUSALS["amount_unreadable"]), code="amount_unreadable")
        return int(found["euros"]) * 100 + int((found["cents"] or "0").ljust(2, "0"))


class StoryForm(forms.Form):
    """What happened and what somebody wants; for who is logged in."""

    text = forms.CharField(
        label=_("What happened?"),
        help_text=_("For example: what you expected, what went differently, and whom you spoke to."),
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what happened.")},
    )
    wish = forms.CharField(
        label=_("What should we do to make it right?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    happened_on = DateField(label=_("When did it happen?"), required=False)
    goes_on = forms.BooleanField(label=_("It still goes on"), required=False)
    phone = forms.CharField(
        label=_("Telephone number"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def clean_phone(self) -> str:
        """The figures of a number, as a telephone rings it."""
        return re.sub(r"[^0-9+]", "", self.cleaned_data["phone"])


class VisitorForm(StoryForm):
    """The same for who is not logged in: with a name and a home, or without."""

    name = forms.CharField(
        label=_("Your name"), max_length=160, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    is_anonymous = forms.BooleanField(
        label=_("I do not want to give my name"),
        help_text=_("Then you read our answer only on the page that you get after sending. Keep its address."),
        required=False,
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=7, required=False)
    number = forms.CharField(label=_("House number"), max_length=10, required=False)
    field_order = (
        "text",
        "wish",
        "happened_on",
        "goes_on",
        "name",
        "is_anonymous",
        "email",
        "phone",
        "postcode",
        "number",
    )

    def clean(self) -> dict[str, Any]:
        """A name, or the wish to give none."""
        data = super().clean() or {}
        if not data.get("is_anonymous") and not str(data.get("name", "")).strip():
            self.add_error("name", _("Write your name, or choose that you do not want to give it."))
        if data.get("is_anonymous"):
            data |= {"name": "", "email": "", "phone": ""}
        return data


class TakeForm(StoryForm):
    """A complaint that a colleague notes down: also for somebody else, by several people or without a name."""

    about = forms.ChoiceField(label=_("What is it about?"), choices=list(texts.ABOUT.items()))
    channel = forms.ChoiceField(label=_("How did it reach us?"), choices=CHANNELS)
    repair_number = forms.CharField(label=_("Number of the repair, if it is about one"), max_length=12, required=False)
    told_before = forms.BooleanField(
        label=_("They reported the repair before, the number is not known"), required=False
    )
    name = forms.CharField(label=_("Who complains?"), max_length=160, required=False)
    is_anonymous = forms.BooleanField(label=_("They do not give their name"), required=False)
    others = forms.CharField(
        label=_("Who else has the same complaint?"),
        help_text=_("One on a line: a name, and after a comma an e-mail address."),
        max_length=MOST_NAMES,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    speaker = forms.CharField(
        label=_("Who speaks for them, if somebody else does?"),
        help_text=_("We ask the tenant whether they agree, unless they gave a mandate."),
        max_length=160,
        required=False,
    )
    speaker_email = forms.EmailField(label=_("E-mail address of who speaks"), required=False)
    about_user = forms.ModelChoiceField(
        label=_("Which colleague is it about?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody in particular"),
    )
    about_whom = forms.CharField(label=_("Or somebody else of ours"), max_length=160, required=False)
    field_order = (
        "about", "repair_number", "told_before", "text", "wish", "happened_on", "goes_on", "channel", "name",
        "is_anonymous", "email", "phone", "others", "speaker", "speaker_email", "about_user", "about_whom",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["about_user"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = User.objects.filter(is_active=True, role__in=sorted(STAFF)).order_by("name")

    def clean(self) -> dict[str, Any]:
        """A name, or that they do not give it."""
        data = super().clean() or {}
        if not data.get("is_anonymous") and not str(data.get("name", "")).strip():
            self.add_error("name", _("Write who complains, or choose that they do not give their name."))
        return data

    @property
    def companions(self) -> list[tuple[str, str]]:
        """Name and address of everybody else, as they were written."""
        lines = str(self.cleaned_data.get("others", "")).splitlines()
        split = [line.partition(",") for line in lines if line.strip()]
        return [(name.strip(), address.strip() if "@" in address else "") for name, _comma, address in split]


class ReasonForm(forms.Form):
    """One reason, in words that the complainant may read."""

    why = forms.CharField(label=_("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class PauseForm(ReasonForm):
    """What we wait for, and why in words."""

    wait = forms.ChoiceField(label=_("What do we wait for?"), choices=list(texts.WAITS.items()))
    field_order = ("wait", "why")


class NotTakenForm(ReasonForm):
    """Why we do not take it, from the list and in words."""

    not_taken = forms.ChoiceField(label=_("Why do we not take it?"), choices=list(texts.NOT_TAKEN.items()))
    field_order = ("not_taken", "why")


class VerdictForm(forms.Form):
    """How a complaint is judged."""

    outcome = forms.ChoiceField(
        label=_("Is the complainant right?"),
        choices=[(one.value, texts.OUTCOMES[one]) for one in DECISIONS],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("Our answer"),
        help_text=_(
            "In the letter it stands below “You are right”, “You are partly right” or “We see it differently”."
        ),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    cause = forms.ChoiceField(
        label=_("What went wrong with us?"),
        choices=[("", _("Nothing went wrong")), *texts.CAUSES.items()],
        required=False,
    )
    amount = EuroField(label=_("What they get to make up for it, in euros"))
    amount_why = forms.CharField(label=_("What is this amount for?"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """A cause where something went wrong; the service says the rest."""
        data = super().clean() or {}
        if data.get("outcome") in set(WENT_WRONG) and not data.get("cause"):
            self.add_error("cause", forms.ValidationError(str(texts.REFUSALS["cause_missing"]), code="cause_missing"))
        return data


class ImprovementForm(forms.Form):
    """What we change: what, who and by when."""

    text = forms.CharField(label=_("What do we change?"), max_length=500)
    cause = forms.ChoiceField(label=_("So that this does not happen again"), choices=list(texts.CAUSES.items()))
    owner = forms.ModelChoiceField(label=_("Who does it?"), queryset=User.objects.none())
    due_on = DateField(label=_("By when?"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = User.objects.filter(is_active=True, role__in=sorted(OFFICE)).order_by("name")


class JoinForm(forms.Form):
    """Somebody else behind the same complaint."""

    name = forms.CharField(label=_("Name"), max_length=160)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    part = forms.ChoiceField(
        label=_("What is their part?"), choices=list(texts.PARTS.items()), initial=Part.COMPLAINANT
    )
