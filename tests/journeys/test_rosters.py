"""The manager agrees on hours with somebody and asks for the plan of a week; that colleague finds the shifts."""

from datetime import date, timedelta

from tests.journeys import site
from voordeur.staffing.models import Plan, TelephoneShift
from voordeur.staffing.tests.factories import MONDAY, make_past


def test_a_week_is_planned_with_the_hours_that_were_agreed(comes, people, clock):
    make_past(until_on=date(2026, 11, 23))
    marit = comes("marit", on_phone=False)
    marit.logs_in()
    marit.goes_to("/staffing/")
    marit.follows("/staffing/hours/")
    marit.clicks("Robin Smit")
    for field, text in (("weekly_hours", "24"), ("most_days", "4"), ("shortest_hours", "4"), ("longest_hours", "8")):
        marit.fills(field, text)
    marit.goes_on()
    marit.follows("/staffing/")
    marit.goes_on()
    marit.sees("The plan of this week is being made. It is here in about half a minute.")

    site.the_worker_runs(now=clock.now())
    marit.clicks("Look again")
    marit.sees("Robin Smit")
    marit.sees("missing")
    plan = Plan.objects.get(monday=MONDAY)
    assert plan.figures["missing_hours"] > 0
    shifts = TelephoneShift.objects.filter(plan=plan)
    assert 1 <= shifts.count() <= 4
    assert sum((one.ends_at - one.starts_at for one in shifts), timedelta()) <= timedelta(hours=24)

    robin = comes("robin")
    robin.logs_in()
    robin.goes_to("/staffing/")
    robin.sees("Robin Smit")
