"""What people fill in on the pages of this room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from voordeur.letters.rules import template, words
from voordeur.letters.services.wordings import MOST_REASON_SIGNS


class WordingForm(forms.Form):
    """The text of a step, and why it must be so when the check has objections."""

    subject = forms.CharField(max_length=template.MOST_SUBJECT_SIGNS, label=_("Subject"))
    body = forms.CharField(
        max_length=template.MOST_BODY_SIGNS,
        label=_("Text"),
        strip=False,
        help_text=_(
            "An empty line ends a paragraph. “- ” begins an item of a list, “# ” a small heading. "
            "A paragraph with a value that is empty is left out. One that begins with {?name} is there only when that "
            "value is known, one with {-name} only when it is not."
        ),
        widget=forms.Textarea(attrs={"rows": 18}),
    )
    because = forms.CharField(
        required=False,
        max_length=MOST_REASON_SIGNS,
        label=_("Why must it be so?"),
        help_text=_(
            "Only when the check has objections and you keep the text all the same. It stays with this version."
        ),
    )
    seen_version = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)


class WordListForm(forms.Form):
    """A list of words, one a line."""

    text = forms.CharField(
        required=False,
        max_length=words.MOST_LIST_SIGNS,
        strip=False,
        label=_("The list"),
        help_text=_(
            "One word or a few words a line, then “=” and what to write instead. A star at the end takes every word "
            "that begins so. A line that begins with # is a remark."
        ),
        widget=forms.Textarea(attrs={"rows": 24}),
    )
    seen_version = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)
