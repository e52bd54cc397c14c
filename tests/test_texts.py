"""What people read: a sentence for every refusal, the same facts in both languages, Dutch that keeps its tone."""

import ast
import importlib
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.utils import translation

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "voordeur"
PLACEHOLDER = re.compile(r"%\((\w+)\)|\{(\w+)\}")

# Where a room keeps the sentences of its refusals, when it is not texts.REFUSALS.
TABLES = {"homes": "FILE_FAULTS"}
# Pages of a room that show what a lower room refuses: they need a sentence of their own for it.
SHOWS = {"repairs": ("planning",)}
# Where only the planner's own pages lead to.
PLANNERS_ONLY = tuple(
    f"planning/{file}.py:"
    for file in (
        "services/planner",
        "services/accepting",
        "services/proposals",
        "services/history",
        "services/absence",
        "services/calendars",
        "services/setbacks",
        "queries/placing",
        "views/placing",
        "views/proposals",
        "views/setbacks",
    )
)
# What passes a code on that was written out where it was first given.
PASSED_ON = {"price.refusals[0]", "refused.code", "code"}
# What a lower room refuses and the pages above never show, with the reason.
NEVER_SHOWN = {
    "no_capacity_before_term": "the service of repairs catches it and makes it work of a planner",
    "proposal_decided": "only planners decide about proposals",
    "setback_decided": "only planners decide about setbacks",
    "change_decided": "only planners decide about proposals",
}


@dataclass(frozen=True)
class Raised:
    """One place in the source where something is refused."""

    room: str
    place: str
    code: str
    given: frozenset[str]
    # With **values nobody can say here what is given.
    is_open_ended: bool


@cache
def refusals() -> list[Raised]:
    return list(_refusals())


def _refusals() -> Iterator[Raised]:
    for path in sorted(SOURCE.rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        inside = path.relative_to(SOURCE)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            # What a trial on paper answers instead of refusing is shown in the same words.
            refuses = {"Refused", "_refused"} if inside.as_posix() == "planning/queries/placing.py" else {"Refused"}
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in refuses:
                if ast.unparse(node.args[0]) in PASSED_ON:
                    continue
                place = f"{inside}:{node.lineno}"
                assert isinstance(node.args[0], ast.Constant), f"{place}: write the code out, so that it can be found"
                given = frozenset(one.arg for one in node.keywords if one.arg)
                yield Raised(
                    inside.parts[0], place, node.args[0].value, given, any(not one.arg for one in node.keywords)
                )


def table_of(room: str) -> Mapping[str, object]:
    texts = importlib.import_module(f"voordeur.{room}.texts")
    return getattr(texts, TABLES.get(room, "REFUSALS"))


def sentences(room: str, code: str) -> dict[str, str]:
    """The sentence in each language; a table of the policy keeps both beside each other."""
    found = table_of(room)[code]
    if isinstance(found, Mapping):
        return {language: str(found[language]) for language in ("nl", "en")}
    if isinstance(found, tuple):
        return dict(zip(("nl", "en"), map(str, found), strict=True))
    both = {}
    for language in ("nl", "en"):
        with translation.override(language):
            both[language] = str(found)
    return both


def placeholders(text: str) -> set[str]:
    return {one or other for one, other in PLACEHOLDER.findall(text)}


ROOMS = sorted({raised.room for raised in refusals()})


@pytest.mark.parametrize("room", ROOMS)
def test_every_refusal_has_a_sentence_in_its_room(room: str):
    missing = {
        raised.code: raised.place for raised in refusals() if raised.room == room and raised.code not in table_of(room)
    }
    assert not missing


@pytest.mark.parametrize("room", sorted(SHOWS))
def test_a_room_that_shows_what_another_refuses_has_a_sentence_for_it(room: str):
    codes = {
        raised.code
        for raised in refusals()
        if raised.room in SHOWS[room] and not raised.place.startswith(PLANNERS_ONLY)
    }
    assert codes - set(NEVER_SHOWN) <= set(table_of(room))


@cache
def words_in_use() -> set[str]:
    """Every text that stands in the source outside texts.py; forms and readers of files name codes of their own."""
    return {
        node.value
        for path in SOURCE.rglob("*.py")
        if not {"tests", "migrations", "texts"} & {*path.parts, path.stem}
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("room", ROOMS)
def test_no_sentence_waits_for_a_refusal_that_nobody_gives(room: str):
    assert set(table_of(room)) <= words_in_use()


@pytest.mark.parametrize("room", ROOMS)
def test_a_refusal_says_the_same_in_both_languages(room: str):
    differs = []
    for code in table_of(room):
        both = sentences(room, code)
        if both["nl"] == both["en"] or placeholders(both["nl"]) != placeholders(both["en"]):
            differs.append((code, both))
    assert not differs, "compile with tools/translations.py --compile, or translate"


def test_a_sentence_names_nothing_that_the_refusal_does_not_give():
    given: dict[str, list[Raised]] = defaultdict(list)
    for raised in refusals():
        given[raised.code].append(raised)
    short = []
    for room in ROOMS:
        for code in table_of(room):
            needed = placeholders(sentences(room, code)["en"])
            from_here = [one for one in given[code] if one.room in (room, *SHOWS.get(room, ()))]
            short += [
                f"{one.place}: {code} lacks {sorted(needed - one.given)}"
                for one in from_here
                if not one.is_open_ended and needed - one.given
            ]
    assert not short


def test_every_sentence_has_its_dutch():
    checked = subprocess.run(
        [sys.executable, "tools/translations.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


# --- the Dutch itself -----------------------------------------------------------------------------------------------

CATALOGUES = sorted(SOURCE.glob("*/locale/nl/LC_MESSAGES/django.po"))


def messages(path: Path) -> Iterator[tuple[str, str]]:
    """(English, Dutch) of every text and of each of its plurals."""
    with path.open("rb") as file:
        for message in read_po(file):
            if not message.id:
                continue
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            words = message.string if isinstance(message.string, tuple | list) else (message.string,)
            yield from zip(ids, words, strict=False)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(SOURCE).parts[0])
def test_a_translation_names_the_same_facts(path: Path):
    differs = [
        (english, dutch)
        for english, dutch in messages(path)
        # A plural may leave its number out: "one visit".
        if dutch
        and (placeholders(dutch) - placeholders(english) or placeholders(english) - placeholders(dutch) - {"count"})
    ]
    assert not differs


# u, calm, no shouting, no sighing; the words that give away "je" as an address are looked for as whole words.
TONE = re.compile(r"!|\bhelaas\b|\b(je|jij|jouw|jullie)\b|\b(onderhavige|middels|derhalve|echter)\b", re.IGNORECASE)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(SOURCE).parts[0])
def test_the_dutch_keeps_its_tone(path: Path):
    assert not [dutch for _, dutch in messages(path) if TONE.search(dutch)]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.relative_to(SOURCE).parts[0])
def test_no_translation_is_only_half_done(path: Path):
    with path.open("rb") as file:
        assert not [message.id for message in read_po(file) if message.id and message.fuzzy]
