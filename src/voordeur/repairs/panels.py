"""What the repairs room shows on pages of other rooms."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from voordeur.repairs import texts
from voordeur.repairs.models import OPEN_STATUSES
from voordeur.repairs.queries import lists
from voordeur.repairs.queries.names import what
from voordeur.repairs.rules.status import RepairStatus


def of_home(request: HttpRequest, *, dwelling_id: int) -> SafeString:
    """The newest repairs of a home, for the office."""
    now = timezone.now()
    rows = [
        {
            "repair": repair,
            "what": what(repair.path),
            "status": texts.REPAIR_STATUS[RepairStatus(repair.status)],
            "is_open": repair.status in OPEN_STATUSES,
            "is_late": repair.status in OPEN_STATUSES and repair.due_at < now,
        }
        for repair in lists.of_home(dwelling_id)
    ]
    return render_to_string("repairs/_of_home.html", {"rows": rows, "dwelling_id": dwelling_id, "now": now}, request)
