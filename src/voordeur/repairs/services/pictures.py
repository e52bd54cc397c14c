"""Photos: made small, stripped of the camera's hidden data, kept once however often they are sent."""

import io
import struct
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from PIL import Image, ImageOps

from voordeur.kernel.errors import Refused
from voordeur.repairs.models import Draft, Photo, Repair, Task

MOST_BYTES = 20_000_000
MOST_PHOTOS = 8
LONG_SIDE = 1600
THUMBNAIL_SIDE = 320
# A picture that unfolds into more than this is an attack or a mistake.
MOST_PIXELS = 60_000_000
# What telephones make; the library reads many more, some of them with programs of others.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")


def made_small(upload: "UploadedFile[bytes]") -> tuple[bytes, bytes]:
    """The picture and its thumbnail as JPEG, for every room that keeps photos. Refused: photo_too_large, not_a_photo.

    Turned upright first, because the hidden data that says so is dropped."""
    if (upload.size or 0) > MOST_BYTES:
        raise Refused("photo_too_large", name=upload.name, most=MOST_BYTES // 1_000_000)
    try:
        with Image.open(upload, formats=FORMATS) as found:
            if found.width * found.height > MOST_PIXELS:
                raise Refused("photo_too_large", name=upload.name, most=MOST_BYTES // 1_000_000)
            # A JPEG is read at half or a quarter of its size, which saves most of the memory.
            found.draft("RGB", (LONG_SIDE, LONG_SIDE))
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, Image.DecompressionBombError):
        raise Refused("not_a_photo", name=upload.name) from None
    return _jpeg(upright, LONG_SIDE), _jpeg(upright, THUMBNAIL_SIDE)


def _jpeg(picture: Image.Image, side: int) -> bytes:
    copy = picture.copy()
    # The library would write a comment of the camera or its owner along.
    copy.info = {}
    copy.thumbnail((side, side))
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=82)
    return out.getvalue()


def add(
    upload: "UploadedFile[bytes]",
    *,
    now: datetime,
    draft: Draft | None = None,
    repair: Repair | None = None,
    task: Task | None = None,
    key: str | None = None,
) -> Photo:
    """Keep one photo with a draft, a repair or a task. The same key gives the photo that is there already."""
    if key and (known := Photo.objects.filter(key=key).first()):
        return known
    owner = {"draft": draft} if draft is not None else {"repair": repair}
    if Photo.objects.filter(**owner).count() >= MOST_PHOTOS * (1 if draft is not None else 4):
        raise Refused("too_many_photos", most=MOST_PHOTOS)
    picture, thumbnail = made_small(upload)
    photo = Photo(draft=draft, repair=repair, task=task, taken_at=now, key=key or None)
    photo.picture.save("photo.jpg", ContentFile(picture), save=False)
    photo.thumbnail.save("thumbnail.jpg", ContentFile(thumbnail), save=False)
    try:
        with transaction.atomic():
            photo.save()
    except IntegrityError:
        # The same photo came in twice at once; the files of the loser go.
        photo.picture.delete(save=False)
        photo.thumbnail.delete(save=False)
        return Photo.objects.get(key=key)
    return photo


def remove(photo: Photo) -> None:
    """Take back a photo that was not sent with a report yet."""
    if photo.repair_id is not None:
        raise Refused("photo_belongs_to_report")
    photo.picture.delete(save=False)
    photo.thumbnail.delete(save=False)
    photo.delete()
