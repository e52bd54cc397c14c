"""Who answers a contact, and where it goes when it is not solved at once, in the three ways to organise the work.

Plain values in, a route out. Which way holds is the promise `organisation.model` of the policy.
"""

from dataclasses import dataclass
from typing import Literal

Model = Literal["integral", "departments", "contact_centre"]

# The team that every association has; it takes what belongs to nobody in particular.
GENERAL = "contact"

SUBJECTS = ("repair", "rent", "letting", "nuisance", "complaint", "other")

# Which department knows most about a subject: the codes of teams.
DEPARTMENT_OF: dict[str, str] = {
    "repair": "planning",
    "rent": "housing",
    "letting": "housing",
    "nuisance": "housing",
    "complaint": "quality",
    "other": "housing",
}


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

    def is_for(self, team: str) -> bool:
        """Whether this team is the one that takes the contact."""
        return team == self.answers


def route(model: Model, *, subject: str, area_team: str) -> Route:
    """The way of a contact about `subject`. `area_team` is the team of the neighbourhood, empty when none is known.

    - integral: the team of the neighbourhood takes everything, settles it, and whoever spoke calls back
    - departments: every subject has its own department, which is rung directly; another one connects the caller
    - contact_centre: one team takes everything first and calls back itself; what it cannot settle goes to the
      department as a question with a term
    """
    department = DEPARTMENT_OF.get(subject, GENERAL)
    if model == "integral":
        team = area_team or GENERAL
        return Route(model, team, team, team, keeps_owner=True, steps=(("answer", team), ("keep", team)))
    if model == "departments":
        team = GENERAL if subject == "other" else department
        return Route(model, team, team, team, keeps_owner=False, steps=(("connect", team), ("answer", team)))
    steps = (("answer", GENERAL), ("ask", department))
    return Route(model, GENERAL, department, GENERAL, keeps_owner=False, steps=steps)
