"""Texts with values in them: which values a text names, and the text with the values filled in. Runs no code.

`{name}` stands for a value. A blank line ends a paragraph, `- ` begins an item of a list, `# ` a small heading. A
paragraph or item that names an empty value is left out. One that begins with `{?name}` is there only when that value is
not empty, one with `{-name}` only when it is; several of these may follow each other, and all must hold. There are no
other conditions. An item that is one value and no more (`- {times}`) becomes an item for each line of it. A value is
put in as it is and never read again for values, conditions or headings.
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
_CONDITIONS = re.compile(r"(?:\{[?-][a-z][a-z0-9_]{0,39}\}[ \t]*)+")
_CONDITION = re.compile(r"\{([?-])([a-z][a-z0-9_]{0,39})\}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

BlockKind = Literal["paragraph", "item", "heading"]


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, one item of a list or one small heading; `text` may hold line breaks in a paragraph."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A value on which it depends whether a part of a text is there: it must have one, or it must be empty."""

    name: str
    is_there: bool

    def holds(self, values: Mapping[str, str]) -> bool:
        return bool(values[self.name]) == self.is_there


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph, an item or a heading as it was written, without its conditions."""

    kind: BlockKind
    text: str
    conditions: tuple[Condition, ...]

    @property
    def every_condition(self) -> tuple[Condition, ...]:
        """What was written as a condition, and that no value it names is empty."""
        named = (Condition(name, is_there=True) for name in sorted(names_in(self.text)))
        return tuple(dict.fromkeys((*self.conditions, *named)))


def clean(text: str) -> str:
    """Without signs that are not to be seen, and with one kind of line end."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def names_in(text: str) -> frozenset[str]:
    """The values that a text names."""
    return frozenset(_VALUE.findall(text))


def check(subject: str, body: str, *, known: frozenset[str], flags: frozenset[str] = frozenset()) -> None:
    """Whether a text can be kept. `known` are the values that it may name, `flags` those for conditions only.

    Refused: subject_empty, body_empty, subject_too_long, body_too_long, loose_brace, condition_inside, unknown_value.
    """
    if not subject.strip():
        raise Refused("subject_empty")
    if not body.strip():
        raise Refused("body_empty")
    if len(subject) > MOST_SUBJECT_SIGNS:
        raise Refused("subject_too_long", most=MOST_SUBJECT_SIGNS)
    if len(body) > MOST_BODY_SIGNS:
        raise Refused("body_too_long", most=MOST_BODY_SIGNS)
    units = list(_units(clean(body)))
    for text in (subject, *(unit.text for unit in units)):
        if inside := _CONDITION.search(text):
            raise Refused("condition_inside", name=inside[2])
        if re.search(r"[{}]", _VALUE.sub("", text)):
            raise Refused("loose_brace")
        _refuse_unknown(names_in(text), known)
    for unit in units:
        if not unit.text.strip() and unit.conditions:
            raise Refused("condition_inside", name=unit.conditions[0].name)
        _refuse_unknown(frozenset(one.name for one in unit.conditions), known | flags)


def _refuse_unknown(names: frozenset[str], known: frozenset[str]) -> None:
    if unknown := sorted(names - known):
        raise Refused("unknown_value", value=unknown[0], known=", ".join(sorted(known)))


def line(text: str, values: Mapping[str, str]) -> str:
    """A subject with its values, on one line."""
    return " ".join(_filled(text, values).split())[:MOST_SUBJECT_SIGNS]


def blocks(text: str, values: Mapping[str, str]) -> tuple[Block, ...]:
    """A body with its values, as paragraphs, items and headings; `values` holds an empty text for what is empty."""
    return tuple(
        block
        for unit in _units(clean(text))
        if all(condition.holds(values) for condition in unit.every_condition)
        for block in _blocks(unit, values)
    )


def every_block(text: str, values: Mapping[str, str]) -> tuple[tuple[Block, tuple[Condition, ...]], ...]:
    """All parts of a body whatever their conditions, each with what it depends on: for who writes the text."""
    return tuple((block, unit.every_condition) for unit in _units(clean(text)) for block in _blocks(unit, values))


def plain(found: tuple[Block, ...]) -> str:
    """The text as a mail holds it; ends with a line end."""
    parts: list[str] = []
    for before, block in zip((None, *found), found, strict=False):
        if before is not None:
            parts.append("\n" if before.kind == block.kind == "item" else "\n\n")
        parts.append(f"- {block.text}" if block.kind == "item" else block.text)
    return "".join(parts) + "\n"


def _blocks(unit: _Unit, values: Mapping[str, str]) -> Iterator[Block]:
    if _LONE.fullmatch(unit.text.strip()) and unit.kind != "heading":
        # A value that stands by itself may be several paragraphs, or several items.
        written = values[unit.text.strip()[1:-1]]
        parts = written.split("\n") if unit.kind == "item" else re.split(r"\n\s*\n", written)
        yield from (Block(unit.kind, part.strip()) for part in parts if part.strip())
    elif unit.kind == "paragraph":
        lines = (" ".join(_filled(one, values).split()) for one in unit.text.split("\n"))
        yield Block("paragraph", "\n".join(one for one in lines if one))
    else:
        yield Block(unit.kind, " ".join(_filled(unit.text, values).split()))


def _units(text: str) -> Iterator[_Unit]:
    """Paragraphs, and each item and heading by itself."""
    for part in re.split(r"\n[ \t]*\n", text):
        running: list[str] = []
        for row in part.strip("\n").split("\n"):
            unit = _unit(row)
            if unit.kind != "paragraph":
                if running:
                    yield _unit("\n".join(running))
                    running = []
                yield unit
            elif row.strip():
                running.append(row)
        if running:
            yield _unit("\n".join(running))


def _unit(written: str) -> _Unit:
    marks = _CONDITIONS.match(written)
    rest = written[marks.end() :] if marks else written
    found = tuple(Condition(name, sign == "?") for sign, name in _CONDITION.findall(marks[0])) if marks else ()
    kind: BlockKind = "item" if rest.startswith("- ") else "heading" if rest.startswith("# ") else "paragraph"
    return _Unit(kind, rest if kind == "paragraph" else rest[2:], found)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _VALUE.sub(lambda found: " ".join(values[found[1]].split()), text)
