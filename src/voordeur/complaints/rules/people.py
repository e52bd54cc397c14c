"""Who may handle a complaint, who may judge it a second time, and which team gets it. Plain values in and out."""

from collections.abc import Collection
from dataclasses import dataclass

from voordeur.complaints.rules.status import HANDLERS, MAY, PART_OF_FIRST, REVIEWERS, Action
from voordeur.complaints.rules.subjects import About
from voordeur.kernel.errors import Refused
from voordeur.policy.models import ServicePolicy


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here, as far as these rules ask."""

    user_id: int
    role: str
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Who is in a complaint: whom it is about, who complains, and who did what in the first stage."""

    about_user_id: int | None
    complainant_ids: frozenset[int]
    # (user, act) of every line of the file so far
    acts: frozenset[tuple[int, str]]
    handler_id: int | None = None

    @property
    def part_in_first(self) -> frozenset[int]:
        """Everybody who had a part in the first stage."""
        did = {user for user, act in self.acts if act in PART_OF_FIRST}
        return frozenset(did | ({self.handler_id} if self.handler_id is not None else set()))


def check_impartial(who: Colleague, story: Story) -> None:
    """Nobody handles a complaint about themselves, or one of their own."""
    if story.about_user_id == who.user_id:
        raise Refused("complaint_about_you")
    if who.person_id is not None and who.person_id in story.complainant_ids:
        raise Refused("own_complaint")


def check_handler(who: Colleague, story: Story) -> None:
    """Refused "not_a_handler", "complaint_about_you" or "own_complaint"."""
    if who.role not in HANDLERS:
        raise Refused("not_a_handler")
    check_impartial(who, story)


def check_reviewer(who: Colleague, story: Story) -> None:
    """The second stage is judged by somebody who had no part in the first: else Refused "had_part_in_first"."""
    if who.role not in REVIEWERS:
        raise Refused("not_a_reviewer")
    check_impartial(who, story)
    if who.user_id in story.part_in_first:
        raise Refused("had_part_in_first")


def reviewers(colleagues: Collection[Colleague], story: Story) -> list[Colleague]:
    """Those who may judge the second stage, in the order given."""
    found = []
    for one in colleagues:
        try:
            check_reviewer(one, story)
        except Refused:
            continue
        found.append(one)
    return found


def may_act(action: Action, who: Colleague, story: Story) -> bool:
    """Whether a colleague may do this with this complaint, their part in it included."""
    if who.role not in MAY[action]:
        return False
    try:
        check_impartial(who, story)
        if action is Action.DECIDE:
            check_reviewer(who, story)
    except Refused:
        return False
    return True


# Whose task it is, where each department answers about its own work.
_DEPARTMENTS: dict[About, str] = {
    About.REPAIR: "planning",
    About.APPOINTMENT: "planning",
    About.BEHAVIOUR: "quality",
    About.LETTING: "housing",
    About.COSTS: "housing",
    About.NUISANCE: "housing",
    About.POLICY: "management",
}


def team_of(policy: ServicePolicy, about: About) -> str:
    """The team that answers a complaint: the neighbourhood's, the department's, or those who take everything first."""
    match policy.organisation.model:
        case "integral":
            return "housing"
        case "departments":
            return _DEPARTMENTS[about]
        case "contact_centre":
            return "contact"


def check_remedy(policy: ServicePolicy, *, cents: int, role: str, allowed_cents: int) -> None:
    """A remedy above what a handler may give needs a manager: Refused "remedy_needs_manager"."""
    if cents < 0:
        raise Refused("remedy_below_zero")
    limit = max(policy.complaints.remedy_without_manager_cents, allowed_cents)
    if cents > limit and role != "manager":
        raise Refused("remedy_needs_manager", cents=limit)
