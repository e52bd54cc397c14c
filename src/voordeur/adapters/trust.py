"""Whom we believe to be a mail server: whose certificate a known authority signed, or one the installation names."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager


class UnknownCertificateError(OSError):
    """The server shows a certificate of which nobody that we trust says that it is theirs."""


def context(ca_file: str) -> ssl.SSLContext:
    """What a connection is checked by: the authorities of this machine, and those in the file when there is one."""
    trusted = ssl.create_default_context()
    if ca_file:
        trusted.load_verify_locations(cafile=ca_file)
    return trusted


@contextmanager
def checked(host: str) -> Iterator[None]:
    """Make of a certificate that is refused a sentence that says what to do. Raises UnknownCertificateError."""
    try:
        yield
    except ssl.SSLCertVerificationError as fault:
        raise UnknownCertificateError(
            f"The certificate of the mail server {host} cannot be trusted ({fault.verify_message}). Nothing was sent "
            "to it and nothing read. Name the file of the authority that signs it in VOORDEUR_MAIL_CA."
        ) from fault
