"""What the name of a telephone of the association looks like. Pure."""

import re

from voordeur.kernel.errors import Refused

EXTENSION = re.compile(r"[A-Za-z0-9@._-]{1,40}")


def number_of(written: str) -> str:
    """The extension without spaces; empty stays empty. Raises Refused "not_an_extension"."""
    number = "".join(written.split())
    if number and not EXTENSION.fullmatch(number):
        raise Refused("not_an_extension", value=written[:40])
    return number
