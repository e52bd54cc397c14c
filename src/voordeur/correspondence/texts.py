"""Words of letters to and fro."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voordeur.correspondence.rules.threads import Action, Status
from voordeur.kernel.errors import Refused

Text = str | Promise

STATUS: dict[str, Text] = {
    Status.OPEN: _("Waits for our answer"),
    Status.ANSWERED: _("Answered"),
    Status.CLOSED: _("Closed"),
    Status.ASIDE: _("Put aside"),
}

STATUS_FOR_TENANT: dict[str, Text] = {
    Status.OPEN: _("We have your message. You get an answer."),
    Status.ANSWERED: _("We have answered."),
    Status.CLOSED: _("This is settled. When you write again, we read it."),
    Status.ASIDE: _("Put aside"),
}

# The tabs of the list, in the order of the day.
TABS: dict[str, Text] = {
    "open": _("To answer"),
    "mine": _("Mine"),
    "answered": _("Answered"),
    "closed": _("Closed"),
    "aside": _("Put aside"),
    "all": _("All"),
}

CHANNELS: dict[str, Text] = {"EMA": _("by mail"), "INT": _("on the site")}

# Why nobody was asked to answer.
REASONS: dict[str, Text] = {
    "own_address": _("our own mail came back"),
    "not_delivered": _("a mail server says that something did not arrive"),
    "auto_submitted": _("a machine sent it"),
    "auto_reply": _("an automatic answer"),
    "nobody_to_answer": _("it cannot be answered"),
    "many_recipients": _("sent to very many people"),
    "mailing": _("a mailing"),
    "too_often": _("many mails in one hour from one address"),
    "by_hand": _("a colleague put it aside"),
}

# What was wrong with a mail, as the reader has to know it.
ODDITIES: dict[str, Text] = {
    "only_beginning": _("The mail is very large. Only its beginning is here; all of it is in the mailbox."),
    "body_cut": _("The text is very long. Its end is only in the mailbox."),
    "broken_mime": _("The mail was damaged. Something may be missing; the mailbox has the original."),
    "many_parts": _("The mail has very many parts. The rest is only in the mailbox."),
    "unreadable": _("The mail could not be read well. These are its first words; the mailbox has the original."),
    "several_senders": _("It names several senders. The first one is shown."),
    "other_reply_address": _("It asks for an answer to another address. We write to the sender."),
    "no_sender": _("It does not say who sent it."),
    "unproven": _("Our mail server doubts that this sender really sent it. Check before you tell anything."),
    "other_address": _("It came from another address than the messages before it. Your answer goes to the first one."),
    "not_delivered": _("Our mail did not arrive. Try to reach the tenant in another way."),
}

FILE_REFUSALS: dict[str, Text] = {
    "too_large": _("too large"),
    "too_many": _("too many files"),
    "empty": _("nothing in it"),
    "program": _("a program"),
    "acts": _("a file that does something by itself"),
    "old_office": _("an old kind of file"),
    "packed": _("a packed file"),
    "unknown": _("a kind of file that we do not know"),
}

EVENTS: dict[str, Text] = {
    Action.RECEIVE: _("A question came in"),
    Action.ANSWER: _("Answered"),
    Action.CLOSE: _("Closed"),
    Action.TAKE_UP: _("Taken up as a question"),
    Action.PUT_ASIDE: _("Put aside"),
    "belongs_to": _("Put with a person or a home"),
    "join_case": _("Put with a case"),
}

SENT = _("Your answer is on its way.")
NOTED = _("Noted.")
RECEIVED = _("We have your message.")

REFUSALS: dict[str, Text] = {
    "answer_empty": _("Write your answer first."),
    "answer_too_long": _("Your answer is too long: at most %(most)s signs."),
    "nobody_to_write_to": _("We have no address of this person. Ring or visit, and close the message."),
    "thread_moved_on": _("Something new came in while you were writing. Read it, and send your answer again."),
    "thread_changed_meanwhile": _("A colleague changed this message just before you. Look at it again."),
    "thread_cannot": _("That is not possible as the message stands now."),
    "thread_why_missing": _("Write in a few words why this needs no answer."),
    "thread_has_no_question": _("There is no message in here that asks something."),
    "not_your_thread_action": _("Your role does not answer messages."),
    "no_such_case": _("There is no case with this number: %(number)s."),
    "not_a_tenant": _("This message is not yours."),
    "subject_missing": _("Write in a few words what it is about."),
    "message_empty": _("Write your message first."),
    "message_too_long": _("Your message is too long: at most %(most)s signs."),
    "too_many_messages": _("You sent many messages just now. Try again in %(minutes)s minutes, or ring us."),
    "upload_refused": _("We cannot keep the file %(name)s: %(reason)s."),
}


def refusal(refused: Refused) -> str:
    """The sentence of a refusal."""
    params = dict(refused.params)
    if refused.code == "upload_refused":
        params["reason"] = str(FILE_REFUSALS[str(params["reason"])])
    return str(REFUSALS[refused.code]) % params
