"""What an agent does in a contact: begin, keep, promise, pass on, start a process, put away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from voordeur.base import words
from voordeur.base.access import roles
from voordeur.contact import texts
from voordeur.contact.forms import BeginForm, ContactForm
from voordeur.contact.models import ContactMoment, Question
from voordeur.contact.queries import moments as contacts
from voordeur.contact.rules.questions import QuestionKind
from voordeur.contact.rules.talking import IN
from voordeur.contact.services import moments, questions
from voordeur.contact.views.screen import ANSWERS, number_in, source_of
from voordeur.homes import queries as homes
from voordeur.homes.models import Dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Person, User
from voordeur.parties.queries import logged_in
from voordeur.repairs.queries.reports import next_step
from voordeur.repairs.services import drafts
from voordeur.telephone.models import Call

ASKS = {"call-back": QuestionKind.CALL_BACK, "second-line": QuestionKind.SECOND_LINE}


def page_of(person_id: int | None, dwelling_id: int | None) -> HttpResponse:
    """The card of whom a contact is with, or the screen when that is not known yet."""
    if person_id is None:
        return redirect("contact:screen")
    home = f"?home={dwelling_id}" if dwelling_id is not None else ""
    return redirect(reverse("contact:person", args=[person_id]) + home)


@roles(ANSWERS)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Start the clock of a contact, or say whom the running one is with."""
    user, now = logged_in(request), timezone.now()
    form = BeginForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(texts.REFUSALS["channel_unknown"]))
        return redirect("contact:screen")
    data = form.cleaned_data
    person = Person.objects.visible_to(user).filter(pk=data["person"]).first() if data["person"] else None
    home = Dwelling.objects.visible_to(user).filter(pk=data["home"]).first() if data["home"] else None
    call = Call.objects.visible_to(user).filter(pk=data["call"]).first() if data["call"] else None
    if home is None and person is not None:
        # From the line of a call the card was not seen yet: the home that it would show.
        home = next(iter(homes.homes_of(person.pk, timezone.localdate(now))), None)
    running = contacts.running(user)
    person_id, home_id = person.pk if person else None, home.pk if home else None
    try:
        if running is not None and running.person_id is None and person is not None:
            moments.about(running, person_id=person_id, dwelling_id=home_id, by=user)
        else:
            moments.begin(
                channel="TEL" if call is not None else data["channel"],
                direction=IN,
                person_id=person_id,
                dwelling_id=home_id,
                agent=user,
                at=(call.answered_at if call is not None else None) or now,
                now=now,
                source=source_of(call) if call is not None else "",
                ended_at=call.ended_at if call is not None else None,
            )
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    page = page_of(person_id, home_id)
    if request.headers.get("HX-Request") == "true":
        answer = HttpResponse(status=200)
        answer["HX-Redirect"] = page["Location"]
        return answer
    return page


@roles(ANSWERS)
@require_POST
def start(request: HttpRequest, process: str) -> HttpResponse:
    """Start a process for a person and a home; a contact that runs is joined to it."""
    user = logged_in(request)
    person = get_object_or_404(Person.objects.visible_to(user), pk=number_in(request.POST.get("person")) or 0)
    home = Dwelling.objects.visible_to(user).filter(pk=number_in(request.POST.get("home")) or 0).first()
    running = contacts.running(user)
    mine = running if running is not None and running.person_id == person.pk else None
    return _started(process, user=user, person=person, home=home, moment=mine, text=mine.note if mine else "")


def _started(
    process: str, *, user: User, person: Person | None, home: Dwelling | None, moment: ContactMoment | None, text: str
) -> HttpResponse:
    """To the first page of a process that still has something to ask."""
    if process not in texts.STARTS:
        raise Http404
    if process == "repair":
        now = timezone.now()
        draft = drafts.begin(by=user, now=now, dwelling_id=home.pk if home else None, text=text.strip()[:500])
        known = {"reporter": person.pk, "email": person.email, "phone": person.phone} if person else {}
        drafts.keep(draft, now=now, contact=moment.pk if moment else None, **known)
        return redirect("repairs:report_step", token=draft.token, step=next_step(draft, user=user, now=now))
    told = {"person": person, "home": home, "contact": moment}
    query = urlencode({name: one.pk for name, one in told.items() if one is not None})
    if process == "message":
        if person is None:
            raise Http404
        address = reverse("correspondence:write", args=[person.pk])
    else:
        address = reverse("counter:book" if process == "appointment" else "complaints:take")
    return redirect(f"{address}?{query}")


@roles(ANSWERS)
@require_POST
def promise(request: HttpRequest) -> HttpResponse:
    """From the card to the form of a promise: a contact of now with this person begins, unless it runs already."""
    user, now = logged_in(request), timezone.now()
    person = get_object_or_404(Person.objects.visible_to(user), pk=number_in(request.POST.get("person")) or 0)
    home = Dwelling.objects.visible_to(user).filter(pk=number_in(request.POST.get("home")) or 0).first()
    running = contacts.running(user)
    home_id = home.pk if home else None
    if running is None or running.person_id != person.pk:
        try:
            moments.begin(
                channel="TEL",
                direction=IN,
                person_id=person.pk,
                dwelling_id=home_id,
                agent=user,
                at=now,
                now=now,
                source="",
            )
        except Refused as refused:
            messages.error(request, texts.refusal(refused))
            return page_of(person.pk, home_id)
    query = urlencode({"home": home_id, texts.PROMISE: 1} if home_id is not None else {texts.PROMISE: 1})
    return redirect(f"{reverse('contact:person', args=[person.pk])}?{query}#question")


@roles(ANSWERS)
@require_POST
def act(request: HttpRequest, moment_id: int, action: str) -> HttpResponse:
    """One button of the running contact. What was typed is kept first, so that nothing is lost when it is refused."""
    user = logged_in(request)
    moment = get_object_or_404(
        ContactMoment.objects.visible_to(user).select_related("person", "dwelling"), pk=moment_id
    )
    form = ContactForm(request.POST)
    form.is_valid()
    data = form.cleaned_data
    try:
        if action == "drop":
            moments.drop(moment, by=user)
            return redirect("contact:screen")
        moments.keep(moment, subject=data.get("subject", ""), note=data.get("note", ""), by=user)
        if action in ASKS:
            _ask(request, ASKS[action], moment, form, user)
        elif action in texts.STARTS:
            for kind, pk in _known(form, moment):
                moments.link(moment, case_kind=kind, case_id=pk)
            return _started(
                action,
                user=user,
                person=moment.person,
                home=moment.dwelling,
                moment=moment,
                text=data.get("note", ""),
            )
        elif action == "finish":
            done = moments.finish(
                moment,
                subject=data.get("subject", ""),
                note=data.get("note", ""),
                is_solved=_is_solved(data.get("solved", "")),
                why_not=data.get("why_not", ""),
                cases=_known(form, moment),
                by=user,
                now=timezone.now(),
            )
            took = words.duration(max(1, round(done.seconds / 60)))
            messages.success(request, _("Put away. This contact took %(time)s.") % {"time": took})
            return redirect("contact:screen")
        elif action != "keep":
            raise Http404
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    return page_of(moment.person_id, moment.dwelling_id)


def _is_solved(told: str) -> bool:
    """Yes or no must be said: neither is no reason to count a contact as solved."""
    return told == "yes"


def _known(form: ContactForm, moment: ContactMoment) -> list[tuple[str, int]]:
    """The ticked cases whose pages exist."""
    found = []
    for kind, pk in form.cases:
        try:
            reverse(f"{kind}:card", args=[pk])
        except NoReverseMatch:
            continue
        found.append((kind, pk))
    return found


def _ask(request: HttpRequest, kind: QuestionKind, moment: ContactMoment, form: ContactForm, user: User) -> None:
    """Promise it, and give the agent the words to say."""
    data, person, now = form.cleaned_data, moment.person, timezone.now()
    cases = _known(form, moment)
    asked: Question = questions.ask(
        kind=kind,
        text=data.get("question", "") or data.get("note", ""),
        subject=data.get("subject", "") or moment.subject,
        phone=data.get("phone", ""),
        email=data.get("email", ""),
        name=data.get("name", ""),
        language=person.language if person else "nl",
        moment=moment,
        person=person,
        dwelling=moment.dwelling,
        wanted_on=data.get("wanted_on"),
        when_wanted=data.get("when_wanted", ""),
        case_kind=cases[0][0] if cases else "",
        case_id=cases[0][1] if cases else None,
        by=user,
        now=now,
    )
    until = words.deadline_in_words(asked.due_at, now=now)
    if kind == QuestionKind.CALL_BACK:
        said = _("Say: “We call you back, %(until)s at the latest, on %(phone)s.”")
    else:
        said = _("Say: “A colleague who knows about this gives you an answer, %(until)s at the latest.”")
    messages.success(request, said % {"until": until, "phone": words.telephone_in_words(asked.phone)})
