"""When somebody is there and what to do in an emergency, in sentences: the same on the pages, in the automatic answer
and for whoever tells it by telephone."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from voordeur.base import words
from voordeur.letters.rules.channel import spoken
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import ChannelNow, reach


def reach_in_words(policy: ServicePolicy, *, now: datetime, language: str) -> tuple[str, ...]:
    """Sentences in `language`: whether somebody answers now, when we are there again, and the way in an emergency."""
    return (
        telephone_in_words(policy, now=now, language=language),
        *emergency_in_words(policy, now=now, language=language),
    )


def telephone_in_words(policy: ServicePolicy, *, now: datetime, language: str) -> str:
    """One sentence: whether the telephone is answered, and until when or from when."""
    found = reach(policy, now).telephone
    with override(spoken(language)):
        if not found.is_open:
            return _("We are closed now. We answer the telephone again %(when)s.") % {"when": _opens(found, now)}
        if found.closes_at is None:
            return _("We always answer the telephone.")
        return _("We answer the telephone now, until %(time)s.") % {"time": words.time_in_words(found.closes_at)}


def desk_in_words(policy: ServicePolicy, *, now: datetime, language: str) -> tuple[str, ...]:
    """Sentences: whether the desk is open, and whether one may walk in."""
    found = reach(policy, now)
    with override(spoken(language)):
        if not found.desk.is_open:
            first = _("The desk is closed now. It opens %(when)s.") % {"when": _opens(found.desk, now)}
        elif found.desk.closes_at is None:
            first = _("The desk is always open.")
        else:
            first = _("The desk is open now, until %(time)s.") % {"time": words.time_in_words(found.desk.closes_at)}
        second = (
            _("You come by appointment.") if found.desk_by_appointment else _("You may walk in without an appointment.")
        )
        return first, second


def emergency_in_words(policy: ServicePolicy, *, now: datetime, language: str) -> tuple[str, ...]:
    """Sentences: what to do when it cannot wait. Fire, injury and gas come first, because they are not for us."""
    found = reach(policy, now)
    with override(spoken(language)):
        number = {"number": found.emergency_telephone}
        if found.emergency_answered_always:
            ours = _("Does it leak badly, or is your home not safe? Ring %(number)s, day and night.") % number
        elif found.emergency_answered_now:
            ours = _("Does it leak badly, or is your home not safe? Ring %(number)s.") % number
        else:
            ours = _("Does it leak badly, or is your home not safe? Ring %(number)s %(when)s.") % {
                **number,
                "when": _opens(found.telephone, now),
            }
        return (
            _("Fire or injury: ring 112."),
            _("Do you smell gas? Open the windows, leave the house and ring 0800 9009."),
            ours,
        )


def _opens(channel: ChannelNow, now: datetime) -> str:
    """When it opens; a channel without hours in the coming months says that much."""
    if channel.opens_at is None:
        return _("at a time that we do not know yet")
    return words.moment_in_words(channel.opens_at, now=now)
