"""Several processes hear the exchange at the same moment: nothing is lost, nothing is counted twice."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from voordeur.kernel.errors import Refused
from voordeur.telephone.models import Call, CallEvent, QuarterHour
from voordeur.telephone.rules.messages import Message
from voordeur.telephone.services.hearing import hear
from voordeur.telephone.tests.factories import NINE

pytestmark = pytest.mark.usefixtures("own_database")
STORY = (("queued", 0, ""), ("ringing", 5, "201"), ("answered", 9, "201"), ("hung_up", 99, ""))


def message(call: str, event: str, seconds: float, extension: str) -> Message:
    told = {"version": 1, "call": call, "event": event, "at": NINE + timedelta(seconds=seconds), "extension": extension}
    return Message.model_validate(told)


def at_once(*work) -> None:
    """Every piece of work in a thread of its own, all beginning together; what is refused is refused."""
    start = Barrier(len(work))

    def run(piece) -> None:
        start.wait()
        try:
            piece()
        except Refused:
            pass
        finally:
            connection.close()

    threads = [Thread(target=run, args=[piece]) for piece in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_events_of_one_call_heard_at_once_make_that_call():
    at_once(
        *(
            lambda place=place, told=told: hear(
                message("c-1", *told), message_id=f"msg-000{place}", sent_at=NINE, now=NINE + timedelta(minutes=2)
            )
            for place, told in enumerate(STORY)
        )
    )

    call = Call.objects.get()
    assert (call.outcome, call.waited_seconds, call.service_seconds) == ("answered", 9, 90)
    assert QuarterHour.objects.get().offered == 1


def test_calls_that_end_at_once_in_one_quarter_are_all_counted():
    def tell(number: int) -> None:
        for place, told in enumerate(STORY):
            hear(
                message(f"c-{number}", *told),
                message_id=f"msg-{number}-{place}-x",
                sent_at=NINE,
                now=NINE + timedelta(minutes=2),
            )

    at_once(*(lambda number=number: tell(number) for number in range(4)))

    assert CallEvent.objects.count() == 4 * len(STORY)
    assert QuarterHour.objects.get().offered == 4


def test_a_message_that_reaches_two_processes_at_once_is_kept_once():
    at_once(
        *(
            lambda attempt=attempt: hear(
                message("c-1", "ringing", 0, "201"),
                message_id="msg-twice",
                sent_at=datetime(2026, 11, 24, 8, 0, attempt, tzinfo=UTC),
                now=NINE,
            )
            for attempt in range(4)
        )
    )

    assert CallEvent.objects.count() == 1
