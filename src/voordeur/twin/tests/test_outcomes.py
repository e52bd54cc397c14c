"""Foreseen beside happened: how wide a forecast of a part of a year is, what is judged, and when somebody is told."""

from datetime import datetime, timedelta
from math import sqrt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from scipy import stats

from voordeur.base import words
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.promises.tests.factories import make_policy_version
from voordeur.twin.engine.questions import parts
from voordeur.twin.engine.questions.variants import Life
from voordeur.twin.models import Adoption, Study, StudyPart
from voordeur.twin.queries import adoptions, outcomes
from voordeur.twin.queries.outcomes import Seen
from voordeur.twin.services import studies
from voordeur.twin.tests.factories import NOW, lives_of, make_done

pytestmark = pytest.mark.django_db
MARK = "mark_repairs"


def life(value: float) -> Life:
    return Life({MARK: value, "cost_per_home_cents": 100 * value}, {})


def test_a_part_of_a_year_and_fewer_homes_vary_more():
    years = [life(one) for one in (7.5, 7.6, 7.7, 7.8)]
    of_year = outcomes.foreseen(years, MARK, years=1, share_of_year=1.0)
    of_quarter = outcomes.foreseen(years, MARK, years=1, share_of_year=0.25)
    assert of_year is not None
    assert of_quarter is not None
    spread = sqrt(sum((one - 7.65) ** 2 for one in (7.5, 7.6, 7.7, 7.8)) / 3)
    t = stats.t.ppf(0.975, 3)
    assert of_year.mean == of_quarter.mean == pytest.approx(7.65)
    assert of_year.high == pytest.approx(7.65 + t * spread * sqrt(1 + 1 / 4))
    assert of_quarter.high == pytest.approx(7.65 + t * spread * sqrt(4 + 1 / 4))
    assert outcomes.foreseen(years[:1], MARK, years=1, share_of_year=1.0) == outcomes.Foreseen(7.5, None, None)
    assert outcomes.foreseen([], MARK, years=1, share_of_year=1.0) is None


def test_a_forecast_is_never_of_what_cannot_be():
    years = [life(9.0), life(9.9)]
    found = outcomes.foreseen(years, MARK, years=1, share_of_year=0.01)
    assert found is not None
    assert (found.low, found.high) == (1.0, 10.0)


def adopted(starts_at: datetime, *, by: User | None = None) -> Adoption:
    """An adopted policy of a study that keeps what was lived."""
    version = make_policy_version(preset="klantgericht", starts_at=starts_at)
    study = make_done(by)
    known = lives_of(studies.question_of(study), 4)
    for variant in study.variants.all():
        StudyPart.objects.create(variant=variant, first=0, last=4, answer=parts.packed(known.lives[variant.name]))
    return Adoption.objects.create(
        study=study, variant="klantgericht", version=version, adopted_at=NOW, adopted_by=study.asked_by
    )


def test_before_it_begins_nothing_happened():
    made = adopted(NOW + timedelta(days=20))
    found = outcomes.of(made, made.study, now=NOW)
    assert (found.whole, list(found.months)) == (None, [])


def judged(days: int, seen: dict[str, Seen]) -> dict[str, outcomes.Row]:
    """The rows of a period of so many days in as many homes as the study has."""
    years = [life(one) for one in (7.5, 7.6, 7.7, 7.8)]
    study = Study(homes=150, years=1)
    found = outcomes.period(NOW - timedelta(days=days), NOW, seen, tuple(seen), years, study, 150)
    return {one.code: one for one in found.rows}


def test_what_happened_is_judged_when_there_is_enough_of_it():
    inside = judged(365, {MARK: Seen(7.7, 7.5, 7.9, 200), "cost_per_home_cents": Seen(9.0, 8.0, 10.0, 200)})
    assert inside[MARK].inside is True
    # Counted otherwise: never judged.
    assert (inside["cost_per_home_cents"].inside, inside["cost_per_home_cents"].too_little) == (None, False)
    assert judged(365, {MARK: Seen(5.0, 4.9, 5.1, 200)})[MARK].inside is False
    few = judged(365, {MARK: Seen(5.0, 4.0, 6.0, 29)})[MARK]
    assert (few.inside, few.too_little) == (None, True)
    early = judged(27, {MARK: Seen(5.0, 4.9, 5.1, 200)})[MARK]
    assert (early.inside, early.too_little) == (None, True)


def test_marks_of_a_few_are_forgiven_more():
    many, some = (judged(365, {MARK: Seen(8.6, 8.6 - half, 8.6 + half, 200)})[MARK] for half in (0.01, 1.0))
    assert (many.inside, some.inside) == (False, True)


def test_another_version_ends_what_is_looked_at():
    made = adopted(NOW - timedelta(days=200))
    make_policy_version(preset="gepast", starts_at=NOW - timedelta(days=100))
    found = outcomes.of(made, made.study, now=NOW)
    assert found.whole is not None
    assert found.whole.until_at == found.ends_at == NOW - timedelta(days=100)
    assert len(found.months) == 4
    assert found.months[0].from_at == made.version.starts_at


def test_who_steers_is_told_after_three_months():
    manager = make_user(role=Role.MANAGER)
    made = adopted(NOW - timedelta(days=200), by=manager)
    (one,) = adoptions.listed(manager)
    start = made.version.starts_at
    assert [one.is_due(adoptions.months_after(start, months)) for months in (0, 2, 3, 14, 15)] == [
        False,
        False,
        True,
        True,
        False,
    ]
    make_policy_version(preset="gepast", starts_at=NOW - timedelta(days=1))
    (ended,) = adoptions.listed(manager)
    assert not ended.is_due(NOW)


def test_who_may_not_read_a_study_sees_no_adoption():
    adopted(NOW - timedelta(days=200))
    assert adoptions.listed(make_user(role=Role.TENANT)) == []


def test_the_winner_of_a_search_is_spoken_for_by_the_years_that_judged_it():
    made = adopted(NOW)
    study: Study = made.study
    assert len(adoptions.lives(study, "klantgericht")) == 4
    study.kind, study.result = "search", {**study.result, "judged_on": {"from": 4, "to": 4}}
    assert len(adoptions.lives(study, "klantgericht")) == 1


@pytest.mark.parametrize(
    ("starts", "months", "ends"),
    [("2026-11-30", 3, "2027-02-28"), ("2026-12-31", 2, "2027-02-28"), ("2027-01-15", 12, "2028-01-15")],
)
def test_months_later_is_the_same_day_or_the_last(starts: str, months: int, ends: str):
    found = adoptions.months_after(datetime.fromisoformat(f"{starts}T00:00:00+01:00"), months)
    assert words.local_day(found).isoformat() == ends


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def manager(client: Client) -> Client:
    client.cookies["language"] = "en"
    client.force_login(make_user(role=Role.MANAGER))
    return client


def test_the_page_says_where_an_adopted_policy_stands(manager: Client):
    now = timezone.now()
    coming = adopted(now + timedelta(days=20))
    text = manager.get(reverse("twin:adoption", kwargs={"adoption_id": coming.pk})).content.decode()
    assert "Not begun yet" in text
    assert "What is foreseen of a whole year" in text

    begun = adopted(now - timedelta(days=120))
    text = manager.get(reverse("twin:adoption", kwargs={"adoption_id": begun.pk})).content.decode()
    assert "These promises hold since" in text
    assert "too little yet" in text
    assert "Not begun yet" not in text


def test_the_dial_and_the_figures_tell_after_three_months(manager: Client):
    adopted(timezone.now() - timedelta(days=120))
    sentence = "see what was foreseen beside what happened."
    for name in ("twin:dial", "costs:figures"):
        assert sentence in manager.get(reverse(name)).content.decode(), name
    Adoption.objects.all().delete()
    for name in ("twin:dial", "costs:figures"):
        assert sentence not in manager.get(reverse(name)).content.decode(), name


def test_the_list_takes_as_many_queries_for_one_as_for_many(manager: Client, django_assert_max_num_queries):
    now = timezone.now()
    adopted(now - timedelta(days=100))
    manager.get(reverse("twin:dial"))
    for number in range(4):
        adopted(now + timedelta(days=number + 1))
    with django_assert_max_num_queries(6):
        manager.get(reverse("twin:dial"))
