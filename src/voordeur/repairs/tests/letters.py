"""The letters that the worker writes, for tests: run what is waiting, read what came of it."""

from voordeur.base import outbox
from voordeur.base.models import Letter, OutboxEvent


def run(now) -> list[Letter]:
    """Let the worker do what is waiting, and what follows from it; the letters that were written by it."""
    known = Letter.objects.count()
    for _ in range(3):
        outbox.run_due(now=now)
    assert not OutboxEvent.objects.exclude(error="").exists(), OutboxEvent.objects.exclude(error="").first().error
    return list(Letter.objects.order_by("pk"))[known:]


def key_of(letter: Letter, name: str = "link") -> str:
    return letter.body.partition(f"/repairs/{name}/")[2].partition("/")[0]
