"""Pages for who writes the texts: all of them, one with its check while writing, the lists of words."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.letters import texts
from voordeur.letters.forms import WordingForm, WordListForm
from voordeur.letters.queries import lists, steps
from voordeur.letters.rules import template
from voordeur.letters.rules.channel import LANGUAGES, Channel, Language, spoken
from voordeur.letters.rules.check import WANTED, Judgement
from voordeur.letters.rules.steps import Step, Text
from voordeur.letters.rules.template import Condition
from voordeur.letters.services import paper, wordings
from voordeur.letters.services.rendering import example, examples
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.promises import queries as promises

EXAMPLE_POSTAL = {
    "nl": ("Mevrouw A. de Boer", "Voorbeeldstraat 12", "1234 AB  Voorbeelddorp"),
    "en": ("Ms A. de Boer", "Voorbeeldstraat 12", "1234 AB  Voorbeelddorp"),
}
# What an installation may leave out.
MAYBE_UNKNOWN = frozenset({"telephone", "site"})
WRITES = MAY[Permission.WRITE_LETTERS]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text as its preview shows it; `only` says when somebody gets it."""

    kind: str
    text: str
    only: list[str]


@roles(WRITES)
@require_GET
def texts_of_steps(request: HttpRequest) -> HttpResponse:
    """Every step with its texts: how each reads, and who changed it last."""
    language = spoken(get_language() or "nl")
    changed = steps.newest_of_all()
    rows = [
        {
            "step": step,
            "title": step.title[language],
            "cells": [
                {
                    "channel": channel,
                    "name": texts.CHANNELS[channel],
                    "texts": [
                        {
                            "language": tongue,
                            "language_name": texts.LANGUAGES[tongue],
                            "newest": changed.get((step.code, channel, tongue)),
                        }
                        for tongue in LANGUAGES
                    ],
                }
                for channel in Channel
            ],
        }
        for step in steps.all_steps().values()
    ]
    context = {
        "rows": rows,
        "channels": texts.CHANNELS.items(),
        "languages": texts.LANGUAGES.items(),
        "kinds": texts.LISTS.items(),
    }
    return render(request, "letters/list.html", context)


@roles(WRITES)
@require_http_methods(["GET", "POST"])
def wording(request: HttpRequest, code: str, channel: str, language: str) -> HttpResponse:
    """One text: write it, see it filled in, see how it reads, keep it as a new version."""
    step, way, tongue = _asked(code, channel, language)
    now = timezone.now()
    policy = promises.in_force(now).policy
    current = steps.in_force(step, way, tongue)
    start = _start(request, step, way, tongue) or current.text
    form = WordingForm(
        request.POST or None,
        initial={"subject": start.subject, "body": start.body, "seen_version": current.version},
    )
    if request.method == "POST" and form.is_valid():
        start = Text(form.cleaned_data["subject"], form.cleaned_data["body"])
        try:
            wordings.keep(
                step=step,
                channel=way,
                language=tongue,
                text=start,
                seen_version=form.cleaned_data["seen_version"],
                because=form.cleaned_data["because"],
                by=logged_in(request),
                now=now,
                policy=policy,
            )
        except Refused as refused:
            form.add_error(_field_of(refused), texts.refusal(refused))
        else:
            messages.success(request, texts.KEPT)
            return redirect("letters:wording", code=code, channel=channel, language=language)
    context = {
        "step": step,
        "title": step.title[spoken(get_language() or "nl")],
        "channel": way,
        "channel_name": texts.CHANNELS[way],
        "language": tongue,
        "language_name": texts.LANGUAGES[tongue],
        "form": form,
        "current": current,
        "values": [(name, value.example[tongue], value) for name, value in step.values.items()],
        "versions": steps.versions(step, way, tongue),
        "others": [
            (one, texts.CHANNELS[one], other, texts.LANGUAGES[other])
            for one in Channel
            for other in LANGUAGES
            if (one, other) != (way, tongue)
        ],
        **_checked(step, tongue, start),
    }
    return render(request, "letters/wording.html", context, status=422 if form.errors else 200)


@roles(WRITES)
@require_POST
def check(request: HttpRequest, code: str, channel: str, language: str) -> HttpResponse:
    """What is typed now: its score, the remarks and how it looks. Keeps nothing."""
    step, way, tongue = _asked(code, channel, language)
    typed = Text(request.POST.get("subject", "")[:1000], request.POST.get("body", "")[:20_000])
    context = {"step": step, "channel": way, "language": tongue, **_checked(step, tongue, typed)}
    return render(request, "letters/_check.html", context)


@roles(WRITES)
@require_GET
def example_on_paper(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The text that holds now as a letter on paper, filled with the examples of its step."""
    step, way, tongue = _asked(code, Channel.LETTER, language)
    found = steps.in_force(step, way, tongue)
    rendered = example(step, way, tongue, found.text, version=found.version)
    made = paper.pdf(rendered, postal=EXAMPLE_POSTAL[tongue], reference="B 0", on=timezone.localdate())
    return pdf_response(made, f"{code}-{tongue}.pdf")


@roles(WRITES)
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, language: str, kind: str) -> HttpResponse:
    """A list of words that texts are checked for."""
    tongue = _language(language)
    asked = next((one for one in lists.KINDS if one == kind), None)
    if asked is None:
        raise Http404
    current = lists.listed(asked, tongue)
    form = WordListForm(request.POST or None, initial={"text": current.text, "seen_version": current.version})
    if request.method == "POST" and form.is_valid():
        try:
            wordings.keep_list(
                kind=asked,
                language=tongue,
                text=form.cleaned_data["text"],
                seen_version=form.cleaned_data["seen_version"],
                by=logged_in(request),
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("text", texts.refusal(refused))
        else:
            messages.success(request, texts.LIST_KEPT)
            return redirect("letters:words", language=language, kind=kind)
    context = {
        "form": form,
        "current": current,
        "name": texts.LISTS[asked],
        "language_name": texts.LANGUAGES[tongue],
        "is_forbidden": asked == "forbidden",
    }
    return render(request, "letters/words.html", context, status=422 if form.errors else 200)


def pdf_response(made: bytes, name: str) -> HttpResponse:
    """A PDF that opens in the browser; it may hold an address, so nobody in between keeps it."""
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _asked(code: str, channel: str, language: str) -> tuple[Step, Channel, Language]:
    found = steps.all_steps().get(code)
    way = next((one for one in Channel if one == channel), None)
    if found is None or way is None:
        raise Http404
    return found, way, _language(language)


def _language(asked: str) -> Language:
    found = next((one for one in LANGUAGES if one == asked), None)
    if found is None:
        raise Http404
    return found


def _start(request: HttpRequest, step: Step, channel: Channel, language: Language) -> Text | None:
    """An earlier version to start from; 0 is the text as delivered."""
    asked = request.GET.get("version", "")
    if not asked.isdecimal() or len(asked) > 6:
        return None
    if asked == "0":
        return step.delivered(channel, language)
    found = steps.versions(step, channel, language).filter(version=int(asked)).first()
    return Text(found.subject, found.body) if found else None


def _checked(step: Step, language: Language, text: Text) -> dict[str, Any]:
    """What the check says of a text and how it looks; a text that cannot be kept says why instead."""
    policy = promises.in_force(timezone.now()).policy
    try:
        judgement = wordings.judge_text(step, language, text, policy=policy)
    except Refused as refused:
        return {"fault": texts.refusal(refused)}
    values = examples(step, language)
    parts = [
        Part(block.kind, block.text, [texts.only_when(step, one) for one in conditions if _may_fail(step, one)])
        for block, conditions in template.every_block(template.clean(text.body), values)
    ]
    return {"preview_subject": template.line(text.subject, values), "parts": parts, **_told(judgement)}


def _may_fail(step: Step, condition: Condition) -> bool:
    """A value that is always there makes no condition; nobody has to read about it."""
    value = step.values.get(condition.name)
    return value.is_optional if value else condition.name in MAYBE_UNKNOWN


def _told(judgement: Judgement) -> dict[str, Any]:
    blocking = [texts.remark(one) for one in judgement.remarks if one.blocks]
    return {
        "judgement": judgement,
        "verdict": texts.verdict(judgement),
        "wanted": WANTED,
        "blocking": blocking,
        "advice": [texts.remark(one) for one in judgement.remarks if not one.blocks],
    }


def _field_of(refused: Refused) -> str | None:
    if refused.code.startswith("subject_"):
        return "subject"
    if refused.code == "not_plain":
        return "because"
    return None if refused.code in {"wording_moved_on", "nothing_changed"} else "body"
