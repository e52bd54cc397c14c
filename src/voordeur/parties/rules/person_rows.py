"""What a row about a person must hold. Plain cells in, values or faults out."""

import re
from datetime import date
from types import MappingProxyType

import phonenumbers

from voordeur.parties.rules.cells import Row, Values

# field -> whether a table without it is refused
FIELDS = MappingProxyType(
    {
        "external_id": True,
        "first_name": False,
        "infix": False,
        "last_name": True,
        "born_on": False,
        "email": False,
        "phone": False,
        "language": False,
        "preferred_channel": False,
        "is_vulnerable": False,
    }
)
LANGUAGES = frozenset({"nl", "en"})
# VERA COMMUNICATIEKANAAL, those by which a tenant can be reached
CHANNELS = frozenset({"APP", "BRI", "EMA", "INT", "SMS", "TEL"})
OLDEST_YEARS = 125
# One @, something before it, a domain with a dot behind it; whether it exists only a letter can tell.
EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def e164(text: str) -> str | None:
    """A telephone number in E.164 form (+31612345678), Dutch unless it names a country; None when it cannot exist."""
    try:
        number = phonenumbers.parse(text, "NL")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def person_of(row: Row, *, today: date) -> Values:
    """The values of the fields that the row has, by the names of the model; faults are left on the row."""
    values: Values = {
        "external_id": row.text("external_id", longest=60, required=True),
        "last_name": row.text("last_name", longest=120, required=True),
    }
    for name, longest in (("first_name", 80), ("infix", 20)):
        if row.has(name):
            values[name] = row.text(name, longest=longest)
    if row.has("born_on"):
        values["born_on"] = row.day("born_on", least=date(today.year - OLDEST_YEARS, 1, 1), most=today)
    if row.has("email"):
        values["email"] = _email(row)
    if row.has("phone"):
        values["phone"] = _phone(row)
    if row.has("language"):
        values["language"] = row.choice("language", LANGUAGES, default="nl")
    if row.has("preferred_channel"):
        values["preferred_channel"] = row.choice("preferred_channel", CHANNELS, default="EMA")
    if row.has("is_vulnerable"):
        values["is_vulnerable"] = row.yes_no("is_vulnerable")
    return values


def _email(row: Row) -> str:
    text = row.text("email", longest=254).lower()
    if text and not EMAIL.fullmatch(text):
        row.refuse("email", "not_an_email", allowed="naam@voorbeeld.nl")
    return text


def _phone(row: Row) -> str:
    # A number may begin with +31: that is no formula.
    text = row.text("phone", longest=40, starts=("=", "-", "@"))
    number = e164(text) if text else ""
    if number is None:
        row.refuse("phone", "not_a_phone_number", allowed="06 12345678, +31 55 1234567")
    return number or ""


def keys_of(values: Values) -> dict[str, str]:
    """What may stand in a table only once."""
    return {"external_id": values["external_id"]}
