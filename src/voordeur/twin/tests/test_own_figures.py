"""A question that reckons with what the association measured of itself."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version
from voordeur.twin.models import Study, StudyPart
from voordeur.twin.rules import Status
from voordeur.twin.services import studies
from voordeur.twin.tests.factories import NOW, make_calibration, make_done
from voordeur.twin.views.exports import page_of

pytestmark = pytest.mark.django_db

SIZE = {"town": "made_up", "homes": "150", "replications": "5", "years": "1", "seed": "1", "year": "2027"}
ASKED = {
    "compare": {"policies": ["preset-gepast", "preset-klantgericht"]},
    "tornado": {"policy": "preset-gepast"},
    "weights": {"policy": "preset-gepast", "other": ""},
    "search": {"policy": "preset-gepast", "mark": "7,7", "emergencies": "", "fields_turned": []},
    "frontier": {"policy": "preset-gepast", "fields_turned": []},
}
MEASURED = {"repairs_per_home": 5.25, "fix_share": 0.7123}  # the first lies outside the range of the register
TOLD = (
    "2 values, measured on 2 November 2026 from our own history of 1 January 2026 up to and including 31 October 2026."
)


@pytest.fixture
def manager(client: Client, settings) -> Client:
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version(preset="gepast")
    client.cookies["language"] = "en"
    client.force_login(make_user(role=Role.MANAGER))
    return client


@pytest.mark.parametrize("kind", [*ASKED, "notch"])
def test_without_own_figures_a_form_says_how_they_are_made_and_has_no_choice(manager: Client, kind: str):
    address = reverse("twin:ask", kwargs={"kind": kind})
    text = manager.get(address + "?promise=appointments.window_minutes").content.decode()
    assert 'name="own"' not in text
    assert f"{reverse('twin:parameters')}#own" in text
    manager.post(
        address + "?promise=appointments.window_minutes", SIZE | ASKED.get(kind, {"values": ["0"]}) | {"own": "on"}
    )
    study = Study.objects.get()
    assert study.values == {}
    assert "own_figures" not in study.asked


@pytest.mark.parametrize("kind", [*ASKED, "notch"])
def test_own_figures_are_reckoned_with_when_that_is_chosen(manager: Client, kind: str):
    make_calibration(**MEASURED)
    address = reverse("twin:ask", kwargs={"kind": kind}) + "?promise=appointments.window_minutes"
    text = manager.get(address).content.decode()
    assert 'name="own"' in text
    assert TOLD in text
    manager.post(address, SIZE | ASKED.get(kind, {"values": ["0"]}) | {"own": "on"})
    study = Study.objects.get()
    assert study.values == MEASURED
    assert study.asked["register"] == MEASURED
    assert study.asked["own_figures"] == {"made": "2026-11-02", "from": "2026-01-01", "until": "2026-10-31", "many": 2}
    assert study.asked["form"]["own"] is True


def test_own_figures_are_left_alone_when_nobody_chooses_them(manager: Client):
    make_calibration(**MEASURED)
    manager.post(reverse("twin:ask", kwargs={"kind": "compare"}), SIZE | ASKED["compare"])
    study = Study.objects.get()
    assert (study.values, study.asked["form"]["own"]) == ({}, False)


def test_a_year_under_own_figures_outside_the_register_is_lived_and_is_another_year(manager: Client):
    make_calibration(repairs_per_home=5.25)
    found = []
    for own in ({}, {"own": "on"}):
        manager.post(reverse("twin:ask", kwargs={"kind": "compare"}), SIZE | ASKED["compare"] | own)
        study = Study.objects.latest("pk")
        part = StudyPart.objects.filter(variant__study=study).earliest("pk")
        studies.work_part(part.pk, now=NOW)
        study.refresh_from_db()
        assert study.status == Status.RUNNING, study.refusal_params
        part.refresh_from_db()
        found.append(part.answer)
    assert found[0] != found[1]


def test_the_answer_the_page_for_a_board_and_what_it_depends_on_say_whose_figures_they_are(manager: Client):
    policies = [presets.dump(presets.load(name)) for name in ("klantgericht", "gepast")]
    labels = [{"nl": one, "en": one} for one in ("Klantgericht", "Gepast")]
    own = {"made": "2026-11-02", "from": "2026-01-01", "until": "2026-10-31", "many": 2}
    asked = {"policies": policies, "labels": labels}
    plain = make_done(asked=asked)
    study = make_done(plain.asked_by, asked=asked | {"own_figures": own, "register": MEASURED}, values=MEASURED)
    for one, has in ((plain, False), (study, True)):
        text = manager.get(reverse("twin:study", kwargs={"key": one.key})).content.decode()
        assert (TOLD in text) is has
        assert ("5.25\u00a0per year" in text) is has
        with override("en"):
            doubts = page_of(one, "https://voordeur.example/").doubts
        assert (f"Reckoned with our own figures: {TOLD}" in doubts) is has
    with override("en"):
        told = [[line for line in page_of(one, "").doubts if "estimates that nobody" in line] for one in (plain, study)]
    assert told[0] != told[1]


def test_the_same_question_again_reckons_with_the_same_figures(manager: Client):
    make_calibration(**MEASURED)
    manager.post(reverse("twin:ask", kwargs={"kind": "compare"}), SIZE | ASKED["compare"] | {"own": "on"})
    first = Study.objects.get()
    make_calibration(repairs_per_home=1.5)
    manager.post(reverse("twin:again", kwargs={"key": first.key}))
    assert Study.objects.latest("pk").values == MEASURED
