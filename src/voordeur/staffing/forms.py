"""What a manager fills in: the hours of somebody on the telephone, and the days on which they do not come."""

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voordeur.base import words
from voordeur.staffing.models import Contract

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

    from voordeur.parties.models import User

WEEKDAYS = range(7)
MINUTES_PER_HOUR = 60


def _time_field() -> forms.TimeField:
    return forms.TimeField(required=False, widget=_clock())


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M")


def _day_field(label: "Promise", help_text: "Promise | str" = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
    )


class ContractForm(forms.Form):
    """Hours a week, how long a shift may be, and per weekday between which times; an empty day is off."""

    from_on = _day_field(_("From which day?"), _("What was agreed before ends the day before."))
    weekly_hours = forms.DecimalField(
        label=_("How many hours a week at most?"), min_value=1, max_value=60, decimal_places=2
    )
    most_days = forms.IntegerField(label=_("On how many days a week at most?"), min_value=1, max_value=7)
    shortest_hours = forms.DecimalField(
        label=_("How many hours is the shortest shift?"), min_value=1, max_value=12, decimal_places=2
    )
    longest_hours = forms.DecimalField(
        label=_("How many hours is the longest shift?"),
        help_text=_("With the breaks in it: those are in the share of time that nobody is on the telephone."),
        min_value=1,
        max_value=12,
        decimal_places=2,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for weekday in WEEKDAYS:
            name = words.DAYS[words.spoken(None)][weekday]
            for end, label in (("from", _("%(day)s, from")), ("until", _("%(day)s, until"))):
                field = self.fields[f"{end}_{weekday}"] = _time_field()
                field.label = str(label) % {"day": name.capitalize()}

    def days(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """Name, from and until of each weekday, Monday first."""
        for weekday in WEEKDAYS:
            name = words.DAYS[words.spoken(None)][weekday].capitalize()
            yield name, self[f"from_{weekday}"], self[f"until_{weekday}"]

    def questions(self) -> list[forms.BoundField]:
        """The questions above the days."""
        return [self[name] for name in ("from_on", "weekly_hours", "most_days", "shortest_hours", "longest_hours")]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for weekday in WEEKDAYS:
            begin, end = found.get(f"from_{weekday}"), found.get(f"until_{weekday}")
            if (begin is None) != (end is None) and not self.errors:
                self.add_error(f"until_{weekday}", str(_("Fill in both times of this day, or none.")))
        return found

    def hours(self) -> dict[int, tuple[time, time]]:
        """Per weekday the times, of a form that is filled in well."""
        found = self.cleaned_data
        return {day: (found[f"from_{day}"], found[f"until_{day}"]) for day in WEEKDAYS if found.get(f"from_{day}")}

    def minutes(self, name: str) -> int:
        """A number of hours as whole minutes."""
        hours: Decimal = self.cleaned_data[name]
        return round(hours * MINUTES_PER_HOUR)


def initial_of(contract: Contract | None, *, on: date) -> dict[str, Any]:
    """What the form shows first: what holds now, or a usual week of five days."""
    if contract is None:
        usual = {f"{end}_{day}": at for day in range(5) for end, at in (("from", time(8)), ("until", time(17)))}
        return {"from_on": on, "weekly_hours": 32, "most_days": 4, "shortest_hours": 4, "longest_hours": 9, **usual}
    hours = {
        f"{end}_{one.weekday}": at
        for one in contract.hours.all()
        for end, at in (("from", one.from_time), ("until", one.until_time))
    }
    return {
        "from_on": max(on, contract.from_on),
        "weekly_hours": _in_hours(contract.weekly_minutes),
        "most_days": contract.most_days,
        "shortest_hours": _in_hours(contract.shortest_minutes),
        "longest_hours": _in_hours(contract.longest_minutes),
        **hours,
    }


def _in_hours(minutes: int) -> int | float:
    """Hours without a fraction where there is none, as people write them."""
    hours = minutes / MINUTES_PER_HOUR
    return int(hours) if hours.is_integer() else round(hours, 2)


class AwayForm(forms.Form):
    away_from_on = _day_field(_("First day away"))
    away_until_on = _day_field(_("Last day away"))


class ShiftForm(forms.Form):
    """Who is on the telephone on which day, from when until when. The day of a shift that exists stays."""

    agent = forms.TypedChoiceField(label=_("Who?"), coerce=int)
    on = forms.TypedChoiceField(label=_("On which day?"), coerce=date.fromisoformat)
    from_time = forms.TimeField(label=_("From when?"), widget=_clock())
    until_time = forms.TimeField(label=_("Until when?"), widget=_clock())
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: list["User"], days: list[date], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agent, on = self.fields["agent"], self.fields["on"]
        if isinstance(agent, forms.ChoiceField) and isinstance(on, forms.ChoiceField):
            agent.choices = [(one.pk, one.name) for one in people]
            on.choices = [(day.isoformat(), words.day_in_words(day)) for day in days]
        if not is_new:
            del self.fields["on"]
