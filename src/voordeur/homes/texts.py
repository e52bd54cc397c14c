"""Words about homes: one sentence for every fault that an import can find, and the kinds of dwelling."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voordeur.kernel.errors import FieldError

# VERA EENHEIDDETAILSOORT, those of EENHEIDSOORT WOO
KINDS: dict[str, Promise] = {
    "BEN": _("ground-floor flat"),
    "BOV": _("upper flat"),
    "COR": _("corridor flat"),
    "EIN": _("end-of-terrace house"),
    "GAL": _("gallery flat"),
    "GTW": _("linked semi-detached house"),
    "GWO": _("linked house"),
    "HAL": _("half of a double house"),
    "HER": _("town house"),
    "HOE": _("corner house"),
    "KAM": _("room"),
    "KNG": _("home for two generations"),
    "MAI": _("maisonette"),
    "POF": _("flat with a shared entrance hall"),
    "POW": _("flat with an open porch"),
    "PRW": _("home with a practice"),
    "TIJ": _("temporary home"),
    "TIN": _("tiny house"),
    "TUS": _("terraced house"),
    "TWE": _("semi-detached house"),
    "VRI": _("detached house"),
    "WAT": _("home on the water"),
    "WOB": _("houseboat"),
    "WOW": _("caravan"),
    "WWP": _("place for a caravan"),
}

# In the one box
RENTS_NOTHING = _("rents no home now")
STANDS_EMPTY = _("nobody rents this home now")

# About one row. %(field)s is our name of the field, %(value)s what stands there, %(allowed)s what may stand there.
ROW_FAULTS: dict[str, Promise] = {
    "address_taken": _("%(value)s is already known under the key %(other)s. An address can stand for one home only."),
    "already_let": _(
        "The home “%(value)s” is already let by tenancy %(other)s (%(begins)s – %(ends)s). End that tenancy first."
    ),
    "bag_id_taken": _("%(field)s “%(value)s” already belongs to %(other)s."),
    "broken_quotes": _(
        "The quotation marks on line %(line)s do not match, so the row cannot be read. Double a quotation mark that "
        "belongs to the text."
    ),
    "control_character": _(
        "%(field)s holds a sign that cannot be seen: “%(value)s”. Remove it, for instance by typing the text again."
    ),
    "double_in_file": _("%(field)s “%(value)s” already stands in row %(other)s. Keep one of the two."),
    "ends_before_it_begins": _("%(field)s is %(value)s, before the tenancy begins. Allowed: %(allowed)s."),
    "formula": _(
        "%(field)s begins with “%(start)s”: “%(value)s”. A spreadsheet would run this as a formula, so it is not "
        "taken in. Remove that first sign."
    ),
    "impossible_area": _("%(field)s is %(value)s m². Allowed: %(allowed)s m². Leave it empty when it is not known."),
    "impossible_year": _("%(field)s is %(value)s. Allowed: %(allowed)s. Leave it empty when the year is not known."),
    "key_taken": _("The key “%(value)s” is already used for %(other)s. Give a key of your own in external_id."),
    "missing": _("%(field)s is empty. This field is needed."),
    "no_longer_a_home": _("%(field)s is “%(value)s”: this home no longer exists or was never built."),
    "no_tenant_named": _("%(field)s is “%(value)s”: nobody in it is the tenant. Example: %(allowed)s."),
    "not_a_bag_id": _("%(field)s is “%(value)s”. A BAG number has 16 digits, for example %(allowed)s."),
    "not_a_choice": _("%(field)s is “%(value)s”. Allowed: %(allowed)s."),
    "not_a_day": _("%(field)s is “%(value)s”, which is no date. Write it like this: %(allowed)s."),
    "not_a_home": _(
        "%(field)s is “%(value)s”, so this is not a home or not only a home. Allowed: %(allowed)s. A map can say that "
        "another use is a home as well."
    ),
    "not_a_house_number": _(
        "%(field)s is “%(value)s”. Allowed: %(allowed)s, with the letter and the addition in their own columns."
    ),
    "not_a_household_role": _("%(field)s holds “%(value)s”. Write people and their part like this: %(allowed)s."),
    "not_a_letter": _("%(field)s is “%(value)s”. Allowed: one letter, %(allowed)s."),
    "not_a_number": _("%(field)s is “%(value)s”, which is no number. Allowed: %(allowed)s."),
    "not_a_phone_number": _("%(field)s is “%(value)s”. No telephone has this number. Write it like this: %(allowed)s."),
    "not_a_postcode": _("%(field)s is “%(value)s”. A Dutch postcode looks like %(allowed)s."),
    "not_an_addition": _("%(field)s is “%(value)s”. Allowed: at most 6 of the signs %(allowed)s."),
    "not_an_amount": _("%(field)s is “%(value)s”, which is no amount. Write it like this: %(allowed)s."),
    "not_an_email": _("%(field)s is “%(value)s”, which is no e-mail address. Write it like this: %(allowed)s."),
    "not_yes_or_no": _("%(field)s is “%(value)s”. Allowed: %(allowed)s."),
    "out_of_range": _("%(field)s is “%(value)s”. Allowed: %(allowed)s."),
    "outside_netherlands": _(
        "The place %(value)s (lat / lon) does not lie in the Netherlands. Allowed, in degrees: %(allowed)s."
    ),
    "person_twice": _("%(field)s names “%(value)s” twice. Name everyone once."),
    "row_too_long": _("Line %(line)s is longer than a million signs and was not read."),
    "swapped_coordinates": _("The place %(value)s has latitude and longitude the wrong way round. Swap lat and lon."),
    "too_long": _("%(field)s has %(length)s signs: “%(value)s”. Allowed: at most %(allowed)s."),
    "too_many_people": _("%(field)s names more than %(allowed)s people. Check whether a separator is missing."),
    "undecodable": _(
        "%(field)s holds signs that cannot be read: “%(value)s”. Save the file as %(allowed)s and try again."
    ),
    "unknown_dwelling": _(
        "%(field)s is “%(value)s”: we have no such home. Import it first, or write its key or address (%(allowed)s)."
    ),
    "unknown_person": _("%(field)s names “%(value)s”: we have no such person. Import the people first."),
    "wrong_column_count": _("Line %(line)s has %(value)s cells; the header has %(allowed)s."),
    # Taken in, but worth a look.
    "large_area": _("%(field)s is %(value)s m², more than %(allowed)s m². Check whether this is one home."),
    "not_in_use": _("%(field)s is “%(value)s”: the home is kept, but nobody can live in it yet or any more."),
    "unknown_status": _("%(field)s is “%(value)s”, which we do not know; the home is kept. Known: %(allowed)s."),
}

# About the whole file or its map.
FILE_FAULTS: dict[str, Promise] = {
    "cannot_read_file": _("The file “%(value)s” cannot be read. Check its name and whether you may open it."),
    "cannot_read_map": _("The map “%(value)s” cannot be read. Check its name and whether you may open it."),
    "changed_meanwhile": _(
        "Somebody changed the same records while the file was being written, so nothing was written. Try again."
    ),
    "double_column": _("The column “%(value)s” stands in the header twice. Rename or remove one of them."),
    "empty_file": _("The file is empty. It should begin with a line that names the columns."),
    "map_not_toml": _("The map is not valid TOML: %(value)s"),
    "missing_column": _("There is no column “%(value)s” for %(field)s. The file has: %(allowed)s."),
    "no_header": _("The first line names no columns. The first line should be the header."),
    "other_encoding": _("The file is not written in %(allowed)s; it was read as %(value)s. Check names with accents."),
    "unknown_column": _("The column “%(value)s” is not used. Used are: %(allowed)s."),
    "unknown_field": _("The map names the field “%(value)s”, which does not exist. Allowed: %(allowed)s."),
    "unknown_section": _("The map has a section “%(value)s”, which does not exist. Allowed: %(allowed)s."),
    "wide_encoding": _("The file is written in UTF-16 or UTF-32. Save it as “CSV UTF-8” and try again."),
    "wrong_kind": _("In the map, %(field)s is “%(value)s”. Write it like this: %(allowed)s."),
}


def sentence_of(fault: FieldError) -> str:
    """What is wrong, for a person, in the language that is active."""
    texts = ROW_FAULTS if fault.code in ROW_FAULTS else FILE_FAULTS
    named = {"field": fault.field, "value": fault.value, "allowed": fault.allowed, **fault.params}
    return str(texts[fault.code]) % named
