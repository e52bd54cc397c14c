"""Which promises of a plan are likelier to be late than the policy allows, and a plan with fewer of them. Writes
nothing."""

from voordeur.planning.engine import problem as engine
from voordeur.planning.engine.risk import keep_risk, late_risk
from voordeur.planning.engine.solve import after_rounds, after_seconds
from voordeur.planning.queries.problem import Live
from voordeur.policy.models import ServicePolicy

# Rounds of the search for one step towards a surer plan.
TURN_ROUNDS = 500


def at_risk(live: Live, plan: engine.Plan, policy: ServicePolicy) -> set[str]:
    """The promised visits whose chance of starting after their window is above the policy's level."""
    level = policy.planning.late_promise_max_share
    return {name for name, risk in late_risk(live.problem, plan).items() if risk.chance > level and _counts(live, name)}


def surer(live: Live, plan: engine.Plan, policy: ServicePolicy, *, seed: int, seconds: float) -> engine.Plan:
    """The plan with as few promises above the policy's level as can be found in about so many seconds."""
    kept = keep_risk(
        live.problem,
        plan,
        max_share=policy.planning.late_promise_max_share,
        seed=seed,
        stop=after_seconds(seconds),
        turn=lambda: after_rounds(TURN_ROUNDS),
        before=live.plan,
    )
    return kept.plan


def _counts(live: Live, name: str) -> bool:
    visit = live.visits[int(name)]
    return visit.is_promised and not visit.is_fixed
