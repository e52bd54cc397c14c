"""What a row about a dwelling must hold. Plain cells in, values or faults out."""

import re
from datetime import date
from types import MappingProxyType

from voordeur.homes.rules.addresses import LONGEST_NUMBER, Address, house_number_of, postcode_of
from voordeur.kernel.geo import is_in_netherlands
from voordeur.parties.rules.cells import Row, Values

# field -> whether a table without it is refused
FIELDS = MappingProxyType(
    {
        "external_id": False,
        "street": True,
        "number": True,
        "letter": False,
        "addition": False,
        "postcode": True,
        "town": True,
        "lat": True,
        "lon": True,
        "year_built": False,
        "floor_m2": False,
        "use": False,
        "status": False,
        "bag_id": False,
    }
)
HOME_USE = "woonfunctie"
# The oldest house of the Netherlands that is lived in is of about 1240; registers write 1005 for "unknown".
FIRST_YEAR = 1200
YEARS_AHEAD = 2
# Registers fill in 1 and 999999 for "unknown". Above 500 m2 it is more likely a building than a home: kept, but said.
LEAST_M2, MOST_M2, LARGE_M2 = 5, 10_000, 500
# BAG, status of a verblijfsobject
GONE = ("ingetrokken", "niet gerealiseerd", "ten onrechte opgevoerd")
NOT_IN_USE = ("gevormd", "buiten gebruik")
IN_USE = ("in gebruik", "verbouwing")
DEGREES_SHOWN = "50.7 – 53.7 / 3.2 – 7.3"


def dwelling_of(row: Row, *, today: date) -> Values:
    """The values of the fields that the row has, by the names of the model; faults are left on the row.

    What is no home, or is gone, is refused for that reason only: its other cells no longer matter. Without an
    external key in the table the address is the key.
    """
    if not _is_a_home(row):
        return {}
    values: Values = {
        "street": row.text("street", longest=80, required=True),
        "town": row.text("town", longest=80, required=True),
        **_address_values(row),
        **_place(row),
    }
    if row.has("year_built"):
        values["year_built"] = row.whole(
            "year_built", least=FIRST_YEAR, most=today.year + YEARS_AHEAD, code="impossible_year"
        )
    if row.has("floor_m2"):
        values["floor_m2"] = row.whole("floor_m2", least=LEAST_M2, most=MOST_M2, code="impossible_area")
        if (values["floor_m2"] or 0) > LARGE_M2:
            row.warn("floor_m2", "large_area", allowed=str(LARGE_M2))
    if row.has("bag_id"):
        values["bag_id"] = row.text("bag_id", longest=16)
        if values["bag_id"] and not re.fullmatch(r"[0-9]{16}", values["bag_id"]):
            row.refuse("bag_id", "not_a_bag_id", allowed="0200010000123456")
    if row.has("external_id"):
        values["external_id"] = row.text("external_id", longest=60, required=True)
    elif not row.errors:
        values["external_id"] = address_in(values).key
    return values


def _is_a_home(row: Row) -> bool:
    if row.has("use"):
        use = row.text("use", longest=200, required=True)
        if row.errors:
            return False
        if use.casefold() != HOME_USE:
            row.refuse("use", "not_a_home", allowed=HOME_USE)
            return False
    status = row.text("status", longest=200).casefold()
    if any(word in status for word in GONE):
        row.refuse("status", "no_longer_a_home", allowed=", ".join((*IN_USE, *NOT_IN_USE)))
        return False
    if any(word in status for word in NOT_IN_USE):
        row.warn("status", "not_in_use")
    elif status and not any(word in status for word in IN_USE):
        row.warn("status", "unknown_status", allowed=", ".join((*IN_USE, *NOT_IN_USE, *GONE)))
    return not row.errors


def _address_values(row: Row) -> Values:
    values: Values = {"postcode": "", "number": None, "letter": "", "addition": ""}
    text = row.text("postcode", longest=20, required=True)
    if text:
        postcode = postcode_of(text)
        if postcode is None:
            row.refuse("postcode", "not_a_postcode", allowed="1234AB")
        values["postcode"] = postcode or ""
    letter = row.text("letter", longest=1).upper()
    if letter and not re.fullmatch(r"[A-Z]", letter):
        row.refuse("letter", "not_a_letter", allowed="A – Z")
    addition = row.text("addition", longest=6).upper()
    if addition and not re.fullmatch(r"[0-9A-Z]{1,6}", addition):
        row.refuse("addition", "not_an_addition", allowed="0 – 9, A – Z")
    text = row.text("number", longest=20, required=True)
    if text:
        # `139A` in one cell is read as the number and the letter, as long as no other cell says otherwise.
        parts = house_number_of(re.sub(r"[.,]0+$", "", text))
        if parts is None or (parts[1] and letter) or (parts[2] and addition):
            row.refuse("number", "not_a_house_number", allowed=f"1 – {LONGEST_NUMBER}")
        else:
            values["number"] = parts[0]
            letter, addition = letter or parts[1], addition or parts[2]
    return {**values, "letter": letter, "addition": addition}


def _place(row: Row) -> Values:
    lat, lon = row.decimal("lat", required=True), row.decimal("lon", required=True)
    if lat is not None and lon is not None and not is_in_netherlands(lat, lon):
        both = f"{row.raw('lat')} / {row.raw('lon')}"
        if is_in_netherlands(lon, lat):
            row.refuse("lat", "swapped_coordinates", allowed=DEGREES_SHOWN, value=both)
        else:
            row.refuse("lat", "outside_netherlands", allowed=DEGREES_SHOWN, value=both)
    return {"lat": lat, "lon": lon}


def address_in(values: Values) -> Address:
    return Address(values["postcode"], values["number"], values["letter"], values["addition"])


def keys_of(values: Values) -> dict[str, str]:
    """What may stand in a table only once."""
    keys = {"external_id": values["external_id"], "postcode": address_in(values).key}
    if values.get("bag_id"):
        keys["bag_id"] = values["bag_id"]
    return keys
