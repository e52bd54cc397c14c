"""The pages of the dial: who comes in, what a form refuses, what a study says while it runs and when it is done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version
from voordeur.twin.models import Adoption, Study, StudyPart
from voordeur.twin.rules import Status
from voordeur.twin.services import studies
from voordeur.twin.tests.factories import NOW, make_done, make_study

pytestmark = pytest.mark.django_db

SIZE = {"town": "made_up", "homes": "150", "replications": "2", "years": "1", "seed": "1", "year": "2027"}
LABELS = [{"nl": "Klantgericht", "en": "Customer first"}, {"nl": "Gepast", "en": "Fitting"}]


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def manager(client: Client) -> Client:
    make_policy_version(preset="gepast")
    client.cookies["language"] = "en"
    client.force_login(make_user(role=Role.MANAGER))
    return client


def page(client: Client, address: str) -> str:
    client.cookies["language"] = "en"
    return client.get(address).content.decode()


def labelled() -> dict[str, object]:
    policies = [presets.dump(presets.load(name)) for name in ("klantgericht", "gepast")]
    return {"policies": policies, "labels": LABELS}


def test_the_dial_says_how_to_ask_when_nothing_was_asked(manager: Client):
    text = page(manager, reverse("twin:dial"))
    assert "Nothing was asked yet" in text
    assert 'name="whose"' not in text
    assert reverse("twin:ask", kwargs={"kind": "compare"}) in text


def test_policies_are_asked_side_by_side_under_their_own_names(manager: Client):
    answer = manager.post(
        reverse("twin:ask", kwargs={"kind": "compare"}), SIZE | {"policies": ["preset-gepast", "preset-klantgericht"]}
    )
    study = Study.objects.get()
    assert answer.headers["Location"] == reverse("twin:study", kwargs={"key": study.key})
    assert (study.homes, study.replications, study.kind) == (150, 2, "compare")
    assert [one["en"] for one in study.asked["labels"]] == ["Fitting", "Customer first"]
    assert study.status == Status.RUNNING


def test_a_policy_with_one_promise_turned_stands_beside_the_others(manager: Client):
    text = page(manager, reverse("twin:ask", kwargs={"kind": "compare"}))
    assert "Width of a window: 2 hours" in text
    choice = "appointments.window_minutes|1"
    manager.post(
        reverse("twin:ask", kwargs={"kind": "compare"}),
        SIZE | {"policies": ["preset-gepast"], "turned": choice, "base": "preset-gepast"},
    )
    study = Study.objects.get()
    one, other = (presets.parse(text, "study") for text in study.asked["policies"])
    assert one.appointments.window_minutes != other.appointments.window_minutes
    assert study.asked["labels"][1]["en"].startswith("Fitting, width of a window:")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"homes": "-5"}, "Number of homes is -5. Allowed is a number from 1 to 200,000."),
        ({"homes": "veel"}, "Number of homes is veel. A number is needed here."),
        ({"replications": "0"}, "Years of luck is 0. Allowed is a number from 1 to 10,000."),
        ({"years": ""}, "Years in a row is empty. A number is needed here."),
        ({"seed": "1e99"}, "Seed is 1e99. A number is needed here."),
        ({"policies": ["preset-gepast"]}, "Choose from 2 to 6 policies. Now there are 1."),
        ({"policies": ["preset-nobody"]}, "One of these policies does not exist any more."),
        ({"turned": "no_such_promise|1"}, "This promise cannot be turned so."),
        ({"name": "x" * 400}, "A name has at most 120 signs. This one has 400."),
        ({"base": "version-0"}, "This policy does not exist any more."),
        ({"town": "atlantis"}, "Choose one of the towns."),
    ],
)
def test_what_cannot_be_asked_is_told_and_nothing_typed_is_lost(manager: Client, changes, sentence: str):
    given = SIZE | {"policies": ["preset-gepast", "preset-klantgericht"], "name": "Kopje <b>"} | changes
    answer = manager.post(reverse("twin:ask", kwargs={"kind": "compare"}), given)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert 'value="Kopje &lt;b&gt;"' in text or "name" in changes
    assert not Study.objects.exists()


def test_own_homes_without_a_place_are_refused_in_words(manager: Client):
    given = SIZE | {"policies": ["preset-gepast", "preset-klantgericht"], "town": "own"}
    answer = manager.post(reverse("twin:ask", kwargs={"kind": "compare"}), given)
    assert answer.status_code == 422
    assert "There are no homes yet." in answer.content.decode()


def test_one_promise_is_turned_from_what_holds_now(manager: Client):
    address = reverse("twin:ask", kwargs={"kind": "notch"})
    assert "Width of a window" in page(manager, address)
    address += "?promise=appointments.window_minutes"
    assert "4 hours" in page(manager, address)
    manager.post(address, SIZE | {"values": ["0"], "others": "90; 480"})
    study = Study.objects.get()
    assert study.kind == "notch"
    assert study.asked["values"] == [240, 60, 90, 480]
    assert study.asked["labels"][0] == {"nl": "4 uur", "en": "4 hours"}


def test_a_promise_is_found_by_its_words(manager: Client):
    address = reverse("twin:ask", kwargs={"kind": "notch"})
    assert page(manager, address).count("?promise=") > 50
    found = page(manager, address + "?q=+WIDTH+window")
    assert "Width of a window" in found
    assert found.count("?promise=") == 1
    assert "No promise with these words" in page(manager, address + "?q=zeppelin")


@pytest.mark.parametrize(
    ("others", "sentence"),
    [("wide", "Width of a window is wide. A number is needed here."), ("5000", "Width of a window is 5000")],
)
def test_a_value_that_no_policy_holds_is_told(manager: Client, others: str, sentence: str):
    address = reverse("twin:ask", kwargs={"kind": "notch"}) + "?promise=appointments.window_minutes"
    answer = manager.post(address, SIZE | {"others": others})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Study.objects.exists()


def test_a_promise_that_does_not_exist_has_no_page(manager: Client):
    assert manager.get(reverse("twin:ask", kwargs={"kind": "notch"}) + "?promise=nonsense").status_code == 404
    assert manager.get(reverse("twin:ask", kwargs={"kind": "nonsense"})).status_code == 404


def test_a_running_study_says_how_far_it_is_and_is_stopped(manager: Client):
    study = make_study(now=NOW)
    address = reverse("twin:study", kwargs={"key": study.key})
    assert "It waits" in page(manager, address) or "Nobody has begun" in page(manager, address)
    part = StudyPart.objects.earliest("pk")
    studies.work_part(part.pk, now=NOW)
    study.refresh_from_db()
    assert study.status == Status.RUNNING, study.refusal_params
    text = page(manager, address)
    assert "First it is found out how many people each policy needs: 1 of 6 pieces done." in text
    manager.post(reverse("twin:cancel", kwargs={"key": study.key}))
    assert "This study was stopped." in page(manager, address)


def test_progress_says_nothing_when_nothing_changed_and_loads_the_page_at_the_end(manager: Client):
    study = make_study(now=NOW)
    address = reverse("twin:progress", kwargs={"key": study.key})
    first = manager.get(address)
    assert first.status_code == 200
    seen = first.content.decode().partition("seen=")[2].partition("&")[0]
    assert manager.get(f"{address}?seen={seen}").status_code in {200, 204}
    studies.fail(study, Refused("workers_died", many=3), now=NOW)
    assert manager.get(address).headers["HX-Refresh"] == "true"
    assert "broken off 3 times" in page(manager, reverse("twin:study", kwargs={"key": study.key}))


def test_the_answer_tells_costs_in_words_with_their_doubt(manager: Client):
    study = make_done(asked=labelled())
    text = page(manager, reverse("twin:study", kwargs={"key": study.key}))
    assert "With “Fitting” a home costs" in text
    assert "Who gains and who loses" in text
    assert text.count("<svg") == 4


def test_whoever_works_in_the_office_reads_a_study_and_nobody_else(client: Client):
    study = make_done(asked=labelled())
    address = reverse("twin:study", kwargs={"key": study.key})
    for role, status in ((Role.PLANNER, 200), (Role.CRAFTSMAN, 404), (Role.TENANT, 404)):
        client.force_login(make_user(role=role))
        assert client.get(address).status_code == status
    client.logout()
    assert client.get(address).status_code == 302


def test_who_only_reads_cannot_ask_stop_or_throw_away(client: Client):
    study = make_done(asked=labelled())
    client.force_login(make_user(role=Role.PLANNER))
    text = page(client, reverse("twin:study", kwargs={"key": study.key}))
    assert "Ask it again" not in text
    for name in ("again", "remove"):
        client.post(reverse(f"twin:{name}", kwargs={"key": study.key}))
    assert Study.objects.count() == 1


def test_an_answer_is_not_thrown_away_by_one_press_and_an_adopted_one_not_at_all(manager: Client):
    study = make_done(asked=labelled())
    address = reverse("twin:study", kwargs={"key": study.key})
    text = page(manager, address)
    assert text.index("That cannot be undone.") < text.index(reverse("twin:remove", kwargs={"key": study.key}))
    version = make_policy_version(preset="klantgericht", starts_at=NOW + timedelta(days=30))
    Adoption.objects.create(
        study=study, variant="klantgericht", version=version, adopted_at=NOW, adopted_by=study.asked_by
    )
    assert reverse("twin:remove", kwargs={"key": study.key}) not in page(manager, address)


def test_a_study_is_asked_again_with_more_years_for_narrower_margins(manager: Client):
    study = make_done(asked=labelled())
    assert 'value="8"' in page(manager, reverse("twin:study", kwargs={"key": study.key}))
    manager.post(reverse("twin:again", kwargs={"key": study.key}), {"replications": "8"})
    again = Study.objects.latest("pk")
    assert (again.replications, again.homes, again.seed) == (8, study.homes, study.seed)


@pytest.mark.parametrize("typed", ["", "0", "-3", "veel", "99999999"])
def test_a_wrong_number_of_years_asks_nothing_again(manager: Client, typed: str):
    study = make_done(asked=labelled())
    answer = manager.post(reverse("twin:again", kwargs={"key": study.key}), {"replications": typed}, follow=True)
    assert "Years of luck is" in answer.content.decode()
    assert Study.objects.count() == 1


def test_a_study_is_asked_again_and_thrown_away(manager: Client):
    study = make_done(asked=labelled())
    manager.post(reverse("twin:again", kwargs={"key": study.key}))
    assert Study.objects.count() == 2
    manager.post(reverse("twin:remove", kwargs={"key": study.key}))
    assert not Study.objects.filter(pk=study.pk).exists()


def test_the_list_takes_the_same_queries_for_few_and_for_many_and_filters(
    manager: Client, django_assert_max_num_queries
):
    first = make_done(asked=labelled(), name="Smalle tijdvakken")
    for number in range(8):
        make_done(first.asked_by, asked=labelled(), name=f"Andere {number}")
    with django_assert_max_num_queries(8):
        text = page(manager, reverse("twin:dial"))
    assert "9 studies" in text
    text = page(manager, reverse("twin:dial") + "?q=smalle&kind=compare&status=done")
    assert "1 study" in text
    assert "No studies here" in page(manager, reverse("twin:dial") + "?whose=mine")


def test_two_kept_studies_are_laid_side_by_side_year_by_year_when_they_met_the_same_luck(manager: Client):
    one = make_done(asked=labelled(), name="De eerste", keeps_lives=True)
    other = make_done(one.asked_by, asked=labelled(), name="De tweede", keeps_lives=True)
    third = make_done(one.asked_by, asked=labelled(), name="De derde", seed=2, keeps_lives=True)
    address = reverse("twin:kept")
    text = page(manager, f"{address}?one={one.key}&other={other.key}")
    assert "they met the same luck" in text
    assert "Customer first (De eerste)" in text
    assert "Fitting (De tweede)" in text
    assert "they met other luck" in page(manager, f"{address}?one={one.key}&other={third.key}")
    assert "the same study twice" in page(manager, f"{address}?one={one.key}&other={one.key}")
    assert "is not there any more" in page(manager, f"{address}?one={one.key}&other=nonsense")


def test_the_page_of_an_answer_says_what_the_model_leaves_out_and_where_it_can_be_read(manager: Client):
    study = make_done(asked=labelled())
    text = page(manager, reverse("twin:study", kwargs={"key": study.key}))
    assert "correlation by construction" in text
    assert "Moving an appointment" in text
    assert f"http://testserver/twin/{study.key}/" in text


def test_an_answer_from_before_a_figure_was_counted_is_still_read(manager: Client):
    study = make_done(asked=labelled())
    for one in study.result["variants"]:
        del one["kpis"]["co2_kg_per_home"]
    for one in study.result["differences"]:
        del one["kpis"]["co2_kg_per_home"], one["kpis"]["windows_kept_share"]
    study.save()
    text = page(manager, reverse("twin:study", kwargs={"key": study.key}))
    assert "With “Fitting” a home costs" in text
    assert "CO₂" not in text
