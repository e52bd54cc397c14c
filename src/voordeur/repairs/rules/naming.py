"""What a path is called, whatever page it leads to."""

from voordeur.kernel.errors import Refused
from voordeur.repairs.rules.branches import Tree, Words
from voordeur.repairs.rules.tree import find


def name_of(tree: Tree, path: str) -> Words:
    """ "Kitchen: tap, leaks" in both languages; the path itself for one that the tree no longer has."""
    try:
        place, thing, defect = find(tree, path)
    except Refused:
        return Words(nl=path, en=path)
    return Words(
        nl=f"{place.name.nl}: {_within(thing.name.nl)}, {defect.name.nl}",
        en=f"{place.name.en}: {_within(thing.name.en)}, {defect.name.en}",
    )


def _within(name: str) -> str:
    """A name inside a sentence: a small first letter, unless it is an abbreviation such as "TL" or "WC"."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
