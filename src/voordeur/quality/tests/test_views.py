"""The survey in the browser, and the list of marks for who steers by them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from voordeur.base.models import OutboxEvent
from voordeur.homes.tests.factories import make_dwelling
from voordeur.parties.rules import MAY, Permission, Role
from voordeur.parties.tests.factories import make_user
from voordeur.promises.tests.factories import make_policy_version
from voordeur.quality.models import Survey
from voordeur.quality.tests.factories import make_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey():
    return make_survey(invited_at=timezone.now() - timedelta(days=1), dwelling=make_dwelling(street="Lindelaan"))


def page(survey):
    return reverse("quality:answer", args=[survey.token])


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def test_ada_answers_in_three_steps_without_scripts(client, survey):
    first = client.get(page(survey))
    assert first.status_code == 200
    assert "Welk cijfer geeft u voor de reparatie?" in first.content.decode()
    assert first.content.decode().count('name="mark"') == 10

    second = client.get(page(survey), {"asked": "mark", "mark": "8"})
    assert "Is het probleem opgelost?" in second.content.decode()

    third = client.get(page(survey), {"asked": "solved", "mark": "8", "solved": "yes"})
    assert "Wilt u uw cijfer uitleggen?" in third.content.decode()
    assert Survey.objects.get().answered_at is None

    sent = client.post(page(survey), {"mark": "8", "solved": "yes", "reason": "Netjes gedaan"}, follow=True)

    assert "Dank u wel voor uw cijfer" in sent.content.decode()
    kept = Survey.objects.get()
    assert (kept.mark, kept.is_solved, kept.reason) == (8, True, "Netjes gedaan")


def test_going_on_without_a_mark_says_what_is_missing(client, survey):
    found = client.get(page(survey), {"asked": "mark"})

    assert found.status_code == 422
    assert "Kies een cijfer van 1 tot en met 10." in found.content.decode()


@pytest.mark.parametrize("mark", ["0", "11", "acht", "8.5", ""])
def test_an_impossible_mark_brings_back_the_question(client, survey, mark):
    found = client.post(page(survey), {"mark": mark, "solved": "yes", "reason": ""})

    assert found.status_code == 422
    assert "Kies een cijfer van 1 tot en met 10." in found.content.decode()
    assert Survey.objects.get().answered_at is None


def test_a_low_mark_promises_a_call_and_unsolved_a_new_appointment(client, survey):
    found = client.post(page(survey), {"mark": "3", "solved": "no", "reason": ""}, follow=True).content.decode()

    assert "Wij bellen u vóór" in found
    assert "Wij openen uw reparatie opnieuw." in found
    assert OutboxEvent.objects.get(kind="survey.answered").payload["mark"] == 3


def test_a_second_answer_is_told_politely_that_the_first_counts(client, survey):
    client.post(page(survey), {"mark": "7", "solved": "yes", "reason": ""})

    again = client.post(page(survey), {"mark": "1", "solved": "no", "reason": ""})

    assert again.status_code == 200
    assert "U hebt al antwoord gegeven" in again.content.decode()
    assert Survey.objects.get().mark == 7


def test_a_survey_about_moving_in_does_not_ask_what_was_solved(client):
    moved_in = make_survey(process="HUN", invited_at=timezone.now())

    found = client.get(page(moved_in), {"asked": "mark", "mark": "8"})

    assert "Wilt u uw cijfer uitleggen?" in found.content.decode()


def test_a_letter_that_does_not_exist_is_not_found(client):
    assert client.get(reverse("quality:answer", args=["nothing"])).status_code == 404
    assert client.get(reverse("quality:thanks", args=["nothing"])).status_code == 404


def test_an_old_letter_says_that_the_question_has_closed(client):
    old = make_survey(invited_at=timezone.now() - timedelta(days=120))

    found = client.get(page(old))

    assert found.status_code == 410
    assert "Deze vraag is gesloten" in found.content.decode()


def test_thanks_before_an_answer_leads_to_the_question(client, survey):
    found = client.get(reverse("quality:thanks", args=[survey.token]))

    assert found.status_code == 302
    assert found["Location"] == page(survey)


def test_staff_who_open_a_letter_cannot_answer_it(client, survey):
    client.force_login(make_user(role=Role.CONTACT_AGENT))

    found = client.post(page(survey), {"mark": "10", "solved": "yes", "reason": ""})

    assert "Alleen de huurder kan deze vraag beantwoorden." in found.content.decode()
    assert Survey.objects.get().answered_at is None


def test_the_page_speaks_english_when_asked(client, survey):
    client.cookies["language"] = "en"

    assert "Which mark do you give for the repair?" in client.get(page(survey)).content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_marks_are_for_who_steers_by_figures(client, role):
    make_policy_version()
    client.force_login(make_user(role=role))

    found = client.get(reverse("quality:marks"))

    assert found.status_code == (200 if role in MAY[Permission.SEE_FIGURES] else 403)


def test_an_anonymous_visitor_must_log_in_to_see_marks(client):
    assert client.get(reverse("quality:marks")).status_code == 302


@pytest.fixture
def quality(client):
    make_policy_version()
    client.force_login(make_user(role=Role.QUALITY))
    return client


def test_without_answers_the_list_says_what_will_be_here(quality):
    assert "Nog geen cijfers" in quality.get(reverse("quality:marks")).content.decode()


def test_the_list_filters_and_warns_that_few_answers_say_little(quality):
    now = timezone.now()
    for mark in (3, 8, 9):
        make_survey(
            invited_at=now - timedelta(days=3), answered_at=now - timedelta(days=2), mark=mark, reason=f"r{mark}"
        )

    all_answers = quality.get(reverse("quality:marks")).content.decode()
    low = quality.get(reverse("quality:marks"), {"process": "REP", "show": "low", "period": "91"}).content.decode()

    assert "Het zijn maar weinig antwoorden: 3." in all_answers
    assert "r9" in all_answers
    assert "r3" in low
    assert "r9" not in low
    assert "3, laag" in low


def test_a_filter_without_answers_offers_the_way_back(quality):
    now = timezone.now()
    make_survey(invited_at=now, answered_at=now - timedelta(days=2), mark=8)

    found = quality.get(reverse("quality:marks"), {"show": "low"}).content.decode()

    assert "Geen antwoorden die hierbij passen" in found
    assert "Toon alle antwoorden" in found


def test_a_nonsense_filter_shows_everything(quality):
    assert quality.get(reverse("quality:marks"), {"process": "XXX", "period": "-1", "page": "9e9"}).status_code == 200


def test_reasons_are_shown_as_text(quality):
    now = timezone.now()
    make_survey(invited_at=now, answered_at=now - timedelta(hours=1), mark=8, reason="<script>alert(1)</script>")

    assert "<script>alert(1)" not in quality.get(reverse("quality:marks")).content.decode()


def test_the_list_takes_the_same_queries_for_few_and_for_many(quality, django_assert_max_num_queries):
    now = timezone.now()
    home = make_dwelling()
    for case in range(60):
        make_survey(case_id=1000 + case, dwelling=home, invited_at=now, answered_at=now - timedelta(hours=1), mark=8)
    quality.get(reverse("quality:marks"))

    with django_assert_max_num_queries(8):
        quality.get(reverse("quality:marks"))
