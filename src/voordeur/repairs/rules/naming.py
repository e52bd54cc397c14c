"""What a path is called, whatever page it leads to."""

from voordeur.kernel.errors import Refused
from voordeur.repairs.rules.branches import Tree, Words, called
from voordeur.repairs.rules.tree import find


def name_of(tree: Tree, path: str) -> Words:
    """ "Kitchen: tap, leaks" in both languages; the path itself for one that the tree no longer has."""
    try:
        place, thing, defect = find(tree, path)
    except Refused:
        return Words(nl=path, en=path)
    return called(place, thing, defect)
