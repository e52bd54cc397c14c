"""Messages for the office: the list by what is due first, the card with everything that was said, the answer."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from voordeur.base.access import roles
from voordeur.base.panels import panels
from voordeur.correspondence import texts
from voordeur.correspondence.forms import AnswerForm, FirstForm
from voordeur.correspondence.models import Thread
from voordeur.correspondence.queries import cards, lists
from voordeur.correspondence.rules import threads as rules
from voordeur.correspondence.rules.reading import one_line
from voordeur.correspondence.rules.threads import ANSWERS, Action, Case, Status
from voordeur.correspondence.services import answering, threads
from voordeur.finding.queries.finding import find as find_anything
from voordeur.homes import queries as homes
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Person, User
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import OFFICE
from voordeur.policy.rules import local
from voordeur.work import queries as work

A_PAGE = 40
MOST_HITS = 8


@roles(OFFICE)
@require_GET
def thread_list(request: HttpRequest) -> HttpResponse:
    """Threads of a tab; the filters stay in the address."""
    now, tab = timezone.now(), request.GET.get("tab", "open")
    filters = lists.Filters(tab=tab if tab in lists.TABS else "open", text=one_line(request.GET.get("q", ""))[:80])
    found = lists.office_list(logged_in(request), filters, day=local(now).date())
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "thread": thread,
            "status": texts.STATUS[thread.status],
            "reason": texts.REASONS.get(thread.reason, ""),
            "is_late": thread.due_at is not None and thread.due_at < now,
        }
        for thread in page
    ]
    context = {"page": page, "rows": rows, "filters": filters, "tabs": texts.TABS, "now": now}
    return render(request, "correspondence/list.html", context)


def find(request: HttpRequest, thread_id: int) -> Thread:
    """The thread, when this user may see it; else there is none."""
    seen = Thread.objects.visible_to(request.user, day=local(timezone.now()).date())
    return get_object_or_404(seen.select_related("person__user", "dwelling"), pk=thread_id)


@roles(OFFICE)
@require_GET
def card(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Everything of one thread."""
    return _show(request, find(request, thread_id))


def _show(request: HttpRequest, thread: Thread, form: AnswerForm | None = None, *, status: int = 200) -> HttpResponse:
    now, user = timezone.now(), logged_in(request)
    shown = cards.card(thread)
    may_answer = user.role in ANSWERS and (Status(thread.status), Action.ANSWER) in rules.MOVES
    context = {
        "thread": thread,
        "card": shown,
        "status": texts.STATUS[thread.status],
        "reason": texts.REASONS.get(thread.reason, ""),
        "may_answer": may_answer,
        "may_change": user.role in ANSWERS,
        "can": {str(action) for (old, action) in rules.MOVES if old == thread.status},
        "can_reach": bool(thread.email) or (thread.person is not None and hasattr(thread.person, "user")),
        "form": form or AnswerForm(initial={"seen": shown.seen, "began": now.timestamp()}),
        "seen": shown.seen,
        "open_items": work.open_items_of(threads.CASE, thread.pk),
        "case_address": f"{thread.case_kind}:card" if thread.case_kind else "",
        "asked": shown.said[0].message.body[:500] if shown.said else "",
        **_whose(request, thread, user),
        "panels": panels("correspondence.card", request, thread_id=thread.pk),
        "now": now,
    }
    return render(request, "correspondence/card.html", context, status=status)


def _whose(request: HttpRequest, thread: Thread, user: User) -> dict[str, Any]:
    """People who fit what was searched for, and the homes of whoever the thread is of."""
    day, asked = local(timezone.now()).date(), one_line(request.GET.get("who", ""))[:80]
    own = homes.homes_of(thread.person.pk, day) if thread.person else []
    found = find_anything(asked, user=user, day=day, most=MOST_HITS, kinds=("people",)).groups
    return {
        "who": asked,
        "people": found[0].hits if found else (),
        "homes": [home for home in own if home.pk != thread.dwelling_id][:MOST_HITS],
    }


@roles(ANSWERS)
@require_POST
def act(request: HttpRequest, thread_id: int, action: str) -> HttpResponse:
    """Answer a thread, end it, put it aside, take it up, or say whose it is and what it is about."""
    thread, now, user = find(request, thread_id), timezone.now(), logged_in(request)
    if action == "answer":
        return _answer(request, thread)
    try:
        match action:
            case "close":
                threads.close(thread, why=request.POST.get("why", ""), by=user, now=now)
            case "aside":
                threads.put_aside(thread, by=user, now=now)
            case "take-up":
                threads.take_up(thread, by=user, now=now)
            case "person":
                person = _chosen(request, "person")
                threads.belongs_to(
                    thread,
                    person=get_object_or_404(Person.objects.visible_to(user), pk=person) if person else None,
                    dwelling=None,
                    by=user,
                    now=now,
                )
            case "home":
                home = get_object_or_404(Dwelling.objects.visible_to(user), pk=_chosen(request, "home"))
                threads.belongs_to(thread, person=thread.person, dwelling=home, by=user, now=now)
            case "case":
                threads.join_case(thread, case=_named(request), by=user, now=now)
            case _:
                raise Http404
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    else:
        messages.success(request, str(texts.NOTED))
    return redirect("correspondence:card", thread_id=thread.pk)


def _answer(request: HttpRequest, thread: Thread) -> HttpResponse:
    now, form = timezone.now(), AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, thread, form, status=422)
    try:
        answering.answer(
            thread,
            body=form.cleaned_data["body"],
            seen=form.cleaned_data["seen"],
            seconds=int(max(0, now.timestamp() - form.cleaned_data["began"])),
            by=logged_in(request),
            now=now,
            files=form.cleaned_data["attachments"],
        )
    except Refused as refused:
        # What was typed stays; the page shows what came in meanwhile.
        form.refuse(texts.refusal(refused))
        return _show(request, find(request, thread.pk), form, status=409)
    messages.success(request, str(texts.SENT))
    return redirect("correspondence:card", thread_id=thread.pk)


def _chosen(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _named(request: HttpRequest) -> Case | None:
    """The case whose number was typed; an empty field takes the thread away from its case."""
    text = one_line(request.POST.get("number", ""))
    if not text:
        return None
    found = rules.cases_named(text)
    if not found:
        raise Refused("no_such_case", number=text[:40])
    return found[0]


@roles(ANSWERS)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, person_id: int) -> HttpResponse:
    """Write to somebody first. `home`, `case` (a number), `subject` and `text` may stand in the address."""
    now, user = timezone.now(), logged_in(request)
    person = get_object_or_404(Person.objects.visible_to(user).select_related("user"), pk=person_id)
    given = request.GET
    form = FirstForm(
        request.POST or None,
        request.FILES or None,
        initial={"subject": given.get("subject", "")[:200], "body": given.get("text", "")[:20_000]},
    )
    if request.method == "POST" and form.is_valid():
        home = given.get("home", "")
        named = rules.cases_named(given.get("case", ""))
        seen = Dwelling.objects.visible_to(user)
        try:
            message = answering.write_first(
                person=person,
                subject=form.cleaned_data["subject"],
                body=form.cleaned_data["body"],
                by=user,
                now=now,
                dwelling_id=get_object_or_404(seen, pk=home).pk if home.isdecimal() and len(home) < 19 else None,
                case=named[0] if named else None,
                files=form.cleaned_data["attachments"],
            )
        except Refused as refused:
            form.refuse(texts.refusal(refused))
        else:
            messages.success(request, str(texts.SENT))
            return redirect("correspondence:card", thread_id=message.thread_id)
    context = {"form": form, "person": person, "case": given.get("case", "")[:20]}
    return render(request, "correspondence/write.html", context, status=422 if form.errors else 200)
