"""Where two service policies differ, promise by promise. Judges neither of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from voordeur.policy.models import Promise, ServicePolicy, Term, Week, Words

_NO_PROMISES = ("name", "title", "summary", "why")
_READ_AS_ONE = (Term, Week, Words)


@dataclass(frozen=True, slots=True)
class Difference:
    """One promise that differs: its dotted path, and its value in both policies.

    A value is a number, a word, a truth, a tuple of words, a `Term` or a `Week`.
    """

    field: str
    a: object
    b: object


def promises(policy: ServicePolicy) -> dict[str, object]:
    """Every promise by its dotted path, in the order of the model; a term and a week are one promise.

    The name, title, summary and reasons of a policy are about its promises and are left out.
    """
    return dict(_leaves(policy, prefix=""))


def diff(a: ServicePolicy, b: ServicePolicy) -> list[Difference]:
    """Every promise that is not the same in both, in the order of the model."""
    theirs = promises(b)
    return [Difference(field, value, theirs[field]) for field, value in promises(a).items() if value != theirs[field]]


def _leaves(part: Promise, prefix: str) -> Iterator[tuple[str, object]]:
    for name in type(part).model_fields:
        if not prefix and name in _NO_PROMISES:
            continue
        value = getattr(part, name)
        if isinstance(value, Promise) and not isinstance(value, _READ_AS_ONE):
            yield from _leaves(value, prefix=f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value
