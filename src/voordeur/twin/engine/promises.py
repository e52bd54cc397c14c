"""A service policy as the plain numbers that a run reads: every moment comes from policy.rules."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from voordeur.policy.models import URGENCY_CODES, ServicePolicy
from voordeur.policy.rules import (
    answer_due_at,
    at_minute,
    complaint_due_at,
    due_at,
    is_holiday,
    is_working_day,
    local,
    second_line_due_at,
)
from voordeur.twin.engine.kernel.forms import CENTRE, DEPARTMENTS, INTEGRAL, Days, Promise
from voordeur.twin.engine.register import Register

MODELS = {"integral": INTEGRAL, "departments": DEPARTMENTS, "contact_centre": CENTRE}
DAY = 1440.0
MOST_BLOCKS = 6
NARROW = 120.0  # minutes of the window for which the register says how much room stands beside a job


@lru_cache(maxsize=64)
def days_of(policy: ServicePolicy, first_on: date, count: int) -> Days:  # noqa: C901 - a table, column by column
    """The calendar of `count` days from `first_on` under a policy; worlds share it, and none writes in it."""
    dates = [first_on + timedelta(days=n) for n in range(count)]

    def minute(moment: datetime) -> float:
        here = local(moment)
        # Wall-clock minutes: the nights in which the clock changes count as whole days.
        return (here.date() - first_on).days * DAY + here.hour * 60 + here.minute + here.second / 60

    workday = np.full(count, -1, dtype=np.int64)
    day_of: list[int] = []
    for number, day in enumerate(dates):
        if is_working_day(day, policy):
            workday[number] = len(day_of)
            day_of.append(number)
    opens = np.zeros((count, MOST_BLOCKS))
    closes = np.zeros((count, MOST_BLOCKS))
    week = policy.channels.telephone.open
    for number, day in enumerate(dates):
        if is_holiday(day, policy) and not week.is_round_the_clock:
            continue
        for place, block in enumerate(week.on(day.weekday())):
            opens[number, place], closes[number, place] = block.from_minute, block.until_minute
    due = np.zeros((count, len(URGENCY_CODES)))
    due_hours = np.full(len(URGENCY_CODES), -1.0)
    round_the_clock = np.zeros(len(URGENCY_CODES), dtype=np.int64)
    is_same_day = np.zeros(len(URGENCY_CODES), dtype=np.int64)
    answer, second, complaint = np.zeros(count), np.zeros(count), np.zeros(count)
    for number, (code, promised) in enumerate(policy.urgency.classes.items()):
        round_the_clock[number] = promised.round_the_clock
        if promised.term.unit == "hours":
            due_hours[number] = promised.term.amount
        is_same_day[number] = promised.term.unit == "same_day"
        for day_number, day in enumerate(dates):
            if promised.term.unit == "same_day":
                due[day_number, number] = day_number * DAY + DAY - 1 / 60
            elif promised.term.unit != "hours":
                due[day_number, number] = minute(due_at(policy, code, at_minute(day, 720)))
    for number, day in enumerate(dates):
        noon = at_minute(day, 720)
        answer[number] = minute(answer_due_at(policy, noon))
        second[number] = minute(second_line_due_at(policy, noon))
        complaint[number] = minute(complaint_due_at(policy, "answer", noon))
    weekday = np.array([day.weekday() for day in dates], dtype=np.int64)
    return Days(
        workday,
        np.array(day_of, dtype=np.int64),
        opens,
        closes,
        due,
        due_hours,
        answer,
        second,
        complaint,
        weekday,
        round_the_clock,
        is_same_day,
    )


def promise_of(policy: ServicePolicy, register: Register) -> Promise:
    """The promises of a policy as numbers."""
    appointments = policy.appointments
    planning = policy.planning
    weights = policy.priority.weights
    # What is lost to loading and meeting is paid, but goes off both ends of what a route can fill.
    begins, lost = register["shift_from_minute"], register["day_overhead_minutes"]
    first = appointments.first_start.hour * 60 + appointments.first_start.minute
    told = [policy.urgency.classes[code].by_appointment for code in URGENCY_CODES]
    by_appointment = np.array(told, dtype=np.int64)
    return Promise(
        model=MODELS[policy.organisation.model],
        first_line_share=policy.organisation.first_line_share,
        window_minutes=float(appointments.window_minutes),
        windows_a_day=appointments.day_minutes // appointments.window_minutes,
        first_start=float(first),
        horizon=appointments.horizon_working_days,
        offers_shown=appointments.offers_shown,
        is_offered=int(appointments.offered),
        is_cheapest_first=int(appointments.cheapest_first),
        is_free_choice=int(appointments.free_choice),
        attempts=appointments.no_access_attempts,
        reminds=int(appointments.reminder_days_before > 0),
        improves=int(planning.improve_between_bookings),
        rescues=int(planning.rescue_before_refusing),
        overtime=float(planning.overtime_minutes),
        reserve=float(planning.emergency_reserve_minutes),
        setup=float(planning.setup_minutes),
        buffer=register["buffer_deviations"] * _caution(planning.late_promise_max_share, appointments.window_minutes),
        shift_from=begins + lost * register["morning_overhead_share"],
        shift_to=begins + register["shift_minutes"] - lost * (1.0 - register["morning_overhead_share"]),
        paid_minutes=register["shift_minutes"],
        complaint_first=int(policy.priority.complaint_first),
        is_always_there=int(policy.channels.emergency_always),
        has_web=int(policy.channels.web.open.minutes > 0),
        missed_cents=float(appointments.missed_by_us_cents),
        by_appointment=by_appointment,
        target_seconds=float(policy.staffing.target_seconds),
        weight_complaint=weights.complaint,
        weight_promised=weights.promised,
        weight_overdue=weights.overdue,
        weight_day=weights.age_per_day,
    )


def _caution(share: float, window_minutes: float) -> float:
    """How much room beside a job this chance of coming late asks for in windows of this width.

    As a multiple of that for one in twenty and two hours: a window twice as wide has room for twice as much itself.
    """
    if share >= 0.5:
        return 0.0
    asked = NormalDist().inv_cdf(1.0 - max(share, 0.001)) / NormalDist().inv_cdf(0.95)
    return asked * min(1.0, NARROW / window_minutes)
