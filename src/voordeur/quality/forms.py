"""What people fill in on the pages of this room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voordeur.quality.rules import REASON_MAX
from voordeur.quality.texts import PROCESSES, REFUSALS

YES_NO = {"yes": True, "no": False}
LOW_MARKS = "low"


class AnswerForm(forms.Form):
    """One answer; the page asks its fields one at a time and carries what was answered in the address."""

    mark = forms.IntegerField(
        min_value=1,
        max_value=10,
        error_messages={
            "required": REFUSALS["mark_missing"],
            "invalid": REFUSALS["mark_out_of_range"],
            "min_value": REFUSALS["mark_out_of_range"],
            "max_value": REFUSALS["mark_out_of_range"],
        },
    )
    solved = forms.ChoiceField(
        choices=[(word, word) for word in YES_NO],
        error_messages={"required": REFUSALS["solved_missing"], "invalid_choice": REFUSALS["solved_missing"]},
    )
    reason = forms.CharField(
        required=False,
        max_length=REASON_MAX,
        label=_("What went well, or what should be better?"),
        help_text=_("You may leave this empty. Please do not write names or telephone numbers."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *arguments: Any, asks_solved: bool, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if not asks_solved:
            del self.fields["solved"]

    @property
    def is_solved(self) -> bool | None:
        return YES_NO.get(self.cleaned_data.get("solved", ""))


class AnswerFilterForm(forms.Form):
    """Which answers the list shows; everything is optional and stays in the address."""

    process = forms.ChoiceField(required=False, label=_("About"))
    period = forms.TypedChoiceField(
        required=False,
        coerce=int,
        label=_("Period"),
        choices=[("365", _("Last 12 months")), ("91", _("Last 3 months")), ("30", _("Last 30 days"))],
    )
    show = forms.ChoiceField(
        required=False,
        label=_("Show"),
        choices=[("", _("All answers")), (LOW_MARKS, _("Low marks only")), ("unsolved", _("Not solved only"))],
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        process: Any = self.fields["process"]
        process.choices = list(PROCESSES.items())
