"""The only writer of the index: keeps what a room says of its things, follows their changes, mends what went amiss."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import transaction

from voordeur.finding.models import Entry, Progress, Spelling, SpeltWord
from voordeur.finding.queries.sources import KEYS, Read, Source, Words, source_of, sources
from voordeur.finding.rules import spelling

log = structlog.get_logger(__name__)
SLICE = 2_000
# Rows of a log may come to light out of order when two people write at once, and what an agent writes in a contact is
# finished after it began: so many are read once more.
LAP = 300
NO_KEY = 0
# A source that was read to its end.
WHOLE = "whole"


def keep(kind: str, keys: Sequence[int]) -> int:
    """Make the index say of these things what their room says now; returns how many entries changed.

    Only what differs is written, so it may be done again at any time.
    """
    source = source_of(kind)
    changed = 0
    for start in range(0, len(keys), SLICE):
        changed += _keep(source, list(keys[start : start + SLICE]))
    return changed


def _keep(source: Source, keys: Sequence[int]) -> int:
    wanted = {source.entry_key(key): words for key, words in source.words(keys).items() if words.own}
    known = Entry.objects.in_bulk([source.entry_key(key) for key in keys])
    rows = [
        Entry(id=pk, own=words.own, context=words.context, is_current=words.is_current)
        for pk, words in wanted.items()
        if pk not in known or _of(known[pk]) != words
    ]
    gone = [pk for pk in known if pk not in wanted]
    if not rows and not gone:
        return 0
    with transaction.atomic():
        Entry.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=["own", "context", "is_current"]
        )
        Entry.objects.filter(pk__in=gone).delete()
        if source.is_spelt:
            _learn({word for row in rows for word in row.own.split() if spelling.is_spelt(word)})
    return len(rows) + len(gone)


def _of(entry: Entry) -> Words:
    return Words(own=entry.own, context=entry.context, is_current=entry.is_current)


def _learn(words: set[str]) -> None:
    """Keep under which spellings a word is found."""
    new = words - set(SpeltWord.objects.in_bulk(words))
    SpeltWord.objects.bulk_create(
        [SpeltWord(word=word, heard=spelling.sound(word)) for word in sorted(new)], ignore_conflicts=True
    )
    Spelling.objects.bulk_create(
        [Spelling(key=key, word=word) for word in sorted(new) for key in sorted(spelling.keys(word))],
        ignore_conflicts=True,
    )


def follow(*, now: datetime) -> int:
    """Take in what changed since the last time; a source that is new is read whole first. Returns how many entries."""
    return sum(_follow(source) for source in sources())


def _follow(source: Source) -> int:
    whole = f"{source.kind} {WHOLE}"
    marks = {one.name: one.mark for one in Progress.objects.filter(name__startswith=f"{source.kind} ")}
    if whole not in marks:
        # What is written while the source is read is in the logs behind these marks.
        for name, read in source.logs.items():
            _note(f"{source.kind} {name}", _last(read))
        changed = fill(source.kind)
        _note(whole, 1)
        log.info("index made", kind=source.kind, entries=changed)
        return changed
    changed = 0
    for name, read in source.logs.items():
        mark = marks.get(f"{source.kind} {name}", NO_KEY)
        after = max(mark - LAP, NO_KEY)
        while rows := read(after, SLICE):
            changed += keep(source.kind, sorted({key for _place, key in rows}))
            after = rows[-1][0]
            if after > mark:
                _note(f"{source.kind} {name}", after)
            if len(rows) < SLICE:
                break
    return changed


def _last(read: Read) -> int:
    """The last key in a log, which can only be read forwards: by halving, in some dozens of small questions."""
    if not read(NO_KEY, 1):
        return NO_KEY
    low, step = NO_KEY, 1
    while read(low + step, 1):
        low, step = low + step, step * 2
    while step > 1:
        step //= 2
        if read(low + step, 1):
            low += step
    return low + 1


def fill(kind: str) -> int:
    """Read a whole source into the index, a slice at a time; returns how many entries changed."""
    source, after, changed = source_of(kind), NO_KEY, 0
    while keys := source.keys(after, SLICE):
        changed += keep(kind, keys)
        after = keys[-1]
    return changed


def mend(*, now: datetime) -> int:
    """Compare the next slice of each source with the index and set right what differs; round and round.

    Heals what no log tells: rows that were removed, a name in the context of another thing. Returns how many entries.
    """
    changed = 0
    for source in sources():
        name = f"{source.kind} mended"
        known = Progress.objects.filter(name=name).first()
        after = known.mark if known else NO_KEY
        keys = list(source.keys(after, SLICE))
        last = keys[-1] if len(keys) == SLICE else None
        above = source.entry_key(last if last is not None else KEYS - 1)
        indexed = Entry.objects.filter(pk__gt=source.entry_key(after), pk__lte=above).values_list("pk", flat=True)
        stale = {pk - source.entry_key(0) for pk in indexed[: 2 * SLICE]} - set(keys)
        changed += keep(source.kind, [*keys, *sorted(stale)])
        _note(name, last if last is not None else NO_KEY)
    if changed:
        log.info("index mended", entries=changed)
    return changed


def _note(name: str, mark: int) -> None:
    Progress.objects.update_or_create(name=name, defaults={"mark": mark})
