"""The decorators of everything that is compiled here; kernel/compiling.py says what that means."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from voordeur.kernel.compiling import Compiler
from voordeur.planning.engine.kernel.compiled import SOURCES as OF_PLANNING

F = TypeVar("F", bound=Callable[..., object])

_compile = Compiler([*OF_PLANNING, *Path(__file__).parent.glob("*.py")], counts_references=True)


def compiled(function: F) -> F:
    """Compile with numba when compiled code first calls it."""
    return _compile(function)


def entry(function: F) -> F:
    """Like compiled(), for what Python calls: other threads run meanwhile."""
    return _compile(function, is_entry=True)
