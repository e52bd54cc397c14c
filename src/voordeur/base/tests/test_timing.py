"""The header that says what a page cost."""

import re

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from voordeur.base.models import ScheduleMark
from voordeur.base.timing import ServerTiming


def two_questions(_request: HttpRequest) -> HttpResponse:
    ScheduleMark.objects.count()
    ScheduleMark.objects.exists()
    return HttpResponse("ok")


@pytest.mark.django_db
@override_settings(SERVER_TIMING=True)
def test_a_page_says_how_many_queries_and_milliseconds_it_took() -> None:
    response = ServerTiming(two_questions)(RequestFactory().get("/"))

    header = response.headers["Server-Timing"]
    found = re.fullmatch(r'db;desc="(\d+) queries";dur=([\d.]+), app;dur=([\d.]+)', header)
    assert found is not None, header
    assert int(found[1]) == 2
    assert float(found[3]) >= float(found[2])


@override_settings(SERVER_TIMING=False)
def test_nothing_is_timed_unless_asked() -> None:
    with pytest.raises(MiddlewareNotUsed):
        ServerTiming(two_questions)
