"""Two administrators who close each other's account at the same moment: one of them stays."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection

from voordeur.base.models import AuditEvent
from voordeur.kernel.errors import Refused
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.parties.services import accounts
from voordeur.parties.tests.factories import make_user

pytestmark = pytest.mark.usefixtures("own_database")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def closing(user: User, by: User) -> Callable[[], None]:
    return lambda: accounts.deactivate(user=user, by=by, now=NOW)


def demoting(user: User, by: User) -> Callable[[], object]:
    return lambda: accounts.change_account(user=user, name="Bo", role=Role.MANAGER, team=None, by=by, now=NOW)


@pytest.mark.parametrize("second", [closing, demoting])
def test_somebody_is_left_who_manages_accounts(second):
    alex, bo = (make_user(role=Role.ADMINISTRATOR) for _ in range(2))
    together, outcomes = threading.Barrier(2), []

    def run(call: Callable[[], object]) -> None:
        together.wait()
        try:
            call()
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(call,)) for call in (closing(bo, by=alex), second(alex, by=bo))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["done", "not_allowed"]
    assert User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count() == 1
    assert AuditEvent.objects.count() == 1
