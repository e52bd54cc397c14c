"""Builders of pasts for tests: arrays of things that happened, with usual values for what a test does not speak of."""

from datetime import date, timedelta
from typing import Any

import numpy as np

from voordeur.policy.models import URGENCY_CODES
from voordeur.twin.engine.fitting import past
from voordeur.twin.engine.fitting.past import DAY, PHONE, VISITED, Past

FIRST_ON = date(2025, 1, 6)  # a Monday
NORMAL = URGENCY_CODES.index("normal")


def days(count: int, first_on: date = FIRST_ON) -> past.Days:
    """Days on which the telephone is open from 8 to 17, but at weekends."""
    dates = [first_on + timedelta(days=number) for number in range(count)]
    weekday = np.array([day.weekday() for day in dates])
    is_open = (weekday < 5)[:, None]
    return past.Days(
        first_on, weekday, np.array([day.month for day in dates]), weekday < 5, is_open * 480.0, is_open * 1020.0
    )


def _rows(kind: Any, count: int, usual: dict[str, Any], given: dict[str, Any]) -> Any:
    columns = {name: np.full(count, value) for name, value in usual.items()}
    return kind(**{**columns, **{name: np.asarray(value) for name, value in given.items()}})


def reports(**given: Any) -> past.Reports:
    """Normal repairs by telephone, each ready after a visit within its term."""
    at = np.asarray(given.get("at", np.empty(0)), dtype=float)
    usual = {
        "urgency": NORMAL,
        "group": 0,
        "channel": PHONE,
        "is_tenants": False,
        "is_checked": False,
        "is_shared": False,
        "fate": VISITED,
        "due": np.inf,
        "ready": np.inf,
        "material_cents": 0.0,
        "wants_material": False,
    }
    return _rows(past.Reports, len(at), usual, {**given, "at": at})


def visits(count: int, **given: Any) -> past.Visits:
    """First visits that did it, of 40 minutes as the question tree has it and five of getting ready, in 4-hour windows
    that were told and reminded of."""
    usual = {
        "is_rush": False,
        "number": 0,
        "is_let_in": True,
        "reason": "",
        "work": 45.0,
        "norm": 40.0,
        "setup": 5.0,
        "at_door": 6.0,
        "began": 0.0,
        "window_until": 0.0,
        "window_hours": 4.0,
        "is_told": True,
        "is_reminded": True,
        "way": np.nan,
        "way_planned": np.nan,
    }
    return _rows(past.Visits, count, usual, {"report": np.arange(count), **given})


def contacts(**given: Any) -> past.Contacts:
    """Questions by telephone that took 300 seconds, were solved at once and were about no repair."""
    at = np.asarray(given.get("at", np.empty(0)), dtype=float)
    usual = {
        "channel": PHONE,
        "seconds": 300.0,
        "is_answered": True,
        "is_solved": True,
        "is_report": False,
        "report": -1,
        "is_chasing": False,
        "is_waiting": False,
    }
    return _rows(past.Contacts, len(at), usual, {**given, "at": at})


def calls(**given: Any) -> past.Calls:
    """Calls that were answered after ten seconds; the sums are those of the calls unless given."""
    at = np.asarray(given.get("at", np.empty(0)), dtype=float)
    count = len(at)
    is_lost = np.asarray(given.get("is_lost", np.zeros(count, dtype=bool)))
    waited = np.asarray(given.get("waited", np.full(count, 10.0)))
    talked = np.asarray(given.get("talked", np.where(is_lost, np.nan, 200.0)))
    return past.Calls(
        at=at,
        is_lost=is_lost,
        waited=waited,
        talked=talked,
        caller=np.asarray(given.get("caller", np.full(count, -1))),
        offered=count,
        abandoned=int(given.get("abandoned", is_lost.sum())),
        waited_sum=float(given.get("waited_sum", waited.sum())),
        talks=count,
        talked_sum=float(np.nansum(talked)),
    )


def shifts(count: int, **given: Any) -> past.Shifts:
    """Shifts of one craftsman from half past seven, eight hours without breaks."""
    usual = {"craftsman": 0, "day": 0, "is_absent": False, "begins": 450.0, "minutes": 480.0}
    return _rows(past.Shifts, count, usual, given)


def make_past(*, day_count: int = 364, homes: int = 1000, **given: Any) -> Past:
    """A past in which nothing happened but what is given."""
    nothing = np.empty(0, dtype=np.int64)
    usual: dict[str, Any] = {
        "days": days(day_count),
        "homes": homes,
        "reports": reports(),
        "visits": visits(0),
        "contacts": contacts(),
        "calls": calls(),
        "shifts": shifts(0),
        "marks_repairs": nothing,
        "marked_repairs": np.empty(0),
        "marks_contact": nothing,
        "marked_contact": np.empty(0),
        "complained": np.empty(0),
        "complained_else": np.empty(0),
        "tenancies": (0, 0),
        "waiting_days": 0.0,
    }
    return Past(**{**usual, **given})


def moments(rng: np.random.Generator, expected_a_day: np.ndarray) -> np.ndarray:
    """Moments of a Poisson stream with so many expected on each day, evenly over the hours from 9 to 17."""
    day = np.repeat(np.arange(len(expected_a_day)), rng.poisson(expected_a_day))
    return np.sort(day * DAY + 540.0 + rng.random(len(day)) * 480.0)
