"""Keep the Dutch of every room complete: extract, merge, report what is missing, compile.

    python tools/translations.py                 merge every room's texts and compile
    python tools/translations.py --room repairs  one room only
    python tools/translations.py --check         change nothing; exit 1 when a sentence has no Dutch
    python tools/translations.py --compile       only make the .mo files

The sources are English; Dutch stands in src/voordeur/<room>/locale/nl/LC_MESSAGES/django.po. Works without gettext's
own programs, with Babel alone.
"""

import argparse
import ast
import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[1] / "src" / "voordeur"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
LITERAL = r"u?(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
CALL = re.compile(
    rf"\b(gettext|ngettext|pgettext|npgettext|_)\(\s*({LITERAL})(?:\s*,\s*({LITERAL}))?(?:\s*,\s*({LITERAL}))?"
)

Message = tuple[str | tuple[str, str], str | None]


def from_python(path: Path) -> list[Message]:
    found: list[Message] = []
    with path.open("rb") as file:
        for _line, message, _comments, context in extract("python", file, keywords=KEYWORDS):
            found.append((message if isinstance(message, str) else (message[0], message[1]), context))
    return found


def from_template(path: Path) -> list[Message]:
    found: list[Message] = []
    for call in CALL.finditer(templatize(path.read_text(), origin=str(path))):
        words = [ast.literal_eval(literal) for literal in call.groups()[1:] if literal]
        match call.group(1):
            case "ngettext":
                found.append(((words[0], words[1]), None))
            case "pgettext":
                found.append((words[1], words[0]))
            case "npgettext":
                found.append(((words[1], words[2]), words[0]))
            case _:
                found.append((words[0], None))
    return found


def messages_of(room: Path) -> list[Message]:
    found: list[Message] = []
    for path in sorted(room.rglob("*")):
        if {"tests", "migrations", "locale"} & set(path.relative_to(room).parts):
            continue
        if path.suffix == ".py":
            found += from_python(path)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            found += from_template(path)
    return found


def catalog_of(room: Path) -> Catalog:
    file = room / "locale" / "nl" / "LC_MESSAGES" / "django.po"
    if not file.exists():
        return Catalog(locale="nl", project="voordeur")
    with file.open("rb") as stream:
        return read_po(stream, locale="nl")


def merged(room: Path) -> Catalog:
    """The room's catalogue with exactly the messages that its files hold now; translations are kept."""
    old = catalog_of(room)
    new = Catalog(locale="nl", project="voordeur", fuzzy=False, header_comment=f"# Dutch of {room.name}.")
    for message, context in messages_of(room):
        key = message if isinstance(message, str) else message[0]
        if not key:
            continue
        known = old.get(key, context)
        new.add(message, string=known.string if known else None, context=context)
    return new


def untranslated(catalog: Catalog) -> list[str]:
    missing = []
    for message in catalog:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
        if not all(strings):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def keep(room: Path, catalog: Catalog) -> None:
    folder = room / "locale" / "nl" / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    stream = io.BytesIO()
    write_po(stream, catalog, width=120, sort_output=True, no_location=True, omit_header=False)
    text = re.sub(r'^"(POT-Creation|PO-Revision)-Date:.*\n', "", stream.getvalue().decode(), flags=re.MULTILINE)
    file = folder / "django.po"
    if not file.exists() or file.read_text() != text:
        file.write_text(text)


def compile_(room: Path) -> None:
    file = room / "locale" / "nl" / "LC_MESSAGES" / "django.po"
    if file.exists():
        with file.open("rb") as stream, file.with_suffix(".mo").open("wb") as out:
            write_mo(out, read_po(stream, locale="nl"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--room", help="one room only")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when Dutch is missing")
    parser.add_argument("--compile", action="store_true", help="only make the .mo files")
    options = parser.parse_args()
    rooms = [path for path in sorted(SOURCE.iterdir()) if path.is_dir() and options.room in {None, path.name}]
    missing = 0
    for room in rooms:
        if not options.compile:
            catalog = merged(room)
            for text in untranslated(catalog):
                missing += 1
                print(f"{room.name}: {text!r} has no Dutch", file=sys.stderr)
            if not options.check and len(catalog):
                keep(room, catalog)
        if not options.check:
            compile_(room)
    return 1 if options.check and missing else 0


if __name__ == "__main__":
    sys.exit(main())
