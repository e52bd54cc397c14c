"""Adopting: only of what is known, only by who may, only into the future; what was shown is what is adopted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from voordeur.base.models import AuditEvent
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy import presets
from voordeur.policy.models import ServicePolicy
from voordeur.promises import queries as promises
from voordeur.promises import services as versions
from voordeur.promises.models import PolicyVersion
from voordeur.promises.tests.factories import make_policy_version
from voordeur.twin.models import Adoption, Study
from voordeur.twin.queries import adoptions
from voordeur.twin.services import adopting
from voordeur.twin.tests.factories import NOW, make_done, make_study

pytestmark = pytest.mark.django_db
LATER = datetime(2027, 1, 31, 23, tzinfo=UTC)


def adopt(study: Study, variant: str = "klantgericht", **changes: Any) -> Adoption:
    given: dict[str, Any] = {"starts_at": LATER, "note": "Na de proef", "by": study.asked_by, "now": NOW}
    return adopting.adopt(study, variant, **(given | changes))


def test_an_adopted_policy_is_the_next_version_and_remembers_its_study():
    make_policy_version(preset="gepast")
    study = make_done()

    made = adopt(study)

    assert promises.in_force(LATER - timedelta(minutes=1)).policy.name == "gepast"
    assert promises.in_force(LATER).policy == presets.load("klantgericht")
    assert (made.study, made.variant, made.version.note) == (study, "klantgericht", "Na de proef")
    assert AuditEvent.objects.filter(action="twin.adopt", subject=f"study:{study.pk}").exists()


def running() -> Study:
    return make_study()


@pytest.mark.parametrize(
    ("study", "variant", "changes", "code"),
    [
        (make_done, "klantgericht", {"starts_at": NOW}, "starts_in_the_past"),
        (make_done, "klantgericht", {"starts_at": NOW - timedelta(days=400)}, "starts_in_the_past"),
        (make_done, "no such policy", {}, "unknown_variant"),
        (make_done, "gepast", {}, "same_as_in_force"),
        (running, "klantgericht", {}, "study_is_not_done"),
    ],
)
def test_what_cannot_be_adopted_leaves_nothing(
    study: Callable[[], Study], variant: str, changes: dict[str, Any], code: str
):
    make_policy_version(preset="gepast")
    with pytest.raises(Refused, match=code):
        adopt(study(), variant, **changes)
    assert not Adoption.objects.exists()
    assert PolicyVersion.objects.count() == 1


def test_a_moment_at_which_another_version_begins_is_taken():
    make_policy_version(preset="gepast")
    study = make_done()
    make_policy_version(preset="sober_1994", starts_at=LATER)
    with pytest.raises(Refused, match="start_taken"):
        adopt(study)
    assert not Adoption.objects.exists()


@pytest.mark.parametrize("role", [Role.QUALITY, Role.CONTACT_AGENT, Role.TENANT])
def test_only_who_may_change_promises_adopts(role: Role):
    make_policy_version(preset="gepast")
    with pytest.raises(Refused, match="not_allowed"):
        adopt(make_done(), by=make_user(role=role))


def test_a_version_that_is_taken_back_takes_its_adoption_along():
    make_policy_version(preset="gepast")
    study = make_done()
    made = adopt(study)
    assert study.asked_by is not None
    versions.take_back(made.version, by=study.asked_by, now=NOW)
    assert not Adoption.objects.exists()
    assert list(AuditEvent.objects.filter(action__in=("twin.adopt", "policy.taken_back")).values_list("action")) == [
        ("twin.adopt",),
        ("policy.taken_back",),
    ]


def turned(**values: Any) -> ServicePolicy:
    changed = {name.replace("__", "."): value for name, value in values.items()}
    return presets.with_values(presets.load("gepast"), changed)


def test_a_turned_preset_is_called_so_and_a_preset_keeps_its_name():
    preset = presets.load("gepast")
    assert adopting.named(preset) == preset

    one = adopting.named(turned(appointments__window_minutes=120))
    assert (one.name, one.title.en) == ("gepast_turned", "Fitting, width of a window: 2 hours")

    two = turned(appointments__window_minutes=120, appointments__free_choice=not preset.appointments.free_choice)
    again = adopting.named(adopting.named(two))
    assert (again.name, again.title.nl) == ("gepast_turned", "Gepast, 2 beloften anders")

    own = preset.model_copy(update={"name": "merelveen"})
    assert adopting.named(own) == own


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def manager(client: Client) -> Client:
    make_policy_version(preset="gepast")
    client.force_login(make_user(role=Role.MANAGER))
    return client


def address_of(study: Study, variant: str = "klantgericht") -> str:
    number = next(one.number for one in adoptions.candidates(study) if one.name == variant)
    return reverse("twin:adopt", kwargs={"key": study.key, "number": number})


def given_of(client: Client, address: str, **changes: str) -> dict[str, str]:
    """What the page sends when somebody changes this."""
    shown = client.get(address).context
    form = shown["form"]
    filled = {"starts_at": form["starts_at"].value(), "note": form["note"].value(), "seen": shown["seen"]}
    return {**{name: str(value) for name, value in filled.items()}, **changes}


def test_the_page_says_what_changes_and_what_is_foreseen_and_adopts(manager: Client):
    address = address_of(make_done())
    text = manager.get(address).content.decode()
    assert "Breedte van een tijdvak" in text
    assert "Verwacht wordt een jaar" in text

    answer = manager.post(address, given_of(manager, address))

    made = Adoption.objects.get()
    assert answer.headers["Location"] == reverse("promises:version", kwargs={"version_id": made.version_id})
    begins = timezone.localtime(made.version.starts_at)
    assert (begins.day, begins.hour, begins > timezone.now()) == (1, 0, True)


def test_another_moment_is_shown_before_it_is_adopted(manager: Client):
    address = address_of(make_done())
    later = f"{timezone.now().year + 2}-03-01T08:30"
    answer = manager.post(address, given_of(manager, address, starts_at=later))
    assert not Adoption.objects.exists()
    text = answer.content.decode()
    assert "Er is nog niets aangenomen." in text
    assert f"Aannemen per 1 maart {timezone.now().year + 2} om 8.30 uur" in text
    manager.post(address, given_of(manager, address, starts_at=later, seen=answer.context["seen"]))
    assert timezone.localtime(Adoption.objects.get().version.starts_at).hour == 8


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"starts_at": "2020-01-01T00:00"}, "new promises start in the future"),
        ({"starts_at": "9999-12-31T23:59"}, "more than 10 years ahead"),
        ({"starts_at": "0001-01-01T00:00"}, "new promises start in the future"),
        ({"starts_at": "tomorrow"}, "We cannot read this moment."),
        ({"note": " "}, "Write down why you change this."),
        ({"note": "a" * 301}, "Write at most 300 signs."),
    ],
)
def test_bad_input_is_told_in_words(manager: Client, changes: dict[str, str], sentence: str):
    address = address_of(make_done())
    manager.cookies["language"] = "en"
    given = given_of(manager, address, **changes)
    answer = manager.post(address, given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Adoption.objects.exists()


def test_what_holds_then_already_is_not_offered(manager: Client):
    address = address_of(make_done(), "gepast")
    text = manager.get(address).content.decode()
    assert "Er verandert niets" in text
    assert "Aannemen per" not in text
    assert manager.post(address, given_of(manager, address)).status_code == 422


def test_there_is_no_page_for_what_is_no_policy_of_the_study(manager: Client):
    study, other = make_done(), make_done(seed=2)
    strange = address_of(other).replace(other.key, study.key)
    assert manager.get(strange).status_code == 404
    assert manager.get(reverse("twin:adopt", kwargs={"key": make_study(seed=3).key, "number": 1})).status_code == 404


def test_the_words_are_there_in_both_languages(manager: Client):
    address = address_of(make_done())
    for language, sentence in (("nl", "Wat de berekening voorziet"), ("en", "What the study foresees")):
        manager.cookies["language"] = language
        assert sentence in manager.get(address).content.decode()
