"""The decorator of everything that is compiled: typed, kept on disk, and never stale.

Set NUMBA_CACHE_DIR to say where the compiled code is kept; by default it lies beside the sources.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core.caching import IndexDataCacheFile

F = TypeVar("F", bound=Callable[..., object])

_sources = [
    path
    for path in sorted(Path(__file__).parent.glob("*.py"))
    if path.name == "forms.py" or b"kernel.compiled import" in path.read_bytes()
]
# One digest for the whole package: a change in one file changes what is inlined in others, which numba does not see.
_digest = hashlib.sha256(b"".join(path.read_bytes() for path in _sources)).hexdigest()


def compiled(function: F) -> F:
    """Compile with numba when compiled code first calls it. Counts no references, so it may not make arrays."""
    return _compile(function, is_entry=False)


def entry(function: F) -> F:
    """Like compiled(), for what Python calls: other threads run meanwhile."""
    return _compile(function, is_entry=True)


def part(function: F) -> F:
    """Like compiled(), for what is called in one place only: it becomes a part of its caller and costs no compiling of
    its own."""
    return _compile(function, is_entry=False, inline="always")


def _compile(function: F, *, is_entry: bool, inline: str = "never") -> F:
    # A division by zero gives infinity. What only compiled code calls needs no way in from Python: that takes longer to
    # compile than the function itself.
    njit: Any = numba.njit  # its stubs do not know all of its settings
    dispatcher = njit(
        cache=True,
        nogil=True,
        error_model="numpy",
        _nrt=False,
        inline=inline,
        no_cfunc_wrapper=True,
        no_cpython_wrapper=not is_entry,
    )(function)
    cache = getattr(dispatcher, "_cache", None)
    if cache is not None and hasattr(cache, "_cache_file"):
        # Numba offers no setting for the name under which it keeps code, and by itself compares the time of one file.
        base = f"{cache._impl.filename_base}-{_digest[:12]}"  # noqa: SLF001
        keep: Any = IndexDataCacheFile
        cache._cache_file = keep(cache._cache_path, base, _digest)  # noqa: SLF001
    return cast("F", dispatcher)
