"""The two ways in which a rule says no. Holds no texts: every room words its own refusals in its texts.py."""

import dataclasses


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """A rule or a service refuses; nothing was written.

    `code` is a stable snake_case word that the room's texts.py turns into a sentence; `params` are the plain values
    that the sentence names.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __reduce__(self) -> tuple[object, ...]:
        # Between processes too: an exception is otherwise made anew of its positional arguments alone.
        return _again, (self.code, self.params)

    def __str__(self) -> str:
        named = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({named})"


def _again(code: str, params: dict[str, object]) -> Refused:
    return Refused(code, **params)


@dataclasses.dataclass(frozen=True, slots=True)
class FieldError:
    """One fault in one field of input: which field, what was found there, what is allowed.

    `row` counts from 1 for the first row after a header and is None outside tables.
    """

    field: str
    code: str
    value: str = ""
    allowed: str = ""
    row: int | None = None
    params: dict[str, object] = dataclasses.field(default_factory=dict)
