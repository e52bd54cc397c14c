"""The words people read about the twin, under one name."""

from voordeur.twin.texts.refusals import REFUSALS, refusal
from voordeur.twin.texts.studies import (
    ADAPTIVE,
    KINDS,
    SECONDS_TOLD,
    STATUSES,
    TONES,
    WAYS,
    goals,
    kind,
    label,
    size,
    time_left,
)

__all__ = [
    "ADAPTIVE",
    "KINDS",
    "REFUSALS",
    "SECONDS_TOLD",
    "STATUSES",
    "TONES",
    "WAYS",
    "goals",
    "kind",
    "label",
    "refusal",
    "size",
    "time_left",
]
