"""Passive sentences: who does it is not said. Found by form, so now and then one is missed or seen where none is.

Dutch: a form of "worden", or of "zijn", with a past participle in the same part of the sentence. English: a form of
"be" or "get" with a past participle. Both lists name the participles that are mostly used as a quality ("closed").
"""

import re

from voordeur.letters.rules.channel import Language
from voordeur.letters.rules.reading import sentences_in


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SPLIT = {
    "nl": re.compile(
        r"[,;:()]|\b(?:en|maar|want|omdat|doordat|zodat|dat|als|wanneer|terwijl|voordat|nadat|totdat|of|die|wie|waar|"
        r"wat|hoe|dus)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"[,;:()]|\b(?:and|but|because|so|that|if|when|while|before|after|until|or|who|which|where|what|how)\b",
        re.IGNORECASE,
    ),
}

_BECOME = _words("word wordt worden werd werden geworden")
_BE = _words("ben bent is zijn was waren")
_PARTED = (
    "aan|achter|af|be|bij|binnen|bijeen|buiten|dicht|door|goed|heen|her|in|klaar|kwijt|langs|los|mee|mede|na|neer|om|"
    "onder|op|open|over|plaats|samen|schoon|tegen|terecht|terug|thuis|toe|tussen|uit|vast|vol|voor|voorbij|vrij|waar|"
    "weg"
)
_PARTICIPLE = re.compile(rf"(?:{_PARTED})?g[eë]\w{{2,}}(?:d|t|en)")
_NO_GE = re.compile(r"(?:be|er|her|mis|ont|ver|door|onder|over|vol|voor|weer)\w{2,}(?:d|t|en)")
# Words of that form that are no participle, or that say how something is.
_NO_PARTICIPLE = _words(
    """
    aangekomen afgelopen afwezig bedoeld bedragen begonnen beide beiden bekend belangrijk benieuwd beperkingen
    beperkt bereid bereikbaar berichten beroemd beslissingen bestaand bestand beter betrouwbaar bevoegd bezet bezig
    bezoek doorgaan doorgaand doorgaans doorgegaan erbij erin erkend ermee eruit ervoor gebeurd gebied gebieden
    gebit gebleven gebonden geboren gebouwen gebreken gedaald gedeelten geduld gedupeerd geen gegaan gegevens
    gegroeid gehandicapt gehecht gekomen geld gelden geldend geleden geluid geluiden gelukt gemeente gemiddeld gen genen
    geopend gerecht gerechtigd gerust geschikt geslaagd gesloten gesprekken gestart gestegen gestopt gestorven
    getrouwd gevallen gevolgen geweest gewend gewicht gewoonten geworden gezicht gezin gezinnen gezond
    geïnteresseerd herfst hersteld ingegaan meegevallen misschien mist onderaan onderdeel onderhoud ondertussen
    onderweg ontevreden ontstaan opgehouden opgestaan overeind overlast overleden overleg overmorgen tegengevallen
    teruggegaan teruggekomen thuisgekomen toegenomen uitgegaan veranderd verantwoordelijk verbaasd verbonden verder
    verdrietig verdwenen vergeefs vergeten verhuisd verkeerd verleden verliefd verlopen verplicht verscheiden
    verschenen verschillend verstand vertrokken vervelend vervuld verwant verzekerd voldoende volgend volgende
    voorbeeld voorbijgegaan voornemens voortaan voorwaarden voorzien vrijgekomen weggegaan
    """
)
# Participles on -en without ge- that differ from their verb, or are seldom that verb after a form of "zijn".
_STRONG = _words(
    """
    aanbevolen besloten besproken bevolen bewezen bezocht onderbroken ondernomen onderschreven ontbonden ontslagen
    ontvangen overgenomen overeengekomen overschreden verboden verbroken verkozen verloren vernomen verstreken verzonden
    voorgeschreven
    """
)
# With "worden" these stay a state that somebody comes into.
_BECOMES = _words("gezond gehandicapt bekend verliefd gewend onderdeel beter verantwoordelijk")

_ENGLISH_BE = _words("am is are was were be been being gets got get getting isn't aren't wasn't weren't")
_ENGLISH_PARTICIPLES = _words(
    """
    begun bought broken brought built caught chosen cut dealt done drawn driven eaten fallen felt forgotten found
    given gone heard held hidden hit kept known laid led left lent let lost made meant met paid put read run said
    seen sent set shown shut sold spent spoken taken taught thought thrown told understood withdrawn won worn
    written
    """
)
_ENGLISH_QUALITIES = _words(
    """
    allowed ashamed broken named based bed bored closed concerned confused crowded disabled done excited feed
    finished gone hundred indeed interested limited located married need pleased red related retired satisfied scared
    seed speed supposed surprised tired used worried
    """
)
# Words that may stand between "be" and its participle.
_BETWEEN = _words("not also always already now then still never soon only just both all being")


def passive_in(text: str, language: Language) -> list[str]:
    """The sentences that read as passive, in order."""
    found = _is_passive_dutch if language == "nl" else _is_passive_english
    return [sentence for sentence in sentences_in(text) if any(found(part) for part in _parts(sentence, language))]


def _parts(sentence: str, language: Language) -> list[list[str]]:
    return [[word.lower() for word in _WORD.findall(part)] for part in _SPLIT[language].split(sentence)]


def _is_passive_dutch(words: list[str]) -> bool:
    if _BECOME.intersection(words):
        return any(_is_dutch_participle(word, loose=True) for word in words if word not in _BECOMES)
    if _BE.intersection(words):
        by_whom = "door" in words
        return any(_is_dutch_participle(word, loose=by_whom) for word in words)
    return False


def _is_dutch_participle(word: str, *, loose: bool) -> bool:
    """`loose` also takes "ontvangen" and the like, which are often not a participle but the verb itself."""
    if word in _NO_PARTICIPLE or word in _BECOME or word in _BE:
        return False
    if _PARTICIPLE.fullmatch(word):
        return True
    return bool(_NO_GE.fullmatch(word)) and (loose or not word.endswith("en") or word in _STRONG)


def _is_passive_english(words: list[str]) -> bool:
    for place, word in enumerate(words):
        if word not in _ENGLISH_BE:
            continue
        after = words[place + 1 :]
        while after and (after[0] in _BETWEEN or after[0].endswith("ly")):
            after = after[1:]
        if after and after[0] not in _ENGLISH_QUALITIES:
            first = after[0]
            if first in _ENGLISH_PARTICIPLES or (first.endswith("ed") and len(first) > 3):
                return True
    return False
