"""The manager's page: who may see it, what it says, what it says when there is nothing."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from voordeur.costs import queries, services
from voordeur.costs.tests.factories import make_repair, make_shift, make_visit
from voordeur.figures.rules.figures import Code
from voordeur.parties.rules import MAY, Permission, Role
from voordeur.parties.tests.factories import make_user
from voordeur.promises.tests.factories import make_policy_version
from voordeur.quality.tests.factories import make_survey

pytestmark = pytest.mark.django_db
PAGES = ("costs:figures", "costs:definitions")


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version()


@pytest.fixture
def manager(client):
    client.force_login(make_user(role=Role.MANAGER))
    return client


@pytest.fixture
def report():
    now = timezone.now()
    day = now - timedelta(days=2)
    shift = make_shift(starts_at=day - timedelta(hours=4))
    repair = make_repair(reported_at=now - timedelta(days=9), finished_at=day)
    make_visit(repair=repair, shift=shift, ended_at=day)
    for mark in (4, 6, 7):
        make_survey(invited_at=day, answered_at=now - timedelta(days=1), mark=mark)
    return services.renew_report(now=now)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("role", list(Role))
def test_figures_are_for_who_steers_by_them(client, role, page):
    client.force_login(make_user(role=role))

    assert client.get(reverse(page)).status_code == (200 if role in MAY[Permission.SEE_FIGURES] else 403)


@pytest.mark.parametrize("page", PAGES)
def test_an_anonymous_visitor_must_log_in(client, page):
    assert client.get(reverse(page)).status_code == 302


def test_before_the_first_report_the_page_says_when_it_comes(manager):
    assert "Nog geen cijfers" in manager.get(reverse("costs:figures")).content.decode()


def test_the_page_says_each_figure_with_its_margin_and_what_it_rests_on(manager, report):
    found = manager.get(reverse("costs:figures")).content.decode()

    assert "Reparaties op tijd klaar" in found
    assert "5,7" in found
    assert "3 antwoorden" in found
    assert "Te weinig antwoorden: dit gemiddelde zegt weinig." in found
    assert "te weinig antwoorden om iets te zeggen" in found
    assert f"/figures/charts/{report.pk}/marks-nl-wide-light.svg" in found


def test_the_page_speaks_english_when_asked(manager, report):
    manager.cookies["language"] = "en"

    found = manager.get(reverse("costs:figures")).content.decode()

    assert "Repairs ready in time" in found
    assert f"/figures/charts/{report.pk}/marks-en-wide-light.svg" in found


def test_the_page_reads_one_report_and_no_facts(manager, report, django_assert_max_num_queries):
    manager.get(reverse("costs:figures"))

    # The session, who it is, the report, and what the twin has to tell.
    with django_assert_max_num_queries(4):
        manager.get(reverse("costs:figures"))


def test_an_association_without_work_has_a_page_without_pictures(manager):
    services.renew_report(now=timezone.now())

    found = manager.get(reverse("costs:figures")).content.decode()

    assert "Er is nog niets te tekenen." in found
    assert "<picture>" not in found


def chart(report, *, name="jobs", language="nl", width="wide", theme="light"):
    return reverse("costs:chart", args=[report.pk, name, language, width, theme])


def test_a_picture_is_an_image_that_may_be_kept(manager, report):
    light = manager.get(chart(report))
    dark = manager.get(chart(report, theme="dark"))

    assert light["Content-Type"] == "image/svg+xml"
    assert "max-age" in light["Cache-Control"]
    assert "private" in light["Cache-Control"]
    assert "#0f3d2e" in light.content.decode()
    assert "#0f3d2e" not in dark.content.decode()


def test_a_picture_that_is_not_there_is_not_found(manager, report):
    assert manager.get(chart(report, name="nothing")).status_code == 404
    assert manager.get(chart(report, theme="pink")).status_code == 404
    assert manager.get(chart(report, width="huge")).status_code == 404
    assert manager.get(chart(report, language="fr")).status_code == 404


@pytest.mark.parametrize("role", [Role.TENANT, Role.CRAFTSMAN, Role.CONTACT_AGENT])
def test_a_picture_is_as_private_as_its_page(client, report, role):
    client.force_login(make_user(role=role))

    assert client.get(chart(report)).status_code == 403


def test_every_figure_is_explained(manager):
    found = manager.get(reverse("costs:definitions")).content.decode()

    assert all(f'id="{code.value}"' in found for code in Code)
    assert "KWH, het kwaliteitslabel van woningcorporaties" in found


def test_the_fragment_shows_what_a_repair_cost(report):
    repair = make_repair()
    nothing = render_to_string("costs/_repair_cost.html", {"cost": queries.cost_of_repair(repair.pk)})
    make_visit(repair=repair, shift=make_shift(starts_at=timezone.now()), ended_at=timezone.now())
    something = render_to_string("costs/_repair_cost.html", {"cost": queries.cost_of_repair(repair.pk)})

    assert "Er is nog niet aan deze reparatie gewerkt." in nothing
    assert "Werk van de vakman" in something
    assert "42,75" in something
