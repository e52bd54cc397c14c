"""The models of the service policy, under one name."""

from voordeur.policy.models.contact import Channel, Channels, Complaints, DeskChannel, Organisation, Staffing
from voordeur.policy.models.offers import COVER_CODES, Alterations, CoverCode, Letting, Renovation, Subscription
from voordeur.policy.models.policy import ServicePolicy, Why
from voordeur.policy.models.quality import SURVEY_PROCESSES, Quality, Survey, SurveyProcess, Surveys
from voordeur.policy.models.repairs import (
    URGENCY_CODES,
    Appointments,
    Costs,
    Planning,
    Priority,
    PriorityWeights,
    Urgency,
    UrgencyClass,
    UrgencyClasses,
    UrgencyCode,
    Work,
)
from voordeur.policy.models.values import WEEKDAYS, Block, Promise, Term, TermUnit, Week, Weekday, Words, clock_text

__all__ = [
    "COVER_CODES",
    "SURVEY_PROCESSES",
    "URGENCY_CODES",
    "WEEKDAYS",
    "Alterations",
    "Appointments",
    "Block",
    "Channel",
    "Channels",
    "Complaints",
    "Costs",
    "CoverCode",
    "DeskChannel",
    "Letting",
    "Organisation",
    "Planning",
    "Priority",
    "PriorityWeights",
    "Promise",
    "Quality",
    "Renovation",
    "ServicePolicy",
    "Staffing",
    "Subscription",
    "Survey",
    "SurveyProcess",
    "Surveys",
    "Term",
    "TermUnit",
    "Urgency",
    "UrgencyClass",
    "UrgencyClasses",
    "UrgencyCode",
    "Week",
    "Weekday",
    "Why",
    "Words",
    "Work",
    "clock_text",
]
