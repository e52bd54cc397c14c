"""Fields of a file that the form does not have: misspelt, they would be a silent default."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from voordeur.planning.engine.problem import (
    After,
    Break,
    Craftsman,
    Job,
    Lock,
    Place,
    Problem,
    Shift,
    Travel,
    Weights,
    Window,
)


@dataclass(frozen=True, slots=True)
class _Form:
    names: frozenset[str]
    inside: Mapping[str, "_Form"]


def _form(of: type, more: tuple[str, ...] = (), **inside: _Form) -> _Form:
    return _Form(frozenset({*(each.name for each in fields(of)), *more}), inside)


FORM = _form(
    Problem,
    ("version",),
    places=_form(Place),
    travel=_form(Travel),
    craftsmen=_form(Craftsman, shifts=_form(Shift, breaks=_form(Break))),
    jobs=_form(Job, windows=_form(Window), after=_form(After), lock=_form(Lock)),
    weights=_form(Weights),
)


def unknown_fields(source: Mapping[str, Any]) -> list[str]:
    """The unknown ones, each once, named by where they stand as in `jobs.windows.from`."""
    return sorted(set(_unknown(source, FORM, "")))


def _unknown(data: object, form: _Form, path: str) -> Iterator[str]:
    if isinstance(data, list):
        for each in data:
            yield from _unknown(each, form, path)
    if isinstance(data, Mapping):
        if not data.keys() <= form.names:
            yield from (f"{path}{name}"[:80] for name in data.keys() - form.names)
        for name, inside in form.inside.items():
            yield from _unknown(data.get(name), inside, f"{path}{name}.")
