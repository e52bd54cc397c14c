"""A whole year of an association that lives by known parameters, drawn at random: what fitting has to find back."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from voordeur.policy.models import URGENCY_CODES
from voordeur.twin.engine.fitting import past
from voordeur.twin.engine.fitting.past import DAY, DESK, MAIL, PHONE, VISITED, WEB, WITHOUT_VISIT, Past
from voordeur.twin.engine.register import Register
from voordeur.twin.engine.tests.pasts import calls, contacts, days, make_past, moments, reports, shifts, visits

DAYS, HOMES, SETUP = 364, 1500, 5.0
TENANTS_SHARE, MATERIAL_SHARE, OFFERED_SECONDS, CRAFTSMEN = 0.3, 0.4, 45.0, 12
WEEK = (2.0, 1.2, 1.0, 0.9, 0.7, 0.1, 0.1)
TRUTH: dict[str, float] = {
    "repairs_per_home": 1.6,
    "questions_per_home": 2.2,
    "urgency_emergency_share": 0.18,
    "urgency_normal_share": 0.5,
    "self_help_share": 0.1,
    "tenant_does_it_share": 0.7,
    "phone_share": 0.55,
    "web_share": 0.25,
    "mail_share": 0.15,
    "patience_seconds": 170.0,
    "redial_share": 0.45,
    "redial_minutes": 22.0,
    "handling_seconds": 260.0,
    "handling_spread": 0.6,
    "report_seconds": 55.0,
    "mail_minutes": 7.5,
    "where_days": 9.0,
    "fix_share": 0.68,
    "fix_rush_share": 0.83,
    "fix_later_share": 0.88,
    "follow_material_share": 0.4,
    "follow_trade_share": 0.25,
    "material_days": 3.0,
    "duration_factor": 1.15,
    "duration_spread": 0.5,
    "door_minutes": 9.0,
    "parking_minutes": 4.0,
    "way_spread": 0.25,
    "material_cents": 5200.0,
    "small_material_cents": 900.0,
    "away_share": 0.11,
    "no_access": 0.05,
}
"""The year's own values, all away from those of the register."""


@dataclass(frozen=True)
class Luck:
    """Draws around a mean, always above zero."""

    rng: np.random.Generator

    def around(self, mean: float, spread: float, count: int) -> np.ndarray:
        variance = np.log1p(spread**2)
        return np.asarray(mean * np.exp(self.rng.normal(-variance / 2, np.sqrt(variance), count)))

    def hits(self, share: float, count: int) -> np.ndarray:
        return np.asarray(self.rng.random(count) < share)


def year_of(truth: Mapping[str, float], register: Register, seed: int) -> Past:
    """A year under `truth`; what it does not say is as in the register."""
    luck = Luck(np.random.default_rng(seed))
    calendar = days(DAYS)
    week = np.array(WEEK)
    month = np.array([register[f"month_{number:02d}"] for number in range(1, 13)])
    busy = week[calendar.weekday] * month[calendar.month - 1]
    lengths = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    a_day = busy / (week.mean() * (month * lengths).sum())
    frost = 1.0 + (register["frost_factor"] - 1.0) * register["frost_days"] / 365.0
    at = moments(luck.rng, a_day * truth["repairs_per_home"] * frost * HOMES)
    asked = moments(luck.rng, a_day * truth["questions_per_home"] * HOMES)
    told = _reports(truth, register, luck, at)
    return make_past(
        day_count=DAYS,
        homes=HOMES,
        reports=told,
        visits=_visits(truth, register, luck, told),
        contacts=_contacts(truth, register, luck, told, asked),
        calls=_calls(truth, luck, asked),
        shifts=_shifts(truth, register, luck),
        waiting_days=700.0,
    )


def _channels(truth: Mapping[str, float], register: Register, luck: Luck, count: int) -> np.ndarray:
    older = register["older_share"]
    offline = older * register["offline_older_share"] + (1.0 - older) * register["offline_share"]
    shares = [truth[code] for code in ("phone_share", "web_share", "mail_share")]
    wanted = luck.rng.choice([PHONE, WEB, MAIL, DESK], count, p=[*shares, 1.0 - sum(shares)])
    return np.where(luck.hits(offline, count), PHONE, wanted)


def _reports(truth: Mapping[str, float], register: Register, luck: Luck, at: np.ndarray) -> past.Reports:
    count = len(at)
    shares = {code: truth.get(f"urgency_{code}_share", 0.0) for code in URGENCY_CODES}
    unsaid = [code for code, share in shares.items() if not share]
    shares |= dict.fromkeys(unsaid, (1.0 - sum(shares.values())) / len(unsaid))
    urgency = luck.rng.choice(len(URGENCY_CODES), count, p=list(shares.values()))
    is_tenants = luck.hits(TENANTS_SHARE, count)
    is_rush = urgency <= URGENCY_CODES.index("emergency")
    stays_away = luck.hits(truth["self_help_share"], count)
    stays_away |= is_tenants & ~is_rush & luck.hits(truth["tenant_does_it_share"], count)
    wants = luck.hits(MATERIAL_SHARE, count)
    cents = np.where(wants, truth["material_cents"], truth["small_material_cents"])
    return reports(
        at=at,
        urgency=urgency,
        channel=_channels(truth, register, luck, count),
        is_tenants=is_tenants,
        fate=np.where(stays_away, WITHOUT_VISIT, VISITED),
        ready=np.where(stays_away, np.inf, at + 4 * DAY),
        wants_material=wants,
        material_cents=cents * luck.around(1.0, 0.8, count),
    )


def _visits(truth: Mapping[str, float], register: Register, luck: Luck, told: past.Reports) -> past.Visits:
    working = 1.0 + 0.1 * register["working_share"] * (1.0 - register["older_share"]) * (
        register["no_access_working"] - 1.0
    )
    # Windows are of four hours, two more than those of which the parameter speaks.
    shut = (truth["no_access"] + 2.0 * register["no_access_per_hour"]) * working
    rows: list[tuple[int, bool, int, bool, str]] = []
    lacks = ["material", "other_trade", "inspection"]
    part = [truth["follow_material_share"], truth["follow_trade_share"]]
    for report in np.flatnonzero(told.fate == VISITED):
        is_rush, number, reason = bool(told.urgency[report] <= 1), 0, "unknown"
        while reason:
            if not is_rush and luck.rng.random() < shut:
                rows.append((report, is_rush, number, False, "not_home"))
                continue
            fix = truth["fix_rush_share" if is_rush else "fix_later_share" if number else "fix_share"]
            reason = "" if luck.rng.random() < fix else str(luck.rng.choice(lacks, p=[*part, 1.0 - sum(part)]))
            rows.append((report, is_rush, number, True, reason))
            number += 1
    count = len(rows)
    report_, is_rush_, number_, is_let_in, reason_ = (np.array(column) for column in zip(*rows, strict=True))
    began = _begins(truth, luck, report_, is_let_in, reason_)
    norm = luck.rng.choice([20.0, 40.0, 90.0], count)
    planned = 2.0 + luck.rng.exponential(6.0, count)
    return visits(
        count,
        report=report_,
        is_rush=is_rush_,
        number=number_,
        is_let_in=is_let_in,
        reason=reason_,
        began=began,
        norm=norm,
        work=SETUP + norm * truth["duration_factor"] * luck.around(1.0, truth["duration_spread"], count),
        at_door=luck.around(truth["door_minutes"], 0.4, count),
        way_planned=planned,
        way=truth["parking_minutes"] + planned * luck.around(1.0, truth["way_spread"], count),
    )


def _begins(
    truth: Mapping[str, float], luck: Luck, report: np.ndarray, is_let_in: np.ndarray, reason: np.ndarray
) -> np.ndarray:
    """Moments of visits: the first on any working day, each next one on the first to third working day after."""
    worked = np.flatnonzero(np.arange(DAYS) % 7 < 5)
    later = luck.rng.integers(1, 4, len(report))
    first = luck.rng.integers(0, len(worked) - 60, len(report))
    place = 0
    found = np.empty(len(report))
    for row in range(len(report)):
        if row and report[row] == report[row - 1]:
            place += later[row] + int(truth["material_days"]) * bool(
                is_let_in[row - 1] and reason[row - 1] == "material"
            )
        else:
            place = first[row]
        found[row] = worked[min(place, len(worked) - 1)] * DAY + 600.0
    return found


def _contacts(
    truth: Mapping[str, float], register: Register, luck: Luck, told: past.Reports, asked: np.ndarray
) -> past.Contacts:
    waits = luck.rng.poisson(700.0 / truth["where_days"])
    at = np.concatenate([asked, told.at, 600.0 + luck.rng.integers(0, DAYS, waits) * DAY])
    kind = np.repeat([0, 1, 2], [len(asked), len(told.at), waits])
    channel = np.concatenate(
        [_channels(truth, register, luck, len(asked)), told.channel, np.full(waits, WEB, dtype=np.int64)]
    )
    talk = truth["handling_seconds"] * luck.around(1.0, truth["handling_spread"], len(at))
    talk += truth["report_seconds"] * (kind == 1)
    letter = 60.0 * truth["mail_minutes"] * luck.around(1.0, 0.5, len(at))
    seconds = np.where(channel == PHONE, talk, np.where(channel == MAIL, letter, 0.0))
    order = np.argsort(at)
    return contacts(
        at=at[order],
        channel=channel[order],
        seconds=seconds[order],
        is_report=(kind == 1)[order],
        is_chasing=(kind == 2)[order],
        is_waiting=(kind == 2)[order],
    )


def _calls(truth: Mapping[str, float], luck: Luck, asked: np.ndarray) -> past.Calls:
    count = len(asked)
    endures = luck.rng.exponential(truth["patience_seconds"], count)
    offered = luck.rng.exponential(OFFERED_SECONDS, count)
    is_lost = endures < offered
    again = is_lost & luck.hits(truth["redial_share"], count)
    later = asked[again] + luck.rng.exponential(truth["redial_minutes"], int(again.sum()))
    at = np.concatenate([asked, later])
    order = np.argsort(at)
    nothing = np.zeros(len(later))
    return calls(
        at=at[order],
        is_lost=np.concatenate([is_lost, nothing.astype(np.bool_)])[order],
        waited=np.concatenate([np.minimum(endures, offered), nothing])[order],
        caller=np.concatenate([np.arange(count), np.flatnonzero(again)])[order],
    )


def _shifts(truth: Mapping[str, float], register: Register, luck: Luck) -> past.Shifts:
    weekdays = np.flatnonzero(np.arange(DAYS) % 7 < 5)
    gone = luck.hits(truth["away_share"] + register["ill_share"], CRAFTSMEN * (DAYS // 7))
    craftsman = np.repeat(np.arange(CRAFTSMEN), len(weekdays))
    day = np.tile(weekdays, CRAFTSMEN)
    return shifts(len(day), craftsman=craftsman, day=day, is_absent=gone[craftsman * (DAYS // 7) + day // 7])
