"""Visits of which nobody was told when they come, as cards in the foreman's hand: they fill a day and they give way."""
# mypy: disable-error-code="no-any-return"

from math import sqrt

from voordeur.planning.engine.kernel import ride
from voordeur.planning.engine.kernel.forms import FAR
from voordeur.planning.engine.kernel.look import BEGIN, END, TOTAL
from voordeur.twin.engine.kernel import forms
from voordeur.twin.engine.kernel.agenda import keep_waiting
from voordeur.twin.engine.kernel.compiled import compiled
from voordeur.twin.engine.kernel.forms import World
from voordeur.twin.engine.kernel.improve import find
from voordeur.twin.engine.kernel.offers import (
    ask,
    gather,
    group_of,
    is_told,
    row_of,
    seat,
    unseat,
    windows_from,
)
from voordeur.twin.engine.kernel.routes import end_at

NEARBY = 3.0  # minutes of way that the cards taken first may add
DAY = 1440.0
MOST_BACK = 4  # cards that one emergency may send back


@compiled
def is_card(world: World, need: int) -> bool:
    """Whether a booked visit can go to another day without anybody noticing."""
    return not is_told(world, need) and world.kinds.urgency[world.needs.kind[need]] > forms.EMERGENCY


@compiled
def has_cards(world: World) -> bool:
    """Whether a policy has visits of which nobody is told when they come."""
    promise = world.promise
    return promise.is_offered == 0 or promise.by_appointment[forms.URGENT :].min() == 0


@compiled
def fill(world: World, region: int, workday: int, last: int) -> None:
    """Fill the routes of a working day with cards of the days after it: first what lies nearby, then what fits.

    Who was told nothing is not bound to a day, so no time of a craftsman is left over while there is work. Cards also
    fill what is kept for emergencies, as they give way to them, and some are dealt for a day that goes fast.
    """
    crew, table = world.crew, world.table
    limit = world.days.day_of[workday] * DAY + world.promise.shift_to + world.chance.spare_card_minutes
    for person in range(crew.first_of[region], crew.end_of[region]):
        end_at(table, row_of(world, person, workday), limit)
    for turn in range(2):
        most = NEARBY if turn == 0 else FAR
        for later in range(workday + 1, last + 1):
            for person in range(crew.first_of[region], crew.end_of[region]):
                row, slot = row_of(world, person, later), 1
                while slot <= table.marks[row, ride.STOPS]:
                    if not _drawn(world, region, workday, row, slot, most):
                        slot += 1


@compiled
def _drawn(world: World, region: int, workday: int, row: int, slot: int, most: float) -> bool:
    """Bring one card forward, where it adds at most so many minutes of way to all routes together; whether it went."""
    table, times = world.table, world.case.times
    need = world.units[row, slot]
    if not is_card(world, need) or times[need, forms.RETURN_AT] > workday:
        return False
    minutes = times[need, forms.MINUTES]
    rows, kept = gather(world, region, group_of(world, need), workday, workday), 0
    for number in range(rows):
        there = world.rows[number]
        count = table.marks[there, ride.STOPS]
        until = table.lines[there, ride.HOME] if count else table.lines[there, ride.FROM]
        if table.lines[there, ride.LIMIT] - until >= minutes:
            world.rows[kept] = there
            kept += 1
    if kept == 0:
        return False
    windows_from(world, need, workday, workday)
    begin, end = world.windows[0, BEGIN], world.windows[0, END]
    if not find(world, need, minutes, begin, end, kept) or world.values[0, TOTAL] - _spared(world, row, slot) > most:
        return False
    unseat(world, need)
    seat(world, need, 0, minutes, begin, end)
    world.case.facts[need, forms.WORKDAY] = workday
    return True


@compiled
def _spared(world: World, row: int, slot: int) -> float:
    """Minutes of way that a route is shorter without this visit."""
    cells = world.table.cells
    dx = cells[row, ride.X, slot - 1] - cells[row, ride.X, slot + 1]
    dy = cells[row, ride.Y, slot - 1] - cells[row, ride.Y, slot + 1]
    return cells[row, ride.LEG, slot - 1] + cells[row, ride.LEG, slot] - world.table.scale * sqrt(dx * dx + dy * dy)


@compiled
def put_back(world: World, need: int) -> None:
    """A card goes back to the others; it gets another day in the evening."""
    world.case.facts[need, forms.STATE] = forms.WAITING
    keep_waiting(world, need)


@compiled
def give_way(world: World, need: int, minutes: float, count: int) -> bool:
    """Send cards of one route back until an emergency has a place in it; False when that does not help.

    `rows` and `windows` say where and when it may go, as for ask(). The route whose card can wait longest gives way.
    """
    table, times = world.table, world.case.times
    chosen = -1
    for _ in range(MOST_BACK):
        back, latest = -1, -FAR
        for number in range(count):
            row = world.rows[number]
            if chosen >= 0 and row != chosen:
                continue
            for slot in range(table.marks[row, ride.FLOOR] + 1, table.marks[row, ride.STOPS] + 1):
                other = world.units[row, slot]
                if is_card(world, other) and times[other, forms.DUE] > latest:
                    back, latest = other, times[other, forms.DUE]
        if back < 0:
            return False
        chosen = world.case.facts[back, forms.ROW]
        unseat(world, back)
        put_back(world, back)
        if ask(world, need, minutes, count, 1):
            return True
    return False
