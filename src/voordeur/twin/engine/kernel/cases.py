"""What is broken, from the report to the day that it works again."""
# mypy: disable-error-code="no-any-return"

from voordeur.twin.engine.kernel import forms, sums
from voordeur.twin.engine.kernel.agenda import note
from voordeur.twin.engine.kernel.compiled import compiled
from voordeur.twin.engine.kernel.complaints import complain
from voordeur.twin.engine.kernel.counting import add, counts
from voordeur.twin.engine.kernel.forms import World
from voordeur.twin.engine.kernel.lots import mixed, waiting
from voordeur.twin.engine.kernel.marks import mark_of
from voordeur.twin.engine.kernel.offers import is_told
from voordeur.twin.engine.kernel.places import book, due_of, next_workday, rush

DAY = 1440.0


@compiled
def report(world: World, need: int, at: float) -> int:
    """Take in what is broken: 1 when it is settled in the same contact, 0 when somebody has to look at who pays."""
    case, needs, kinds = world.case, world.needs, world.kinds
    facts, times = case.facts, case.times
    if facts[need, forms.STATE] != forms.UNKNOWN:
        return 1
    kind, home = needs.kind[need], needs.home[need]
    urgency = kinds.urgency[kind]
    times[need, forms.REPORTED] = at
    times[need, forms.DUE] = due_of(world, urgency, at)
    facts[need, forms.REGION_OF] = world.homes.region[home]
    world.tally.sums[sums.ALL_REPORTED] += 1.0
    if counts(world, at):
        world.tally.sums[sums.REPORTED] += 1.0
        world.tally.daily[int(at // DAY), sums.D_REPORTED] += 1.0
    if (
        needs.luck[need, 1] < kinds.not_ours[kind, world.homes.subscribed[home]]
        or needs.luck[need, 2] < world.chance.self_help_share
    ):
        facts[need, forms.STATE] = forms.SETTLED
        times[need, forms.READY_AT] = at
        world.tally.sums[sums.ALL_ENDED] += 1.0
        if counts(world, at):
            world.tally.sums[sums.SETTLED] += 1.0
        return 1
    if urgency <= forms.EMERGENCY:
        rush(world, need, at)
        return 1
    first = wanted = next_workday(world, int(at // DAY))
    if is_told(world, need):
        wanted += int(waiting(mixed(world.luck[0], need, 700), world.chance.wanted_days))
    book(world, need, at, first, wanted)
    if facts[need, forms.STATE] == forms.WAITING or not is_told(world, need):
        # No day was told: sooner or later they call to ask.
        note(world, at + waiting(needs.luck[need, 6], world.chance.where_days) * DAY, forms.WHERE, need, home, 0)
    return 0 if needs.luck[need, 3] < kinds.check[kind] else 1


@compiled
def ready(world: World, need: int, at: float) -> None:
    """It works again: count how long it took and what mark the tenant gives."""
    facts, times, needs = world.case.facts, world.case.times, world.needs
    kind, home = needs.kind[need], needs.home[need]
    facts[need, forms.STATE] = forms.DONE
    times[need, forms.READY_AT] = at
    reported = times[need, forms.REPORTED]
    tally = world.tally
    tally.sums[sums.ALL_ENDED] += 1.0
    if not counts(world, at):
        return
    lead = (at - reported) / DAY
    tally.sums[sums.READY] += 1.0
    tally.daily[int(at // DAY), sums.D_READY] += 1.0
    add(world, sums.LEAD_DAYS, home, sums.G_LEAD, lead)
    add(world, sums.CHANGES, home, sums.G_READY, 1.0)
    tally.sums[sums.TERM_COUNT] += 1.0
    is_late = at > times[need, forms.DUE]
    if not is_late:
        tally.sums[sums.IN_TERM] += 1.0
    if world.kinds.urgency[kind] <= forms.EMERGENCY:
        tally.sums[sums.RUSH_COUNT] += 1.0
        if at - reported <= 240.0:
            tally.sums[sums.RUSH_IN_4H] += 1.0
    if world.kinds.group[kind] >= 0:
        tally.sums[sums.FIRST_COUNT] += 1.0
        if facts[need, forms.VISITS] == 1:
            tally.sums[sums.FIRST_FIX] += 1.0
    tally.sums[sums.MATERIAL_CENTS] += world.kinds.material[kind]
    mark = mark_of(world, need, lead, is_late)
    add(world, sums.MARKS, home, sums.G_MARKS, mark)
    add(world, sums.MARK_COUNT, home, sums.G_MARK_COUNT, 1.0)
    if (is_late and needs.luck[need, 9] < world.chance.complains_late_share) or (
        facts[need, forms.VISITS] > 2 and needs.luck[need, 9] < world.chance.complains_repeat_share
    ):
        complain(world, need, at)
