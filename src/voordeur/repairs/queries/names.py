"""Reading helpers of names: what a repair is about, who acts."""

from django.http import HttpRequest
from django.utils.translation import get_language

from voordeur.repairs.rules import tree as trees
from voordeur.repairs.rules.actor import VISITOR, Actor
from voordeur.repairs.rules.naming import name_of


def what(path: str) -> str:
    """What a path is called in the language of the page."""
    return name_of(trees.load(), path).in_(get_language() or "nl")


def actor_of(request: HttpRequest) -> Actor:
    """Who acts: the logged-in user in their role, or a tenant without an account."""
    user = request.user
    return Actor(user.pk, user.role) if user.is_authenticated else VISITOR
