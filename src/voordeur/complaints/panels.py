"""What the complaints room shows on pages of other rooms."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from voordeur.complaints.queries import lists
from voordeur.complaints.rules.status import HANDLERS
from voordeur.parties.queries import logged_in


def _rows(request: HttpRequest, rows: list[lists.CardRow], *, take: str, is_shown_empty: bool) -> SafeString:
    may_take = logged_in(request).role in HANDLERS
    if not rows and not (is_shown_empty and may_take):
        return SafeString()
    context = {"rows": rows, "take": take if may_take else "", "now": timezone.now()}
    return render_to_string("complaints/_rows.html", context, request)


def of_home(request: HttpRequest, *, dwelling_id: int) -> SafeString:
    """The newest complaints of a home, for the office."""
    rows = lists.of_card(user=logged_in(request), dwelling_id=dwelling_id)
    return _rows(request, rows, take=f"home={dwelling_id}", is_shown_empty=True)


def of_person(request: HttpRequest, *, person_id: int, dwelling_id: int | None = None) -> SafeString:
    """The newest complaints of a tenant."""
    rows = lists.of_card(user=logged_in(request), person_id=person_id)
    home = f"&home={dwelling_id}" if dwelling_id is not None else ""
    return _rows(request, rows, take=f"person={person_id}{home}", is_shown_empty=False)


def of_repair(request: HttpRequest, *, repair_id: int) -> SafeString:
    """Complaints about this repair: then its work counts as a complaint. A craftsman reads none."""
    user = logged_in(request)
    rows = [lists.row_of(one) for one in lists.of_repair(user, repair_id)]
    return _rows(request, rows, take=f"repair={repair_id}", is_shown_empty=True)
