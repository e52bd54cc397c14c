"""The one box: from what somebody typed to who and what is meant, the best first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from django.contrib.auth.models import AnonymousUser
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from voordeur.finding.queries import matching
from voordeur.finding.queries.matching import Candidate, Groups
from voordeur.finding.queries.sources import Source, sources
from voordeur.finding.rules.asking import Term, terms_of
from voordeur.finding.rules.ranking import EXACT, score
from voordeur.parties.models import User
from voordeur.parties.rules import Permission, may

# So many of each kind are looked at, times what is shown: the best of them come first.
LOOKED_AT = 6
LEAST_OF_VAST = 3
# With so many things asked for, one of them may be missing.
MAY_MISS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found, with the address of its page ("" when it has none)."""

    kind: str
    object_id: int
    title: str
    details: tuple[str, ...]
    badge: str
    is_current: bool
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind, the best first, and whether there is more."""

    kind: str
    label: Promise | str
    hits: tuple[Hit, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. `is_near`: nothing was exactly as typed, this comes close. `is_short`: too little was typed."""

    text: str
    groups: tuple[Group, ...] = ()
    is_near: bool = False
    is_short: bool = False

    @property
    def count(self) -> int:
        return sum(len(group.hits) for group in self.groups)


def find(text: str, *, user: User | AnonymousUser, day: date, most: int = 8, kinds: Sequence[str] = ()) -> Found:
    """At most `most` of each kind (or of these kinds) that fit what was typed; nothing for who may not see all homes.

    Looks for whole words first, then for beginnings and other spellings, and at last for all but one of the words; each
    only when there is room left. The pages and rights of what is shown are those of the rooms.
    """
    text = " ".join(text.split())
    if not isinstance(user, User) or not may(user.role, Permission.SEE_ALL_HOMES):
        return Found(text)
    terms = terms_of(text)
    if not terms:
        return Found(text, is_short=bool(text))
    among = [
        one
        for one in sources()
        if (not kinds or one.kind in kinds)
        and not (one.is_vast and all(len(term.word) < LEAST_OF_VAST for term in terms))
    ]
    best, terms = _best(terms, among, most)
    groups = []
    top = 0.0
    for source in among:
        ranked = sorted(
            ((_score(terms, one), one.key, one) for one in best[source.number].values()),
            key=lambda row: row[:2],
            reverse=True,
        )
        hits = _shown(source, [key for _score_, key, _one in ranked[:most]], user, day)
        if hits:
            top = max(top, ranked[0][0])
            groups.append((ranked[0][0], Group(source.kind, source.label, hits, len(ranked) > most)))
    # A number or an address that fits one thing exactly goes before what only mentions it.
    groups.sort(key=lambda pair: -round(pair[0], 1))
    return Found(text, tuple(group for _top, group in groups), is_near=0 < top < 0.75 * EXACT)


def _score(terms: Sequence[Term], one: Candidate) -> float:
    return score(terms, one.own, one.context, is_current=one.is_current)


def _best(
    terms: tuple[Term, ...], among: Sequence[Source], most: int
) -> tuple[dict[int, dict[int, Candidate]], tuple[Term, ...]]:
    """The candidates by number of kind and key, and the terms with the other spellings that were looked for."""
    found: dict[int, dict[int, Candidate]] = defaultdict(dict)

    def look(ways: Sequence[Groups], where: Sequence[Source]) -> None:
        for one in matching.candidates(ways, where, most=most * LOOKED_AT):
            found[one.number].setdefault(one.key, one)

    def with_room() -> list[Source]:
        return [one for one in among if len(found[one.number]) <= most]

    look([[term.exact for term in terms]], among)
    if with_room():
        if any(len(found[one.number]) < most for one in among if one.is_spelt) or not any(found.values()):
            terms = tuple(term.spelt(matching.near(term.word)) for term in terms)
        if any(term.loose or term.near for term in terms):
            look([[(*term.exact, *term.loose, *term.near) for term in terms]], with_room())
    if not any(found.values()) and len(terms) >= MAY_MISS:
        fewer = combinations(terms, len(terms) - 1)
        look([[(*term.exact, *term.loose, *term.near) for term in some] for some in fewer], among)
    return found, terms


def _shown(source: Source, keys: Sequence[int], user: User, day: date) -> tuple[Hit, ...]:
    """The hits in the order of the keys; what is gone meanwhile, or is not for this user, is left out."""
    shown = source.show(keys, user, day) if keys else {}
    return tuple(
        Hit(
            kind=source.kind,
            object_id=key,
            title=shown[key].title,
            details=shown[key].details,
            badge=shown[key].badge,
            is_current=shown[key].is_current,
            address=shown[key].address or _address(source, key),
        )
        for key in keys
        if key in shown
    )


def _address(source: Source, key: int) -> str:
    if not source.page:
        return ""
    try:
        return reverse(source.page, args=[key])
    except NoReverseMatch:
        return ""
