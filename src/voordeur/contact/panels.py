"""What the contact room shows on pages of other rooms."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from voordeur.contact import texts
from voordeur.contact.models import Caution, ContactMoment
from voordeur.contact.queries import moments
from voordeur.homes import queries as homes
from voordeur.parties.models import User
from voordeur.parties.rules import Permission, may
from voordeur.repairs.models import Repair


def of_home(request: HttpRequest, *, dwelling_id: int) -> SafeString:
    """The newest contacts about a home, whatever the channel."""
    newest = ContactMoment.objects.filter(dwelling_id=dwelling_id, is_open=False).order_by("-at")
    rows = [
        {
            "moment": moment,
            "channel": texts.CHANNELS.get(moment.channel, moment.channel),
            "subject": texts.SUBJECTS.get(moment.subject, moment.subject),
            "address": f"{moment.case_kind}:card" if moment.case_kind else "",
        }
        for moment in newest.select_related("person", "agent")[:10]
    ]
    return render_to_string("contact/_of_home.html", {"rows": rows}, request)


def in_contact(request: HttpRequest, **_about: object) -> SafeString:
    """On the page of a case: the way back to the contact that this agent is in."""
    user = request.user
    if not isinstance(user, User) or not may(user.role, Permission.ANSWER_PHONE):
        return SafeString("")
    running = moments.running(user)
    if running is None:
        return SafeString("")
    minutes = moments.seconds_of(running, now=timezone.now()) // 60
    return render_to_string("contact/_in_contact.html", {"running": running, "minutes": minutes}, request)


def cautions_of_repair(request: HttpRequest, *, repair_id: int) -> SafeString:
    """What whoever comes for a repair must know of the people there; of each kind only who may know it reads it."""
    now = timezone.now()
    repair = Repair.objects.filter(pk=repair_id).only("dwelling", "reporter").first()
    if repair is None:
        return SafeString("")
    today = timezone.localdate(now)
    tenancy = homes.current_tenancy(repair.dwelling_id, today)
    people = {member.person_id for member in tenancy.household.members.all()} if tenancy is not None else set()
    found = Caution.objects.visible_to(request.user).in_force(today)
    rows = found.filter(person__in={*people, repair.reporter_id} - {None}).order_by("kind", "pk")
    words = [(one, texts.CAUTIONS.get(one.kind, one.kind)) for one in rows]
    return render_to_string("contact/_cautions.html", {"cautions": words}, request) if words else SafeString("")
