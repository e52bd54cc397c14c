"""From 1994 to all-day service in single steps, and a notch less of each: which promises go with which sentence."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

import tomli_w

from voordeur.policy import presets
from voordeur.policy.diff import diff
from voordeur.policy.models import ServicePolicy

FIRST, LAST, LESS = "sober_1994", "klantgericht", "gepast"


@dataclass(frozen=True)
class Step:
    """Promises that change together (patterns of dotted fields), with the words for it."""

    code: str
    words: str
    fields: tuple[str, ...]


STEPS = (
    Step("hours", "Telephone from 8 to 5 instead of 9 to 11", ("channels.telephone.open",)),
    Step("answered", "Four in five calls answered within 30 s (was: half within 120 s)", ("staffing.*",)),
    Step("organisation", "A contact centre instead of departments", ("organisation.*",)),
    Step("letters", "Letters and the second line within 2 working days", ("channels.answer_within", "work.*")),
    Step("desk", "A desk open all day, three places, no appointment needed", ("channels.desk.*",)),
    Step(
        "appointments",
        "A day told for every repair",
        (
            "urgency.classes.*.by_appointment", "appointments.offered", "appointments.no_access_attempts",
            "appointments.missed_by_us_cents", "costs.*",
        ),
    ),
    Step("reminder", "A reminder on the day before", ("appointments.reminder_days_before",)),
    Step("windows", "Windows of two hours instead of the whole day", ("appointments.window_minutes",)),
    Step(
        "choice",
        "Any window may be chosen, not one that suits the route",
        ("appointments.offers_shown", "appointments.cheapest_first", "appointments.free_choice"),
    ),
    Step("planning", "Routes improved all day, half an hour of overtime", ("planning.*",)),
    Step(
        "terms", "Urgent in 3 working days, normal in 10 days, planned in 56 (was: all 14)", ("urgency.classes.*.term",)
    ),
    Step("complaints", "A complaint first, answered within 10 working days", ("priority.*", "complaints.*")),
    Step("subscription", "A service subscription", ("subscription.*",)),
    Step("own_choices", "Own alterations, choices in a renovation", ("alterations.*", "renovation.*")),
    Step("rest", "Everything else (letting, surveys, Good Friday)", ("*",)),
)  # fmt: skip

# A notch less of one promise at a time: the value of `gepast`.
NOTCHES = (
    Step("less_hours", "Telephone shut at half past four, at noon, on Friday afternoon", ("channels.telephone.open",)),
    Step("less_answered", "70% of the calls within 60 s", ("staffing.*",)),
    Step("less_letters", "Letters within 3 working days", ("channels.answer_within", "work.*")),
    Step("less_desk", "Desk in the mornings, two places", ("channels.desk.*",)),
    Step("less_windows", "Windows of four hours", ("appointments.window_minutes",)),
    Step(
        "less_choice",
        "Four windows that suit the route are offered",
        (
            "appointments.offers_shown", "appointments.cheapest_first", "appointments.free_choice", "costs.*",
            "planning.*",
        ),
    ),
    Step("less_terms", "Urgent in 5 working days, normal in 14 days, planned in 120", ("urgency.*",)),
    Step("less_complaint", "A complaint waits for its turn", ("priority.*", "complaints.*")),
    Step("less_tries", "Two tries at a shut door", ("appointments.no_access*",)),
    Step("less_own_choices", "Fewer choices in a renovation", ("alterations.*", "renovation.*")),
    Step("teams", "Neighbourhood teams instead of a contact centre", ("organisation.*",)),
)  # fmt: skip

# One notch further than `gepast`: dials with the value that somebody would type.
FURTHER = (
    ("mornings", "Telephone in the mornings only (8:30 to 12:30)", "channels.telephone.open", {
        day: [{"from": "08:30", "until": "12:30"}] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
    }),
    ("whole_day", "A day without a window", "appointments.window_minutes", 480),
    ("unreminded", "No reminder", "appointments.reminder_days_before", 0),
    ("shut_desk", "Desk two hours a day", "channels.desk.open", {
        day: [{"from": "14:00", "until": "16:00"}] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
    }),
    ("patient", "70% of the calls within 120 s", "staffing.target_seconds", 120),
    ("three_weeks", "Normal repairs in 21 days", "urgency.classes.normal.term", {"amount": 21, "unit": "days"}),
    ("centre", "A contact centre instead of neighbourhood teams", "organisation.model", "contact_centre"),
)  # fmt: skip


def path_of() -> list[tuple[Step, ServicePolicy]]:
    """Every step with the policy after it, beginning with that of 1994; the last is `klantgericht` itself."""
    policy, aim = presets.load(FIRST), presets.load(LAST)
    found = [(Step("start", "As in 1994", ()), policy)]
    for step in STEPS:
        policy = taken(policy, aim, step.fields)
        found.append((step, policy))
    left = diff(policy, aim)
    assert not left, f"no step takes {left}"
    return found


def notches() -> list[tuple[Step, ServicePolicy]]:
    """`klantgericht` with one promise a notch less, and all of them together: `gepast`."""
    policy, aim = presets.load(LAST), presets.load(LESS)
    return [
        *((step, taken(policy, aim, step.fields)) for step in NOTCHES),
        (Step("all", "All of these: gepast", ()), aim),
    ]


def further() -> list[tuple[Step, ServicePolicy]]:
    """`gepast` with one promise another notch less."""
    policy = presets.load(LESS)
    return [
        (Step(code, words, (field,)), presets.with_value(policy, field, value))
        for code, words, field, value in FURTHER
    ]  # fmt: skip


def taken(policy: ServicePolicy, aim: ServicePolicy, patterns: Sequence[str]) -> ServicePolicy:
    """`policy` with what it promises in these fields as `aim` has it."""
    plain, theirs = (tomllib.loads(presets.dump(one)) for one in (policy, aim))
    for one in diff(policy, aim):
        if any(fnmatch(one.field, pattern) for pattern in patterns):
            *way, last = one.field.split(".")
            into, found = plain, theirs
            for part in way:
                into, found = into.setdefault(part, {}), found[part]
            _put(into, last, found)
    return presets.parse(tomli_w.dumps(plain), "story")


def _put(into: dict[str, Any], last: str, found: dict[str, Any]) -> None:
    if last in found:
        into[last] = found[last]
    else:
        into.pop(last, None)
