"""The mark that a tenant gives for what happened. The weights are in the register: correlations, not causes."""
# mypy: disable-error-code="no-any-return"

from voordeur.twin.engine.kernel import forms
from voordeur.twin.engine.kernel.compiled import compiled
from voordeur.twin.engine.kernel.forms import World
from voordeur.twin.engine.kernel.lots import normal
from voordeur.twin.engine.kernel.offers import is_by_appointment


@compiled
def mark_of(world: World, need: int, lead: float, is_late: bool) -> float:  # noqa: FBT001 - compiled
    """The mark from 1 to 10 for what happened; the weights are in the register, and are correlations, not causes."""
    facts, chance = world.case.facts, world.chance
    rush_ = world.kinds.urgency[world.needs.kind[need]] <= forms.EMERGENCY
    mark = chance.mark_level
    if not rush_:
        mark -= chance.mark_per_day * max(0.0, lead - chance.mark_free_days)
        if not is_by_appointment(world, need):
            mark -= chance.mark_unannounced
        else:
            mark -= chance.mark_per_hour * (world.promise.window_minutes / 60.0 - 2.0)
            if facts[need, forms.CHOSE]:
                mark += chance.mark_chose
    if is_late:
        mark -= chance.mark_late
    mark -= chance.mark_repeat * max(0, facts[need, forms.VISITS] - 1 - facts[need, forms.SHUT])
    mark -= chance.mark_waited * facts[need, forms.LATE]
    mark -= chance.mark_missed * (facts[need, forms.MISSED] + facts[need, forms.MOVED])
    mark -= chance.mark_chased * facts[need, forms.CHASED]
    mark -= chance.mark_tries * max(0, facts[need, forms.TRIES])
    mark += chance.mark_spread * normal(world.needs.luck[need, 10])
    return min(10.0, max(1.0, mark))
