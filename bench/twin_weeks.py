"""Each week of a recorded month predicted from the others by the telephone of the twin, beside what happened.

    python bench/twin_weeks.py calls_bank_1999_01.csv

The month is that of the Technion's "Anonymous Bank" (docs/guides/twin.md says which columns are read). Weeks begin on
the first and on the third day; three weeks, and two, predict each week that was left out.
"""

import argparse
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from pathlib import Path

import numpy as np

from voordeur.twin.engine.calls import Desk
from voordeur.twin.engine.recorded import DAY_SECONDS, Recorded, read_calls, read_staff
from voordeur.twin.engine.replay import SOON_SECONDS, Fit, Talks, calibrate, replay
from voordeur.twin.engine.tests.bank import texts

FIRST, LAST = date(1999, 1, 1), date(1999, 1, 31)
BEGINS = (0, 2)  # days after the first on which weeks begin
WEEKS = 4
WAYS: tuple[Talks, ...] = ("drawn", "recorded")


def joined(parts: list[Recorded]) -> Recorded:
    return Recorded(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("arrives", "talks", "waits"))
    )


def lived(calls: Recorded) -> np.ndarray:
    """Share that left, mean wait of the answered, share answered soon."""
    waits = calls.waits[calls.is_answered]
    n = calls.arrives.size
    return np.array([1 - waits.size / n, waits.mean(), np.count_nonzero(waits <= SOON_SECONDS) / n])


@dataclass(frozen=True)
class Told:
    """A week that was left out: what happened and what was predicted, each of the three figures."""

    happened: np.ndarray
    predicted: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def missed(self) -> np.ndarray:
        """Points, per cent, points; whether each lies in its interval; the three as logarithms."""
        apart = self.predicted - self.happened
        apart[1] /= self.happened[1]
        inside = (self.low <= self.happened) & (self.happened <= self.high)
        return np.concatenate([100 * apart, inside, np.log(self.predicted / self.happened)])

    def cells(self) -> str:
        return " | ".join(
            f"{true * by:.1f} | {mean * by:.1f} ({low * by:.1f} - {high * by:.1f})"
            for true, mean, low, high, by in zip(
                self.happened, self.predicted, self.low, self.high, (100, 1, 100), strict=True
            )
        )


def told(calls: Recorded, staff: Desk, fit: Fit, talks: Talks, replications: int) -> Told:
    found = replay(calls, staff, fit, seed=1, replications=replications, talks=talks)
    figures = (found.abandoned_share, found.mean_wait_answered_seconds, found.within_20s_share)
    return Told(lived(calls), *(np.array([getattr(one, end) for one in figures]) for end in ("mean", "low", "high")))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("bank", type=Path)
    parser.add_argument("--replications", type=int, default=40)
    asked = parser.parse_args()
    calls_text, staff_text = texts(asked.bank, FIRST, LAST)
    calls, staff = read_calls(calls_text), read_staff(staff_text)
    midnight = np.floor(calls.arrives[0] / DAY_SECONDS) * DAY_SECONDS
    missed: dict[tuple[int, Talks], list[np.ndarray]] = {}
    print("| Week from | Talks | Left, %: happened | predicted | Mean wait, s: happened | predicted ", end="")
    print("| Within 20 s, %: happened | predicted |\n|---|---|--:|--:|--:|--:|--:|--:|")
    for first, size in product(BEGINS, (WEEKS - 1, WEEKS - 2)):
        begins = midnight + (first + 7 * np.arange(WEEKS)) * DAY_SECONDS
        weeks = [calls.between(begin, begin + 7 * DAY_SECONDS) for begin in begins]
        for known in combinations(range(WEEKS), size):
            fit = calibrate(joined([weeks[one] for one in known]), staff)
            for one, talks in product(sorted(set(range(WEEKS)) - set(known)), WAYS):
                week = told(weeks[one], staff, fit, talks, asked.replications)
                missed.setdefault((size, talks), []).append(week.missed())
                if size == WEEKS - 1:
                    print(f"| 1999-01-{1 + first + 7 * one:02d} | {talks} | {week.cells()} |", flush=True)
    print("\n| Learned from | Talks | Predictions | Left, points: rms, most | Mean wait, %: rms, most ", end="")
    print(
        "| Within 20 s, points: rms, most | In the interval | As logarithms, rms |\n|---|---|--:|--:|--:|--:|--:|--:|"
    )
    for (size, talks), rows in missed.items():
        table = np.array(rows)
        rms, most = np.sqrt((table**2).mean(axis=0)), np.abs(table).max(axis=0)
        cells = " | ".join(f"{rms[k]:.1f}, {most[k]:.1f}" for k in range(3))
        inside = ", ".join(f"{share:.0%}" for share in table[:, 3:6].mean(axis=0))
        logarithms = ", ".join(f"{value:.3f}" for value in rms[6:])
        print(f"| {size} weeks | {talks} | {len(rows)} | {cells} | {inside} | {logarithms} |")
