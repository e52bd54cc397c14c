"""Independent streams of chance from one seed: what one part draws never shifts what another part gets.

Holds no clock and no entropy of the machine: the same seed and names give the same numbers everywhere.
"""

import base64
import hashlib
import random


def _digest(seed: int, names: tuple[str | int, ...]) -> bytes:
    # A separator that no name holds, so that ("a", "bc") and ("ab", "c") are different streams.
    return hashlib.sha256("\x1f".join([str(seed), *map(str, names)]).encode()).digest()


def number(seed: int, *names: str | int) -> int:
    """A number of 0 to 2**64 - 1, to seed a generator with."""
    return int.from_bytes(_digest(seed, names)[:8])


def stream(seed: int, *names: str | int) -> random.Random:
    """A generator of its own for this seed and these names."""
    return random.Random(number(seed, *names))  # noqa: S311 - an example world, no secrets


def token(seed: int, *names: str | int) -> str:
    """A name of 32 letters, figures, `-` and `_`. Whoever knows the seed can work it out: it keeps no secret."""
    return base64.urlsafe_b64encode(_digest(seed, names)[:24]).decode()
