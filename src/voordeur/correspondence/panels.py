"""What the room of letters shows on pages of other rooms."""

from datetime import date

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from voordeur.complaints.models import Voice
from voordeur.correspondence import texts
from voordeur.correspondence.models import Thread
from voordeur.correspondence.queries import lists
from voordeur.correspondence.rules.threads import ANSWERS
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import OFFICE
from voordeur.policy.rules import local
from voordeur.repairs.models import Repair


def of_repair(request: HttpRequest, *, repair_id: int) -> SafeString:
    """The messages about a repair, and the way to write about it."""
    user = logged_in(request)
    if user.role not in OFFICE:
        return SafeString("")
    found = lists.of_case(user, day=_today(), case_kind="repairs", case_id=repair_id)
    reporter = Repair.objects.filter(pk=repair_id).values_list("reporter_id", flat=True).first()
    may_write = user.role in ANSWERS and reporter is not None
    return _shown(request, found, person_id=reporter if may_write else None, number=f"R{repair_id:07d}")


def of_complaint(request: HttpRequest, *, complaint_id: int) -> SafeString:
    """The messages about a complaint, and the way to write to who brought it."""
    user = logged_in(request)
    if user.role not in OFFICE:
        return SafeString("")
    found = lists.of_case(user, day=_today(), case_kind="complaints", case_id=complaint_id)
    voices = Voice.objects.filter(complaint_id=complaint_id, person__isnull=False).order_by("pk")
    voice = voices.values_list("person_id", flat=True).first() if user.role in ANSWERS else None
    return _shown(request, found, person_id=voice, number=f"K{complaint_id:07d}")


def of_home(request: HttpRequest, *, dwelling_id: int) -> SafeString:
    """The newest messages about a home, for the office."""
    user = logged_in(request)
    if user.role not in OFFICE:
        return SafeString("")
    return _shown(request, lists.of_home(user, day=_today(), dwelling_id=dwelling_id))


def of_person(request: HttpRequest, *, person_id: int, dwelling_id: int | None) -> SafeString:
    """The newest messages of a person, and the way to write to them."""
    user = logged_in(request)
    found = lists.of_person(user, day=_today(), person_id=person_id)
    return _shown(request, found, person_id=person_id if user.role in ANSWERS else None, dwelling_id=dwelling_id)


def _today() -> date:
    return local(timezone.now()).date()


def _shown(
    request: HttpRequest,
    threads: list[Thread],
    *,
    person_id: int | None = None,
    dwelling_id: int | None = None,
    number: str = "",
) -> SafeString:
    rows = [{"thread": thread, "status": texts.STATUS[thread.status]} for thread in threads]
    context = {
        "rows": rows,
        "person_id": person_id,
        "dwelling_id": dwelling_id,
        "number": number,
        "now": timezone.now(),
    }
    return render_to_string("correspondence/_threads.html", context, request)
