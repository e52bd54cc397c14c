"""One sentence per refusal of the twin."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from voordeur.base import words
from voordeur.twin.texts.calibrating import THINGS

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

LARGE = 10_000
REFUSALS: dict[str, "Promise"] = {
    "out_of_range": _("%(field)s is %(value)s. Allowed is a number from %(least)s to %(most)s."),
    "unknown_parameter": _("%(field)s is no parameter of the simulation."),
    "no_homes": _("There are no homes yet. First add them with “voordeur import dwellings”."),
    "no_coordinates": _("Of none of the %(many)s homes it is known where it lies. Add coordinates to them first."),
    "empty": _("%(field)s is empty. A number is needed here."),
    "not_a_number": _("%(field)s is %(value)s. A number is needed here."),
    "not_a_whole_number": _(
        "%(field)s is %(value)s. A whole number is needed here; put a semicolon between two numbers."
    ),
    "nothing_can_be_planned": _("Under this policy no visit can be planned: %(field)s is %(value)s minutes."),
    "outside_shifts": _(
        "Under this policy no visit can be planned: %(field)s is %(value)s, and routes have room from %(least)s "
        "to %(most)s."
    ),
    "too_many_policies": _("%(many)s policies are too many at once. Allowed are %(most)s."),
    "how_many_policies": _("Choose from %(least)s to %(most)s policies. Now there are %(value)s."),
    "how_many_values": _(
        "Choose from %(least)s to %(most)s values, what holds now among them. Now there are %(value)s."
    ),
    "too_few_policies": _("Give at least one policy or value."),
    "unknown_promise": _("%(field)s is no promise of the policy."),
    "promise_not_felt": _("The simulation does not feel the promise %(field)s, so turning it shows nothing."),
    "nothing_to_turn": _("None of these promises can be turned under this policy."),
    "too_many_promises": _("%(many)s promises are too many to turn at once. Allowed are %(most)s."),
    "too_few_replications": _(
        "%(value)s years of luck are too few to tell luck from effect. Ask for %(least)s or more."
    ),
    "unknown_figure": _("%(value)s is no figure of the simulation."),
    "goal_without_value": _(
        "The goal “%(field)s” needs one value. Write it as mark_repairs>=7.7 or repair_lead_days<=8."
    ),
    "too_many_goals": _("%(many)s goals are too many at once. Allowed are %(most)s."),
    "goals_contradict": _("%(field)s cannot be at least %(least)s and at most %(most)s."),
    "unknown_question": _("%(value)s is no question that can be asked of the simulation."),
    "not_allowed": _("You may read this, but you may not do that."),
    "too_many_studies": _("%(most)s studies are being worked out already. Wait until one is ready, or stop one."),
    "study_too_large": _(
        "This asks for %(many)s years of a home. Allowed are %(most)s. Choose fewer homes or fewer repetitions."
    ),
    "study_is_over": _("This study is over already."),
    "study_is_running": _("This study is still being worked out. Stop it first."),
    "study_was_adopted": _("Promises of this study were adopted. It stays, to be laid beside what happens."),
    "study_is_not_done": _("This study has no answer yet, so nothing of it can be adopted."),
    "unknown_variant": _("This study has no policy “%(value)s” that can be adopted."),
    "starts_in_the_past": _(
        "What was promised stays promised, so new promises start in the future. Choose a later moment."
    ),
    "starts_too_far_away": _("That is more than %(years)s years ahead. Choose a moment that is nearer."),
    "start_taken": _("Another version starts at this very moment. Choose another moment."),
    "same_as_in_force": _("At that moment exactly these promises hold already. There is nothing to adopt."),
    "policy_errors": _("One of the policies is no longer a policy that can be kept."),
    "broken_off": _("The simulation was broken off by a fault of ours (%(error)s). There is no result."),
    "cancelled": _("The simulation was stopped. What was ready until then is no result and was thrown away."),
    "workers_died": _("The simulation was broken off %(many)s times by the computer. There is no result."),
    "room_ran_out": _(
        "More happened in this year than the simulation can hold (%(many)s too many). There is no result."
    ),
    "run_does_not_add_up": _(
        "The simulated year does not add up (%(what)s: %(one)s and %(other)s). There is no result."
    ),
    # What the own history teaches (`voordeur twin calibrate | backtest`)
    "no_history": _("Before %(until)s no repair is known. There is nothing to learn from yet."),
    "too_little_history": _("There are %(days)s days of history before this month. At least %(least)s are needed."),
    "no_policy_in_force": _("On %(at)s no promises were in force, so nothing can be learned of how they were kept."),
    "not_a_month": _("%(value)s is no month. Write the year and the month, such as 2026-10."),
    "not_a_day": _("%(value)s is no day. Write it as 2026-11-01."),
    "day_to_come": _("%(value)s has yet to come. Choose today or an earlier day."),
    "month_is_not_over": _("%(month)s is not over yet. Choose an earlier month."),
    "impossible_history": _("%(n)s of %(of)s %(what)s cannot be as they are written down. Repair these records first."),
    "nothing_learned": _("Nothing could be learned from so short a history, so nothing was kept."),
    # Recorded calls once more (`voordeur twin queue`)
    "no_calls": _("There is no call in it."),
    "bad_table": _("This is no table with columns (CSV)."),
    "missing_column": _("The column %(column)s is missing in the first row."),
    "bad_moment": _("Row %(row)s: %(column)s is “%(value)s”. Write a day and a time, such as 2026-11-24T09:00:12."),
    "bad_number": _("Row %(row)s: %(column)s is “%(value)s”. A number is needed, of seconds at most a week."),
    "negative_service": _("Row %(row)s: the talk takes %(value)s seconds. That cannot be less than 0."),
    "negative_wait": _("Row %(row)s: the wait is %(value)s seconds. That cannot be less than 0."),
    "unsorted": _("Row %(row)s comes before the one above it. Put them in the order of time."),
    "bad_agents": _("Row %(row)s: the number of agents is “%(value)s”. A whole number from 0 is needed."),
    "staff_ends_first": _("Row %(row)s ends before it begins."),
    "staff_overlap": _("Row %(row)s begins before the one before it has ended. Who is on duty then?"),
    "no_agents": _("Nobody is on duty on the days of these calls."),
    "no_waits": _("To learn from calls, each needs its waited_seconds. They are missing at call %(row)s."),
    "nobody_answered": _("Of none of these calls it is known how long the talk took (service_seconds)."),
}


def refusal(code: str, params: Mapping[str, object]) -> str:
    """The sentence of a refusal in the language of the page."""
    if code == "impossible_history":
        params = {**params, "what": THINGS[str(params["what"])]}
    return str(REFUSALS[code]) % {name: _told(value) for name, value in params.items()}


def _told(value: object) -> object:
    """A large number with its thousands apart; a year stays as it is."""
    return words.number(value) if isinstance(value, int) and abs(value) >= LARGE else value
