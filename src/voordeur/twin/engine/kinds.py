"""What can be broken and how often: the question tree of the live association, with who pays by its own rule."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from voordeur.planning.engine.kernel.forms import Floats, Ints
from voordeur.policy.models import URGENCY_CODES, ServicePolicy
from voordeur.repairs.rules import tree as question_tree
from voordeur.repairs.rules.often import weight_of
from voordeur.repairs.rules.payer import who_pays
from voordeur.repairs.rules.tree import Outcome, Stop
from voordeur.twin.engine.kernel.forms import Kinds
from voordeur.twin.engine.register import Register

Bools = npt.NDArray[np.bool_]
# What own craftsmen can do, by the first thing they learned; other trades are always bought. An estimate of how an
# association is staffed.
GROUPS: tuple[tuple[str, frozenset[str]], ...] = (
    ("water", frozenset({"LOA", "LOO", "ONT", "GEI", "CVI", "WTW"})),
    ("power", frozenset({"ELA", "ELE", "ALA"})),
    ("wood", frozenset({"TAL", "TIM", "GLA"})),
    ("finish", frozenset({"SCH", "STU", "TEG", "VOC"})),
)


@lru_cache(maxsize=1)
def _tree() -> tuple[tuple[Outcome, ...], Floats, Bools]:
    """Every kind of the question tree, how likely it is beside the others, and whether it is in a shared space."""
    tree = question_tree.load()
    defects = {
        thing.key: sum(len(question_tree.defects(tree, place, thing.key)) for place in thing.places)
        for thing in tree.thing
    }
    outcomes, weights, shared = [], [], []
    for path in question_tree.paths(tree):
        place, thing, _ = path.split("/")
        result = question_tree.outcome(tree, path, {})
        outcome = result.outcome if isinstance(result, Stop) else result
        if outcome is None:
            continue
        outcomes.append(outcome)
        shared.append(question_tree.find_place(tree, place).shared)
        weights.append(weight_of(thing) / max(1, defects[thing]))
    return tuple(outcomes), np.array(weights), np.array(shared, dtype=np.bool_)


def _weights(group: Ints, register: Register) -> Floats:
    """How often each kind breaks: by trade and place, and so that the classes of urgency keep their shares."""
    outcomes, weights, shared = _tree()
    factors = np.array([register[f"{name}_factor"] for name, _ in GROUPS] + [register["bought_factor"]])
    found: Floats = weights * np.where(shared, register["shared_report_share"], 1.0) * factors[group]
    urgency = np.array([one.urgency for one in outcomes])
    for code in URGENCY_CODES:
        found[urgency == code] *= register[f"urgency_{code}_share"] / found[urgency == code].sum()
    return found


@lru_cache(maxsize=64)
def _payers(policy: ServicePolicy) -> tuple[Floats, Floats]:
    """Of every kind 1 where tenants pay, without (0) and with (1) the subscription; 1 where somebody looks first."""
    outcomes = _tree()[0]
    theirs, check = np.zeros((len(outcomes), 2)), np.zeros(len(outcomes))
    for number, outcome in enumerate(outcomes):
        for has_subscription in (False, True):
            payer = who_pays(
                outcome=outcome,
                policy=policy,
                has_subscription=has_subscription,
                own_fault="no",
                own_alteration=False,
            ).payer
            if payer == "tenant":
                theirs[number, int(has_subscription)] = 1.0
            elif payer == "check":
                check[number] = 1.0
    return theirs, check


def kinds_of(policy: ServicePolicy, register: Register) -> tuple[Kinds, Floats]:
    """Every kind under a policy, and how often each breaks (the same under every policy)."""
    outcomes = _tree()[0]
    theirs, check = _payers(policy)
    trade = [next((at for at, (_, trades) in enumerate(GROUPS) if one.trade in trades), -1) for one in outcomes]
    group = np.array(trade, dtype=np.int64)
    longer = register["duration_factor"]
    kinds = Kinds(
        np.array([URGENCY_CODES.index(one.urgency) for one in outcomes], dtype=np.int64),
        group,
        np.array([one.minutes * longer for one in outcomes]),
        np.array([one.minutes_sd * longer for one in outcomes]),
        np.array(
            [register["material_cents"] if one.material else register["small_material_cents"] for one in outcomes]
        ),
        theirs * register["tenant_does_it_share"],
        check * register["unclear_share"],
    )
    return kinds, _weights(group, register)
