"""When a policy of a study begins, and why. Reads what was typed; what may begin when, the service says."""

from datetime import datetime, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from voordeur.policy.rules import local
from voordeur.twin.texts import refusal

MOST_DAYS_AHEAD = 3660
UNREADABLE = _("We cannot read this moment. Write it like 2027-01-01 00:00.")


class AdoptForm(forms.Form):
    """The moment and the reason."""

    starts_at = forms.DateTimeField(
        label=_("Holds from"),
        help_text=_("A moment in the future. Cases that began before keep what was promised to them."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": UNREADABLE, "required": UNREADABLE},
    )
    note = forms.CharField(
        label=_("Why this change?"),
        help_text=_("Everybody reads it beside the version."),
        max_length=300,
        error_messages={
            "required": _("Write down why you change this. Others read it beside the version."),
            "max_length": _("Write at most 300 signs. Now there are %(show_value)d."),
        },
    )

    def __init__(self, *args: object, now: datetime, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.now = now

    def clean_starts_at(self) -> datetime:
        found: datetime = self.cleaned_data["starts_at"]
        if found <= self.now:
            raise forms.ValidationError(refusal("starts_in_the_past", {}))
        if found > self.now + timedelta(days=MOST_DAYS_AHEAD):
            raise forms.ValidationError(refusal("starts_too_far_away", {"years": 10}))
        return found


def next_month(now: datetime) -> datetime:
    """The first moment of the next month: when most promises begin."""
    first = local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1)
