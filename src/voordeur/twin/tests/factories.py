"""Builders of studies for tests: small enough to be simulated."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from voordeur.base import lanes
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy import presets
from voordeur.twin.models import Study
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
