"""Where a thread stands, who may move it, and how its address, its number and a case are read from text."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import MandateScope, Role


class Status(StrEnum):
    """Whose turn it is."""

    # Somebody waits for our answer
    OPEN = "open"
    # We answered; they may write again
    ANSWERED = "answered"
    CLOSED = "closed"
    # What a machine or a crowd sent; read by nobody unless somebody takes it up
    ASIDE = "aside"


class Action(StrEnum):
    """What happens to a thread. `begin` makes one, so it moves nothing."""

    RECEIVE = "receive"
    ANSWER = "answer"
    CLOSE = "close"
    TAKE_UP = "take_up"
    PUT_ASIDE = "put_aside"


S, A = Status, Action

MOVES: Mapping[tuple[Status, Action], Status] = {
    (S.OPEN, A.RECEIVE): S.OPEN,
    (S.ANSWERED, A.RECEIVE): S.OPEN,
    (S.CLOSED, A.RECEIVE): S.OPEN,
    (S.ASIDE, A.RECEIVE): S.OPEN,
    (S.OPEN, A.ANSWER): S.ANSWERED,
    (S.ANSWERED, A.ANSWER): S.ANSWERED,
    (S.CLOSED, A.ANSWER): S.ANSWERED,
    (S.OPEN, A.CLOSE): S.CLOSED,
    (S.ANSWERED, A.CLOSE): S.CLOSED,
    (S.ASIDE, A.TAKE_UP): S.OPEN,
    (S.CLOSED, A.TAKE_UP): S.OPEN,
    (S.OPEN, A.PUT_ASIDE): S.ASIDE,
}

SYSTEM = "system"
ANSWERS = frozenset({Role.CONTACT_AGENT, Role.HOUSING_CONSULTANT, Role.PLANNER, Role.MANAGER})
MAY: Mapping[Action, frozenset[str]] = {
    Action.RECEIVE: frozenset({SYSTEM, Role.TENANT}),
    Action.ANSWER: ANSWERS,
    Action.CLOSE: ANSWERS,
    Action.TAKE_UP: ANSWERS,
    Action.PUT_ASIDE: ANSWERS,
}


def move(status: Status, action: Action, *, role: str) -> Status:
    """The status after an action. Refused: not_your_thread_action, thread_cannot."""
    if role not in MAY[action]:
        raise Refused("not_your_thread_action", role=role)
    try:
        return MOVES[status, action]
    except KeyError:
        raise Refused("thread_cannot", status=str(status), action=str(action)) from None


def scope_for(case_kind: str) -> MandateScope:
    """Which mandate opens a thread to who acts for its person: one for repairs those about a repair, and no other."""
    return MandateScope.REPAIRS if case_kind == "repairs" else MandateScope.EVERYTHING


# --- the address of a thread ----------------------------------------------------------------------------------------

TOKEN = re.compile(r"[a-z0-9]{16}")


def address_of(mailbox: str, token: str) -> str:
    """The address at which a thread is reached: the mailbox with the token behind a plus (RFC 5233)."""
    name, _, domain = mailbox.rpartition("@")
    return f"{name}+{token}@{domain}"


def tokens_in(addresses: tuple[str, ...], mailbox: str) -> tuple[str, ...]:
    """The tokens of threads in the addresses that a mail came to."""
    name, _, domain = mailbox.lower().rpartition("@")
    found = []
    for address in addresses:
        local, _, where = address.lower().rpartition("@")
        before, plus, token = local.partition("+")
        if plus and (before, where) == (name, domain) and TOKEN.fullmatch(token):
            found.append(token)
    return tuple(found)


# --- what else a mail may point at -----------------------------------------------------------------------------------


class Case(NamedTuple):
    """A case by the namespace of its room and its number."""

    kind: str
    id: int

    @property
    def number(self) -> str:
        """What people say on the telephone: R0000123, K0000123."""
        return f"{LETTERS[self.kind]}{self.id:07d}"


NUMBER = re.compile(r"\b([RK])(\d{7})\b", re.IGNORECASE)
ROOMS = {"R": "repairs", "K": "complaints"}
LETTERS = {room: letter for letter, room in ROOMS.items()}
LETTER = re.compile(r"<letter-(\d{1,12})@[^<>\s]+>")


def cases_named(text: str) -> tuple[Case, ...]:
    """The cases that a text names by their number: R0000123 is a repair, K0000123 a complaint."""
    found = (Case(ROOMS[letter.upper()], int(number)) for letter, number in NUMBER.findall(text))
    return tuple(dict.fromkeys(found))


def letters_named(references: tuple[str, ...]) -> tuple[int, ...]:
    """Which of our letters a mail answers, by the name that each letter has on its way."""
    return tuple(int(found[1]) for one in references if (found := LETTER.fullmatch(one)))


def subject_of_reply(subject: str, language: str) -> str:
    """ "Re: ..." once, however often it went to and fro."""
    bare = re.sub(r"^(\s*(re|fw|fwd|antw|betr|aw)\s*:\s*)+", "", subject, flags=re.IGNORECASE).strip()
    return f"Re: {bare}" if bare else ("Re: your message" if language == "en" else "Re: uw bericht")
