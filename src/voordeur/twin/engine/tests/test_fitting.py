"""What is learned of made-up pasts of which the truth is known: the interval holds it as often as it says."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from voordeur.twin.engine import register as registers
from voordeur.twin.engine.fitting import values
from voordeur.twin.engine.fitting.calibrate import calibrated
from voordeur.twin.engine.fitting.demand import fit_demand
from voordeur.twin.engine.fitting.doors import fit_doors
from voordeur.twin.engine.fitting.forecast import CHANNELS, worlds
from voordeur.twin.engine.fitting.line import fit_line
from voordeur.twin.engine.fitting.past import DAY, MAIL, OPEN, PHONE, WEB, WITHOUT_VISIT, Past
from voordeur.twin.engine.fitting.profiles import MONTHS, WEEKDAYS, fit_profiles, weights, with_fits
from voordeur.twin.engine.fitting.values import Fit, Found, Kept
from voordeur.twin.engine.fitting.work import fit_work
from voordeur.twin.engine.register import Register
from voordeur.twin.engine.tests.pasts import calls, contacts, make_past, moments, reports, shifts, visits

TRIES = 400


@pytest.fixture
def register() -> Register:
    return registers.load()


def found(fitted: list[Found], code: str) -> Fit:
    (fit,) = [one for one in fitted if one.code == code]
    assert isinstance(fit, Fit), fit
    return fit


def stays(fitted: list[Found], code: str) -> Kept:
    (kept,) = [one for one in fitted if one.code == code]
    assert isinstance(kept, Kept), kept
    return kept


def holds(truth: float, fit: Callable[[np.random.Generator], Found], *, least: float = 0.92) -> None:
    """The intervals of many samples hold the truth about 19 times in 20, and their values lie around it."""
    fits = [one for number in range(TRIES) if isinstance(one := fit(np.random.default_rng(number)), Fit)]
    assert len(fits) == TRIES
    covered = np.mean([one.low <= truth <= one.high for one in fits])
    spread = np.std([one.value for one in fits]) / np.sqrt(TRIES)
    assert least <= covered <= 0.985
    assert abs(np.mean([one.value for one in fits]) - truth) < 4 * spread + 0.01 * abs(truth)


# --- the intervals --------------------------------------------------------------------------------------------------


def test_patience_is_found_though_most_callers_are_answered_before_it_ends():
    def fit(rng: np.random.Generator) -> Found:
        patience, answered_after = rng.exponential(150.0, 800), rng.exponential(50.0, 800)
        waits = np.minimum(patience, answered_after)
        return values.hazard("patience_seconds", int((patience < answered_after).sum()), float(waits.sum()))

    holds(150.0, fit)


def test_a_share_and_a_rate_lie_in_their_intervals():
    holds(0.12, lambda rng: values.share("fix_share", int(rng.binomial(300, 0.12)), 300))
    holds(1.3, lambda rng: values.rate("repairs_per_home", int(rng.poisson(1.3 * 200)), 200.0))


def test_what_comes_in_lumps_has_a_wider_interval():
    def fit(rng: np.random.Generator) -> Found:
        # Weeks of which each has a level of its own: more than chance alone.
        seen = rng.poisson(rng.gamma(10.0, 2.0, 52)).astype(float)
        swing = values.dispersion(seen, np.full(52, seen.mean()))
        return values.rate("repairs_per_home", int(seen.sum()), 52.0, dispersion=swing)

    holds(20.0, fit, least=0.9)


def test_a_spread_and_a_ratio_lie_in_their_intervals():
    s2 = np.log(1.25)
    holds(0.5, lambda rng: values.spread("handling_spread", np.exp(rng.normal(0, np.sqrt(s2), 400))), least=0.87)

    def fit(rng: np.random.Generator) -> Found:
        norm = rng.choice([20.0, 40.0, 90.0], 300)
        return values.ratio("duration_factor", norm * 1.1 * np.exp(rng.normal(-0.045, 0.3, 300)), norm)

    holds(1.1, fit)


def test_days_of_absence_count_by_the_stretch_and_not_by_the_day():
    def weeks(rng: np.random.Generator) -> np.ndarray:
        return np.where(rng.random(200) < 0.2, 5.0, 0.0)

    holds(0.2, lambda rng: values.clustered_share("away_share", weeks(rng), np.full(200, 5.0)))
    wide = values.clustered_share("away_share", weeks(np.random.default_rng(1)), np.full(200, 5.0))
    narrow = values.share("away_share", 200, 1000)
    assert isinstance(wide, Fit)
    assert isinstance(narrow, Fit)
    assert wide.high - wide.low > 1.8 * (narrow.high - narrow.low)


# --- the line -------------------------------------------------------------------------------------------------------


def test_whoever_gives_up_and_calls_again_the_same_day_counts_as_calling_again(register: Register):
    rng = np.random.default_rng(3)
    lost = np.sort(rng.random(400)) * 300 * DAY
    again = rng.random(400) < 0.7
    later = lost[again] + rng.exponential(20.0, int(again.sum()))
    at = np.concatenate([lost, later])
    order = np.argsort(at)
    caller = np.concatenate([np.arange(400), np.arange(400)[again]])
    heard = calls(
        at=at[order], is_lost=(np.arange(len(at)) < 400)[order], caller=caller[order], waited=np.full(len(at), 30.0)
    )

    fitted = fit_line(make_past(calls=heard), register)

    assert found(fitted, "redial_share").value == pytest.approx(again.mean())
    minutes = found(fitted, "redial_minutes")
    assert minutes.low <= 20.0 <= minutes.high


def test_withheld_numbers_say_nothing_of_calling_again(register: Register):
    heard = calls(at=np.arange(60) * 100.0, is_lost=np.ones(60, dtype=bool))

    assert stays(fit_line(make_past(calls=heard), register), "redial_share").n == 0


def test_channels_are_those_of_people_who_can_choose_while_the_telephone_is_open(register: Register):
    at = np.concatenate([np.arange(300) * DAY * 0.1 % (200 * DAY), np.arange(200) * DAY + 1300.0])
    inside = contacts(at=at, channel=np.concatenate([np.tile([PHONE, PHONE, WEB, MAIL], 75), np.full(200, WEB)]))
    past = make_past(contacts=inside)
    is_open = past.days.is_open(at)
    seen = np.mean(inside.channel[is_open] == PHONE)
    offline = 0.3 * 0.28 + 0.7 * 0.06

    phone = found(fit_line(past, register), "phone_share")

    assert phone.n == is_open.sum()
    # People without internet call whatever they would like: they are taken out.
    assert phone.value == pytest.approx((seen - offline) / (1 - offline))


def test_a_talk_in_which_a_repair_is_booked_is_timed_apart(register: Register):
    rng = np.random.default_rng(5)
    is_report = np.arange(600) < 200
    seconds = rng.normal(280.0, 60.0, 600) + 40.0 * is_report
    told = contacts(at=np.arange(600) * 100.0, seconds=seconds, is_report=is_report)

    fitted = fit_line(make_past(contacts=told), register)

    handling, extra = found(fitted, "handling_seconds"), found(fitted, "report_seconds")
    assert handling.low <= 280.0 <= handling.high
    assert extra.low <= 40.0 <= extra.high


# --- demand ---------------------------------------------------------------------------------------------------------


def test_half_a_year_of_busy_months_is_not_taken_for_half_of_a_usual_year(register: Register):
    day_count, homes = 180, 20_000
    past = make_past(day_count=day_count, homes=homes)
    busy = weights(past.days, register)
    whole = weights(make_past(day_count=364).days, register).sum() * 365 / 364
    came = moments(np.random.default_rng(2), busy / whole * 1.2 * homes)

    rate = found(
        fit_demand(make_past(day_count=day_count, homes=homes, reports=reports(at=came)), register), "repairs_per_home"
    )

    frost = 1 + (register["frost_factor"] - 1) * register["frost_days"] / 365
    assert rate.value * frost == pytest.approx(1.2, rel=0.02)
    assert rate.low * frost < 1.2 < rate.high * frost


def test_weekdays_and_months_are_found_on_the_scale_of_the_register(register: Register):
    past = make_past()
    own = np.array([2.0, 1.0, 1.0, 1.0, 0.5, 0.1, 0.1])
    busy = own[past.days.weekday] * np.where(past.days.month == 8, 0.5, 1.0)
    fitted = fit_profiles(make_past(reports=reports(at=moments(np.random.default_rng(4), 20 * busy))), register)

    monday, tuesday, friday = (found(fitted, f"weekday_{number}") for number in (0, 1, 4))
    assert monday.value / tuesday.value == pytest.approx(2.0, rel=0.1)
    assert friday.value / tuesday.value == pytest.approx(0.5, rel=0.15)
    assert sum(found(fitted, code).value for code in WEEKDAYS) == pytest.approx(
        sum(register[code] for code in WEEKDAYS)
    )
    assert found(fitted, "month_08").value / found(fitted, "month_09").value == pytest.approx(0.5, rel=0.15)
    assert found(fitted, "hour_03").value == 0.0


def test_a_holiday_on_a_monday_is_no_usual_monday(register: Register):
    usual = make_past()
    came = np.sort(np.concatenate([day * DAY + 600.0 + np.arange(20) for day in range(364) if day % 28]))
    closed = replace(usual.days, workday=usual.days.workday & (np.arange(364) % 28 > 0))

    fitted = fit_profiles(make_past(days=closed, reports=reports(at=came)), register)

    assert found(fitted, "weekday_0").value == pytest.approx(found(fitted, "weekday_1").value)


def test_a_season_is_only_learned_from_a_whole_year(register: Register):
    came = moments(np.random.default_rng(4), np.full(200, 30.0))
    fitted = fit_profiles(make_past(day_count=200, reports=reports(at=came)), register)

    assert {stays(fitted, code).reason for code in MONTHS} == {"too_short"}


def test_what_the_tenant_does_himself_is_told_from_what_goes_away(register: Register):
    at = np.arange(1000) * 300.0
    is_tenants = np.arange(1000) < 400
    fate = np.where(is_tenants, np.arange(1000) % 10 < 8, np.arange(1000) % 10 < 1) * WITHOUT_VISIT
    fate = np.where(fate == WITHOUT_VISIT, WITHOUT_VISIT, 1)
    fate[-50:] = OPEN

    fitted = fit_demand(make_past(reports=reports(at=at, is_tenants=is_tenants, fate=fate)), register)

    assert found(fitted, "self_help_share").n == 550
    assert found(fitted, "self_help_share").value == pytest.approx(0.1, abs=0.01)
    # One in ten of them would have had no need of us either way: 1 - 0.2 / 0.9.
    assert found(fitted, "tenant_does_it_share").value == pytest.approx(1 - 0.2 / 0.9, abs=0.01)


# --- the work -------------------------------------------------------------------------------------------------------


def test_minutes_of_getting_ready_are_no_minutes_of_work(register: Register):
    fitted = fit_work(make_past(visits=visits(100, work=5.0 + 40.0 * 1.2 * np.ones(100))), register)

    assert found(fitted, "duration_factor").value == pytest.approx(1.2)


def test_a_closed_door_is_no_visit_that_was_not_enough(register: Register):
    reason = np.array(["not_home"] * 40 + ["material"] * 30 + ["other_trade"] * 10 + [""] * 120)
    fitted = fit_work(make_past(visits=visits(200, reason=reason, is_let_in=reason != "not_home")), register)

    assert found(fitted, "fix_share").value == pytest.approx(120 / 160)
    assert found(fitted, "follow_material_share").value == pytest.approx(30 / 40)
    assert found(fitted, "door_minutes").value == 6.0
    assert stays(fitted, "fix_rush_share").reason == "too_few"


def test_what_came_back_was_not_fixed(register: Register):
    # Every tenth repair was visited once more after a visit that seemed enough.
    report = np.sort(np.concatenate([np.arange(100), np.arange(0, 100, 10)]))
    number = np.concatenate([[0], (report[1:] == report[:-1]).astype(int)])

    fitted = fit_work(make_past(visits=visits(110, report=report, number=number)), register)

    assert found(fitted, "fix_share").value == pytest.approx(0.9)
    assert stays(fitted, "follow_material_share").n == 0


def test_absence_is_told_without_the_illness_of_the_register(register: Register):
    craftsman, day = np.repeat(np.arange(10), 250), np.tile(np.arange(250), 10)
    rostered = shifts(2500, craftsman=craftsman, day=day, is_absent=day % 4 == 0)

    away = found(fit_work(make_past(shifts=rostered), register), "away_share")

    assert away.value == pytest.approx(0.252 - register["ill_share"], abs=1e-3)


def test_doors_under_two_lengths_of_window_tell_level_and_slope(register: Register):
    hours = np.repeat([2.0, 8.0], 4000)
    working = 1.0 + 0.62 * 0.7 * 0.1

    def fit(seed: int) -> list[Found]:
        is_open = np.random.default_rng(seed).random(8000) >= (0.03 + 0.006 * (hours - 2.0)) * working
        return fit_doors(make_past(visits=visits(8000, window_hours=hours, is_let_in=is_open)), register)

    fits = [(found(one, "no_access"), found(one, "no_access_per_hour")) for one in map(fit, range(30))]

    assert np.mean([level.low <= 0.03 <= level.high for level, _ in fits]) >= 0.85
    assert np.mean([slope.low <= 0.006 <= slope.high for _, slope in fits]) >= 0.85
    assert np.mean([slope.value for _, slope in fits]) == pytest.approx(0.006, rel=0.1)
    assert all(slope.high - slope.low < 0.005 for _, slope in fits)


def test_doors_under_one_length_of_window_tell_the_level_only(register: Register):
    past = make_past(visits=visits(1000, is_let_in=np.arange(1000) >= 40))

    fitted = fit_doors(past, register)

    assert stays(fitted, "no_access_per_hour").reason == "cannot_be_told_apart"
    # Two of the four hours of the window added what the register says.
    assert found(fitted, "no_access").value == pytest.approx(0.04 / (1 + 0.62 * 0.7 * 0.1) - 2 * 0.004, abs=1e-6)
    assert stays(fitted, "no_access_unannounced").n == 0


# --- all of it ------------------------------------------------------------------------------------------------------


def busy_past() -> Past:
    rng = np.random.default_rng(1)
    came = moments(rng, np.full(364, 6.0))
    asked = moments(rng, np.full(364, 10.0))
    return make_past(
        reports=reports(at=came),
        contacts=contacts(at=asked),
        calls=calls(at=asked, abandoned=60, waited_sum=60 * 500.0),
    )


def test_a_value_beyond_the_register_is_used_and_told(register: Register):
    answer = calibrated(busy_past(), register)

    assert "patience_seconds" in answer.outside
    assert answer.register["patience_seconds"] == pytest.approx(500.0)
    assert answer.register.parameters["patience_seconds"].mark == "found"
    assert answer.register.parameters["fix_share"] == register.parameters["fix_share"]
    assert register["patience_seconds"] == 120.0


def test_nothing_that_happened_teaches_nothing(register: Register):
    answer = calibrated(make_past(), register)

    assert answer.fits == ()
    assert answer.register.values == register.values
    assert all(one.n == 0 or one.reason != "impossible" for one in answer.kept)


def test_possible_worlds_lie_in_the_intervals_and_are_the_same_from_the_same_seed(register: Register):
    answer = calibrated(busy_past(), register)
    drawn = worlds(answer.register, answer.fits, 1, 300)
    fit = next(one for one in answer.fits if one.code == "repairs_per_home")

    seen = [one["repairs_per_home"] for one in drawn]

    assert np.mean([fit.low <= one <= fit.high for one in seen]) == pytest.approx(0.95, abs=0.035)
    assert all(sum(one[code] for code in CHANNELS) <= 1.0 + 1e-9 for one in drawn)
    assert drawn[7].values == worlds(answer.register, answer.fits, 1, 8)[7].values


def test_what_is_drawn_of_a_share_is_a_share():
    fits = [Fit("redial_share", 1.0, 0.93, 1.0, 49, "share"), Fit("fix_share", 0.98, 0.9, 0.995, 60, "share")]
    for number in range(200):
        for value in values.drawn(fits, np.random.default_rng(number)).values():
            assert 0.0 <= value <= 1.0


def test_fitted_values_bring_their_own_range(register: Register):
    own = with_fits(
        register, [Fit("patience_seconds", 470.0, 410.0, 540.0, 200, "hazard"), Kept("fix_share", 3, "too_few")]
    )

    patience = own.parameters["patience_seconds"]
    assert (patience.low, patience.value, patience.high, own["patience_seconds"]) == (410.0, 470.0, 540.0, 470.0)
