"""The files of a message: given as a download and never as a page, to who may see the thread."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from voordeur.base.access import roles
from voordeur.correspondence.models import Attachment, Thread
from voordeur.correspondence.rules.files import CONTENT_TYPES
from voordeur.parties.rules import OFFICE, Role
from voordeur.policy.rules import local


@roles(OFFICE | {Role.TENANT})
@require_GET
def show(request: HttpRequest, file_id: int) -> HttpResponseBase:
    """One file. Whatever is in it, the browser saves it and runs nothing."""
    seen = Thread.objects.visible_to(request.user, day=local(timezone.now()).date())
    found = get_object_or_404(Attachment.objects.filter(message__thread__in=seen), pk=file_id)
    if found.refused:
        raise Http404
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.safe_name, content_type=CONTENT_TYPES[found.kind]
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
