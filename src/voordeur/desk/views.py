"""Pages that only the office has and that belong to no single case: the outbox and the audit trail. Holds no rules."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Exists, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from voordeur.base import audit, mailbox, outbox
from voordeur.base.access import roles
from voordeur.base.models import AuditEvent, Letter, LetterState, OutboxEvent, Recusal
from voordeur.desk import texts
from voordeur.letters.queries import sent
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission

A_PAGE = 40


def _seen(request: HttpRequest) -> QuerySet[Letter]:
    """The letters of every case that this colleague is not kept out of."""
    return Letter.objects.filter(~Exists(Recusal.objects.of_row(logged_in(request).pk)))


@roles(MAY[Permission.SEE_OUTBOX])
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """Every letter that went out, newest first, and events whose handling failed. With a `way` that is no mail, what
    went on paper or to a page of a tenant's own."""
    found = _seen(request).order_by("-created_at", "-pk")
    asked = request.GET.get("q", "").strip()[:80]
    if asked:
        found = found.filter(to_address__istartswith=asked)
    state = request.GET.get("state", "")
    if state in LetterState.values:
        found = found.filter(state=state)
    way = request.GET.get("way", "")
    elsewhere = sent.sent_by(way, by=logged_in(request), asked=asked) if way in texts.OTHER_WAYS else None
    context = {
        "page": Paginator(found if elsewhere is None else elsewhere, A_PAGE).get_page(request.GET.get("page")),
        "way": way if elsewhere is not None else "",
        "ways": texts.OTHER_WAYS,
        "asked": asked,
        "state": state,
        "states": texts.LETTER_STATES,
        "failed_letters": mailbox.count_failed(),
        "failed": OutboxEvent.objects.filter(failed_at__isnull=False).order_by("-failed_at")[:20],
        "waiting": OutboxEvent.objects.filter(done_at=None, failed_at=None, available_at__lte=timezone.now()).count(),
    }
    return render(request, "desk/outbox.html", context)


@roles(MAY[Permission.SEE_OUTBOX])
@require_GET
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter as the tenant reads it. A code or a key to an account is for its addressee; only the demo shows it."""
    found = get_object_or_404(_seen(request), pk=letter_id)
    is_private = found.case_kind == mailbox.PRIVATE
    context = {
        "letter": found,
        "state": texts.LETTER_STATES[found.state],
        "files": [] if is_private else list(found.files.values_list("name", flat=True)),
        "case": "" if is_private or found.case_id is None else f"{found.case_kind}:card",
        "is_hidden": is_private and not settings.DEMO,
    }
    return render(request, "desk/letter.html", context)


@roles(MAY[Permission.SEE_OUTBOX])
@require_POST
def send_again(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Try to deliver a letter that failed once more, and go back to it."""
    found = get_object_or_404(_seen(request), pk=letter_id)
    if mailbox.try_again(found, now=timezone.now()):
        messages.success(request, texts.ON_ITS_WAY)
    return redirect("desk:letter", letter_id=letter_id)


@roles(MAY[Permission.SEE_AUDIT])
@require_POST
def retry(request: HttpRequest, event_id: int) -> HttpResponse:
    """Try a failed event again."""
    outbox.retry(get_object_or_404(OutboxEvent, pk=event_id), now=timezone.now())
    return redirect("desk:outbox")


@roles(MAY[Permission.SEE_AUDIT])
@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """The audit trail, newest first; on request its seals are checked."""
    page = Paginator(AuditEvent.objects.select_related("by").order_by("-pk"), A_PAGE).get_page(request.GET.get("page"))
    checked = "check" in request.GET
    lines = [(event, texts.what_was_done(event)) for event in page]
    context = {"page": page, "lines": lines, "checked": checked, "broken": audit.first_broken() if checked else None}
    return render(request, "desk/trail.html", context)
