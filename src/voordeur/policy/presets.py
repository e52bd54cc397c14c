"""Service policies as TOML text: the presets of this project, reading a file, writing one. Decides nothing."""

import difflib
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, get_args

import tomli_w
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from voordeur.kernel.errors import FieldError
from voordeur.policy.diff import diff, promises
from voordeur.policy.models import ServicePolicy

_FOLDER = resources.files("voordeur.policy") / "presets"

_ALLOWED_BY_TYPE = {
    "greater_than": "> {gt}",
    "greater_than_equal": ">= {ge}",
    "less_than": "< {lt}",
    "less_than_equal": "<= {le}",
    "string_too_short": ">= {min_length}",
    "string_pattern_mismatch": "{pattern}",
    "not_a_clock_time": "00:00 ... 23:59",
    "bool_type": "true | false",
    "int_type": "0, 1, 2 ...",
    "float_type": "0, 0.5, 1 ...",
    "finite_number": "0, 0.5, 1 ...",
    "string_type": '"..."',
    "tuple_type": "[ ... ]",
    "model_type": "[ section ]",
    "model_attributes_type": "[ section ]",
}

_CODES = {
    "extra_forbidden": "unknown_field",
    "missing": "missing",
    "literal_error": "not_a_choice",
    "greater_than": "out_of_range",
    "greater_than_equal": "out_of_range",
    "less_than": "out_of_range",
    "less_than_equal": "out_of_range",
    "finite_number": "out_of_range",
    "string_too_short": "empty_text",
    "string_pattern_mismatch": "wrong_form",
    "bool_type": "wrong_kind",
    "int_type": "wrong_kind",
    "float_type": "wrong_kind",
    "string_type": "wrong_kind",
    "tuple_type": "wrong_kind",
    "model_type": "wrong_kind",
    "model_attributes_type": "wrong_kind",
}


class PolicyErrors(Exception):  # noqa: N818 - the name says that it holds several
    """A text is no service policy. `errors` names every fault in it; `source` says which text it was."""

    def __init__(self, errors: list[FieldError], source: str) -> None:
        super().__init__(errors, source)
        self.errors = errors
        self.source = source

    def __str__(self) -> str:
        faults = "; ".join(f"{fault.field}: {fault.code} ({fault.value!r}, {fault.allowed})" for fault in self.errors)
        return f"{self.source}: {faults}"


def names() -> list[str]:
    """The names of the presets, in alphabetical order."""
    return sorted(entry.name.removesuffix(".toml") for entry in _FOLDER.iterdir() if entry.name.endswith(".toml"))


DEFAULT = "gepast"  # where the project's own defaults go


@cache
def load(name: str) -> ServicePolicy:
    """A preset by name. Raises `KeyError` for a name that is not in `names()`."""
    if name not in names():
        raise KeyError(name)
    return parse((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"), source=f"{name}.toml")


def parse(text: str, source: str) -> ServicePolicy:
    """The policy that a TOML text holds. Raises `PolicyErrors` with every fault found; `source` is named in it."""
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise PolicyErrors(
            [FieldError(field="", code="not_toml", value=str(fault), allowed="TOML 1.0")], source
        ) from fault
    return _validated(plain, source)


def parse_kept(text: str, source: str) -> ServicePolicy:
    """The policy of a text that was valid when it was kept. A promise that did not exist then is as in `DEFAULT`.

    Raises `PolicyErrors` for every other fault, as `parse` does.
    """
    try:
        return parse(text, source)
    except PolicyErrors as fault:
        newer = [error.field.split(".") for error in fault.errors if error.code == "missing"]
        if len(newer) < len(fault.errors):
            raise
    plain = tomllib.loads(text)
    defaults = tomllib.loads((_FOLDER / f"{DEFAULT}.toml").read_text(encoding="utf-8"))
    for path in newer:
        into, found = plain, defaults
        for part in path[:-1]:
            into, found = into.setdefault(part, {}), found[part]
        into[path[-1]] = found[path[-1]]
    return _validated(plain, source)


def read(path: Path) -> ServicePolicy:
    """The policy in a file. Raises `PolicyErrors`, also when the file is missing or is not text."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        code = "not_text" if isinstance(fault, UnicodeDecodeError) else "cannot_read_file"
        raise PolicyErrors([FieldError(field="", code=code, value=str(path), allowed="UTF-8")], str(path)) from fault
    return parse(text, source=str(path))


def check_file(path: Path) -> list[FieldError]:
    """Every fault in a policy file; empty when it can be used."""
    try:
        read(path)
    except PolicyErrors as fault:
        return fault.errors
    return []


def with_value(policy: ServicePolicy, field: str, raw: object) -> ServicePolicy:
    """The policy with another value at a dotted path, such as `appointments.window_minutes`.

    `raw` is what the policy file would hold there: a number, a word, a truth, a list or a table. Raises `PolicyErrors`
    when the path does not exist or the policy cannot hold the value.
    """
    plain = _plain(policy)
    _put(plain, policy, field, raw)
    return _validated(plain, policy.name)


def with_values(policy: ServicePolicy, values: Mapping[str, object]) -> ServicePolicy:
    """The policy with other values at several dotted paths, judged together: one may only fit with another.

    The reasons under `why` of promises that change are left out, because they speak for the old value. Raises
    `PolicyErrors` as `with_value` does.
    """
    plain = _plain(policy)
    for field, raw in values.items():
        _put(plain, policy, field, raw)
    wanted = _validated(plain, policy.name)
    changed = {one.field for one in diff(policy, wanted)}
    return wanted.model_copy(update={"why": tuple(why for why in wanted.why if why.field not in changed)})


def _put(plain: dict[str, Any], policy: ServicePolicy, field: str, raw: object) -> None:
    part = plain
    *sections, last = field.split(".")
    for section in sections:
        part = part.get(section, {})
        if not isinstance(part, dict):
            break
    if not isinstance(part, dict) or last not in part:
        known = " | ".join(difflib.get_close_matches(field, promises(policy), n=3, cutoff=0.4))
        raise PolicyErrors(
            [FieldError(field=field, code="unknown_field", value=_shown(raw), allowed=known)], policy.name
        )
    part[last] = raw


def value_from_text(text: str) -> object:
    """A value as typed on a command line: TOML (`240`, `true`, `["a"]`, `{ amount = 2, unit = "days" }`) or a word."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def dump(policy: ServicePolicy) -> str:
    """The policy as TOML text; `parse(dump(policy), ...)` is equal to `policy`."""
    return tomli_w.dumps(_plain(policy))


def _plain(policy: ServicePolicy) -> dict[str, Any]:
    plain: dict[str, Any] = policy.model_dump(mode="json", by_alias=True)
    for channel in plain["channels"].values():
        if isinstance(channel, dict) and "open" in channel:
            channel["open"] = {day: blocks for day, blocks in channel["open"].items() if blocks}
    return plain


def _validated(plain: dict[str, Any], source: str) -> ServicePolicy:
    try:
        policy = ServicePolicy.model_validate(plain)
    except ValidationError as fault:
        raise PolicyErrors([_field_error(details) for details in fault.errors(include_url=False)], source) from fault
    known = promises(policy)
    lost = [
        FieldError(
            field=f"why.{number}.field",
            code="unknown_field",
            value=why.field,
            allowed=" | ".join(difflib.get_close_matches(why.field, known, n=2)),
        )
        for number, why in enumerate(policy.why)
        if why.field not in known
    ]
    if lost:
        raise PolicyErrors(lost, source)
    return policy


def _field_error(details: ErrorDetails) -> FieldError:
    kind, context = details["type"], details.get("ctx", {})
    path = [str(part) for part in details["loc"]]
    if "field" in context:  # a fault that takes several fields to see, raised with `models.values.fault`
        return FieldError(
            field=".".join([*path, context["field"]]), code=kind, value=context["value"], allowed=context["allowed"]
        )
    allowed = _ALLOWED_BY_TYPE.get(kind, "").format(**context)
    value = "" if kind == "missing" else _shown(details["input"])
    if kind == "literal_error":
        allowed = " | ".join(_choices(details["loc"])) or str(context.get("expected", ""))
    if kind == "extra_forbidden":
        allowed = _known_names(path)
    return FieldError(field=".".join(path), code=_CODES.get(kind, kind), value=value, allowed=allowed)


def _shown(raw: object) -> str:
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, dict):
        return "[ section ]"
    text = str(raw)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _known_names(path: list[str]) -> str:
    """What may stand where an unknown key stands: the nearest names when it looks like a slip, else all of them."""
    model = _model_at(path[:-1])
    if model is None:
        return ""
    known = [info.alias or name for name, info in model.model_fields.items()]
    return " | ".join(difflib.get_close_matches(path[-1], known, n=2, cutoff=0.7) or known)


def _choices(location: tuple[int | str, ...]) -> list[str]:
    path = [str(part) for part in location]
    while path and path[-1].isdigit():
        path.pop()
    model = _model_at(path[:-1])
    if model is None:
        return []
    info = next((info for name, info in model.model_fields.items() if path[-1] in (name, info.alias)), None)
    return _literals(info.annotation) if info else []


def _literals(annotation: object) -> list[str]:
    found: list[str] = []
    for argument in get_args(annotation):
        found += [argument] if isinstance(argument, str) else _literals(argument)
    return found


def _model_at(path: list[str]) -> type[BaseModel] | None:
    """The model that the fields at `path` belong to; None where the path leaves the models."""
    model: type[BaseModel] | None = ServicePolicy
    for part in path:
        if part.isdigit():
            continue
        if model is None:
            return None
        info = next((info for name, info in model.model_fields.items() if part in (name, info.alias)), None)
        model = _first_model(info.annotation) if info else None
    return model


def _first_model(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for argument in get_args(annotation) if (found := _first_model(argument))), None)
