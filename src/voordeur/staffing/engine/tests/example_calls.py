"""Pasts to try the forecast on: years that are made up after the example association, and the calls of January 1999."""

import csv
from datetime import date, time, timedelta
from pathlib import Path

import numpy as np
import pytest

from voordeur.staffing.engine.forecast import History

FIRST = date(2026, 1, 5)
WEEKDAYS = 5
# Shares of the example (demo.story.parameters), written out so that this room knows nothing of it
HOURS = {8: 8, 9: 15, 10: 16, 11: 13, 12: 8, 13: 10, 14: 12, 15: 11, 16: 7}
DAYS = (1.25, 1.05, 0.95, 0.95, 0.80)
MONTHS = {1: 1.15, 2: 1.15, 7: 0.9, 8: 0.9, 10: 1.1, 11: 1.1}
HOLIDAYS = {date(2026, 4, 6), date(2026, 4, 27), date(2026, 5, 14), date(2026, 5, 25), date(2026, 12, 25)}
CALLS_PER_HOME = 5.2 * 0.66
JANUARY = Path(__file__).resolve().parents[6] / "shared" / "data" / "calls_bank_1999_01.csv"


def made_up(*, homes: int, seed: int, days: int = 364) -> History:
    """Calls by chance: weekday, hour, month, a week of frost, closed holidays and a busier day after them."""
    chance = np.random.default_rng(seed)
    calls = np.zeros((days, 96))
    is_open = np.zeros((days, 96), dtype=bool)
    frost = int(chance.integers(5, 45))
    for number in range(days):
        day = FIRST + timedelta(days=number)
        if day.weekday() >= WEEKDAYS or day in HOLIDAYS:
            continue
        factor = DAYS[day.weekday()] * MONTHS.get(day.month, 1.0) * chance.gamma(100, 0.01)
        factor *= 1.6 if frost <= number < frost + 7 else 1.0
        factor *= 1.3 if day - timedelta(days=1) in HOLIDAYS else 1.0
        for hour, share in HOURS.items():
            mean = CALLS_PER_HOME * homes / 255 * factor * share / sum(HOURS.values()) / 4
            calls[number, hour * 4 : hour * 4 + 4] = chance.poisson(mean, 4)
            is_open[number, hour * 4 : hour * 4 + 4] = True
    return History(FIRST, calls, is_open)


def january() -> History:
    """Who wanted an agent in January 1999, per quarter of an hour; the bank could be called at any time."""
    if not JANUARY.exists():
        pytest.skip("the calls of January 1999 are not on this machine")
    calls = np.zeros((31, 96))
    with JANUARY.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["outcome"] == "AGENT" or (row["outcome"] == "HANG" and int(row["queue_s"] or 0) > 0):
                hours, minutes, _ = map(int, row["arrival"].split(":"))
                at = time(hours, minutes)
                calls[date.fromisoformat(row["date"]).day - 1, (at.hour * 60 + at.minute) // 15] += 1
    return History(date(1999, 1, 1), calls, np.ones_like(calls, dtype=bool))
