"""Promises as dials: the name and the unit in which somebody turns them, and the field of the policy behind it."""

from dataclasses import dataclass

from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy


@dataclass(frozen=True, slots=True)
class Dial:
    """A field of the policy, and how many of its units go into one of the dial."""

    field: str
    factor: int = 1


# Names in the words of a manager; any other name is a field of the policy itself.
DIALS: dict[str, Dial] = {
    "repairs.appointment.window_hours": Dial("appointments.window_minutes", 60),
    "repairs.complaint_first": Dial("priority.complaint_first"),
    "repairs.free_choice": Dial("appointments.free_choice"),
    "contact.answer_seconds": Dial("staffing.target_seconds"),
}


def turned(policy: ServicePolicy, name: str, text: str) -> ServicePolicy:
    """The policy with this dial on a value as it is typed ("4", "true", "contact_centre", `amount = 5 ...` as TOML).

    Raises Refused "not_a_number" for a dial in other units that gets none, or PolicyErrors.
    """
    dial = DIALS.get(name, Dial(name))
    value = presets.value_from_text(text)
    if dial.factor != 1:
        if isinstance(value, bool) or not isinstance(value, int | float) or value * dial.factor % 1:
            raise Refused("not_a_number", field=name, value=text)
        value = int(value * dial.factor)
    return presets.with_value(policy, dial.field, value)
