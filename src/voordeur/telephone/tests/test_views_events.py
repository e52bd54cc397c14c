"""The webhook: who may tell something, what is refused, and that nothing is lost or done twice."""

import itertools
import json
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from voordeur.base import limits
from voordeur.base.models import OutboxEvent
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.telephone.models import Call, CallEvent, QuarterHour
from voordeur.telephone.rules import messages
from voordeur.telephone.rules.calls import Outcome, Stage
from voordeur.telephone.services import hearing
from voordeur.telephone.tests.factories import body_of, headers_of, make_extension, tell
from voordeur.telephone.views.events import MINUTE, MOST_A_MINUTE

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


def post(client, body, headers):
    return client.post(reverse("telephone:events"), body, content_type="application/json", headers=headers)


def test_a_call_rings_is_answered_and_ends(client, now):
    sam = make_user(role=Role.CONTACT_AGENT)
    make_extension("201", sam)

    first = tell(client, "ringing", at=now - timedelta(seconds=60), sent_at=now, extension="201", caller="0612345678")
    tell(client, "answered", at=now - timedelta(seconds=50), sent_at=now, extension="201")
    last = tell(client, "hung_up", at=now, sent_at=now)

    assert (first.status_code, first.json()) == (
        201,
        {"call": "c-1", "stage": "ringing", "outcome": "open", "new": True},
    )
    assert last.json()["outcome"] == "answered"
    call = Call.objects.get()
    assert (call.caller, call.agent, call.waited_seconds, call.service_seconds) == ("+31612345678", sam, 10, 50)
    told = OutboxEvent.objects.get(kind="call.ended").payload
    assert told == {"call_id": call.pk, "user_id": sam.pk, "outcome": "answered"}
    counted = QuarterHour.objects.get(offered=1)
    assert (counted.answered, counted.within_20s, counted.wait_seconds) == (1, 1, 10)


def test_events_out_of_order_make_the_same_call(client, now):
    story = [
        ("arrived", 40, ""),
        ("queued", 35, ""),
        ("ringing", 30, "201"),
        ("answered", 20, "201"),
        ("hung_up", 0, ""),
    ]
    seen = set()

    for place, order in enumerate(itertools.islice(itertools.permutations(story), 0, 120, 7)):
        for event, ago, extension in order:
            found = tell(
                client,
                event,
                at=now - timedelta(seconds=ago),
                sent_at=now,
                call=f"c-{place}",
                extension=extension,
            )
            assert found.status_code == 201
        call = Call.objects.get(number=f"c-{place}")
        seen.add(
            (call.stage, call.outcome, call.menu_seconds, call.waited_seconds, call.service_seconds, call.extension)
        )

    assert seen == {(Stage.ENDED, Outcome.ANSWERED, 5, 15, 20, "201")}
    assert sum(QuarterHour.objects.values_list("offered", flat=True)) == Call.objects.count()


def test_a_second_attempt_changes_nothing(client, now):
    body = body_of("ringing", at=now)

    first = post(client, body, headers_of(body, sent_at=now, message_id="msg-retried"))
    second = post(client, body, headers_of(body, sent_at=now - timedelta(seconds=3), message_id="msg-retried"))

    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json()["new"] is False
    assert CallEvent.objects.count() == 1


def test_a_replayed_message_is_refused_and_does_nothing(client, now):
    body = body_of("ringing", at=now)
    headers = headers_of(body, sent_at=now)
    post(client, body, headers)

    again = post(client, body, headers)

    assert (again.status_code, again.json()["code"]) == (409, "replayed")
    assert "Deze melding is al eerder ontvangen" in again.json()["title"]
    assert CallEvent.objects.count() == 1


def test_another_message_under_a_known_id_is_refused_and_not_lost_in_silence(client, now):
    tell(client, "ringing", at=now, message_id="msg-counter-1")

    found = tell(client, "hung_up", at=now, message_id="msg-counter-1")

    assert (found.status_code, found.json()["code"]) == (409, "id_used_before")
    assert CallEvent.objects.count() == 1


def test_a_name_that_is_used_again_days_later_is_another_call(client, now):
    long_ago = now - timedelta(days=9)
    tell(client, "ringing", at=long_ago, sent_at=now)
    tell(client, "hung_up", at=long_ago + timedelta(seconds=40), sent_at=now)

    tell(client, "ringing", at=now - timedelta(seconds=30), sent_at=now)
    tell(client, "answered", at=long_ago + timedelta(seconds=12), sent_at=now, extension="201")
    tell(client, "hung_up", at=now, sent_at=now)

    first, second = Call.objects.order_by("arrived_at")
    assert (first.outcome, first.service_seconds) == (Outcome.ANSWERED, 28)
    assert (second.outcome, second.waited_seconds, second.number) == (Outcome.ABANDONED, 30, "c-1")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda headers, body: ({**headers, "webhook-signature": "v1,AAAA"}, body),
        lambda headers, body: ({**headers, "webhook-signature": "v1,é"}, body),
        lambda headers, body: ({**headers, "webhook-signature": headers["webhook-signature"][3:]}, body),
        lambda headers, body: ({**headers, "webhook-id": "msg-of-another"}, body),
        lambda headers, body: ({**headers, "webhook-id": "x"}, body),
        lambda headers, body: ({**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}, body),
        lambda headers, body: ({**headers, "webhook-timestamp": "soon"}, body),
        lambda headers, body: (headers, body.replace(b"ringing", b"hung_up")),
        lambda headers, body: ({name: headers[name] for name in headers if name != "webhook-signature"}, body),
        lambda _headers, body: ({}, body),
    ],
)
def test_a_spoofed_message_is_refused_and_leaves_no_trace(client, now, spoil):
    body = body_of("ringing", at=now)
    headers, body = spoil(headers_of(body, sent_at=now), body)

    found = post(client, body, headers)

    assert found.status_code == 401
    assert found["Content-Type"] == "application/problem+json"
    assert found.json()["code"] in {"wrong_signature", "unsigned"}
    assert not Call.objects.exists()


def test_another_secret_does_not_open_the_door(client, now):
    assert tell(client, "ringing", at=now, secret="x" * 40).status_code == 401


def test_a_new_secret_and_the_old_one_both_hold_while_it_is_replaced(client, now, settings):
    settings.EXCHANGE_SECRETS = ["n" * 40, "o" * 40]

    assert tell(client, "ringing", at=now, secret="n" * 40).status_code == 201
    assert tell(client, "ringing", at=now, secret="o" * 40).status_code == 201


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_message_of_another_time_is_refused(client, now, minutes):
    found = tell(client, "ringing", at=now, sent_at=now + timedelta(minutes=minutes))

    assert (found.status_code, found.json()["code"]) == (401, "clock_differs")


def test_a_session_counts_for_nothing(client, now, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(make_user(role=Role.ADMINISTRATOR))

    assert post(client, body_of("ringing", at=now), {}).status_code == 401


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"version": 2}, "version"),
        ({"version": None}, "version"),
        ({"call": ""}, "call"),
        ({"call": "x" * 81}, "call"),
        ({"call": "<script>alert(1)</script> "}, "call"),
        ({"event": "exploded"}, "event"),
        ({"at": "2026-11-24T09:00:00"}, "at"),
        ({"at": "yesterday"}, "at"),
        ({"at": "1990-01-01T00:00:00Z"}, "at"),
        ({"at": "2999-01-01T00:00:00Z"}, "at"),
        ({"extension": "2" * 41}, "extension"),
        ({"caller": ["+31"]}, "caller"),
        ({"caller": "06\u0000"}, "caller"),
    ],
)
def test_a_message_of_the_wrong_form_says_which_field(client, now, change, field):
    body = json.dumps({"version": 1, "call": "c-1", "event": "ringing", "at": now.isoformat(), **change}).encode()

    found = post(client, body, headers_of(body, sent_at=now))

    assert (found.status_code, found.json()["code"]) == (400, "wrong_form")
    assert found.json()["errors"][0]["field"] == field
    assert not Call.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"ringing"', b"\xff\xfe", b"[" * 9000])
def test_what_is_no_message_at_all_is_refused(client, now, body):
    assert post(client, body, headers_of(body, sent_at=now)).status_code == 400


def test_a_message_that_is_too_large_is_not_read(client, now):
    body = body_of("ringing", at=now, note="x" * 20_000)

    assert post(client, body, headers_of(body, sent_at=now)).status_code == 413


def test_looking_at_the_address_is_no_message(client):
    assert client.get(reverse("telephone:events")).status_code == 405


def test_what_an_exchange_tells_more_is_kept_with_the_event(client, now):
    tell(client, "ringing", at=now, codec="opus", tags={"vip": "<b>no</b>"})

    assert CallEvent.objects.get().payload["codec"] == "opus"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"note": "a\0b"}, "note"),
        ({"tags": {"vip": ["x", {"deep": "\0"}]}}, "tags"),
        ({"tags": {"\0": 1}}, "tags"),
        ({"a\0b": 1}, "a\0b"),
        ({"score": float("nan")}, "score"),
        ({"score": [float("inf")]}, "score"),
    ],
)
def test_what_no_database_can_keep_is_refused_by_name(client, now, more, field):
    found = tell(client, "ringing", at=now, **more)

    assert (found.status_code, found.json()["code"]) == (400, "wrong_form")
    assert [(one["field"], one["code"]) for one in found.json()["errors"]] == [(field, "cannot_be_kept")]
    assert not Call.objects.exists()


@pytest.mark.parametrize("caller", [None, "", "anonymous", "Restricted", "-"])
def test_a_withheld_number_is_no_number(client, now, caller):
    tell(client, "ringing", at=now, caller=caller)

    assert Call.objects.get().caller == ""


def test_a_call_of_thirty_hours_is_kept_and_left_out_of_the_means(client, now):
    start = now - timedelta(hours=30)
    for event, at in (("ringing", start), ("answered", start + timedelta(seconds=5)), ("hung_up", now)):
        assert tell(client, event, at=at, sent_at=now, extension="201").status_code == 201

    call = Call.objects.get()
    assert call.service_seconds == 30 * 3600 - 5
    assert "longer_than_4_hours" in call.oddities
    counted = QuarterHour.objects.get(offered=1)
    assert (counted.answered, counted.timed) == (1, 0)


def test_an_exchange_that_sends_too_much_is_told_when_to_go_on_and_another_is_not_kept_waiting(client, now, settings):
    settings.EXCHANGE_SECRETS = ["n" * 40, "o" * 40]
    cache.clear()
    # This minute and the next one, because the test may run at the end of a minute.
    for minute, _ in itertools.product((now, now + timedelta(minutes=1)), range(MOST_A_MINUTE)):
        assert limits.spend("exchange", "n" * 40, most=MOST_A_MINUTE, now=minute, within=MINUTE)

    refused = tell(client, "ringing", at=now, call="c-many", secret="n" * 40)
    other = tell(client, "ringing", at=now, call="c-other", secret="o" * 40)

    assert (refused.status_code, refused["Content-Type"]) == (429, "application/problem+json")
    assert refused.json()["code"] == "too_many"
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert other.status_code == 201
    assert list(Call.objects.values_list("number", flat=True)) == ["c-other"]


def test_who_is_no_exchange_spends_nothing_of_what_an_exchange_may_send(client, now):
    cache.clear()
    for _ in range(3):
        assert tell(client, "ringing", at=now, secret="x" * 40).status_code == 401
    key = settings.EXCHANGE_SECRETS[0]

    assert all(
        limits.spend("exchange", key, most=1, now=minute, within=MINUTE) for minute in (now, now + timedelta(minutes=1))
    )


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        # The hour that comes twice: by the clock on the wall this call ends before it begins.
        ("2026-10-25T02:58:00+02:00", "2026-10-25T02:03:00+01:00"),
        # The hour that is skipped: by the clock on the wall this call lasts 65 minutes.
        ("2026-03-29T01:58:00+01:00", "2026-03-29T03:03:00+02:00"),
    ],
)
def test_a_call_while_the_clock_is_changed_lasts_as_long_as_it_lasts(begins, ends):
    start, end = datetime.fromisoformat(begins), datetime.fromisoformat(ends)
    for event, at in (("ringing", start), ("answered", start), ("hung_up", end)):
        message = messages.read(body_of(event, at=at, extension="201"), now=end)
        hearing.hear(message, message_id=f"msg-{event}", sent_at=end, now=end)

    call = Call.objects.get()
    assert (call.service_seconds, call.oddities) == (300, [])
    assert QuarterHour.objects.get(offered=1).starts_at == start.replace(minute=45)
