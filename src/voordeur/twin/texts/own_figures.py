"""That a study reckons with what the association measured of itself: when, of which days, and how many values."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import ngettext

from voordeur.base import words

if TYPE_CHECKING:
    from voordeur.twin.models import Study
    from voordeur.twin.queries.calibration import Kept


def known(kept: "Kept") -> dict[str, Any]:
    """What a study keeps of where its own figures come from: {made, from, until, many}, days as text."""
    return {
        "made": words.local_day(kept.made_at).isoformat(),
        "from": kept.from_on.isoformat(),
        "until": kept.until_on.isoformat(),
        "many": len(kept.values),
    }


def of(found: Mapping[str, Any]) -> str:
    """Where own figures come from, in a sentence."""
    told = {
        "many": words.number(found["many"]),
        **{name: words.date_in_words(date.fromisoformat(found[name])) for name in ("made", "from", "until")},
    }
    return (
        ngettext(
            "%(many)s value, measured on %(made)s from our own history of %(from)s up to and including %(until)s.",
            "%(many)s values, measured on %(made)s from our own history of %(from)s up to and including %(until)s.",
            found["many"],
        )
        % told
    )


def used(study: "Study") -> str:
    """Where the own figures of a study come from; nothing when it reckons with those of the register."""
    found = study.asked.get("own_figures")
    return of(found) if found else ""
