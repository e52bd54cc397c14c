"""A tenant's own messages: what they wrote and what we answered, by mail and on the site, in one place."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from voordeur.base.access import roles
from voordeur.correspondence import texts
from voordeur.correspondence.forms import ReplyForm, WriteForm
from voordeur.correspondence.models import Thread
from voordeur.correspondence.queries import cards, lists
from voordeur.correspondence.services import writing
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.letters.queries.reaching import reach_in_words
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import Role
from voordeur.policy.rules import answer_due_at, local
from voordeur.promises import queries as promises


@roles({Role.TENANT})
@require_GET
def my(request: HttpRequest) -> HttpResponse:
    """All threads of this tenant and of whom they act for, newest first."""
    now, user = timezone.now(), logged_in(request)
    rows = [
        {
            "thread": thread,
            "status": texts.STATUS_FOR_TENANT[thread.status],
            "is_own": thread.person_id == user.person_id,
        }
        for thread in lists.own(user, day=local(now).date())
    ]
    return render(request, "correspondence/my.html", {"rows": rows, "now": now})


@roles({Role.TENANT})
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Write to us: about what, about which home, with photos; and by when there is an answer."""
    now, user = timezone.now(), logged_in(request)
    form = WriteForm(request.POST or None, request.FILES or None)
    homes = Dwelling.objects.visible_to(user)
    form.fields["dwelling"].queryset = homes  # type: ignore[attr-defined]  # it is a choice of models
    one_home = homes.first() if homes.count() == 1 else None
    if one_home is not None:
        del form.fields["dwelling"]
    if request.method == "POST" and form.is_valid():
        home = one_home or form.cleaned_data.get("dwelling")
        try:
            message = writing.begin(
                subject=form.cleaned_data["subject"],
                body=form.cleaned_data["body"],
                by=user,
                now=now,
                dwelling_id=home.pk if home else None,
                files=form.cleaned_data["attachments"],
            )
        except Refused as refused:
            form.refuse(texts.refusal(refused))
        else:
            messages.success(request, str(texts.RECEIVED))
            return redirect("correspondence:my_thread", thread_id=message.thread_id)
    policy = promises.in_force(now).policy
    context = {
        "form": form,
        "answer_until": answer_due_at(policy, now),
        "reach": reach_in_words(policy, now=now, language=request.LANGUAGE_CODE),
        "now": now,
    }
    return render(request, "correspondence/my_write.html", context, status=422 if form.errors else 200)


@roles({Role.TENANT})
@require_http_methods(["GET", "POST"])
def thread(request: HttpRequest, thread_id: int) -> HttpResponse:
    """One thread, and the way to go on in it."""
    now, user = timezone.now(), logged_in(request)
    seen = Thread.objects.visible_to(user, day=local(now).date())
    found = get_object_or_404(seen.select_related("dwelling", "person"), pk=thread_id)
    form = ReplyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.reply(
                found, body=form.cleaned_data["body"], by=user, now=now, files=form.cleaned_data["attachments"]
            )
        except Refused as refused:
            form.refuse(texts.refusal(refused))
        else:
            messages.success(request, str(texts.RECEIVED))
            return redirect("correspondence:my_thread", thread_id=found.pk)
    context = {
        "thread": found,
        "card": cards.card(found, reader=user),
        "status": texts.STATUS_FOR_TENANT[found.status],
        "is_own": found.person_id == user.person_id,
        "form": form,
        "now": now,
    }
    return render(request, "correspondence/my_thread.html", context, status=422 if form.errors else 200)
