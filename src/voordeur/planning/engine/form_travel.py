"""Reads how long ways take: a matrix with holes is used as it is, a cell that is no travel time is a hole."""

import math
from collections.abc import Mapping
from typing import Any

from voordeur.planning.engine.form_values import LARGEST, Reader, is_number
from voordeur.planning.engine.problem import Travel

MOST_TOLD = 20  # faults of one matrix that are told one by one

Rows = tuple[tuple[float, ...], ...]


def read_travel(read: Reader, remarks: Reader, source: Mapping[str, Any], places: int) -> Travel:
    """`read` takes what makes planning impossible: another kind, a speed that is none, no matrix. `remarks` takes the
    cells and rows that are wrong: nobody can go these ways."""
    kind = source.get("kind")
    if kind == "distance":
        speed = read.number(source, "speed_kmh", "travel", 30.0, low=0.1)
        return Travel("distance", speed_kmh=speed, detour=read.number(source, "detour", "travel", 1.3, low=0.1))
    if kind == "euclidean":
        return Travel("euclidean", speed=read.number(source, "speed", "travel", 1.0, low=1e-6))
    if kind != "matrix":
        read.fault("travel.kind", "missing" if kind is None else "not_allowed", kind, "kinds")
        return Travel("euclidean")
    if not isinstance(source.get("minutes"), list):
        read.fault("travel.minutes", "missing", source.get("minutes"), "list")
        return Travel("matrix")
    before = len(remarks.errors)
    minutes = _matrix(remarks, source["minutes"], "minutes", places)
    km: Rows = ()
    if source.get("km") is not None:
        given = remarks.items(source, "km", "travel.")
        km = _matrix(remarks, given, "km", places) if given else ()
    told = remarks.errors[before:]
    del remarks.errors[before + MOST_TOLD :]
    if len(told) > MOST_TOLD:
        remarks.fault("travel", "wrong_size", f"{len(told)} cells and rows", "matrix_cell")
    return Travel("matrix", minutes=minutes, km=km)


def _matrix(remarks: Reader, rows: list[Any], key: str, size: int) -> Rows:
    """Exactly `size` rows of `size` numbers; a hole (null, or a value that is none) is a way that nobody can go."""
    if len(rows) != size:
        remarks.fault(f"travel.{key}", "wrong_size", len(rows), "matrix_rows", size=size)
    found = [_row(remarks, row, f"travel.{key}.{number}", size) for number, row in enumerate(rows[:size])]
    found += [(math.inf,) * size] * (size - len(found))
    return tuple(found)


def _row(remarks: Reader, row: object, path: str, size: int) -> tuple[float, ...]:
    if not isinstance(row, list):
        remarks.fault(path, "not_a_list", row, "matrix_row", size=size)
        row = []
    elif len(row) != size:
        remarks.fault(path, "wrong_size", len(row), "matrix_row", size=size)
    row = row[:size] + [None] * (size - len(row))
    if set(map(type, row)) <= {int, float} and row and min(row) >= 0 and max(row) <= LARGEST and sum(row) >= 0:
        return tuple(map(float, row))  # the usual row, without a look at each cell; only a sum sees every NaN
    cells: list[float] = []
    for column, value in enumerate(row):
        is_good = is_number(value) and 0 <= value <= LARGEST
        if value is not None and not is_good:
            remarks.fault(f"{path}.{column}", "not_allowed", value, "matrix_cell")
        cells.append(float(value) if is_good else math.inf)
    return tuple(cells)
