"""Asking the index of the database for words: the only place that knows which database it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from voordeur.finding.models import Spelling, SpeltWord
from voordeur.finding.queries.sources import KEYS, Source
from voordeur.finding.rules import spelling
from voordeur.finding.rules.asking import BEGINS

# Each group: any of these words; all groups must be there. A `*` ends the beginning of a word.
Groups = Sequence[Sequence[str]]
# Words that begin as a misspelt one does, to look at each of them.
MOST_ALIKE = 400
MOST_SPELLINGS = 8
# Whoever mistypes a name seldom mistypes its first letter: words of names that begin with it.
MOST_OF_A_LETTER = 2000
# Of so many that are looked for, one such part among the newest is enough: it is twice what is shown.
ENOUGH = 4

IN_TEXT = (
    "SELECT * FROM (SELECT e.id, e.own, e.context, e.is_current FROM (SELECT rowid AS found FROM finding_text"
    " WHERE finding_text MATCH %s AND rowid BETWEEN %s AND %s ORDER BY rowid DESC LIMIT %s)"
    " JOIN finding_entry e ON e.id = found)"
)
IN_NOTES = IN_TEXT.replace("finding_text", "finding_notes")
# On PostgreSQL the range is a partition, with an index and statistics of its own. Without the sum the planner would
# read keys from the last one back where it thinks that a word is common. A kind of which all are among the newest has
# been looked through already.
GATHERED = (
    "(SELECT id, own, context, is_current FROM finding_entry WHERE words @@ %s::tsquery AND id BETWEEN %s AND %s"
    " AND 1000 < (SELECT count(*) FROM"
    " (SELECT FROM finding_entry WHERE id BETWEEN %s AND %s LIMIT 1001) AS newest)"
    " ORDER BY id + 0 DESC LIMIT %s)"
)
# What is common stands in many of the newest entries of a kind: then nobody has to gather all that have it. Where there
# are very many, a word that stands in one of two hundred is common already.
NEWEST, NEWEST_OF_VAST = 1000, 3000
AMONG_THE_NEWEST = (
    "(SELECT id, own, context, is_current FROM"
    " (SELECT * FROM finding_entry WHERE id BETWEEN %s AND %s ORDER BY id DESC LIMIT %s) AS newest"
    " WHERE words @@ %s::tsquery LIMIT %s)"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the index that holds what was asked."""

    number: int
    key: int
    own: list[str]
    context: list[str]
    is_current: bool


def candidates(ways: Sequence[Groups], among: Sequence[Source], *, most: int) -> list[Candidate]:
    """The newest entries of each kind that fit one of the ways, about `most` of each (some may come twice)."""
    if not among or not ways:
        return []
    if connection.vendor == "sqlite":
        wanted = " OR ".join(f"({as_fts5(groups)})" for groups in ways)
        return _read([(IN_NOTES if one.is_vast else IN_TEXT, (wanted, *_range(one), most)) for one in among])
    wanted = " | ".join(f"({as_tsquery(groups)})" for groups in ways)
    found = _read(
        [(AMONG_THE_NEWEST, (*_range(one), NEWEST_OF_VAST if one.is_vast else NEWEST, wanted, most)) for one in among]
    )
    seen = Counter(one.number for one in found)
    rest = [one for one in among if seen[one.number] < most // ENOUGH]
    return found + _read([(GATHERED, (wanted, *_range(one), *_range(one), most)) for one in rest])


def _range(source: Source) -> tuple[int, int]:
    return source.entry_key(0), source.entry_key(KEYS - 1)


def _read(parts: Sequence[tuple[str, tuple[str | int, ...]]]) -> list[Candidate]:
    """The rows of all parts in one question to the database."""
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(sql for sql, _values in parts), [value for _sql, values in parts for value in values]
        )
        return [
            Candidate(pk // KEYS, pk % KEYS, own.split(), context.split(), bool(is_current))
            for pk, own, context, is_current in cursor.fetchall()
        ]


def as_fts5(groups: Groups) -> str:
    """The groups in the words of FTS5: `("jan" * OR "piet") AND ("boer")`."""
    return " AND ".join(
        "(" + " OR ".join(f'"{_plain(word)}"' + (" *" if word.endswith(BEGINS) else "") for word in group) + ")"
        for group in groups
    )


def as_tsquery(groups: Groups) -> str:
    """The groups in the words of PostgreSQL: `('jan':* | 'piet') & ('boer')`."""
    return " & ".join(
        "(" + " | ".join(f"'{_plain(word)}'" + (":*" if word.endswith(BEGINS) else "") for word in group) + ")"
        for group in groups
    )


def _plain(word: str) -> str:
    # Words are letters, digits and our own signs; nothing else may reach the language of a database.
    return "".join(sign for sign in word if sign.isalnum() or sign in "<~@-")


def near(word: str) -> tuple[str, ...]:
    """Words of names that may be meant by a misspelt one, the nearest first."""
    if not spelling.is_spelt(word):
        return ()
    found = set(Spelling.objects.filter(key__in=spelling.keys(word)).values_list("word", flat=True)[:MOST_ALIKE])
    start = spelling.sound(word)[: spelling.BEGINNING]
    if len(start) == spelling.BEGINNING:
        alike = SpeltWord.objects.filter(heard__gte=start, heard__lt=start[:-1] + chr(ord(start[-1]) + 1))
        found |= set(alike.values_list("word", flat=True)[:MOST_ALIKE])
    if len(word) >= spelling.ONE_WRONG:
        letter = SpeltWord.objects.filter(word__gte=word[0], word__lt=chr(ord(word[0]) + 1))
        found |= set(letter.values_list("word", flat=True)[:MOST_OF_A_LETTER])
    return tuple(spelling.nearest(word, found, most=MOST_SPELLINGS))
