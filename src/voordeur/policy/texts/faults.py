"""What is wrong with a policy file, and why a rule says no: one sentence per code, in the active language."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from voordeur.kernel.errors import FieldError

REFUSALS = {
    "never_open": _("This way to reach us has no opening hours."),
    "unknown_urgency": _("There is no class of urgency called %(urgency)s."),
}

FAULTS = {
    "unknown_field": _("%(field)s does not exist (it holds %(value)s). Allowed here: %(allowed)s."),
    "missing": _("%(field)s is missing."),
    "not_a_choice": _("%(field)s is %(value)s. Allowed: %(allowed)s."),
    "out_of_range": _("%(field)s is %(value)s. Allowed: %(allowed)s."),
    "empty_text": _("%(field)s is empty. Write at least one word."),
    "wrong_form": _("%(field)s is %(value)s, which has the wrong form. Allowed: %(allowed)s."),
    "wrong_kind": _("%(field)s is %(value)s, which is the wrong kind of value. Allowed: %(allowed)s."),
    "not_a_clock_time": _("%(field)s is %(value)s, which is no clock time. Allowed: %(allowed)s."),
    "not_toml": _("This is not a TOML file: %(value)s."),
    "not_text": _("%(value)s is not a text file in UTF-8."),
    "cannot_read_file": _("%(value)s cannot be read. Check the name and whether you may open it."),
    "same_day_has_no_amount": _("%(field)s is %(value)s, but a term of the same day has amount %(allowed)s."),
    "term_of_zero": _("%(field)s is %(value)s, but a term cannot be nothing. Allowed: %(allowed)s."),
    "ends_before_it_begins": _("%(field)s is %(value)s, which is not after the beginning. Allowed: %(allowed)s."),
    "blocks_overlap": _("%(field)s is %(value)s, which falls in the opening hours before it. Allowed: %(allowed)s."),
    "telephone_never_open": _("%(field)s has no opening hours. Open the telephone at least once a week."),
    "acknowledged_after_answer": _(
        "%(field)s is %(value)s, so the receipt is confirmed after the answer. Allowed: %(allowed)s."
    ),
    "faster_than_more_urgent": _(
        "%(field)s is %(value)s, which is faster than a more urgent class. Allowed: %(allowed)s."
    ),
    "window_longer_than_day": _(
        "%(field)s is %(value)s minutes, which does not fit between the first start and the last end. "
        "Allowed: %(allowed)s."
    ),
    "danger_not_first": _("%(field)s is %(value)s, but danger goes before an emergency. Allowed: %(allowed)s."),
    "continuing_taken_shorter": _(
        "%(field)s is %(value)s, but what still goes on may be older than what is over. Allowed: %(allowed)s."
    ),
    "complaint_before_emergency": _(
        "%(field)s is %(value)s, but an emergency goes before a complaint. Allowed: %(allowed)s."
    ),
    "complaint_without_weight": _("%(field)s is %(value)s, but complaints should go first. Allowed: %(allowed)s."),
    "offered_without_price": _("%(field)s is %(value)s, but the subscription is offered. Allowed: %(allowed)s."),
    "offered_without_cover": _("%(field)s is empty, but the subscription is offered. Allowed: %(allowed)s."),
    "not_once_in_order": _("%(field)s is %(value)s. Name every letter once, in alphabetical order."),
    "not_once": _("%(field)s is %(value)s. Name every group once."),
    "choices_without_groups": _("%(field)s is empty, but tenants may choose. Allowed: %(allowed)s."),
    "not_reachable_at_night": _(
        "%(field)s is %(value)s, but danger and emergencies are helped round the clock. Allowed: %(allowed)s."
    ),
    "satisfied_with_a_low_mark": _(
        "%(field)s is %(value)s, so a low mark would count as satisfied. Allowed: %(allowed)s."
    ),
    "appointment_not_offered": _("%(field)s is %(value)s, but no appointments are offered. Allowed: %(allowed)s."),
}


def fault_in_words(error: FieldError) -> str:
    """One fault as a sentence that names the field, the value and what is allowed."""
    known = {"field": error.field, "value": error.value, "allowed": error.allowed}
    sentence = FAULTS.get(error.code)
    if sentence is None:
        return gettext("%(field)s is %(value)s, which is not allowed.") % known
    return sentence % known
