"""The shapes that compiled code works on: a problem and a plan as flat arrays. Holds no rules.

Words. A *unit* is one person's share of a job: a job for two people has two. A *row* is one shift of one craftsman. A
*slot* is a place in the order of a row: slot 0 is leaving the start place, 1 to n are units, n + 1 is coming home.
Times are minutes from 00:00 of the first day. FAR stands for never.

What belongs together lies in one structured array: few arrays compile fast, and what is read together lies together.
"""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Records: TypeAlias = Any  # a structured array, whose fields mypy does not know

FAR = 1e9  # minutes: no way, never. Finite, so that differences of two of them stay numbers.
EPS = 1e-6  # minutes; sums in another order differ by less
TIE = 1e-9  # minutes; of two ways that differ by less the one with its break sooner is taken
MATRIX, PLANE, SPHERE = 0, 1, 2  # kinds of Ways
MOST_CHOICES = 2048  # places compared for a job of more people


def _record(whole: str, real: str) -> np.dtype[np.void]:
    """A record of whole numbers (also for yes and no) and of minutes or prices."""
    return np.dtype([(name, np.int64) for name in whole.split()] + [(name, np.float64) for name in real.split()])


# A unit. `choices`: how many windows; `lo`, `hi`: bounds of the start while planned, for pairs and sequences;
# `rows_from`, `rows_to`: its part of World.unit_rows; `is_simple`: one window and never late; `before`: the craftsman
# who has it in the plan before, `prefer`: the preferred one, or -1; `row`, `slot`: where it is planned, or -1;
# `noted`: the round in which its bounds were last remembered; `remote`: minutes from the start places of its rows;
# `freedom`: minutes of window in its rows.
UNIT = _record(
    "place job choices is_simple rows_from rows_to before prefer row slot noted",
    "minutes due lo hi remote freedom best_lo best_hi",
)
# A job. Its units are `first` up to `end`; `past_from`, `past_to` and `next_from`, `next_to`: its parts of World.past
# and World.next; `is_linked`: more people, or jobs before or after; `is_locked`: of more people, the
# first of whom has a lock; `is_never`: cannot be placed at all; `price`: of
# leaving it out; `earliest`, `latest`: bounds of the start that do not move.
JOB = _record(
    "first end is_linked is_locked is_never is_hard is_out past_from past_to next_from next_to", "price earliest latest"
)
# One job waiting for another: the other one, and the minutes between.
EDGE = _record("job", "wait")
# A row. `start`: earliest moment of leaving; `to`: end of the shift; `limit`: with overtime; `is_begun`: on the way
# since before `start`, so that waiting counts at once and leaving cannot be later; `kind`: rows of one kind are worth
# the same as long as they are empty; `next_job`: the job whose place the craftsman is on the way to, or -1, and
# `next_ready`: when its work can start there if nobody comes between. Then the plan in it: how many units, its minutes
# of travel, work and waiting and its cost, and the same at the beginning of the round (`was_...`) and in the best plan.
ROW = _record(
    "craftsman start_place end_place breaks is_begun kind next_job count is_simple is_possible stamp seen was_count "
    "best_count is_fresh",
    "start to limit next_ready travel work waiting cost was_cost",
)
# A slot. `leg`: minutes to the next slot; `head_...`, `tail_...`: the row up to this slot and from it on as one block
# (blocks.py); `bound`: room for a bound that is set aside; `was_unit`, `best_unit`: at the beginning of the round and
# in the best plan.
SLOT = _record(
    "unit place was_unit best_unit",
    "leg head_minutes head_early head_late tail_minutes tail_early tail_late bound",
)
# A slot with so many breaks taken. `leave`: earliest moment of being free to leave, with the `idle` and `late` minutes
# until then, and `left`: when the craftsman left the start place on that way, as late as keeps the first start (only
# where minutes away have a price); `latest`: latest moment of reaching.
CLOCK = _record("", "leave latest idle late left")
# Lists by job: what went out in this round, what has no place now and had none before, and keys to sort by.
LIST = _record("out absent was_absent", "key")
# The bounds of a unit at the beginning of the round in which they changed.
NOTE = _record("unit", "lo hi")
# A place for one of the people of a job: what it costs, when the work can start there, and whether it is one where the
# job is locked to.
CHOICE = _record("row slot order chosen is_locked", "price first last")
POINT = _record("", "x y z")
# The cheapest place of a unit in one of its rows, as it was found when the row had this `mark`: its cost and the slot
# after which; with slot -1 there is none below that cost.
KNOWN = _record("mark slot", "cost")

# Places in World.numbers.
TOUCHED, NOTED, OUT, ABSENT, STAMP, FULL, SEEN, CHOICES, WAS_ABSENT, STRINGS, BLINKS, FRESH, IS_LINKED = range(13)
NOW, BEST, IN_ROUTE = range(3)  # places in World.sums; IN_ROUTE: the mean number of visits of a row that has any
LEAVE, REACH, LEG, PLACE, X, Y, Z = range(7)  # places in the last axis of World.gaps
COUNT, STATE, MARK = range(3)  # places in the last axis of World.heads
CLOSED, QUICK, CAREFUL = range(3)  # what World.heads says of a row: nothing fits, the gaps say all, ask the clock


class World(NamedTuple):
    """All that the compiled functions work on. The last two rows are for trying out and for reckoning back.

    Travel: `way_kind`, and for MATRIX minutes[from, to] and its transpose; for PLANE and SPHERE points, with `scale`
    minutes per unit of straight distance (SPHERE: per radian, points on the unit ball).
    `opens[u, c]`, `closes[u, c]`: the windows of the start of a unit. `near[u]`: other units, nearest first, closed by
    -1. `pauses[r, b]`: from, to and minutes of a break. `slots[r, s]` and `clock[r, s, breaks taken]`: the plan.
    What every look at a place reads, close together: `gaps[r, s]`: the earliest moment of leaving slot s, the latest of
    reaching the next one, the minutes between, and the place of slot s with its point; `heads[r]`: units, a state,
    and a mark of the order that stands there. `known[n]`: what was found for the row `unit_rows[n]`; empty where it
    would not hold or take too much room.
    `driven`: minutes of travel per craftsman. `numbers`, `sums`: counters and totals by the names above. `luck`: state
    of the random numbers, and slots until the next one is passed over. `touched`: rows changed in this round, `fresh`:
    those since the best plan.
    Prices: those of the problem; `is_plain`: only travel, used shifts and jobs left out have one.
    """

    way_kind: int
    way_minutes: Floats
    way_turned: Floats
    points: Records
    scale: float
    units: Records
    opens: Floats
    closes: Floats
    unit_rows: Ints
    near: Ints
    jobs: Records
    past: Records
    next: Records
    rows: Records
    pauses: Floats
    slots: Records
    clock: Records
    gaps: Floats
    heads: Ints
    known: Records
    driven: Floats
    numbers: Ints
    sums: Floats
    luck: NDArray[np.uint64]
    lists: Records
    notes: Records
    touched: Ints
    fresh: Ints
    kinds_seen: Ints
    choices: Records
    moments: Floats
    price_travel: float
    price_idle: float
    price_duration: float
    price_overtime: float
    price_late: float
    price_unfair: float
    price_shift: float
    price_changed: float
    is_plain: bool


def records(shape: int | tuple[int, ...], form: np.dtype[np.void]) -> Records:
    """An empty structured array whose fields are also attributes, as in compiled code."""
    return np.zeros(shape, dtype=form).view(np.recarray)


def ready(world: World) -> World:
    """The same arrays as compiled code takes them: plain structured arrays."""
    plain: list[Any] = [part.view(np.ndarray) if isinstance(part, np.recarray) else part for part in world]
    return World(*plain)
