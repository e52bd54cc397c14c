"""The JSON interface as a whole: rooms bring their routers; errors are problem+json (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.security import django_auth

from voordeur.kernel.errors import Refused
from voordeur.repairs import texts
from voordeur.repairs.api import router as repairs_router


class DescribedAPI(NinjaAPI):
    """Says in its description what errors really are: problem+json."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The description, with the content type of every error set right."""
        described = super().get_openapi_schema(**options)
        for operations in described["paths"].values():
            for operation in operations.values():
                for code, answer in operation["responses"].items():
                    if int(code) >= HTTPStatus.BAD_REQUEST and "application/json" in answer.get("content", {}):
                        answer["content"] = {"application/problem+json": answer["content"]["application/json"]}
        return described


api = DescribedAPI(
    title="Voordeur",
    version="1",
    description="What the pages do, for programs: with the session of a logged-in user.",
    auth=django_auth,
    urls_namespace="api",
    docs_url=None,
)
api.add_router("/repairs", repairs_router)


def problem(request: HttpRequest, status: HTTPStatus, *, title: str, **more: object) -> HttpResponse:
    """A problem+json answer."""
    response = api.create_response(
        request, {"type": "about:blank", "status": int(status), "title": title, **more}, status=int(status)
    )
    response.headers["Content-Type"] = "application/problem+json"
    return response


@api.exception_handler(Refused)
def refused(request: HttpRequest, no: Refused) -> HttpResponse:
    """A rule said no: 409 with the code and the sentence in the language of the session."""
    return problem(request, HTTPStatus.CONFLICT, title=texts.refusal(no), code=no.code)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, errors: ValidationError) -> HttpResponse:
    """Input of the wrong form: 400 with every fault by its field."""
    faults = [
        {"field": ".".join(str(part) for part in fault["loc"]), "message": fault["msg"], "code": fault["type"]}
        for fault in errors.errors
    ]
    return problem(request, HTTPStatus.BAD_REQUEST, title="The input is not of the right form.", errors=faults)


@api.exception_handler(Http404)
def missing(request: HttpRequest, _: Http404) -> HttpResponse:
    """Not there, or not yours to see."""
    return problem(request, HTTPStatus.NOT_FOUND, title="There is no such thing, or it is not yours to see.")


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, _: PermissionDenied) -> HttpResponse:
    """Not for this role."""
    return problem(request, HTTPStatus.FORBIDDEN, title="Your role may not do this.")


@api.exception_handler(AuthenticationError)
def anonymous(request: HttpRequest, _: AuthenticationError) -> HttpResponse:
    """Nobody is logged in."""
    return problem(request, HTTPStatus.UNAUTHORIZED, title="Log in first.")


@api.exception_handler(HttpError)
def unfit(request: HttpRequest, no: HttpError) -> HttpResponse:
    """What the library itself refuses: no JSON, no CSRF token."""
    return problem(request, HTTPStatus(no.status_code), title=str(no))
