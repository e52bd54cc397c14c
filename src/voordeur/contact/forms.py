"""The fields of the first line. Checks the form of input; what must be known, the rules say."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voordeur.contact import texts
from voordeur.contact.models import ArticleVersion
from voordeur.contact.rules.talking import CHANNELS
from voordeur.parties.models import Team, User
from voordeur.parties.rules import MAY, Permission
from voordeur.policy.models import SUBJECTS

MOST_CASES = 20
CASE_KEY = re.compile(r"([a-z_:]{1,30}):([0-9]{1,18})")

Pairs = list[tuple[str, Any]]


def _choices(words: Any, codes: Any = None) -> Pairs:
    return [(str(code), words[code]) for code in (codes or words)]


class ContactForm(forms.Form):
    """Everything an agent can fill in while a contact runs; no field must be filled to keep it."""

    subject = forms.ChoiceField(choices=[("", _("Choose")), *_choices(texts.SUBJECTS, SUBJECTS)], required=False)
    note = forms.CharField(max_length=20_000, required=False)
    solved = forms.ChoiceField(choices=[("", ""), ("yes", _("Yes")), ("no", _("No"))], required=False)
    why_not = forms.ChoiceField(choices=[("", _("Choose")), *_choices(texts.REASONS)], required=False)
    question = forms.CharField(max_length=20_000, required=False)
    name = forms.CharField(max_length=160, required=False)
    phone = forms.CharField(max_length=40, required=False)
    email = forms.EmailField(required=False)
    wanted_on = forms.DateField(required=False)
    when_wanted = forms.CharField(max_length=80, required=False)

    def clean_phone(self) -> str:
        """The figures of a number, as a telephone rings it."""
        return re.sub(r"[^0-9+]", "", self.cleaned_data["phone"])[:20]

    @property
    def cases(self) -> list[tuple[str, int]]:
        """The cases that were ticked; what is no case of ours is left out by who links them."""
        ticked = self.data.getlist("case")[:MOST_CASES] if hasattr(self.data, "getlist") else []
        found = (CASE_KEY.fullmatch(key) for key in ticked)
        return [(one.group(1), int(one.group(2))) for one in found if one]


class BeginForm(forms.Form):
    """How a contact came in, with whom and about which home."""

    channel = forms.ChoiceField(choices=_choices(texts.CHANNELS, CHANNELS))
    person = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    home = forms.IntegerField(min_value=1, max_value=2**62, required=False)
    call = forms.IntegerField(min_value=1, max_value=2**62, required=False)


class AnswerForm(forms.Form):
    """What was told to who asked."""

    answer = forms.CharField(
        label=_("What did you tell them?"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )


class HandOverForm(forms.Form):
    """To which team, and why."""

    team = forms.ModelChoiceField(label=_("To which team?"), queryset=Team.objects.order_by("name"), empty_label=None)
    why = forms.CharField(label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class WithdrawForm(forms.Form):
    """Why it is no longer needed."""

    why = forms.CharField(
        label=_("Why is it no longer needed?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ArticleForm(forms.Form):
    """The words of an answer at hand, in both languages."""

    subject = forms.ChoiceField(label=_("What is it about?"), choices=_choices(texts.SUBJECTS, SUBJECTS))
    title_nl = forms.CharField(label=_("Title in Dutch"), max_length=120)
    body_nl = forms.CharField(
        label=_("Answer in Dutch"),
        help_text=_("An empty line makes a new paragraph, “- ” a list, **two stars** make words bold."),
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    body_en = forms.CharField(label=_("Answer in English"), required=False, widget=forms.Textarea(attrs={"rows": 8}))
    owner = forms.ModelChoiceField(label=_("Who keeps it right?"), queryset=User.objects.none(), empty_label=None)
    review_on = forms.DateField(
        label=_("Look at it again on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label=_("What did you change?"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        if isinstance(field, forms.ModelChoiceField):
            roles = [str(role) for role in MAY[Permission.EDIT_ANSWERS]]
            field.queryset = User.objects.filter(is_active=True, role__in=roles).order_by("name")

    @staticmethod
    def of(version: ArticleVersion) -> dict[str, Any]:
        """What stands in the form when an answer is changed."""
        return {
            "subject": version.article.subject,
            "title_nl": version.title_nl,
            "body_nl": version.body_nl,
            "title_en": version.title_en,
            "body_en": version.body_en,
            "owner": version.article.owner_id,
            "review_on": version.article.review_on,
        }


class CautionForm(forms.Form):
    """What colleagues must know of a person, and until when."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=_choices(texts.CAUTIONS))
    note = forms.CharField(label=_("What must colleagues do?"), max_length=200)
    until_on = forms.DateField(
        label=_("Until which day?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class AreaForm(forms.Form):
    """Which team looks after the postcodes that begin like this."""

    postcode = forms.CharField(
        label=_("Beginning of the postcode"),
        help_text=_("Four figures for a whole neighbourhood; one or two letters more for a part of it."),
        max_length=7,
    )
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.order_by("name"), empty_label=None)


class TeamForm(forms.Form):
    """A new team."""

    name = forms.CharField(label=_("Name of the team"), max_length=80)
