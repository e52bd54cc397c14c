"""Which column of a file is which of our fields: by name, or by a map that the association wrote."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voordeur.homes.services.tables import Record, Table
from voordeur.kernel.errors import FieldError, Refused
from voordeur.parties.rules.cells import Row, shown


@dataclass(frozen=True, slots=True)
class Map:
    """What a MAP.toml says: our field -> their column, our field -> a fixed value, our field -> their word -> ours."""

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each of our fields stands: in a column (by index), or as one value for every row."""

    indexes: Mapping[str, int]
    constants: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]

    def row(self, record: Record) -> Row:
        cells = dict(self.constants)
        for name, index in self.indexes.items():
            cell = record.cells[index]
            cells[name] = self.values[name].get(cell.strip().casefold(), cell) if name in self.values else cell
        return Row(number=record.number, cells=cells)


def read_map(path: Path, fields: Mapping[str, bool]) -> Map:
    """Refused, with what is wrong: cannot_read_map, map_not_toml, unknown_section, unknown_field, wrong_kind."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise Refused("cannot_read_map", value=str(path)) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise Refused("map_not_toml", value=str(fault)) from fault
    sections = ("columns", "constants", "values")
    for section in content:
        if section not in sections:
            raise Refused("unknown_section", value=section, allowed=", ".join(sections))
    for section in sections:
        if not isinstance(content.get(section, {}), dict):
            raise Refused("unknown_section", value=section, allowed=", ".join(f"[{name}]" for name in sections))
        for name in content.get(section, {}):
            if name not in fields:
                raise Refused("unknown_field", value=name, allowed=", ".join(fields))
    return Map(
        columns={name: _word(name, value) for name, value in content.get("columns", {}).items()},
        constants={name: _word(name, value) for name, value in content.get("constants", {}).items()},
        values={name: _words(name, table) for name, table in content.get("values", {}).items()},
    )


def _words(name: str, table: Any) -> dict[str, str]:
    if not isinstance(table, dict):
        raise Refused("wrong_kind", field=name, value=str(table), allowed=f'[values.{name}] "theirs" = "ours"')
    return {theirs.strip().casefold(): _word(name, ours) for theirs, ours in table.items()}


def _word(name: str, value: Any) -> str:
    if isinstance(value, dict | list):
        raise Refused("wrong_kind", field=name, value=str(value), allowed='"..."')
    return ("ja" if value else "nee") if isinstance(value, bool) else str(value)


def fit(
    table: Table, fields: Mapping[str, bool], map_: Map
) -> tuple[Layout | None, list[FieldError], list[FieldError]]:
    """(layout, errors, warnings). No layout when a needed column is missing; an unknown column is a warning."""
    places = {column.casefold(): index for index, column in enumerate(table.columns) if column}
    indexes: dict[str, int] = {}
    errors: list[FieldError] = []
    present = ", ".join(column for column in table.columns if column)
    for name, is_needed in fields.items():
        told = map_.columns.get(name)
        index = places.get(" ".join((told or name).split()).casefold())
        if index is not None and (told is not None or name not in map_.constants):
            indexes[name] = index
        elif told is not None or (is_needed and name not in map_.constants):
            errors.append(FieldError(field=name, code="missing_column", value=shown(told or name), allowed=present))
    warnings = [
        FieldError(field=shown(column), code="unknown_column", value=shown(column), allowed=", ".join(fields))
        for index, column in enumerate(table.columns)
        if column and index not in indexes.values()
    ]
    layout = Layout(indexes=indexes, constants=map_.constants, values=map_.values)
    return (None if errors else layout), errors, warnings
