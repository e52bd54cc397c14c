"""When a policy of a study begins, and why. Reads what was typed; what may begin when, the service says."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from voordeur.base.forms import StartForm
from voordeur.twin.texts import refusal

MOST_DAYS_AHEAD = 3660


class AdoptForm(StartForm):
    """The moment and the reason."""

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_starts_at(self) -> datetime:
        found: datetime = self.cleaned_data["starts_at"]
        if found <= self.now:
            raise forms.ValidationError(refusal("starts_in_the_past", {}))
        if found > self.now + timedelta(days=MOST_DAYS_AHEAD):
            raise forms.ValidationError(refusal("starts_too_far_away", {"years": 10}))
        return found
