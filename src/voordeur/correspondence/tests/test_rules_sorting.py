"""Machines are told from people by what RFC 3834, 3464 and 2919 let them say."""

import pytest

from voordeur.correspondence.rules.reading import read
from voordeur.correspondence.rules.sorting import MOST_AN_HOUR, Kind, is_unproven, sort
from voordeur.correspondence.rules.threads import address_of
from voordeur.correspondence.tests.factories import MAILBOX, make_mail

PEOPLE = {
    "a plain mail": "",
    "auto-submitted no": "Auto-Submitted: no\r\n",
    "an importance": "Importance: high\r\nPrecedence: first-class\r\n",
    "a return path": "Return-Path: <ada@example.org>\r\n",
}
MACHINES = {
    "auto-replied": ("Auto-Submitted: auto-replied (vacation)\r\n", Kind.AUTOMATIC),
    "auto-generated": ("Auto-Submitted: Auto-Generated; x=y\r\n", Kind.AUTOMATIC),
    "x-autoreply": ("X-Autoreply: yes\r\n", Kind.AUTOMATIC),
    "precedence auto": ("Precedence: auto_reply\r\n", Kind.AUTOMATIC),
    "nobody to answer": ("Return-Path: <>\r\n", Kind.AUTOMATIC),
    "bulk": ("Precedence: bulk\r\n", Kind.MASS),
    "a list": ("List-Id: <nieuws.example.org>\r\n", Kind.MASS),
    "a mailing": ("List-Unsubscribe: <mailto:af@example.org>\r\n", Kind.MASS),
    "a loop": (f"X-Loop: {MAILBOX}\r\n", Kind.OWN),
    "a loop in capitals": (f"X-Loop: {MAILBOX.upper()}\r\n", Kind.OWN),
}


def sorted_(headers: str = "", *, lately: int = 0, **told: str):
    return sort(read(make_mail(headers=headers, **told)), own={MAILBOX}, lately=lately)


@pytest.mark.parametrize("headers", PEOPLE.values(), ids=PEOPLE)
def test_people_ask_and_may_be_answered_by_a_machine(headers):
    assert sorted_(headers) == (Kind.QUESTION, "", True)


@pytest.mark.parametrize(("headers", "kind"), MACHINES.values(), ids=MACHINES)
def test_machines_are_known_and_never_answered_by_one(headers, kind):
    found = sorted_(headers)
    assert (found.kind, found.may_receipt) == (kind, False)


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@example.org", "postmaster@x.nl", "bounces+12=ada@lijst.example"])
def test_a_mail_server_tells_that_something_did_not_arrive(sender):
    assert sorted_(sender=sender).kind == Kind.BOUNCE


def test_a_report_of_non_delivery_is_known_by_its_form():
    assert sorted_(content_type="multipart/report; report-type=delivery-status; boundary=x").kind == Kind.BOUNCE


def test_our_own_address_never_asks_us_anything():
    assert sorted_(sender=MAILBOX).kind == Kind.OWN


@pytest.mark.parametrize(
    "told",
    [
        {"subject": "Automatisch antwoord: uw bericht"},
        {"subject": "Out of Office: re"},
        {"sender": "noreply@webwinkel.example"},
        {"headers": "X-Auto-Response-Suppress: All\r\n"},
        {"to": ", ".join(f"a{n}@example.org" for n in range(30))},
    ],
)
def test_somebody_reads_it_and_no_machine_answers(told):
    assert sorted_(**told) == (Kind.QUESTION, "", False)


def test_a_mail_to_a_crowd_is_put_aside():
    crowd = ", ".join(f"a{number}@example.org" for number in range(10_000))
    assert sorted_(to=crowd) == (Kind.MASS, "many_recipients", False)


def test_whoever_writes_all_day_long_is_no_person():
    assert sorted_(lately=MOST_AN_HOUR - 1).kind == Kind.QUESTION
    assert sorted_(lately=MOST_AN_HOUR) == (Kind.FLOOD, "too_often", False)


@pytest.mark.parametrize(
    ("told", "doubts"),
    [
        ("mx.example.org; dmarc=fail header.from=example.org", True),
        ("mx.example.org; spf=fail", True),
        ("mx.example.org; spf=fail; dmarc=pass", False),
        ("mx.example.org; dmarc=pass", False),
    ],
)
def test_what_our_server_doubts_is_told(told, doubts):
    assert is_unproven(read(make_mail(headers=f"Authentication-Results: {told}\r\n"))) is doubts


def test_the_address_of_a_thread_is_ours_too():
    """A mail that claims to come from where answers go would make us answer ourselves."""
    assert sorted_(sender=address_of(MAILBOX, "abcdefgh01234567")).kind == Kind.OWN
    assert sorted_(sender="voordeur-plus@example.org").kind == Kind.QUESTION
