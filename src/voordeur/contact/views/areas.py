"""Teams, who works in them, and which neighbourhoods they look after."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from voordeur.base.access import roles
from voordeur.contact import texts
from voordeur.contact.forms import AreaForm, TeamForm
from voordeur.kernel.errors import Refused
from voordeur.parties import queries as parties
from voordeur.parties import texts as people_texts
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission, may
from voordeur.parties.services.teams import make_team
from voordeur.promises import queries as promises
from voordeur.work import queries as work
from voordeur.work import services


@roles(MAY[Permission.CHANGE_POLICY])
@require_http_methods(["GET", "POST"])
def areas(request: HttpRequest) -> HttpResponse:
    """The teams with their people and neighbourhoods, and a line to add a neighbourhood or a team."""
    user, now = logged_in(request), timezone.now()
    sent = request.POST if request.method == "POST" else None
    if sent is not None and sent.get("remove"):
        services.forget_area(postcode=sent["remove"][:6], by=user, now=now)
        return redirect("contact:areas")
    team_form = TeamForm(sent if sent is not None and "name" in sent else None)
    area_form = AreaForm(sent if sent is not None and "name" not in sent else None)
    try:
        if team_form.is_valid():
            make_team(name=team_form.cleaned_data["name"], by=user, now=now)
            return redirect("contact:areas")
        if area_form.is_valid():
            told = area_form.cleaned_data
            services.give_area(postcode=told["postcode"], team=told["team"], by=user, now=now)
            return redirect("contact:areas")
    except Refused as refused:
        if team_form.is_bound:
            team_form.add_error("name", str(people_texts.REFUSALS[refused.code]) % refused.params)
        else:
            area_form.add_error("postcode", texts.refusal(refused))
    model = promises.in_force(now).policy.organisation.model
    found: dict[int, list[str]] = {}
    for area in work.areas():
        found.setdefault(area.team_id, []).append(area.postcode)
    context = {
        "form": area_form,
        "team_form": team_form,
        "rows": [
            {
                "team": team,
                "people": sorted({*team.members.all(), *team.other_members.all()}, key=lambda one: one.name),
                "areas": found.get(team.pk, []),
            }
            for team in parties.teams()
        ],
        "model": texts.MODELS[model],
        "is_integral": model == "integral",
        "may_change_members": may(user.role, Permission.MANAGE_ACCOUNTS),
    }
    return render(request, "contact/areas.html", context, status=422 if team_form.errors or area_form.errors else 200)
