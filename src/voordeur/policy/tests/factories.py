"""Policies and moments with fixed values."""

from datetime import datetime

from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import ZONE


def make_policy(**values: object) -> ServicePolicy:
    """`gepast` with other values: `make_policy(appointments__window_minutes=120)`."""
    policy = presets.load("gepast")
    for field, value in values.items():
        policy = presets.with_value(policy, field.replace("__", "."), value)
    return policy


def at(text: str) -> datetime:
    """A moment on the association's clock: `at("2026-11-24 10:00")`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
