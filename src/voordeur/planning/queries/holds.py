"""Windows that were shown to somebody and are kept for them a while: as taken room in everybody else's questions."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from voordeur.planning.models import Hold
from voordeur.planning.queries.routes import Routes
from voordeur.policy.rules import Window


class HoldRow(NamedTuple):
    """What a question needs of a hold."""

    pk: int
    shift_id: int
    window_from_at: datetime
    window_until_at: datetime
    lat: float
    lon: float
    minutes: int


def held_by_others(*, key: str, now: datetime, for_window: Window | None = None) -> list[HoldRow]:
    """Living holds of anybody but `key`, the oldest first.

    With `for_window` only those that go before the key's own hold of that window: who was shown it first has it.
    """
    found = Hold.objects.alive(now).exclude(key=key)
    if key and for_window is not None:
        own = Hold.objects.alive(now).filter(
            key=key, window_from_at=for_window.start_at, window_until_at=for_window.end_at
        )
        first = own.values_list("made_at", "pk").first()
        if first is not None:
            found = found.filter(Q(made_at__lt=first[0]) | Q(made_at=first[0], pk__lt=first[1]))
    return [HoldRow(*row) for row in found.order_by("made_at", "pk").values_list(*HoldRow._fields)]


def put_in(routes: Routes, holds: Sequence[HoldRow]) -> list[str]:
    """Let held windows take room in these routes; returns their keys. One that fits nowhere any more is left out."""
    there = set(routes.candidates)
    placed: list[str] = []
    for hold in holds:
        if hold.shift_id not in there:
            continue
        name = f"hold{hold.pk}"
        job = routes.work(name, lat=hold.lat, lon=hold.lon, minutes=hold.minutes)
        window = Window(hold.window_from_at, hold.window_until_at)
        found = routes.ask(job, (window,), shift_id=hold.shift_id) or routes.ask(job, (window,))
        if found:
            routes.insert(job, found[0], window)
            placed.append(name)
    return placed


def take_out(routes: Routes, placed: Sequence[str]) -> None:
    """Give the room back: what is written holds no more than what was booked."""
    for name in placed:
        if name in routes.state.where:
            routes.state.remove(name)
