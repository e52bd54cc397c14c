"""What people fill in on the pages of this room."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voordeur.counter.texts import NO_SUCH_SUBJECT, NOT_OFFERED, SUBJECTS

MOST_DESKS = 50


class SubjectField(forms.ChoiceField):
    """What it is about."""

    def __init__(self, **named: Any) -> None:
        errors = {"required": NO_SUCH_SUBJECT, "invalid_choice": NO_SUCH_SUBJECT}
        super().__init__(label=_("What is it about?"), choices=list(SUBJECTS.items()), error_messages=errors, **named)


class MoveForm(forms.Form):
    """Another time, out of the offered ones."""

    slot = forms.CharField(max_length=40, error_messages={"required": _("Choose a time.")})

    def clean_slot(self) -> datetime:
        try:
            found = datetime.fromisoformat(self.cleaned_data["slot"])
        except ValueError:
            raise forms.ValidationError(NOT_OFFERED) from None
        if found.tzinfo is None:
            raise forms.ValidationError(NOT_OFFERED)
        return found.astimezone(UTC)


class BookForm(MoveForm):
    """An appointment: the time, and who comes and why."""

    subject = SubjectField(widget=forms.RadioSelect)
    name = forms.CharField(max_length=120, label=_("Your name"), widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        required=False,
        label=_("Your mail address"),
        help_text=_("We send you the appointment, with a link to cancel it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        required=False,
        max_length=20,
        label=_("Your telephone number"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )


class WalkInForm(forms.Form):
    """Somebody comes in: what it is about, and their name when they like to give it."""

    subject = SubjectField()
    name = forms.CharField(required=False, max_length=120, label=_("Name"))


class DeskForm(forms.Form):
    """At which desk a colleague sits."""

    desk = forms.IntegerField(min_value=1, max_value=MOST_DESKS, label=_("Desk"))
