"""What a page cost the server, in a header that browsers show beside the request. Off unless it is asked for.

`Server-Timing: db;desc="7 queries";dur=3.1, app;dur=18.4`, in milliseconds; `app` includes `db`.
On SQLite `db` is a lower bound: it works while rows are fetched, which is not seen here.
"""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse


class _Counter:
    """Counts the statements that go to the database, and the time they take."""

    def __init__(self) -> None:
        self.queries = 0
        self.seconds = 0.0

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,  # noqa: FBT001 - Django calls it so
        context: dict[str, Any],
    ) -> Any:
        begin = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries += 1
            self.seconds += perf_counter() - begin


class ServerTiming:
    """Stands first in the list, so that it times everything. Needs `SERVER_TIMING` (VOORDEUR_SERVER_TIMING=on)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not getattr(settings, "SERVER_TIMING", False):
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        counter = _Counter()
        begin = perf_counter()
        with connection.execute_wrapper(counter):
            response = self.get_response(request)
        total = (perf_counter() - begin) * 1000
        # What streams out afterwards (photos, static files) is not in it.
        response.headers["Server-Timing"] = (
            f'db;desc="{counter.queries} queries";dur={counter.seconds * 1000:.1f}, app;dur={total:.1f}'
        )
        return response
