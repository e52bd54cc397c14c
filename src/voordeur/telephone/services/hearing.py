"""Hearing the exchange: each message is kept once, and its call is worked out again from all that was told of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import IntegrityError, connection, transaction

from voordeur.base.outbox import publish
from voordeur.kernel.errors import Refused
from voordeur.telephone.models import LIVE, Call, CallEvent, Extension
from voordeur.telephone.rules.calls import Event, Oddity, Outcome, Stage, facts_of
from voordeur.telephone.rules.messages import Message, event_of
from voordeur.telephone.services.quarters import count_again

# Of a call that is told nothing more in this time the end was lost.
SILENT_HOURS = 12
# How long after the end of a call its name still means that call; longer when no end was told.
NAME_RESTS, NAME_RESTS_WITHOUT_END = timedelta(days=1), timedelta(days=3)
TOLD = (
    "stage", "outcome", "arrived_at", "queued_at", "answered_at", "ended_at", "menu_seconds", "waited_seconds",
    "service_seconds", "extension", "transfers", "caller", "called", "queue",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """The call of a message, and whether the message was new."""

    call: Call
    is_new: bool


@transaction.atomic
def hear(message: Message, *, message_id: str, sent_at: datetime, now: datetime) -> Heard:
    """Keep a message whose sender was verified.

    A second attempt to send it (the same id, sent at another moment) changes nothing. Refused "replayed" for a copy:
    the same id sent at the same moment; "id_used_before" for another message under that id.
    """
    known = CallEvent.objects.select_related("call").filter(message_id=message_id).first()
    if known is None:
        row = _locked_call(message, now=now)
        try:
            with transaction.atomic():
                _keep(row, message, message_id=message_id, sent_at=sent_at, now=now)
        except IntegrityError:
            # Another process heard the same message at the same moment.
            known = CallEvent.objects.select_related("call").get(message_id=message_id)
        else:
            _work_out(row, now=now)
            return Heard(row, is_new=True)
    if known.payload != message.model_dump(mode="json"):
        raise Refused("id_used_before", value=message_id)
    if known.sent_at == sent_at:
        raise Refused("replayed")
    return Heard(known.call, is_new=False)


def _locked_call(message: Message, *, now: datetime) -> Call:
    """The row of the call, made when this is the first that is heard of it; nobody else works on it meanwhile."""
    at = message.at.astimezone(UTC)
    found, _ = Call.objects.get_or_create(
        key=_key_of(message.call, at),
        defaults={
            "number": message.call,
            "stage": Stage.MENU,
            "outcome": Outcome.OPEN,
            "arrived_at": at,
            "told_at": now,
        },
    )
    if connection.features.has_select_for_update:
        return Call.objects.select_for_update().get(pk=found.pk)
    return found


def _key_of(name: str, at: datetime) -> str:
    """The key of the call to which an event of this moment belongs.

    An exchange that counts its calls anew, after a restart or every day, uses a name again: what happens a day after a
    call has ended is another call of the same name. No name holds a space.
    """
    key, number = f"{LIVE}:{name}", 1
    while (known := Call.objects.filter(key=key).values_list("outcome", "ended_at", "told_at").first()) is not None:
        outcome, ended_at, told_at = known
        over_at = ended_at + NAME_RESTS if ended_at else told_at + NAME_RESTS_WITHOUT_END
        if outcome == Outcome.OPEN or at <= over_at:
            break
        number += 1
        key = f"{LIVE}:{name} {number}"
    return key


def _keep(call: Call, message: Message, *, message_id: str, sent_at: datetime, now: datetime) -> None:
    CallEvent.objects.create(
        call=call,
        message_id=message_id,
        sent_at=sent_at,
        kind=message.event,
        at=message.at.astimezone(UTC),
        extension=message.extension.strip(),
        payload=message.model_dump(mode="json"),
        heard_at=now,
    )


def _work_out(call: Call, *, now: datetime) -> None:
    """Bring the call up to what its events tell, and tell the other rooms that it is over."""
    arrived_before, was_over = call.arrived_at, call.outcome != Outcome.OPEN
    facts = facts_of(_events(call))
    # Who sat there when the call was taken: somebody else may sit there when its end is told.
    if facts.extension and (call.agent_id is None or facts.extension != call.extension):
        call.agent_id = _user_at(facts.extension) or call.agent_id
    for name in TOLD:
        setattr(call, name, getattr(facts, name))
    call.ringing, call.oddities = list(facts.ringing), [str(oddity) for oddity in facts.oddities]
    call.told_at = now
    if call.caller:
        call.forgotten_at = None
    call.save()
    if was_over or call.outcome != Outcome.OPEN:
        count_again({arrived_before, call.arrived_at})
    if call.outcome != Outcome.OPEN:
        _tell_ended(call, now=now)


def _events(call: Call) -> list[Event]:
    return [event_of(Message.model_validate(payload)) for payload in call.events.values_list("payload", flat=True)]


def _user_at(extension: str) -> int | None:
    return Extension.objects.filter(number=extension).values_list("user_id", flat=True).first()


def _tell_ended(call: Call, *, now: datetime) -> None:
    """Again when something was told of the call afterwards, so that what came late is not lost on other rooms."""
    publish("call.ended", now=now, call_id=call.pk, user_id=call.agent_id, outcome=str(call.outcome))


def close_silent(*, now: datetime) -> int:
    """Give calls whose end was never told the outcome "unknown"; returns how many. What is heard later still counts."""
    closed = 0
    silent = Call.objects.filter(outcome=Outcome.OPEN, told_at__lte=now - timedelta(hours=SILENT_HOURS))
    for pk in list(silent.values_list("pk", flat=True)[:1_000]):
        with transaction.atomic():
            call = Call.objects.get(pk=pk)
            odd = [*call.oddities, str(Oddity.NO_END)]
            done = silent.filter(pk=pk).update(outcome=Outcome.UNKNOWN, stage=Stage.ENDED, ringing=[], oddities=odd)
            if done:
                closed += 1
                count_again([call.arrived_at])
                call.refresh_from_db()
                _tell_ended(call, now=now)
    return closed
