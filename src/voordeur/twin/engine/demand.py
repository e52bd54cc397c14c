"""A year of demand, drawn before any policy is known: homes, what breaks in them, and what people want to know."""

from datetime import date, timedelta

import numpy as np

from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.twin.engine.kernel.forms import Homes, Needs, Wishes
from voordeur.twin.engine.register import Register

DAY = 1440.0
VISITS = 6  # visits of one need that have luck of their own; later ones share the last
NEED_LUCK, WISH_LUCK, VISIT_LUCK = 12, 6, 5

# Estimates of the issue's own kind: hour of the day (a tenth falls outside these hours), weekday, month.
HOURS = {8: 8, 9: 15, 10: 16, 11: 13, 12: 8, 13: 10, 14: 12, 15: 11, 16: 7}
OTHER_HOURS = (6, 7, 17, 18, 19, 20, 21, 22, 23)
OTHER_SHARE = 0.10
WEEKDAYS = np.array([1.25, 1.05, 0.95, 0.95, 0.80, 0.12, 0.10])
MONTHS = np.array([1.15, 1.15, 1.0, 1.0, 1.0, 1.0, 0.9, 0.9, 1.0, 1.1, 1.1, 1.0])
FROST_WITHIN = 50  # days after 1 January in which the frost may begin

HOMES_PER_NEIGHBOURHOOD = 420  # estimate
NEIGHBOURHOOD_KM = 0.9  # from one to the next where every house is the association's; estimate
HOMES_PER_REGION = 10_000  # one crew of craftsmen; estimate
HOMES_PER_TEAM = 2_500  # one neighbourhood team; estimate
MOST_DISTRICTS = 8


def town(homes: int, register: Register, rng: np.random.Generator) -> Homes:
    """Homes in neighbourhoods around a centre, in regions and teams by direction; places in km from the centre."""
    number = np.arange(homes)
    quarter = number // HOMES_PER_NEIGHBOURHOOD
    # Sunflower order fills a disc evenly, so the town stays round at every size.
    radius = NEIGHBOURHOOD_KM / np.sqrt(register["owned_share"]) * np.sqrt(quarter)
    angle = quarter * np.pi * (3 - np.sqrt(5))
    x = radius * np.cos(angle) + rng.normal(0, 0.25, homes)
    y = radius * np.sin(angle) + rng.normal(0, 0.25, homes)
    around = np.empty(homes, dtype=np.int64)
    around[np.argsort(np.arctan2(y, x), kind="stable")] = number

    def divided(parts: int) -> Ints:
        found: Ints = around * parts // homes
        return found

    teams = max(1, round(homes / HOMES_PER_TEAM))
    return Homes(
        x,
        y,
        divided(max(1, round(homes / HOMES_PER_REGION))),
        divided(min(teams, MOST_DISTRICTS)),
        *tenants(homes, register, rng),
        divided(teams),
    )


def tenants(
    homes: int, register: Register, rng: np.random.Generator, known: Ints | None = None
) -> tuple[Ints, Ints, Ints, Ints]:
    """Whether who lives there is older, working, without internet, subscribed; `known`: whether older, -1 unknown."""
    older = rng.random(homes) < register["older_share"]
    if known is not None:
        older = np.where(known < 0, older, known > 0)
    working = (rng.random(homes) < register["working_share"]) & ~older
    offline = rng.random(homes) < np.where(older, register["offline_older_share"], register["offline_share"])
    subscribed = rng.random(homes) < register["subscribed_share"]
    return older.astype(np.int64), working.astype(np.int64), offline.astype(np.int64), subscribed.astype(np.int64)


def needs_and_wishes(
    homes: int, weights: Floats, register: Register, first_on: date, days: int, rng: np.random.Generator
) -> tuple[Needs, Wishes]:
    """What breaks and what is asked in so many days, in order of time. `weights`: how often each kind breaks."""
    frost = np.ones(days)
    new_year = (date(first_on.year + 1, 1, 1) - first_on).days
    start = new_year + int(rng.integers(0, FROST_WITHIN))
    frost[start : start + int(register["frost_days"])] = register["frost_factor"]
    broken = _moments(first_on, days, register["repairs_per_home"] * homes, rng, frost)
    asked = _moments(first_on, days, register["questions_per_home"] * homes, rng, np.ones(days))
    count, questions = len(broken), len(asked)
    needs = Needs(
        broken,
        rng.integers(0, homes, count),
        rng.choice(len(weights), count, p=weights / weights.sum()),
        rng.random((count, NEED_LUCK)),
        rng.random((count, VISITS, VISIT_LUCK)),
    )
    at = np.concatenate([broken, asked])
    order = np.argsort(at, kind="stable")
    wishes = Wishes(
        at[order],
        np.concatenate([needs.home, rng.integers(0, homes, questions)])[order],
        np.concatenate([np.arange(count), np.full(questions, -1)])[order],
        rng.random((count + questions, WISH_LUCK)),
    )
    return needs, wishes


def _moments(first_on: date, days: int, a_year: float, rng: np.random.Generator, factor: Floats) -> Floats:
    """Moments of a Poisson stream with season, weekday and hour; `a_year`: how many in a year without `factor`."""
    rate = _rates(first_on, days) / _rates(first_on, 365).sum() * a_year * factor
    day = np.repeat(np.arange(days), rng.poisson(rate))
    shares = np.zeros(24)
    for hour, share in HOURS.items():
        shares[hour] = share * (1 - OTHER_SHARE) / sum(HOURS.values())
    shares[list(OTHER_HOURS)] = OTHER_SHARE / len(OTHER_HOURS)
    hours = rng.choice(24, size=len(day), p=shares / shares.sum())
    return np.sort(day * DAY + hours * 60.0 + rng.random(len(day)) * 60.0)


def _rates(first_on: date, days: int) -> Floats:
    dates = [first_on + timedelta(days=number) for number in range(days)]
    return np.array([WEEKDAYS[day.weekday()] * MONTHS[day.month - 1] for day in dates])
