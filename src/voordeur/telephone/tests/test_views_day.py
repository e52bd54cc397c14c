"""The page with the calls of a day, who waits now, and who sits at which telephone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from voordeur.parties.rules import MAY, Permission, Role
from voordeur.parties.tests.factories import make_person, make_user
from voordeur.promises.tests.factories import make_policy_version
from voordeur.telephone import queries
from voordeur.telephone.models import Call, Extension
from voordeur.telephone.rules.calls import Outcome, Stage
from voordeur.telephone.services.hearing import close_silent
from voordeur.telephone.services.quarters import count_again
from voordeur.telephone.tests.factories import make_call, make_extension, tell

pytestmark = pytest.mark.django_db
DAY = "telephone:day"


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version()


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def sam(client):
    sam = make_user(role=Role.CONTACT_AGENT, name="Sam Bakker")
    client.force_login(sam)
    return sam


@pytest.mark.parametrize("role", list(Role))
def test_the_day_is_for_who_answers_the_telephone_and_who_steers_by_figures(client, role):
    client.force_login(make_user(role=role))
    may_see = role in MAY[Permission.ANSWER_PHONE] | MAY[Permission.SEE_FIGURES]

    assert client.get(reverse(DAY)).status_code == (200 if may_see else 403)
    assert client.get(reverse("telephone:present")).status_code == (200 if may_see else 403)
    assert Call.objects.visible_to(make_user(role=role)).query.is_empty() is not may_see


def test_without_calls_the_page_says_what_will_be_here(client, sam):
    assert "Geen gesprekken" in client.get(reverse(DAY)).content.decode()


def test_a_day_with_its_figures_its_picture_and_its_calls(client, sam):
    noon = timezone.localtime(timezone.now() - timedelta(days=1)).replace(hour=12, minute=2, second=0, microsecond=0)
    make_call(arrived_at=noon, waited_seconds=10, service_seconds=200, caller="+31612345678", agent=sam)
    make_call(
        arrived_at=noon + timedelta(minutes=1), outcome=Outcome.ABANDONED, waited_seconds=95, service_seconds=None
    )
    count_again([noon])

    found = client.get(reverse(DAY), {"day": f"{noon:%Y-%m-%d}"}).content.decode()

    assert "50,0%" in found
    assert "Het drukst vanaf 12 uur: 2 bellers in een kwartier" in found
    assert "06 12345678" in found
    assert "Sam Bakker" in found
    assert found.count("<rect") == 2 * 2
    gone = client.get(reverse(DAY), {"day": f"{noon:%Y-%m-%d}", "show": "abandoned"}).content.decode()
    assert "06 12345678" not in gone


def test_who_only_steers_by_figures_sees_no_numbers(client, now):
    make_call(arrived_at=now, caller="+31612345678")
    client.force_login(make_user(role=Role.MANAGER))

    assert "06 12345678" not in client.get(reverse(DAY)).content.decode()


def test_the_number_of_a_customer_is_not_read_as_a_telephone_number(client, sam, now):
    make_call(arrived_at=now, caller="K004510")

    assert "K004510" in client.get(reverse(DAY)).content.decode()


@pytest.mark.parametrize("day", ["", "x", "2026-02-30", "9999-12-31", "0001-01-01", "<script>"])
def test_a_nonsense_day_is_answered(client, sam, day):
    assert client.get(reverse(DAY), {"day": day, "show": "all", "page": "x"}).status_code == 200


def test_names_from_the_exchange_are_shown_as_text(client, sam, now):
    tell(client, "ringing", at=now, queue="<script>alert(1)</script>", caller="<b>06</b>")

    assert "<script>alert(1)" not in client.get(reverse(DAY)).content.decode()


def test_the_page_takes_the_same_queries_for_few_and_for_many(client, sam, now, django_assert_max_num_queries):
    for second in range(60):
        make_call(arrived_at=now - timedelta(seconds=second), agent=sam)
    count_again([now])
    client.get(reverse(DAY))

    with django_assert_max_num_queries(13):
        client.get(reverse(DAY))


def test_who_waits_is_counted_now(client, sam, now):
    tell(client, "queued", at=now - timedelta(seconds=70), sent_at=now, call="c-1")
    tell(client, "ringing", at=now, call="c-2", extension="201")
    tell(client, "answered", at=now, call="c-3", extension="202")

    found = client.get(reverse("telephone:present")).content.decode()

    assert "2 bellers wachten" in found
    assert "er is 1 gesprek bezig" in found


# --- whose telephone rings ------------------------------------------------------------------------------------------


def test_a_call_rings_for_who_sits_at_that_telephone(client, sam, now):
    kim = make_user(role=Role.CONTACT_AGENT)
    make_extension("201", sam)
    make_extension("202", kim)
    ada = make_person(phone="+31612345678")

    tell(client, "ringing", at=now, extension="201", caller="06-12345678")

    (call,) = queries.place_of(sam, now=now).ringing
    assert list(queries.callers(call, sam)) == [ada]
    assert queries.place_of(kim, now=now) == queries.Place()
    assert queries.place_of(make_user(role=Role.CONTACT_AGENT), now=now) == queries.Place()
    assert queries.call(call.pk) == call
    assert list(queries.calls_of_number("+31612345678", sam)) == [call]

    tell(client, "answered", at=now, extension="201")
    assert queries.place_of(sam, now=now) == queries.Place(talking=call)
    tell(client, "hung_up", at=now)
    assert queries.place_of(sam, now=now) == queries.Place(ended=(call,))
    assert queries.place_of(sam, now=now + timedelta(hours=13)) == queries.Place()


def test_two_calls_ring_at_one_telephone_the_longest_waiting_first(client, sam, now):
    make_extension("201", sam)
    for call, waits in (("c-1", 5), ("c-2", 20)):
        tell(client, "ringing", at=now - timedelta(seconds=waits), sent_at=now, call=call, extension="201")

    assert [call.number for call in queries.place_of(sam, now=now).ringing] == ["c-2", "c-1"]


def test_who_moves_away_during_a_call_keeps_the_call(client, sam, now):
    kim = make_user(role=Role.CONTACT_AGENT)
    telephone = make_extension("201", sam)
    tell(client, "answered", at=now - timedelta(seconds=60), sent_at=now, extension="201")
    Extension.objects.filter(pk=telephone.pk).update(user=kim)

    tell(client, "hung_up", at=now)

    assert Call.objects.get().agent == sam


def test_a_telephone_does_not_ring_for_ever(client, sam, now):
    make_extension("201", sam)
    tell(client, "ringing", at=now, extension="201")

    assert queries.place_of(sam, now=now + timedelta(minutes=6)).ringing == ()


def test_a_call_without_an_end_is_closed_and_reopened_by_what_comes_late(client, sam, now):
    tell(client, "ringing", at=now - timedelta(hours=13), sent_at=now)
    Call.objects.update(told_at=now - timedelta(hours=13))

    assert close_silent(now=now) == 1
    call = Call.objects.get()
    assert (call.outcome, call.stage, call.oddities) == (Outcome.UNKNOWN, Stage.ENDED, ["no_end"])
    assert close_silent(now=now) == 0

    tell(client, "hung_up", at=now - timedelta(hours=12, minutes=58), sent_at=now)
    call.refresh_from_db()
    assert (call.outcome, call.oddities) == (Outcome.ABANDONED, [])
    assert sum(one.figures.abandoned for one in queries.quarters(*queries.first_and_last_day())) == 1


def test_sam_says_at_which_telephone_he_sits(client, sam):
    kim = make_user(role=Role.CONTACT_AGENT)
    make_extension("201", kim)

    found = client.post(reverse("telephone:extension"), {"number": " 2 01 "}, follow=True)

    assert "Gesprekken naar 201 openen op uw scherm." in found.content.decode()
    assert Extension.objects.get().user == sam

    client.post(reverse("telephone:extension"), {"number": "305"})
    assert queries.extension_of(type(sam).objects.get(pk=sam.pk)) == "305"
    assert Extension.objects.get(number="201").user is None

    client.post(reverse("telephone:extension"), {"number": ""})
    assert not Extension.objects.filter(user=sam).exists()


def test_what_is_no_extension_is_refused_in_words(client, sam):
    found = client.post(reverse("telephone:extension"), {"number": "<b>"})

    assert found.status_code == 422
    assert "is geen toestelnummer" in found.content.decode()


def test_the_way_back_stays_on_this_site(client, sam):
    found = client.post(reverse("telephone:extension"), {"number": "201", "next": "https://evil.example/"})

    assert found["Location"] == reverse(DAY)
