"""A limit counts per visitor and per hour, and keeps nobody's address."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from voordeur.base import limits

# With PostgreSQL the cache is a table.
pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 8, 40, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _nobody_counted() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def spent(times: int, who: str = "ada", now: datetime = NOW) -> list[bool]:
    return [limits.spend("report", who, most=3, now=now) for _ in range(times)]


def test_so_many_in_an_hour_and_no_more() -> None:
    assert spent(5) == [True, True, True, False, False]


def test_one_visitor_does_not_use_up_what_another_may_do() -> None:
    spent(5, "eve")
    assert spent(1) == [True]


def test_the_next_hour_begins_anew() -> None:
    spent(5)
    assert limits.minutes_left(NOW) == 20
    assert spent(1, now=NOW + timedelta(minutes=19)) == [False]
    assert spent(1, now=NOW + timedelta(minutes=20)) == [True]


@pytest.mark.parametrize(
    ("address", "who"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
    ],
)
def test_a_home_with_many_addresses_is_one_visitor(address: str, who: str) -> None:
    assert limits.address_of(RequestFactory().get("/", REMOTE_ADDR=address)) == who


def test_behind_a_proxy_the_address_is_what_the_proxy_says(settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "6.6.6.6, 192.0.2.7"})
    assert limits.address_of(request) == "192.0.2.7"
