"""The study behind an address, for every page of one."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from voordeur.parties.queries import logged_in
from voordeur.parties.rules import Role
from voordeur.twin.models import Study

# Whoever is logged in comes as far as the study; for who is not of the office there is none.
EVERYBODY = frozenset(Role)


def found_by(request: HttpRequest, key: str) -> Study:
    """The study behind an address, for who may read it."""
    return get_object_or_404(Study.objects.visible_to(logged_in(request)).select_related("asked_by"), key=key)
