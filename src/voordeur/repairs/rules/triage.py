"""From a tenant's own words to places in the question tree. Suggests and explains itself; a person chooses.

A word or phrase of data/words.toml speaks for a place, a thing, a defect, or a thing with its defect. A path's score is
what part of the text it explains, where rare words weigh more. Compared by stem (Snowball's Dutch), with one typing
error forgiven in longer words, and compound words taken apart ("keukenkraan"). Words of danger always put the stop page
first. Not handled, on purpose: negation ("geen gaslucht" still shows the page about gas), and more than one trouble in
one text: the strongest comes first.
"""

from dataclasses import dataclass
from functools import lru_cache

from voordeur.policy.models import ServicePolicy, UrgencyCode
from voordeur.repairs.rules.branches import Tree
from voordeur.repairs.rules.lexicon import Lexicon, Token, lexicon, read, stops
from voordeur.repairs.rules.payer import Payer, who_pays
from voordeur.repairs.rules.tree import STOP_PREFIX, Outcome, Stop, outcome, paths

# Estimates, set on phrases of our own: how sure the page for danger is, and the highest that a suggestion may claim.
STOP_CONFIDENCE = 0.95
MOST_CONFIDENT = 0.95
LEAST_CONFIDENT = 0.05
# Below this share of the best score a path is no suggestion.
NEAR = 0.35
# What a path is worth that says what is wrong with a thing that nobody named.
UNNAMED_THING = 0.6


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A path (or "stop/..."), how sure (0..1), and the words that spoke for it."""

    path: str
    confidence: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Triage:
    """What a text comes to. All but `confidence` and `alternatives` are None when nothing was recognised."""

    suggestion: Suggestion | None
    outcome: Outcome | None
    stop: str | None
    payer: Payer | None
    confidence: float
    alternatives: tuple[tuple[Suggestion, Outcome | None], ...]

    @property
    def urgency(self) -> UrgencyCode | None:
        return self.outcome.urgency if self.outcome else None


@dataclass(frozen=True, slots=True)
class _Scored:
    path: str
    score: float
    thing: float
    defect: float
    place: float
    why: tuple[str, ...]


def suggest(text: str, tree: Tree, limit: int = 5) -> list[Suggestion]:
    """The likeliest paths for a text, best first; empty when no word of it is known."""
    words = lexicon()
    tokens = read(text, words)
    alarms = [Suggestion(f"{STOP_PREFIX}/{key}", STOP_CONFIDENCE, (found,)) for key, found in stops(text, words)]
    known = [token for token in tokens if token.targets]
    if not known:
        return alarms[:limit]
    weights = {id(token): _weight(token, words) for token in known}
    total = sum(weights.values())
    scored = sorted((_score(path, known, weights) for path in _paths(tree)), key=lambda one: (-one.score, one.path))
    best = scored[0]
    if best.score <= 0:
        return alarms[:limit]
    seen = len(known) / max(1, len(tokens))
    kept = [one for one in scored if one.score >= NEAR * best.score][: max(limit, 1)]
    rest: list[Suggestion] = []
    for rank, one in enumerate(kept):
        sure = _confidence(one, rank, scored, total=total, seen=seen)
        # A lower place is never surer than a higher one.
        rest.append(Suggestion(one.path, min(sure, rest[-1].confidence) if rest else sure, one.why))
    return (alarms + rest)[:limit]


def triage(text: str, policy: ServicePolicy, tree: Tree, *, has_subscription: bool = False, limit: int = 5) -> Triage:
    """The best suggestion worked out to an urgency and a payer under a policy, with the alternatives.

    Nothing is known here of how it came about: what may be the tenant's own doing comes out as "check".
    """
    found = suggest(text, tree, limit)
    if not found:
        return Triage(None, None, None, None, 0.0, ())
    first, stop = _worked_out(tree, found[0])
    payer = None
    if first is not None:
        payer = who_pays(
            outcome=first,
            policy=policy,
            has_subscription=has_subscription,
            own_fault="unknown",
            own_alteration=False,
        )
    others = tuple((other, _worked_out(tree, other)[0]) for other in found[1:])
    return Triage(found[0], first, stop, payer, found[0].confidence, others)


def to_json(result: Triage, *, reason: str) -> dict[str, object]:
    """The keys of the command `triage`; place, element and defect are VERA codes, `path` is our own.

    `reason` is the payer's sentence in the language wanted: words are not this module's.
    """
    return {
        **_facts(result.outcome),
        "urgency": result.urgency,
        "payer": result.payer.payer if result.payer else "check",
        "article": result.payer.article if result.payer else None,
        "reason": reason,
        "reason_code": result.payer.reason_code if result.payer else "not_recognised",
        "stop": result.stop,
        "confidence": round(result.confidence, 3),
        "words": list(result.suggestion.why) if result.suggestion else [],
        "alternatives": [
            {
                **_facts(other),
                "path": suggestion.path,
                "urgency": other.urgency if other else None,
                "confidence": round(suggestion.confidence, 3),
            }
            for suggestion, other in result.alternatives
        ],
    }


def _facts(found: Outcome | None) -> dict[str, object]:
    if found is None:
        return {"place": None, "element": None, "defect": None, "path": None, "name": None, "trade": None}
    return {
        "place": found.location_code,
        "element": found.element_code,
        "defect": found.defect_code,
        "path": found.path,
        "name": {"nl": found.name.nl, "en": found.name.en},
        "trade": found.trade,
    }


def _worked_out(tree: Tree, suggestion: Suggestion) -> tuple[Outcome | None, str | None]:
    found = outcome(tree, suggestion.path, {})
    if isinstance(found, Stop):
        return found.outcome, found.page.key
    return found, None


@lru_cache(maxsize=4)
def _path_parts(all_paths: tuple[str, ...]) -> tuple[tuple[str, str, str, str, int], ...]:
    order: dict[str, int] = {}
    parts = []
    for path in all_paths:
        place, thing, defect = path.split("/")
        nth = order[f"{thing}/{defect}"] = order.get(f"{thing}/{defect}", -1) + 1
        parts.append((path, place, thing, defect, nth))
    return tuple(parts)


def _paths(tree: Tree) -> tuple[tuple[str, str, str, str, int], ...]:
    return _path_parts(tuple(paths(tree)))


def _weight(token: Token, words: Lexicon) -> float:
    """Rare words say more: a word for one thing weighs twice a word for many."""
    return words.rarity[token.stem] * token.trust


def _score(path: tuple[str, str, str, str, int], tokens: list[Token], weights: dict[int, float]) -> _Scored:
    name, place, thing, defect, nth = path
    facets = {"place": 0.0, "thing": 0.0, "defect": 0.0}
    why = []
    score = 0.0
    for token in tokens:
        weight = weights[id(token)]
        here = {
            "place": token.targets.get(f"place:{place}", 0.0),
            "thing": token.targets.get(f"thing:{thing}", 0.0),
            "defect": token.targets.get(f"defect:{defect}", 0.0),
        }
        both = token.targets.get(f"path:{thing}/{defect}", 0.0)
        strength = max(*here.values(), both)
        if not strength:
            continue
        why.append(token.word)
        # One word can name the place and the thing ("toilet"); each further part it names is worth a little more.
        parts = sum(1 for value in here.values() if value)
        score += weight * strength * (1 + 0.08 * (parts - 1)) + 0.35 * weight * both
        for facet, value in here.items():
            facets[facet] = max(facets[facet], value)
        facets["thing"] = max(facets["thing"], both)
        facets["defect"] = max(facets["defect"], both)
    # The places of a thing stand in the order in which it usually breaks there.
    score *= 1 - 0.004 * min(nth, 10)
    if not facets["thing"]:
        score *= UNNAMED_THING
    return _Scored(name, score, facets["thing"], facets["defect"], facets["place"], tuple(dict.fromkeys(why)))


def _confidence(one: _Scored, rank: int, scored: list[_Scored], *, total: float, seen: float) -> float:
    """How often such a suggestion is right, roughly: what it explains, what it leaves open, and how near its rival is.

    A thing without a defect, or a defect without a thing, is a guess among several; a rival with another thing or
    defect that scores nearly as well makes both doubtful.
    """
    explained = min(1.0, one.score / total) if total else 0.0
    if one.thing and one.defect:
        base = 0.55 + 0.45 * min(one.thing, one.defect)
    elif one.thing:
        base = 0.4
    elif one.defect:
        base = 0.35
    else:
        base = 0.15
    own = one.path.split("/")[1:]
    rival = max((other.score for other in scored[:40] if other.path.split("/")[1:] != own), default=0.0)
    margin = (one.score - rival) / one.score if one.score else 0.0
    clear = 0.6 + 0.4 * max(-1.0, min(1.0, margin / 0.2))
    open_place = 1.0 if one.place else 0.9
    sure = base * explained * clear * open_place * (0.7 + 0.3 * seen) * (0.97**rank)
    return round(max(LEAST_CONFIDENT, min(MOST_CONFIDENT, sure)), 4)
