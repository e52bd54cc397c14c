"""The decorators of everything that is compiled here; kernel/compiling.py says what that means."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from voordeur.kernel.compiling import Compiler

F = TypeVar("F", bound=Callable[..., object])

SOURCES = tuple(
    path
    for path in sorted(Path(__file__).parent.glob("*.py"))
    if path.name == "forms.py" or b"kernel.compiled import" in path.read_bytes()
)
_compile = Compiler(SOURCES, counts_references=False)


def compiled(function: F) -> F:
    """Compile with numba when compiled code first calls it. Counts no references, so it may not make arrays."""
    return _compile(function)


def entry(function: F) -> F:
    """Like compiled(), for what Python calls: other threads run meanwhile."""
    return _compile(function, is_entry=True)


def part(function: F) -> F:
    """Like compiled(), for what is called in one place only: it becomes a part of its caller and costs no compiling of
    its own."""
    return _compile(function, inline="always")
