"""How often things break beside each other, for who makes up or simulates reports. Decides nothing about a repair."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent.parent / "data" / "often.toml"


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    return {key: float(weight) for key, weight in tomllib.loads(DATA.read_text(encoding="utf-8"))["thing"].items()}


def weight_of(thing: str) -> float:
    """How much likelier this thing breaks than one of which nothing is known, which counts once (estimates)."""
    return _weights().get(thing, 1.0)
