"""The front door for everyone, the way in per role, and the tenant's own page. Assembles; holds no rules."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from voordeur.base.access import open_to_all, roles
from voordeur.complaints import texts as complaint_texts
from voordeur.complaints.queries import lists as complaints
from voordeur.complaints.rules.status import Status
from voordeur.counter.queries import hall
from voordeur.homes.models import Dwelling
from voordeur.letters.queries import reaching, sent
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import Role
from voordeur.policy.rules import closes_at, is_open, local, next_opening
from voordeur.promises import queries as promises
from voordeur.quality import queries as quality
from voordeur.repairs import texts as repair_texts
from voordeur.repairs.queries import cards, lists
from voordeur.repairs.queries.names import what
from voordeur.repairs.rules.status import OPEN_REPAIR, RepairStatus
from voordeur.subscriptions import queries as subscriptions

START: dict[str, str] = {
    Role.TENANT: "portal:my",
    Role.CRAFTSMAN: "repairs:today",
    Role.PLANNER: "work:list",
    Role.CONTACT_AGENT: "work:list",
    Role.HOUSING_CONSULTANT: "work:list",
    Role.QUALITY: "costs:figures",
    Role.MANAGER: "costs:figures",
    Role.ADMINISTRATOR: "desk:outbox",
}


@open_to_all
@require_GET
def front_door(request: HttpRequest) -> HttpResponse:
    """The first page: report, follow, ring; and whether somebody answers now."""
    now = timezone.now()
    policy = promises.in_force(now).policy
    telephone = policy.channels.telephone
    open_now = is_open(telephone.open, now, policy)
    context = {
        "policy": policy,
        "open_now": open_now,
        "closes_at": closes_at(telephone, now, policy) if open_now else None,
        "opens_at": None if open_now else next_opening(telephone, now, policy),
        "now": now,
    }
    return render(request, "portal/front_door.html", context)


@roles(START)
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """To the page where this role's work begins."""
    return redirect(START[logged_in(request).role])


@roles({Role.TENANT})
@require_GET
def my(request: HttpRequest) -> HttpResponse:
    """The tenant's page: what is going on, what we ask of them, their home."""
    now, user = timezone.now(), logged_in(request)
    today = local(now).date()
    repairs = lists.of_tenant(user, day=today)
    rows = [
        {
            "repair": repair,
            "what": what(repair.path),
            "status": repair_texts.STATUS_FOR_TENANT[RepairStatus(repair.status)],
            "is_open": repair.status in OPEN_REPAIR,
            "must_choose": cards.waits_for_tenant(repair),
            "can_book": repair.status == RepairStatus.ACCEPTED and cards.needs_appointment(repair),
            "visit": cards.visit_of(repair),
        }
        for repair in repairs
    ]
    person_id = user.person_id
    homes = list(Dwelling.objects.visible_to(user)[:10])
    policy = promises.in_force(now).policy
    context = {
        "open_rows": [row for row in rows if row["is_open"]],
        "ended_rows": [row for row in rows if not row["is_open"]],
        "homes": homes,
        "complaints": [
            {
                "complaint": one,
                "about": complaint_texts.ABOUT[one.about],
                "status": complaint_texts.STATUS_FOR_TENANT[Status(one.status)],
            }
            for one in complaints.of_tenant(user, most=5)
        ],
        "reach": reaching.reach_in_words(policy, now=now, language=get_language() or "nl"),
        "unread": sent.count_unread(person_id) if person_id else 0,
        "desk_appointments": list(hall.appointments_of_person(person_id, now=now)[:3]) if person_id else [],
        "surveys": quality.open_surveys(person_id, now=now) if person_id else [],
        "subscribed": subscriptions.of_person(person_id, day=today) if person_id else False,
        "subscription_offered": policy.subscription.offered,
        "policy": policy,
        "now": now,
    }
    return render(request, "portal/my.html", context)
