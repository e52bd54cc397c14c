"""Every promise of a policy a notch down and a notch up: what each does to costs, people, waiting and marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from voordeur.kernel.errors import Refused
from voordeur.policy.diff import promises
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine import notches
from voordeur.twin.engine.notches import Notch
from voordeur.twin.engine.questions import controls, rounds
from voordeur.twin.engine.questions.chances import AT, holm
from voordeur.twin.engine.questions.controls import NOW, NUDGES, Reading, Ruler
from voordeur.twin.engine.questions.rounds import AtMost, Story
from voordeur.twin.engine.questions.variants import Asked, Known, Variant, told_interval, told_kpis

COST, MARK = "cost_per_home_cents", "mark_repairs"
FIGURES = (
    COST,
    MARK,
    "mark_contact",
    "repair_lead_days",
    "emergencies_in_4_hours_share",
    "phone_wait_seconds",
    "complaints_per_1000_homes",
    "fte_contact",
    "fte_second_line",
    "fte_craft",
    "fte_planning",
)
LEAST_REPLICATIONS = 2


@dataclass(frozen=True)
class Tornado:
    """One policy and its notches, each beside what it says now."""

    policy: ServicePolicy
    notches: tuple[Notch, ...]
    stuck: tuple[str, ...]
    values: Mapping[str, float]
    replications: int

    def wanted(self, known: Known) -> Sequence[Asked]:
        return list(rounds.tell(self._story(), known).asked.values())

    @property
    def at_most(self) -> AtMost:
        return AtMost(1, rounds.pieces(1 + len(NUDGES) + len(self.notches), self.replications))

    def answer(self, known: Known) -> dict[str, Any]:
        told = rounds.tell(self._story(), known)
        names = {_name(number): notch for number, notch in enumerate(self.notches)}
        readings = _readings(known, list(names))
        holds = _standing(readings)
        turned: dict[str, list[dict[str, Any]]] = {}
        for name, notch in names.items():
            turned.setdefault(notch.field, []).append(_told(name, notch, readings, holds))
        table = notches.load()
        now = promises(self.policy)
        ordered = sorted(turned, key=lambda field: (-_effect(turned[field]), field))
        return {
            "policy": self.policy.name,
            "figures": list(FIGURES),
            "now": {code: one for code, one in told_kpis(known.kpis(NOW)).items() if code in FIGURES},
            "promises": [
                {
                    "field": field,
                    "name": table.turned[field].name.model_dump(),
                    "now": notches.plain(now[field]),
                    "notches": turned[field],
                }
                for field in ordered
            ],
            "stuck": list(self.stuck),
            "unfelt": [one.model_dump() for one in table.unfelt],
            "test": {"at": AT, "notches": len(names), "replications": self.replications, "controls": len(NUDGES)},
            "simulated": rounds.simulated(told),
        }

    def _story(self) -> Story[None]:
        yield [
            *controls.asked(self.policy, self.values, self.replications),
            *(Asked(variant, self.replications) for variant in self._variants),
        ]

    @cached_property
    def _variants(self) -> list[Variant]:
        return [
            Variant(_name(number), notches.changed(self.policy, notch.changes))
            for number, notch in enumerate(self.notches)
        ]


def tornado(
    policy: ServicePolicy, fields: Sequence[str], replications: int, values: Mapping[str, float] | None = None
) -> Tornado:
    """A policy with these of its promises a notch down and up; all that can be turned when none is named.

    `values`: of the register in use. Raises Refused "unknown_promise", "promise_not_felt", "too_few_replications", or
    "nothing_to_turn".
    """
    if replications < LEAST_REPLICATIONS:
        raise Refused("too_few_replications", value=replications, least=LEAST_REPLICATIONS)
    table = notches.load()
    turned = [table.find(field) for field in dict.fromkeys(fields)] or list(table.turned.values())
    found = {one.field: one.notches(policy) for one in turned}
    if not any(found.values()):
        raise Refused("nothing_to_turn")
    stuck = tuple(field for field, own in found.items() if not own)
    return Tornado(policy, tuple(notch for own in found.values() for notch in own), stuck, values or {}, replications)


Readings = dict[tuple[str, str], Reading]
"""By notch and figure, or by notch and group."""


def _name(number: int) -> str:
    return f"notch_{number}"


def _readings(known: Known, names: Sequence[str]) -> Readings:
    """What each notch moves beside the policy as it is; of groups their mark."""
    ruler = Ruler(known)
    found = {(name, code): ruler.figure(name, code) for name in names for code in FIGURES}
    groups = list(known.lives[NOW][0].groups)
    return found | {(name, group): ruler.group(name, group, MARK) for name in names for group in groups}


def _standing(readings: Readings) -> dict[tuple[str, str], bool]:
    """Which differences stand among all of the same picture: one picture a figure, and one of all groups."""
    pictures: dict[str, dict[tuple[str, str], float]] = {}
    for (name, what), one in readings.items():
        pictures.setdefault(what if what in FIGURES else "", {})[name, what] = one.p_value
    return {key: stands for picture in pictures.values() for key, stands in holm(picture).items()}


def _told(name: str, notch: Notch, readings: Readings, holds: Mapping[tuple[str, str], bool]) -> dict[str, Any]:
    """A notch as plain values: what it moves, for whom, and which of that stands."""
    told = {
        what: {**told_interval(one.found), "differs": one.found.differs, "holds": holds[own, what]}
        for (own, what), one in readings.items()
        if own == name
    }
    groups = {what: one for what, one in told.items() if what not in FIGURES}
    return {
        "side": notch.side,
        "value": notch.value,
        "is_felt": any(one["low"] or one["high"] for one in told.values()),
        "differences": {code: told[code] for code in FIGURES},
        "groups": groups,
        "losers": [group for group, one in groups.items() if one["holds"] and one["mean"] < 0.0],
        "winners": [group for group, one in groups.items() if one["holds"] and one["mean"] > 0.0],
    }


def _effect(told: Sequence[dict[str, Any]]) -> float:
    """The largest effect on costs of the notches of a promise."""
    return max(abs(float(one["differences"][COST]["mean"])) for one in told)
