"""The start page of staff, and what one does with a line of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_team, make_user
from voordeur.promises.tests.factories import make_policy_version
from voordeur.work.models import WorkItem
from voordeur.work.tests.factories import make_item

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noor(settings, client):
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version()
    user = make_user(role=Role.CONTACT_AGENT, name="Noor Visser", team=make_team(code="contact"))
    client.force_login(user)
    return user


def act(client, item: WorkItem, action: str, **data) -> str:
    """The page after the act, with what it says."""
    return client.post(reverse("work:act", args=[item.pk, action]), data, follow=True).content.decode()


def test_an_empty_list_says_so(client):
    page = client.get(reverse("work:list")).content.decode()
    assert "vd-empty" in page


def test_a_line_is_taken_and_finished_with_what_came_of_it(client, noor):
    item = make_item(due_at=timezone.now())

    assert item.subject in client.get(reverse("work:list")).content.decode()
    act(client, item, "take")
    item.refresh_from_db()
    assert item.owner == noor
    act(client, item, "finish", outcome="Gebeld, het is opgelost.")
    item.refresh_from_db()
    assert (item.done_by, item.outcome) == (noor, "Gebeld, het is opgelost.")


def test_finishing_without_a_word_is_refused_in_a_sentence(client):
    item = make_item()
    assert "Schrijf in een paar woorden" in act(client, item, "finish", outcome="  ")
    item.refresh_from_db()
    assert item.done_at is None


def test_who_comes_second_reads_who_was_first(client):
    item = make_item(owner=make_user(role=Role.CONTACT_AGENT, name="Bo Smit"))
    assert "Bo Smit" in act(client, item, "take")


def test_an_unknown_action_is_no_page(client):
    assert client.post(reverse("work:act", args=[make_item().pk, "burn"])).status_code == 404


def test_the_way_back_never_leads_elsewhere(client):
    address = reverse("work:act", args=[make_item().pk, "take"])
    assert client.post(address, {"next": "https://evil.example/"})["Location"] == reverse("work:list")
    assert client.post(address, {"next": "/repairs/"})["Location"] == "/repairs/"


def test_the_list_reads_in_english_too(client):
    item = make_item()
    WorkItem.objects.filter(pk=item.pk).update(subject_en="R0000001 · tap leaks")
    client.cookies["language"] = "en"
    page = client.get(reverse("work:list")).content.decode()
    assert "tap leaks" in page
    assert "kraan lekt" not in page


def test_who_works_in_two_teams_sees_the_work_of_both_or_of_one(client, noor):
    north, other = make_team(code="north", name="Wijkteam Noord"), make_team(code="south")
    noor.other_teams.add(north)
    for team, subject in ((noor.team, "of contact"), (north, "of north"), (other, "of south")):
        make_item(team=team, subject=subject, due_at=timezone.now())

    def shown(whose: str) -> list[str]:
        page = client.get(reverse("work:list"), {"whose": whose}).content.decode()
        return [subject for subject in ("of contact", "of north", "of south") if subject in page]

    assert shown("") == ["of contact", "of north"]
    assert shown("team:north") == ["of north"]
    # A team that is not theirs is no list of their own.
    assert shown("team:south") == ["of contact", "of north"]
    assert shown("all") == ["of contact", "of north", "of south"]
