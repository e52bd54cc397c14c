"""Every promise of a policy a notch down and a notch up: what each does to costs, people, waiting and marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from voordeur.kernel.errors import Refused
from voordeur.policy.diff import promises
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine import notches
from voordeur.twin.engine.notches import Notch
from voordeur.twin.engine.questions import rounds
from voordeur.twin.engine.questions.chances import AT, holm, p_value
from voordeur.twin.engine.questions.rounds import Story
from voordeur.twin.engine.questions.variants import Asked, Known, Variant, digits, told_interval, told_kpis

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
GROUP_FIGURE = MARK
LEAST_REPLICATIONS = 2
NOW = "now"


@dataclass(frozen=True)
class Tornado:
    """One policy and its notches, each beside what it says now."""

    policy: ServicePolicy
    notches: tuple[Notch, ...]
    stuck: tuple[str, ...]
    replications: int

    def wanted(self, known: Known) -> Sequence[Asked]:
        return list(rounds.tell(self._story(), known).asked.values())

    def answer(self, known: Known) -> dict[str, Any]:
        told = rounds.tell(self._story(), known)
        names = {_name(number): notch for number, notch in enumerate(self.notches)}
        holds = _standing(known, list(names))
        turned: dict[str, list[dict[str, Any]]] = {}
        for name, notch in names.items():
            turned.setdefault(notch.field, []).append(_told(known, name, notch, holds))
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
            "test": {"at": AT, "notches": len(names), "replications": self.replications},
            "simulated": rounds.simulated(told),
        }

    def _story(self) -> Story[None]:
        yield [
            Asked(Variant(NOW, self.policy), self.replications),
            *(
                Asked(Variant(_name(number), notches.changed(self.policy, notch.changes)), self.replications)
                for number, notch in enumerate(self.notches)
            ),
        ]


def tornado(policy: ServicePolicy, fields: Sequence[str], replications: int) -> Tornado:
    """A policy with these of its promises a notch down and up; all that can be turned when none is named.

    Raises Refused "unknown_promise", "promise_not_felt", "too_few_replications", or "nothing_to_turn".
    """
    if replications < LEAST_REPLICATIONS:
        raise Refused("too_few_replications", value=replications, least=LEAST_REPLICATIONS)
    table = notches.load()
    turned = [table.find(field) for field in dict.fromkeys(fields)] or list(table.turned.values())
    found = {one.field: one.notches(policy) for one in turned}
    if not any(found.values()):
        raise Refused("nothing_to_turn")
    stuck = tuple(field for field, own in found.items() if not own)
    return Tornado(policy, tuple(notch for own in found.values() for notch in own), stuck, replications)


def _name(number: int) -> str:
    return f"notch_{number}"


def _standing(known: Known, names: Sequence[str]) -> dict[tuple[str, str], bool]:
    """By notch and figure, or by notch and group, whether a difference stands among all of the same picture."""
    holds: dict[tuple[str, str], bool] = {}
    now = known.values(NOW)
    for code in FIGURES:
        chances = {
            (name, code): p_value(_differences(known, name, code), sum(now[code]) / len(now[code])) for name in names
        }
        holds |= holm(chances)
    groups = list(known.lives[NOW][0].groups)
    return holds | holm(
        {(name, group): p_value(_group_differences(known, name, group)) for name in names for group in groups}
    )


def _differences(known: Known, name: str, code: str) -> list[float]:
    pairs = zip(known.lives[NOW], known.lives[name], strict=True)
    return [other.figures[code] - one.figures[code] for one, other in pairs]


def _group_differences(known: Known, name: str, group: str) -> list[float]:
    pairs = zip(known.lives[NOW], known.lives[name], strict=True)
    return [other.groups[group][GROUP_FIGURE] - one.groups[group][GROUP_FIGURE] for one, other in pairs]


def _told(known: Known, name: str, notch: Notch, holds: dict[tuple[str, str], bool]) -> dict[str, Any]:
    """A notch as plain values: what it moves, for whom, and which of that stands."""
    differences = known.difference(NOW, name)
    groups = {group: own[GROUP_FIGURE] for group, own in known.group_difference(NOW, name).items()}
    figures = {
        code: {**told_interval(differences[code]), "differs": differences[code].differs, "holds": holds[name, code]}
        for code in FIGURES
    }
    marks = {
        group: {**told_interval(one), "differs": one.differs, "holds": holds[name, group]}
        for group, one in groups.items()
    }
    return {
        "side": notch.side,
        "value": notch.value,
        "is_felt": any(digits(one.low) or digits(one.high) for one in differences.values()),
        "differences": figures,
        "groups": marks,
        "losers": [group for group, one in marks.items() if one["holds"] and one["mean"] < 0.0],
        "winners": [group for group, one in marks.items() if one["holds"] and one["mean"] > 0.0],
    }


def _effect(told: Sequence[dict[str, Any]]) -> float:
    """The largest effect on costs of the notches of a promise."""
    return max(abs(float(one["differences"][COST]["mean"])) for one in told)
