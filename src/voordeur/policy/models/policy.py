"""The service policy as a whole, and the reasons someone gave for its choices."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from voordeur.policy.models.contact import Channels, Complaints, Organisation, Staffing
from voordeur.policy.models.offers import Alterations, Letting, Renovation, Subscription
from voordeur.policy.models.quality import Quality
from voordeur.policy.models.repairs import Appointments, Costs, Planning, Priority, Urgency, Work
from voordeur.policy.models.values import Promise, Text, Words, fault


class Why(Promise):
    """One sentence, in two languages, about why one field (a dotted path) has the value it has. No promise itself."""

    field: Text
    nl: Text
    en: Text


class ServicePolicy(Promise):
    """Every promise an association makes, as data.

    `name` is a stable word for files and commands; `address_form` is how Dutch texts address people.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
    title: Words
    summary: Words
    address_form: Literal["u", "je"]
    channels: Channels
    urgency: Urgency
    appointments: Appointments
    planning: Planning
    priority: Priority
    work: Work
    subscription: Subscription
    alterations: Alterations
    renovation: Renovation
    letting: Letting
    quality: Quality
    complaints: Complaints
    organisation: Organisation
    staffing: Staffing
    costs: Costs
    why: Annotated[tuple[Why, ...], Field(strict=False)] = ()

    @model_validator(mode="after")
    def _promises_fit_together(self) -> Self:
        for code in ("danger", "emergency"):
            if self.urgency.classes[code].round_the_clock and not self.channels.emergency_always:
                raise fault("not_reachable_at_night", field="channels.emergency_always", value="false", allowed="true")
        if self.quality.satisfied_from <= self.quality.low_mark:
            raise fault(
                "satisfied_with_a_low_mark",
                field="quality.satisfied_from",
                value=self.quality.satisfied_from,
                allowed=f"> {self.quality.low_mark}",
            )
        for code, urgency_class in self.urgency.classes.items():
            if urgency_class.by_appointment and not self.appointments.offered:
                raise fault(
                    "appointment_not_offered",
                    field=f"urgency.classes.{code}.by_appointment",
                    value="true",
                    allowed="false",
                )
        return self
