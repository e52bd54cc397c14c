"""The words of staffing: one sentence per refusal, and what the pictures of a week say."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

REFUSALS: dict[str, "Promise"] = {
    "out_of_range": _("%(field)s is %(value)s. Allowed is a number from %(least)s to %(most)s."),
    "not_a_week": _("%(week)s is not a week. Write it as 2026-W48."),
    "not_a_monday": _("A plan is made for a whole week. It begins on a Monday, and %(day)s is another day."),
    "too_far": _("The week of %(day)s lies more than a year away. A plan is made for a week of this year."),
    "no_calls": _("There are no calls yet until %(until)s, so nothing can be foretold. Read in a call log first."),
    "no_talks": _("Of only %(found)s calls it is known how long they took. With %(least)s or more a plan can be made."),
    "too_little_history": _(
        "There are calls of only %(days)s days. From %(least)s days on it can be foretold how many calls come."
    ),
    "no_policy_in_force": _("No service policy holds in that week, so there are no opening hours and no promise."),
    "not_allowed": _("You may not make the rosters of the telephone. Ask the manager."),
}


def refusal(code: str, params: Mapping[str, object]) -> str:
    """The sentence of a refusal in the language of the page."""
    return str(REFUSALS[code]) % params
