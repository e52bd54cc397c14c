"""Who answers a contact, and where it goes when it is not solved at once, in the three ways to organise the work.

The same for every channel: a call, a mail and a message of the site about one thing come to one team.
"""

from dataclasses import dataclass
from typing import Literal

from voordeur.policy.models import ServicePolicy

Model = Literal["integral", "departments", "contact_centre"]

# The team that every association has; it takes what belongs to nobody in particular.
GENERAL = "contact"


@dataclass(frozen=True, slots=True)
class Route:
    """The way of one contact, in codes of teams.

    - `answers`: takes the contact
    - `second_line`: gets the question when it is not solved at once
    - `calls_back`: keeps a call-back that was promised
    - `keeps_owner`: whoever spoke with the tenant owns what is left of it
    - `steps`: the same as a list of moves, each (code of the move, team)
    """

    model: Model
    answers: str
    second_line: str
    calls_back: str
    keeps_owner: bool
    steps: tuple[tuple[str, str], ...]


def route(policy: ServicePolicy, *, subject: str, area_team: str) -> Route:
    """The way of a contact about `subject`. `area_team` is the team of the neighbourhood, empty when none is known.

    - integral: the team of the neighbourhood takes everything, settles it, and whoever spoke calls back
    - departments: every subject has its own department, which is rung directly; another one connects the caller
    - contact_centre: one team takes everything first and calls back itself; what it cannot settle goes to the
      department as a question with a term
    """
    model = policy.organisation.model
    department = policy.organisation.departments[subject]
    if model == "integral":
        team = area_team or GENERAL
        return Route(model, team, team, team, keeps_owner=True, steps=(("answer", team), ("keep", team)))
    if model == "departments":
        steps = (("connect", department), ("answer", department))
        return Route(model, department, department, department, keeps_owner=False, steps=steps)
    steps = (("answer", GENERAL), ("ask", department))
    return Route(model, GENERAL, department, GENERAL, keeps_owner=False, steps=steps)
