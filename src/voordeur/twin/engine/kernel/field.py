"""A day in the field: what the craftsmen meet on their routes, and what follows from it."""

from math import sqrt

from voordeur.planning.engine.kernel import ride
from voordeur.planning.engine.kernel.forms import EPS
from voordeur.twin.engine.kernel import forms, sums
from voordeur.twin.engine.kernel.agenda import keep_waiting, note
from voordeur.twin.engine.kernel.cards import is_card, put_back
from voordeur.twin.engine.kernel.cases import ready
from voordeur.twin.engine.kernel.compiled import compiled
from voordeur.twin.engine.kernel.complaints import complain
from voordeur.twin.engine.kernel.counting import add, counts
from voordeur.twin.engine.kernel.forms import World
from voordeur.twin.engine.kernel.improve import place
from voordeur.twin.engine.kernel.lots import mixed, spread, waiting
from voordeur.twin.engine.kernel.offers import gather, group_of, is_told, row_of
from voordeur.twin.engine.kernel.routes import end_at, open_day

DAY = 1440.0


@compiled
def open_horizon(world: World, workday: int) -> None:
    """Make the empty shifts of one working day, for whoever is there, without what is kept for emergencies."""
    crew, promise = world.crew, world.promise
    if workday >= len(world.days.day_of):
        return
    start = world.days.day_of[workday] * DAY
    for person in range(len(crew.region)):
        open_day(
            world.table,
            row_of(world, person, workday),
            person,
            crew.x[person],
            crew.y[person],
            start + promise.shift_from,
            start + promise.shift_to,
            start + promise.shift_to - promise.reserve,
        )


@compiled
def lift_reserve(world: World, workday: int) -> None:
    """On the day itself the shift may be used to its end, and the overtime with it."""
    start = world.days.day_of[workday] * DAY
    limit = start + world.promise.shift_to + world.promise.overtime
    for person in range(len(world.crew.region)):
        end_at(world.table, row_of(world, person, workday), limit)


@compiled
def call_in_ill(world: World, day: int, workday: int) -> None:
    """Whoever is ill this morning: their visits go to others today where they fit, and are missed where they do not."""
    crew, table, units = world.crew, world.table, world.units
    for person in range(len(crew.region)):
        if crew.there[person, day] != 2:
            continue
        row = row_of(world, person, workday)
        count = table.marks[row, ride.STOPS]
        for slot in range(1, count + 1):
            need = units[row, slot]
            rows, kept = gather(world, crew.region[person], group_of(world, need), workday, workday), 0
            for number in range(rows):
                if crew.there[table.marks[world.rows[number], ride.OWNER], day] == 1:
                    world.rows[kept] = world.rows[number]
                    kept += 1
            times = world.case.times
            if not place(
                world, need, times[need, forms.MINUTES], times[need, forms.BEGIN], times[need, forms.END], kept
            ):
                miss(world, need, (day + 0.35) * DAY)
        table.marks[row, ride.STOPS] = 0


@compiled
def miss(world: World, need: int, at: float) -> None:
    """We do not come: it is booked again, and some who waited for us call or complain."""
    facts, home = world.case.facts, world.needs.home[need]
    if is_card(world, need):
        put_back(world, need)
        if counts(world, at):
            world.tally.sums[sums.CARDS_BACK] += 1.0
        return
    facts[need, forms.MISSED] += 1
    facts[need, forms.STATE] = forms.WAITING
    if counts(world, at):
        world.tally.sums[sums.MISSED] += 1.0
        world.tally.sums[sums.MISSED_CENTS] += world.promise.missed_cents
        add(world, sums.ENDED, home, sums.G_ENDED, 1.0)
    tries = facts[need, forms.MISSED]
    if mixed(world.luck[0], need, 500 + tries) < world.chance.chase_missed_share:
        later = waiting(mixed(world.luck[0], need, 520 + tries), world.chance.missed_call_minutes)
        note(world, at + later, forms.AGAIN, need, home, 0)
    if mixed(world.luck[0], need, 540 + tries) < world.chance.complains_missed_share:
        complain(world, need, at)
    if facts[need, forms.STATE] == forms.WAITING:
        keep_waiting(world, need)


@compiled
def drive(world: World, person: int, day: int, workday: int) -> None:  # noqa: C901 - a day, told in order
    """One route as it really goes: ways and work take longer or shorter, doors stay shut, promises are kept or not."""
    table, units, needs = world.table, world.units, world.needs
    facts, times, promise, chance = world.case.facts, world.case.times, world.promise, world.chance
    row = row_of(world, person, workday)
    count = table.marks[row, ride.STOPS]
    start, tally = day * DAY, world.tally
    is_counted = counts(world, start)
    if is_counted:
        tally.sums[sums.PAID_MINUTES] += promise.paid_minutes
        tally.sums[sums.CRAFT_DAYS] += 1.0 if count else 0.0
    if count == 0:
        return
    moment = start + promise.shift_from
    first_window = table.spans[row, 1, 0, 0]
    moment = max(moment, first_window - table.cells[row, ride.LEG, 0])
    x, y = table.cells[row, ride.X, 0], table.cells[row, ride.Y, 0]
    limit = start + promise.shift_to + promise.overtime
    for slot in range(1, count + 1):
        need = units[row, slot]
        home, kind, visit = (
            needs.home[need],
            needs.kind[need],
            min(facts[need, forms.VISITS], needs.visits.shape[1] - 1),
        )
        luck = needs.visits[need, visit]
        dx, dy = world.homes.x[home] - x, world.homes.y[home] - y
        way = sqrt(dx * dx + dy * dy)
        minutes = way * table.scale * spread(luck[4], chance.way_spread) + chance.parking_minutes
        # Who is waited for is visited as long as the day is not over; nobody knows of a card that no longer fits.
        ends = moment + minutes + (times[need, forms.MINUTES] if is_card(world, need) else 0.0)
        if ends > limit:
            miss(world, need, moment)
            continue
        arrive = moment + minutes
        begin = max(arrive, times[need, forms.BEGIN])
        is_rush = world.kinds.urgency[kind] <= forms.EMERGENCY
        is_promised = not is_rush and is_told(world, need)
        if is_counted:
            tally.sums[sums.TRAVEL_MINUTES] += minutes
            tally.sums[sums.KM] += way * world.detour
            tally.sums[sums.IDLE_MINUTES] += begin - arrive
            tally.sums[sums.OWN_VISITS] += 1.0
            add(world, sums.ENDED, home, sums.G_ENDED, 1.0)
            if is_promised:
                tally.sums[sums.PROMISES] += 1.0
        if is_promised and begin > times[need, forms.END] + EPS:
            facts[need, forms.LATE] += 1
            if is_counted:
                tally.sums[sums.LATE_PROMISES] += 1.0
            if mixed(world.luck[0], need, 560 + visit) < chance.chase_late_share:
                note(world, times[need, forms.END] + chance.late_call_minutes, forms.AGAIN, need, home, 0)
        facts[need, forms.VISITS] += 1
        x, y = world.homes.x[home], world.homes.y[home]
        shut = chance.no_access
        if not is_told(world, need):
            shut = chance.no_access_unannounced
        else:
            shut += chance.no_access_per_hour * (promise.window_minutes / 60.0 - 2.0)
            if not promise.reminds:
                shut *= chance.no_access_unreminded
            if world.homes.working[home] and not facts[need, forms.CHOSE]:
                shut *= chance.no_access_working
        if not is_rush and luck[0] < shut:
            moment = begin + chance.door_minutes
            facts[need, forms.SHUT] += 1
            if is_counted:
                add(world, sums.NO_ACCESS, home, sums.G_NO_ACCESS, 1.0)
            if facts[need, forms.SHUT] >= promise.attempts:
                facts[need, forms.STATE] = forms.GIVEN_UP
                times[need, forms.READY_AT] = moment
                tally.sums[sums.ALL_ENDED] += 1.0
                if is_counted:
                    tally.sums[sums.GIVEN_UP] += 1.0
            else:
                facts[need, forms.STATE] = forms.WAITING
                later = chance.card_minutes + waiting(luck[1], chance.rebook_days) * DAY
                note(world, moment + later, forms.REBOOK, need, home, 0)
            continue
        work = world.kinds.minutes[kind] * spread(luck[2], chance.duration_spread) + promise.setup
        moment = begin + work
        if is_counted:
            tally.sums[sums.WORK_MINUTES] += work
        fix = chance.fix_share if facts[need, forms.VISITS] - facts[need, forms.SHUT] <= 1 else chance.fix_later_share
        if is_rush:
            fix = chance.fix_rush_share
        if luck[1] < fix:
            if is_counted:
                tally.sums[sums.JOBS] += 1.0
            ready(world, need, moment)
            continue
        follow(world, need, luck[3], moment, workday)
    dx, dy = table.cells[row, ride.X, count + 1] - x, table.cells[row, ride.Y, count + 1] - y
    way = sqrt(dx * dx + dy * dy)
    home_at = moment + way * table.scale
    if is_counted:
        tally.sums[sums.KM] += way * world.detour
        tally.sums[sums.OVERTIME] += max(0.0, home_at - start - promise.shift_to)
    table.marks[row, ride.STOPS] = 0


@compiled
def follow(world: World, need: int, luck: float, at: float, workday: int) -> None:
    """The work is not done: for want of material, another trade, somebody who looks first, or time."""
    facts, chance = world.case.facts, world.chance
    facts[need, forms.STATE] = forms.WAITING
    first = workday + 1
    if luck < chance.follow_material_share:
        first = workday + 1 + int(chance.material_days)
    elif luck < chance.follow_material_share + chance.follow_trade_share:
        groups = world.crew.skills.shape[1]
        world.case.after[need] = (group_of(world, need) + 1) % groups
    if counts(world, at):
        world.tally.sums[sums.JOBS] += 1.0
    if mixed(world.luck[0], need, 580 + facts[need, forms.VISITS]) < chance.chase_follow_share:
        later = waiting(mixed(world.luck[0], need, 590 + facts[need, forms.VISITS]), chance.where_days) * DAY
        note(world, at + later, forms.AGAIN, need, world.needs.home[need], 0)
    world.case.times[need, forms.RETURN_AT] = min(first, len(world.days.day_of) - 1)
    keep_waiting(world, need)
