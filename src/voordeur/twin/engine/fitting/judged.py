"""What cannot have happened: found in a past, left out of it, and counted. Changes nothing else."""

from dataclasses import replace

import numpy as np

from voordeur.kernel.errors import Refused
from voordeur.planning.engine.kernel.forms import Floats
from voordeur.twin.engine.fitting.past import Calls, Odd, Past
from voordeur.twin.engine.fitting.values import Bools

DAY_MINUTES = 1440.0
MOST_WAY_MINUTES = 480.0
MOST_TALK_SECONDS = 8 * 3600.0
MOST_WAIT_SECONDS = 4 * 3600.0
MOST_MATERIAL_CENTS = 10_000_000.0
NONE: Floats = np.empty(0)
MOST_ODD = 0.2  # of the records of one kind; with more of them the others are not to be trusted either


def judged(past: Past, early: Floats = NONE) -> Past:
    """The same without what cannot have happened: durations below zero or longer than a day, a repair that was ready
    before it was reported (`early`: when others were, that are reported after the past is over). `odd` says when and of
    how many.

    Raises Refused "impossible_history" with `what` when it is more than a fifth of the records of one kind.
    """
    reports, visits, contacts, calls, shifts = past.reports, past.visits, past.contacts, past.calls, past.shifts
    # The end of a visit is nowhere below, so its moment is that at which it began.
    work, at_work = _without(visits.work, DAY_MINUTES)
    way, on_way = _without(visits.way, MOST_WAY_MINUTES)
    door, at_door = _without(visits.at_door, DAY_MINUTES)
    seconds, busy = _without(contacts.seconds, MOST_TALK_SECONDS)
    waited, waiting = _without(calls.waited, MOST_WAIT_SECONDS)
    talked, talking = _without(calls.talked, MOST_TALK_SECONDS)
    material, bought = _without(reports.material_cents, MOST_MATERIAL_CENTS)
    before = np.asarray(reports.ready < reports.at, dtype=np.bool_)
    long = (shifts.minutes <= 0) | (shifts.minutes > DAY_MINUTES)
    odd = (
        _odd("work_minutes", at_work | (at_door & ~visits.is_let_in), visits.began),
        _odd("way_minutes", on_way, visits.began),
        _odd("contact_seconds", busy, contacts.at),
        _odd("call_waits", waiting, calls.at),
        _odd("call_talks", talking, calls.at),
        _odd("material_cents", bought, reports.at),
        Odd("ready_before", np.concatenate([reports.ready[before], early]), len(before) + len(early)),
        _odd("shift_minutes", long, shifts.day.astype(np.float64) * DAY_MINUTES),
    )
    for one in odd:
        if len(one.at) > MOST_ODD * one.of:
            raise Refused("impossible_history", what=one.code, n=len(one.at), of=one.of)
    return replace(
        past,
        reports=replace(reports, ready=np.where(before, np.inf, reports.ready), material_cents=material),
        visits=replace(visits, work=work, way=way, at_door=door),
        contacts=replace(contacts, seconds=seconds),
        calls=_calls(replace(calls, waited=waited, talked=talked), waiting),
        shifts=replace(
            shifts,
            craftsman=shifts.craftsman[~long],
            day=shifts.day[~long],
            is_absent=shifts.is_absent[~long],
            begins=shifts.begins[~long],
            minutes=shifts.minutes[~long],
        ),
        odd=tuple(one for one in odd if len(one.at)),
    )


def _calls(calls: Calls, waiting: Bools) -> Calls:
    """Sums that are known to hold a wait that cannot be are those of the calls that are left."""
    if not waiting.any():
        return calls
    kept = ~np.isnan(calls.waited)
    return replace(
        calls,
        offered=int(kept.sum()),
        abandoned=int((calls.is_lost & kept).sum()),
        waited_sum=float(calls.waited[kept].sum()),
    )


def _without(values: Floats, most: float) -> tuple[Floats, Bools]:
    """The values with nan for those below zero or above `most`, and which those are."""
    is_odd = np.asarray((values < 0.0) | (values > most))
    return np.where(is_odd, np.nan, values), is_odd


def _odd(code: str, which: Bools, at: Floats) -> Odd:
    return Odd(code, at[which].astype(np.float64), len(which))
