"""The card of a promised call-back or a question for the second line, and what can be done with it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from voordeur.base.access import roles
from voordeur.contact import texts
from voordeur.contact.forms import AnswerForm, HandOverForm, WithdrawForm
from voordeur.contact.models import OPEN_STATUSES, Question
from voordeur.contact.queries.card import case_page
from voordeur.contact.queries.questions import CASE, step_of
from voordeur.contact.rules.questions import MAY, QuestionAction
from voordeur.contact.services import questions
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import OFFICE


@roles(OFFICE)
@never_cache
@require_GET
def card(request: HttpRequest, question_id: int) -> HttpResponse:
    """What was asked and promised, whose it is, what happened, and the next step."""
    user, now = logged_in(request), timezone.now()
    found = get_object_or_404(
        Question.objects.visible_to(user).select_related("person", "dwelling", "asked_by", "moment"), pk=question_id
    )
    step = step_of(found)
    is_open = found.status in OPEN_STATUSES
    context = {
        "question": found,
        "kind": texts.KINDS[found.kind],
        "status": texts.STATUS[found.status],
        "subject": texts.SUBJECTS.get(found.subject, found.subject),
        "step": step,
        "is_open": is_open,
        "is_late": is_open and found.due_at < now,
        "is_mine": step is not None and step.item.owner_id == user.pk,
        "may_act": is_open and user.role in MAY[QuestionAction.ANSWER],
        "is_calling": _is_calling(found, user),
        "events": [
            {"event": event, "what": texts.EVENTS.get(event.action, event.action), "why": event.details.get("why", "")}
            for event in found.events.select_related("by").order_by("at", "pk")
        ],
        "answer_form": AnswerForm(),
        "hand_over_form": HandOverForm(),
        "withdraw_form": WithdrawForm(),
        "case_page": case_page(found.case_kind, found.case_id) if found.case_id is not None else "",
        "now": now,
    }
    return render(request, "contact/question.html", context)


def _is_calling(question: Question, user: User) -> bool:
    last = question.events.order_by("-at", "-pk").first()
    return last is not None and last.action == QuestionAction.CALL and last.by_id == user.pk


@roles(OFFICE)
@require_POST
def act(request: HttpRequest, question_id: int, action: str) -> HttpResponse:
    """One button of the card."""
    user, now = logged_in(request), timezone.now()
    found = get_object_or_404(Question.objects.visible_to(user).select_related("person", "dwelling"), pk=question_id)
    try:
        match action:
            case "take":
                questions.take(found, by=user, now=now)
            case "call":
                questions.call(found, by=user, now=now)
            case "not-reached":
                questions.not_reached(found, by=user, now=now)
                messages.success(request, _("Kept. Try again before the promised day is over."))
            case "answer" | "mail":
                text = request.POST.get("answer", "")
                questions.answer(found, text=text, by_mail=action == "mail", by=user, now=now)
                messages.success(request, _("Answered, and put away."))
            case "hand-over":
                form = HandOverForm(request.POST)
                form.is_valid()
                team = form.cleaned_data.get("team")
                if team is None:
                    raise Refused("reason_missing")
                questions.hand_over(found, team=team, why=form.cleaned_data.get("why", ""), by=user, now=now)
            case "withdraw":
                questions.withdraw(found, why=request.POST.get("why", ""), by=user, now=now)
            case _:
                raise Http404
    except Refused as refused:
        messages.error(request, texts.refusal(refused))
    return redirect(f"{CASE}:card", question_id=question_id)
