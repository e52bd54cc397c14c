"""Which attachments are kept: known by what is in them, never by their name. Opens no picture and runs nothing."""

import io
import zipfile
import zlib
from typing import NamedTuple

MOST_FILE_BYTES = 20_000_000
MOST_TOTAL_BYTES = 30_000_000
# What we send along in one mail. An estimate: a file becomes a third larger on its way, and mail servers of others take
# mails of 20 to 35 MB.
MOST_SENT_BYTES = 15_000_000
MOST_FILES = 20
# A mail that is larger than this is not fetched whole; the beginning tells who asks what.
MOST_MAIL_BYTES = 35_000_000
BEGINNING_BYTES = 500_000
# Names in a packed document; more means that somebody is at play.
MOST_NAMES = 5_000


class Look(NamedTuple):
    """`kind` is a key of CONTENT_TYPES when the file is kept; otherwise `reason` is the code of why not."""

    kind: str
    reason: str


CONTENT_TYPES: dict[str, str] = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "heic": "image/heic",
    "tif": "image/tiff",
    "bmp": "image/bmp",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "txt": "text/plain",
}

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tif"),
    (b"MM\x00*", "tif"),
    (b"%PDF-", "pdf"),
)
# The brand behind "ftyp" in what telephones make
_BRANDS: dict[bytes, str] = {
    **dict.fromkeys((b"heic", b"heix", b"hevc", b"mif1", b"msf1"), "heic"),
    **dict.fromkeys((b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"3gp4", b"3gp5", b"MSNV", b"M4V "), "mp4"),
    b"qt  ": "mov",
}
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"L\x00\x00\x00\x01\x14\x02\x00")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What makes a PDF act when it is opened
_ACTS = (b"/JavaScript", b"/Launch")


def look(
    content: bytes,
    *,
    is_whole: bool = True,
    kept_bytes: int = 0,
    kept_files: int = 0,
    most_total: int = MOST_TOTAL_BYTES,
) -> Look:
    """Judge one file. `kept_bytes` and `kept_files` are those of the same message that were kept already, which
    together may be `most_total` bytes.

    Reasons: `too_large`, `too_many`, `empty`, `program`, `acts`, `old_office`, `packed`, `unknown`.
    """
    if not is_whole or len(content) > MOST_FILE_BYTES or kept_bytes + len(content) > most_total:
        return Look("", "too_large")
    if kept_files >= MOST_FILES:
        return Look("", "too_many")
    if not content:
        return Look("", "empty")
    if content.startswith(_PROGRAMS):
        return Look("", "program")
    if content.startswith(_OLD_OFFICE):
        return Look("", "old_office")
    if content.startswith(b"PK"):
        return _packed(content)
    kind = _by_beginning(content)
    if kind == "pdf" and any(word in content for word in _ACTS):
        return Look("", "acts")
    if kind:
        return Look(kind, "")
    return Look("txt", "") if _is_plain_text(content) else Look("", "unknown")


def _by_beginning(content: bytes) -> str:
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "webp"
    if content[:2] == b"BM" and content[6:10] == b"\x00\x00\x00\x00":
        return "bmp"
    return _BRANDS.get(content[8:12], "") if content[4:8] == b"ftyp" else ""


def _packed(content: bytes) -> Look:
    """A document of a text or table program is a packed folder; one with macros, or any other, is not kept."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = [one.filename for one in packed.infolist()]
            if len(names) > MOST_NAMES or any(one.flag_bits & 1 for one in packed.infolist()):
                return Look("", "packed")
            told = packed.read("mimetype")[:100] if "mimetype" in names and _is_small(packed, "mimetype") else b""
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return Look("", "packed")
    if any("vbaproject" in name.lower() or name.startswith(("Basic/", "Scripts/")) for name in names):
        return Look("", "acts")
    if "[Content_Types].xml" in names:
        kinds = {"word/": "docx", "xl/": "xlsx"}
        found = [kind for folder, kind in kinds.items() if any(name.startswith(folder) for name in names)]
        return Look(found[0], "") if len(found) == 1 else Look("", "packed")
    by_type = {CONTENT_TYPES[kind].encode(): kind for kind in ("odt", "ods")}
    return Look(by_type[told], "") if told in by_type else Look("", "packed")


def _is_small(packed: zipfile.ZipFile, name: str) -> bool:
    return packed.getinfo(name).file_size <= 100


def _is_plain_text(content: bytes) -> bool:
    """Words and nothing else; what a browser would read as a page is not."""
    if b"\x00" in content:
        return False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    start = text[:2000].lower()
    return not any(word in start for word in ("<html", "<svg", "<script", "<!doctype", "<?xml", "<?php", "<body"))
