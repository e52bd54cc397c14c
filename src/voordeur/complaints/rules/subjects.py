"""What complaints are about, what caused them, how they end, and why a clock stands still. Codes only."""

from enum import StrEnum

# VERA knows a complaint as a kind of contact (KLANTCONTACTSOORT), without subjects or outcomes: these codes are ours.


class About(StrEnum):
    """What a complaint is about."""

    REPAIR = "repair"
    BEHAVIOUR = "behaviour"
    APPOINTMENT = "appointment"
    LETTING = "letting"
    COSTS = "costs"
    NUISANCE = "nuisance"
    POLICY = "policy"


class Outcome(StrEnum):
    """How a complaint was judged. `withdrawn` is written when the complainant takes it back."""

    FOUNDED = "founded"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"
    WITHDRAWN = "withdrawn"


# What a person may decide; of these the first two say that something went wrong, so they name a cause.
DECISIONS = (Outcome.FOUNDED, Outcome.PARTLY, Outcome.UNFOUNDED)
WENT_WRONG = frozenset({Outcome.FOUNDED, Outcome.PARTLY})


class Cause(StrEnum):
    """What went wrong with us, so that it can be counted and improved."""

    TOO_LATE = "too_late"
    NO_WORD = "no_word"
    NOT_KEPT = "not_kept"
    BAD_WORK = "bad_work"
    WRONG_INFORMATION = "wrong_information"
    PASSED_ON = "passed_on"
    TREATMENT = "treatment"
    WRONG_BILL = "wrong_bill"
    OUR_RULE = "our_rule"
    CONTRACTOR = "contractor"
    OTHER = "other"


class Wait(StrEnum):
    """Why the clock of a complaint stands still; each goes with words of its own to the complainant."""

    COMPLAINANT = "complainant"
    MANDATE = "mandate"
    EXPERT = "expert"
    CONTRACTOR = "contractor"
    AUTHORITY = "authority"
    AGREED = "agreed"


class NotTaken(StrEnum):
    """Why a complaint is not taken. Rude words are never a reason."""

    FIRST_REPAIR = "first_repair"
    TOO_OLD = "too_old"
    COURT = "court"
    TENANTS_THEMSELVES = "tenants_themselves"
    NO_MANDATE = "no_mandate"
    NOT_OURS = "not_ours"
    UNCLEAR = "unclear"
    HANDLED_BEFORE = "handled_before"


class Part(StrEnum):
    """Whose complaint it is: their own, or one that they bring for somebody else."""

    COMPLAINANT = "complainant"
    SPEAKER = "speaker"


class Mandate(StrEnum):
    """Whether who speaks for another may do so."""

    NOT_NEEDED = "not_needed"
    ASKED = "asked"
    SHOWN = "shown"


class Body(StrEnum):
    """Who can look at a complaint after us."""

    SECOND_STAGE = "second_stage"
    COMMISSION = "commission"
    RENT_TRIBUNAL = "rent_tribunal"
