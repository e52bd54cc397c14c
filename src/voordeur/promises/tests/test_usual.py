"""The usual promises in a form: shown beside what holds before they are kept, and judged by the policy itself."""

from datetime import timedelta
from html import unescape
from typing import get_args

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from voordeur.kernel.errors import FieldError
from voordeur.policy import presets
from voordeur.policy.diff import promises
from voordeur.policy.texts import CHOICES
from voordeur.promises import queries, texts
from voordeur.promises.forms import SECTIONS, UsualForm, hours_text
from voordeur.promises.models import PolicyVersion
from voordeur.promises.tests.factories import make_policy_version

ADDRESS = "promises:change_usual"


def filled(preset: str = "gepast") -> dict[str, str]:
    """The form as a browser sends it back untouched."""
    form = UsualForm(policy=presets.load(preset))
    given = {}
    for name, field in form.fields.items():
        value = form.get_initial_for_field(field, name)
        if value is True:
            given[name] = "on"
        elif value is not False and value is not None:
            given[name] = str(value)
    return given


def sent(**changes: str) -> UsualForm:
    given = {**filled(), "starts_at": "2027-01-01T00:00", "note": "Proef", **changes}
    return UsualForm({name: value for name, value in given.items() if value != "off"}, policy=presets.load("gepast"))


# --- the form ---------------------------------------------------------------------------------------------------------


def test_every_field_of_the_form_is_a_promise_of_the_policy():
    known = promises(presets.load("gepast"))
    assert {usual.path for _title, usuals in SECTIONS for usual in usuals} <= set(known)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("preset", presets.names())
def test_an_untouched_form_changes_nothing(preset: str, language: str):
    with translation.override(language):
        policy = presets.load(preset)
        form = UsualForm({**filled(preset), "starts_at": "2027-01-01T00:00", "note": "x"}, policy=policy)
        assert form.is_valid(), form.errors
        assert presets.with_values(policy, form.values()) == policy


@pytest.mark.parametrize(
    ("typed", "blocks"),
    [
        ("8-12", [("08:00", "12:00")]),
        ("8.30 – 12:30, 13:00 tot 16.30", [("08:30", "12:30"), ("13:00", "16:30")]),
        ("0:00-24:00", [("00:00", "24:00")]),
        ("gesloten", []),
        ("Closed", []),
        ("", []),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, blocks: list[tuple[str, str]]):
    form = sent(channels__desk__open__monday=typed)
    assert form.is_valid(), form.errors
    values = form.values()
    assert [(one["from"], one["until"]) for one in values["channels.desk.open"]["monday"]] == blocks
    monday = presets.with_values(presets.load("gepast"), values).channels.desk.open.monday
    again = sent(channels__desk__open__monday=hours_text(monday))
    assert again.is_valid()
    assert again.values() == values


def test_a_term_of_the_same_day_needs_no_number():
    form = sent(urgency__classes__danger__term__unit="same_day", urgency__classes__danger__term__amount="2")
    assert form.is_valid()
    assert form.values()["urgency.classes.danger.term"] == {"amount": 0, "unit": "same_day"}


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("appointments__window_minutes", "heel lang", ("heel lang", "een heel getal")),
        ("appointments__window_minutes", "", ("Breedte van een tijdvak",)),
        ("appointments__window_minutes", "9" * 200, ("999", "hooguit 100")),
        ("appointments__no_access_charge_cents", "37,5", ("37,5", "37,50")),
        ("quality__surveys__repair__sample_share", "101", ("101", "0 ... 100")),
        ("channels__telephone__open__friday", "ochtend", ("vrijdag", "ochtend", "08:30-12:30")),
        ("channels__telephone__open__friday", "8-12\0", ("vrijdag",)),
    ],
)
def test_what_cannot_be_read_is_said_with_name_value_and_what_is_allowed(name: str, typed: str, told: tuple[str, ...]):
    form = sent(**{name: typed})
    assert not form.is_valid()
    sentence = str(form.errors[name])
    assert all(word in unescape(sentence) for word in told), sentence


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("appointments.window_minutes", "appointments__window_minutes"),
        ("urgency.classes.urgent.term.amount", "urgency__classes__urgent__term__amount"),
        ("urgency.classes.urgent.term", "urgency__classes__urgent__term__amount"),
        ("channels.telephone.open.friday.0.from", "channels__telephone__open__friday"),
        ("channels.telephone.open", "channels__telephone__open__monday"),
        ("channels.emergency_always", "__all__"),
    ],
)
def test_a_fault_of_the_policy_stands_beside_its_field(field: str, name: str):
    form = sent()
    form.is_valid()
    form.add_fault(FieldError(field, "out_of_range", "7", "> 8"))
    assert list(form.errors) == [name]


def test_a_fault_about_money_speaks_of_euros():
    form = sent()
    form.is_valid()
    form.add_fault(FieldError("subscription.price_cents_per_month", "offered_without_price", "0", ">= 1"))
    assert "0,01 of meer" in unescape(str(form.errors))


@pytest.mark.parametrize(
    ("notation", "nl", "en"),
    [
        (">= 5 working_days", "5 werkdagen of meer", "5 working days or more"),
        ("> 13:00", "meer dan 13:00", "more than 13:00"),
        ("<= 480", "hooguit 480", "at most 480"),
        ("< 3", "minder dan 3", "less than 3"),
        ("0, 1, 2 ...", "een heel getal", "a whole number"),
        (">= 0 same_day", "dezelfde dag of meer", "the same day or more"),
        ("24 hours", "24 uur", "24 hours"),
        ("00:00 ... 23:59", "00:00 ... 23:59", "00:00 ... 23:59"),
        ("7 sheep", "7 sheep", "7 sheep"),
    ],
)
def test_what_a_policy_allows_is_told_in_words(notation: str, nl: str, en: str):
    for language, words in (("nl", nl), ("en", en)):
        with translation.override(language):
            assert texts.plain(notation) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("één team per wijk", "een afdeling per taak", "een klantcontactcentrum neemt alles eerst aan")),
        ("en", ("one team per neighbourhood", "a department per task", "a contact centre takes everything first")),
    ],
)
def test_who_answers_is_chosen_in_words(language: str, words: tuple[str, ...]):
    with translation.override(language):
        field = UsualForm(policy=presets.load("gepast")).fields["organisation__model"]
        assert tuple(str(word) for _code, word in field.choices) == words


def test_every_choice_of_a_promise_has_a_word():
    for path, words in CHOICES.items():
        part, name = path.rsplit(".", 1)
        model = type(getattr(presets.load("gepast"), part))
        assert set(words) == set(get_args(model.model_fields[name].annotation))


def test_a_choice_that_does_not_exist_is_refused_in_a_sentence():
    form = sent(organisation__model="everybody")
    assert not form.is_valid()
    assert form.errors["organisation__model"] == ["Kies een van de antwoorden."]


# --- the page ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def manager(settings, client):
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version()
    user = get_user_model().objects.create_user(email="manager@example.org", name="Sam Bakker", role="manager")
    client.force_login(user)
    return user


def body(**changes: str) -> dict[str, str]:
    later = timezone.localtime() + timedelta(days=40)
    given = {**filled(), "starts_at": f"{later:%Y-%m-%d}T00:00", "note": "Smallere tijdvakken", **changes}
    return {name: value for name, value in given.items() if value != "off"}


def answer(client: Client, asked: str = "", **changes: str):
    return client.post(reverse(ADDRESS) + asked, body(**changes), follow=True)


def text(response) -> str:
    return unescape(response.content.decode())


@pytest.mark.django_db
def test_the_form_holds_what_is_promised_now_in_both_languages(client, manager):
    page = text(client.get(reverse(ADDRESS)))
    assert 'value="08:30-12:30, 13:00-16:30"' in page
    assert 'value="37,50"' in page
    client.cookies["language"] = "en"
    assert "Width of a window" in text(client.get(reverse(ADDRESS)))


@pytest.mark.django_db
def test_another_organisation_is_told_in_words_before_it_is_kept(client, manager):
    before = presets.load("gepast").organisation.model
    changed = {"integral": "departments"}.get(before, "integral")
    page = text(answer(client, organisation__model=changed, check="1"))
    assert "1 belofte verandert" in page
    difference = page.split("<tbody>")[1].split("</tbody>")[0]
    assert "Wie een vraag als eerste beantwoordt" in difference
    assert str(CHOICES["organisation.model"][before]) in difference
    assert str(CHOICES["organisation.model"][changed]) in difference
    assert before not in difference
    assert changed not in difference


@pytest.mark.django_db
def test_what_changes_is_shown_first_and_kept_only_as_it_was_shown(client, manager):
    changes = {
        "appointments__window_minutes": "120",
        "subscription__price_cents_per_month": "7,25",
        "priority__complaint_first": "on",
        "check": "1",
    }
    shown = answer(client, **changes)
    page = text(shown)
    assert "3 beloften veranderen" in page
    for words in ("Breedte van een tijdvak", "4 uur", "2 uur", "€ 6,50", "€ 7,25"):
        assert words in page
    assert PolicyVersion.objects.count() == 1

    seen = shown.context["seen"]
    other = answer(client, **{**changes, "appointments__window_minutes": "180"}, keep=seen)
    assert "Er is iets veranderd sinds u keek" in text(other)
    assert PolicyVersion.objects.count() == 1

    kept = answer(client, **changes, keep=seen)
    assert "De nieuwe beloften zijn bewaard" in text(kept)
    version = PolicyVersion.objects.latest("pk")
    policy = queries.of_version(version.pk).policy
    assert (version.created_by, version.note) == (manager, "Smallere tijdvakken")
    assert (policy.appointments.window_minutes, policy.subscription.price_cents_per_month) == (120, 725)
    assert policy.priority.complaint_first
    # What argued for half a day does not stand beside two hours.
    reasons = {why.field for why in policy.why}
    assert "appointments.window_minutes" not in reasons
    assert "appointments.offers_shown" in reasons


@pytest.mark.django_db
def test_keeping_without_having_looked_only_shows(client, manager):
    assert "1 belofte verandert" in text(answer(client, appointments__offers_shown="6", keep="1"))
    assert PolicyVersion.objects.count() == 1


@pytest.mark.django_db
def test_another_version_in_force_meanwhile_is_looked_at_again(client, manager):
    seen = answer(client, appointments__offers_shown="6", check="1").context["seen"]
    make_policy_version(starts_at=timezone.now() - timedelta(hours=1))
    assert "Er is iets veranderd sinds u keek" in text(answer(client, appointments__offers_shown="6", keep=seen))
    assert PolicyVersion.objects.count() == 2


@pytest.mark.django_db
def test_a_form_without_a_change_keeps_nothing(client, manager):
    shown = answer(client, check="1")
    assert "Er verandert niets" in text(shown)
    answer(client, keep=shown.context["seen"])
    assert PolicyVersion.objects.count() == 1


@pytest.mark.django_db
def test_everything_that_is_wrong_is_told_at_once_beside_its_field(client, manager):
    wrong = answer(
        client,
        appointments__window_minutes="lang",
        channels__telephone__open__friday="8.30-25.00",
        urgency__classes__urgent__term__amount="0",
        subscription__price_cents_per_month="-3",
        note="",
    )
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {
        "appointments__window_minutes",
        "channels__telephone__open__friday",
        "urgency__classes__urgent__term__amount",
        "subscription__price_cents_per_month",
        "note",
    }
    page = text(wrong)
    for words in ("lang", "25:00", "00:00 ... 23:59", "-3,00"):
        assert words in page


@pytest.mark.django_db
def test_an_empty_form_is_told_what_is_missing(client, manager):
    empty = client.post(reverse(ADDRESS))
    assert empty.status_code == 422
    assert "ontbreekt" in text(empty)
    assert PolicyVersion.objects.count() == 1


@pytest.mark.django_db
def test_promises_that_do_not_fit_together_are_refused_as_in_a_file(client, manager):
    page = text(answer(client, urgency__classes__urgent__term__amount="200"))
    assert "Hoe snel wij komen: normaal is 14 dagen" in page
    assert "200 werkdagen of meer" in page
    assert PolicyVersion.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("starts_at", "words"), [("2021-01-01T00:00", "in de toekomst"), ("morgen", "kunnen wij niet")]
)
def test_a_start_that_cannot_be_is_a_sentence(client, manager, starts_at: str, words: str):
    assert words in text(answer(client, appointments__offers_shown="6", starts_at=starts_at))


@pytest.mark.django_db
def test_two_versions_from_one_moment_are_refused_before_they_are_kept(client, manager):
    seen = answer(client, appointments__offers_shown="6").context["seen"]
    answer(client, appointments__offers_shown="6", keep=seen)
    assert "andere versie" in text(answer(client, appointments__offers_shown="5")).lower()
    assert PolicyVersion.objects.count() == 2


@pytest.mark.django_db
def test_who_starts_from_another_policy_sees_everything_that_differs(client, manager):
    page = text(client.get(reverse(ADDRESS), {"from": "sober_1994"}))
    assert 'name="appointments__window_minutes" value="480"' in page
    coming = make_policy_version(preset="klantgericht", starts_at=timezone.now() + timedelta(days=9))
    page = text(client.get(reverse(ADDRESS)))
    assert f"?from={coming.pk}" in page
    page = text(client.get(reverse(ADDRESS), {"from": str(coming.pk)}))
    assert 'name="appointments__window_minutes" value="120"' in page
    for odd in ("nothing", "9" * 30, str(coming.pk + 99)):
        assert client.get(reverse(ADDRESS), {"from": odd}).status_code == 200
