"""Where a visit goes: a window that is booked, work that is bought, a turn that is waited for, an emergency."""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel import ride
from voordeur.planning.engine.kernel.forms import FAR
from voordeur.planning.engine.kernel.look import BEGIN, END, LEAST
from voordeur.twin.engine.kernel import forms, sums
from voordeur.twin.engine.kernel.agenda import keep_waiting, note
from voordeur.twin.engine.kernel.cards import give_way
from voordeur.twin.engine.kernel.compiled import compiled
from voordeur.twin.engine.kernel.counting import counts
from voordeur.twin.engine.kernel.forms import World
from voordeur.twin.engine.kernel.improve import improve
from voordeur.twin.engine.kernel.lots import waiting
from voordeur.twin.engine.kernel.offers import (
    ask,
    choose,
    gather,
    group_of,
    planned_minutes,
    row_of,
    seat,
    settle,
    windows_from,
)

DAY = 1440.0
BURST_ROUNDS = 1  # for each craftsman, on the day in which something was booked
RESCUE_ROUNDS = 12  # tries to make room before a refusal
LEAST_ROOM = 10.0  # minutes in which an emergency may begin when its term has passed already


@compiled
def opening(world: World, at: float) -> float:
    """The first moment from `at` on at which the telephone is open."""
    days = world.days
    day = int(at // DAY)
    minute = at - day * DAY
    while day < len(days.opens):
        for block in range(days.opens.shape[1]):
            if days.closes[day, block] > minute and days.closes[day, block] > days.opens[day, block]:
                return day * DAY + max(minute, days.opens[day, block])
        day += 1
        minute = 0.0
    return FAR


@compiled
def due_of(world: World, urgency: int, at: float) -> float:
    """When a report of this moment is due; see policy.rules.terms.due_at, whose answers stand in the calendar."""
    days = world.days
    hours = days.due_hours[urgency]
    if hours >= 0.0:
        start = at if days.round_the_clock[urgency] else opening(world, at)
        return start + hours * 60.0
    day = min(int(at // DAY), len(days.due) - 1)
    if days.is_same_day[urgency] and not days.round_the_clock[urgency]:
        day = min(int(opening(world, at) // DAY), len(days.due) - 1)
    return days.due[day, urgency]


@compiled
def next_workday(world: World, day: int) -> int:
    """The number of the first working day after `day`."""
    there = min(day + 1, len(world.days.workday) - 1)
    while world.days.workday[there] < 0 and there < len(world.days.workday) - 1:
        there += 1
    return world.days.workday[there]


@compiled
def _found(world: World, need: int, at: float, first: int, final: int) -> bool:
    """Book a visit on one of these working days, by the policy's way of offering; False when none of them can be."""
    region, facts, crew = world.case.facts[need, forms.REGION_OF], world.case.facts, world.crew
    minutes = planned_minutes(world, need)
    rows = gather(world, region, group_of(world, need), first, final)
    windows = windows_from(world, need, first, final)
    if not ask(world, need, minutes, rows, windows):
        return False
    number = choose(world, need, windows, first)
    if number < 0:
        return False
    settle(world, need, number, minutes, first)
    if world.promise.improves:
        day = facts[need, forms.WORKDAY]
        improve(world, region, day, day, BURST_ROUNDS * (crew.end_of[region] - crew.first_of[region]))
    if counts(world, at):
        world.tally.sums[sums.PLANNED_VISITS] += 1.0
    return True


@compiled
def book(world: World, need: int, at: float, first: int, wanted: int) -> None:
    """Give a visit a place before its term, from a working day on, and if it can be from the day that is wanted; else
    buy it, or let it wait its turn."""
    facts, times, days = world.case.facts, world.case.times, world.days
    facts[need, forms.STATE] = forms.WAITING
    region, group = facts[need, forms.REGION_OF], group_of(world, need)
    if group < 0:
        buy(world, need, at)
        return
    today = next_workday(world, int(at // DAY)) - 1
    last = today + world.promise.horizon
    due_day = min(int(times[need, forms.DUE] // DAY), len(days.workday) - 1)
    if first > last:
        keep_waiting(world, need)
        return
    # What our own people have begun they finish, and what is too late already has every day of the horizon.
    is_ours = facts[need, forms.VISITS] > facts[need, forms.SHUT] or days.day_of[first] > due_day
    final = last
    while not is_ours and final > first and days.day_of[final] > due_day:
        final -= 1
    if wanted > first and _found(world, need, at, min(wanted, final), final):
        return
    if _found(world, need, at, first, final):
        return
    if world.promise.rescues:
        improve(world, region, first, final, RESCUE_ROUNDS)
        if _found(world, need, at, first, final):
            return
    if due_day > days.day_of[last]:
        keep_waiting(world, need)
    else:
        buy(world, need, at)


@compiled
def buy(world: World, need: int, at: float) -> None:
    """Give the work to a contractor, who comes after the usual days."""
    facts, times, days = world.case.facts, world.case.times, world.days
    facts[need, forms.STATE] = forms.BOUGHT
    facts[need, forms.VISITS] += 1
    mean = world.chance.contractor_days
    if world.kinds.urgency[world.needs.kind[need]] == forms.URGENT:
        mean *= world.chance.urgent_contractor_share
    wait = 0.5 * mean + waiting(world.needs.luck[need, 7], 0.5 * mean)
    workday = min(next_workday(world, int(at // DAY)) + int(wait), len(days.day_of) - 1)
    earliest, latest = world.chance.contractor_from_minute, world.chance.contractor_until_minute
    ready = days.day_of[workday] * DAY + earliest + (latest - earliest) * world.needs.luck[need, 8]
    times[need, forms.READY_AT] = ready
    note(world, ready, forms.FINISHED, need, world.needs.home[need], 0)
    if counts(world, at):
        world.tally.sums[sums.BOUGHT] += 1.0
        if group_of(world, need) >= 0:
            world.tally.sums[sums.OVERFLOW] += 1.0
        world.tally.sums[sums.BOUGHT_MINUTES] += world.kinds.minutes[world.needs.kind[need]]


@compiled
def rush(world: World, need: int, at: float) -> None:
    """An emergency: into a route of today behind what has begun, or else by whoever is on call."""
    facts, times, days, crew = world.case.facts, world.case.times, world.days, world.crew
    facts[need, forms.STATE] = forms.WAITING
    day = int(at // DAY)
    minute = at - day * DAY
    group, region = group_of(world, need), facts[need, forms.REGION_OF]
    workday = days.workday[day]
    chance, promise = world.chance, world.promise
    is_in_hours = (
        promise.shift_from - chance.rush_before_minutes <= minute < promise.shift_to - chance.rush_until_minutes
    )
    if group >= 0 and workday >= 0 and is_in_hours:
        count = 0
        for person in range(crew.first_of[region], crew.end_of[region]):
            if crew.there[person, day] == 1 and crew.skills[person, group]:
                row = row_of(world, person, workday)
                begun = 0
                while begun < world.table.marks[row, ride.STOPS] and (
                    world.table.cells[row, ride.LEAVE, begun + 1] - world.table.cells[row, ride.MINUTES, begun + 1]
                    <= at
                ):
                    begun += 1
                world.table.marks[row, ride.FLOOR] = begun
                world.rows[count] = row
                count += 1
        soonest = at + chance.way_out_minutes
        end = max(soonest + LEAST_ROOM, min(times[need, forms.DUE], day * DAY + promise.shift_to + promise.overtime))
        world.windows[0, BEGIN], world.windows[0, END], world.windows[0, LEAST] = soonest, end, soonest
        minutes = planned_minutes(world, need)
        if count and (ask(world, need, minutes, count, 1) or give_way(world, need, minutes, count)):
            seat(world, need, 0, minutes, soonest, end)
            facts[need, forms.WORKDAY] = workday
            return
    facts[need, forms.STATE] = forms.BOUGHT
    facts[need, forms.VISITS] += 1
    least, most = chance.on_call_least_minutes, chance.on_call_most_minutes
    ready = at + least + (most - least) * world.needs.luck[need, 7]
    times[need, forms.READY_AT] = ready
    note(world, ready, forms.FINISHED, need, world.needs.home[need], 0)
    if counts(world, at):
        world.tally.sums[sums.ON_CALL] += 1.0
