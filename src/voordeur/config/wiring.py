"""What follows from what: the only table that joins an event of one room to functions of others."""

from collections.abc import Callable, Sequence

from voordeur.base import mailbox

Handler = Callable[..., None]

HANDLERS: dict[str, Sequence[Handler]] = {
    "letter.written": (mailbox.deliver,),
}

# (minutes between two starts, function): run by whichever worker is first.
EVERY_MINUTES: Sequence[tuple[int, Handler]] = ()
