"""What can be broken and how often: the question tree of the live association, with who pays by its own rule."""

from functools import lru_cache

import numpy as np

from voordeur.planning.engine.kernel.forms import Floats
from voordeur.policy.models import URGENCY_CODES, ServicePolicy
from voordeur.repairs.rules import tree as question_tree
from voordeur.repairs.rules.payer import who_pays
from voordeur.repairs.rules.tree import Outcome, Stop
from voordeur.twin.engine.kernel.forms import Kinds
from voordeur.twin.engine.register import Register

# What own craftsmen can do, by the first thing they learned; other trades are always bought. An estimate of how an
# association is staffed.
GROUPS: tuple[tuple[str, frozenset[str]], ...] = (
    ("water", frozenset({"LOA", "LOO", "ONT", "GEI", "CVI", "WTW"})),
    ("power", frozenset({"ELA", "ELE", "ALA"})),
    ("wood", frozenset({"TAL", "TIM", "GLA"})),
    ("finish", frozenset({"SCH", "STU", "TEG", "VOC"})),
)
# How much likelier a thing breaks than the rest of the tree; all its defects share that (estimates).
OFTEN = {
    "tap": 9, "boiler": 9, "toilet": 8, "radiator": 6, "front_door": 7, "window": 6, "sink": 4, "basin": 3, "shower": 6,
    "pipe": 4, "sewer": 3, "inner_door": 4, "thermostat": 2, "ventilation": 3, "fuse_box": 4, "socket": 3, "switch": 2,
    "light": 2, "smoke_alarm": 3, "kitchen_unit": 3, "damp": 4, "roof": 3, "gutter": 3, "entrance_door": 4, "bell": 3,
    "shared_light": 3, "lift": 2, "vermin": 2, "sealant": 2, "shed_door": 2, "fence": 2, "gas": 0.3,
}  # fmt: skip
SHARED = 0.35  # a defect in a shared space is reported once for many homes; estimate
URGENCY_SHARES = {"danger": 0.01, "emergency": 0.14, "urgent": 0.25, "normal": 0.53, "planned": 0.07}  # estimate
UNCLEAR = 0.5  # of what the rule leaves to a person, the part that somebody really has to look at; estimate


@lru_cache(maxsize=1)
def _tree() -> tuple[tuple[Outcome, ...], Floats]:
    """Every kind with its weight; the classes of urgency keep their shares."""
    tree = question_tree.load()
    defects = {
        thing.key: sum(len(question_tree.defects(tree, place, thing.key)) for place in thing.places)
        for thing in tree.thing
    }
    outcomes, weights = [], []
    for path in question_tree.paths(tree):
        place, thing, _ = path.split("/")
        result = question_tree.outcome(tree, path, {})
        outcome = result.outcome if isinstance(result, Stop) else result
        if outcome is None:
            continue
        outcomes.append(outcome)
        is_shared = question_tree.find_place(tree, place).shared
        weights.append(OFTEN.get(thing, 1) / max(1, defects[thing]) * (SHARED if is_shared else 1.0))
    found = np.array(weights)
    urgency = np.array([one.urgency for one in outcomes])
    for code, share in URGENCY_SHARES.items():
        found[urgency == code] *= share / found[urgency == code].sum()
    return tuple(outcomes), found


def kinds_of(policy: ServicePolicy, register: Register) -> tuple[Kinds, Floats]:
    """Every kind under a policy, and how often each breaks (the same under every policy)."""
    outcomes, weights = _tree()
    not_ours, check = np.zeros((len(outcomes), 2)), np.zeros(len(outcomes))
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
                not_ours[number, int(has_subscription)] = register["tenant_does_it_share"]
            elif payer == "check":
                check[number] = UNCLEAR
    group = [next((at for at, (_, trades) in enumerate(GROUPS) if one.trade in trades), -1) for one in outcomes]
    kinds = Kinds(
        np.array([URGENCY_CODES.index(one.urgency) for one in outcomes], dtype=np.int64),
        np.array(group, dtype=np.int64),
        np.array([float(one.minutes) for one in outcomes]),
        np.array([float(one.minutes_sd) for one in outcomes]),
        np.array(
            [register["material_cents"] if one.material else register["small_material_cents"] for one in outcomes]
        ),
        not_ours,
        check,
    )
    return kinds, weights
