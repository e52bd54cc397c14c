"""A year of the association, day by day: mornings, contacts as they come, the field, the evening."""
# mypy: disable-error-code="no-any-return"

from voordeur.twin.engine.kernel import forms, sums
from voordeur.twin.engine.kernel.agenda import begin_day, next_contact, note
from voordeur.twin.engine.kernel.cards import fill, has_cards
from voordeur.twin.engine.kernel.compiled import compiled, entry
from voordeur.twin.engine.kernel.complaints import COMPLAINED, go_first
from voordeur.twin.engine.kernel.field import call_in_ill, drive, lift_reserve, open_horizon
from voordeur.twin.engine.kernel.forms import Parts, World
from voordeur.twin.engine.kernel.improve import improve
from voordeur.twin.engine.kernel.line import handle, work_off
from voordeur.twin.engine.kernel.places import book

DAY = 1440.0
COMPLAINT_FIRST = 1e6  # more than everything else together
IMPROVE_ROUNDS = 2  # for each craftsman every night, over all days to come; most is won right after a booking
DEAL_ROUNDS = 12  # for each craftsman, in the one evening in which the cards of a day are dealt


@compiled
def plan_on(world: World, day: int, workday: int) -> None:
    """Every evening: what waits for a place gets one, in the order of the policy."""
    facts, pending = world.case.facts, world.pending
    at = (day + 0.7) * DAY
    count = world.pending_count[0]
    world.pending_count[0] = 0
    for place in range(count):  # insertion sort: the list is short, and nearly sorted
        need = pending[place]
        there = place
        while there > 0 and _points(world, need, at) > _points(world, pending[there - 1], at):
            pending[there] = pending[there - 1]
            there -= 1
        pending[there] = need
    # What still has to wait is put back at the front of the list: never ahead of what is being read.
    for place in range(count):
        need = pending[place]
        state = facts[need, forms.STATE]
        if (
            world.promise.complaint_first
            and facts[need, forms.COMPLAINED] == COMPLAINED
            and (state == forms.BOOKED or state == forms.WAITING)
        ):
            go_first(world, need, at)
        if facts[need, forms.STATE] == forms.WAITING:
            first = max(workday + 1, int(world.case.times[need, forms.RETURN_AT]))
            book(world, need, at, first, first)


@compiled
def _points(world: World, need: int, at: float) -> float:
    """How far in front a need stands, by the policy's own weights; see policy.rules.priority_of."""
    facts, times, promise = world.case.facts, world.case.times, world.promise
    points = promise.weight_day * (at - times[need, forms.REPORTED]) / DAY
    if facts[need, forms.COMPLAINED]:
        points += COMPLAINT_FIRST if promise.complaint_first else promise.weight_complaint
    if facts[need, forms.MISSED] or facts[need, forms.MOVED]:
        points += promise.weight_promised
    if at > times[need, forms.DUE]:
        points += promise.weight_overdue
    return points


@compiled
def pointed(parts: Parts) -> World:
    """The parts of a run behind pointers. Arrays are shared: what is written behind a pointer stands in the parts."""
    return forms.WorldPointer(
        forms.HomesPointer(*parts.homes),
        forms.CrewPointer(*parts.crew),
        forms.DaysPointer(*parts.days),
        forms.NeedsPointer(*parts.needs),
        forms.WishesPointer(*parts.wishes),
        forms.KindsPointer(*parts.kinds),
        forms.PromisePointer(*parts.promise),
        forms.ChancePointer(*parts.chance),
        forms.CasePointer(*parts.case),
        forms.AgendaPointer(*parts.agenda),
        forms.LinePointer(*parts.line),
        forms.TallyPointer(*parts.tally),
        parts.table,
        parts.desk,
        parts.units,
        parts.rows,
        parts.windows,
        parts.values,
        parts.seats,
        parts.weights,
        parts.locked,
        parts.out,
        parts.touched,
        parts.costs,
        parts.pending,
        parts.pending_count,
        parts.order,
        parts.luck,
        parts.detour,
    )


@entry
def live(parts: Parts, first_day: int, last_day: int) -> int:  # noqa: C901 - a day, told in order
    """Simulate the days from `first_day` up to `last_day`; returns the day that was reached."""
    world = pointed(parts)
    days, promise = world.days, world.promise
    if first_day == 0:
        for wish in range(len(world.wishes.at)):
            need = world.wishes.need[wish]
            subject = forms.REPORT if need >= 0 else forms.QUESTION
            note(world, world.wishes.at[wish], subject, wish, world.wishes.home[wish], 0)
    for day in range(first_day, last_day):
        workday = days.workday[day]
        if workday >= 0:
            if workday == 0:
                for ahead in range(promise.horizon + 1):
                    open_horizon(world, ahead)
            else:
                open_horizon(world, workday + promise.horizon)
            call_in_ill(world, day, workday)
            lift_reserve(world, workday)
        for pool in range(world.line.free.shape[0]):
            for agent in range(world.line.free.shape[1]):
                world.line.free[pool, agent] = 0.0
        begin_day(world, day)
        number = next_contact(world)
        while number >= 0:
            handle(world, number)
            number = next_contact(world)
        if workday >= 0:
            for person in range(len(world.crew.region)):
                if world.crew.there[person, day] == 1:
                    drive(world, person, day, workday)
            plan_on(world, day, workday)
            last = min(workday + promise.horizon, len(days.day_of) - 1)
            for region in range(len(world.crew.first_of)):
                people = world.crew.end_of[region] - world.crew.first_of[region]
                if has_cards(world) and workday < last:
                    # The foreman deals the cards of the next day, and each route of it is put in order.
                    fill(world, region, workday + 1, last)
                    improve(world, region, workday + 1, workday + 1, DEAL_ROUNDS * people)
                if promise.improves:
                    improve(world, region, workday + 1, last, IMPROVE_ROUNDS * people)
            work_off(world, day)
        world.tally.daily[day, sums.D_OPEN] = world.tally.sums[sums.ALL_REPORTED] - world.tally.sums[sums.ALL_ENDED]
    return last_day
