"""Builders of studies for tests: small enough to be simulated."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from voordeur.base import lanes
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy import presets
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.kpis import GROUP_UNITS, UNITS
from voordeur.twin.engine.questions import parts
from voordeur.twin.engine.questions.controls import CONTROLS
from voordeur.twin.engine.questions.rounds import is_lived
from voordeur.twin.engine.questions.variants import Known, Life, Question
from voordeur.twin.engine.world import Staff
from voordeur.twin.models import Calibration, Study, StudyPart, StudyVariant
from voordeur.twin.rules import Status
from voordeur.twin.services import studies

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def wanted(kind: str = "compare", asked: Mapping[str, Any] | None = None, **changes: Any) -> studies.Wanted:
    """Two policies beside each other in 150 homes, twice."""
    policies = [presets.dump(presets.load(name)) for name in ("klantgericht", "gepast")]
    values: dict[str, Any] = {
        "kind": kind,
        "name": "klantgericht, gepast",
        "asked": asked or {"policies": policies},
        "homes": 150,
        "replications": 2,
        "seed": 1,
        "first_on": date(2027, 1, 1),
    }
    return studies.Wanted(**(values | changes))


def make_study(by: User | None = None, *, now: datetime = NOW, **changes: Any) -> Study:
    """A study that waits for whoever computes."""
    return studies.ask(wanted(**changes), by=by or make_user(role=Role.MANAGER), now=now)


def work_off() -> int:
    """Do everything that waits in the lane, in this process; how many parts that were."""
    done = 0
    while lanes.run_one(studies.LANE):
        done += 1
    return done


def lives_of(question: Question, replications: int = 4, *, of_districts: int = 1) -> Known:
    """What a question would know after years that were never lived: other figures for every variant and every year."""
    known = Known()
    while unknown := [one for one in question.wanted(known) if not is_lived([one], known)]:
        for one in unknown:
            name = one.variant.name
            # Every digit of the name counts, so that no two variants are the same; a control lies near the first.
            is_control = name in CONTROLS
            first = unknown[0].variant.name if is_control else name
            shift = sum(map(ord, first)) % 37 / 1000 + (CONTROLS.index(name) / 1e5 if is_control else 0.0)
            known.staff[name] = Staff(np.ones((1, 7, 96), dtype=np.int64), np.ones((2, 7)), 0.8)
            known.lives[name] = [
                _life(shift, number, of_districts) for number in range(max(replications, one.replications))
            ]
    return known


def _life(shift: float, number: int, of_districts: int) -> Life:
    luck = 1.0 + shift + (number % 3) / 100
    groups = ["all", "older", "working", "offline", "others", *(f"district_{one + 1}" for one in range(of_districts))]
    return Life(
        {code: SIZES.get(unit, 1.0) * luck for code, unit in UNITS.items()},
        {group: {code: SIZES.get(unit, 1.0) * luck for code, unit in GROUP_UNITS.items()} for group in groups},
    )


SIZES = {"cents_per_year": 27_500.0, "mark": 7.6, "share": 0.5, "seconds": 30.0, "days": 7.0, "per_year": 10.0}


def make_done(by: User | None = None, *, now: datetime = NOW, keeps_lives: bool = False, **changes: Any) -> Study:
    """A study with an answer, without a year being simulated; `keeps_lives`: also what was lived for it."""
    study = make_study(by, now=now, **changes)
    StudyPart.objects.filter(variant__study=study).delete()
    question = studies.question_of(study)
    known = lives_of(question, study.replications)
    for one in question.wanted(known):
        name = one.variant.name
        variant, _ = StudyVariant.objects.get_or_create(
            study=study, name=name, defaults={"policy": presets.dump(one.variant.policy)}
        )
        if keeps_lives:
            lived = parts.packed(known.lives[name])
            StudyPart.objects.create(variant=variant, first=0, last=len(lived), answer=lived)
    study.result = question.answer(known)
    study.status, study.ended_at = Status.DONE, now
    study.save()
    return study


def make_calibration(**values: float) -> Calibration:
    """What the own history would have taught."""
    known = registers.load().parameters
    fitted = [
        {
            "code": code, "value": value, "low": value * 0.9, "high": value * 1.1, "n": 3201, "how": "counted",
            "outside": not known[code].low <= value <= known[code].high,
        }
        for code, value in (values or {"repairs_per_home": 5.25, "fix_share": 0.7123}).items()
    ]  # fmt: skip
    kept = [{"code": "material_days", "value": 5.0, "n": 3, "reason": "too_few"}]
    return Calibration.objects.create(
        made_at=NOW,
        from_on=date(2026, 1, 1),
        until_on=date(2026, 10, 31),
        homes=300,
        result={"fitted": fitted, "kept": kept},
    )
