"""Answers at hand: found, read, written, retired, given to who asked."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from voordeur.base.access import roles
from voordeur.contact import texts
from voordeur.contact.forms import ArticleForm
from voordeur.contact.models import Article, ArticleVersion
from voordeur.contact.queries import articles, moments
from voordeur.contact.rules.markup import to_html
from voordeur.contact.services import articles as services
from voordeur.contact.views.people import way_told
from voordeur.contact.views.screen import ANSWERS, number_in
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, OFFICE, Permission, may
from voordeur.policy.models import SUBJECTS

EDITS = MAY[Permission.EDIT_ANSWERS]
MOST_LISTED = 200


def _html(version: ArticleVersion, language: str) -> str:
    # What to_html gives was cleaned by it: nothing that a browser would run is left.
    return mark_safe(to_html(version.body(language)))  # noqa: S308


@roles(OFFICE)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every answer in use, by subject and by words."""
    user = logged_in(request)
    subject, text = request.GET.get("subject", ""), request.GET.get("q", "").strip()[:120]
    subject = subject if subject in SUBJECTS else ""
    found = articles.suggested(subject, text=text, most=MOST_LISTED)
    language, today = get_language() or "nl", timezone.localdate()
    context = {
        "rows": [
            {
                "version": one,
                "title": one.title(language),
                "subject": texts.SUBJECTS[one.article.subject],
                "is_old": one.article.review_on <= today,
            }
            for one in found
        ],
        "subject": subject,
        "subjects": texts.SUBJECTS,
        "text": text,
        "may_edit": may(user.role, Permission.EDIT_ANSWERS),
    }
    return render(request, "contact/articles.html", context)


@roles(OFFICE)
@require_GET
def read(request: HttpRequest, slug: str) -> HttpResponse:
    """One answer as it reads; who has somebody on the line can mail it to them."""
    user = logged_in(request)
    versions = articles.versions_of(slug)
    asked = number_in(request.GET.get("version"))
    version = next((one for one in versions if asked is None or one.number == asked), None)
    if version is None:
        raise Http404
    running = moments.running(user) if user.role in ANSWERS else None
    language = get_language() or "nl"
    context = {
        "version": version,
        "title": version.title(language),
        "html": _html(version, language),
        "is_dutch_only": language == "en" and not version.body_en,
        "subject": texts.SUBJECTS[version.article.subject],
        "versions": versions,
        "is_newest": version == versions[0],
        "is_old": version.article.review_on <= timezone.localdate(),
        "may_edit": may(user.role, Permission.EDIT_ANSWERS),
        "running": running,
    }
    return render(request, "contact/article.html", context)


@roles(EDITS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a new answer."""
    return _write(request, None)


@roles(EDITS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a new version of an answer."""
    newest = articles.newest_of(slug)
    if newest is None:
        raise Http404
    return _write(request, newest)


def _write(request: HttpRequest, newest: ArticleVersion | None) -> HttpResponse:
    user = logged_in(request)
    start: dict[str, Any] = ArticleForm.of(newest) if newest is not None else {"owner": user.pk}
    form = ArticleForm(request.POST or None, initial=start)
    seen = number_in(request.POST.get("seen")) or 0
    if request.method == "POST" and form.is_valid():
        try:
            version = services.write(
                article=newest.article if newest is not None else None,
                seen_version=seen,
                by=user,
                now=timezone.now(),
                **form.cleaned_data,
            )
        except Refused as refused:
            form.add_error(None, texts.refusal(refused))
        else:
            return redirect("contact:article", slug=version.article.slug)
    context = {"form": form, "newest": newest, "seen": seen or (newest.number if newest else 0)}
    return render(request, "contact/article_form.html", context, status=422 if form.errors else 200)


@roles(EDITS)
@require_POST
def retire(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an answer off the screens, or put it back."""
    article = get_object_or_404(Article, slug=slug)
    services.retire(article, by=logged_in(request), is_retired="back" not in request.POST)
    return redirect("contact:article", slug=slug)


@roles(ANSWERS)
@require_POST
def give(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep that this was the answer in the running contact, and mail it when there is an address."""
    user, now = logged_in(request), timezone.now()
    version = articles.newest_of(slug)
    running = moments.running(user)
    if version is None or running is None:
        raise Http404
    person = running.person
    address = (person.email if person else "") if "mail" in request.POST else ""
    language = person.language if person is not None and person.language in {"nl", "en"} else "nl"
    try:
        if "mail" in request.POST and not address:
            raise Refused("address_missing")
        services.give(
            version,
            moment=running,
            mail_to=address,
            name=person.full_name if person else "",
            language=language,
            by=user,
            now=now,
        )
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    else:
        messages.success(
            request, _("Mailed to %(address)s.") % {"address": address} if address else _("Kept as given.")
        )
    if running.person_id is None:
        return redirect("contact:screen")
    return redirect("contact:person", person_id=running.person_id)


@roles(ANSWERS)
@require_GET
def suggested(request: HttpRequest) -> HttpResponse:
    """While a contact runs: where this subject goes, and the answers about it; a fragment."""
    user = logged_in(request)
    subject = request.GET.get("subject", "")
    subject = subject if subject in SUBJECTS else "other"
    home = Dwelling.objects.visible_to(user).filter(pk=number_in(request.GET.get("home")) or 0).first()
    context = {
        "way": way_told(user, subject=subject, dwelling=home),
        "suggestions": articles.suggested(subject),
        "mine": moments.running(user),
    }
    return render(request, "contact/_suggested.html", context)
