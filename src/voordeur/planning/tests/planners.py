"""A planner at the pages, for tests: who is logged in, the day they look at, and shifts to plan in."""

from datetime import date, timedelta

from django.utils import timezone

from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_craftsman, make_user
from voordeur.planning import services
from voordeur.planning.tests.factories import TUESDAY
from voordeur.promises.tests.factories import make_policy_version

FRIDAY = date(2026, 11, 27)
DAY = {"day": TUESDAY.isoformat()}


def logged_in(client, role: Role = Role.PLANNER):
    user = make_user(role=role)
    client.force_login(user)
    return client


def next_working_days_shifts():
    """Shifts in the coming days of the real clock, which the pages read."""
    make_policy_version()
    sam, bo = make_craftsman(name="Sam Bakker"), make_craftsman(name="Bo Smit")
    today = timezone.localdate()
    services.ensure_shifts(from_on=today + timedelta(days=1), until_on=today + timedelta(days=7), now=timezone.now())
    return sam, bo
