"""The mail server outside. One function; its settings come from the installation."""

from collections.abc import Mapping

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend


def send(
    *, to_address: str, subject: str, body: str, message_id: str, headers: Mapping[str, str] | None = None
) -> None:
    """Send one plain text message over SMTP; raises what smtplib raises.

    Our own mails say that a machine wrote them, so that no other machine answers. `headers` win over that: a person
    who writes says "Auto-Submitted: no".
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    EmailMessage(
        subject=subject,
        body=body,
        to=[to_address],
        headers={"Message-ID": f"<{message_id}@{domain}>", "Auto-Submitted": "auto-generated", **(headers or {})},
        connection=EmailBackend(fail_silently=False),
    ).send()
