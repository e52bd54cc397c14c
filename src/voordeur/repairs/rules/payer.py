"""Who pays for a repair, by rule, with the article that says so.

The order of the law: damage by the tenant's fault and the tenant's own alterations first, then the list of small
repairs (Besluit kleine herstellingen, Stb. 2003, 168, on art. 7:217 and 7:240 BW) with its conditions, and everything
else is the landlord's (art. 7:206 BW). Where a condition is not known the answer is "check": a person decides.
Holds no sentences: texts.py words a Payer.
"""

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from voordeur.policy.models import CoverCode, ServicePolicy
from voordeur.repairs.rules.branches import Known, Words
from voordeur.repairs.rules.tree import DATA, Outcome

Who = Literal["tenant", "landlord", "subscription", "check"]
Condition = Literal["cheap", "reachable", "no_skill", "not_building"]

SMALL_REPAIRS = "Besluit kleine herstellingen, {letter}, bij art. 7:217 BW"
LANDLORD_REPAIRS = "art. 7:206 lid 1 BW"
LANDLORD_FAILED = "art. 7:217 BW"
TENANT_FAULT = "art. 7:218 BW"
# Art. 7:215 BW lets the tenant alter the home; who keeps the alteration up follows from the consent and the tenancy
# agreement, where associations put it with the tenant.
TENANT_ALTERATION = "art. 7:215 BW"

# The annex puts lamps, cleaning and litter in shared rooms with the tenants together, while associations in practice do
# it and share the cost out as service charges: the two contradict for any single tenant.
SHARED_LETTERS: frozenset[CoverCode] = frozenset({"g", "o", "p", "t", "u"})


class SmallRepair(BaseModel):
    """One letter of the annex: what it covers in plain words and the conditions it sets."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    letter: CoverCode
    topic: Words
    works: list[Words] = Field(min_length=1)
    conditions: list[Condition] = []


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays, the article, and why: a code with plain values, and Words where a value has two languages."""

    payer: Who
    article: str
    reason_code: str
    params: dict[str, object] = field(default_factory=dict)


@lru_cache(maxsize=1)
def small_repairs() -> dict[CoverCode, SmallRepair]:
    """The annex by letter, a to v, in its order."""
    raw = tomllib.loads((DATA / "small_repairs.toml").read_text(encoding="utf-8"))
    items = [SmallRepair.model_validate(entry) for entry in raw["item"]]
    return {item.letter: item for item in items}


def who_pays(
    *,
    outcome: Outcome,
    policy: ServicePolicy,
    has_subscription: bool,
    own_fault: Known,
    own_alteration: bool,
    element: str | None = None,
    caused_by_landlord: bool = False,
) -> Payer:
    """Who pays for what the tree concluded.

    `own_fault`: the tenant, a housemate or a guest caused it. `own_alteration`: the tenant put the thing in, or took
    it over; `element` names it when it is another thing than the outcome's. `caused_by_landlord`: it only became
    necessary because the association failed to repair in time. `policy` is the one in force when the tenant reported.
    """
    named: dict[str, object] = {"thing": element or outcome.thing}
    if caused_by_landlord:
        return Payer("landlord", LANDLORD_FAILED, "landlord_failed", named)
    if own_alteration:
        return Payer("tenant", TENANT_ALTERATION, "own_alteration", named)
    if own_fault == "yes":
        return Payer("tenant", TENANT_FAULT, "own_fault", named)
    if own_fault == "unknown" and outcome.fault_suspect:
        return Payer("check", TENANT_FAULT, "cause_unknown", named)
    if not outcome.cover:
        code = "landlord_shared" if outcome.shared else "landlord_repairs"
        return Payer("landlord", LANDLORD_REPAIRS, code, named)
    return _by_the_list(outcome, policy, has_subscription=has_subscription)


def _by_the_list(outcome: Outcome, policy: ServicePolicy, *, has_subscription: bool) -> Payer:
    letters = "/".join(outcome.cover)
    items = [small_repairs()[letter] for letter in outcome.cover]
    article = SMALL_REPAIRS.format(letter=("letter " if len(items) == 1 else "letters ") + ", ".join(outcome.cover))
    params: dict[str, object] = {"letter": letters, "topic": items[0].topic}
    asked: list[Condition] = [condition for item in items for condition in item.conditions]
    state: dict[Condition, Known] = {condition: getattr(outcome.known, condition) for condition in asked}

    unmet = [condition for condition, known in state.items() if known == "no"]
    if unmet:
        return Payer("landlord", LANDLORD_REPAIRS, f"not_small_{unmet[0]}", params)
    if outcome.shared and set(outcome.cover) <= SHARED_LETTERS:
        return Payer("check", article, "shared_part", params)

    subscribed = has_subscription and policy.subscription.offered
    covered = subscribed and set(outcome.cover) <= set(policy.subscription.covers)
    unknown = [condition for condition, known in state.items() if known == "unknown"]
    if unknown:
        # Either way it costs the subscriber nothing, but the fund may not pay what the landlord owes.
        code = "either_way_free" if covered else f"unknown_{unknown[0]}"
        return Payer("check", article, code, params)
    if covered:
        return Payer("subscription", article, "subscription_covers", params)
    return Payer("tenant", article, "subscription_excludes" if subscribed else "small_repair", params)
