"""The words people read about a service policy, under one name."""

from voordeur.policy.texts.faults import FAULTS, REFUSALS, fault_in_words
from voordeur.policy.texts.page import Section, describe
from voordeur.policy.texts.words import (
    CHOICES,
    URGENCIES,
    WEEKDAYS,
    promise_in_words,
    term_in_words,
    value_in_words,
    week_in_words,
)

__all__ = [
    "CHOICES",
    "FAULTS",
    "REFUSALS",
    "URGENCIES",
    "WEEKDAYS",
    "Section",
    "describe",
    "fault_in_words",
    "promise_in_words",
    "term_in_words",
    "value_in_words",
    "week_in_words",
]
