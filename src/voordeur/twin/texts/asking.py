"""Sets of promises and goals in words, for those who ask on a command line."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from voordeur.base import words
from voordeur.policy.diff import promises
from voordeur.policy.models import ServicePolicy
from voordeur.policy.presets import PolicyErrors, with_value
from voordeur.policy.texts import promise_in_words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

VERDICTS: dict[str, "Promise"] = {
    "kept": _("This set keeps the goals. That was judged on years by which it was not chosen."),
    "likely": _("This set is likelier to keep the goals than not, but that is not sure."),
    "none": _("No set was found that keeps the goals. This one comes nearest."),
}


def value_in_words(policy: ServicePolicy, field: str, value: Any) -> str:
    """A value of a promise, given as a policy file would hold it."""
    try:
        return promise_in_words(field, promises(with_value(policy, field, value))[field])
    except PolicyErrors:
        # It can only be kept together with another promise that turns with it.
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        return str(value)


def set_in_words(policy: ServicePolicy, turned: Sequence[Mapping[str, Any]], one: Mapping[str, Any]) -> str:
    """Which promises a set turns and to what; `turned` and `one["levels"]` as a search tells them."""
    language = words.spoken(None)
    told = [
        f"{promise['name'][language]}: {value_in_words(policy, promise['field'], promise['values'][level])}"
        for promise in turned
        if (level := one["levels"].get(promise["field"]))
    ]
    return "; ".join(told) or gettext("as it is now")


def goal(one: Mapping[str, Any]) -> str:
    """A goal: `mark_repairs ≥ 7,7`."""
    sign, way = ("≥", "at_least") if "at_least" in one else ("≤", "at_most")
    return f"{one['kpi']} {sign} {words.number(one[way], digits=2)}"
