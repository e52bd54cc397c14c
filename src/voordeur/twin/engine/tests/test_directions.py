"""Which way things go when a promise is turned, and what no promise may do. Small worlds: only clear differences."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest
from numba import njit

from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.kernel import forms, sums
from voordeur.twin.engine.kernel.forms import Case, Parts
from voordeur.twin.engine.kernel.line import lot_of
from voordeur.twin.engine.kpis import figures
from voordeur.twin.engine.register import Register
from voordeur.twin.engine.sizing import lived, staff_for
from voordeur.twin.engine.world import Setting, Staff, build

pytestmark = pytest.mark.pure

REGISTER = registers.load()
HOMES = 3000
NO_APPOINTMENTS = {
    "appointments.offered": False,
    **{f"urgency.classes.{code}.by_appointment": False for code in ("urgent", "normal", "planned")},
}


def make_policy(name: str, values: dict[str, object] | None = None) -> ServicePolicy:
    policy = presets.load(name)
    return presets.with_values(policy, values) if values else policy


def setting(replication: int = 0, homes: int = HOMES) -> Setting:
    return Setting(homes, date(2027, 1, 1), seed=1, replication=replication)


@cache
def staff_of(name: str) -> Staff:
    return staff_for(presets.load(name), setting(), REGISTER)


def years(policy: ServicePolicy, staff: Staff, register: Register = REGISTER, count: int = 2) -> list[Parts]:
    return [lived(policy, setting(one), staff, register) for one in range(count)]


def mean_of(policy: ServicePolicy, code: str, staff: Staff, register: Register = REGISTER) -> float:
    return float(np.mean([figures(parts, policy, register)[code] for parts in years(policy, staff, register)]))


# --- visits of which nobody was told when they come -------------------------------------------------------------------


def test_who_is_told_no_time_costs_a_craftsman_less_time():
    # So few craftsmen that there is always work: then what a day yields is what its routes allow.
    few = replace(staff_of("klantgericht"), craftsmen_per_1000=0.55)
    told, untold = (mean_of(make_policy("klantgericht", values), "work_minutes_per_craftsman_day", few)
                    for values in (None, NO_APPOINTMENTS))  # fmt: skip
    assert untold > 1.05 * told


def test_nobody_misses_a_visit_that_was_not_promised():
    parts = years(make_policy("sober_1994"), replace(staff_of("sober_1994"), craftsmen_per_1000=0.5), count=1)[0]
    facts = parts.case.facts
    assert parts.tally.sums[sums.CARDS_BACK] > 0
    # Only who found a card behind the door, and called, was told a time.
    untold = (facts[:, forms.SHUT] == 0) & (parts.kinds.urgency[parts.needs.kind] > forms.EMERGENCY)
    assert not facts[untold][:, [forms.MISSED, forms.LATE]].any()
    assert (facts[:, forms.SHUT] > 0).any()


def test_an_emergency_sends_a_card_back_sooner_than_it_calls_somebody_out():
    few = replace(staff_of("sober_1994"), craftsmen_per_1000=0.6)
    called = [
        years(make_policy("klantgericht", values), few, count=1)[0].tally.sums[sums.ON_CALL]
        for values in (None, NO_APPOINTMENTS)
    ]
    assert called[1] < called[0]


def test_what_waits_for_material_is_not_dealt_before_its_day():
    parts = years(make_policy("sober_1994"), staff_of("sober_1994"), REGISTER.with_values({"material_days": 15}), 1)[0]
    slow = parts.tally.sums[sums.LEAD_DAYS] / parts.tally.sums[sums.READY]
    fast = mean_of(
        make_policy("sober_1994"),
        "repair_lead_days",
        staff_of("sober_1994"),
        REGISTER.with_values({"material_days": 1}),
    )
    assert slow > fast + 0.3


# --- a promise moves what it should ---------------------------------------------------------------------------------


def test_a_wider_window_never_raises_the_mark():
    staff = staff_of("gepast")
    marks = [
        mean_of(make_policy("gepast", {"appointments.window_minutes": minutes}), "mark_repairs", staff)
        for minutes in (120, 240, 480)
    ]
    assert marks == sorted(marks, reverse=True)


def test_shorter_hours_make_more_people_give_up_and_call_again():
    hours = {
        f"channels.telephone.open.{day}": [{"from": "09:00", "until": "11:00"}]
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
    }
    long, short = make_policy("klantgericht"), make_policy("klantgericht", hours)
    staff = staff_of("klantgericht")  # the same people at the same moments
    one, other = years(long, staff, count=1)[0], years(short, staff, count=1)[0]
    given_up = [parts.tally.sums[sums.ABANDONED] / parts.tally.sums[sums.OFFERED] for parts in (one, other)]
    assert given_up[1] > 1.2 * given_up[0]
    assert other.tally.sums[sums.REDIALS] > 1.5 * one.tally.sums[sums.REDIALS]


def test_whoever_gives_way_to_a_complaint_waits_longer():
    few = replace(staff_of("klantgericht"), craftsmen_per_1000=0.5)
    parts = years(make_policy("klantgericht"), few, count=1)[0]
    facts, times = parts.case.facts, parts.case.times
    ready = (facts[:, forms.STATE] == forms.DONE) & (parts.kinds.urgency[parts.needs.kind] > forms.EMERGENCY)
    moved = ready & (facts[:, forms.MOVED] > 0)
    lead = times[:, forms.READY_AT] - times[:, forms.REPORTED]
    assert moved.any()
    assert lead[moved].mean() > lead[ready & (facts[:, forms.MOVED] == 0)].mean()


def test_whoever_wants_a_later_day_gets_it():
    later = REGISTER.with_values({"wanted_days": 4})
    policy, staff = make_policy("klantgericht"), staff_of("klantgericht")
    assert mean_of(policy, "repair_lead_days", staff, later) > mean_of(policy, "repair_lead_days", staff) + 0.4


def test_nobody_asks_again_where_everybody_knows():
    silent = REGISTER.with_measured(
        {"chase_follow_share": 0.0, "chase_missed_share": 0.0, "chase_late_share": 0.0, "chase_second_share": 0.0}
    )
    policy = make_policy("gepast")
    assert mean_of(policy, "failure_demand_share", staff_of("gepast"), silent) < 0.005


# --- the people that a policy asks for ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", presets.names())
def test_the_people_that_a_policy_asks_for_keep_what_it_promises(name: str):
    policy = make_policy(name)
    parts = years(policy, staff_of(name))
    in_target = np.mean([figures(one, policy, REGISTER)["phone_in_target_share"] for one in parts])
    assert in_target > policy.staffing.target_share - 0.03
    jobs, bought = (sum(one.tally.sums[code] for one in parts) for code in (sums.JOBS, sums.OVERFLOW))
    assert jobs / (jobs + bought) == pytest.approx(REGISTER["own_trades_share"], abs=0.05)


def test_what_hardly_matters_hardly_changes_who_is_asked_for():
    asked = [
        staff_for(make_policy("gepast"), setting(), REGISTER.with_values({"redial_minutes": minutes}))
        for minutes in (30.0, 30.01)
    ]
    assert asked[0].craftsmen_per_1000 == pytest.approx(asked[1].craftsmen_per_1000, rel=0.02)
    assert asked[0].agents.sum() == pytest.approx(asked[1].agents.sum(), rel=0.03)


# --- nothing is lost, nothing absurd is lived -------------------------------------------------------------------------


def test_what_comes_on_the_first_day_is_lived_too():
    parts = years(make_policy("gepast"), staff_of("gepast"), count=1)[0]
    first = parts.needs.at < 1440.0
    assert first.any()
    assert (parts.case.facts[first, forms.STATE] != forms.UNKNOWN).all()


@pytest.mark.parametrize(
    ("first", "last", "field", "value"),
    [("18:00", "22:00", "appointments.first_start", "18:00"), ("02:00", "06:00", "appointments.last_end", "06:00")],
)
def test_windows_outside_every_shift_are_refused(first: str, last: str, field: str, value: str):
    policy = make_policy("gepast", {"appointments.first_start": first, "appointments.last_end": last})
    with pytest.raises(Refused, match="outside_shifts") as refusal:
        build(policy, setting(homes=50), staff_of("gepast"), REGISTER)
    assert (refusal.value.params["field"], refusal.value.params["value"]) == (field, value)


class Facts(NamedTuple):
    """As much of a world as the luck of a contact reads."""

    case: Case


@njit
def told_lot(world: Facts, subject: int, ref: int, tries: int) -> int:
    return lot_of(world, subject, ref, tries)


def test_the_luck_of_a_contact_is_its_own():
    facts = np.zeros((50, forms.FACTS), dtype=np.int64)
    world = Facts(Case(facts, np.zeros((50, forms.TIMES)), np.zeros(50, dtype=np.int64)))
    lots = [
        told_lot(world, subject, ref, tries)
        for subject in range(forms.SUBJECTS)
        for ref in range(50)
        for tries in range(5)
    ]
    assert len(set(lots)) == len(lots)
    before = told_lot(world, forms.WHERE, 7, 0)
    facts[7, forms.CHASED] += 1
    assert told_lot(world, forms.WHERE, 7, 0) != before


# --- the register -----------------------------------------------------------------------------------------------------


def test_a_series_is_as_many_parameters_as_it_has_values():
    assert [len(REGISTER.series(code)) for code in ("hour", "weekday", "month")] == [24, 7, 12]
    assert REGISTER.with_values({"weekday_0": 2.0}).series("weekday")[0] == 2.0


def test_whole_numbers_are_kept_as_the_kernel_knows_them():
    assert isinstance(REGISTER.with_values({"material_days": 9})["material_days"], float)
    assert isinstance(REGISTER.with_measured({"material_days": 9})["material_days"], float)


def test_what_was_measured_may_lie_outside_the_range_of_an_estimate_but_not_of_what_can_be():
    above = REGISTER.parameters["where_days"].high + 5.0
    assert REGISTER.with_measured({"where_days": above})["where_days"] == above
    for code, value in (("fix_share", 1.2), ("where_days", -1.0), ("no_such", 1.0), ("where_days", float("nan"))):
        with pytest.raises(Refused):
            REGISTER.with_measured({code: value})
