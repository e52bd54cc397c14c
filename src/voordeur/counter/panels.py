"""What this room shows on the card of a person: the appointments at the desk that are still to come."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from voordeur.counter import texts
from voordeur.counter.queries import hall


def of_person(request: HttpRequest, *, person_id: int, dwelling_id: int | None = None) -> SafeString:
    """What somebody still has to come for."""
    now = timezone.now()
    rows = [(one, texts.SUBJECTS[one.subject]) for one in hall.appointments_of_person(person_id, now=now)[:5]]
    if not rows:
        return SafeString()
    return render_to_string("counter/_of_person.html", {"rows": rows, "now": now}, request)
