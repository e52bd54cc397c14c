"""How many people a policy asks for: agents by the quarter of an hour, the second line, letters and craftsmen.

Agents follow from the formulas of the live roster (staffing.engine); how much is asked of whom is seen in a pilot year.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.policy.models import ServicePolicy
from voordeur.staffing.engine.erlang import Load, judge
from voordeur.twin.engine.kernel import sums
from voordeur.twin.engine.kernel.forms import Parts
from voordeur.twin.engine.kernel.year import live
from voordeur.twin.engine.register import Register
from voordeur.twin.engine.world import AGAIN, RUN_UP_DAYS, YEAR_DAYS, Setting, Staff, build, fitted, pools_of

PILOT = 1_000_000  # the number of the year of luck that pilots live through, which no counted run has
PILOTS = 6
TOGETHER = 3  # pilots at the end whose counts are taken together
MOST_AGENTS = 400
AMPLE_MINUTES = 1e9
ROOMS = (AGAIN, 4 * AGAIN, 16 * AGAIN)
WEEKS = YEAR_DAYS / 7
FIRST_CRAFTSMEN = 1.1  # per 1,000 homes: domain figure to begin the search with
LEAST_CRAFTSMEN, MOST_CRAFTSMEN = 0.2, 6.0


class Seen(NamedTuple):
    """What a pilot asks for: calls in each quarter of the week, seconds of a talk, office minutes, craftsmen."""

    calls: Floats
    seconds: float
    minutes: Floats
    craftsmen_per_1000: float


def lived(policy: ServicePolicy, setting: Setting, staff: Staff, register: Register) -> Parts:
    """A world after its year.

    Where so much goes wrong that the contacts do not fit in the agenda, the year is lived again with more room: who is
    answered late calls once more, and nobody knows beforehand how often.
    """
    for room in ROOMS:
        parts = build(policy, setting, staff, register, room)
        live(parts, 0, RUN_UP_DAYS + YEAR_DAYS)
        if fitted(parts):
            break
    return parts


def staff_for(policy: ServicePolicy, setting: Setting, register: Register) -> Staff:
    """The staff that keeps the policy's promises to callers and does the own share of what own craftsmen can do.

    Found from pilot years with other luck than any counted one: who is asked what follows from the staff that is
    there, so each pilot begins with the staff that the ones before it asked for.
    """
    pools = pools_of(policy, setting.homes, register)
    ample = np.full((pools, 7, 96), max(2, setting.homes // (400 * pools) + 2), dtype=np.int64)
    staff = Staff(ample, np.full((2, 7), AMPLE_MINUTES), FIRST_CRAFTSMEN)
    seen: list[Seen] = []
    for pilot in range(PILOTS):
        parts = lived(policy, replace(setting, replication=PILOT + pilot), staff, register)
        jobs, bought = parts.tally.sums[sums.JOBS], parts.tally.sums[sums.OVERFLOW]
        own = jobs / max(1.0, jobs + bought)
        craftsmen = staff.craftsmen_per_1000 * register["own_trades_share"] / max(0.05, own)
        # The first pilots only lead to about the right staff; the last ones differ by luck, and their mean counts.
        seen.append(Seen(_expected(parts.line.arrivals), _seconds(parts), _office(parts, register), float(craftsmen)))
        last = seen[-1:] if pilot < PILOTS - TOGETHER else seen[-min(TOGETHER, pilot + 1 - (PILOTS - TOGETHER)) :]
        found = float(np.mean([one.craftsmen_per_1000 for one in last]))
        calls, seconds = np.mean([one.calls for one in last], axis=0), float(np.mean([one.seconds for one in last]))
        staff = Staff(
            agents_for(calls, seconds, policy, register),
            np.mean([one.minutes for one in last], axis=0),
            min(MOST_CRAFTSMEN, max(LEAST_CRAFTSMEN, found)),
        )
    return staff


def _seconds(parts: Parts) -> float:
    answered = parts.tally.sums[sums.ANSWERED]
    return float(parts.tally.sums[sums.TALK_SECONDS] / answered) if answered else parts.chance.handling_seconds


def _expected(arrivals: Floats) -> Floats:
    """Calls expected in each quarter of a week, from those of a pilot.

    One profile for all teams, each with its share of it, and each quarter with half of its neighbours: so that an odd
    quarter of one year is not taken for a habit.
    """
    week = arrivals.sum(axis=0) / ((RUN_UP_DAYS + YEAR_DAYS) / 7)
    shares = arrivals.sum(axis=(1, 2)) / max(1.0, float(arrivals.sum()))
    padded = np.pad(week, ((0, 0), (1, 1)))
    smooth = (padded[:, :-2] + 2 * padded[:, 1:-1] + padded[:, 2:]) / 4
    found: Floats = shares[:, None, None] * smooth
    return found


def agents_for(arrivals: Floats, seconds: float, policy: ServicePolicy, register: Register) -> Ints:
    """The fewest agents for each quarter of the week in which the telephone is open, at least one in each team.

    `arrivals[pool, weekday, quarter]`: calls expected in that quarter. The promise is `target_share` of the calls
    within `target_seconds`, and nobody is busy for more than `occupancy_max` of the time.
    """
    found = np.zeros(arrivals.shape, dtype=np.int64)
    known: dict[int, int] = {}
    for weekday, (_, blocks) in enumerate(policy.channels.telephone.open.days()):
        for block in blocks:
            for quarter in range(block.from_minute // 15, -(-block.until_minute // 15)):
                for pool in range(arrivals.shape[0]):
                    tenths = round(float(arrivals[pool, weekday, quarter]) * 40)  # of a call an hour
                    if tenths not in known:
                        known[tenths] = _fewest(Load(tenths / 10, seconds, register["patience_seconds"]), policy)
                    found[pool, weekday, quarter] = known[tenths]
    return found


def _fewest(load: Load, policy: ServicePolicy) -> int:
    promise = policy.staffing
    agents = max(1, int(np.ceil(load.erlangs / promise.occupancy_max)))
    while (
        agents < MOST_AGENTS and judge(load, agents, float(promise.target_seconds)).service_level < promise.target_share
    ):
        agents += 1
    return agents


def _office(parts: Parts, register: Register) -> Floats:
    """Minutes on each working day for the second line and the letters, so that what comes in a year can be done."""
    workdays = float((parts.days.workday[RUN_UP_DAYS : RUN_UP_DAYS + YEAR_DAYS] >= 0).sum())
    second = parts.tally.sums[sums.SECOND_MINUTES]
    letters = parts.tally.sums[sums.MAIL_MINUTES]
    each = np.array([second, letters]) / workdays / register["office_busy_share"]
    return np.repeat(each[:, None], 7, axis=1)
