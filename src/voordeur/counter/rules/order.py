"""Who is next in the hall: an appointment at its time, then who came first; each with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Why = Literal["appointment", "walk_in", "early"]
_RANK: dict[Why, int] = {"appointment": 0, "walk_in": 1, "early": 2}


@dataclass(frozen=True, slots=True)
class InHall:
    """Somebody who waits: since when, and the time of their appointment when they have one."""

    ticket_id: int
    number: int
    drawn_at: datetime
    appointment_at: datetime | None


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody who waits, and why they stand where they stand."""

    waiting: InHall
    why: Why


def why_of(one: InHall, now: datetime) -> Why:
    """An appointment whose time has come, one whose time is still to come, or somebody who walked in."""
    if one.appointment_at is None:
        return "walk_in"
    return "appointment" if one.appointment_at <= now else "early"


def in_order(hall: Iterable[InHall], now: datetime) -> list[Placed]:
    """Everyone who waits, the next one first. Who is early for an appointment goes before nobody, and before its time
    only when nobody else waits."""
    placed = [Placed(one, why_of(one, now)) for one in hall]
    return sorted(placed, key=lambda one: (_RANK[one.why], _since(one), one.waiting.number))


def _since(one: Placed) -> datetime:
    return one.waiting.appointment_at or one.waiting.drawn_at
