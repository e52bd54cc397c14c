"""What the twin shows on pages of other rooms."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from voordeur.parties.queries import logged_in
from voordeur.twin.rules import may_ask
from voordeur.twin.views import adoptions

NOTHING = mark_safe("")


def of_figures(request: HttpRequest) -> SafeString:
    """That a policy of a study holds long enough to look at what came of it, for who steers by figures."""
    user = logged_in(request)
    if not may_ask(user.role):
        return NOTHING
    found = adoptions.adopted(user, now=timezone.now())
    return render_to_string("twin/_due.html", found, request) if found["due"] else NOTHING
