"""The table of moves, and what is read from addresses, references and subjects."""

import itertools

import pytest

from voordeur.correspondence.rules.threads import (
    MAY,
    MOVES,
    SYSTEM,
    Action,
    Case,
    Status,
    address_of,
    cases_named,
    letters_named,
    move,
    subject_of_reply,
    tokens_in,
)
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role

TOKEN = "abcd1234efgh5678"


@pytest.mark.parametrize(("status", "action"), list(itertools.product(Status, Action)))
def test_the_table_says_which_moves_there_are(status, action):
    role = SYSTEM if action == Action.RECEIVE else Role.CONTACT_AGENT
    if (status, action) in MOVES:
        assert move(status, action, role=role) == MOVES[status, action]
    else:
        with pytest.raises(Refused, match="thread_cannot"):
            move(status, action, role=role)


@pytest.mark.parametrize(("role", "action"), list(itertools.product([*Role, SYSTEM], Action)))
def test_the_table_says_who_may_make_them(role, action):
    status = next(old for old, one in MOVES if one == action)
    if role in MAY[action]:
        move(status, action, role=role)
    else:
        with pytest.raises(Refused, match="not_your_thread_action"):
            move(status, action, role=role)


def test_a_new_message_opens_a_thread_wherever_it_stands():
    assert {new for (_, action), new in MOVES.items() if action == Action.RECEIVE} == {Status.OPEN}
    assert {old for old, action in MOVES if action == Action.RECEIVE} == set(Status)


def test_the_address_of_a_thread_leads_back_to_it():
    address = address_of("post@woon.nl", TOKEN)
    assert address == f"post+{TOKEN}@woon.nl"
    assert tokens_in((address.upper(), "ada@example.org"), "post@woon.nl") == (TOKEN,)


@pytest.mark.parametrize(
    "address", [f"ander+{TOKEN}@woon.nl", f"post+{TOKEN}@elders.nl", "post+kort@woon.nl", "post@woon.nl", "+@"]
)
def test_other_addresses_lead_nowhere(address):
    assert tokens_in((address,), "post@woon.nl") == ()


def test_cases_are_known_by_their_numbers():
    assert cases_named("Re: r0000012 en K0000003, niet R12") == (Case("repairs", 12), Case("complaints", 3))
    assert Case("repairs", 12).number == "R0000012"


def test_our_letters_are_known_by_their_names():
    assert letters_named(("<letter-12@woon.nl>", "<letter-x@woon.nl>", "<a@b>")) == (12,)


@pytest.mark.parametrize(
    ("subject", "language", "reply"),
    [
        ("De lift", "nl", "Re: De lift"),
        ("RE: Fwd: re: De lift", "nl", "Re: De lift"),
        ("", "nl", "Re: uw bericht"),
        ("Re:", "en", "Re: your message"),
    ],
)
def test_a_subject_says_re_once(subject, language, reply):
    assert subject_of_reply(subject, language) == reply
