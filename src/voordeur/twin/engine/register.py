"""The parameters of the twin: every number that is no promise, with its range, unit, source and how it is known."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from voordeur.kernel.errors import Refused
from voordeur.policy.models import Words

DATA = Path(__file__).parent.parent / "data"
SECTIONS = (
    "demand",
    "profile",
    "kinds",
    "town",
    "people",
    "line",
    "work",
    "home",
    "complaints",
    "marks",
    "office",
    "money",
)
"""Each has its file, parameters_SECTION.toml, in the order in which they are read out."""

Mark = Literal["found", "derived", "estimate"]


class Parameter(BaseModel):
    """One parameter: `low` to `high` is the range in which it may be turned, and over which its weight is shown.

    Without a `source` it is an estimate of ours and of nobody else.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    section: str
    code: str
    value: float
    low: float
    high: float
    unit: str
    mark: Mark
    source: Words | None = None
    name: Words

    @model_validator(mode="after")
    def _lies_in_its_range(self) -> "Parameter":
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.code}: {self.value} does not lie in {self.low} to {self.high}")
        if self.source is None and self.mark != "estimate":
            raise ValueError(f"{self.code}: what is {self.mark} names its source")
        return self


class Series(BaseModel):
    """Parameters that are weights beside each other, as the hours of a day: one for each value, numbered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    section: str
    code: str
    first: int
    digits: int
    low: float
    high: float
    unit: str
    mark: Mark
    source: Words | None = None
    name: Words
    values: tuple[float, ...]

    def parameters(self) -> list[Parameter]:
        """Each value as a parameter of its own: "hour_09"."""
        return [
            Parameter(
                section=self.section,
                code=f"{self.code}_{number:0{self.digits}d}",
                value=value,
                low=self.low,
                high=self.high,
                unit=self.unit,
                mark=self.mark,
                source=self.source,
                name=Words(nl=self.name.nl.format(number), en=self.name.en.format(number)),
            )
            for number, value in enumerate(self.values, start=self.first)
        ]


@dataclass(frozen=True)
class Register:
    """All parameters with the values in use; `register["patience_seconds"]` is a value."""

    parameters: Mapping[str, Parameter]
    values: Mapping[str, float]

    def __getitem__(self, code: str) -> float:
        return self.values[code]

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self.parameters.values())

    def with_values(self, values: Mapping[str, float]) -> "Register":
        """The same register with other values.

        Raises Refused "unknown_parameter", or "out_of_range" with the field, the value and what is allowed.
        """
        for code, value in values.items():
            if code not in self.parameters:
                raise Refused("unknown_parameter", field=code)
            known = self.parameters[code]
            if not math.isfinite(value) or not known.low <= value <= known.high:
                raise Refused(
                    "out_of_range", field=code, value=f"{value:g}", least=f"{known.low:g}", most=f"{known.high:g}"
                )
        return Register(self.parameters, {**self.values, **_plain(values)})

    def with_measured(self, values: Mapping[str, float]) -> "Register":
        """The same register with what an association measured of itself, also outside the range of the estimates.

        Raises Refused "unknown_parameter", or "out_of_range" for a share outside 0 to 1 and for anything below
        zero.
        """
        for code, value in values.items():
            if code not in self.parameters:
                raise Refused("unknown_parameter", field=code)
            most = 1.0 if self.parameters[code].unit == "share" and self.parameters[code].high <= 1.0 else math.inf
            if not math.isfinite(value) or not 0.0 <= value <= most:
                raise Refused("out_of_range", field=code, value=f"{value:g}", least="0", most=f"{most:g}")
        return Register(self.parameters, {**self.values, **_plain(values)})

    def series(self, code: str) -> list[float]:
        """The values of a series, in order: `series("weekday")` has seven."""
        return [self[name] for name in self.values if name.rpartition("_")[0] == code]

    @property
    def turned(self) -> dict[str, float]:
        """The values that differ from those of the register as it is shipped."""
        return {code: value for code, value in self.values.items() if value != self.parameters[code].value}


def _plain(values: Mapping[str, float]) -> dict[str, float]:
    """As floats: for whole numbers the kernel would be compiled anew."""
    return {code: float(value) for code, value in values.items()}


@lru_cache(maxsize=1)
def load() -> Register:
    """The register as it is shipped."""
    entries: list[Parameter] = []
    for section in SECTIONS:
        kept = tomllib.loads((DATA / f"parameters_{section}.toml").read_text(encoding="utf-8"))
        entries += [Parameter.model_validate(one) for one in kept.get("parameter", [])]
        entries += [each for one in kept.get("series", []) for each in Series.model_validate(one).parameters()]
    parameters = {one.code: one for one in entries}
    if len(parameters) != len(entries):
        raise ValueError("a parameter stands twice in the register")
    return Register(parameters, {code: one.value for code, one in parameters.items()})
