"""The index: for everything that can be found one row with its words, and the spellings of those words.

The words are indexed by the database itself: FTS5 on SQLite (migrations 0002 and 0003), a partition with a GIN index
for each kind on PostgreSQL (migration 0004). Who alters the table of entries on SQLite must make the triggers again.
"""

from django.db import models


class Entry(models.Model):
    """What one thing is found by. The key holds its kind and its own key, so that one range is one kind.

    `own` is what it is called itself, `context` what stands around it; words as finding/rules/folding makes them.
    """

    id = models.BigIntegerField(primary_key=True)
    own = models.TextField()
    context = models.TextField(blank=True)
    is_current = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.id} {self.own[:40]}"


class SpeltWord(models.Model):
    """A word of a name, and how it sounds. Words stay when the name goes: they say nothing of anybody."""

    word = models.CharField(max_length=60, primary_key=True)
    heard = models.CharField(max_length=60, db_index=True)

    def __str__(self) -> str:
        return self.word


class Spelling(models.Model):
    """A key under which a word is found when a letter of it is wrong."""

    key = models.CharField(max_length=60)
    word = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "word"], name="spelling_once")]

    def __str__(self) -> str:
        return f"{self.key} {self.word}"


class Progress(models.Model):
    """How far the index followed a source: the last key that was read of it."""

    name = models.CharField(max_length=80, primary_key=True)
    mark = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.name} {self.mark}"
