"""Dutch addresses: postcode, house number, letter, addition; how they are written and how they are told apart."""

import re
from typing import NamedTuple

POSTCODE = re.compile(r"[1-9][0-9]{3}(?!SA|SD|SS)[A-Z]{2}")
HOUSE_NUMBER = re.compile(r"0*([0-9]{1,5})(?![0-9])[ -]*(?:([A-Z])(?![A-Z]))?[ /-]*([0-9A-Z]{1,6})?")
LONGEST_NUMBER = 99_999


class Address(NamedTuple):
    """What makes a Dutch address unique (BAG nummeraanduiding)."""

    postcode: str
    number: int
    letter: str
    addition: str

    @property
    def key(self) -> str:
        """The address as an external key, for sources that have no key of their own: `7323AA-139-A-2`."""
        return f"{self.postcode}-{self.number}-{self.letter}-{self.addition}".rstrip("-")


def postcode_of(text: str) -> str | None:
    """A postcode as `1234AB`, however it was typed; None when it is none (SA, SD and SS are never given out)."""
    plain = re.sub(r"\s", "", text).upper()
    return plain if POSTCODE.fullmatch(plain) else None


def house_number_of(text: str) -> tuple[int, str, str] | None:
    """Number, letter and addition of `139`, `139A`, `139-2`, `139 A-2`; None when it is none of these."""
    found = HOUSE_NUMBER.fullmatch(" ".join(text.upper().split()))
    if found is None or not 1 <= int(found.group(1)) <= LONGEST_NUMBER:
        return None
    return int(found.group(1)), found.group(2) or "", found.group(3) or ""


def address_of(text: str) -> Address | None:
    """An address out of text that begins with a postcode: `7323 AA 139A-2`, or a key as `Address.key` writes it."""
    plain = " ".join(text.upper().split())
    key = re.fullmatch(r"([1-9][0-9]{3}[A-Z]{2})-([0-9]{1,5})(?:-([A-Z]?)(?:-([0-9A-Z]{1,6}))?)?", plain)
    if key is not None:
        return Address(key.group(1), int(key.group(2)), key.group(3) or "", key.group(4) or "")
    found = re.fullmatch(r"([1-9][0-9]{3} ?[A-Z]{2})[ ,]+(.+)", plain)
    if found is None:
        return None
    postcode, number = postcode_of(found.group(1)), house_number_of(found.group(2))
    if postcode is None or number is None:
        return None
    return Address(postcode, *number)
