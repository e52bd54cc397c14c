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

    # One shift is changed by hand, and a day that was off is filled.
    changed = shifts.earliest("on")
    marit.follows(f"/staffing/2026-W49/shift/{changed.pk}/")
    marit.fills("from_time", "09:00")
    marit.fills("until_time", "13:00")
    marit.goes_on()
    marit.sees("The roster is changed.")
    marit.sees("by hand")
    off = next(day for day in (MONDAY + timedelta(days=n) for n in range(5)) if not shifts.filter(on=day).exists())
    marit.follows(f"/staffing/2026-W49/add/?agent={people.users['robin'].pk}&on={off.isoformat()}")
    marit.goes_on()
    assert shifts.get(on=changed.on).ends_at - shifts.get(on=changed.on).starts_at == timedelta(hours=4)
    assert shifts.filter(on=off).count() == 1

    robin = comes("robin")
    robin.logs_in()
    robin.goes_to("/staffing/")
    robin.sees("Robin Smit")
