"""Who may open a page. What a role may do stands in the rooms' rules; here only the door is kept."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponseBase]


def roles(allowed: Iterable[str]) -> Callable[[View[Params]], View[Params]]:
    """Let only users of these roles in: an anonymous visitor goes to log-in, another role gets a 403 page.

    The decorated view carries `allowed_roles`, which the access test walks.
    """
    known = frozenset(str(role) for role in allowed)

    def decorate(view: View[Params]) -> View[Params]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Params.args, **kwargs: Params.kwargs) -> HttpResponseBase:
            user: Any = request.user
            if not user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if user.role not in known:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.allowed_roles = known  # type: ignore[attr-defined]
        return cast("View[Params]", guarded)

    return decorate


def open_to_all(view: View[Params]) -> View[Params]:
    """Mark a page that anyone may open, so that the access test can tell a choice from an omission."""
    view.allowed_roles = None  # type: ignore[attr-defined]
    return view
