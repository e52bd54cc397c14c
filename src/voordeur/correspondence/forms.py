"""What people fill in to write and to answer. Checks the form of input, decides nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from voordeur.correspondence.rules.files import CONTENT_TYPES
from voordeur.homes.models import Dwelling


class MultipleFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; Django's own field takes one."""

    def clean(self, data: object, initial: object = None) -> list[Any]:
        found = data if isinstance(data, list | tuple) else [data] if data else []
        check = super().clean
        return [check(one, initial) for one in found]


class WithFiles(forms.Form):
    """A form with files; a browser forgets them when a form comes back."""

    attachments = FilesField(
        label=_("Photos or documents"),
        help_text=_("Photos, films, PDF or text, at most 20 MB each."),
        required=False,
        widget=MultipleFiles(
            attrs={"multiple": True, "class": "vd-input", "accept": ",".join(f".{kind}" for kind in CONTENT_TYPES)}
        ),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.errors:
            self._forgets_files()
        return cleaned

    def refuse(self, sentence: str) -> None:
        """Show why nothing was sent."""
        self.add_error(None, sentence)
        self._forgets_files()

    def _forgets_files(self) -> None:
        if self.files:
            self.add_error("attachments", _("Choose your files again: they were not sent."))


class WithFilesOfOurs(WithFiles):
    """What we send along goes by mail, which takes less."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["attachments"].help_text = _("Photos, films, PDF or text, at most 15 MB together.")


class AnswerForm(WithFilesOfOurs):
    """An answer of ours; `seen` is the newest message on the page, `began` when the page was opened (seconds)."""

    body = forms.CharField(label=_("Your answer"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8}))
    seen = forms.IntegerField(widget=forms.HiddenInput)
    began = forms.FloatField(min_value=0, widget=forms.HiddenInput)


class FirstForm(WithFilesOfOurs):
    """A message that we begin."""

    subject = forms.CharField(label=_("What is it about?"), max_length=200)
    body = forms.CharField(label=_("Your message"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 10}))
    field_order = ("subject", "body", "attachments")


class ReplyForm(WithFiles):
    """What a tenant writes in a thread."""

    body = forms.CharField(label=_("Your message"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}))
    field_order: tuple[str, ...] = ("body", "attachments")


class WriteForm(ReplyForm):
    """What a tenant writes first."""

    subject = forms.CharField(label=_("What is it about?"), max_length=200)
    dwelling = forms.ModelChoiceField(
        label=_("About which home?"),
        queryset=Dwelling.objects.none(),
        required=False,
        empty_label=_("About no home in particular"),
    )
    field_order = ("subject", "dwelling", "body", "attachments")
