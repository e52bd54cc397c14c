"""Which of what was found comes first. Plain words in, a number out; 1 is exactly what was asked for."""

from collections.abc import Sequence

from voordeur.finding.rules.asking import BEGINS, Term

# A whole word, the beginning of one, another spelling: in what a thing is called itself.
EXACT, BEGUN, NEAR = 1.0, 0.8, 0.6
# The same in what stands around it, such as the street of a person.
AROUND = 0.7
# Someone who rents and a case that is open come before those of the past.
CURRENT = 0.05


def score(terms: Sequence[Term], own: Sequence[str], context: Sequence[str], *, is_current: bool) -> float:
    """How well something fits: the mean over what was asked, 0 for a part that is not there."""
    fit = sum(max(_fit(term, own), AROUND * _fit(term, context)) for term in terms) / max(len(terms), 1)
    return fit + (CURRENT if is_current else 0.0)


def _fit(term: Term, words: Sequence[str]) -> float:
    if _is_among(term.exact, words):
        return EXACT
    if _is_among(term.loose, words):
        return BEGUN
    # The nearest spelling comes first in the list.
    places = [at for at, near in enumerate(term.near) if _is_among((near,), words)]
    return NEAR - 0.01 * places[0] if places else 0.0


def _is_among(wanted: Sequence[str], words: Sequence[str]) -> bool:
    for one in wanted:
        if one.endswith(BEGINS):
            start = one[:-1]
            if any(word.startswith(start) for word in words):
                return True
        elif one in words:
            return True
    return False
