"""The survey behind a letter, and the marks that came in."""

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from voordeur.base.access import open_to_all, roles
from voordeur.figures.rules.facts import MARKS, Facts
from voordeur.figures.rules.figures import Code, Limits, compute
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.parties.rules import MAY, Permission
from voordeur.policy.models import SurveyProcess
from voordeur.policy.rules import call_back_due_at
from voordeur.promises import queries as promises
from voordeur.quality import queries, services
from voordeur.quality.forms import LOW_MARKS, AnswerFilterForm, AnswerForm
from voordeur.quality.models import Survey
from voordeur.quality.rules import ASKED_WHETHER_SOLVED, PROCESS_CODES, Outcome, open_until, outcomes
from voordeur.quality.texts import MARK_QUESTIONS, PROCESSES, REFUSALS, SOLVED_QUESTIONS

PAGE_SIZE = 50


def _survey_of(token: str) -> Survey:
    survey = queries.by_token(token)
    if survey is None:
        raise Http404
    return survey


@never_cache
@open_to_all
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """One question at a time. Given answers travel in the address, so that "back" loses nothing and a telephone without
    scripts can answer; only the last step writes."""
    survey = _survey_of(token)
    if survey.answered_at is not None:
        return _already_answered(request, survey)
    policy = promises.of_version(survey.policy_version_id).policy
    if timezone.now() > open_until(policy, survey.invited_at):
        return render(request, "quality/closed.html", status=410)
    asks_solved = survey.process in ASKED_WHETHER_SOLVED
    form = AnswerForm(request.POST if request.method == "POST" else request.GET or None, asks_solved=asks_solved)
    if request.method == "POST" and form.is_valid():
        refused = _keep(request, survey, form)
        if refused is None:
            return HttpResponseRedirect(reverse("quality:thanks", args=[token]))
        if refused.code == "already_answered":
            survey.refresh_from_db()
            return _already_answered(request, survey)
        form.add_error(None, REFUSALS[refused.code] % refused.params)
    return _ask(request, survey, form)


def _keep(request: HttpRequest, survey: Survey, form: AnswerForm) -> Refused | None:
    user = request.user
    try:
        services.answer(
            token=survey.token,
            mark=form.cleaned_data["mark"],
            reason=form.cleaned_data["reason"],
            is_solved=form.is_solved,
            now=timezone.now(),
            by=user if isinstance(user, User) else None,
        )
    except Refused as refused:
        return refused
    return None


def _ask(request: HttpRequest, survey: Survey, form: AnswerForm) -> HttpResponse:
    """The first question without a valid answer. An error is shown only about a question that was put."""
    asked = [name for name in form.fields if name in {"mark", "solved", "reason"}]
    valid: dict[str, Any] = {}
    if form.is_bound:
        form.is_valid()
        valid = {
            name: form.data[name] for name in ("mark", "solved") if name in form.fields and name not in form.errors
        }
    step = next((name for name in asked if name not in valid), "reason")
    was_put = request.GET.get("asked") == step or request.method == "POST"
    context = {
        "survey": survey,
        "form": form,
        "field": form[step],
        "step": step,
        "errors": form.errors.get(step, []) if was_put else [],
        "step_number": asked.index(step) + 1,
        "step_count": len(asked),
        "given": valid,
        "marks": MARKS,
        "mark_question": MARK_QUESTIONS[survey.process],
        "solved_question": SOLVED_QUESTIONS.get(survey.process, ""),
    }
    return render(request, "quality/answer.html", context, status=422 if was_put and context["errors"] else 200)


def _already_answered(request: HttpRequest, survey: Survey) -> HttpResponse:
    return render(request, "quality/answered.html", {**_what_follows(survey), "is_thanks": False})


@never_cache
@open_to_all
@require_GET
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """What happens now, who does it and when."""
    survey = _survey_of(token)
    if survey.answered_at is None:
        return HttpResponseRedirect(reverse("quality:answer", args=[token]))
    return render(request, "quality/answered.html", {**_what_follows(survey), "is_thanks": True})


def _what_follows(survey: Survey) -> dict[str, Any]:
    policy = promises.of_version(survey.policy_version_id).policy
    if survey.answered_at is None or survey.mark is None:
        raise Http404
    found = outcomes(
        policy,
        survey.process,
        mark=survey.mark,
        is_solved=survey.is_solved,
        invited_at=survey.invited_at,
        now=survey.answered_at,
    )
    return {
        "survey": survey,
        "call_back_until": call_back_due_at(policy, survey.answered_at) if Outcome.CALL_BACK in found else None,
        "is_reopened": Outcome.REOPEN in found,
    }


@roles(MAY[Permission.SEE_FIGURES])
@require_GET
def marks(request: HttpRequest) -> HttpResponse:
    """The answers with their reasons, how many of those asked they are, and how far chance alone moves the mean."""
    now = timezone.now()
    policy = promises.in_force(now).policy
    form = AnswerFilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    from_at = now - timedelta(days=chosen.get("period") or 365)
    process = chosen.get("process") or PROCESS_CODES["repair"]
    user: Any = request.user
    found = queries.answers(
        user,
        queries.AnswerFilter(
            process=process,
            from_at=from_at,
            most_mark=policy.quality.low_mark if chosen.get("show") == LOW_MARKS else None,
            only_unsolved=chosen.get("show") == "unsolved",
        ),
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    for survey in page:
        survey.case_address = _case_address(survey)  # type: ignore[attr-defined]
        survey.process_name = PROCESSES[survey.process]  # type: ignore[attr-defined]
    measured: SurveyProcess = next(name for name, code in PROCESS_CODES.items() if code == process)
    given = queries.marks_of_period(measured, from_at, now)
    limits = Limits(policy.quality.satisfied_from, policy.quality.low_mark, policy.quality.min_answers)
    facts = Facts(days=365, homes=0, marks_repairs=given)
    context = {
        "form": form if form.is_bound else AnswerFilterForm(),
        "page": page,
        "measured_name": PROCESSES[PROCESS_CODES[measured]],
        "mark": compute(Code.MARK_REPAIRS, facts, limits),
        "satisfied": compute(Code.SATISFIED_SHARE, facts, limits),
        "response": compute(Code.RESPONSE_SHARE, facts, limits),
        "min_answers": policy.quality.min_answers,
        "low_mark": policy.quality.low_mark,
        "is_filtered": bool(chosen.get("show")),
    }
    return render(request, "quality/marks.html", context)


def _case_address(survey: Survey) -> str:
    """The page of the case; empty for a kind of case that has no page of its own."""
    try:
        return reverse(f"{survey.case_kind}:card", args=[survey.case_id])
    except NoReverseMatch:
        return ""
