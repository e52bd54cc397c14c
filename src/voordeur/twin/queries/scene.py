"""A stretch of days of this association as a simulation needs it, and what happened in it. Writes nothing."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from voordeur.base.periods import at_midnight
from voordeur.costs import queries as costs
from voordeur.figures.rules.facts import DAYS_PER_YEAR
from voordeur.figures.rules.intervals import Count, Interval, Spread, of_mean, of_rate, of_share
from voordeur.homes import queries as homes
from voordeur.kernel.errors import Refused
from voordeur.parties import queries as parties
from voordeur.planning.queries import past as planning
from voordeur.policy.rules import local
from voordeur.promises import queries as promises
from voordeur.repairs.queries import past as repairs
from voordeur.telephone import queries as telephone
from voordeur.twin.engine.fitting.past import DAY, VISITED, Past
from voordeur.twin.engine.fitting.stretch import Scene
from voordeur.twin.engine.kinds import GROUPS
from voordeur.twin.engine.world import RUN_UP_DAYS
from voordeur.twin.queries.town import own_town

QUARTERS = 96
CALL_OUT = timedelta(hours=4)  # a shorter shift is a visit by whoever is on call
MOSTLY = 0.7
LEAST_CALL_DAYS = 20
BUSIEST = (1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5)  # shares of days of which the busiest may tell who was there
KNOWS = 0.5  # of the work of a group of trades that somebody can do, from where on the group is theirs


@dataclass(frozen=True, slots=True)
class Happened:
    """What was measured: the value, its own 95% interval (of a longer stretch of the same), and of how many."""

    value: float
    low: float | None
    high: float | None
    n: int


def scene(
    past: Past, first_on: date, until_on: date, *, seed_of_illness: int, ill_share: float, busiest: float = 1.0
) -> Scene:
    """The association from a day up to another: the promises in force on the first, its homes, the craftsmen who were
    there.

    `past`: what is known of before: how many people talked on the telephone at once. `ill_share`: of all days.
    `busiest`: of which share of the days no more talked at once than were there. Raises Refused when no policy was in
    force.
    """
    policy = promises.in_force(at_midnight(first_on)).policy
    number = homes.number_of_homes()
    try:
        town = own_town(first_on)
    except Refused:
        town = None
    if town is not None and len(town) != number:
        number = len(town)
    run_up = first_on - timedelta(days=RUN_UP_DAYS)
    shifts = planning.worked(at_midnight(run_up), at_midnight(until_on))
    there, people = _there(shifts, run_up, until_on, np.random.default_rng(seed_of_illness), ill_share)
    return Scene(
        policy=policy,
        homes=number,
        first_on=first_on,
        days=(until_on - first_on).days,
        town=town,
        there=there,
        skills=_skills(people, at_midnight(run_up), at_midnight(until_on)) if people else None,
        agents=agents_of(past, busiest),
        does_everything=_does_everything(past),
        visits_on_call=any(one.ends_at - one.starts_at < CALL_OUT for one in shifts),
    )


def _there(
    shifts: list[planning.Worked], first_on: date, until_on: date, rng: np.random.Generator, ill_share: float
) -> tuple[np.ndarray | None, list[int]]:
    """Who was there on which day, and whose row is whose. Of the first days of an absence as many are illness, that
    nobody planned around, as the register says."""
    whole = [one for one in shifts if one.ends_at - one.starts_at >= CALL_OUT]
    people = sorted({one.craftsman_id for one in whole})
    if not people:
        return None, []
    row = {person: number for number, person in enumerate(people)}
    there = np.zeros((len(people), (until_on - first_on).days), dtype=np.int64)
    absent = np.zeros_like(there)
    for one in whole:
        day = (local(one.starts_at).date() - first_on).days
        if 0 <= day < there.shape[1]:
            (absent if one.is_absent else there)[row[one.craftsman_id], day] = 1
    days = absent.sum()
    if days:
        unforeseen = ill_share / max(ill_share, float(days / (days + there.sum())))
        before = np.concatenate([np.zeros((len(people), 1), dtype=np.int64), absent[:, :-1]], axis=1)
        first = (absent == 1) & (before == 0)
        there[first & (rng.random(there.shape) < unforeseen)] = 2
    return there, people


def _skills(people: list[int], from_at: datetime, until_at: datetime) -> np.ndarray:
    """Which groups of trades each can do, by the work that there was."""
    asked = Counter(one.trade for one in repairs.reported(from_at, until_at))
    trades = parties.trades_by_craftsman()
    found = np.zeros((len(people), len(GROUPS)), dtype=np.int64)
    for row, person in enumerate(people):
        for group, (_, own) in enumerate(GROUPS):
            total = sum(asked[trade] for trade in own)
            can = sum(asked[trade] for trade in own if trade in trades.get(person, ()))
            found[row, group] = total > 0 and can >= KNOWS * total
    # A group that nobody knows well enough is anybody's: somebody did that work.
    found[:, found.sum(axis=0) == 0] = 1
    return found


def _does_everything(past: Past) -> bool:
    """Whether own people visited most of what others buy, as far as it ended with a visit or without."""
    bought = past.reports.group < 0
    visited = past.reports.fate == VISITED
    return bool(visited[bought].mean() >= MOSTLY * visited[~bought].mean()) if bought.any() else False


def agents_of(past: Past, busiest: float) -> np.ndarray | None:
    """Who was on the telephone: the most talks at once in that quarter of an hour on this share of the days of that
    weekday, and at least one while it was open. None where too few days are known call by call."""
    calls = past.calls
    answered = ~calls.is_lost & ~np.isnan(calls.waited) & ~np.isnan(calls.talked)
    if len(np.unique(calls.at[answered] // DAY)) < LEAST_CALL_DAYS:
        return None
    begins = calls.at[answered] + calls.waited[answered] / 60.0
    ends = begins + calls.talked[answered] / 60.0
    moments = np.concatenate([begins, ends])
    order = np.lexsort((np.concatenate([np.ones(len(begins)), np.zeros(len(ends))]), moments))
    talks = np.cumsum(np.concatenate([np.ones(len(begins)), -np.ones(len(ends))])[order]).astype(np.int64)
    day = np.minimum((moments[order] // DAY).astype(np.int64), past.days.count - 1)
    quarter = ((moments[order] % DAY) // 15).astype(np.int64)
    by_day = np.zeros((past.days.count, QUARTERS), dtype=np.int64)
    np.maximum.at(by_day, (day, quarter), talks)
    found = np.zeros((7, QUARTERS), dtype=np.int64)
    for weekday in range(7):
        known = by_day[(past.days.weekday == weekday) & by_day.any(axis=1)]
        if len(known):
            found[weekday] = np.quantile(known, busiest, axis=0, method="higher")
        days = past.days.weekday == weekday
        for slot in range(QUARTERS):
            is_open = (past.days.opens[days] <= slot * 15) & (slot * 15 < past.days.closes[days])
            if is_open.any():
                found[weekday, slot] = max(1, found[weekday, slot])
    return found


def happened(past: Past, scene: Scene) -> dict[str, Happened]:
    """What was measured in the days of a scene; `past` holds everything up to and including them."""
    until_on = scene.first_on + timedelta(days=scene.days)
    from_at, until_at = at_midnight(scene.first_on), at_midnight(until_on)
    found = {
        str(code): Happened(one.value, one.low, one.high, one.n)
        for code, one in costs.figures_between(from_at, until_at, scene.policy).items()
        if one.value is not None
    }
    return {**found, **_asked(past, scene), **_rush(past, scene), **_called(scene, from_at, until_at)}


def _days_of(past: Past, scene: Scene) -> tuple[float, float]:
    begin = (scene.first_on - past.days.first_on).days * DAY
    return begin, begin + scene.days * DAY


def _asked(past: Past, scene: Scene) -> dict[str, Happened]:
    begin, end = _days_of(past, scene)
    contacts = past.contacts
    reports = int(((past.reports.at >= begin) & (past.reports.at < end)).sum())
    here = (contacts.at >= begin) & (contacts.at < end) & ~contacts.is_report
    asked = reports + int(here.sum())
    times = DAYS_PER_YEAR / scene.days / scene.homes
    chasing = int((here & contacts.is_chasing).sum())

    def per_home(number: int) -> Happened:
        low, high = of_rate(number)
        return Happened(number * times, low * times, high * times, number)

    return {
        "repairs_per_home": per_home(reports),
        "contacts_per_home": per_home(asked),
        **({"failure_demand_share": _of_share(chasing, asked)} if asked else {}),
    }


def _of_share(hits: int, n: int) -> Happened:
    low, high = of_share(Count(hits, n)) or (None, None)
    return Happened(hits / n, low, high, n)


def _rush(past: Past, scene: Scene) -> dict[str, Happened]:
    begin, end = _days_of(past, scene)
    reports = past.reports
    here = (reports.urgency <= 1) & (reports.ready >= begin) & (reports.ready < end)
    quick = here & (reports.ready - reports.at <= 240.0)
    return {"emergencies_in_4_hours_share": _of_share(int(quick.sum()), int(here.sum()))} if here.any() else {}


def _called(scene: Scene, from_at: datetime, until_at: datetime) -> dict[str, Happened]:
    last = scene.first_on + timedelta(days=scene.days - 1)
    figures = telephone.added_up(one.figures for one in telephone.quarters(scene.first_on, last))
    if not figures.offered:
        return {}
    found = {"phone_abandoned_share": _of_share(figures.abandoned, figures.offered)}
    waits = np.array(
        [one.waited_seconds for one in telephone.heard(from_at, until_at) if one.waited_seconds is not None
         and one.outcome == "answered"]
    )  # fmt: skip
    if figures.mean_wait_answered_seconds is not None:
        low, high = _of_waits(waits) or (None, None)
        found["phone_wait_seconds"] = Happened(figures.mean_wait_answered_seconds, low, high, figures.served)
    # Calls are forgotten after a while, and then only some of this month may be left.
    if figures.answered == len(waits):
        within = telephone.within(from_at, until_at, seconds=scene.policy.staffing.target_seconds)
        found["phone_in_target_share"] = _of_share(within, figures.offered)
    return found


def _of_waits(waits: np.ndarray) -> Interval | None:
    return of_mean(Spread(len(waits), float(waits.sum()), float((waits**2).sum())), least=0.0)
