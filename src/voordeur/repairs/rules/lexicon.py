"""The words of tenants, read from data/words.toml and the tree's own labels, and how a text is read with them.

Holds stems, phrases, typing errors and compound words; knows nothing about which path wins.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from math import log

import snowballstemmer

from voordeur.repairs.rules.tree import DATA, load

# What is read of a text: a report is a few sentences, and nothing useful stands after this.
MOST_CHARACTERS = 2_000
LONGEST_WORD = 30
SHORTEST_TYPO = 5
SHORTEST_PART = 4
SHORTEST_LABEL = 3
GAP = 3
TYPO_TRUST = 0.7
PART_TRUST = 0.9
LABEL_STRENGTH = 0.5
PHRASE_BONUS = 1.0

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(slots=True)
class Token:
    """One word of the text with what it may speak for: target -> strength (0..1); `trust` is lower for a guess."""

    word: str
    stem: str
    trust: float
    targets: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Stem -> targets, phrases, and stop words as written. `rarity` weighs a stem by how few things it may mean."""

    single: dict[str, dict[str, float]]
    phrases: tuple[tuple[tuple[str, ...], str], ...]
    ignored: frozenset[str]
    rarity: dict[str, float]
    by_length: dict[int, tuple[str, ...]]
    stops: tuple[tuple[str, tuple[str, ...]], ...]


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    return str(_stemmer().stemWord(word))


@lru_cache(maxsize=1)
def _stemmer() -> "snowballstemmer.DutchStemmer":
    return snowballstemmer.stemmer("dutch")


def plain(text: str) -> list[str]:
    """The words of a text in lower case without accents; what is too long to be a word is left out."""
    flat = unicodedata.normalize("NFKD", text[:MOST_CHARACTERS].lower())
    letters = "".join(sign for sign in flat if not unicodedata.combining(sign)).replace("'", "")
    return [word for word in _WORD.findall(letters) if len(word) <= LONGEST_WORD]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of words.toml and the tree, built once; every key of words.toml must exist in the tree."""
    raw: dict[str, dict[str, list[str]]] = tomllib.loads((DATA / "words.toml").read_text(encoding="utf-8"))
    _check(raw)
    ignored = frozenset(word for words in raw["ignored"].values() for word in words)
    not_labels = ignored.union(*raw["ignored_in_labels"].values())
    single: dict[str, dict[str, float]] = {}
    phrases: dict[tuple[tuple[str, ...], str], None] = {}
    for target, entry, strength in [*_entries(raw), *_labels(not_labels)]:
        every = plain(entry)
        telling = [word for word in every if word not in ignored]
        # "van boven" would be left as "boven" alone, which says much less: such a phrase keeps all its words.
        stems = tuple(stem(word) for word in (telling if len(telling) > 1 else every))
        if len(stems) == 1:
            targets = single.setdefault(stems[0], {})
            targets[target] = max(strength, targets.get(target, 0.0))
        elif stems:
            phrases[stems, target] = None
    return Lexicon(
        single=single,
        phrases=tuple(phrases),
        ignored=ignored,
        rarity=_rarity(single, tuple(phrases)),
        by_length=_by_length(single),
        stops=tuple((key, tuple(plain(entry))) for key, entries in raw["stop"].items() for entry in entries),
    )


def _rarity(single: dict[str, dict[str, float]], phrases: tuple[tuple[tuple[str, ...], str], ...]) -> dict[str, float]:
    """A stem weighs less the more it may mean; a place in a phrase counts for little."""
    spread: dict[str, float] = {one: sum(targets.values()) for one, targets in single.items()}
    for stems, _target in phrases:
        for one in stems:
            spread[one] = spread.get(one, 0.0) + 0.2
    return {one: 1 / (1 + log(max(1.0, count)) / 2) for one, count in spread.items()}


def _by_length(single: dict[str, dict[str, float]]) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = {}
    for one in single:
        found.setdefault(len(one), []).append(one)
    return {length: tuple(stems) for length, stems in found.items()}


def _entries(raw: dict[str, dict[str, list[str]]]) -> list[tuple[str, str, float]]:
    return [
        (f"{kind}:{key}", entry, 1.0)
        for kind in ("place", "thing", "defect", "path")
        for key, entries in raw[kind].items()
        for entry in entries
    ]


def _check(raw: dict[str, dict[str, list[str]]]) -> None:
    tree = load()
    known = {
        "place": {place.key for place in tree.place},
        "thing": {thing.key for thing in tree.thing},
        "defect": {defect.key for thing in tree.thing for defect in thing.defect},
        "path": {f"{thing.key}/{defect.key}" for thing in tree.thing for defect in thing.defect},
        "stop": {page.key for page in tree.stop},
    }
    if set(raw) != {*known, "ignored", "ignored_in_labels"}:
        raise ValueError(f"words.toml: tables {sorted(raw)} instead of those of the tree")
    for kind, keys in known.items():
        unknown = sorted(set(raw[kind]) - keys)
        if unknown:
            raise ValueError(f"words.toml: {kind}: unknown: {', '.join(unknown)}")


def _labels(ignored: frozenset[str]) -> list[tuple[str, str, float]]:
    """The words of the tree's own labels, one by one: weaker than words.toml, and complete."""
    tree = load()
    named = [(f"place:{place.key}", place.name) for place in tree.place]
    for thing in tree.thing:
        named.append((f"thing:{thing.key}", thing.name))
        named += [(f"path:{thing.key}/{defect.key}", defect.name) for defect in thing.defect]
    return [
        (target, word, LABEL_STRENGTH)
        for target, label in named
        for word in plain(f"{label.nl} {label.en}")
        if word not in ignored and len(word) >= SHORTEST_LABEL
    ]


def read(text: str, words: Lexicon) -> list[Token]:
    """The words of a text that carry meaning, each with what it may speak for; unknown words have no targets."""
    every = plain(text)
    stems = [stem(word) for word in every]
    tokens: list[Token] = []
    place_of: dict[int, Token] = {}
    for position, word in enumerate(every):
        if word in words.ignored:
            continue
        for token in _tokens(word, stems[position], words):
            tokens.append(token)
            place_of[position] = token
    for phrase, target in words.phrases:
        for span in _spans(phrase, stems):
            for position in span:
                if position in place_of:
                    token = place_of[position]
                    token.targets = {**token.targets, target: PHRASE_BONUS}
                    words.rarity.setdefault(token.stem, 1.0)
    return tokens


def _tokens(word: str, its_stem: str, words: Lexicon) -> list[Token]:
    if its_stem in words.single:
        return [Token(word, its_stem, 1.0, dict(words.single[its_stem]))]
    parts = _compound(word, words)
    if parts:
        return [Token(word, part, PART_TRUST, dict(words.single[part])) for part in parts]
    if len(word) >= SHORTEST_TYPO:
        near = _near(its_stem, words)
        if near:
            return [Token(word, near, TYPO_TRUST, dict(words.single[near]))]
        front = _front(word, words)
        if front:
            return [Token(word, front, TYPO_TRUST, dict(words.single[front]))]
    return [Token(word, its_stem, 1.0)]


def _compound(word: str, words: Lexicon) -> list[str]:
    """The known parts of a compound word: "keukenkraan" is keuken and kraan, "badkamerdeur" is badkamer and deur."""
    for cut in range(len(word) - 3, SHORTEST_PART - 1, -1):
        head, tail = word[:cut], stem(word[cut:])
        if tail not in words.single or len(tail) < SHORTEST_LABEL:
            continue
        for front in (head, head.removesuffix("s"), head.removesuffix("en")):
            if len(front) >= SHORTEST_LABEL and stem(front) in words.single:
                return [stem(front), tail]
    return []


def _front(word: str, words: Lexicon) -> str | None:
    """The longest known word that an unknown one begins with: "stankoverlast" is at least stank."""
    for cut in range(len(word) - 3, SHORTEST_TYPO - 1, -1):
        if stem(word[:cut]) in words.single:
            return stem(word[:cut])
    return None


def _near(its_stem: str, words: Lexicon) -> str | None:
    for length in (len(its_stem), len(its_stem) + 1, len(its_stem) - 1):
        for known in words.by_length.get(length, ()):
            if len(known) >= SHORTEST_TYPO - 1 and is_one_edit_apart(its_stem, known):
                return known
    return None


def is_one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter too many, too few, other, or swapped with its neighbour makes the two the same."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    first = next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )
    if len(one) == len(other):
        swapped = one[first : first + 2] == other[first : first + 2][::-1] and one[first + 2 :] == other[first + 2 :]
        return swapped or one[first + 1 :] == other[first + 1 :]
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[first + 1 :] == shorter[first:]


def _spans(phrase: tuple[str, ...], stems: list[str]) -> list[tuple[int, ...]]:
    """Where a phrase stands in order, with at most GAP words between two of its words."""
    if phrase[0] not in stems:
        return []
    spans = []
    for start, one in enumerate(stems):
        if one != phrase[0]:
            continue
        span = [start]
        for wanted in phrase[1:]:
            until = span[-1] + GAP + 2
            following = next((at for at in range(span[-1] + 1, min(until, len(stems))) if stems[at] == wanted), None)
            if following is None:
                break
            span.append(following)
        if len(span) == len(phrase):
            spans.append(tuple(span))
    return spans


def stops(text: str, words: Lexicon) -> list[tuple[str, str]]:
    """The stop pages that a text calls for, with the words that did, in the order of words.toml."""
    every = plain(text)
    found: dict[str, str] = {}
    for key, phrase in words.stops:
        if key in found:
            continue
        if len(phrase) == 1:
            hit = next((word for word in every if _alarms(word, phrase[0])), None)
        else:
            spans = _spans(phrase, every)
            hit = " ".join(every[at] for at in spans[0]) if spans else None
        if hit:
            found[key] = hit
    return list(found.items())


def _alarms(word: str, alarm: str) -> bool:
    """As written, or one typing error away in a long word: of danger rather one page too many."""
    return word == alarm or (len(alarm) > SHORTEST_TYPO + 1 and is_one_edit_apart(word, alarm))
