"""The service policy as a page anyone can read, its versions, and a new one."""

import hashlib
from datetime import datetime, timedelta
from typing import Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from voordeur.base.access import open_to_all, roles
from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy import texts as policy_texts
from voordeur.policy.diff import diff
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import holidays_between, local, next_month
from voordeur.promises import queries, services, texts
from voordeur.promises.forms import LABELS, UsualForm, VersionForm
from voordeur.promises.models import PolicyVersion

# The names of roles stand in parties, a room above this one; the access test compares the two.
MANAGES_POLICY = ("manager", "administrator")
# Longer numbers are no keys of ours.
MOST_DIGITS = 19
# A year ahead.
DAYS_OF_HOLIDAYS = 365


@open_to_all
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """What we promise now, in plain language."""
    now = timezone.now()
    return _read(request, queries.in_force(now))


@open_to_all
@require_GET
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """What was, is or will be promised under one version."""
    get_object_or_404(PolicyVersion, pk=version_id)
    return _read(request, queries.of_version(version_id))


def _read(request: HttpRequest, shown: queries.InForce) -> HttpResponse:
    now = timezone.now()
    language: Literal["nl", "en"] = "en" if get_language() == "en" else "nl"
    today = local(now).date()
    # The first section says the title and the summary, which stand above the page already.
    heading, *sections = policy_texts.describe(shown.policy, language)
    context = {
        "shown": shown,
        "title": getattr(shown.policy.title, language),
        "summary": getattr(shown.policy.summary, language),
        "notes": heading.sentences[1:],
        "sections": sections,
        "holidays": holidays_between(shown.policy, today, today + timedelta(days=DAYS_OF_HOLIDAYS), language),
        "versions": PolicyVersion.objects.order_by("-starts_at"),
        "now": now,
        "may_change": getattr(request.user, "role", "") in MANAGES_POLICY,
        "language": language,
    }
    return render(request, "promises/page.html", context)


@roles(MANAGES_POLICY)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """A new version: starts from what holds now or from a preset, is checked, shown as differences, and kept."""
    now = timezone.now()
    current = queries.in_force(now)
    start = request.GET.get("from", "")
    base = presets.load(start) if start in presets.names() else current.policy
    form = VersionForm(request.POST or None, initial={"text": presets.dump(base)})
    differences: list[dict[str, str]] = []
    if request.method == "POST" and form.is_valid():
        try:
            differences = _differences(current.policy, presets.parse(form.cleaned_data["text"], source="policy"))
            if "keep" in request.POST:
                kept = services.start_version(
                    text=form.cleaned_data["text"],
                    starts_at=form.cleaned_data["starts_at"],
                    note=form.cleaned_data["note"],
                    by=request.user if request.user.is_authenticated else None,
                    now=now,
                )
                return redirect("promises:version", version_id=kept.pk)
        except presets.PolicyErrors as errors:
            for fault in errors.errors:
                form.add_error("text", policy_texts.fault_in_words(fault))
        except Refused as refused:
            form.add_error("starts_at", texts.refusal(refused))
    return render(
        request,
        "promises/change.html",
        {"form": form, "differences": differences, "presets": _presets_by_title(), "checked": request.method == "POST"},
    )


@roles(MANAGES_POLICY)
@require_http_methods(["GET", "POST"])
def change_usual(request: HttpRequest) -> HttpResponse:
    """The usual promises with a field each. What changes is shown first; only what was shown can be kept."""
    now = timezone.now()
    current = queries.in_force(now)
    base, start = _base(request.GET.get("from", ""), current)
    given = request.POST if request.method == "POST" else None
    form = UsualForm(given, policy=base, initial={"starts_at": next_month(now)})
    differences: list[dict[str, str]] | None = None
    seen = ""
    if request.method == "POST":
        is_read = form.is_valid()
        try:
            # Also when a field could not be read, so that everything that is wrong is told at once.
            wanted = presets.with_values(base, form.values())
            if is_read:
                text, starts_at = presets.dump(wanted), form.cleaned_data["starts_at"]
                differences = _differences(current.policy, wanted)
                seen = _seal(current.version_id, text, starts_at)
                if request.POST.get("keep") == seen and differences:
                    return _keep(request, text=text, starts_at=starts_at, note=form.cleaned_data["note"], now=now)
                services.check_start(starts_at=starts_at, now=now)
        except presets.PolicyErrors as errors:
            for fault in errors.errors:
                form.add_fault(fault)
        except Refused as refused:
            form.add_error("starts_at", texts.refusal(refused))
            differences = None
    context = {
        "form": form,
        "differences": differences,
        "seen": seen,
        "has_changed_since": bool(differences) and "keep" in request.POST,
        "presets": _presets_by_title(),
        "start": start,
        "coming": PolicyVersion.objects.filter(starts_at__gt=now).order_by("starts_at"),
    }
    return render(request, "promises/change_usual.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, *, text: str, starts_at: datetime, note: str, now: datetime) -> HttpResponse:
    by = request.user if request.user.is_authenticated else None
    kept = services.start_version(text=text, starts_at=starts_at, note=note, by=by, now=now)
    messages.success(request, texts.KEPT)
    return redirect("promises:version", version_id=kept.pk)


def _base(asked: str, current: queries.InForce) -> tuple[ServicePolicy, str]:
    """The policy to start from: what holds now, a preset by name or a version by number; and which it became."""
    if asked in presets.names():
        return presets.load(asked), asked
    if asked.isdecimal() and len(asked) < MOST_DIGITS and PolicyVersion.objects.filter(pk=int(asked)).exists():
        return queries.of_version(int(asked)).policy, asked
    return current.policy, ""


def _seal(version_id: int, text: str, starts_at: datetime) -> str:
    """Names what somebody saw before keeping it: these promises, from this moment, beside the version in force."""
    return hashlib.sha256(f"{version_id}\n{starts_at.isoformat()}\n{text}".encode()).hexdigest()


def _differences(now: ServicePolicy, then: ServicePolicy) -> list[dict[str, str]]:
    return [
        {
            "field": str(LABELS.get(one.field, one.field)),
            "now": policy_texts.promise_in_words(one.field, one.a),
            "then": policy_texts.promise_in_words(one.field, one.b),
        }
        for one in diff(now, then)
    ]


def _presets_by_title() -> list[tuple[str, str]]:
    """(name, title in the language of the page) of every preset."""
    language = "en" if get_language() == "en" else "nl"
    return [(name, getattr(presets.load(name).title, language)) for name in presets.names()]


@roles(MANAGES_POLICY)
@require_POST
def take_back(request: HttpRequest, version_id: int) -> HttpResponse:
    """Remove a version that has not begun."""
    found = get_object_or_404(PolicyVersion, pk=version_id)
    try:
        services.take_back(found, by=request.user if request.user.is_authenticated else None, now=timezone.now())
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    return redirect("promises:page")
