"""The mail server outside. One function; its settings come from the installation."""

from collections.abc import Mapping, Sequence
from email.encoders import encode_base64
from email.mime.base import MIMEBase

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend


def send(
    *,
    to_address: str,
    subject: str,
    body: str,
    message_id: str,
    headers: Mapping[str, str] | None = None,
    files: Sequence[tuple[str, bytes, str]] = (),
) -> None:
    """Send one plain text message over SMTP, with `files` (name, content, type); raises what smtplib raises.

    Our own mails say that a machine wrote them, so that no other machine answers. `headers` win over that: a person
    who writes says "Auto-Submitted: no".
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    EmailMessage(
        subject=subject,
        body=body,
        to=[to_address],
        headers={"Message-ID": f"<{message_id}@{domain}>", "Auto-Submitted": "auto-generated", **(headers or {})},
        attachments=[_part(*file) for file in files],
        connection=EmailBackend(fail_silently=False),
    ).send()


def _part(name: str, content: bytes, content_type: str) -> MIMEBase:
    """A file as a part of a mail; its bytes go as they are, whatever its type promises about them."""
    main, _, sub = content_type.partition("/")
    part = MIMEBase(main, sub or "octet-stream")
    part.set_payload(content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part
