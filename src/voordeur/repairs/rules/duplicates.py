"""Which open reports are probably about the same thing as a new one. Suggests before saving, and decides nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Reason = Literal["same_defect", "same_thing", "same_defect_elsewhere", "shared_part"]

# Estimates: a report of the same thing within a month is nearly always the same trouble; a shared part is reported by
# several neighbours within days.
SAME_HOME_DAYS = 30
SHARED_DAYS = 14


@dataclass(frozen=True, slots=True)
class Reported:
    """What is compared: where a report belongs and when it came. `key` is whatever the caller finds it back by."""

    key: int | str
    dwelling: int | str | None
    complex: int | str | None
    path: str
    shared: bool
    reported_at: datetime
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A likely duplicate with the reason, and how strong it is (0..1, our estimate)."""

    key: int | str
    reason: Reason
    likeness: float


def likely_duplicates(new: Reported, existing: Iterable[Reported]) -> list[Duplicate]:
    """Likely duplicates of `new`, the most likely first, then the most recent.

    In one home: the same thing, or another defect of it, within SAME_HOME_DAYS. In one complex: the same shared part
    within SHARED_DAYS, whoever reported it. Ended reports count only when they are of the same defect: the trouble may
    be back, and then the old one is to be reopened.
    """
    found = [(old, _compare(new, old)) for old in existing]
    kept = [(old, duplicate) for old, duplicate in found if duplicate is not None]
    kept.sort(key=lambda pair: (-pair[1].likeness, -pair[0].reported_at.timestamp()))
    return [duplicate for _, duplicate in kept]


def _compare(new: Reported, old: Reported) -> Duplicate | None:
    age = new.reported_at - old.reported_at
    if age < timedelta(0):
        return None
    new_place, new_thing, new_defect = new.path.split("/")
    old_place, old_thing, old_defect = old.path.split("/")
    same = (new_thing, new_defect) == (old_thing, old_defect)
    if not old.is_open and not same:
        return None
    if new.shared and old.shared and new.complex is not None and new.complex == old.complex:
        if new_thing == old_thing and new_place == old_place and age <= timedelta(days=SHARED_DAYS):
            return Duplicate(old.key, "shared_part", 0.9 if same else 0.6)
        return None
    if new.dwelling is None or new.dwelling != old.dwelling or age > timedelta(days=SAME_HOME_DAYS):
        return None
    if same and new_place == old_place:
        return Duplicate(old.key, "same_defect", 0.9)
    if new_thing == old_thing and new_place == old_place:
        return Duplicate(old.key, "same_thing", 0.6)
    if same:
        return Duplicate(old.key, "same_defect_elsewhere", 0.3)
    return None
