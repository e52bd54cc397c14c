"""What somebody typed in the one box, taken apart into what must be found. Plain text in, terms out."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from voordeur.finding.rules.folding import (
    EMAIL,
    LAST,
    PHONE,
    STEM,
    fold,
    from_the_end,
    national,
    of_email,
    of_number,
    squash,
    stem,
)

LONGEST_QUESTION = 120
LEAST_SIGNS = 2
MOST_TERMS = 8
# A part of a telephone number says enough from so many digits on.
LEAST_DIGITS = 3
DAY = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.]((?:19|20)\d{2})(?!\d)")
POSTCODE = re.compile(r"(?<!\w)([1-9]\d{3}) ?([a-z]{2})(?=\d|\W|$)", re.IGNORECASE)
HOUSE = re.compile(r"(?<!\w)([1-9]\d{0,4}) ?([a-z])? ?[-/] ?([a-z\d]{1,6})(?!\w)", re.IGNORECASE)
CASE = re.compile(r"(?<!\w)([a-z])[ -]?(0\d{3,})(?!\w)", re.IGNORECASE)
# How one speaks of somebody; it is no part of the name.
ADDRESSED = frozenset({"dhr", "hr", "meneer", "mevr", "mevrouw", "mw", "mej", "fam", "familie", "de heer"})
# Written short on one side and in full on the other.
SHORT: Mapping[str, str] = {
    "burgemeester": "burg",
    "commissaris": "comm",
    "dominee": "ds",
    "doctor": "dr",
    "dokter": "dr",
    "generaal": "gen",
    "ingenieur": "ir",
    "koningin": "kon",
    "meester": "mr",
    "monseigneur": "mgr",
    "pastoor": "past",
    "professor": "prof",
    "sint": "st",
    "wethouder": "weth",
}
IN_FULL: Mapping[str, str] = {short: full for full, short in SHORT.items()}
BEGINS = "*"


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that must be found: any of `exact`, or less strictly any of `loose` too; a `*` ends a beginning.

    `near` are the other spellings of `word`, filled in when they are needed.
    """

    word: str
    exact: tuple[str, ...]
    loose: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    def spelt(self, near: tuple[str, ...]) -> "Term":
        return replace(self, near=near)


def terms_of(text: str) -> tuple[Term, ...]:
    """What was asked for, in the order of typing; nothing when the text says too little to look for."""
    text = text[:LONGEST_QUESTION]
    if len(squash(text)) < LEAST_SIGNS:
        return ()
    found: list[tuple[int, Term]] = []
    for pattern, read in READERS:
        for part in list(pattern.finditer(text)):
            found.append((part.start(), read(part)))
            text = text[: part.start()] + " " * len(part.group()) + text[part.end() :]
    said = [term for term in _words(text) if term[1].word not in ADDRESSED]
    found += said or ([] if found else list(_words(text)))
    return tuple(dict.fromkeys(term for _place, term in sorted(found, key=lambda one: one[0])))[:MOST_TERMS]


def _words(text: str) -> Iterator[tuple[int, Term]]:
    for part in re.finditer(r"\S+", text):
        for word in fold(part.group()).split():
            yield part.start(), _digits(word) if word.isdigit() else _word(word)


def _email(part: "re.Match[str]") -> Term:
    word = next(of_email(part.group()))
    return Term(word, (word + BEGINS,))


def _day(part: "re.Match[str]") -> Term:
    day, month, year = part.groups()
    word = f"{year}{int(month):02d}{int(day):02d}"
    return Term(word, (word,))


def _case(part: "re.Match[str]") -> Term:
    word = next(of_number(part.group(1) + part.group(2)))
    return Term(word, (word,), (squash(part.group()) + BEGINS,))


def _phone(part: "re.Match[str]") -> Term:
    """A number that begins with a zero: from its first digit on, or its last ones, or a case without its letter."""
    digits = national(part.group())
    exact = [digits + BEGINS, LAST + digits[::-1] + BEGINS]
    if from_the_end(digits):
        exact += [LAST + from_the_end(digits), digits.lstrip("0")]
    return Term(digits, tuple(exact))


def _postcode(part: "re.Match[str]") -> Term:
    word = squash(part.group(1) + part.group(2))
    return Term(word, (word,))


def _house(part: "re.Match[str]") -> Term:
    """`12-2`, `12a-2`; a letter is sometimes written as an addition."""
    number, letter, addition = (squash(one or "") for one in part.groups())
    word = f"{number}{letter}-{addition}"
    return Term(word, (word,) if letter else (word, number + addition), (word + BEGINS,))


def _digits(word: str) -> Term:
    """A house number, the last digits of a telephone number, the digits of a case or of a key."""
    if len(word) < LEAST_DIGITS:
        return Term(word, (word,))
    return Term(word, (word, LAST + word[::-1] + BEGINS), (word + BEGINS, "0" + word + BEGINS))


READERS: tuple[tuple["re.Pattern[str]", Callable[["re.Match[str]"], Term]], ...] = (
    (EMAIL, _email),
    (DAY, _day),
    (CASE, _case),
    (PHONE, _phone),
    (POSTCODE, _postcode),
    (HOUSE, _house),
)


def _word(word: str) -> Term:
    if len(word) == 1:
        # An initial or the letter of a house number: the beginning of a word would be half of everything.
        return Term(word, (word,))
    number = re.fullmatch(r"([a-z])0*([1-9][0-9]{2,})", word)
    if number:
        return Term(word, tuple(dict.fromkeys((number.group(1) + number.group(2), word))), (word + BEGINS,))
    house = re.fullmatch(r"([0-9]{1,5}[a-z])([0-9]{1,4})", word)
    if house:
        return Term(word, (word, f"{house.group(1)}-{house.group(2)}"), (word + BEGINS,))
    other = SHORT.get(word) or IN_FULL.get(word)
    exact = (word, *([other] if other else []), *([STEM + stem(word)] if word.isalpha() else []))
    return Term(word, exact, (word + BEGINS,))
