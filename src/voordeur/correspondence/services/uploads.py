"""Files that are sent with a form: looked at before anything is written, and off the disk again when that fails."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from voordeur.correspondence.models import Attachment
from voordeur.correspondence.rules import files as rules
from voordeur.correspondence.rules.reading import File
from voordeur.kernel.errors import Refused

Uploads = Sequence["UploadedFile[bytes]"]


def read(uploads: Uploads, *, most_total: int = rules.MOST_TOTAL_BYTES) -> tuple[File, ...]:
    """The content of uploads that may all be kept: on a page the sender can still choose another.

    `most_total` is how many bytes they may be together. Refused: upload_refused.
    """
    found: list[File] = []
    total = 0
    for upload in uploads:
        name = upload.name or ""
        if (upload.size or 0) > rules.MOST_FILE_BYTES:
            raise Refused("upload_refused", name=name, reason="too_large")
        content = upload.read()
        look = rules.look(content, kept_bytes=total, kept_files=len(found), most_total=most_total)
        if look.reason:
            raise Refused("upload_refused", name=name, reason=look.reason)
        found.append(File(name, content))
        total += len(content)
    return tuple(found)


@contextmanager
def stored() -> Iterator[list[Attachment]]:
    """One transaction; the attachments in the list have their files taken off the disk when it is undone."""
    kept: list[Attachment] = []
    try:
        with transaction.atomic():
            yield kept
    except BaseException:
        for one in kept:
            one.file.delete(save=False)
        raise
