"""The simulated years behind the story and the guide: asks them of the twin and keeps what was found."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from steps import FIRST, LAST, LESS, Step, further, notches, path_of

from voordeur.planning.engine.kernel.forms import Floats
from voordeur.policy import presets
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.dials import turned
from voordeur.twin.engine.kpis import GROUP_UNITS, UNITS, Interval, interval
from voordeur.twin.engine.questions.beside import Compare
from voordeur.twin.engine.questions.controls import CONTROLS, NOW, apart, of, of_group, reading, went_alike
from voordeur.twin.engine.questions.variants import Known, Life, Question, Size, Variant
from voordeur.twin.engine.questions.weights import weights
from voordeur.twin.engine.study import ask
from voordeur.twin.engine.world import Setting

KEPT = Path(__file__).parent / "figures.json"
WINDOW, HOURS = "repairs.appointment.window_hours", ("2", "4", "8")
STAFF = ("fte_contact", "fte_second_line", "fte_craft", "fte_planning")
# What the story claims, as figures: cost and staff rise, craftsmen get less done, marks rise.
CLAIMS = (
    "cost_per_home_cents", "fte", "work_minutes_per_craftsman_day", "jobs_per_craftsman_day", "mark_repairs",
    "mark_contact",
)  # fmt: skip

Told = dict[str, tuple[float, float, float]]  # by figure its mean and the ends of its 95% interval


@dataclass(frozen=True)
class Scale:
    """How much is simulated: of the story itself, and of each turn of a parameter."""

    homes: int
    replications: int
    doubt_homes: int
    doubt_replications: int
    seed: int
    processes: int | None


def found(scale: Scale) -> dict[str, Any]:
    """Everything that the story and the guide tell, as plain values."""
    path, less, more = path_of(), notches(), further()
    window = {hours: turned(presets.load(LESS), WINDOW, hours) for hours in HOURS}
    variants = {step.code: policy for step, policy in (*path, *less, *more)} | {
        f"window_{hours}": policy for hours, policy in window.items()
    }
    # The first is the one that has controls: the same policy with its people counted anew.
    first = [Variant("rest", variants.pop("rest"))]
    asked = (*first, *(Variant(code, policy) for code, policy in variants.items()))
    known = _ask(Compare(asked, scale.replications), scale.homes, scale.replications, scale)
    codes = [step.code for step, _ in path]
    return {
        "homes": scale.homes,
        "replications": scale.replications,
        "seed": scale.seed,
        "levels": {one.name: _levels(known, one.name) for one in asked},
        "groups": {name: {g: _told(own) for g, own in known.groups(name).items()} for name in ("start", "rest", "all")},
        "steps": [_beside(known, step, before) for (step, _), before in zip(path[1:], codes, strict=False)],
        "whole": _differences(known, "start", "rest"),
        "groups_whole": _by_group(known, "start", "rest"),
        "notches": [_beside(known, step, "rest") for step, _ in less],
        "groups_less": _by_group(known, "rest", "all"),
        "further": [_beside(known, step, "all") for step, _ in more],
        "window": {hours: _differences(known, "window_2", f"window_{hours}") for hours in HOURS},
    }


def doubt(scale: Scale) -> dict[str, Any]:
    """How much the parameters move the whole way from 1994, one at a time and all at once, in fewer years."""
    question = weights([presets.load(FIRST), presets.load(LAST)], scale.doubt_replications, seed=scale.seed)
    known = _ask(question, scale.doubt_homes, scale.doubt_replications, scale)
    told = question.answer(known)
    return {
        "homes": scale.doubt_homes,
        "replications": scale.doubt_replications,
        "usual": _told({code: interval(_way(known, NOW, code).tolist()) for code in CLAIMS}),
        "parameters": [
            {
                **{name: one[name] for name in ("code", "unit", "mark", "value", "low", "high")},
                "name": one["name"]["en"],
                **{f"at_{end}": _at(known, f"{one['code']}/{end}") for end in ("low", "high")},
            }
            for one in told["parameters"]
        ],
        "draws": {
            code: [_digits(float(_way(known, f"draw_{number}", code).mean())) for number in range(question.draws)]
            for code in CLAIMS
        },
    }


def _way(known: Known, name: str, code: str, most: int | None = None) -> Floats:
    """How much a figure lies higher under the last policy than under the first, in each year of luck."""
    ends = [_lived(known.lives[f"{name}/{at}"][:most], code) for at in (0, 1)]
    return np.subtract(ends[1], ends[0])


def _at(known: Known, name: str) -> Told:
    """The whole way with a parameter at one end of its range; as it is when it is there already."""
    usual = {code: float(_way(known, NOW, code).mean()) for code in CLAIMS}
    if f"{name}/0" not in known.lives:
        return _told({code: Interval(value, value, value) for code, value in usual.items()})
    found: dict[str, Interval] = {}
    for code in CLAIMS:
        other = _way(known, name, code)
        beside = np.array([_way(known, one, code, len(other)) for one in (NOW, *CONTROLS)])
        if all(went_alike(known, f"{NOW}/{at}", f"{name}/{at}") for at in (0, 1)):
            shift = reading(other - beside[0], 0.0, len(CONTROLS)).found
        else:
            anew = float(beside.mean(axis=1).var(ddof=1)) * (1.0 + 1.0 / len(beside))
            shift = reading(other - beside.mean(axis=0), anew, len(CONTROLS)).found
        found[code] = Interval(*(usual[code] + one for one in (shift.mean, shift.low, shift.high)))
    return _told(found)


def _ask(question: Question, homes: int, replications: int, scale: Scale) -> Known:
    size = Size(Setting(homes, date(2027, 1, 1), scale.seed), 1, replications)

    def told(done: int, total: int) -> None:
        if done % max(1, total // 20) == 0:
            print(f"{homes} homes: {done}/{total}", flush=True)

    return ask(question, size, registers.load(), processes=scale.processes, on_progress=told)


def _lived(lives: Sequence[Life], code: str) -> Floats:
    """A figure of each replication; `fte`: all people together."""
    codes = STAFF if code == "fte" else (code,)
    return np.array([sum(life.figures[one] for one in codes) for life in lives])


def _levels(known: Known, name: str) -> Told:
    return _told({code: interval(_lived(known.lives[name], code).tolist()) for code in (*UNITS, "fte")})


def _differences(known: Known, a: str, b: str) -> Told:
    """`b` minus `a`, as sure as the years of luck *and* the counting of the people of both let it be."""
    figures = {code: of(code) for code in UNITS} | {"fte": lambda life: sum(life.figures[one] for one in STAFF)}
    return _told({code: apart(known, a, b, figure, "rest").found for code, figure in figures.items()})


def _by_group(known: Known, a: str, b: str) -> dict[str, Told]:
    return {
        group: _told({code: apart(known, a, b, of_group(group, code), "rest").found for code in GROUP_UNITS})
        for group in known.lives[a][0].groups
    }


def _beside(known: Known, step: Step, before: str) -> dict[str, Any]:
    return {
        "code": step.code,
        "words": step.words,
        "moved": _differences(known, before, step.code),
    }


def _digits(value: float) -> float:
    return float(f"{value:.6g}")


def _told(figures: Mapping[str, Interval]) -> Told:
    return {code: (_digits(one.mean), _digits(one.low), _digits(one.high)) for code, one in figures.items()}


def keep(found: dict[str, Any]) -> None:
    """Keep these parts beside what was kept of others."""
    figures = {**(kept() if KEPT.exists() else {}), **found}
    KEPT.write_text(_lines(figures) + "\n", encoding="utf-8")


def _lines(figures: dict[str, Any]) -> str:
    """JSON with a line for each figure, so that a change can be read."""
    text = json.dumps(figures, indent=1)
    return re.sub(r"\[\s+(-?[\d.e+-]+),\s+(-?[\d.e+-]+),\s+(-?[\d.e+-]+)\s+\]", r"[\1, \2, \3]", text)


def kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found
