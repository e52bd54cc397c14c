"""Texts with values in them: which values a text names, and the text with the values filled in. Runs no code.

`{name}` stands for a value. A blank line ends a paragraph, `- ` begins an item of a list, `# ` a small heading. A
paragraph or item that names an empty value is left out: that is the only condition there is. A value is put in as it is
and never read again for values, lists or headings.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from voordeur.kernel.errors import Refused

MOST_SUBJECT_SIGNS = 200
MOST_BODY_SIGNS = 10_000
# A paragraph that a colleague wrote by hand, such as the answer to a complaint, is a value too.
MOST_VALUE_SIGNS = 20_000

_VALUE = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
_LONE = re.compile(r"\{[a-z][a-z0-9_]{0,39}\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

BlockKind = Literal["paragraph", "item", "heading"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, one item of a list or one small heading; `text` may hold line breaks in a paragraph."""

    kind: BlockKind
    text: str


def clean(text: str) -> str:
    """Without signs that are not to be seen, and with one kind of line end."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def names_in(text: str) -> frozenset[str]:
    """The values that a text names."""
    return frozenset(_VALUE.findall(text))


def check(subject: str, body: str, *, known: frozenset[str]) -> None:
    """Whether a text can be kept. Refused: subject_empty, body_empty, too_long, loose_brace, unknown_value."""
    if not subject.strip():
        raise Refused("subject_empty")
    if not body.strip():
        raise Refused("body_empty")
    if len(subject) > MOST_SUBJECT_SIGNS:
        raise Refused("subject_too_long", most=MOST_SUBJECT_SIGNS)
    if len(body) > MOST_BODY_SIGNS:
        raise Refused("body_too_long", most=MOST_BODY_SIGNS)
    for text in (subject, body):
        if re.search(r"[{}]", _VALUE.sub("", text)):
            raise Refused("loose_brace")
        unknown = sorted(names_in(text) - known)
        if unknown:
            raise Refused("unknown_value", value=unknown[0], known=", ".join(sorted(known)))


def line(text: str, values: Mapping[str, str]) -> str:
    """A subject with its values, on one line."""
    return " ".join(_filled(text, values).split())[:MOST_SUBJECT_SIGNS]


def blocks(text: str, values: Mapping[str, str]) -> tuple[Block, ...]:
    """A body with its values, as paragraphs, items and headings; `values` holds an empty text for what is empty."""
    return tuple(_blocks(clean(text), values))


def plain(found: tuple[Block, ...]) -> str:
    """The text as a mail holds it; ends with a line end."""
    parts: list[str] = []
    for before, block in zip((None, *found), found, strict=False):
        if before is not None:
            parts.append("\n" if before.kind == block.kind == "item" else "\n\n")
        parts.append(f"- {block.text}" if block.kind == "item" else block.text)
    return "".join(parts) + "\n"


def _blocks(text: str, values: Mapping[str, str]) -> Iterator[Block]:
    for unit in _units(text):
        if any(not values[name] for name in names_in(unit)):
            continue
        if _LONE.fullmatch(unit.strip()):
            # A value that stands by itself may be several paragraphs.
            written = values[unit.strip()[1:-1]]
            yield from (Block("paragraph", part.strip()) for part in re.split(r"\n\s*\n", written) if part.strip())
        elif unit.startswith("- "):
            yield Block("item", " ".join(_filled(unit[2:], values).split()))
        elif unit.startswith("# "):
            yield Block("heading", " ".join(_filled(unit[2:], values).split()))
        else:
            lines = (" ".join(_filled(one, values).split()) for one in unit.split("\n"))
            yield Block("paragraph", "\n".join(one for one in lines if one))


def _units(text: str) -> Iterator[str]:
    """Paragraphs, and each item and heading by itself."""
    for part in re.split(r"\n[ \t]*\n", text):
        running: list[str] = []
        for row in part.strip("\n").split("\n"):
            if row.startswith(("- ", "# ")):
                if running:
                    yield "\n".join(running)
                    running = []
                yield row
            elif row.strip():
                running.append(row)
        if running:
            yield "\n".join(running)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _VALUE.sub(lambda found: " ".join(values[found[1]].split()), text)
