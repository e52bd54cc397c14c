"""Photos that go with a complaint, from whoever brought it or from a colleague who notes it down."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from voordeur.complaints.models import Complaint, Photo
from voordeur.complaints.rules import status as rules
from voordeur.complaints.rules.intake import MOST_PHOTOS
from voordeur.complaints.rules.status import Status
from voordeur.complaints.services.acts import check_colleague, note
from voordeur.kernel.errors import Refused
from voordeur.repairs.rules.actor import Actor
from voordeur.repairs.services import pictures


def add(
    complaint: Complaint, uploads: Iterable["UploadedFile[bytes]"], *, by: Actor, now: datetime
) -> tuple[list[Photo], list[Refused]]:
    """Keep the photos that can be read; a photo that cannot be kept loses only itself.

    Gives what was kept and what was refused: "too_many_photos", "photo_too_large" or "not_a_photo". Raises Refused
    "complaint_over" when nothing can be added any more, and what `check_colleague` refuses.
    """
    check_colleague(complaint, by)
    if by.role != "tenant" and by.role not in rules.HANDLERS:
        raise Refused("not_your_action", action="photos", role=by.role)
    if Status(complaint.status) not in rules.OPEN:
        raise Refused("complaint_over")
    kept: list[Photo] = []
    refused: list[Refused] = []
    for upload in uploads:
        try:
            kept.append(_keep(complaint, upload, by=by, now=now))
        except Refused as one:
            refused.append(one)
    if kept:
        note(complaint, action="photos", by=by, now=now, details={"photos": [one.pk for one in kept]})
    return kept, refused


@transaction.atomic
def _keep(complaint: Complaint, upload: "UploadedFile[bytes]", *, by: Actor, now: datetime) -> Photo:
    if complaint.photos.count() >= MOST_PHOTOS:
        raise Refused("too_many_photos", most=MOST_PHOTOS)
    picture, thumbnail = pictures.made_small(upload)
    photo = Photo(complaint=complaint, at=now, by_id=by.user_id if by.role != "tenant" else None)
    photo.picture.save("photo.jpg", ContentFile(picture), save=False)
    photo.thumbnail.save("thumbnail.jpg", ContentFile(thumbnail), save=False)
    photo.save()
    return photo
