"""The parameters of the simulation with what was measured of each and how much each moves an answer. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voordeur.base import words
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.register import Parameter
from voordeur.twin.models import Measuring, Study
from voordeur.twin.queries import calibration
from voordeur.twin.queries.calibration import Kept
from voordeur.twin.rules import Status

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from voordeur.parties.models import User

WEIGHED = ("cost_per_home_cents", "mark_repairs")
"""The figures whose weights are shown."""


@dataclass(frozen=True, slots=True)
class Own:
    """What the own history says of a parameter: a value with its interval, of so many observations; or only why it
    says nothing (`reason`)."""

    value: float
    low: float
    high: float
    n: int
    is_outside: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """How far a figure moves when a parameter goes to the ends of its range: the lowest and the highest."""

    low: float
    high: float
    span: float


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter with all that is known of it; `moved` by figure, None for one that was not weighed.

    `name` and `source` in the language of the page; without a source it is an estimate of ours.
    """

    parameter: Parameter
    name: str
    source: str
    own: Own | None
    moved: Mapping[str, Moved] | None

    def span(self, figure: str) -> float:
        """How much it matters for a figure; less than nothing when nobody weighed it."""
        if self.moved is None or figure not in self.moved:
            return -1.0
        return self.moved[figure].span


@dataclass(frozen=True, slots=True)
class Listed:
    """All parameters in their order, with what was measured and the study of weights behind them, if there are any."""

    rows: Sequence[Row]
    kept: Kept | None
    measuring: Measuring | None
    weighed: Study | None


def listed(user: "User | AnonymousUser") -> Listed:
    """Every parameter, for who may read studies."""
    kept, weighed = calibration.newest(), newest_weights(user)
    own = {} if kept is None else _own(kept.result)
    moved = {} if weighed is None else _moved(weighed.result or {})
    language = words.spoken(None)
    rows = [
        Row(
            one,
            one.name.in_language(language),
            one.source.in_language(language) if one.source else "",
            own.get(one.code),
            moved.get(one.code),
        )
        for one in registers.load()
    ]
    return Listed(rows, kept, newest_measuring(), weighed)


def newest_measuring() -> Measuring | None:
    """The last time that somebody asked to measure the own figures."""
    return Measuring.objects.order_by("-asked_at", "-pk").first()


def newest_weights(user: "User | AnonymousUser") -> Study | None:
    """The newest study of what the estimates weigh that somebody may read."""
    seen = Study.objects.visible_to(user).filter(kind="weights", status=Status.DONE)
    return seen.order_by("-ended_at", "-pk").first()


def _own(result: Mapping[str, Any]) -> dict[str, Own]:
    found = {
        one["code"]: Own(one["value"], one["value"], one["value"], one["n"], is_outside=False, reason=one["reason"])
        for one in result["kept"]
    }
    return found | {
        one["code"]: Own(one["value"], one["low"], one["high"], one["n"], is_outside=bool(one["outside"]))
        for one in result["fitted"]
    }


def _moved(answer: Mapping[str, Any]) -> dict[str, Mapping[str, Moved]]:
    return {
        one["code"]: {
            code: _between(one["figures"][code]) for code in WEIGHED if code in one["figures"] and one["is_felt"]
        }
        for one in answer.get("parameters", ())
    }


def _between(found: Mapping[str, Any]) -> Moved:
    ends = [float(found[end]["mean"]) for end in ("at_low", "at_high")]
    return Moved(min(ends), max(ends), float(found["span"]))
