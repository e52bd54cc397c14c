"""Reporting a repair, one question a page. Works without JavaScript; every answer is kept at once in the draft."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from voordeur.base.access import open_to_all
from voordeur.base.words import telephone_in_words
from voordeur.homes import queries as homes
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.policy.rules import local
from voordeur.promises import queries as promises
from voordeur.repairs import texts
from voordeur.repairs.forms import AddressForm, CodeForm, DetailsForm, StaffDetailsForm
from voordeur.repairs.models import Draft
from voordeur.repairs.queries import reports, suggestions
from voordeur.repairs.queries.names import actor_of, what
from voordeur.repairs.rules import tree as trees
from voordeur.repairs.rules.status import RepairStatus
from voordeur.repairs.services import drafts, reporting

Page = HttpResponse | dict[str, Any]
# Longer numbers are no keys of ours, and very long ones Python refuses to read.
MOST_DIGITS = 19


def user_or_none(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def find_draft(request: HttpRequest, token: str) -> Draft:
    """The draft of this address; one that somebody began while logged in is theirs alone."""
    draft = get_object_or_404(Draft.objects.select_related("dwelling", "person", "by"), token=token)
    if draft.by_id is not None and draft.by_id != request.user.pk:
        raise Http404
    return draft


def take_path(draft: Draft, request: HttpRequest) -> None:
    """Take over a suggestion or a place that was clicked; an unknown one is ignored and asked again."""
    now = timezone.now()
    path, place = request.POST.get("path", ""), request.POST.get("place", "")
    try:
        if path:
            trees.outcome(trees.load(), path, {})
            drafts.keep(draft, now=now, path=path, answers={}, place=None, thing=None)
        elif place:
            trees.find_place(trees.load(), place)
            drafts.keep(draft, now=now, place=place, thing=None, path=None)
    except Refused:
        return


def go_on(draft: Draft, user: User | None) -> HttpResponse:
    """To the first page that still has something to ask."""
    step = reports.next_step(draft, user=user, now=timezone.now())
    return redirect("repairs:report_step", token=draft.token, step=step)


@open_to_all
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """One page of the report. A page whose answer comes before it is missing leads to that page."""
    handler = HANDLERS.get(step)
    if handler is None:
        raise Http404
    if not request.user.is_authenticated and Draft.objects.filter(token=token, by__isnull=False).exists():
        # A session that ended half-way: after logging in the report goes on where it was.
        return redirect_to_login(request.path)
    draft = find_draft(request, token)
    if hasattr(draft, "repair"):
        return redirect("repairs:by_token", token=draft.repair.token)
    user = user_or_none(request)
    if not reports.has_reached(draft, step, user=user, now=timezone.now()):
        return go_on(draft, user)
    try:
        page = handler(request, draft)
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
        return redirect(request.path)
    if isinstance(page, HttpResponse):
        return page
    context = {"draft": draft, "step": step, "part": reports.STEPS[step], "so_far": _so_far(draft), **page}
    return render(request, f"repairs/report/{step}.html", context)


def _so_far(draft: Draft) -> list[dict[str, Any]]:
    """The answers so far, each with the page that changes it."""
    language = get_language() or "nl"
    tree, data, lines = trees.load(), draft.data, []
    if draft.dwelling is not None:
        lines.append({"key": "home", "value": draft.dwelling.full_address})
    outcome = reports.settled(draft)
    if outcome is not None:
        lines.append({"key": "what", "value": outcome.name.in_(language)})
        for key, value in data.get("answers", {}).items():
            question = trees.find_question(tree, key)
            answer = next((one for one in question.answer if one.key == value), None)
            if answer is not None:
                lines.append(
                    {"key": "question", "name": question.name.in_(language), "value": answer.name.in_(language)}
                )
    elif data.get("place"):
        place = trees.find_place(tree, data["place"]).name.in_(language)
        thing = trees.find_thing(tree, data["thing"]).name.in_(language) if data.get("thing") else ""
        lines.append({"key": "what", "value": f"{place}, {thing}" if thing else place})
    return lines


def _home(request: HttpRequest, draft: Draft) -> Page:
    """Which home: one's own, the one that staff looks up, or an address for who is not logged in."""
    user, now = user_or_none(request), timezone.now()
    own = list(Dwelling.objects.visible_to(user)[:20]) if user is not None and user.role == "tenant" else []
    form = AddressForm(request.POST or None)
    chosen = request.POST.get("dwelling", "")
    if request.method == "POST" and chosen.isdecimal() and len(chosen) < MOST_DIGITS and user is not None:
        dwelling = get_object_or_404(Dwelling.objects.visible_to(user), pk=int(chosen))
        drafts.choose_home(draft, dwelling_id=dwelling.pk, now=now)
        return go_on(draft, user)
    if request.method == "POST" and form.is_valid():
        found: Dwelling = form.cleaned_data["dwelling"]
        if user is not None and not Dwelling.objects.visible_to(user).filter(pk=found.pk).exists():
            form.add_error("postcode", str(texts.NOT_YOUR_HOME))
        else:
            drafts.choose_home(draft, dwelling_id=found.pk, now=now)
            return go_on(draft, user)
    return {"form": form, "own": own}


def _code(request: HttpRequest, draft: Draft) -> Page:
    """Prove that one belongs to the home: a code to an address that we know."""
    now = timezone.now()
    form = CodeForm(request.POST if request.POST.get("code") is not None else None)
    if request.method == "POST":
        if "send" in request.POST:
            drafts.send_code(draft, now=now)
            return redirect(request.path)
        if form.is_valid():
            drafts.prove(draft, code=form.cleaned_data["code"], now=now)
            return go_on(draft, None)
    return {"form": form, "is_sent": draft.code_sent_at is not None, "policy": promises.in_force(now).policy}


def _what(request: HttpRequest, draft: Draft) -> Page:
    """Where it is, or in one's own words."""
    if request.method == "POST":
        drafts.keep(draft, now=timezone.now(), text=request.POST.get("text", "").strip()[:500] or None)
        take_path(draft, request)
        return (
            go_on(draft, user_or_none(request))
            if draft.data.get("path") or draft.data.get("place")
            else redirect(request.path)
        )
    text = draft.data.get("text", "")
    return {"text": text, **suggestions.of_words(text, now=timezone.now()), "places": trees.places(trees.load())}


def _thing(request: HttpRequest, draft: Draft) -> Page:
    place = draft.data.get("place") or str(draft.data.get("path", "")).split("/")[0]
    things = trees.things(trees.load(), place)
    chosen = request.POST.get("thing", "")
    if request.method == "POST" and chosen in {thing.key for thing in things}:
        drafts.keep(draft, now=timezone.now(), place=place, thing=chosen, path=None, answers=None)
        return go_on(draft, user_or_none(request))
    return {"things": things, "place": trees.find_place(trees.load(), place)}


def _defect(request: HttpRequest, draft: Draft) -> Page:
    place, thing = draft.data.get("place", ""), draft.data.get("thing", "")
    if draft.data.get("path"):
        place, thing = str(draft.data["path"]).split("/")[:2]
    defects = trees.defects(trees.load(), place, thing)
    chosen = request.POST.get("defect", "")
    if request.method == "POST" and chosen in {defect.key for defect in defects}:
        drafts.keep(
            draft, now=timezone.now(), path=f"{place}/{thing}/{chosen}", answers={}, stop_seen=None, twins_seen=None
        )
        return go_on(draft, user_or_none(request))
    return {"defects": defects, "thing": trees.find_thing(trees.load(), thing)}


def _question(request: HttpRequest, draft: Draft) -> Page:
    """The next open question of the path, or the last one again for who came back."""
    tree, answers = trees.load(), dict(draft.data.get("answers", {}))
    outcome = reports.settled(draft)
    if outcome is None:
        return go_on(draft, user_or_none(request))
    if "again" in request.GET and answers:
        answers.popitem()
        drafts.keep(draft, now=timezone.now(), answers=answers, stop_seen=None)
        return redirect(request.path)
    still_open = trees.questions(tree, outcome.path, answers)
    if not still_open:
        return go_on(draft, user_or_none(request))
    question = still_open[0]
    chosen = request.POST.get("answer", "")
    if request.method == "POST" and chosen in {answer.key for answer in question.answer}:
        drafts.keep(draft, now=timezone.now(), answers={**answers, question.key: chosen}, path=outcome.path)
        return go_on(draft, user_or_none(request))
    return {"question": question}


def _stop(request: HttpRequest, draft: Draft) -> Page:
    """Ring first. Where a report may follow, it goes on after this page."""
    found = reports.outcome_of(draft)
    if not isinstance(found, trees.Stop):
        return go_on(draft, user_or_none(request))
    if request.method == "POST" and found.outcome is not None:
        drafts.keep(draft, now=timezone.now(), stop_seen=found.page.key)
        return go_on(draft, user_or_none(request))
    # No step of so many: this comes before everything else.
    return {
        "page": found.page,
        "numbers": suggestions.numbers(found.page, now=timezone.now()),
        "may_go_on": found.outcome is not None,
        "part": None,
    }


def _twins(request: HttpRequest, draft: Draft) -> Page:
    """Is it this one? Shown before anything is saved."""
    if request.method == "POST":
        drafts.keep(draft, now=timezone.now(), twins_seen=True)
        return go_on(draft, user_or_none(request))
    user = user_or_none(request)
    found = reports.twins(draft, now=timezone.now())
    return {
        "twins": [
            {
                "repair": twin.repair,
                "what": what(twin.repair.path),
                "why": texts.DUPLICATE_REASONS[twin.duplicate.reason],
                "status": texts.STATUS_FOR_TENANT[RepairStatus(twin.repair.status)],
                "own": twin.is_own,
                "is_staff": user is not None and user.is_staff_member,
            }
            for twin in found
        ]
    }


def _details(request: HttpRequest, draft: Draft) -> Page:
    user, now = user_or_none(request), timezone.now()
    if draft.dwelling is None:
        return go_on(draft, user)
    start = {name: draft.data.get(name, "") for name in ("description", "own_fault", "email", "phone", "reporter")}
    if not start["description"]:
        start["description"] = draft.data.get("text", "")
    if user is not None and user.is_staff_member:
        form: DetailsForm = StaffDetailsForm(
            request.POST or None, initial=start, dwelling=draft.dwelling, day=local(now).date()
        )
    else:
        if draft.person is not None and not start["email"]:
            start["email"], start["phone"] = draft.person.email, telephone_in_words(draft.person.phone)
        form = DetailsForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        reporter = data.pop("reporter", None)
        drafts.keep(draft, now=now, **data, reporter=reporter.pk if reporter else None, details_done=True)
        return go_on(draft, user)
    return {"form": form, "photos": draft.photos.order_by("pk")}


def _check(request: HttpRequest, draft: Draft) -> Page:
    """Who pays, how soon, and what happens next, before anything is sent; then it is sent."""
    user, now = user_or_none(request), timezone.now()
    outcome = reports.settled(draft)
    if draft.dwelling is None or outcome is None:
        return go_on(draft, user)
    data = draft.data
    if request.method == "POST":
        actor = actor_of(request)
        people = {person.pk: person for person in homes.contact_people(draft.dwelling.pk, day=local(now).date())}
        reporter = people.get(data.get("reporter")) or draft.person or next(iter(people.values()), None)
        is_staff = user is not None and user.is_staff_member
        repair = reporting.report(
            dwelling=draft.dwelling,
            path=outcome.path,
            answers=data.get("answers", {}),
            own_fault=data.get("own_fault", "unknown"),
            description=data.get("description", ""),
            channel="TEL" if is_staff else "INT",
            by=actor,
            now=now,
            reporter=reporter,
            contact_email=data.get("email", "") or (reporter.email if reporter else ""),
            contact_phone=data.get("phone", "") or (reporter.phone if reporter else ""),
            language=get_language() or "nl",
            draft=draft,
        )
        if is_staff:
            return redirect("repairs:card", repair_id=repair.pk)
        return redirect("repairs:by_token", token=repair.token)
    judged = reporting.judge(
        dwelling=draft.dwelling,
        path=outcome.path,
        answers=data.get("answers", {}),
        own_fault=data.get("own_fault", "unknown"),
        now=now,
    )
    if isinstance(judged, trees.Stop):
        return go_on(draft, user)
    return {
        "judged": judged,
        "outcome": judged.outcome,
        "payer_sentence": texts.payer_sentence(judged.payer),
        "urgency": texts.URGENCY[judged.outcome.urgency],
        "photos": draft.photos.order_by("pk"),
    }


HANDLERS: dict[str, Callable[[HttpRequest, Draft], Page]] = {
    "home": _home,
    "code": _code,
    "what": _what,
    "thing": _thing,
    "defect": _defect,
    "question": _question,
    "stop": _stop,
    "twins": _twins,
    "details": _details,
    "check": _check,
}
