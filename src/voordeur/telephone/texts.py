"""The words of the telephone: outcomes, oddities, one sentence for each refusal."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from voordeur.telephone.rules.calls import Oddity, Outcome

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Promise

    from voordeur.kernel.errors import FieldError, Refused

OUTCOMES: dict[str, "Promise"] = {
    Outcome.OPEN: _("going on"),
    Outcome.ANSWERED: _("answered"),
    Outcome.ABANDONED: _("gave up waiting"),
    Outcome.MENU: _("left in the menu"),
    Outcome.PHANTOM: _("nobody there"),
    Outcome.UNKNOWN: _("end unknown"),
}

ODDITIES: dict[str, "Promise"] = {
    Oddity.NEGATIVE_MENU: _("the time in the menu is below zero"),
    Oddity.NEGATIVE_WAIT: _("the wait is below zero"),
    Oddity.NEGATIVE_SERVICE: _("the length of the talk is below zero"),
    Oddity.WITHOUT_AGENT: _("answered, but by nobody who is named"),
    Oddity.WITHOUT_SERVICE: _("answered, but without a length of the talk"),
    Oddity.SHORT_SERVICE: _("answered and over within 10 seconds"),
    Oddity.ABANDONED_WITH_AGENT: _("given up, yet with a colleague or a talk"),
    Oddity.MENU_DIFFERS: _("the time in the menu differs from the clock"),
    Oddity.WAIT_DIFFERS: _("the wait differs from the clock"),
    Oddity.TOO_LONG: _("longer than 4 hours; left out of means"),
    Oddity.CLOCK_JUMPED: _("at a time that the clock skipped; read as one hour later"),
    Oddity.CLOCK_TWICE: _("at a time that the clock had twice"),
    Oddity.NUMBER_TWICE: _("the number of the call stands twice in the log"),
    Oddity.MOMENT_DOES_NOT_FIT: _("a moment that does not belong to this call; left out"),
    Oddity.NO_START: _("answered before it rang"),
    Oddity.NO_END: _("no end was told"),
}

# About a call log. %(field)s is our name of the field, %(value)s what stands there, %(allowed)s what may stand there.
LOG_FAULTS: dict[str, "Promise"] = {
    "broken_quotes": _(
        "The quotation marks on line %(line)s do not match, so the row cannot be read. Double a quotation mark that "
        "belongs to the text."
    ),
    "cannot_read_file": _("The file “%(value)s” cannot be read. Check its name and whether you may open it."),
    "cannot_read_map": _("The map “%(value)s” cannot be read. Check its name and whether you may open it."),
    "control_character": _(
        "%(field)s holds a sign that cannot be seen: “%(value)s”. Remove it, for instance by typing the text again."
    ),
    "double_column": _("The column “%(value)s” stands in the header twice. Rename or remove one of them."),
    "double_in_file": _("The same row, of call %(value)s, stands in the log before. It was counted once."),
    "empty_file": _("The file is empty. It should begin with a line that names the columns."),
    "kept_aside": _("The column “%(value)s” has no field of ours. It was kept with the call and is not used."),
    "map_not_toml": _("The map is not valid TOML: %(value)s"),
    "missing": _("%(field)s is empty. This field is needed."),
    "missing_column": _("There is no column “%(value)s” for %(field)s. The file has: %(allowed)s."),
    "no_header": _("The first line names no columns. The first line should be the header."),
    "not_a_day": _(
        "%(field)s is “%(value)s”, which is no day of this form: %(allowed)s. Name the form in the map, as date_form."
    ),
    "not_a_length": _("%(field)s is “%(value)s”, which is no length of time. Write it like this: %(allowed)s."),
    "not_a_moment": _("%(field)s is “%(value)s”, which is no moment. Write it like this: %(allowed)s."),
    "row_too_long": _("Line %(line)s is longer than a million signs and was not read."),
    "separator_line": _("The first line, “%(value)s”, only says what stands between cells. It was left out."),
    "too_long": _("%(field)s has %(length)s signs: “%(value)s”. Allowed: at most %(allowed)s."),
    "undecodable": _(
        "%(field)s holds signs that cannot be read: “%(value)s”. Save the file as %(allowed)s and try again."
    ),
    "unknown_field": _("The map names the field “%(value)s”, which does not exist. Allowed: %(allowed)s."),
    "unknown_outcome": _(
        "%(field)s is “%(value)s”, which we do not know. Say in the map, under [values.outcome], which of these it is: "
        "%(allowed)s."
    ),
    "unknown_section": _("The map has a section “%(value)s”, which does not exist. Allowed: %(allowed)s."),
    "unknown_unit": _("The unit “%(value)s” is not known. Allowed: %(allowed)s."),
    "unknown_zone": _("The time zone “%(value)s” is not known. Write it like this: Europe/Amsterdam."),
    "wide_encoding": _("The file is written in UTF-16 or UTF-32. Save it as “CSV UTF-8” and try again."),
    "wrong_column_count": _("Line %(line)s has %(value)s cells; the header has %(allowed)s."),
    "wrong_day_form": _("date_form is “%(value)s”, which does not name a day. Write it like this: %%d-%%m-%%Y."),
    "wrong_kind": _("In the map, %(field)s is “%(value)s”. Write it like this: %(allowed)s."),
}

REFUSALS: dict[str, "Promise"] = {
    # the exchange
    "unsigned": _("This message is not signed. Send the headers webhook-id, webhook-timestamp and webhook-signature."),
    "wrong_signature": _("The signature does not fit this message."),
    "clock_differs": _(
        "This message was sent %(seconds)s seconds ago by its own clock; at most %(most)s is allowed. "
        "Set the clock of the exchange, or sign the message again."
    ),
    "replayed": _("This very message was received before. Nothing was done with the copy."),
    "id_used_before": _(
        "Another message had the id %(value)s before. Give every message an id of its own and send it again."
    ),
    "too_many": _(
        "This exchange sent more than %(most)s messages in a minute. Send the rest in %(seconds)s seconds: nothing of "
        "this message was kept."
    ),
    "too_large": _("A message has at most %(most)s bytes."),
    "wrong_form": _("The message is not of the right form."),
    # telephones
    "may_not_answer": _("Your role does not answer the telephone."),
    "not_an_extension": _("%(value)s is no extension. Use letters, digits and . _ - @ only."),
    # the map of a call log
    **{code: LOG_FAULTS[code] for code in ("unknown_field", "unknown_unit", "unknown_zone", "wrong_day_form")},
}


def sentence_of(found: "FieldError") -> str:
    """What is wrong in a call log or its map."""
    named = {"field": found.field, "value": found.value, "allowed": found.allowed, **found.params}
    return str(LOG_FAULTS[found.code]) % named


def refusal(no: "Refused") -> str:
    """The sentence of a refusal with its values."""
    return str(REFUSALS[no.code]) % no.params


def fault(found: "FieldError") -> str:
    """The sentence about one field of a message: what was found and what is allowed."""
    return f"{found.field}: {found.value} ({found.allowed})"
