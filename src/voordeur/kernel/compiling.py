"""Compiled code that is kept on disk and never stale: how numba is asked for it, in one place.

Set NUMBA_CACHE_DIR to say where the compiled code is kept; by default it lies beside the sources.
"""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core.caching import IndexDataCacheFile

F = TypeVar("F", bound=Callable[..., object])


class Compiler:
    """Compiles functions of one package of kernels.

    `sources`: every file whose change makes the compiled code stale. A change in one file changes what is inlined in
    others, which numba does not see; so one digest stands for all of them. `counts_references`: whether the code may
    hold what Python counts references to (arrays made on the way, kinds behind a pointer).
    """

    def __init__(self, sources: Iterable[Path], *, counts_references: bool) -> None:
        self._digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(sources))).hexdigest()
        self._counts_references = counts_references

    def __call__(self, function: F, *, is_entry: bool = False, inline: str = "never") -> F:
        """The function, compiled when it is first called; only an entry can be called by Python."""
        # A division by zero gives infinity. What only compiled code calls needs no way in from Python: that takes
        # longer to compile than the function itself.
        njit: Any = numba.njit  # its stubs do not know all of its settings
        dispatcher = njit(
            cache=True,
            nogil=True,
            error_model="numpy",
            _nrt=self._counts_references,
            inline=inline,
            no_cfunc_wrapper=True,
            no_cpython_wrapper=not is_entry,
        )(function)
        cache = getattr(dispatcher, "_cache", None)
        if cache is not None and hasattr(cache, "_cache_file"):
            # Numba offers no setting for the name under which it keeps code, and by itself compares the time of one
            # file.
            base = f"{cache._impl.filename_base}-{self._digest[:12]}"  # noqa: SLF001
            keep: Any = IndexDataCacheFile
            cache._cache_file = keep(cache._cache_path, base, self._digest)  # noqa: SLF001
        return cast("F", dispatcher)
