"""Made-up problems with a fixed seed: weeks of a repairs service, and delivery rounds like those of Solomon and of
Gehring and Homberger. The same name gives the same problem on every machine."""

import random
from dataclasses import dataclass, replace

from voordeur.planning.engine.problem import (
    DAY_MINUTES,
    After,
    Break,
    Craftsman,
    Job,
    Place,
    Problem,
    Shift,
    Travel,
    Weights,
    Window,
)

TRADES = ("plumbing", "heating", "electric", "carpentry", "glazing", "masonry", "painting", "locks")
TRADE_SHARES = (0.24, 0.16, 0.15, 0.17, 0.07, 0.06, 0.07, 0.08)
SERVICE_MINUTES = (30, 45, 60, 75, 90, 120)
SERVICE_SHARES = (0.18, 0.19, 0.25, 0.16, 0.13, 0.09)  # a mean of 63 minutes
SHIFT_FROM, SHIFT_TO = 450, 960
TRAVEL_ONLY = Weights(travel_minute=1.0, idle_minute=0.0, overtime_minute=2.0, unplanned_job=1000.0)
PROMISES = {"day": 480, "half_day": 240, "two_hours": 120, "one_hour": 60}  # minutes in which the work starts


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is switched on in a week; `promised_share` of the jobs has one promised window, the others a range of
    days."""

    promise: str = "half_day"
    promised_share: float = 0.6
    breaks: bool = False
    pairs: bool = False
    order: bool = False


def week(craftsmen: int, seed: int, wishes: Wishes | None = None, *, days: int = 5, jobs: int = 0) -> Problem:
    """A week of `craftsmen` who start and end at home; `jobs` is 5 a shift unless given.

    One job in 25 needs two people and one in 25 waits a day for another when those are switched on. The draws for
    places, trades, minutes and days do not depend on the wishes, so that two promises are compared on the same work.
    """
    wishes = wishes or Wishes()
    lot = random.Random(f"week {craftsmen} {seed}")  # noqa: S311 - a made-up town, not a secret
    count = jobs or craftsmen * days * 5
    centres = [(lot.random(), lot.random(), 0.03 + 0.05 * lot.random()) for _ in range(12)]
    places = [_place(lot, n, centres, craftsmen) for n in range(craftsmen + count)]
    people = tuple(_craftsman(n, skills, days, wishes) for n, skills in enumerate(_skills(lot, craftsmen)))
    work = [_job(lot, n, f"p{craftsmen + n}", days, wishes) for n in range(count)]
    if wishes.pairs:
        work = [replace(job, people=2) if n % 25 == 7 else job for n, job in enumerate(work)]
    if wishes.order:
        work = _in_order(work)
    travel = Travel("distance", speed_kmh=30.0, detour=1.3)
    return Problem(tuple(places), travel, people, tuple(work), days, TRAVEL_ONLY)


def _place(lot: random.Random, number: int, centres: list[tuple[float, float, float]], craftsmen: int) -> Place:
    """Nine in ten in a quarter of the town, the rest anywhere; the area grows with the number of craftsmen."""
    side = 0.24 * (craftsmen / 60) ** 0.5
    if lot.random() < 0.9:
        x, y, spread = lot.choice(centres)
        x, y = lot.gauss(x, spread), lot.gauss(y, spread)
    else:
        x, y = lot.random(), lot.random()
    return Place(f"p{number}", round(52.1 + side * x, 6), round(5.8 + 1.6 * side * y, 6))


def _skills(lot: random.Random, craftsmen: int) -> list[dict[str, int]]:
    """32 sets of two to four trades; every trade is in some set that is used."""
    sets = [lot.sample(TRADES, k=lot.choice((2, 3, 3, 4))) for _ in range(32 - len(TRADES))]
    sets += [[trade, *lot.sample([other for other in TRADES if other != trade], k=2)] for trade in TRADES]
    lot.shuffle(sets)
    if craftsmen < len(sets):
        sets[:8] = [[TRADES[(3 * n + k) % 8] for k in range(3)] for n in range(8)]  # three people have every trade
    return [dict.fromkeys(sets[n % 32], 1) for n in range(craftsmen)]


def _craftsman(number: int, skills: dict[str, int], days: int, wishes: Wishes) -> Craftsman:
    home = f"p{number}"
    shifts = []
    for day in range(days):
        begin = day * DAY_MINUTES
        lunch = (Break(begin + 690, begin + 810, 30),) if wishes.breaks else ()
        shifts.append(Shift(begin + SHIFT_FROM, begin + SHIFT_TO, home, home, 0.0, lunch))
    return Craftsman(f"c{number}", tuple(shifts), skills)


def _job(lot: random.Random, number: int, place: str, days: int, wishes: Wishes) -> Job:
    trade = lot.choices(TRADES, TRADE_SHARES)[0]
    minutes = lot.choices(SERVICE_MINUTES, SERVICE_SHARES)[0]
    day, moment, is_promised = lot.randrange(days), lot.random(), lot.random() < wishes.promised_share
    first, last = sorted((lot.randrange(days), lot.randrange(days)))
    width = PROMISES[wishes.promise]
    if is_promised:
        begin = day * DAY_MINUTES + 480 + width * int(moment * (480 // width))
        window = Window(begin, begin + width)
    else:
        window = Window(first * DAY_MINUTES + SHIFT_FROM, last * DAY_MINUTES + SHIFT_TO)
    return Job(f"j{number}", place, minutes, minutes * 0.3, {trade: 1}, 1, (window,), is_promised)


def _in_order(work: list[Job]) -> list[Job]:
    """One job in 25 follows another by a day; both may be done on any day that leaves room for it."""
    changed = list(work)
    for n in range(11, len(work) - 1, 25):
        before, later = changed[n], changed[n + 1]
        if before.promised or later.promised:
            continue
        changed[n] = replace(before, windows=())
        changed[n + 1] = replace(later, windows=(), after=(After(before.id, DAY_MINUTES),))
    return changed


def delivery(kind: str, size: int, seed: int) -> Problem:
    """One day of rounds from one depot: `kind` is r, c or rc with 1 (short horizon) or 2 (long), as in "rc2".

    The form of a problem has no load, so these are the families' places, windows and horizons with a capacity that
    never binds; every solver gets the same. Every customer has to be served; the price is the distance.
    """
    lot = random.Random(f"delivery {kind} {size} {seed}")  # noqa: S311 - made-up rounds, not a secret
    side = {100: 100, 200: 140, 400: 200, 600: 300, 800: 400, 1000: 500}.get(size, int(10 * size**0.5))
    is_long, pattern = kind[-1] == "2", kind[:-1]
    service = 90 if pattern == "c" else 10
    horizon = round(side * (16 if is_long else 4.5) * (1.6 if pattern == "c" else 1))
    depot = (side / 2, side / 2)
    centres = [(lot.uniform(0.1, 0.9) * side, lot.uniform(0.1, 0.9) * side) for _ in range(max(4, size // 20))]
    spots = [_spot(lot, n, pattern, size, side, centres) for n in range(size)]
    jobs = tuple(_customer(lot, n, spot, depot, horizon, service, is_long=is_long) for n, spot in enumerate(spots))
    vans = tuple(Craftsman(f"v{n}", (Shift(0, horizon, "depot", "depot"),)) for n in range(max(10, size // 4)))
    places = (Place("depot", x=depot[0], y=depot[1]), *(Place(f"n{n}", x=x, y=y) for n, (x, y) in enumerate(spots)))
    days = horizon // DAY_MINUTES + 1
    weights = replace(TRAVEL_ONLY, unplanned_job=10_000.0)
    return Problem(places, Travel("euclidean", speed=1.0), vans, jobs, days, weights)


def _spot(
    lot: random.Random, number: int, pattern: str, size: int, side: int, centres: list[tuple[float, float]]
) -> tuple[float, float]:
    if pattern == "c" or (pattern == "rc" and number < size // 2):
        x, y = lot.choice(centres)
        return min(side, max(0, round(lot.gauss(x, side * 0.03)))), min(side, max(0, round(lot.gauss(y, side * 0.03))))
    return lot.randint(0, side), lot.randint(0, side)


def _customer(
    lot: random.Random,
    number: int,
    spot: tuple[float, float],
    depot: tuple[float, float],
    horizon: int,
    service: int,
    *,
    is_long: bool,
) -> Job:
    """Three in four have a window around a moment at which the depot can be left and reached again."""
    away = int(((spot[0] - depot[0]) ** 2 + (spot[1] - depot[1]) ** 2) ** 0.5) + 1
    earliest, latest = away, horizon - service - away
    window = Window(earliest, latest)
    if lot.random() < 0.75:
        half = max(5.0, lot.gauss(120, 40) if is_long else lot.gauss(30, 10))
        middle = lot.uniform(earliest, latest)
        window = Window(max(earliest, round(middle - half)), min(latest, round(middle + half)))
    return Job(f"j{number}", f"n{number}", service, windows=(window,), mandatory=True)


def named(name: str) -> Problem:
    """The problem of a name: `week60-1`, `week60-1+breaks+pairs+order`, `rc2_200-1`. Raises ValueError."""
    head, _, rest = name.partition("-")
    seed, *extras = rest.split("+")
    if head.startswith("week"):
        wishes = Wishes(breaks="breaks" in extras, pairs="pairs" in extras, order="order" in extras)
        return week(int(head.removeprefix("week")), int(seed), wishes)
    kind, _, size = head.partition("_")
    if kind.rstrip("12") in ("r", "c", "rc") and size:
        return delivery(kind, int(size), int(seed))
    raise ValueError(f"{name}: a name is like week60-1, week60-1+breaks or rc2_200-1")


def work_share(problem: Problem) -> float:
    """Minutes of work over minutes of shift, as a share."""
    shift = sum(one.to_minute - one.from_minute for who in problem.craftsmen for one in who.shifts)
    return sum(job.service_minutes * job.people for job in problem.jobs) / shift
