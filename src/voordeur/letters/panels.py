"""What this room shows on the card of a person: what we sent them last."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from voordeur.letters import texts
from voordeur.letters.models import Dispatch
from voordeur.parties.queries import logged_in

SHOWN = 5


def of_person(request: HttpRequest, *, person_id: int, dwelling_id: int | None = None) -> SafeString:
    """The last texts that went to somebody, by any way."""
    found = Dispatch.objects.visible_to(logged_in(request)).filter(person_id=person_id).order_by("-at", "-pk")[:SHOWN]
    if not found:
        return SafeString()
    rows = [(one, texts.CHANNELS[one.channel]) for one in found]
    return render_to_string("letters/_of_person.html", {"rows": rows}, request)
