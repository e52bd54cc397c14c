"""Which of what was found comes first. Plain words in, a number out; 1 is exactly what was asked for."""

from collections.abc import Collection, Iterator, Sequence

from voordeur.finding.rules.asking import BEGINS, Term

# A whole word, the beginning of one, another spelling: in what a thing is called itself.
EXACT, BEGUN, NEAR = 1.0, 0.8, 0.6
# The same in what stands around it, such as the street of a person.
AROUND = 0.7
# A word that answered another part already.
TWICE = 0.5
# Someone who rents and a case that is open come before those of the past.
CURRENT = 0.05


def score(terms: Sequence[Term], own: Sequence[str], context: Sequence[str], *, is_current: bool) -> float:
    """How well something fits: the mean over what was asked, 0 for a part that is not there.

    One word answers one part: who asks for `jan jansen` wants a Jan of the name Jansen before any Jansen.
    """
    answered: set[str] = set()
    fit = 0.0
    for term in terms:
        value, word = max(_fit(term, own, answered), _scaled(_fit(term, context, answered)))
        fit += value
        answered.add(word)
    return fit / max(len(terms), 1) + (CURRENT if is_current else 0.0)


def _scaled(fit: tuple[float, str]) -> tuple[float, str]:
    return AROUND * fit[0], fit[1]


def _fit(term: Term, words: Sequence[str], answered: Collection[str]) -> tuple[float, str]:
    """How well a part of the question is answered, and by which word."""
    near = ((NEAR - 0.01 * place, (word,)) for place, word in enumerate(term.near))
    best = (0.0, "")
    for value, wanted in ((EXACT, term.exact), (BEGUN, term.loose), *near):
        for word in _among(wanted, words):
            if word not in answered:
                return max(best, (value, word))
            best = max(best, (TWICE * value, word))
    return best


def _among(wanted: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    for one in wanted:
        if one.endswith(BEGINS):
            yield from (word for word in words if word.startswith(one[:-1]))
        elif one in words:
            yield one
