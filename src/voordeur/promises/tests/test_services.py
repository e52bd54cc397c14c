"""Versions of the policy: each holds from its moment, none is changed once it holds."""

from datetime import timedelta

import pytest

from voordeur.base.models import AuditEvent
from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.promises import queries, services
from voordeur.promises.models import PolicyVersion
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db

SOBER = presets.dump(presets.load("sober_1994"))
FIRST = make_policy_version.__kwdefaults__["starts_at"]
NOW = FIRST + timedelta(days=2_000)


def start(**changes) -> PolicyVersion:
    told = {"text": SOBER, "starts_at": NOW + timedelta(days=30), "note": "proef", "by": None, "now": NOW}
    return services.start_version(**{**told, **changes})


def test_a_version_holds_from_its_very_moment():
    make_policy_version()
    begins = start().starts_at

    assert queries.in_force(begins - timedelta(microseconds=1)).policy.name == "gepast"
    assert queries.in_force(begins).policy.name == "sober_1994"


def test_before_the_first_version_nothing_was_promised():
    make_policy_version()
    with pytest.raises(Refused, match="no_policy_in_force"):
        queries.in_force(FIRST - timedelta(seconds=1))


def test_a_case_reads_the_version_it_began_under_whatever_holds_now():
    old = make_policy_version()
    start()
    assert queries.of_version(old.pk).policy.name == "gepast"


def test_two_versions_never_start_at_one_moment():
    make_policy_version()
    start()
    with pytest.raises(Refused, match="start_taken"):
        start()


def test_only_the_first_version_may_start_in_the_past():
    past = NOW - timedelta(days=400)
    assert start(starts_at=past).starts_at == past
    with pytest.raises(Refused, match="starts_in_the_past"):
        start(starts_at=NOW - timedelta(seconds=1))


def test_a_text_that_is_no_policy_is_refused_with_every_fault_by_its_field():
    text = SOBER.replace("window_minutes = 480", 'window_minutes = "long"') + "\nnobody_knows = 1\n"
    with pytest.raises(presets.PolicyErrors) as refused:
        start(text=text)
    fields = " ".join(fault.field for fault in refused.value.errors)
    assert "appointments.window_minutes" in fields
    assert "nobody_knows" in fields
    assert not PolicyVersion.objects.exists()


def test_what_has_not_started_can_be_taken_back_and_what_has_cannot():
    old, coming = make_policy_version(), start()
    with pytest.raises(Refused, match="version_has_started"):
        services.take_back(old, by=None, now=NOW)
    services.take_back(coming, by=None, now=NOW)
    assert list(PolicyVersion.objects.all()) == [old]


def test_a_version_that_begins_this_moment_has_started():
    make_policy_version()
    coming = start()
    with pytest.raises(Refused, match="version_has_started"):
        services.take_back(coming, by=None, now=coming.starts_at)


def test_every_change_of_promises_stands_in_the_trail():
    make_policy_version()
    services.take_back(start(), by=None, now=NOW)
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "policy.version",
        "policy.taken_back",
    ]


def test_a_text_that_changed_is_read_anew():
    version = make_policy_version()
    assert queries.of_version(version.pk).policy.name == "gepast"
    PolicyVersion.objects.filter(pk=version.pk).update(text=SOBER)
    assert queries.of_version(version.pk).policy.name == "sober_1994"
