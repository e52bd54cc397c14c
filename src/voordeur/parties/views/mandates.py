"""The page on which a tenant says who may act for them; staff open the same page for a tenant."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.parties import queries, texts
from voordeur.parties.forms import MandateForm
from voordeur.parties.models import Mandate, Person, User
from voordeur.parties.rules import MAY, MandateScope, Permission, Role
from voordeur.parties.services.mandates import end_mandate, give_mandate

CHANGERS = MAY[Permission.CHANGE_MANDATES]


@roles({Role.TENANT})
@require_http_methods(["GET", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    """My own: who may act for me, and for whom I may act."""
    user = cast("User", request.user)
    return _page(request, get_object_or_404(Person, pk=user.person_id), is_own=True)


@roles(CHANGERS)
@require_http_methods(["GET", "POST"])
def mandates_of(request: HttpRequest, person_id: int) -> HttpResponse:
    """The same for a tenant with whom a colleague speaks."""
    seen = Person.objects.visible_to(cast("User", request.user))
    return _page(request, get_object_or_404(seen, pk=person_id), is_own=False)


@roles(CHANGERS | {Role.TENANT})
@require_POST
def end(request: HttpRequest, mandate_id: int) -> HttpResponse:
    """End one, and go back to the list it stood in."""
    user = cast("User", request.user)
    mandate = get_object_or_404(Mandate.objects.visible_to(user), pk=mandate_id)
    try:
        end_mandate(mandate=mandate, by=user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(texts.REFUSALS[refusal.code]) % refusal.params)
    else:
        messages.success(
            request,
            _("The permission has ended. This person can no longer act for you.")
            if user.role == Role.TENANT
            else _("The permission has ended."),
        )
    return redirect(_address(user, mandate.principal_id))


def _address(user: User, principal_id: int) -> str:
    if user.role == Role.TENANT:
        return reverse("parties:mandates")
    return reverse("parties:mandates_of", args=[principal_id])


def _page(request: HttpRequest, person: Person, *, is_own: bool) -> HttpResponse:
    user = cast("User", request.user)
    form = MandateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            give_mandate(
                principal=person,
                agent_key=form.cleaned_data["agent"],
                scope=MandateScope(form.cleaned_data["scope"]),
                until_on=form.cleaned_data["until_on"],
                by=user,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(
                "until_on" if refusal.code == "mandate_in_the_past" else "agent",
                str(texts.REFUSALS[refusal.code]) % refusal.params,
            )
        else:
            messages.success(request, _("The permission holds from today."))
            return redirect(_address(user, person.pk))
    today = timezone.localdate()
    given = [
        # A tenant sees the address or number they filled in themselves, not the name that we know with it.
        (
            mandate,
            (mandate.agent.email or mandate.agent.external_id) if is_own else mandate.agent.full_name,
            texts.SCOPES[MandateScope(mandate.scope)],
        )
        for mandate in queries.mandates_of(person.pk, today)
    ]
    held = [
        (mandate.principal.full_name, texts.SCOPES[MandateScope(mandate.scope)], mandate.until_on)
        for mandate in queries.mandates_held_by(person.pk, today)
    ]
    return render(
        request,
        "parties/mandates.html",
        {"person": person, "is_own": is_own, "form": form, "given": given, "held": held},
        status=422 if form.is_bound and form.errors else 200,
    )
