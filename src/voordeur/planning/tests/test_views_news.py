"""What changed on the board since a planner looked."""

import pytest
from django.urls import reverse
from django.utils import timezone

from voordeur.homes.tests.factories import make_dwelling
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.planning.models import PlanChange, Visit, VisitState
from voordeur.planning.tests.factories import at, make_shift, make_visit
from voordeur.planning.tests.planners import DAY, FRIDAY, logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def told(client) -> list[str]:
    """What the board of the day says that changed."""
    news = client.get(reverse("planning:day"), DAY).context["news"]
    return [change.words for change in news.changes]


def test_the_first_look_at_a_day_has_no_news_and_a_second_one_neither(client):
    make_visit(shift=make_shift())
    logged_in(client)

    assert client.get(reverse("planning:day"), DAY).context["news"] is None
    assert told(client) == []


def test_the_board_tells_in_words_what_changed_since_you_looked(client):
    shift, other = make_shift(), make_shift(name="Bo Smit")
    later = make_shift(name="Kim Mulder", day=FRIDAY)
    homes = [make_dwelling(street="Eikenweg", number=number) for number in range(1, 7)]
    goes, leaves, changes, hands, stays = (make_visit(shift=shift, dwelling=home) for home in homes[:5])
    logged_in(client).get(reverse("planning:day"), DAY)

    Visit.objects.filter(pk=goes.pk).update(state=VisitState.CANCELLED)
    Visit.objects.filter(pk=leaves.pk).update(shift=later)
    Visit.objects.filter(pk=changes.pk).update(window_from_at=at("08:30"))
    Visit.objects.filter(pk=hands.pk).update(shift=other)
    new = make_visit(shift=shift, dwelling=homes[5])
    Visit.objects.filter(pk=new.pk).update(booked_at=timezone.now())
    words = told(client)

    assert len(words) == 5
    for beginning, street in (
        ("Afgezegd", "Eikenweg 1,"),
        ("Naar een andere dag verzet", "Eikenweg 2,"),
        ("Andere tijd", "Eikenweg 3,"),
        ("Andere vakman", "Eikenweg 4,"),
        ("Nieuw", "Eikenweg 6,"),
    ):
        assert any(word.startswith(f"{beginning}: {street}") for word in words), words
    assert any("van Sam Bakker naar Bo Smit" in word for word in words)
    assert stays.dwelling.address not in " ".join(words)


def test_news_stays_until_you_say_that_you_have_seen_it(client):
    visit = make_visit(shift=make_shift())
    logged_in(client).get(reverse("planning:day"), DAY)
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.CANCELLED)

    assert len(told(client)) == 1
    assert len(told(client)) == 1
    client.post(reverse("planning:day", query=DAY))
    assert told(client) == []


def test_only_the_last_few_days_are_kept_to_compare_with(client):
    logged_in(client)
    for number in range(1, 10):
        client.get(reverse("planning:day"), {"day": f"2026-11-{number:02d}"})

    assert list(client.session["planning-seen"]) == [f"2026-11-{number:02d}" for number in range(5, 10)]


def test_news_names_the_planner_whose_doing_it_was_and_leaves_out_ones_own(client):
    shift, other = make_shift(), make_shift(name="Bo Smit")
    mine = make_visit(shift=shift, dwelling=make_dwelling(street="Eikenweg", number=1))
    theirs = make_visit(shift=shift, dwelling=make_dwelling(street="Eikenweg", number=2))
    me = make_user(role=Role.PLANNER)
    client.force_login(me)
    client.get(reverse("planning:day"), DAY)
    pim = make_user(role=Role.PLANNER, name="Pim van den Berg", email="pim@example.org")

    for visit, by in ((mine, me), (theirs, pim)):
        Visit.objects.filter(pk=visit.pk).update(shift=other)
        PlanChange.objects.create(at=timezone.now(), by=by, kind="place", visit=visit, before={}, versions={})

    [words] = told(client)
    assert "Eikenweg 2" in words
    assert words.endswith("Door Pim van den Berg.")
