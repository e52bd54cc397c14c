"""Promises about repairs: how soon, when, in which order, how the work is planned and followed, what it costs."""

import itertools
from collections.abc import Iterator
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from voordeur.policy.models.values import Cents, Clock, Count, Points, Positive, Promise, Share, Term, clock_text, fault

UrgencyCode = Literal["danger", "emergency", "urgent", "normal", "planned"]
URGENCY_CODES: tuple[UrgencyCode, ...] = get_args(UrgencyCode)
"""From the most to the least urgent."""


class UrgencyClass(Promise):
    """What a class of repair is promised: its term, whether by appointment, and whether nights and holidays count."""

    term: Term
    by_appointment: bool
    round_the_clock: bool


class UrgencyClasses(Promise):
    """The five classes; reads like a dict: `classes["urgent"]`, `classes.items()`."""

    danger: UrgencyClass
    emergency: UrgencyClass
    urgent: UrgencyClass
    normal: UrgencyClass
    planned: UrgencyClass

    @model_validator(mode="after")
    def _sooner_before_later(self) -> Self:
        ordered = list(self.items())
        for (_, sooner), (code, later) in itertools.pairwise(ordered):
            if later.term.at_most_hours < sooner.term.at_most_hours:
                raise fault(
                    "faster_than_more_urgent",
                    field=f"{code}.term",
                    value=f"{later.term.amount} {later.term.unit}",
                    allowed=f">= {sooner.term.amount} {sooner.term.unit}",
                )
        return self

    def __getitem__(self, code: str) -> UrgencyClass:
        if code not in URGENCY_CODES:
            raise KeyError(code)
        found: UrgencyClass = getattr(self, code)
        return found

    def items(self) -> Iterator[tuple[UrgencyCode, UrgencyClass]]:
        """Code and class, the most urgent first."""
        for code in URGENCY_CODES:
            yield code, self[code]


class Urgency(Promise):
    """How soon a repair is done."""

    classes: UrgencyClasses


class Appointments(Promise):
    """When someone comes.

    A window is the stretch in which the craftsman arrives; windows lie side by side from `first_start`, as many as
    end by `last_end`. `offers_shown`: how many windows a tenant sees; with `free_choice` every window that can be kept
    is shown; with `cheapest_first` those that cost us least come on top. `hold_minutes`: how long an offer stays free.
    A tenant may move or cancel until `move_until` on the day `move_days_before` before. After `no_access_attempts`
    visits to a closed door the report is closed; `no_access_charge_cents` is for each of them, `missed_by_us_cents`
    what a tenant gets when it is we who do not come.
    """

    offered: bool
    window_minutes: Positive
    first_start: Clock
    last_end: Clock
    horizon_working_days: Positive
    offers_shown: Positive
    cheapest_first: bool
    free_choice: bool
    hold_minutes: Positive
    move_until: Clock
    move_days_before: Count
    reminder_days_before: Count
    no_access_attempts: Positive
    no_access_charge_cents: Cents
    missed_by_us_cents: Cents

    @model_validator(mode="after")
    def _a_window_fits(self) -> Self:
        span = self.day_minutes
        if span <= 0:
            raise fault(
                "ends_before_it_begins",
                field="last_end",
                value=clock_text(self.last_end),
                allowed=f"> {clock_text(self.first_start)}",
            )
        if self.window_minutes > span:
            raise fault(
                "window_longer_than_day", field="window_minutes", value=self.window_minutes, allowed=f"<= {span}"
            )
        return self

    @property
    def day_minutes(self) -> int:
        """Minutes between `first_start` and `last_end`."""
        return (self.last_end.hour - self.first_start.hour) * 60 + self.last_end.minute - self.first_start.minute


class Planning(Promise):
    """How the work is planned.

    `late_promise_max_share`: the largest chance of coming after the promised window; `flexible_promise`: a tenant may
    tick several windows of which we fix one the day before; `emergency_reserve_minutes`: kept free per craftsman per
    day; `travel_detour`: road distance over the distance as the crow flies; `setup_minutes`: parking and ringing.
    """

    improve_between_bookings: bool
    rescue_before_refusing: bool
    late_promise_max_share: Share
    flexible_promise: bool
    overtime_minutes: Count
    emergency_reserve_minutes: Count
    travel_speed_kmh: Annotated[float, Field(gt=0, le=130)]
    travel_detour: Annotated[float, Field(ge=1, le=5)]
    setup_minutes: Count


class PriorityWeights(Promise):
    """Points in the order of work; `age_per_day` counts for every day since the report, the others once."""

    danger: Points
    emergency: Points
    complaint: Points
    promised: Points
    vulnerable: Points
    age_per_day: Points
    overdue: Points


class Priority(Promise):
    """What goes first. With `complaint_first` a complaint comes before everything but danger and emergency."""

    complaint_first: bool
    weights: PriorityWeights

    @model_validator(mode="after")
    def _danger_before_emergency_before_complaint(self) -> Self:
        weights = self.weights
        if weights.danger < weights.emergency + 1:
            raise fault(
                "danger_not_first",
                field="weights.danger",
                value=weights.danger,
                allowed=f">= {weights.emergency + 1:g}",
            )
        if weights.emergency < weights.complaint + 1:
            raise fault(
                "complaint_before_emergency",
                field="weights.complaint",
                value=weights.complaint,
                allowed=f"<= {weights.emergency - 1:g}",
            )
        if self.complaint_first and weights.complaint < 1:
            raise fault("complaint_without_weight", field="weights.complaint", value=weights.complaint, allowed=">= 1")
        return self


class Work(Promise):
    """How an open step is watched; all terms in working days but `remind_before_hours` before it falls due.

    An item whose owner has been silent for `silent_after_working_days` goes back to the team.
    """

    silent_after_working_days: Positive
    call_back_within_working_days: Positive
    check_payer_within_working_days: Positive
    second_line_within_working_days: Positive
    remind_before_hours: Count


class Costs(Promise):
    """What an hour, a kilometre and a part cost us, in cents; rates are per hour that is really worked.

    `overhead_share` comes on top of all direct cost; `material_markup_share` on the purchase price of material;
    `planner_minutes_per_visit`: a planner's time for one visit.
    """

    agent_hour_cents: Cents
    planner_hour_cents: Cents
    craftsman_hour_cents: Cents
    second_line_hour_cents: Cents
    kilometre_cents: Cents
    overhead_share: Share
    material_markup_share: Share
    planner_minutes_per_visit: Annotated[float, Field(ge=0, le=480)]
