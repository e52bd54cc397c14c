"""Which team looks after which neighbourhood, for an association that is organised by neighbourhood."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from voordeur.base.access import roles
from voordeur.contact import texts
from voordeur.contact.forms import AreaForm
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.promises import queries as promises
from voordeur.work import queries as work
from voordeur.work import services


@roles(MAY[Permission.CHANGE_POLICY])
@require_http_methods(["GET", "POST"])
def areas(request: HttpRequest) -> HttpResponse:
    """The list, and a line to add or change one."""
    user, now = logged_in(request), timezone.now()
    if request.method == "POST" and request.POST.get("remove"):
        services.forget_area(postcode=request.POST["remove"][:6], by=user, now=now)
        return redirect("contact:areas")
    form = AreaForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.give_area(postcode=form.cleaned_data["postcode"], team=form.cleaned_data["team"], by=user, now=now)
        return redirect("contact:areas")
    context = {
        "form": form,
        "areas": work.areas(),
        "model": texts.MODELS[promises.in_force(now).policy.organisation.model],
        "is_integral": promises.in_force(now).policy.organisation.model == "integral",
    }
    return render(request, "contact/areas.html", context, status=422 if form.errors else 200)
