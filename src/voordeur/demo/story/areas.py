"""Teams of neighbourhoods: each looks after a part of the town, with people of the office who also work there."""

from voordeur.demo.story.rows import Rows
from voordeur.demo.story.staff import Staff
from voordeur.demo.story.town import Home
from voordeur.parties.models import Team, User
from voordeur.parties.rules import Role
from voordeur.work.models import Area

# From so many homes on the north and the south are parted once more.
HOMES_FOR_FOUR_TEAMS = 3000
# A postcode without its last letter: a few streets.
SIGNS = 5
NORTH = ("area_north", "Wijkteam Noord")
NORTH_PARTS = (("area_northwest", "Wijkteam Noordwest"), ("area_northeast", "Wijkteam Noordoost"))
SOUTH = ("area_south", "Wijkteam Zuid")
SOUTH_PARTS = (("area_southwest", "Wijkteam Zuidwest"), ("area_southeast", "Wijkteam Zuidoost"))


def write(rows: Rows, staff: Staff, homes: list[Home], *, known: int) -> dict[int, str]:
    """The teams, their postcodes and their people; home `known` is served by the team of the known log-ins.

    Returns the code of the team of every home, by its key.
    """
    beginnings: dict[str, list[Home]] = {}
    for home in homes:
        beginnings.setdefault(home.row.postcode[:SIGNS], []).append(home)
    places = sorted(beginnings, key=lambda code: (-_mean(beginnings[code], "lat"), code))
    team_of: dict[str, tuple[str, str]] = {}
    sides = ((NORTH, NORTH_PARTS), (SOUTH, SOUTH_PARTS))
    for half, (whole, parts) in zip(_halves(places), sides, strict=True):
        if len(homes) < HOMES_FOR_FOUR_TEAMS:
            team_of |= dict.fromkeys(half, whole)
            continue
        eastward = sorted(half, key=lambda code: (_mean(beginnings[code], "lon"), code))
        for quarter, part in zip(_halves(eastward), parts, strict=True):
            team_of |= dict.fromkeys(quarter, part)
    teams = {code: rows.keep(Team(code=code, name=name)) for code, name in dict.fromkeys(team_of.values())}
    staff.teams.update(teams)
    for postcode in sorted(team_of):
        rows.keep(Area(postcode=postcode, team=teams[team_of[postcode][0]]))
    known_team = team_of[homes[known].row.postcode[:SIGNS]][0]
    order = [known_team, *(code for code in teams if code != known_team)]
    also = User.other_teams.through
    for role in (Role.CONTACT_AGENT, Role.HOUSING_CONSULTANT):
        for number, user in enumerate(staff.by_role[role]):
            rows.keep(also(user_id=user.pk, team_id=teams[order[number % len(order)]].pk))
    return {home.row.pk: team_of[home.row.postcode[:SIGNS]][0] for home in homes}


def _mean(homes: list[Home], field: str) -> float:
    return sum(float(getattr(home.row, field)) for home in homes) / len(homes)


def _halves(places: list[str]) -> tuple[list[str], list[str]]:
    middle = (len(places) + 1) // 2
    return places[:middle], places[middle:]
