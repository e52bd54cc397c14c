"""How an action of the planner is answered: the script of the board in JSON, a form with a page. Decides nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from voordeur.kernel.errors import Refused
from voordeur.planning import texts

# After an action the next page offers to take it back.
UNDO = "planning-undo"


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def answer(
    request: HttpRequest,
    act: Callable[[], str],
    *,
    back: Callable[[], str],
    can_undo: bool = True,
    words: Callable[[Refused], str] = texts.refusal,
) -> HttpResponse:
    """Do `act`, which gives what is to be said, and answer; a refusal is told as it is, with 409 for the script.

    The script gets `said`, `undo` (it can be taken back) or `refused` (its code), and `asks` where a reason is wanted.
    """
    try:
        said = act()
    except Refused as refused:
        told = words(refused)
        if wants_json(request):
            body: dict[str, Any] = {"said": told, "refused": refused.code}
            if refused.code == "reason_needed":
                body["asks"] = asks_in_words(refused.params.get("codes", ()))
            return JsonResponse(body, status=409)
        messages.error(request, told)
        return redirect(back())
    if wants_json(request):
        return JsonResponse({"said": said, "undo": can_undo})
    if can_undo:
        request.session[UNDO] = True
    messages.success(request, said)
    return redirect(back())


def asks_in_words(codes: Any) -> list[str]:
    """What a planner must answer for, each as a part of a sentence."""
    return [str(texts.REASONS[code]) for code in codes]


def planner_words() -> dict[str, str]:
    """What the script of the board says of itself; {what} is the visit."""
    return {
        "picked": _("In hand: {what}"),
        "picked_keys": _(
            "In hand: {what}. Arrows choose a place, Page Up and Page Down another day or week, "
            "Enter puts it down, Escape puts it back."
        ),
        "put_back": _("Put back: {what}"),
        "failed": _("That did not get through. Nothing was changed; please try again."),
    }
