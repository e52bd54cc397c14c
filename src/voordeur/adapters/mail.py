"""The mail server outside. One function; its settings come from the installation."""

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from email.encoders import encode_base64
from email.mime.base import MIMEBase

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address
from django.utils.functional import cached_property

from voordeur.adapters import trust

ENCODING = "utf-8"
# The envelope of an automatic answer: what cannot be delivered comes back to nobody (RFC 3834, 3.3; RFC 5321, 4.5.5).
NOBODY = ""


def send(
    *,
    to_address: str,
    subject: str,
    body: str,
    message_id: str,
    headers: Mapping[str, str] | None = None,
    files: Sequence[tuple[str, bytes, str]] = (),
) -> None:
    """Send one plain text message over SMTP, with `files` (name, content, type); raises what smtplib raises, and
    UnknownCertificateError.

    Our own mails say that a machine wrote them, so that no other machine answers. `headers` win over that: a person
    who writes says "Auto-Submitted: no". An answer of a machine ("auto-replied") leaves with an empty envelope sender.
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    told = {"Message-ID": f"<{message_id}@{domain}>", "Auto-Submitted": "auto-generated", **(headers or {})}
    message = EmailMessage(
        subject=subject,
        body=body,
        to=[to_address],
        headers=told,
        attachments=[_part(*file) for file in files],
    )
    is_answer = told["Auto-Submitted"] == "auto-replied"
    sender = NOBODY if is_answer else sanitize_address(message.from_email, ENCODING)
    server = _Server()
    try:
        with trust.checked(settings.EMAIL_HOST):
            server.open()
        server.hand_over(message, sender=sender)
    finally:
        # What the server took is sent; how it says goodbye must not make us send it again.
        with suppress(smtplib.SMTPException, OSError):
            server.close()


class _Server(EmailBackend):
    """The mail server of the settings."""

    @cached_property
    def ssl_context(self) -> ssl.SSLContext:
        return trust.context(settings.MAIL_CA_FILE)

    def hand_over(self, message: EmailMessage, *, sender: str) -> None:
        """Give one mail to the server; Django itself knows no mail without a sender."""
        recipients = [sanitize_address(address, ENCODING) for address in message.recipients()]
        raw: bytes = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own mails take it
        self.connection.sendmail(sender, recipients, raw)  # type: ignore[union-attr]  # it was opened just before


def _part(name: str, content: bytes, content_type: str) -> MIMEBase:
    """A file as a part of a mail; its bytes go as they are, whatever its type promises about them."""
    main, _, sub = content_type.partition("/")
    part = MIMEBase(main, sub or "octet-stream")
    part.set_payload(content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part
