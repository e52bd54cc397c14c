"""The photos of a complaint: shown to who may see it or holds its token; added to it, each fault named by itself."""

from datetime import datetime

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from voordeur.base.access import open_to_all
from voordeur.complaints import texts
from voordeur.complaints.models import Complaint, Photo
from voordeur.complaints.services import photos
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.repairs.rules.actor import Actor

SIZES = frozenset({"picture", "thumbnail"})


def add_sent(request: HttpRequest, complaint: Complaint, *, by: Actor, now: datetime | None = None) -> int:
    """Keep what was sent along; what could not be kept is said on the next page. Gives how many were kept."""
    uploads = request.FILES.getlist("photos")
    if not uploads:
        return 0
    kept, refused = photos.add(complaint, uploads, by=by, now=now or timezone.now())
    for one in refused:
        messages.error(request, texts.refusal(one))
    return len(kept)


def add_some(request: HttpRequest, complaint: Complaint, by: Actor, now: datetime) -> None:
    """Photos are all that was sent. Raises Refused "photo_missing" when there are none."""
    if not request.FILES.getlist("photos"):
        raise Refused("photo_missing")
    if not add_sent(request, complaint, by=by, now=now):
        raise Refused("photo_not_kept")


@open_to_all
@require_GET
def show(request: HttpRequest, photo_id: int, size: str) -> HttpResponseBase:
    """The picture itself. Somebody of ours gets in by what they may see, never by a token."""
    photo = get_object_or_404(Photo.objects.select_related("complaint"), pk=photo_id)
    user = request.user
    seen = Complaint.objects.visible_to(user).filter(pk=photo.complaint_id).exists()
    is_colleague = isinstance(user, User) and user.is_staff_member
    by_token = not is_colleague and request.GET.get("token", "") == photo.complaint.token
    if size not in SIZES or not (seen or by_token):
        raise Http404
    file = photo.picture if size == "picture" else photo.thumbnail
    response = FileResponse(file.open("rb"), content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
