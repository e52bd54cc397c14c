"""How names, numbers and sentences are folded into words that can be found, whatever their accents and capitals.

Plain text in, words out. A word is made of letters and digits; these signs may stand before one:
`<` the digits of a telephone number from the last to the first, `~` the stem of a word out of a sentence. In a mail
address the `@` stays, and in a house number the `-` before its addition.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache

import snowballstemmer

# Longer words (a key out of another system, a mail address) are found by their beginning.
LONGEST = 60
# So many words of one sentence, and of one thing; a note of a thousand words is found by its beginning.
MOST_WORDS = 300
LEAST_OF_SENTENCE = 3
LAST, STEM = "<", "~"
# Letters that are no letter with a mark on it.
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
EMAIL = re.compile(r"[^\s@<>,;:()]+@[^\s@<>,;:()]+")
# A number as people write it: it begins with a zero, two zeros or a plus.
PHONE = re.compile(r"(?<![\w+])(?:\+|0)[0-9](?:[ .()/-]{0,2}[0-9]){1,14}(?!\w)")
# They stand in nearly every sentence, so they find nothing.
EVERYWHERE_IN_TEXT = """
    aan als ben bij dan dat den der des deze die dit door een haar had heb heeft hem het hij hoe ik in is kan maar mag
    men met mij mijn naar niet nog nu om omdat onder ons ook op over te toch tot u uit uw van veel voor waar was wat
    we wel werd wie wij wil worden zal ze zich zij zijn zo zou the and for that this with from has have are was were not
    you your our but they she him her his its will been"""
EVERYWHERE = frozenset(EVERYWHERE_IN_TEXT.split())


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Small letters without accents; everything that is no letter or digit becomes a space."""
    low = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    plain = low.translate(LETTERS)
    # An apostrophe and the dot of an abbreviation part words as well.
    return " ".join("".join(sign if sign.isalnum() else " " for sign in plain).split())


def squash(text: str) -> str:
    """A key, such as a customer number or a postcode, as one word: only its letters and digits."""
    return fold(text).replace(" ", "")[:LONGEST]


def of_name(*parts: str) -> Iterator[str]:
    """The words of a name, and the name as one word as well: `de Boer` is also found by `deboer`."""
    for part in parts:
        words = fold(part).split()
        yield from words
        if len(words) > 1:
            yield "".join(words)[:LONGEST]


def of_phone(number: str) -> Iterator[str]:
    """A telephone number by its first digits and by its last ones, however it is written."""
    digits = national(number)
    if from_the_end(digits):
        yield digits
        yield LAST + from_the_end(digits)


def national(number: str) -> str:
    """The digits as they are dialled in the Netherlands; of another country with two zeros before them."""
    digits = re.sub(r"[^0-9]", "", number)
    if number.strip().startswith("+"):
        digits = "00" + digits
    return re.sub(r"^0031\(?0?", "0", digits) if digits.startswith("0031") else digits


def from_the_end(digits: str) -> str:
    """The digits from the last to the first, without the zeros that only say where one rings from."""
    return digits.lstrip("0")[::-1]


def of_email(address: str) -> Iterator[str]:
    """A mail address as one word, without the dots and dashes that are forgotten or misheard."""
    name, at, domain = address.partition("@")
    if at:
        yield f"{squash(name)}@{squash(domain)}"[:LONGEST]


def of_day(day: date | None) -> Iterator[str]:
    """A date of birth as eight digits."""
    if day is not None:
        yield f"{day:%Y%m%d}"


def of_number(number: str) -> Iterator[str]:
    """The number of a case, `R0001234`: with its letter, and the digits alone, both without the zeros between."""
    found = re.fullmatch(r"([a-z]{1,3})0*([0-9]+)", squash(number))
    if found:
        yield found.group(1) + found.group(2)
        yield found.group(2)


def of_key(key: str) -> Iterator[str]:
    """The key that another system has for somebody, `P-0077`: as it is, and without the zeros between."""
    yield squash(key)
    yield from list(of_number(key))[:1]


def of_address(
    *, street: str, number: int, letter: str = "", addition: str = "", postcode: str = "", town: str = ""
) -> Iterator[str]:
    """An address by its street, its house number with and without what follows it, its postcode and its town."""
    yield from of_name(street, town)
    yield str(number)
    if letter:
        yield from (squash(letter), f"{number}{squash(letter)}")
    if addition:
        yield f"{number}-{squash(addition)}"
    if letter and addition:
        yield f"{number}{squash(letter)}-{squash(addition)}"
    if postcode:
        yield squash(postcode)
        yield squash(postcode)[:4]


def of_sentence(text: str) -> Iterator[str]:
    """What somebody wrote, word by word and by the stems of the words, with the numbers and mail addresses in it."""
    for found in EMAIL.findall(text):
        yield from of_email(found)
    for found in PHONE.findall(text):
        yield from of_phone(found)
    for word in fold(text).split()[:MOST_WORDS]:
        if word.isdigit() or (len(word) >= LEAST_OF_SENTENCE and word not in EVERYWHERE):
            yield word[:LONGEST]
            if word.isalpha():
                yield STEM + stem(word)


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The Dutch stem of a word: `kranen` and `kraan` are one."""
    return str(_stemmer().stemWord(word))[:LONGEST]


@lru_cache(maxsize=1)
def _stemmer() -> "snowballstemmer.stemmer":
    return snowballstemmer.stemmer("dutch")


def together(words: Iterable[str]) -> str:
    """Each word once, in the order of appearance, with a space between."""
    return " ".join(list(dict.fromkeys(word for word in words if word))[:MOST_WORDS])
