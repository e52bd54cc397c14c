"""After the promised days nobody can tell who rang; how many rang and how they were helped stays."""

from datetime import UTC, datetime, timedelta

import pytest

from voordeur.base.models import AuditEvent, OutboxEvent
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version
from voordeur.telephone.models import Call, CallEvent, QuarterHour
from voordeur.telephone.rules import messages
from voordeur.telephone.rules.calls import Outcome, Stage
from voordeur.telephone.services.forgetting import forget_numbers
from voordeur.telephone.services.hearing import hear
from voordeur.telephone.services.quarters import count_again
from voordeur.telephone.tests.factories import body_of, make_call

pytestmark = pytest.mark.django_db

RANG = datetime(2026, 6, 2, 9, 0, tzinfo=UTC)
DAYS = presets.load("gepast").channels.telephone.numbers_kept_days
LATER = RANG + timedelta(days=DAYS, minutes=10)


@pytest.fixture(autouse=True)
def policy():
    return make_policy_version(starts_at=datetime(2026, 1, 1, tzinfo=UTC))


def told(event: str, *, at: datetime, **more) -> None:
    message = messages.read(body_of(event, at=at, caller="0612345678", **more), now=at)
    hear(message, message_id=f"msg-{event}-{at:%H%M%S}", sent_at=at, now=at)


def story() -> Call:
    told("ringing", at=RANG, name_of_caller="Ada de Boer")
    told("answered", at=RANG + timedelta(seconds=10), extension="201")
    told("hung_up", at=RANG + timedelta(seconds=70))
    return Call.objects.get()


def figures() -> list[dict[str, object]]:
    return list(QuarterHour.objects.order_by("starts_at").values())


def test_the_number_goes_from_the_call_and_from_all_that_was_told_of_it():
    call = story()
    assert call.caller == "+31612345678"

    assert forget_numbers(now=LATER) == 1

    call.refresh_from_db()
    assert (call.caller, call.more, call.forgotten_at) == ("", {}, LATER)
    kept = str(list(CallEvent.objects.values_list("payload", flat=True)))
    assert "12345678" not in kept
    assert "Ada" not in kept
    assert AuditEvent.objects.filter(action="numbers forgotten").count() == 1
    assert OutboxEvent.objects.get(kind="calls.forgotten").payload == {"call_ids": [call.pk]}


def test_the_call_and_the_figures_stay_and_can_be_counted_again():
    call, before = story(), figures()

    forget_numbers(now=LATER)
    count_again([call.arrived_at])

    call.refresh_from_db()
    assert figures() == before
    assert (call.outcome, call.waited_seconds, call.service_seconds) == (Outcome.ANSWERED, 10, 60)


def test_before_the_promised_days_are_over_nothing_is_forgotten():
    story()

    assert forget_numbers(now=LATER - timedelta(minutes=20)) == 0
    assert Call.objects.get().caller == "+31612345678"


def test_forgetting_again_does_nothing():
    story()
    forget_numbers(now=LATER)

    assert forget_numbers(now=LATER + timedelta(days=1)) == 0
    assert Call.objects.get().forgotten_at == LATER


def test_a_call_that_goes_on_is_left_alone_until_it_is_over():
    make_call(arrived_at=RANG, outcome=Outcome.OPEN, stage=Stage.RINGING, caller="+31612345678")

    assert forget_numbers(now=LATER) == 0


def test_what_is_told_of_an_old_call_after_all_is_forgotten_the_next_time():
    story()
    forget_numbers(now=LATER)
    late = RANG + timedelta(seconds=80)
    message = messages.read(body_of("hung_up", at=late, caller="0612345678"), now=late)

    hear(message, message_id="msg-very-late", sent_at=late, now=LATER)
    assert Call.objects.get().forgotten_at is None
    forget_numbers(now=LATER + timedelta(days=1))

    assert Call.objects.get().caller == ""
    assert "12345678" not in str(list(CallEvent.objects.values_list("payload", flat=True)))
