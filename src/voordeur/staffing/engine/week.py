"""A whole week: expected calls -> people needed -> roster -> what callers notice. Plain values in and out, no clock.

The result is told as JSON, which the page, the command line and the database share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from voordeur.staffing.engine.forecast import SLOTS, Expected
from voordeur.staffing.engine.needs import Aim, Need, Talk, foresee, need, rostered
from voordeur.staffing.engine.roster import MINUTES, Agent, Roster, Shift, Week, solve

MINUTES_PER_HOUR = 60


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week that is planned: what is expected, and in which quarters one can call."""

    expected: Expected
    is_open: tuple[bool, ...]

    @property
    def on(self) -> date:
        return self.expected.on


@dataclass(frozen=True, slots=True)
class Staffed:
    """The week with its roster: needs per day and quarter (None while closed) and the shifts that cover them."""

    days: tuple[Day, ...]
    needs: tuple[tuple[Need | None, ...], ...]
    roster: Roster
    talk: Talk
    aim: Aim


def staff(
    days: Sequence[Day],
    agents: Sequence[Agent],
    talk: Talk,
    aim: Aim,
    *,
    seconds: float = 20.0,
    fixed: Sequence[Shift] = (),
) -> Staffed:
    """Work out whom each quarter of an hour needs, and the cheapest roster that covers it around the fixed shifts.

    Somebody is there whenever one can call, also when hardly anybody does.
    """
    needs = tuple(
        tuple(_at_least_one(day, slot, talk, aim) if day.is_open[slot] else None for slot in range(SLOTS))
        for day in days
    )
    needed = np.array([[one.rostered if one else 0 for one in row] for row in needs], dtype=np.int_)
    roster = solve(Week(needed.reshape(len(days), SLOTS), tuple(agents), tuple(fixed)), seconds=seconds)
    return Staffed(tuple(days), needs, roster, talk, aim)


def _at_least_one(day: Day, slot: int, talk: Talk, aim: Aim) -> Need:
    found = need(float(day.expected.calls[slot]), talk, aim)
    return found if found.agents else Need(1, 1, rostered(1, aim.shrinkage))


def told(staffed: Staffed) -> dict[str, Any]:
    """The week in words for programs: keys with their unit, shares 0..1; quarters in which one can call only."""
    days = [_day(staffed, number) for number, day in enumerate(staffed.days) if any(day.is_open)]
    roster = staffed.roster
    return {
        "days": days,
        **_sums(days),
        "there_hours": round(int(roster.there.sum()) * MINUTES / MINUTES_PER_HOUR, 2),
        "cost_cents": round(roster.cost_cents),
        "is_proven": roster.is_proven,
        "gap": round(roster.gap, 6),
        "handling_seconds": round(staffed.talk.handling_seconds, 1),
        "patience_seconds": None if staffed.talk.patience_seconds is None else round(staffed.talk.patience_seconds, 1),
        "target_share": staffed.aim.share,
        "target_seconds": staffed.aim.seconds,
        "shrinkage": staffed.aim.shrinkage,
        "occupancy_max": staffed.aim.occupancy_max,
    }


def recounted(figures: Mapping[str, Any], shifts: Sequence[Shift], *, quarter_cents: float) -> dict[str, Any]:
    """The same week as `told` gave it, with another roster: `shifts` count their days from its Monday."""
    talk = Talk(figures["handling_seconds"], figures["patience_seconds"])
    aim = Aim(figures["target_share"], figures["target_seconds"], figures["shrinkage"], figures["occupancy_max"])
    days = []
    for day in figures["days"]:
        weekday = date.fromisoformat(day["on"]).weekday()
        own = [shift for shift in shifts if shift.day == weekday]
        quarters = []
        for quarter in day["quarters"]:
            slot = quarter["minute"] // MINUTES
            there = sum(1 for shift in own if shift.begins <= slot < shift.ends)
            notices = foresee(quarter["calls"], talk, aim, there)
            quarters.append(
                {
                    **quarter,
                    "there": there,
                    "missing": max(0, quarter["rostered"] - there),
                    "service_level": round(notices.service_level, 6),
                    "abandonment": round(notices.abandonment, 6),
                }
            )
        days.append({**day, "quarters": quarters})
    count = sum(shift.ends - shift.begins for shift in shifts)
    return {
        **figures,
        "days": days,
        **_sums(days),
        "there_hours": round(count * MINUTES / MINUTES_PER_HOUR, 2),
        "cost_cents": round(count * quarter_cents),
        "is_proven": False,
    }


def _sums(days: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    quarters = [quarter for day in days for quarter in day["quarters"]]
    calls = sum(quarter["calls"] for quarter in quarters)
    return {
        "calls": round(calls, 3),
        "service_level": _weighted(quarters, "service_level", calls),
        "abandonment": _weighted(quarters, "abandonment", calls),
        "needed_hours": _hours(quarters, "rostered"),
        "missing_hours": _hours(quarters, "missing"),
        "missing_quarters": sum(1 for quarter in quarters if quarter["missing"]),
    }


def _day(staffed: Staffed, number: int) -> dict[str, Any]:
    day = staffed.days[number]
    low, high = day.expected.interval()
    least, most = day.expected.day_interval()
    quarters = []
    for slot, found in enumerate(staffed.needs[number]):
        if found is None:
            continue
        calls, there = float(day.expected.calls[slot]), int(staffed.roster.there[number, slot])
        notices = foresee(calls, staffed.talk, staffed.aim, there)
        quarters.append(
            {
                "minute": slot * MINUTES,
                "calls": round(calls, 3),
                "low": float(low[slot]),
                "high": float(high[slot]),
                "agents": found.agents,
                "agents_patient": found.agents_patient,
                "rostered": found.rostered,
                "there": there,
                "missing": int(staffed.roster.missing[number, slot]),
                "service_level": round(notices.service_level, 6),
                "abandonment": round(notices.abandonment, 6),
            }
        )
    return {
        "on": day.on.isoformat(),
        "calls": round(float(day.expected.calls.sum()), 3),
        "low": least,
        "high": most,
        "quarters": quarters,
    }


def _hours(quarters: list[dict[str, Any]], key: str) -> float:
    total: int = sum(quarter[key] for quarter in quarters)
    return round(total * MINUTES / MINUTES_PER_HOUR, 2)


def _weighted(quarters: list[dict[str, Any]], key: str, calls: float) -> float | None:
    """The mean over callers, not over quarters."""
    if calls <= 0:
        return None
    total: float = sum(quarter[key] * quarter["calls"] for quarter in quarters)
    return round(total / calls, 6)
