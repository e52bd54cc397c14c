"""Moments and days of the story: wall-clock minutes to moments, working days, terms, each worked out once a day."""

from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import appointments, calendar, terms
from voordeur.promises.models import PolicyVersion

NOON = 12 * 60


class Clock:
    """Days and terms under the versions of the policy, of which the last that started holds."""

    def __init__(self, now: datetime, versions: list[tuple[PolicyVersion, ServicePolicy]]) -> None:
        self.now = now.astimezone(UTC)
        self.local = calendar.ZONE
        self.today = calendar.local(now).date()
        self.versions = sorted(versions, key=lambda one: one[0].starts_at)
        self._noon: dict[date, datetime] = {}
        self._due: dict[tuple[int | None, str, date], datetime] = {}
        self._works: dict[date, bool] = {}
        self._windows: dict[tuple[str, date], tuple[appointments.Window, ...]] = {}

    @cached_property
    def lately(self) -> datetime:
        """What came in from here on may still wait for somebody's answer."""
        return self.at(self.working_day_before(self.today, 3), 0)

    def at(self, day: date, minute: float) -> datetime:
        """The moment `minute` minutes on the wall clock of `day`; right from three in the morning on every day."""
        noon = self._noon.get(day)
        if noon is None:
            noon = self._noon[day] = calendar.at_minute(day, NOON).astimezone(UTC)
        return noon + timedelta(seconds=round((minute - NOON) * 60))

    def minute(self, day: date, moment: datetime) -> float:
        """The reverse of `at`."""
        return (moment - self.at(day, 0)).total_seconds() / 60

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        found = self._works.get(day)
        if found is None:
            found = self._works[day] = calendar.is_working_day(day, self.versions[-1][1])
        return found

    def working_day(self, day: date, after: int) -> date:
        """The working day `after` working days after `day`; with 0 the day itself or the next."""
        while not self.works(day):
            day += timedelta(days=1)
        while after > 0:
            day += timedelta(days=1)
            after -= self.works(day)
        return day

    def working_day_before(self, day: date, before: int) -> date:
        """The working day `before` working days before `day`."""
        while before > 0:
            day -= timedelta(days=1)
            before -= self.works(day)
        return day

    def version_at(self, moment: datetime) -> tuple[PolicyVersion, ServicePolicy]:
        """The version in force."""
        return next((one for one in reversed(self.versions) if one[0].starts_at <= moment), self.versions[0])

    def due_at(self, version: PolicyVersion, policy: ServicePolicy, urgency: str, reported_at: datetime) -> datetime:
        """As the rule of the policy says; a term that ends with a day is worked out once for all reports of a day."""
        if policy.urgency.classes[urgency].term.unit in ("hours", "same_day"):
            return terms.due_at(policy, urgency, reported_at).astimezone(UTC)
        key = (version.pk, urgency, calendar.local(reported_at).date())
        if key not in self._due:
            self._due[key] = terms.due_at(policy, urgency, reported_at).astimezone(UTC)
        return self._due[key]

    def windows_on(self, policy: ServicePolicy, day: date) -> tuple[appointments.Window, ...]:
        """The appointment windows of a day."""
        key = (policy.name, day)
        if key not in self._windows:
            self._windows[key] = appointments.windows_on(policy, day)
        return self._windows[key]
