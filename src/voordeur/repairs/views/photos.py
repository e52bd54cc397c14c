"""Photos of a report: added one by one, so that a failed upload loses only itself; shown to who may see the repair."""

import json

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import open_to_all
from voordeur.kernel.errors import Refused
from voordeur.policy.rules import local
from voordeur.repairs import texts
from voordeur.repairs.models import Draft, Photo, Repair
from voordeur.repairs.queries import reports
from voordeur.repairs.services import pictures
from voordeur.repairs.views.report import find_draft, user_or_none


@open_to_all
@require_POST
def add(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the photos that came; those that failed are named, the others stay.

    Who has not shown to belong to the home cannot fill the disk.
    """
    draft, now = find_draft(request, token), timezone.now()
    if hasattr(draft, "repair") or not reports.has_reached(draft, "what", user=user_or_none(request), now=now):
        raise Http404
    errors = []
    for upload in request.FILES.getlist("photos"):
        try:
            pictures.add(upload, draft=draft, now=now)
        except Refused as refused:
            errors.append(texts.refusal(refused))
    if request.htmx:  # type: ignore[attr-defined]  # set by django_htmx
        return _fragment(request, draft, errors)
    for error in errors:
        messages.error(request, error)
    return redirect("repairs:report_step", token=draft.token, step="details")


@open_to_all
@require_POST
def remove(request: HttpRequest, token: str, photo_id: int) -> HttpResponse:
    """Take one photo of the draft away."""
    draft = find_draft(request, token)
    pictures.remove(get_object_or_404(Photo, pk=photo_id, draft=draft, repair=None))
    if request.htmx:  # type: ignore[attr-defined]  # set by django_htmx
        return _fragment(request, draft, [])
    return redirect("repairs:report_step", token=draft.token, step="details")


def _fragment(request: HttpRequest, draft: Draft, errors: list[str]) -> HttpResponse:
    context = {"draft": draft, "photos": draft.photos.order_by("pk"), "errors": errors}
    response = render(request, "repairs/report/_photos.html", context)
    response.headers["HX-Trigger"] = json.dumps({"photos-kept": {"count": draft.photos.count()}})
    return response


@open_to_all
@require_GET
def show(request: HttpRequest, photo_id: int, size: str) -> HttpResponseBase:
    """The picture itself: for who may see the repair, holds its token, or is filling in the draft."""
    photo = get_object_or_404(Photo.objects.select_related("draft", "repair"), pk=photo_id)
    token = request.GET.get("token", "")
    allowed = bool(token) and token in {
        photo.repair.token if photo.repair else "",
        photo.draft.token if photo.draft and photo.repair is None else "",
    }
    if not allowed and photo.repair_id is not None and request.user.is_authenticated:
        day = local(timezone.now()).date()
        allowed = Repair.objects.visible_to(request.user, day=day).filter(pk=photo.repair_id).exists()
    if not allowed or size not in {"picture", "thumbnail"}:
        raise Http404
    file = photo.picture if size == "picture" else photo.thumbnail
    response = FileResponse(file.open("rb"), content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
