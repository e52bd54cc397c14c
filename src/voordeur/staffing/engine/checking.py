"""Every rule that a roster breaks, worked out again from the week and the shifts alone: no code of the solver."""

from collections import Counter
from dataclasses import dataclass

from voordeur.staffing.engine.roster import Agent, Roster, Shift, Week

QUARTER_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule: a code, and whom or when it is about."""

    code: str
    agent: str = ""
    day: int | None = None
    quarter: int | None = None


def check(week: Week, roster: Roster) -> list[Fault]:
    """Empty when every shift is allowed and the sums are what the shifts make of them.

    A shift that was fixed by a planner may break what was agreed; it has to be there, and nothing may be added to it.
    """
    agents = {agent.key: agent for agent in week.agents}
    chosen = [shift for shift in roster.shifts if shift not in week.fixed]
    faults = [fault for shift in chosen for fault in _of_shift(shift, agents)]
    faults += [Fault("fixed_shift_gone", one.agent, one.day) for one in week.fixed if one not in roster.shifts]
    minutes: Counter[str] = Counter()
    days: Counter[str] = Counter()
    for (key, day), count in Counter((shift.agent, shift.day) for shift in roster.shifts).items():
        if count > 1:
            faults.append(Fault("two_shifts_on_a_day", key, day))
        days[key] += 1
    for shift in roster.shifts:
        minutes[shift.agent] += (shift.ends - shift.begins) * QUARTER_MINUTES
    for key in {shift.agent for shift in chosen} & set(agents):
        agent = agents[key]
        if minutes[key] > agent.most_minutes:
            faults.append(Fault("too_many_hours", key))
        if days[key] > agent.most_days:
            faults.append(Fault("too_many_days", key))
    return faults + _of_sums(week, roster, agents)


def _of_shift(shift: Shift, agents: dict[str, Agent]) -> list[Fault]:
    agent = agents.get(shift.agent)
    if agent is None:
        return [Fault("unknown_agent", shift.agent, shift.day)]
    faults = []
    from_, until = agent.hours.get(shift.day, (0, 0))
    if not from_ <= shift.begins < shift.ends <= until:
        faults.append(Fault("outside_hours", shift.agent, shift.day))
    length = (shift.ends - shift.begins) * QUARTER_MINUTES
    if not agent.shortest_minutes <= length <= agent.longest_minutes:
        faults.append(Fault("wrong_length", shift.agent, shift.day))
    return faults


def _of_sums(week: Week, roster: Roster, agents: dict[str, Agent]) -> list[Fault]:
    faults = []
    for day, needed in enumerate(week.needed.tolist()):
        for quarter, wanted in enumerate(needed):
            there = sum(1 for one in roster.shifts if one.day == day and one.begins <= quarter < one.ends)
            if roster.there[day, quarter] != there:
                faults.append(Fault("wrong_there", day=day, quarter=quarter))
            if roster.missing[day, quarter] != max(0, wanted - there):
                faults.append(Fault("wrong_missing", day=day, quarter=quarter))
    cents = sum(
        (one.ends - one.begins) * agents[one.agent].quarter_cents for one in roster.shifts if one.agent in agents
    )
    if abs(cents - roster.cost_cents) > 0.01:
        faults.append(Fault("wrong_cost"))
    return faults
