"""What a written message is about, from its words or from the case it belongs to: so it finds the team that knows.

A message that names nothing we know is about something else. Whoever reads it can give it to another team.
"""

from voordeur.finding.rules.folding import fold
from voordeur.policy.models import Subject

SUBJECT_OF_CASE: dict[str, Subject] = {"repairs": "repair", "complaints": "complaint"}

# Words in Dutch and English; a star stands for any end. Of two subjects with as many words the upper one counts.
WORDS: dict[Subject, str] = {
    "complaint": "klacht* beklag* ontevreden complain* dissatisfied",
    "nuisance": """overlast lawaai herrie geluid geluidsoverlast burenruzie buren buurman buurvrouw stank zwerfvuil
        nuisance noise noisy neighbour* neighbor*""",
    "letting": """opzeg* opgezegd verhui* woningzoek* inschrijv* ingeschreven medehuur* inwon* onderhuur* onderverhuur*
        woningruil* huurcontract tenancy moving sublet* cotenant* register* homeseeker*""",
    "rent": """huur huurverhoging* huurprijs* huurtoeslag betaal* betalen betaling* incasso* factuur* nota acceptgiro*
        servicekosten stookkosten afrekening* achterstand* rent payment* pay invoice* arrears""",
    "repair": """reparatie* repareren gerepareerd kapot defect lek lekt lekkage* verstopt* kraan verwarming ketel
        radiator* slot storing* schimmel dakgoot* toilet wc stopcontact* lamp lift repair* broken leak* blocked heating
        boiler tap mould lock""",
}
_FITS = {
    subject: (
        frozenset(word for word in words.split() if not word.endswith("*")),
        tuple(word[:-1] for word in words.split() if word.endswith("*")),
    )
    for subject, words in WORDS.items()
}


def subject_of(*, case_kind: str, words: str) -> Subject:
    """The subject of a message with these words, in a thread that belongs to a case of this kind or to none."""
    if case_kind in SUBJECT_OF_CASE:
        return SUBJECT_OF_CASE[case_kind]
    found = set(fold(words).split())
    counts = {
        subject: sum(1 for word in found if word in whole or word.startswith(beginnings))
        for subject, (whole, beginnings) in _FITS.items()
    }
    best = max(counts, key=lambda subject: counts[subject])
    return best if counts[best] else "other"
