"""The pages on which an administrator manages accounts: the list, a new one, one of them and what is done with it."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from voordeur.base.access import roles
from voordeur.kernel.errors import Refused
from voordeur.parties import queries, texts
from voordeur.parties.forms import AccountForm, NewAccountForm
from voordeur.parties.models import User
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, STAFF, Permission, Role
from voordeur.parties.services import accounts

A_PAGE = 40
MANAGERS = MAY[Permission.MANAGE_ACCOUNTS]
STATES = ("active", "inactive")

# What is done with a button: the service, and what the page says afterwards.
ACTS: dict[str, tuple[Callable[..., None], Promise]] = {
    "deactivate": (accounts.deactivate, _("The account is closed. This person is logged out everywhere.")),
    "activate": (accounts.activate, _("The account is open again. This person can log in.")),
    "reset-second-factor": (
        accounts.reset_second_factor,
        _("The second step is gone. This person is logged out everywhere and sets it up again at the next log-in."),
    ),
    "send-link": (accounts.send_link, _("A letter with a link to choose a password is on its way.")),
}
# At which field of the form for a new account a refusal stands
FIELD_OF = {"email_taken": "email", "person_unknown": "customer_number", "person_has_account": "customer_number"}


@roles(MANAGERS)
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every account by name; filters stay in the address."""
    text = request.GET.get("q", "").strip()[:80]
    role = request.GET.get("role", "")
    state = request.GET.get("state", "")
    role, state = role if role in set(Role) else "", state if state in STATES else ""
    found = queries.accounts(logged_in(request), text=text, role=role, state=state)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(account, texts.ROLES[Role(account.role)], account.role in STAFF) for account in page],
        "text": text,
        "role": role,
        "state": state,
        "roles": texts.ROLES,
        "now": timezone.now(),
    }
    return render(request, "parties/accounts.html", context)


@roles(MANAGERS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make one; the person gets a letter with a link."""
    form = NewAccountForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = accounts.make_account(
                name=given["name"],
                email=given["email"],
                role=Role(given["role"]),
                team=given["team"],
                customer_number=given["customer_number"],
                by=logged_in(request),
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(FIELD_OF.get(refusal.code), _said(refusal))
        else:
            messages.success(
                request, _("The account is made. A letter with a link to choose a password is on its way.")
            )
            return redirect("parties:account", user_id=made.pk)
    return render(request, "parties/new_account.html", {"form": form}, status=422 if form.errors else 200)


@roles(MANAGERS)
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, user_id: int) -> HttpResponse:
    """What an account is and what can be done with it; its name, role and team change here."""
    by = logged_in(request)
    found = _found(by, user_id)
    is_own = found.pk == by.pk
    role = Role(found.role)
    start = {"name": found.name, "role": found.role, "team": found.team_id, "other_teams": found.other_teams.all()}
    form = AccountForm(request.POST if request.method == "POST" else None, initial=start, account=found, is_own=is_own)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            accounts.change_account(
                user=found,
                name=given["name"],
                role=Role(given["role"]),
                team=given.get("team"),
                other_teams=given.get("other_teams"),
                by=by,
                now=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("role", _said(refusal))
        else:
            messages.success(request, _("The account is changed."))
            return redirect("parties:account", user_id=found.pk)
    context = {
        "account": found,
        "role": texts.ROLES[role],
        "is_own": is_own,
        "now": timezone.now(),
        "has_password": found.has_usable_password(),
        "form": form,
    }
    return render(request, "parties/account.html", context, status=422 if form.errors else 200)


@roles(MANAGERS)
@require_POST
def act(request: HttpRequest, user_id: int, action: str) -> HttpResponse:
    """Close, open, take the second factor away, or send a link; then back to the account."""
    if action not in ACTS:
        raise Http404
    by = logged_in(request)
    service, done = ACTS[action]
    try:
        service(user=_found(by, user_id), by=by, now=timezone.now())
    except Refused as refusal:
        messages.error(request, _said(refusal))
    else:
        messages.success(request, str(done))
    return redirect("parties:account", user_id=user_id)


def _found(by: User, user_id: int) -> User:
    return get_object_or_404(queries.accounts(by), pk=user_id)


def _said(refusal: Refused) -> str:
    return str(texts.REFUSALS[refusal.code]) % refusal.params
