"""Takes values out of parsed JSON and keeps every fault: which field, what stands there, what is allowed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from voordeur.kernel.errors import FieldError
from voordeur.planning.engine.words import ALLOWED, shown

LARGEST = 1e8  # minutes, some 190 years: what lies beyond is "any time" in a window and a mistake elsewhere


class FormError(ValueError):
    """The input cannot be read; `errors` holds every fault, its field named as in `jobs.j1.service_minutes`."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__("; ".join(f"{e.field}: {e.code} {e.value!r}, allowed: {e.allowed}" for e in errors))
        self.errors = tuple(errors)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of the file that is not in the problem: its kind (job, craftsman, shift, place), its name and its faults.

    A part without an id of its own is named by where it stands, as in `jobs.3`. `priority` and `is_hard` are those of
    a job, as far as they could be read.
    """

    kind: str
    name: str
    errors: tuple[FieldError, ...]
    priority: float = 1.0
    is_hard: bool = False


class Reader:
    """Collects the faults instead of stopping at the first; a value with a fault comes out as something harmless."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def fault(self, path: str, code: str, value: object = "", allowed: str = "", **params: object) -> None:
        """`allowed` is a code of words.ALLOWED, in words when `params` fill it; both are kept for other languages."""
        told = ALLOWED[allowed] % {name: shown(one) for name, one in params.items()} if allowed else ""
        kept = {**params, "allowed": allowed}
        self.errors.append(FieldError(path, code, _short(value), told, params=kept))

    def done(self) -> None:
        if self.errors:
            raise FormError(self.errors)

    def mapping(self, value: object, path: str) -> Mapping[str, Any]:
        if isinstance(value, Mapping):
            return value
        self.fault(path, "missing" if value is None else "not_an_object", value, "object")
        return {}

    def items(self, source: Mapping[str, Any], key: str, path: str) -> list[Any]:
        value = source.get(key)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self.fault(f"{path}{key}", "not_a_list", value, "list")
        return []

    def text(self, source: Mapping[str, Any], key: str, path: str) -> str:
        value = source.get(key)
        if isinstance(value, str) and value:
            return value
        self.fault(f"{path}.{key}", "missing" if value is None else "not_a_text", value, "text")
        return ""

    def number(
        self, source: Mapping[str, Any], key: str, path: str, default: float | None = None, *, low: float = -math.inf
    ) -> float:
        """A duration, a price or a coordinate."""
        value = source.get(key)
        if value is None and default is not None:
            return default
        if is_number(value) and low <= value and abs(value) <= LARGEST:
            return float(value)
        code = "missing" if value is None else "not_allowed"
        if is_number(value) and value > LARGEST:
            self.fault(f"{path}.{key}", code, value, "number_to", high=LARGEST)
        elif low == -math.inf:
            self.fault(f"{path}.{key}", code, value, "number")
        else:
            self.fault(f"{path}.{key}", code, value, "number_from", low=low)
        return max(0.0, low)

    def moment(self, source: Mapping[str, Any], key: str, path: str) -> float:
        """A minute of the horizon; instances write a very large one for "any time"."""
        value = source.get(key)
        if is_number(value) or (isinstance(value, int) and not isinstance(value, bool)):
            return float(min(LARGEST, max(-LARGEST, value)))
        self.fault(f"{path}.{key}", "missing" if value is None else "not_allowed", value, "number")
        return 0.0

    def maybe(self, source: Mapping[str, Any], key: str, path: str) -> float | None:
        return None if source.get(key) is None else self.number(source, key, path)

    def whole(self, source: Mapping[str, Any], key: str, path: str, default: int, *, low: int) -> int:
        value = source.get(key)
        if value is None:
            return default
        if is_number(value) and value == int(value) and low <= value <= LARGEST:
            return int(value)
        self.fault(f"{path}.{key}", "not_allowed", value, "whole_from", low=low)
        return low

    def flag(self, source: Mapping[str, Any], key: str, path: str) -> bool:
        value = source.get(key)
        if value is not None and not isinstance(value, bool):
            self.fault(f"{path}.{key}", "not_allowed", value, "flag")
        return value is True

    def levels(self, source: Mapping[str, Any], path: str) -> dict[str, int]:
        value = source.get("skills")
        given = {} if value is None else self.mapping(value, f"{path}.skills")
        return {str(trade): self.whole(given, trade, f"{path}.skills", 0, low=0) for trade in given}

    def span(self, source: Mapping[str, Any], path: str) -> tuple[float, float]:
        begin, end = self.moment(source, "from_minute", path), self.moment(source, "to_minute", path)
        if end < begin:
            self.fault(f"{path}.to_minute", "before_from", end, "number_from", low=begin)
        return begin, end

    def known(self, value: str, known: set[str], path: str, allowed: str) -> None:
        if value and value not in known:
            self.fault(path, "unknown", value, allowed)


def is_number(value: object) -> TypeGuard[int | float]:
    """A finite number that is no truth value; a whole number too large for a float is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _short(value: object) -> str:
    return shown(value)[:80] if isinstance(value, str | int | float) or value is None else f"{value!s:.80}"
