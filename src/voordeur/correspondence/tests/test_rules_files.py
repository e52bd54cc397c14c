"""Files are judged by what is in them."""

import io
import zipfile

import pytest

from voordeur.correspondence.rules.files import CONTENT_TYPES, MOST_FILE_BYTES, MOST_FILES, MOST_TOTAL_BYTES, look


def packed(*names: str, mimetype: str = "", secret: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "x")
    content = bytearray(out.getvalue())
    if secret:
        at = content.index(b"PK\x01\x02") + 8
        content[at] |= 1
    return bytes(content)


KEPT = {
    "jpg": b"\xff\xd8\xff\xe0foto",
    "png": b"\x89PNG\r\n\x1a\nfoto",
    "gif": b"GIF89afoto",
    "webp": b"RIFF\x10\x00\x00\x00WEBPfoto",
    "heic": b"\x00\x00\x00\x18ftypheicfoto",
    "tif": b"II*\x00foto",
    "bmp": b"BM\x00\x01\x00\x00\x00\x00\x00\x00foto",
    "mp4": b"\x00\x00\x00\x18ftypmp42film",
    "mov": b"\x00\x00\x00\x14ftypqt  film",
    "pdf": b"%PDF-1.7\nblad",
    "docx": packed("[Content_Types].xml", "word/document.xml"),
    "xlsx": packed("[Content_Types].xml", "xl/workbook.xml"),
    "odt": packed("content.xml", mimetype=CONTENT_TYPES["odt"]),
    "ods": packed("content.xml", mimetype=CONTENT_TYPES["ods"]),
    "txt": "Wat er stuk is: de kraan, €\n".encode(),
}
REFUSED = {
    "a Windows program": (b"MZ\x90\x00", "program"),
    "a Linux program": (b"\x7fELF\x02", "program"),
    "a script": (b"#!/bin/sh\nrm -rf /\n", "program"),
    "a shortcut": (b"L\x00\x00\x00\x01\x14\x02\x00", "program"),
    "an old document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
    "a document with macros": (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "acts"),
    "an open document with macros": (packed("Basic/x", mimetype=CONTENT_TYPES["odt"]), "acts"),
    "a PDF that acts": (b"%PDF-1.7\n/OpenAction << /S /JavaScript >>", "acts"),
    "a packed folder": (packed("foto.jpg"), "packed"),
    "a locked folder": (packed("[Content_Types].xml", "word/x", secret=True), "packed"),
    "half a folder": (packed("word/x")[:40], "packed"),
    "two kinds at once": (packed("[Content_Types].xml", "word/x", "xl/y"), "packed"),
    "a page": (b"<!DOCTYPE html><script>alert(1)</script>", "unknown"),
    "a drawing with a script": (b"<?xml version='1.0'?><svg onload='alert(1)'/>", "unknown"),
    "noise": (bytes(range(128, 256)), "unknown"),
    "nothing": (b"", "empty"),
}


@pytest.mark.parametrize("kind", KEPT)
def test_what_tenants_send_is_kept_as_what_it_is(kind):
    assert look(KEPT[kind]) == (kind, "")


def test_every_kind_that_may_be_kept_is_tried_here():
    assert set(KEPT) == set(CONTENT_TYPES)


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_runs_hides_or_is_unknown_is_not_kept(content, reason):
    assert look(content) == ("", reason)


def test_size_and_number_have_an_end():
    picture = KEPT["jpg"]
    assert look(picture + bytes(MOST_FILE_BYTES)).reason == "too_large"
    assert look(picture, kept_bytes=MOST_TOTAL_BYTES - 1).reason == "too_large"
    assert look(picture, kept_files=MOST_FILES).reason == "too_many"
    assert look(picture, is_whole=False).reason == "too_large"
