"""Words that sound alike or are nearly written alike: what somebody on the telephone says and somebody else types."""

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

# What is heard as one in Dutch, in this order; estimates by ear, tried on names (bench/find.py says what it catches).
HEARD: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(written), heard)
    for written, heard in (
        (r"eau", "o"),
        (r"eij|ij|e[iy]|a[iy]", "y"),
        (r"ie", "i"),
        (r"auw|ouw|au|ou", "ou"),
        (r"oe", "u"),
        (r"^sch(?=[mwl])|sch$", "s"),
        (r"ph|v", "f"),
        (r"s[jh](?=[aeiouy])", "s"),
        (r"ch|kh|gh", "g"),
        (r"ck|q|c(?![eiy])", "k"),
        (r"x", "ks"),
        (r"[cz]", "s"),
        (r"th|dt|d$", "t"),
        (r"b$", "p"),
        (r"(?<=.)h", ""),
        (r"(.)\1+", r"\1"),
    )
)
LEAST = 3
# From so many letters on one or two of them may be wrong.
ONE_WRONG, TWO_WRONG = 4, 5
BEGINNING = 3


def sound(word: str) -> str:
    """How a folded word sounds, roughly: `meijer`, `meyer` and `meier` are one, as are `bosch` and `bos`."""
    for written, heard in HEARD:
        word = written.sub(heard, word)
    return word


def keys(word: str) -> set[str]:
    """Under what a word is kept so that it is found with a letter wrong: its sound, whole and without one letter."""
    heard = sound(word)
    if len(heard) < LEAST:
        return {heard}
    return {heard, *(heard[:at] + heard[at + 1 :] for at in range(len(heard)))}


def is_spelt(word: str) -> bool:
    """Whether a word can be misspelt: letters only, and not too few."""
    return len(word) >= LEAST and word.isalpha()


def nearest(word: str, among: Iterable[str], *, most: int) -> list[str]:
    """Those that may be meant by `word`, the nearest first: they sound the same, or a letter or two are wrong.

    A word that somebody is still typing is near to a longer one that begins nearly like it.
    """
    heard = sound(word)
    allowed = 2 if len(word) >= TWO_WRONG else 1 if len(word) >= ONE_WRONG else 0
    found: list[tuple[float, str]] = []
    for other in set(among) - {word}:
        wrong = float(OSA.distance(word, other, score_cutoff=allowed))
        other_heard = sound(other)
        if wrong > allowed and allowed and len(other) > len(word):
            begun = min(OSA.distance(word, other[: len(word) + more]) for more in (0, 1))
            wrong = begun + 0.5 if begun <= min(allowed, 1) else wrong
        if heard == other_heard:
            wrong = min(wrong, 0.8)
        elif wrong > allowed and allowed:
            wrong = 0.7 + OSA.distance(heard, other_heard) if OSA.distance(heard, other_heard) <= 1 else wrong
        if wrong <= max(allowed + 0.7, 0.8):
            found.append((wrong, other))
    return [other for _wrong, other in sorted(found)[:most]]
