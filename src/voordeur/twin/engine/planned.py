"""One week of jobs, booked as they are reported by the planning engine, in the way of the live association.

Asks the twin's kernel nothing. What a week is and what a tenant takes stands in engine/week.py.
"""

from dataclasses import dataclass, replace

from voordeur.planning.engine.cost import cost_of
from voordeur.planning.engine.judged import judged
from voordeur.planning.engine.problem import Break, Job, Plan, Problem, Weights, Window
from voordeur.planning.engine.risk import keep_risk, late_risk
from voordeur.planning.engine.solve import after_rounds, solve
from voordeur.planning.engine.state import prepare
from voordeur.policy.models import ServicePolicy
from voordeur.twin.engine.promises import promise_of
from voordeur.twin.engine.register import Register
from voordeur.twin.engine.week import (
    Booked,
    Week,
    chosen,
    comparable,
    problem_of,
    suiting,
    travel_of,
    windows_of,
)

DAY = 1440.0
# As services/improving.py of planning has it: what it weighs that a visit changes hands, what a search must save.
CHANGED_HANDS, WORTH = 3.0, 2.0
TURN_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Manner:
    """What the policy does not say of improving: so many `rounds` of the search on each day that got a booking, after
    every `every` bookings. Live it is a part of a second after each; more rounds than these change little.

    `weighs_risk`: a search that makes a promise likelier to be late than allowed is thrown away or made surer, as it is
    live. Under windows of two hours that takes five to ten times as long.
    """

    rounds: int = 600
    every: int = 40
    weighs_risk: bool = False


def by_planning(
    week: Week, policy: ServicePolicy, register: Register, manner: Manner | None = None, *, lunch: Break | None = None
) -> Booked:
    """Every job is offered what planning can keep, the tenant takes one of what is shown, and it is booked.

    `lunch` (of one day) stands in every shift, which is then so much longer. Nobody is asked to make way for who finds
    no window. Raises ValueError for a policy that cannot be compared, see week.comparable().
    """
    desk = _Desk(week, policy, register, manner or Manner(), lunch)
    for number in range(week.jobs):
        desk.take(number)
    return desk.booked()


class _Desk:
    """The plan of the week as it grows."""

    def __init__(
        self, week: Week, policy: ServicePolicy, register: Register, manner: Manner, lunch: Break | None
    ) -> None:
        self.week, self.policy, self.manner = week, policy, manner
        self.promise = promise_of(policy, register)
        comparable(self.promise)
        self.windows = windows_of(self.promise)
        self.suits = suiting(week, self.promise, register)
        self.problem = problem_of(week, self.promise, travel_of(policy), lunch=lunch)
        self.state = prepare(self.problem)
        self.jobs: dict[str, Job] = {}
        self.fresh: set[int] = set()
        self.bookings = 0

    def take(self, number: int) -> None:
        """Offer a job what can be kept and book what its tenant takes; it stays out where there is nothing."""
        job = self._job(number)
        level = self.policy.planning.late_promise_max_share
        offered = judged(self.state, job, self.windows, level=level).offered
        if not offered:
            return
        known = {self.windows.index(Window(one.from_minute, one.to_minute)): one for one in offered}
        taken = chosen(self.promise, self.suits[number], list(known))
        offer, window = known[taken], self.windows[taken]
        self.state.insert(job, craftsman=offer.craftsman, shift=offer.shift, position=offer.position, window=window)
        self.jobs[job.id] = self.state.jobs[job.id]
        self.fresh.add(offer.shift)
        self.bookings += 1
        if self.promise.improves and self.bookings % self.manner.every == 0:
            for day in sorted(self.fresh):
                self._improve(day)
            self.fresh.clear()

    def booked(self) -> Booked:
        """The week as it stands."""
        problem = replace(self.problem, jobs=tuple(self.jobs.values()))
        return Booked(problem, Plan(self.state.routes()), self.week.jobs)

    def _job(self, number: int) -> Job:
        minutes, spread = float(self.week.minutes[number]), float(self.week.spread[number])
        name, group = f"j{number}", str(self.week.group[number])
        return Job(name, name, minutes + self.promise.setup, spread, {group: 1}, promised=True)

    def _improve(self, day: int) -> None:
        """A short search over one day; promised windows stay, and so does a plan that is hardly dearer."""
        routes = [replace(tour, shift=0) for tour in self.state.routes() if tour.shift == day]
        problem = replace(
            self.problem,
            craftsmen=tuple(replace(who, shifts=(who.shifts[day],)) for who in self.problem.craftsmen),
            jobs=tuple(replace(self.jobs[stop.job], mandatory=True) for tour in routes for stop in tour.stops),
            weights=Weights(changed_plan=CHANGED_HANDS),
        )
        plan, rounds = Plan(tuple(routes)), self.manner.rounds
        found = solve(problem, plan, seed=self.bookings, stop=after_rounds(rounds), before=plan)
        if self.manner.weighs_risk:
            found = self._no_likelier_late(problem, plan, found)
        now, then = cost_of(problem, plan)["total"], cost_of(problem, found)["total"]
        if not found.unplanned and now - then >= WORTH:
            self._carry_out(day, found)

    def _no_likelier_late(self, problem: Problem, plan: Plan, found: Plan) -> Plan:
        """The plan that was found, made surer where more promises are at risk in it; the old one when that fails."""
        level = self.policy.planning.late_promise_max_share

        def at_risk(one: Plan) -> set[str]:
            return {name for name, risk in late_risk(problem, one).items() if risk.chance > level}

        before = at_risk(plan)
        if at_risk(found) <= before:
            return found
        surer = keep_risk(
            problem,
            found,
            max_share=level,
            seed=self.bookings,
            stop=after_rounds(self.manner.rounds),
            turn=lambda: after_rounds(TURN_ROUNDS),
            before=plan,
        ).plan
        return surer if at_risk(surer) <= before else plan

    def _carry_out(self, day: int, plan: Plan) -> None:
        orders = {tour.craftsman: [stop.job for stop in tour.stops] for tour in plan.routes}
        changed = {}
        for who in self.problem.craftsmen:
            row, order = self.state.row_of[who.id, day], orders.get(who.id, [])
            if order != [visit.job for visit in self.state.visits[row]]:
                changed[row] = [self.state.visit(self.state.jobs[name]) for name in order]
        # A route is emptied before any visit of it stands in another one.
        for row in changed:
            self.state.set_visits(row, [])
        for row, visits in changed.items():
            self.state.set_visits(row, visits)
