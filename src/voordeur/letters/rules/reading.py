"""How hard a text is to read: sentences, words, syllables, a score and a level. A yardstick, not a judgement of people.

Sources: for Dutch the reading ease of W.H. Douma, De leesbaarheid van landbouwbladen (1960): 206.835 - 0.93 words a
sentence - 77 syllables a word; for English R. Flesch, A new readability yardstick (1948): 206.835 - 1.015 words a
sentence - 84.6 syllables a word. No formula measures the levels of the European framework of languages; the bounds
below are an estimate, set so that plain letters come out as B1 or easier and official ones as B2 and harder (tests).
"""

import re
from dataclasses import dataclass
from typing import Literal

from voordeur.letters.rules.channel import Language

Level = Literal["A2", "B1", "B2", "C1"]
LEVELS: tuple[Level, ...] = ("A2", "B1", "B2", "C1")
# From this score on a text has this level.
BOUNDS: tuple[tuple[float, Level], ...] = ((80.0, "A2"), (60.0, "B1"), (45.0, "B2"))
# Fewer words than this say nothing about how the rest would read.
LEAST_WORDS = 20
LONG_SENTENCE_WORDS = 20

_ABBREVIATIONS = (
    r"(?:\b(?:nr|bijv|bv|enz|etc|dhr|mevr|mw|dr|mr|ir|ing|drs|prof|tel|blz|art|lid|jl|ca|incl|excl|e\.d|o\.a|d\.w\.z|"
    r"i\.v\.m|t\.a\.v|n\.a\.v|m\.b\.t|a\.u\.b|z\.s\.m|t\/m|mrs|ms|st|no|e\.g|i\.e|[a-zA-Z])\.)"
)
_ENDS = re.compile(r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-ZÀ-Þ0-9])")
_ABBREVIATED = re.compile(_ABBREVIATIONS + r"$")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+")
_TOKEN = re.compile(r"[^\W_]+(?:[.,:'’\-/][^\W_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")

_DUTCH_VOWELS = re.compile(
    r"eau|aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|ou|au|ai|oi|ëi|[aeiouyàáâäèéêëìíîïòóôöùúûü]"
)
_ENGLISH_VOWELS = re.compile(r"[aeiouyàáâäèéêëìíîïòóôöùúûü]+")
_SILENT = re.compile(r"(?:[^laeiouytd]es|[^aeiouytd]ed|[^aeioul]e|[aeiou]le)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted. `score` and `level` are None when there are too few words to say something.

    `score` is 0..100 and more is easier; `long_sentences` are those of more than LONG_SENTENCE_WORDS words.
    """

    sentences: int
    words: int
    syllables: int
    score: float | None
    level: Level | None
    long_sentences: tuple[str, ...]

    @property
    def words_per_sentence(self) -> float:
        return self.words / self.sentences if self.sentences else 0.0


def sentences_in(text: str) -> list[str]:
    """The sentences; a line end ends one too, because it is one that readers see."""
    found: list[str] = []
    for row in text.split("\n"):
        start = 0
        for end in _ENDS.finditer(row):
            if _ABBREVIATED.search(row[start : end.start()]):
                continue
            found.append(row[start : end.start()].strip())
            start = end.end()
        found.append(row[start:].strip())
    return [sentence for sentence in found if _LETTERS.search(sentence)]


def words_in(sentence: str) -> list[str]:
    """The words and numbers; addresses of pages and of mail are for machines and do not count."""
    return _TOKEN.findall(_ADDRESS.sub(" ", sentence))


def syllables_in(word: str, language: Language) -> int:
    """How many syllables a word has, at least one; a number counts as one word of two syllables."""
    if not _LETTERS.search(word):
        return 2
    return sum(_spoken(part, language) for part in _LETTERS.findall(word.lower()))


def _spoken(part: str, language: Language) -> int:
    if language == "nl":
        return max(1, len(_DUTCH_VOWELS.findall(part)))
    count = len(_ENGLISH_VOWELS.findall(part))
    if count > 1 and _SILENT.search(part):
        count -= 1
    return max(1, count)


def read(text: str, language: Language) -> Reading:
    """Count a text and weigh it."""
    sentences = sentences_in(text)
    worded = [(sentence, words_in(sentence)) for sentence in sentences]
    words = [word for _, found in worded for word in found]
    syllables = sum(syllables_in(word, language) for word in words)
    score = _score(len(words), len(sentences), syllables, language) if len(words) >= LEAST_WORDS else None
    return Reading(
        sentences=len(sentences),
        words=len(words),
        syllables=syllables,
        score=score,
        level=None if score is None else level_of(score),
        long_sentences=tuple(sentence for sentence, found in worded if len(found) > LONG_SENTENCE_WORDS),
    )


def level_of(score: float) -> Level:
    """The level that belongs to a score."""
    return next((level for least, level in BOUNDS if score >= least), "C1")


def _score(words: int, sentences: int, syllables: int, language: Language) -> float:
    per_sentence, per_word = words / sentences, syllables / words
    if language == "nl":
        found = 206.835 - 0.93 * per_sentence - 77.0 * per_word
    else:
        found = 206.835 - 1.015 * per_sentence - 84.6 * per_word
    return min(100.0, max(0.0, found))
