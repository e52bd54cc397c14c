"""What was sent: the pile of letters to print, and what a tenant got from us."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from voordeur.base import words
from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.letters import texts
from voordeur.letters.models import Dispatch
from voordeur.letters.rules.channel import Channel, spoken
from voordeur.letters.services import paper, sending
from voordeur.letters.services.rendering import Rendered
from voordeur.letters.views.wordings import pdf_response
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, OFFICE, Permission, Role

A_PAGE = 40
READERS = frozenset({Role.TENANT}) | OFFICE


@roles(MAY[Permission.SEE_OUTBOX])
@require_GET
def pile(request: HttpRequest) -> HttpResponse:
    """Letters that wait for paper and an envelope, the oldest first; and the ones that were printed last."""
    seen = Dispatch.objects.visible_to(logged_in(request))
    printed = seen.filter(channel=Channel.LETTER, printed_at__isnull=False).select_related("printed_by")
    context = {
        "page": Paginator(seen.to_print().order_by("at", "pk"), A_PAGE).get_page(request.GET.get("page")),
        "printed": printed.order_by("-printed_at")[:10],
    }
    return render(request, "letters/pile.html", context)


@roles(MAY[Permission.SEE_OUTBOX])
@require_POST
def printed(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """One letter lies in its envelope."""
    user = logged_in(request)
    found = get_object_or_404(Dispatch.objects.visible_to(user).filter(channel=Channel.LETTER), pk=dispatch_id)
    try:
        sending.mark_printed(found, by=user, now=timezone.now())
    except Refused as refused:
        messages.warning(request, texts.refusal(refused))
    else:
        messages.success(request, texts.PRINTED)
    return redirect("letters:pile")


@roles({Role.TENANT})
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that we sent this tenant, by whatever way, the newest first."""
    found = Dispatch.objects.filter(person_id=logged_in(request).person_id or 0).order_by("-at", "-pk")
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "channels": texts.CHANNELS,
    }
    return render(request, "letters/mine.html", context)


@roles(READERS)
@require_GET
def message(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """One text as it was sent."""
    user = logged_in(request)
    found = get_object_or_404(Dispatch.objects.visible_to(user).select_related("person", "by"), pk=dispatch_id)
    sending.mark_read(found, by=user, now=timezone.now())
    context = {
        "sent": found,
        "channel_name": texts.CHANNELS[found.channel],
        "is_own": found.person_id == user.person_id,
    }
    return render(request, "letters/message.html", context)


@roles(READERS)
@require_GET
def on_paper(request: HttpRequest, dispatch_id: int) -> HttpResponse:
    """One text as a letter on paper, with the date on which it was sent."""
    found = get_object_or_404(Dispatch.objects.visible_to(logged_in(request)), pk=dispatch_id)
    rendered = Rendered(
        found.code,
        Channel(found.channel),
        spoken(found.language),
        found.version,
        found.subject,
        tuple(found.blocks),
    )
    made = paper.pdf(rendered, postal=found.postal.split("\n"), reference=found.number, on=words.local_day(found.at))
    return pdf_response(made, f"{found.number.replace(' ', '')}.pdf")
