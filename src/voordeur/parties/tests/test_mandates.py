"""Who may act for whom: giving, ending, and what it opens."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voordeur.base.models import AuditEvent
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Mandate
from voordeur.parties.queries import mandates_of, may_act_for
from voordeur.parties.rules import MandateScope, Role
from voordeur.parties.rules.mandates import check_may_change, check_new, covers
from voordeur.parties.services.mandates import end_mandate, give_mandate
from voordeur.parties.tests.factories import make_mandate, make_person, make_user
from voordeur.parties.texts import REFUSALS, ROLES

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
TODAY = date(2026, 11, 23)
MAY_CHANGE = {Role.CONTACT_AGENT, Role.HOUSING_CONSULTANT, Role.ADMINISTRATOR}


def give(ada, key: str, *, scope: MandateScope = MandateScope.REPAIRS, until_on: date | None = None, by=None):
    return give_mandate(principal=ada.person, agent_key=key, scope=scope, until_on=until_on, by=by or ada, now=NOW)


def test_everything_covers_repairs_and_not_the_other_way_round() -> None:
    assert covers("everything", "repairs")
    assert covers("repairs", "repairs")
    assert not covers("repairs", "everything")


@pytest.mark.parametrize("role", list(Role))
def test_a_mandate_is_changed_by_the_tenant_or_by_who_speaks_with_tenants(role: Role) -> None:
    check_may_change(role=role, own_person_id=1, principal_id=1)
    if role in MAY_CHANGE:
        check_may_change(role=role, own_person_id=None, principal_id=1)
    else:
        with pytest.raises(Refused, match="mandate_not_yours"):
            check_may_change(role=role, own_person_id=2, principal_id=1)


def test_nobody_acts_for_themselves_or_in_the_past() -> None:
    with pytest.raises(Refused, match="mandate_to_self"):
        check_new(principal_id=1, agent_id=1, today=TODAY, until_on=None)
    with pytest.raises(Refused, match="mandate_in_the_past"):
        check_new(principal_id=1, agent_id=2, today=TODAY, until_on=date(2026, 11, 22))
    check_new(principal_id=1, agent_id=2, today=TODAY, until_on=TODAY)


@pytest.mark.django_db
def test_a_given_mandate_holds_from_today_until_it_is_ended() -> None:
    ada, noor = make_user(), make_person(email="noor@example.org")
    mandate = give(ada, " Noor@example.org ")
    assert may_act_for(noor.pk, ada.person_id, MandateScope.REPAIRS, TODAY)
    assert not may_act_for(noor.pk, ada.person_id, MandateScope.EVERYTHING, TODAY)
    assert not may_act_for(noor.pk, ada.person_id, MandateScope.REPAIRS, date(2026, 11, 22))
    end_mandate(mandate=mandate, by=ada, now=NOW)
    assert not may_act_for(noor.pk, ada.person_id, MandateScope.REPAIRS, TODAY)
    assert list(AuditEvent.objects.order_by("pk").values_list("action", flat=True)) == [
        "mandate given",
        "mandate ended",
    ]
    with pytest.raises(Refused, match="mandate_already_ended"):
        end_mandate(mandate=mandate, by=ada, now=NOW)


@pytest.mark.django_db
def test_an_older_mandate_ends_with_yesterday_and_stays_on_record() -> None:
    ada = make_user()
    mandate = make_mandate(principal=ada.person)
    end_mandate(mandate=mandate, by=ada, now=NOW)
    mandate.refresh_from_db()
    assert mandate.until_on == date(2026, 11, 22)


@pytest.mark.django_db
def test_a_wider_mandate_replaces_the_narrower_one() -> None:
    ada, noor = make_user(), make_person(external_id="P77")
    make_mandate(principal=ada.person, agent=noor, scope=MandateScope.REPAIRS)
    give(ada, "P77", scope=MandateScope.EVERYTHING)
    assert [one.scope for one in mandates_of(ada.person_id, TODAY)] == ["everything"]
    with pytest.raises(Refused, match="mandate_already_given"):
        give(ada, "P77", scope=MandateScope.REPAIRS, until_on=date(2026, 12, 31))


@pytest.mark.django_db
def test_refusals_leave_no_trace_and_have_a_sentence() -> None:
    ada, eve = make_user(), make_user()
    make_person(email="two@example.org")
    make_person(email="two@example.org")
    wrong = [
        ("nobody@example.org", None, None, "agent_unknown"),
        ("", None, None, "agent_unknown"),
        ("two@example.org", None, None, "agent_not_single"),
        (ada.person.email, None, None, "mandate_to_self"),
        (eve.person.email, date(2026, 1, 1), None, "mandate_in_the_past"),
        (eve.person.email, None, eve, "mandate_not_yours"),
    ]
    for key, until_on, by, code in wrong:
        with pytest.raises(Refused, match=code) as refusal:
            give(ada, key, until_on=until_on, by=by)
        assert "%(" not in str(REFUSALS[code]) % refusal.value.params
    assert not Mandate.objects.exists()
    assert set(ROLES) == set(Role)


@pytest.fixture
def _no_second_factor(settings) -> None:
    settings.STAFF_SECOND_FACTOR = False


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_second_factor")
class TestPage:
    def post(self, user, address: str, **fields: str):
        client = Client()
        client.force_login(user)
        return client.post(address, fields)

    def get(self, user, address: str):
        client = Client()
        client.force_login(user)
        return client.get(address)

    def test_ada_gives_and_ends_a_mandate_on_her_page(self) -> None:
        ada = make_user()
        noor = make_person(email="noor@example.org", first_name="Noor")
        address = reverse("parties:mandates")
        assert "Niemand regelt nog iets namens u" in self.get(ada, address).content.decode()
        assert self.post(ada, address, agent="noor@example.org", scope="repairs").status_code == 302
        page = self.get(ada, address).content.decode()
        assert "noor@example.org" in page
        assert "Noor" not in page
        assert may_act_for(noor.pk, ada.person_id, MandateScope.REPAIRS, timezone.localdate())
        mandate = Mandate.objects.get()
        assert self.post(ada, reverse("parties:end_mandate", args=[mandate.pk])).status_code == 302
        assert not Mandate.objects.exists()

    def test_a_refusal_stands_beside_the_field(self) -> None:
        answer = self.post(make_user(), reverse("parties:mandates"), agent="nobody@example.org", scope="repairs")
        assert answer.status_code == 422
        assert "Wij kennen niemand met “nobody@example.org”" in answer.content.decode()

    def test_eve_cannot_end_the_mandate_that_ada_gave(self) -> None:
        ada, eve, noor = make_user(), make_user(), make_user()
        mandate = make_mandate(principal=ada.person, agent=noor.person)
        assert self.post(eve, reverse("parties:end_mandate", args=[mandate.pk])).status_code == 404
        self.post(noor, reverse("parties:end_mandate", args=[mandate.pk]))
        mandate.refresh_from_db()
        assert mandate.until_on is None

    def test_sam_opens_the_page_of_a_tenant_and_other_roles_do_not(self) -> None:
        ada = make_person()
        address = reverse("parties:mandates_of", args=[ada.pk])
        for role in Role:
            expected = 200 if role in MAY_CHANGE else 403
            assert self.get(make_user(role=role), address).status_code == expected

    def test_the_page_costs_the_same_queries_however_many_mandates(self, django_assert_max_num_queries) -> None:
        ada = make_user()
        for _number in range(10):
            make_mandate(principal=ada.person)
        client = Client()
        client.force_login(ada)
        with django_assert_max_num_queries(6):
            client.get(reverse("parties:mandates"))
