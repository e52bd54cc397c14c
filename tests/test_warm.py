"""What is read before the first visitor comes, is not read while one waits."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from voordeur.config import following
from voordeur.planning.queries import horizon, offers
from voordeur.policy import presets
from voordeur.promises.models import PolicyVersion
from voordeur.promises.queries import in_force, of_version
from voordeur.promises.tests.factories import make_policy_version
from voordeur.repairs.models import Repair
from voordeur.repairs.tests.factories import NOW, make_street, report

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def repair() -> Repair:
    """Reported while more of every day was kept free for emergencies than the policy in force keeps since."""
    horizon.forget()
    repair = report(make_street(preset="gepast"))
    policy = presets.load("gepast")
    reserve = policy.planning.emergency_reserve_minutes + 30
    older = policy.model_copy(
        update={"planning": policy.planning.model_copy(update={"emergency_reserve_minutes": reserve})}
    )
    PolicyVersion.objects.update(text=presets.dump(older))
    make_policy_version(preset="gepast", starts_at=NOW + timedelta(minutes=10))
    return repair


@pytest.mark.parametrize("of", ["the repair", "today"])
def test_after_warming_no_question_reads_the_routes(repair, of):
    now = NOW + timedelta(minutes=20)
    policy = of_version(repair.policy_version_id).policy if of == "the repair" else in_force(now).policy
    following.warm(now=now)

    with CaptureQueriesContext(connection) as asked:
        found = offers(
            lat=repair.dwelling.lat, lon=repair.dwelling.lon, trade="LOO", minutes=30, now=now, policy=policy
        )

    assert found
    assert not [one["sql"] for one in asked if 'FROM "planning_visit"' in one["sql"]]


def test_a_house_without_homes_has_nothing_to_warm(db):
    following.warm(now=NOW)
