"""The automatic answer: outside opening hours, and when a file could not be kept. One a day to one address."""

from datetime import datetime, timedelta

from django.utils import translation

from voordeur.correspondence import texts
from voordeur.correspondence.models import Message
from voordeur.correspondence.rules import files
from voordeur.correspondence.services import threads
from voordeur.correspondence.services.answering import new_message_id, send_mail
from voordeur.letters.queries.reaching import reach_in_words
from voordeur.letters.services.rendering import render
from voordeur.policy.rules import is_open
from voordeur.promises import queries as promises

STEP = "message_receipt"
# RFC 3834: not more often than this to one address, whatever it sends.
QUIET_FOR = timedelta(days=1)
MOST_NAMED = 10


def answer_mail(*, now: datetime, message_id: int) -> None:
    """Tell who wrote by mail that it arrived, when nobody reads it now or a file was not kept.

    A machine, a crowd and whoever asks for silence get nothing; neither does who got one in the last day. Handles the
    event that a message came in; doing it twice sends one.
    """
    message = Message.objects.select_related("thread__person", "thread__policy_version").get(pk=message_id)
    thread = message.thread
    if not message.may_receipt or message.channel != "EMA" or message.email != thread.email or thread.due_at is None:
        return
    policy = promises.in_force(now).policy
    refused = list(message.attachments.exclude(refused="").order_by("pk")[:MOST_NAMED])
    is_closed = not is_open(policy.channels.mail.open, now, policy)
    if not (is_closed or refused) or _was_told(message.email, now):
        return
    with translation.override(thread.language):
        names = ", ".join(f"{one.name} ({texts.FILE_REFUSALS[one.refused]})" for one in refused)
    rendered = render(
        STEP,
        "mail",
        thread.language,
        {
            "number": thread.number,
            "answer_until": thread.due_at,
            "reach": " ".join(reach_in_words(policy, now=now, language=thread.language)) if is_closed else "",
            "files": names,
            "most": files.MOST_FILE_BYTES // 1_000_000 if refused else "",
        },
    )
    name = new_message_id(thread)
    headers = {
        "Message-ID": name,
        "Auto-Submitted": "auto-replied",
        # For servers that do not know the header before this one.
        "Precedence": "auto_reply",
        "X-Auto-Response-Suppress": "All",
        **({"In-Reply-To": message.message_id, "References": message.message_id} if message.message_id else {}),
    }
    letter = send_mail(thread, subject=rendered.subject, body=rendered.body.strip(), headers=headers, now=now)
    threads.add(
        thread,
        direction="UIT",
        channel="EMA",
        at=now,
        email=thread.email,
        name=thread.name,
        subject=rendered.subject,
        body=rendered.body.strip(),
        message_id=name,
        is_automatic=True,
        letter=letter,
    )


def _was_told(address: str, now: datetime) -> bool:
    told = Message.objects.filter(email=address, direction="UIT", is_automatic=True, at__gt=now - QUIET_FOR)
    return told.exists()
