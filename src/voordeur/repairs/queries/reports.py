"""Reads for the report pages: where a draft stands, what was reported before, what the text suggests."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from voordeur.homes import queries as homes
from voordeur.parties.models import User
from voordeur.policy.rules import local
from voordeur.repairs.models import OPEN_STATUSES, Draft, Repair
from voordeur.repairs.rules import tree as trees
from voordeur.repairs.rules.duplicates import SAME_HOME_DAYS, Duplicate, Reported, likely_duplicates

# The order of the pages, with the part of the four-step progress that each belongs to.
STEPS: dict[str, int] = {
    "home": 1,
    "code": 1,
    "what": 2,
    "thing": 2,
    "defect": 2,
    "question": 2,
    "stop": 2,
    "twins": 3,
    "details": 3,
    "check": 4,
}


@dataclass(frozen=True, slots=True)
class Twin:
    """A report that is probably about the same thing; `is_own` when it was made under the present tenancy of this home.

    What a former tenant or a neighbour wrote is theirs: of it no more is told than that it was reported.
    """

    repair: Repair
    duplicate: Duplicate
    is_own: bool


def outcome_of(draft: Draft) -> trees.Outcome | trees.Stop | None:
    """Where the draft's answers lead; None while it is not known what is wrong."""
    path = draft.data.get("path")
    return trees.outcome(trees.load(), path, draft.data.get("answers", {})) if path else None


def settled(draft: Draft) -> trees.Outcome | None:
    """The outcome behind a stop page too; None when there is none to report."""
    found = outcome_of(draft)
    return found.outcome if isinstance(found, trees.Stop) else found


def twins(draft: Draft, *, now: datetime) -> list[Twin]:
    """Open or recent reports that look like this one, in this home or on a shared part of its complex."""
    outcome = settled(draft)
    if outcome is None or draft.dwelling is None:
        return []
    recent = Repair.objects.filter(reported_at__gte=now - timedelta(days=SAME_HOME_DAYS)).select_related("dwelling")
    if outcome.shared and draft.dwelling.complex_id:
        recent = recent.filter(dwelling__complex_id=draft.dwelling.complex_id)
    else:
        recent = recent.filter(dwelling=draft.dwelling)
    shared = {place.key for place in trees.places(trees.load()) if place.shared}
    known = {repair.pk: repair for repair in recent.order_by("-reported_at")[:200] if repair.path.count("/") == 2}
    found = likely_duplicates(
        Reported(
            key="",
            dwelling=draft.dwelling_id,
            complex=draft.dwelling.complex_id,
            path=outcome.path,
            shared=outcome.shared,
            reported_at=now,
        ),
        [
            Reported(
                key=repair.pk,
                dwelling=repair.dwelling_id,
                complex=repair.dwelling.complex_id,
                path=repair.path,
                shared=repair.path.split("/")[0] in shared,
                reported_at=repair.reported_at,
                is_open=repair.status in OPEN_STATUSES,
            )
            for repair in known.values()
        ],
    )
    if not found:
        return []
    tenancy = homes.current_tenancy(draft.dwelling.pk, day=local(now).date())
    nearest = [(known[int(one.key)], one) for one in found[:5]]
    return [
        Twin(repair, one, is_own=tenancy is not None and repair.tenancy_id == tenancy.pk) for repair, one in nearest
    ]


def next_step(draft: Draft, *, user: User | None, now: datetime) -> str:
    """The first page that still has something to ask."""
    data = draft.data
    # Who is in danger rings first; which home it is can wait.
    found = outcome_of(draft)
    if isinstance(found, trees.Stop) and data.get("stop_seen") != found.page.key:
        return "stop"
    if draft.dwelling_id is None:
        return "home"
    # Who logs in halfway has still not shown that the home of an anonymous report is theirs.
    if (user is None or draft.by_id is None) and data.get("proved") != draft.dwelling_id:
        return "code"
    if not data.get("path"):
        return "defect" if data.get("thing") else "thing" if data.get("place") else "what"
    outcome = settled(draft)
    if outcome is None:
        return "stop"
    if outcome.open_questions:
        return "question"
    if not data.get("twins_seen") and twins(draft, now=now):
        return "twins"
    if not data.get("details_done"):
        return "details"
    return "check"


def has_reached(draft: Draft, step: str, *, user: User | None, now: datetime) -> bool:
    """Whether everything before a page has been answered."""
    order = list(STEPS)
    return order.index(step) <= order.index(next_step(draft, user=user, now=now))


def taken(repair_id: int) -> tuple[Repair, datetime]:
    """A repair and when somebody began to report it."""
    repair = Repair.objects.select_related("draft", "taken_by", "reporter").get(pk=repair_id)
    return repair, repair.draft.begun_at if repair.draft is not None else repair.reported_at
