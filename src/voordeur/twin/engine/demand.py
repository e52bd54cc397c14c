"""A year of demand, drawn before any policy is known: homes, what breaks in them, and what people want to know."""

from datetime import date, timedelta

import numpy as np

from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.twin.engine.kernel.forms import Homes, Needs, Wishes
from voordeur.twin.engine.register import Register

DAY = 1440.0
VISITS = 6  # visits of one need that have luck of their own; later ones share the last
NEED_LUCK, WISH_LUCK, VISIT_LUCK = 12, 6, 5

MOST_DISTRICTS = 8


def town(homes: int, register: Register, rng: np.random.Generator) -> Homes:
    """Homes in neighbourhoods around a centre, in regions and teams by direction; places in km from the centre."""
    number = np.arange(homes)
    quarter = number // int(register["homes_per_neighbourhood"])
    # Sunflower order fills a disc evenly, so the town stays round at every size.
    radius = register["neighbourhood_km"] / np.sqrt(register["owned_share"]) * np.sqrt(quarter)
    angle = quarter * np.pi * (3 - np.sqrt(5))
    spread = register["neighbourhood_spread_km"]
    x = radius * np.cos(angle) + rng.normal(0, spread, homes)
    y = radius * np.sin(angle) + rng.normal(0, spread, homes)
    around = np.empty(homes, dtype=np.int64)
    around[np.argsort(np.arctan2(y, x), kind="stable")] = number

    def divided(parts: int) -> Ints:
        found: Ints = around * parts // homes
        return found

    teams = teams_of(homes, register)
    return Homes(
        x,
        y,
        divided(max(1, round(homes / register["homes_per_region"]))),
        divided(min(teams, MOST_DISTRICTS)),
        *tenants(homes, register, rng),
        divided(teams),
    )


def teams_of(homes: int, register: Register) -> int:
    """How many neighbourhood teams so many homes have."""
    return max(1, round(homes / register["homes_per_team"]))


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
    start = new_year + int(rng.integers(0, int(register["frost_within_days"])))
    frost[start : start + int(register["frost_days"])] = register["frost_factor"]
    broken = _moments(first_on, days, register["repairs_per_home"] * homes, register, rng, frost)
    asked = _moments(first_on, days, register["questions_per_home"] * homes, register, rng, np.ones(days))
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


def _moments(
    first_on: date, days: int, a_year: float, register: Register, rng: np.random.Generator, factor: Floats
) -> Floats:
    """Moments of a Poisson stream with season, weekday and hour; `a_year`: how many in a year without `factor`."""
    rate = _rates(first_on, days, register) / _rates(first_on, 365, register).sum() * a_year * factor
    day = np.repeat(np.arange(days), rng.poisson(rate))
    shares = np.array(register.series("hour"))
    hours = rng.choice(24, size=len(day), p=shares / shares.sum())
    return np.sort(day * DAY + hours * 60.0 + rng.random(len(day)) * 60.0)


def _rates(first_on: date, days: int, register: Register) -> Floats:
    weekdays, months = register.series("weekday"), register.series("month")
    dates = [first_on + timedelta(days=number) for number in range(days)]
    return np.array([weekdays[day.weekday()] * months[day.month - 1] for day in dates])
