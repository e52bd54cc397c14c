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
FILES = ("parameters_tenants.toml", "parameters_work.toml", "parameters_money.toml")

Mark = Literal["found", "derived", "estimate"]


class Parameter(BaseModel):
    """One parameter: `low` to `high` is the range in which it may be turned, and over which its weight is shown."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    section: str
    code: str
    value: float
    low: float
    high: float
    unit: str
    mark: Mark
    source: str
    name: Words

    @model_validator(mode="after")
    def _lies_in_its_range(self) -> "Parameter":
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.code}: {self.value} does not lie in {self.low} to {self.high}")
        return self


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
        return Register(self.parameters, {**self.values, **values})

    @property
    def turned(self) -> dict[str, float]:
        """The values that differ from those of the register as it is shipped."""
        return {code: value for code, value in self.values.items() if value != self.parameters[code].value}


@lru_cache(maxsize=1)
def load() -> Register:
    """The register as it is shipped."""
    entries = [one for name in FILES for one in tomllib.loads((DATA / name).read_text(encoding="utf-8"))["parameter"]]
    parameters = {one["code"]: Parameter.model_validate(one) for one in entries}
    if len(parameters) != len(entries):
        raise ValueError("a parameter stands twice in the register")
    return Register(parameters, {code: one.value for code, one in parameters.items()})
