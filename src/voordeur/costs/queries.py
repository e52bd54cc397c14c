"""What cases and homes cost, and the facts of a year from which the figures follow. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import add
from typing import Any

from voordeur.base.periods import at_midnight, month_starts
from voordeur.complaints.queries import causes as complaints
from voordeur.contact.queries import questions
from voordeur.contact.queries import talk as contact
from voordeur.costs.models import Chart, Report
from voordeur.costs.rules import Cost, Line, Process, Spent, cost_of, rates_of
from voordeur.figures.rules.facts import DAYS_PER_YEAR, Facts, Marks
from voordeur.figures.rules.figures import Code, Figure, Limits, compute_all
from voordeur.figures.rules.intervals import Count, Pairs, Spread
from voordeur.homes.models import Dwelling
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import local
from voordeur.promises import queries as promises
from voordeur.quality import queries as quality
from voordeur.repairs.queries import facts as repairs

REPAIRS = "repairs"
MONTHS_SHOWN = 12
MONTHLY = (
    Code.REPAIRS_IN_TERM_SHARE,
    Code.REPAIR_LEAD_DAYS,
    Code.MARK_REPAIRS,
    Code.MARK_CONTACT,
    Code.JOBS_PER_CRAFTSMAN_DAY,
    Code.CALL_BACKS_KEPT_SHARE,
    Code.SOLVED_AT_ONCE_SHARE,
)


@dataclass(frozen=True, slots=True)
class RepairCost:
    """What one repair has cost so far: whole cents per line, lines without cost left out, and their sum."""

    lines: list[tuple[Line, int]]
    total_cents: int


def _spent(effort: repairs.Effort, agent_seconds: float = 0.0) -> Spent:
    return Spent(
        agent_seconds,
        effort.visits,
        effort.work_minutes,
        effort.travel_minutes,
        effort.km,
        effort.material_cents,
        effort.compensation_cents,
    )


def _told(cost: Cost) -> RepairCost:
    return RepairCost([(line, cents) for line, cents in cost.lines.items() if cents], cost.total_cents)


def cost_of_repair(repair_id: int) -> RepairCost:
    """One repair, at the prices of the policy under which it began. Raises `Repair.DoesNotExist`."""
    policy = promises.of_version(repairs.policy_version_of(repair_id)).policy
    spent = _spent(repairs.effort_of(repair_id), contact.seconds_of_case(REPAIRS, repair_id))
    return _told(cost_of(spent, policy))


def cost_of_dwelling(dwelling_id: int, *, from_at: datetime, until_at: datetime, policy: ServicePolicy) -> RepairCost:
    """One home: its repairs and every contact about it in a stretch of time, at the prices of this policy."""
    spent = _spent(
        repairs.effort_of_dwelling(dwelling_id, from_at, until_at),
        contact.seconds_of_dwelling(dwelling_id, from_at, until_at),
    )
    return _told(cost_of(spent, policy))


def _homes(from_at: datetime, until_at: datetime, policy: ServicePolicy) -> tuple[int, Spread, Spread]:
    """The number of homes, and over all of them the spread of kilometres and of cost in cents."""
    rates = rates_of(policy)
    homes = Dwelling.objects.count()
    km = []
    by_home: dict[int, float] = {}
    for home, effort in repairs.efforts_by_dwelling(from_at, until_at):
        by_home[home] = rates.cents(_spent(effort))
        km.append(effort.km)
    for home, seconds in contact.seconds_by_dwelling(from_at, until_at):
        by_home[home] = by_home.get(home, 0.0) + seconds * rates.agent_second
    cents = by_home.values()
    return (
        homes,
        Spread(homes, float(sum(km)), float(sum(one**2 for one in km))),
        Spread(homes, float(sum(cents)), float(sum(one**2 for one in cents))),
    )


def _facts(
    repair: repairs.RepairFacts,
    visit: repairs.VisitFacts,
    marks_repairs: Marks,
    marks_contact: Marks,
    call_backs: Count,
    contacts: Count,
) -> Facts:
    """The facts of one stretch; what is counted per home belongs to the whole period and is not in here."""
    return Facts(
        days=DAYS_PER_YEAR,
        homes=0,
        in_term=Count(repair.due_in_term, repair.due),
        lead_days=Spread(repair.ready, repair.lead_days, repair.lead_days_squared),
        first_visit=Count(repair.in_one_visit, repair.visited),
        access=Count(visit.not_home, visit.ended),
        jobs_per_shift=Spread(visit.shifts, float(visit.jobs), visit.jobs_squared),
        travel_per_job=Pairs(
            visit.ended,
            y=visit.travel_minutes,
            x=float(visit.jobs),
            yy=visit.travel_minutes_squared,
            xy=visit.jobs_travel_minutes,
            xx=float(visit.jobs),
        ),
        marks_repairs=marks_repairs,
        marks_contact=marks_contact,
        call_backs=call_backs,
        contacts=contacts,
    )


def _of_year(
    months: Sequence[Facts],
    *,
    days: float,
    homes: int,
    km_per_home: Spread,
    cents_per_home: Spread,
    received: int,
) -> Facts:
    def total(name: str) -> Any:
        return reduce(add, (getattr(month, name) for month in months))

    summed = (
        "in_term", "lead_days", "first_visit", "access", "jobs_per_shift", "travel_per_job", "marks_repairs",
        "marks_contact", "call_backs", "contacts",
    )  # fmt: skip
    return Facts(
        days=days,
        homes=homes,
        km_per_home=km_per_home,
        cents_per_home=cents_per_home,
        complaints=received,
        **{name: total(name) for name in summed},
    )


def year_bounds(now: datetime) -> list[datetime]:
    """The last 365 days up to `now`, cut at the first of every month."""
    from_at = now - timedelta(days=DAYS_PER_YEAR)
    starts = [at_midnight(day) for day in month_starts(until_on=local(now).date(), months=MONTHS_SHOWN + 1)]
    return [from_at, *(start for start in starts if from_at < start < now), now]


Talks = Mapping[tuple[int, str], contact.Talk]


def facts_by_month(bounds: Sequence[datetime], talks: Talks) -> list[Facts]:
    """The facts of every stretch between two bounds; `talks` are those of contact.queries.talk.talk_by_month."""
    repair_facts = repairs.repairs_by_month(bounds)
    found = []
    for place, (repair, visit, of_repair, of_contact, called_back, solved) in enumerate(
        zip(
            repair_facts,
            repairs.visits_by_month(bounds),
            quality.marks_by_month("repair", bounds),
            quality.marks_by_month("contact", bounds),
            questions.kept_by_month(bounds, now=bounds[-1]),
            contact.solved_by_month(bounds),
            strict=True,
        )
    ):
        contacts = sum(talk.contacts for (stretch, _kind), talk in talks.items() if stretch == place)
        found.append(
            _facts(
                repair,
                visit,
                Marks(of_repair.counts, of_repair.invited, repair.ready),
                Marks(of_contact.counts, of_contact.invited, contacts),
                called_back,
                solved,
            )
        )
    return found


def figures_between(from_at: datetime, until_at: datetime, policy: ServicePolicy) -> dict[Code, Figure]:
    """Every figure over one stretch of time, as the policy of that time judges."""
    bounds = [from_at, until_at]
    homes, km, cents = _homes(from_at, until_at, policy)
    facts = _of_year(
        facts_by_month(bounds, contact.talk_by_month(bounds)),
        days=(until_at - from_at) / timedelta(days=1),
        homes=homes,
        km_per_home=km,
        cents_per_home=cents,
        received=complaints.count_received(from_at, until_at),
    )
    return compute_all(facts, limits_of(policy))


def limits_of(policy: ServicePolicy) -> Limits:
    """Where the policy draws its lines."""
    return Limits(policy.quality.satisfied_from, policy.quality.low_mark, policy.quality.min_answers)


def cost_by_process(bounds: Sequence[datetime], talks: Talks, policy: ServicePolicy) -> dict[Process, Cost]:
    """What repairs cost, with the contacts about them, and what all other contact costs."""
    visits = reduce(add, (_spent(effort) for effort in repairs.efforts_by_month(bounds).values()), Spent())
    about = dict.fromkeys((True, False), 0)
    for (_stretch, kind), talk in talks.items():
        about[kind == REPAIRS] += talk.seconds
    return {
        Process.REPAIRS: cost_of(visits + Spent(agent_seconds=about[True]), policy),
        Process.CONTACT: cost_of(Spent(agent_seconds=about[False]), policy),
    }


def cost_in_vain(from_at: datetime, until_at: datetime, policy: ServicePolicy) -> dict[str, Any]:
    """What closed doors and appointments that we missed cost, as plain values: see repairs.queries.facts.InVain, and
    `not_home_cents`, what the visits to a closed door cost us."""
    facts = repairs.in_vain(from_at, until_at)
    spent = Spent(visits=facts.not_home, travel_minutes=facts.travel_minutes, km=facts.km)
    return {**asdict(facts), "not_home_cents": cost_of(spent, policy).total_cents}


def first_line(from_at: datetime, until_at: datetime, policy: ServicePolicy) -> dict[str, Any]:
    """{goal: the share that the policy wants to be solved at once, subjects: {subject: [solved at once, contacts]}}."""
    solved = contact.solved_by_subject(from_at, until_at)
    return {
        "goal": policy.organisation.first_line_share,
        "subjects": {subject: [count.hits, count.n] for subject, count in solved.items()},
    }


def compute(now: datetime, policy: ServicePolicy) -> dict[str, Any]:
    """Everything the manager's page shows, as plain values for a Report:

    {homes, figures: {code: figure}, months: [{from, until, figures}], processes: {process: {line: cents}}, in_vain: see
    cost_in_vain, first_line: see there, label: [component], norm_mark, norm_satisfied_share}. The first and the last
    stretch of the year may be part of a month; the first is left out of `months` unless it is a whole one.
    """
    bounds = year_bounds(now)
    limits = limits_of(policy)
    talks = contact.talk_by_month(bounds)
    months = facts_by_month(bounds, talks)
    homes, km, cents = _homes(bounds[0], bounds[-1], policy)
    year = _of_year(
        months,
        days=DAYS_PER_YEAR,
        homes=homes,
        km_per_home=km,
        cents_per_home=cents,
        received=complaints.count_received(bounds[0], bounds[-1]),
    )
    return {
        "homes": homes,
        "figures": {code: asdict(figure) for code, figure in compute_all(year, limits).items()},
        "months": [
            {
                "from": bounds[place].isoformat(),
                "until": bounds[place + 1].isoformat(),
                "figures": {code: asdict(figure) for code, figure in compute_all(facts, limits, MONTHLY).items()},
            }
            for place, facts in enumerate(months)
        ][-MONTHS_SHOWN:],
        "processes": {process: cost.lines for process, cost in cost_by_process(bounds, talks, policy).items()},
        "in_vain": cost_in_vain(bounds[0], bounds[-1], policy),
        "first_line": first_line(bounds[0], bounds[-1], policy),
        "label": [
            asdict(component)
            for component in quality.label({"repair": year.marks_repairs, "contact": year.marks_contact}, policy)
        ],
        "norm_mark": policy.quality.norm_mark,
        "norm_satisfied_share": policy.quality.norm_satisfied_share,
    }


def newest_report() -> Report | None:
    """The report that was computed last; one row."""
    return Report.objects.order_by("-computed_at", "-pk").first()


def chart_of(report_id: int, *, name: str, language: str, width: str) -> Chart | None:
    """One picture of a report."""
    return Chart.objects.filter(report_id=report_id, name=name, language=language, width=width).first()
