"""A complaint: work for whoever answers it, and where the policy says so its repair goes first."""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel import ride
from voordeur.planning.engine.kernel.forms import FAR
from voordeur.twin.engine.kernel import forms, sums
from voordeur.twin.engine.kernel.agenda import keep_waiting, push
from voordeur.twin.engine.kernel.compiled import compiled
from voordeur.twin.engine.kernel.counting import add, counts
from voordeur.twin.engine.kernel.forms import World
from voordeur.twin.engine.kernel.lots import spread
from voordeur.twin.engine.kernel.offers import (
    ask,
    choose,
    gather,
    group_of,
    planned_minutes,
    settle,
    unseat,
    windows_from,
)
from voordeur.twin.engine.kernel.places import book, next_workday

DAY = 1440.0
COMPLAINED, PUT_FIRST = 1, 2  # what facts[need, COMPLAINED] may say


@compiled
def complain(world: World, need: int, at: float) -> None:
    """A complaint: work for the second line, and where the policy says so its repair goes first."""
    facts, home = world.case.facts, world.needs.home[need]
    if facts[need, forms.COMPLAINED]:
        return
    facts[need, forms.COMPLAINED] = COMPLAINED
    if counts(world, at):
        add(world, sums.COMPLAINTS, home, sums.G_COMPLAINTS, 1.0)
        world.tally.daily[int(at // DAY), sums.D_COMPLAINTS] += 1.0
    day = int(at // DAY)
    push(
        world,
        0,
        world.chance.complaint_minutes * spread(world.needs.luck[need, 11], world.chance.complaint_spread),
        world.days.complaint_due[day],
        -1,
    )
    # Its repair is put first in the evening, when the days to come are planned.
    if world.promise.complaint_first and facts[need, forms.STATE] == forms.BOOKED:
        keep_waiting(world, need)


@compiled
def go_first(world: World, need: int, at: float) -> None:  # noqa: C901 - one search, told in order
    """A visit in the next working days; when there is none, somebody else's has to give way."""
    facts, times, table = world.case.facts, world.case.times, world.table
    facts[need, forms.COMPLAINED] = PUT_FIRST
    first = next_workday(world, int(at // DAY))
    last = min(first + int(world.chance.complaint_days) - 1, len(world.days.day_of) - 1)
    region, group = facts[need, forms.REGION_OF], group_of(world, need)
    if group < 0 or (facts[need, forms.STATE] == forms.BOOKED and facts[need, forms.WORKDAY] <= last):
        return
    minutes = planned_minutes(world, need)
    rows = gather(world, region, group, first, last)
    windows = windows_from(world, need, first, last)
    bumped = -1
    if not ask(world, need, minutes, rows, windows):
        # Whose term ends last gives way; no emergency, and no other complaint.
        latest = -FAR
        for number in range(rows):
            row = world.rows[number]
            for slot in range(1, table.marks[row, ride.STOPS] + 1):
                other = world.units[row, slot]
                if (
                    facts[other, forms.COMPLAINED]
                    or world.kinds.urgency[world.needs.kind[other]] <= forms.EMERGENCY
                    or times[other, forms.MINUTES] < minutes - 10.0
                ):
                    continue
                if times[other, forms.DUE] > latest:
                    bumped, latest = other, times[other, forms.DUE]
        if bumped < 0:
            return
        unseat(world, bumped)
        windows = windows_from(world, need, first, last)
        if not ask(world, need, minutes, rows, windows):
            windows = 0
    if windows:
        number = choose(world, need, windows, first)
        if number >= 0:
            row, slot = world.seats[number, 0], world.seats[number, 1]
            if facts[need, forms.STATE] == forms.BOOKED:
                unseat(world, need)
            settle(world, need, number, minutes, first)
    if bumped >= 0:
        facts[bumped, forms.MOVED] += 1
        if counts(world, at):
            world.tally.sums[sums.BUMPED] += 1.0
        book(world, bumped, at, first, first)
