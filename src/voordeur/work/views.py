"""The start page of staff: what breaks soonest first."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.parties.queries import logged_in, teams_of
from voordeur.parties.rules import MAY, Permission, Role
from voordeur.promises import queries as promises
from voordeur.work import queries, services, texts
from voordeur.work.models import WorkItem

SEES_WORK = MAY[Permission.SEE_WORK] - {Role.CRAFTSMAN}


@roles(SEES_WORK)
@require_GET
def work_list(request: HttpRequest) -> HttpResponse:
    """Open work by the policy's weights, each line with why it stands where it stands."""
    now = timezone.now()
    user = logged_in(request)
    own = list(teams_of(user).order_by("name"))
    lists = dict(texts.WHOSE)
    if len(own) > 1:
        lists["team"] = texts.MY_TEAMS
        lists |= {f"{queries.ONE_TEAM}{team.code}": team.name for team in own}
    whose = request.GET.get("whose", "")
    if whose not in lists:
        whose = "team" if own else "all"
    kind = request.GET.get("kind", "")
    found = queries.work_list(
        user, policy=promises.in_force(now).policy, now=now, whose=whose, kind=kind if kind in texts.KINDS else ""
    )
    english = get_language() == "en"
    rows = [
        {
            "item": ranked.item,
            "kind": texts.KINDS[ranked.item.kind],
            "subject": (english and ranked.item.subject_en) or ranked.item.subject,
            "address": f"{ranked.item.case_kind}:card",
            "reasons": [
                (texts.REASONS[reason.code], reason.points)
                for reason in ranked.priority.reasons
                if round(reason.points)
            ],
            "score": ranked.priority.score,
            "is_overdue": ranked.is_overdue,
            "is_soon": ranked.is_soon,
        }
        for ranked in found.items
    ]
    context = {
        "rows": rows,
        "list": found,
        "whose": whose,
        "whose_words": lists,
        "kind": kind,
        "kinds": texts.KINDS,
        "now": now,
    }
    return render(request, "work/list.html", context)


@roles(SEES_WORK)
@require_POST
def act(request: HttpRequest, item_id: int, action: str) -> HttpResponse:
    """Take an item, give it back, or finish it with what came of it."""
    user = logged_in(request)
    item = get_object_or_404(WorkItem.objects.visible_to(user), pk=item_id)
    now = timezone.now()
    try:
        match action:
            case "take":
                services.take(item, by=user, now=now)
            case "give-back":
                services.hand_back(item, by=user, now=now)
            case "finish":
                outcome = request.POST.get("outcome", "").strip()
                if not outcome:
                    raise Refused("outcome_missing")
                services.finish(item, outcome=outcome, by=user, now=now)
            case _:
                raise Http404
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    return redirect("work:list")
