"""Every code of the engine as an English sentence.

Knows no other language: whoever has one hands in `say`, which turns a sentence with its %(names)s into that language
(gettext does).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from voordeur.kernel.errors import FieldError
from voordeur.planning.engine.problem import DAY_MINUTES

Say = Callable[[str], str]


def _(text: str) -> str:
    """Marks a sentence for the translators; the engine itself speaks English."""
    return text


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to tell: a stable `code` of SENTENCES with the plain values that its sentence names."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


# What may stand in a field, by the code in a fault's `allowed`.
ALLOWED = {
    "object": _("an object"),
    "list": _("a list"),
    "text": _("a text"),
    "number": _("a number"),
    "number_from": _("a number from %(low)s"),
    "number_to": _("a number up to %(high)s"),
    "whole_from": _("a whole number from %(low)s"),
    "flag": _("true or false"),
    "degrees": _("degrees from -%(high)s to %(high)s"),
    "own_id": _("an id that no other has"),
    "known_place": _("the id of a place"),
    "known_craftsman": _("the id of a craftsman"),
    "known_job": _("the id of a job"),
    "known_shift": _("a shift of %(craftsman)s, counted from 0"),
    "kinds": _("matrix, distance or euclidean"),
    "version": _("%(version)s"),
    "matrix_cell": _("a number from 0, or null for no way"),
    "matrix_row": _("a list of %(size)s numbers"),
    "matrix_rows": _("%(size)s rows, one for each place"),
    "x_and_y": _("x and y"),
    "inside_windows": _("a minute within a window of the job"),
    "no_circle": _("an order without a circle"),
    "no_overlap": _("hours after those of the shift before"),
    "free_after_lock": _("a start from %(low)s, when the visit before it and the way are over"),
    "known_fields": _("a field of the form"),
}

# What is wrong with one field of a file.
FAULTS = {
    "not_an_object": _("%(field)s is %(value)s; allowed: %(allowed)s"),
    "not_a_list": _("%(field)s is %(value)s; allowed: %(allowed)s"),
    "not_a_text": _("%(field)s is %(value)s; allowed: %(allowed)s"),
    "missing": _("%(field)s is missing; allowed: %(allowed)s"),
    "not_allowed": _("%(field)s is %(value)s; allowed: %(allowed)s"),
    "unknown": _("%(field)s is %(value)s, which does not exist; allowed: %(allowed)s"),
    "unknown_field": _("%(field)s is not a field of the form, so nothing is done with it"),
    "double": _("%(field)s is %(value)s, which another has already; allowed: %(allowed)s"),
    "before_from": _("%(field)s is %(value)s, before it begins; allowed: %(allowed)s"),
    "too_long": _("%(field)s is %(value)s, longer than its window; allowed: %(allowed)s"),
    "wrong_size": _("%(field)s has the wrong size (%(value)s); allowed: %(allowed)s"),
    "not_in_matrix": _("%(field)s is %(value)s, which has no row in the travel matrix; allowed: %(allowed)s"),
    "left_out": _("%(field)s is %(value)s, which was left out itself"),
    "cyclic_after": _("%(field)s waits for itself (%(value)s); allowed: %(allowed)s"),
    "lock_outside_windows": _("%(field)s is %(value)s, outside its own windows; allowed: %(allowed)s"),
    "locks_overlap": _("%(field)s is %(value)s, but %(other)s is locked there until %(until)s; allowed: %(allowed)s"),
    "shifts_overlap": _("%(field)s is %(value)s, within another shift; allowed: %(allowed)s"),
    "outside_netherlands": _(
        "%(field)s is %(value)s (lat, lon), at sea or outside the Netherlands: it is planned as it stands"
    ),
    "all_outside_netherlands": _("every place lies outside the Netherlands: they are planned as they stand"),
    "planned_already": _("%(value)s is planned already"),
    "not_json": _("the file is no JSON: %(value)s"),
    "cannot_read_file": _("%(value)s cannot be read"),
    "cannot_write_file": _("%(value)s cannot be written"),
}

# What becomes of a part of a file with such a fault.
LEFT_OUT = {
    "job": _("Job %(name)s is left out: %(reasons)s."),
    "craftsman": _("Craftsman %(name)s is left out: %(reasons)s."),
    "shift": _("Shift %(name)s is left out: %(reasons)s."),
    "place": _("Place %(name)s is left out: %(reasons)s."),
    "remark": _("Note: %(reasons)s."),
    "file": _("This cannot be read: %(reasons)s."),
}

# Why a job has no place in the plan.
UNPLANNED = {
    "no_craftsman": _("Job %(job)s cannot be planned: there is no craftsman with a shift."),
    "no_skill": _("Job %(job)s cannot be planned: no craftsman with a shift has %(skills)s."),
    "no_lock_shift": _("Job %(job)s is locked to %(craftsman)s, who has no such shift."),
    "lock_no_skill": _("Job %(job)s is locked to %(craftsman)s, who does not have %(skills)s."),
    "lock_outside_shift": _(
        "Job %(job)s is locked to %(craftsman)s at minute %(start_minute)s, outside the hours of the shift."
    ),
    "too_few_craftsmen": _("Job %(job)s needs %(people)s people at once; %(able)s can do it."),
    "no_way": _("Job %(job)s cannot be planned: no way leads to %(place)s and back for who can do it."),
    "too_far": _(
        "Job %(job)s cannot be planned: the way to %(place)s and back and %(minutes)s minutes of work fit in no shift."
    ),
    "at_sea": _(
        "Job %(job)s cannot be planned: its place %(place)s lies at sea or outside the Netherlands, "
        "too far for any shift."
    ),
    "too_long": _("Job %(job)s takes %(minutes)s minutes; the longest shift of who can do it has %(longest)s."),
    "no_shift": _("Job %(job)s cannot be planned: all its windows lie outside the shifts of who can do it."),
    "window_too_tight": _(
        "Job %(job)s cannot be planned: within its windows nobody who can do it has time for the way and the work."
    ),
    "after_unplanned": _("Job %(job)s has to wait for job %(before)s, which has no place itself."),
    "after_too_late": _(
        "Job %(job)s has to wait for job %(before)s until minute %(free_minute)s, when its windows are over."
    ),
    "needs_more_people": _("Job %(job)s needs %(people)s people at the same time, and they are not free together."),
    "needs_order": _("Job %(job)s has to wait for another job, and no place after that one is free."),
    "too_dear": _("Job %(job)s is left out: every place for it costs more than leaving it out."),
    "no_room": _("Job %(job)s is left out: nobody who can do it has room within its windows."),
}

# A rule that a plan breaks.
VIOLATIONS = {
    "not_a_plan": _("This is no plan: %(reasons)s."),
    "unknown_shift": _("Shift %(shift)s of %(craftsman)s does not exist."),
    "double_route": _("Shift %(shift)s of %(craftsman)s has two routes."),
    "two_routes_at_once": _(
        "%(craftsman)s leaves at %(leave_minute)s, while the shift before ends at %(home_minute)s."
    ),
    "unknown_job": _("Job %(job)s does not exist."),
    "no_skill": _("%(craftsman)s does not have %(skills)s for job %(job)s."),
    "outside_window": _("Job %(job)s starts at %(start_minute)s, outside its windows."),
    "wrong_end": _(
        "Job %(job)s starts at %(start_minute)s and takes %(minutes)s minutes; it cannot end at %(end_minute)s."
    ),
    "lock_broken": _("Job %(job)s is locked and was moved."),
    "not_a_time": _("A time of %(craftsman)s in shift %(shift)s is no number."),
    "before_shift": _("%(craftsman)s leaves at %(leave_minute)s, before the shift begins at %(from_minute)s."),
    "after_shift": _(
        "%(craftsman)s is home at %(home_minute)s, after the shift and its overtime end at %(to_minute)s."
    ),
    "starts_before_arrival": _("Job %(job)s starts at %(start_minute)s, before the arrival at %(arrive_minute)s."),
    "no_break": _("%(craftsman)s has no break of %(minutes)s minutes between %(from_minute)s and %(to_minute)s."),
    "wrong_break": _(
        "%(craftsman)s has a break from %(start_minute)s to %(end_minute)s that is no break of the shift or lies in "
        "driving or work."
    ),
    "too_little_travel": _(
        "%(craftsman)s is free at %(free_minute)s, but must leave at %(leave_minute)s to be in time for the next stop."
    ),
    "wrong_arrival": _("%(craftsman)s is free at %(free_minute)s, but leaves for the next stop at %(leave_minute)s."),
    "promise_dropped": _("Job %(job)s is promised, mandatory or locked, and has no place."),
    "missing": _("Job %(job)s is neither planned nor listed as unplanned."),
    "planned_and_unplanned": _("Job %(job)s is planned and listed as unplanned."),
    "unplanned_twice": _("Job %(job)s is listed as unplanned twice."),
    "planned_twice": _("Job %(job)s has %(visits)s visits, but needs %(people)s."),
    "too_few_people": _("Job %(job)s needs %(people)s people, starting at the same time."),
    "before_missing": _("Job %(job)s has to wait for job %(before)s, which has no place."),
    "too_soon_after": _(
        "Job %(job)s starts at %(start_minute)s; after job %(before)s it may start from %(free_minute)s."
    ),
    "wrong_cost": _("The plan says %(said)s for %(term)s; it is %(true)s."),
}

# Where a job is, what its other places cost, and what stands in the way of a cheaper one.
EXPLAINED = {
    "here": _(
        "%(craftsman)s does job %(job)s at %(start_minute)s. It adds %(travel)s minutes of travel, %(idle)s of waiting "
        "and %(overtime)s of overtime: %(total)s in all."
    ),
    "nowhere": _("Job %(job)s has no place in the plan."),
    "cheapest": _("No other place would cost less."),
    "not_compared": _("Job %(job)s is for several people or waits for another job: its other places are not compared."),
    "only": _("There is no other place for it."),
    "other_craftsman": _(
        "The next best with somebody else is %(craftsman)s at %(start_minute)s: %(total)s, %(more)s more."
    ),
    "other_day": _("The next best on another day is %(craftsman)s at %(start_minute)s: %(total)s, %(more)s more."),
    "other_window": _("With another window it could be %(craftsman)s at %(start_minute)s: %(total)s, %(more)s more."),
    "cheaper_craftsman": _("It could be with %(craftsman)s at %(start_minute)s: %(total)s, %(less)s less."),
    "cheaper_day": _("On another day it could be %(craftsman)s at %(start_minute)s: %(total)s, %(less)s less."),
    "cheaper_window": _("With another window it could be %(craftsman)s at %(start_minute)s: %(total)s, %(less)s less."),
    "possible_window": _("With another window it could be %(craftsman)s at %(start_minute)s, for %(total)s."),
    "skill": _("%(craftsman)s at %(start_minute)s would cost %(total)s, but does not have %(skills)s."),
    "window": _("%(craftsman)s at %(start_minute)s would cost %(total)s, but that is outside the windows of the job."),
    "lock": _("%(craftsman)s at %(start_minute)s would cost %(total)s, but the visit is locked to %(locked_to)s."),
    "after": _("%(craftsman)s at %(start_minute)s would cost %(total)s, but the job has to wait for %(before)s."),
    "break": _("%(craftsman)s at %(start_minute)s would cost %(total)s, but then a break no longer fits."),
    "overtime": _("%(craftsman)s at %(start_minute)s would cost %(total)s, with more overtime than is allowed."),
    "promise": _(
        "%(craftsman)s at %(start_minute)s would cost %(total)s, but breaks what was promised: %(neighbours)s."
    ),
}
CLOCK = _("day %(day)s, %(hour)s:%(minute)s")


def clock(moment: float, say: Say = _) -> str:
    """A minute of the horizon as day (the first is 1) and time."""
    whole = round(moment)
    day, rest = divmod(whole, DAY_MINUTES)
    return say(CLOCK) % {"day": day + 1, "hour": rest // 60, "minute": f"{rest % 60:02d}"}


def explained(
    code: str, params: Mapping[str, object], say: Say = _, *, at: Callable[[float], str] | None = None
) -> str:
    """One sentence of EXPLAINED; `at` writes a `..._minute` as a moment, by default the day and the time."""
    told: dict[str, str] = {}
    for name, value in params.items():
        is_moment = name.endswith("_minute") and isinstance(value, float)
        told[name] = (at or (lambda moment: clock(moment, say)))(float(str(value))) if is_moment else _rounded(value)
    return say(EXPLAINED[code]) % told


def _rounded(value: object) -> str:
    return f"{round(value, 1) + 0.0:g}" if isinstance(value, float) else str(value)


def unplanned(remark: Remark, say: Say = _) -> str:
    """Why a job has no place. Raises KeyError for a code that is not in UNPLANNED."""
    return say(UNPLANNED[remark.code]) % _shown(remark.params)


def violation(code: str, params: Mapping[str, object], say: Say = _) -> str:
    """Which rule is broken. Raises KeyError for a code that is not in VIOLATIONS."""
    return say(VIOLATIONS[code]) % _shown(params)


def fault(error: FieldError, say: Say = _) -> str:
    """What is wrong with one field: which, what stands there, what is allowed; part of a sentence."""
    params = _shown(error.params)
    allowed = params.pop("allowed", "")
    told = say(ALLOWED[allowed]) % params if allowed in ALLOWED else error.allowed
    value = error.value or "-"
    return say(FAULTS[error.code]) % {**params, "field": error.field, "value": value, "allowed": told}


def left_out(kind: str, name: str, errors: Iterable[FieldError], say: Say = _) -> str:
    """What becomes of a part of a file with these faults; `kind` is a key of LEFT_OUT."""
    return say(LEFT_OUT[kind]) % {"name": name, "reasons": "; ".join(fault(error, say) for error in errors)}


def shown(value: object) -> str:
    """A number without needless digits; anything else as it is."""
    return f"{round(value, 2):g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)


def _shown(params: Mapping[str, object]) -> dict[str, str]:
    return {name: shown(value) for name, value in params.items()}
