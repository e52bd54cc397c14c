"""The JSON of one message from the exchange: read strictly, refused with what is wrong. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from voordeur.kernel.errors import FieldError, Refused
from voordeur.parties.rules.person_rows import e164
from voordeur.telephone.rules.calls import Event, EventKind

LARGEST_BYTES = 16_384
# An exchange that was cut off tells later what happened; nothing can have happened later than now.
OLDEST, FURTHEST_AHEAD = timedelta(days=31), timedelta(minutes=10)

Plain = r"^[^\x00-\x1f\x7f]*$"
# What an exchange does not know it leaves out, leaves empty, or sends as null.
Text = Annotated[
    str,
    Field(max_length=40, pattern=Plain),
    BeforeValidator(lambda told: "" if told is None else told, json_schema_input_type=str | None),
]


class Message(BaseModel):
    """One event of one call. Fields that are not named here are kept with the event and not used."""

    model_config = ConfigDict(extra="allow", title="What an exchange tells Voordeur about a call")

    version: Literal[1] = Field(description="Of this form; always 1.")
    call: str = Field(
        min_length=1,
        max_length=80,
        pattern=r"^[!-~]+$",
        description="The exchange's own name of the call, the same in every event of that call.",
    )
    event: EventKind = Field(
        description=(
            "arrived: a call comes in and hears the menu. queued: the caller waits for somebody. ringing: it rings at "
            "`extension`, or anywhere when that is left out. missed: it stopped ringing there. answered: `extension` "
            "took it. transferred: it goes on to `extension`, where it rings. hung_up: the call is over."
        )
    )
    at: AwareDatetime = Field(
        description="When it happened: ISO 8601 with an offset, such as 2026-11-24T09:00:03+01:00."
    )
    extension: Text = Field(default="", description="The telephone of a colleague, as the exchange names it.")
    caller: Text = Field(default="", description="Who calls, +31612345678 or 0612345678; empty when withheld.")
    called: Text = Field(default="", description="The number that was dialled.")
    queue: Text = Field(default="", description="The choice in the menu, or the group that is rung.")


def read(body: bytes, *, now: datetime) -> Message:
    """The message in a body. Raises Refused "wrong_form" with `faults`, a list of FieldError."""
    try:
        message = Message.model_validate_json(body)
    except ValidationError as wrong:
        raise Refused("wrong_form", faults=[_fault(one) for one in wrong.errors(include_url=False)]) from None
    unfit = [
        FieldError(name, "cannot_be_kept", repr(value)[:60], "no \\u0000, no NaN and no Infinity")
        for name, value in (message.model_extra or {}).items()
        if not (_can_be_kept(name) and _can_be_kept(value))
    ]
    if unfit:
        raise Refused("wrong_form", faults=unfit)
    if not now - OLDEST <= message.at <= now + FURTHEST_AHEAD:
        least, most = ((now + span).astimezone(UTC).isoformat() for span in (-OLDEST, FURTHEST_AHEAD))
        raise Refused(
            "wrong_form", faults=[FieldError("at", "out_of_range", message.at.isoformat(), f"{least} – {most}")]
        )
    return message


def _can_be_kept(value: object) -> bool:
    """Whether every database can hold a value as JSON: PostgreSQL has no sign 0 in a text, and no JSON knows NaN."""
    match value:
        case str():
            return "\0" not in value
        case float():
            return isfinite(value)
        case list():
            return all(_can_be_kept(one) for one in value)
        case dict():
            return all(_can_be_kept(name) and _can_be_kept(one) for name, one in value.items())
        case _:
            return True


def event_of(message: Message) -> Event:
    """The event of a message, its numbers in one form."""
    return Event(
        kind=message.event,
        at=message.at.astimezone(UTC),
        extension=message.extension.strip(),
        caller=number_in_one_form(message.caller),
        called=number_in_one_form(message.called),
        queue=message.queue.strip(),
    )


def without_caller(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What was told, without who rang and without fields that only the exchange knows the meaning of."""
    return {name: value for name, value in payload.items() if name in Message.model_fields and name != "caller"}


def number_in_one_form(written: str) -> str:
    """A telephone number as +31612345678, Dutch unless it names a country; what is none stays as it is written."""
    written = written.strip()
    if not any(sign.isdigit() for sign in written):
        # Exchanges write "anonymous", "restricted" or "-" for a number that was withheld.
        return ""
    return e164(written) or written


def _fault(one: ErrorDetails) -> FieldError:
    place = ".".join(str(part) for part in one["loc"])
    return FieldError(field=place, code=one["type"], value=repr(one["input"])[:60], allowed=one["msg"])
