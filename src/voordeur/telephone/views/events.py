"""Where the exchange tells what happens: verified, kept, answered in JSON. Only translates."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from voordeur.base import limits
from voordeur.base.access import open_to_all
from voordeur.kernel.errors import FieldError, Refused
from voordeur.telephone import texts
from voordeur.telephone.rules import messages, signature
from voordeur.telephone.services import hearing

# By one exchange in a minute. A busy one tells some 200: 30 calls with six or seven events each. What it kept during a
# night without us comes in at this pace within minutes; a fault that repeats itself does not keep others waiting.
MOST_A_MINUTE = 1_200
MINUTE = 60

STATUS = {
    "unsigned": HTTPStatus.UNAUTHORIZED,
    "wrong_signature": HTTPStatus.UNAUTHORIZED,
    "clock_differs": HTTPStatus.UNAUTHORIZED,
    "replayed": HTTPStatus.CONFLICT,
    "id_used_before": HTTPStatus.CONFLICT,
    "too_many": HTTPStatus.TOO_MANY_REQUESTS,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "wrong_form": HTTPStatus.BAD_REQUEST,
}


@csrf_exempt
@open_to_all
@require_POST
def events(request: HttpRequest) -> HttpResponse:
    """One message. 201 when it is new, 200 when it is known, else problem+json (RFC 9457) and nothing has changed.

    Whoever signs with the secret is the exchange; a session counts for nothing here.
    """
    now = timezone.now()
    try:
        body = _body(request)
        signed = signature.verify(
            settings.EXCHANGE_SECRETS,
            message_id=request.headers.get("webhook-id", ""),
            timestamp=request.headers.get("webhook-timestamp", ""),
            signatures=request.headers.get("webhook-signature", ""),
            body=body,
            now=now,
        )
        # Only who proved to be an exchange spends what that exchange may send.
        if not limits.spend("exchange", signed.secret, most=MOST_A_MINUTE, now=now, within=MINUTE):
            raise Refused("too_many", most=MOST_A_MINUTE, seconds=MINUTE - int(now.timestamp()) % MINUTE)
        heard = hearing.hear(
            messages.read(body, now=now),
            message_id=request.headers["webhook-id"],
            sent_at=datetime.fromtimestamp(signed.at, UTC),
            now=now,
        )
    except Refused as no:
        return _problem(no)
    answer = {"call": heard.call.number, "stage": heard.call.stage, "outcome": heard.call.outcome, "new": heard.is_new}
    return JsonResponse(answer, status=HTTPStatus.CREATED if heard.is_new else HTTPStatus.OK)


def _body(request: HttpRequest) -> bytes:
    """The body as it came; one that is too large is not read."""
    try:
        length = int(request.headers.get("content-length") or 0)
    except ValueError:
        length = 0
    if length > messages.LARGEST_BYTES:
        raise Refused("too_large", most=messages.LARGEST_BYTES)
    try:
        body = request.body
    except RequestDataTooBig:
        raise Refused("too_large", most=messages.LARGEST_BYTES) from None
    except (UnreadablePostError, RawPostDataException):
        raise Refused("wrong_form", faults=[]) from None
    if len(body) > messages.LARGEST_BYTES:
        raise Refused("too_large", most=messages.LARGEST_BYTES)
    return body


def _problem(no: Refused) -> HttpResponse:
    status = STATUS[no.code]
    answer: dict[str, Any] = {
        "type": "about:blank",
        "status": int(status),
        "title": texts.refusal(no),
        "code": no.code,
    }
    faults: Any = no.params.get("faults")
    if faults:
        answer["errors"] = [_told(found) for found in faults]
    response = JsonResponse(answer, status=status, content_type="application/problem+json")
    if no.code == "too_many":
        response.headers["Retry-After"] = str(no.params["seconds"])
    return response


def _told(found: FieldError) -> dict[str, str]:
    return {"field": found.field, "code": found.code, "value": found.value, "message": texts.fault(found)}
