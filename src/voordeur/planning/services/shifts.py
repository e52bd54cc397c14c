"""Making shifts from the usual hours of craftsmen. Nothing here changes a shift that is there."""

from datetime import date, datetime, time, timedelta

from voordeur.parties.models import WorkingHours
from voordeur.planning.models import Shift
from voordeur.policy import rules as promised
from voordeur.promises.queries import in_force


def ensure_shifts(*, from_on: date, until_on: date, now: datetime) -> int:
    """Give every craftsman a shift on every working day from `from_on` up to and including `until_on`.

    Working days are those of the policy in force. A craftsman who has a shift that day gets none, so running it again
    makes nothing. Returns how many were made.
    """
    policy = in_force(now).policy
    days = [
        day
        for offset in range((until_on - from_on).days + 1)
        if promised.is_working_day(day := from_on + timedelta(days=offset), policy)
    ]
    if not days:
        return 0
    taken = {
        (craftsman_id, promised.local(starts_at).date())
        for craftsman_id, starts_at in Shift.objects.filter(
            starts_at__gte=promised.at_minute(days[0], 0), starts_at__lt=promised.at_minute(days[-1], 24 * 60)
        ).values_list("craftsman_id", "starts_at")
    }
    hours = WorkingHours.objects.filter(craftsman__user__is_active=True).select_related("craftsman")
    made = [
        _shift(usual, day)
        for usual in hours
        for day in days
        if day.weekday() == usual.weekday and (usual.craftsman_id, day) not in taken
    ]
    # Two workers may run this at once: the constraint keeps one of each.
    Shift.objects.bulk_create(made, batch_size=500, ignore_conflicts=True)
    return len(made)


def _shift(usual: WorkingHours, day: date) -> Shift:
    def at(moment: time | None) -> datetime | None:
        return None if moment is None else promised.at_minute(day, moment.hour * 60 + moment.minute)

    starts_at, ends_at = at(usual.from_time), at(usual.until_time)
    if starts_at is None or ends_at is None:
        raise ValueError(f"working hours {usual.pk} have no begin or end")
    return Shift(
        craftsman_id=usual.craftsman_id,
        starts_at=starts_at,
        ends_at=ends_at,
        lat=usual.craftsman.lat,
        lon=usual.craftsman.lon,
        break_from_at=at(usual.break_from_time),
        break_until_at=at(usual.break_until_time),
        break_minutes=usual.break_minutes,
    )
