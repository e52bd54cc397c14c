"""Photos that come in: read as a picture or refused with a sentence, whatever they are."""

import contextlib
import io
import random

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from voordeur.kernel.errors import Refused
from voordeur.repairs.services import pictures
from voordeur.repairs.tests.factories import NOW, make_draft

pytestmark = pytest.mark.django_db


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("foto.jpg", content, content_type="image/jpeg")


def picture(form: str, size: tuple[int, int] = (3000, 2000)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#884422").save(out, form)
    return out.getvalue()


@pytest.fixture
def draft(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_draft()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_large_photo_is_kept_small_and_in_shape(draft, form):
    photo = pictures.add(upload(picture(form)), draft=draft, now=NOW)
    with photo.picture.open("rb") as file, Image.open(file) as kept:
        assert max(kept.size) == pictures.LONG_SIDE
        assert abs(kept.width / kept.height - 1.5) < 0.01


def test_a_document_that_a_program_of_others_would_have_to_draw_is_no_photo(draft):
    with pytest.raises(Refused, match="not_a_photo"):
        pictures.add(
            upload(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n"), draft=draft, now=NOW
        )


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_a_broken_photo_is_refused_or_read_and_never_breaks_the_page(draft, form):
    whole = picture(form, (60, 40))
    dice = random.Random(7)  # noqa: S311 - the same damage every time

    for _ in range(40):
        broken = bytearray(whole[: dice.randrange(10, len(whole))])
        for _ in range(3):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        with contextlib.suppress(Refused):
            # What reads it, without forty files on disk.
            pictures.made_small(upload(bytes(broken)))
