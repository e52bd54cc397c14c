"""Working out the telephone of a week, and keeping it with its shifts."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from voordeur.base import outbox
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Permission, may
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import at_minute, local
from voordeur.promises import queries as promises
from voordeur.staffing import queries
from voordeur.staffing.engine.forecast import INTERVAL_SHARE, History, Model, learn
from voordeur.staffing.engine.roster import MINUTES, Agent, Shift
from voordeur.staffing.engine.scoring import score
from voordeur.staffing.engine.week import Day, Staffed, staff, told
from voordeur.staffing.models import Plan, TelephoneShift

if TYPE_CHECKING:
    from voordeur.parties.models import User

SECONDS_OF_SOLVING = 20.0
# So often a plan is worked out anew because its roster was changed by hand meanwhile.
MOST_TURNS = 3
WEEKS_AHEAD = 4
WEEK_DAYS = 7
FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """A week worked out and not yet kept: its figures as `engine.week.told` has them, and the policy it is under."""

    monday: date
    policy_version_id: int
    staffed: Staffed
    figures: dict[str, Any]
    fixed: tuple[Shift, ...] = ()
    hand_changes: int = 0

    def shifts(self) -> Iterator[tuple[Shift, date, datetime, datetime]]:
        """The shifts with their day and their moments on the clock."""
        for shift in self.staffed.roster.shifts:
            on = self.monday + timedelta(days=shift.day)
            yield shift, on, at_minute(on, shift.begins * MINUTES), at_minute(on, shift.ends * MINUTES)


def _check_week(monday: date, now: datetime) -> None:
    if monday.weekday() != 0:
        raise Refused("not_a_monday", day=monday)
    if abs(monday - local(now).date()) > FURTHEST:
        raise Refused("too_far", day=monday)


def work_out(*, monday: date, now: datetime, seconds: float = SECONDS_OF_SOLVING) -> WorkedOut:
    """Forecast, needs and roster of the week of `monday`, from what was known the evening before (or until yesterday).

    Writes nothing. Raises Refused: not_a_monday, too_far, no_policy_in_force, no_calls, no_talks, too_little_history.
    """
    _check_week(monday, now)
    today = local(now).date()
    version = promises.in_force(at_minute(monday, 12 * 60))
    past = queries.past(min(today, monday) - timedelta(days=1))
    model = learn(past.history)
    days = []
    for number in range(WEEK_DAYS):
        on = monday + timedelta(days=number)
        is_open = queries.open_quarters(on, version.policy)
        expected = model.expect(on, is_open, is_after_closure=queries.is_after_closure(on, version.policy))
        days.append(Day(expected, tuple(bool(one) for one in is_open)))
    hand_changes, by_hand = queries.fixed_by_hand(monday)
    fixed = tuple(queries.as_engine(shift, monday) for shift in by_hand)
    agents = queries.agents_of(monday, version.policy)
    staffed = staff(
        days,
        [*agents, *_only_fixed(fixed, agents, version.policy)],
        past.talk,
        queries.aim_of(version.policy),
        seconds=seconds,
        fixed=fixed,
    )
    figures = told(staffed) | {"forecast": _forecast_told(past.history, model), "agents": len(agents)}
    return WorkedOut(monday, version.version_id, staffed, figures, fixed, hand_changes)


def _only_fixed(fixed: Sequence[Shift], agents: Sequence[Agent], policy: ServicePolicy) -> Iterator[Agent]:
    """Who is in the roster by hand alone: they cost as much as anybody, and are asked for nothing more."""
    price = policy.costs.agent_hour_cents / queries.QUARTERS_PER_HOUR
    for key in sorted({shift.agent for shift in fixed} - {agent.key for agent in agents}):
        yield Agent(key, {}, 0, 0, 0, 0, price)


def _forecast_told(history: History, model: Model) -> dict[str, Any]:
    """On what the forecast stands and how it did so far; the score is None while there is too little to judge it."""
    try:
        found = asdict(score(history))
    except Refused:
        found = None
    return {
        "history_from_on": history.first_on.isoformat(),
        "history_until_on": history.days[-1].isoformat(),
        "interval_share": INTERVAL_SHARE,
        "half_life_days": model.half_life_days,
        "score": found,
    }


def ask(*, monday: date, by: "User | None", now: datetime) -> Plan:
    """Ask for the plan of a week, anew when there is one: the worker makes it, as it takes some seconds.

    Refused: not_allowed, not_a_monday, too_far.
    """
    if by is not None and not may(by.role, Permission.MAKE_ROSTERS):
        raise Refused("not_allowed")
    _check_week(monday, now)
    with transaction.atomic():
        plan, _ = Plan.objects.update_or_create(
            monday=monday, defaults={"wanted_at": now, "wanted_by": by, "refusal": {}}
        )
        outbox.publish("staffing.plan_wanted", now=now, monday=monday.isoformat())
    return plan


@outbox.long_running
def make(*, now: datetime, monday: str) -> None:
    """Make the plan that was asked for, with its shifts; why it cannot be made is kept where people look for it."""
    week = date.fromisoformat(monday)
    for _turn in range(MOST_TURNS):
        try:
            keep(work_out(monday=week, now=now), now=now)
        except Refused as refused:
            params = {name: str(value) for name, value in refused.params.items()}
            why = {"code": refused.code, "params": params}
        else:
            return
        # Somebody changed the roster while it was worked out: once more, with that change in it.
        if why["code"] != "roster_changed_meanwhile":
            break
    Plan.objects.filter(monday=week).update(refusal=why)


@transaction.atomic
def keep(worked_out: WorkedOut, *, now: datetime) -> Plan:
    """Write a week that was worked out in the place of what was planned for it before; what was fixed by hand stays.

    Refused: roster_changed_meanwhile, when somebody changed it by hand since it was worked out.
    """
    plan, _ = Plan.objects.update_or_create(
        monday=worked_out.monday,
        defaults={
            "made_at": now,
            "policy_version_id": worked_out.policy_version_id,
            "figures": worked_out.figures,
            "refusal": {},
        },
        create_defaults={
            "wanted_at": now,
            "made_at": now,
            "policy_version_id": worked_out.policy_version_id,
            "figures": worked_out.figures,
        },
    )
    if not Plan.objects.filter(pk=plan.pk, hand_changes=worked_out.hand_changes).exists():
        raise Refused("roster_changed_meanwhile")
    plan.shifts.filter(is_fixed=False).delete()
    TelephoneShift.objects.bulk_create(
        TelephoneShift(plan=plan, agent_id=int(shift.agent), on=on, starts_at=starts_at, ends_at=ends_at)
        for shift, on, starts_at, ends_at in worked_out.shifts()
        if shift not in worked_out.fixed
    )
    return plan


def ask_ahead(*, now: datetime) -> int:
    """Ask for the plans of this week and the coming ones that nobody made yet; returns how many."""
    today = local(now).date()
    first = today - timedelta(days=today.weekday())
    try:
        promises.in_force(now)
    except Refused:
        return 0
    mondays = queries.unplanned_weeks(first, weeks=WEEKS_AHEAD)
    for monday in mondays:
        ask(monday=monday, by=None, now=now)
    return len(mondays)
