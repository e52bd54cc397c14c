"""What a report that is being filled in gets to see of reports that are there already."""

from datetime import timedelta

import pytest

from voordeur.homes.tests.factories import make_tenancy
from voordeur.parties.tests.factories import make_person
from voordeur.repairs.queries import reports
from voordeur.repairs.tests.factories import LANDLORD_PAYS, NOW, make_draft, make_repair, make_street

pytestmark = pytest.mark.django_db


def draft_about(dwelling):
    draft = make_draft(dwelling=dwelling)
    draft.data = {"path": LANDLORD_PAYS}
    draft.save()
    return draft


def test_a_report_of_the_present_tenancy_may_be_opened():
    street = make_street()
    make_repair(dwelling=street.dwelling, tenancy=street.tenancy, reported_at=NOW - timedelta(days=2))
    assert [twin.is_own for twin in reports.twins(draft_about(street.dwelling), now=NOW)] == [True]


def test_what_a_former_tenant_wrote_is_not_opened_to_the_next():
    street = make_street()
    make_repair(dwelling=street.dwelling, tenancy=street.tenancy, reported_at=NOW - timedelta(days=5))
    street.tenancy.ended_on = (NOW - timedelta(days=3)).date()
    street.tenancy.save()
    eve = make_person(first_name="Eve")
    make_tenancy(dwelling=street.dwelling, person=eve, started_on=(NOW - timedelta(days=1)).date())
    assert [twin.is_own for twin in reports.twins(draft_about(street.dwelling), now=NOW)] == [False]
