"""Reads the public instances of field service and of technicians with skills into our problem. They are not ours to
ship: they lie beside the repository in ../shared/data, and every reader says so when they are not there."""

import csv
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from voordeur.planning.engine.problem import Craftsman, Job, Place, Problem, Shift, Travel, Weights, Window

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
DURATION_ONLY = Weights(travel_minute=0.0, idle_minute=0.0, duration_minute=1.0, unplanned_job=10_000.0)

Orders = dict[tuple[str, int], tuple[str, ...]]  # (craftsman, number of the shift) to the jobs in order


@dataclass(frozen=True, slots=True)
class Instance:
    """A problem, and the best that is known of it: `minutes` of duration with `left` jobs unserved, and its routes
    where they are published."""

    problem: Problem
    minutes: float
    left: int
    orders: Orders | None = None


@cache
def _rows(name: str) -> Mapping[str, list[dict[str, str]]]:
    path = DATA / name
    if not path.exists():
        raise FileNotFoundError(f"{path.resolve()} is not there: the public instances are not part of this repository")
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            found[row["instance"]].append(row)
    return found


def names(kind: str) -> list[str]:
    """The instances of `field_service` or `technician_skills`."""
    return list(_rows(f"{kind}_best.csv"))


def field_service(name: str) -> Instance:
    """A rural working day: all technicians start and end at node 0, road times are a matrix, and a window bounds the
    start of the work. The price is the duration: return minus the latest departure that keeps it."""
    rows = _rows("field_service_jobs.csv")[name]
    best = _rows("field_service_best.csv")[name][0]
    order = {row["node"]: number for number, row in enumerate(rows)}
    minutes = [[math.inf] * len(order) for _ in order]
    km = [[math.inf] * len(order) for _ in order]
    for row in _rows("field_service_travel.csv")[name]:
        minutes[order[row["from"]]][order[row["to"]]] = float(row["min"])
        km[order[row["from"]]][order[row["to"]]] = float(row["km"])
    for node in range(len(order)):
        minutes[node][node] = km[node][node] = 0.0
    depot = next(row for row in rows if row["kind"] == "depot")
    shift = Shift(float(depot["tw_start_min"]), float(depot["tw_end_min"]), depot["node"], depot["node"])
    travel = Travel("matrix", minutes=tuple(map(tuple, minutes)), km=tuple(map(tuple, km)))
    problem = Problem(
        tuple(Place(node) for node in order),
        travel,
        tuple(Craftsman(str(n + 1), (shift,)) for n in range(int(best["technicians"]))),
        tuple(
            Job(
                row["node"],
                row["node"],
                float(row["service_min"]),
                windows=(Window(float(row["tw_start_min"]), float(row["tw_end_min"])),),
            )
            for row in rows
            if row["kind"] == "job"
        ),
        1,
        DURATION_ONLY,
    )
    routes = (route.strip().partition(":") for route in best["solution"].split("|"))
    orders = {(who, 0): tuple(jobs.split()) for who, _, jobs in routes}
    return Instance(problem, float(best["recomputed_min"]), int(float(best["unserved"])), orders)


KITS = ("skills", "owned", "depot", "both")
PAST = " past the depot"


def technician_skills(name: str, *, kit: str = "skills") -> Instance:
    """25 technicians who start and end at home, and 100 requests on a plane at speed 1; the price is the duration.

    In the source a technician carries tools and parts, and may pass the depot once to fetch what is missing. The form
    of a problem knows no fetching, so `kit` says what is kept of it:
    `skills`: only the skills. Less is asked than in the source, so a plan may be shorter than its best known.
    `owned`: a tool is a skill of who carries it, and a part is a level: nobody fetches. More is asked than there.
    `depot`: everyone passes the depot on the way out and has everything from there. Every such plan keeps the rules of
    the source; fetch.py takes out the detours that a route does not need.
    `both`: every technician twice, once with what they carry and once past the depot; technicians.py lets only one of
    the two work.
    """
    if kit not in KITS:
        raise ValueError(f"{kit}: kit is one of {', '.join(KITS)}")
    rows = _rows("technician_skills_instances.csv")[name]
    best = _rows("technician_skills_best.csv")[name][0]
    places = [Place(row["node"], x=float(row["x"]), y=float(row["y"])) for row in rows]
    technicians = [row for row in rows if row["kind"] == "technician"]
    work = [row for row in rows if row["kind"] == "job"]
    travel = Travel("euclidean", speed=1.0)
    if kit in ("depot", "both"):
        depot = next(row["node"] for row in rows if row["kind"] == "depot")
        travel, places = _past_the_depot(places, depot, [row["node"] for row in technicians])
    everything = {need: 99 for row in work for need in _needs(row, kit) if not need.startswith("skill")}
    people = []
    for row in technicians:
        if kit != "depot":
            people.append(_technician(row, row["node"], _has(row, kit)))
        if kit in ("depot", "both"):
            people.append(_technician(row, row["node"] + PAST, _has(row, kit) | everything))
    jobs = tuple(
        Job(
            row["node"],
            row["node"],
            float(row["service"]),
            skills=_needs(row, kit),
            windows=(Window(float(row["tw_start"]), float(row["tw_end"])),),
        )
        for row in work
    )
    problem = Problem(tuple(places), travel, tuple(people), jobs, 1, DURATION_ONLY)
    return Instance(problem, float(best["best_duration"]), 0)


def _technician(row: Mapping[str, str], start: str, skills: dict[str, int]) -> Craftsman:
    shift = Shift(float(row["tw_start"]), float(row["tw_end"]), start, row["node"])
    return Craftsman(start, (shift,), skills)


def _has(row: Mapping[str, str], kit: str) -> dict[str, int]:
    found = {f"skill {code}": 1 for code in row["skills"].split()}
    if kit in ("owned", "both"):
        found |= {f"tool {code}": 1 for code in row["tools"].split()}
        found |= {f"part {n}": int(count) for n, count in enumerate(row["parts"].split()) if int(count)}
    return found


_needs = _has  # a request names the skill, the tools and the parts it takes in the same columns


def _past_the_depot(places: list[Place], depot: str, homes: list[str]) -> tuple[Travel, list[Place]]:
    """A matrix with one more place for each home: leaving it leads past the depot."""
    at = {place.id: place for place in places}
    wider = [*places, *(Place(home + PAST) for home in homes)]

    def minutes(a: str, b: str) -> float:
        a_home, a_detour, _ = a.partition(PAST)
        b_home = b.partition(PAST)[0]
        if a == b:
            return 0.0
        if a_detour:
            return _apart(at[a_home], at[depot]) + _apart(at[depot], at[b_home])
        return _apart(at[a], at[b_home])

    rows = tuple(tuple(minutes(a.id, b.id) for b in wider) for a in wider)
    return Travel("matrix", minutes=rows), wider


def _apart(a: Place, b: Place) -> float:
    return math.hypot((a.x or 0.0) - (b.x or 0.0), (a.y or 0.0) - (b.y or 0.0))


def kits(name: str) -> "Kits":
    """What everyone carries and every request uses in one instance of technicians."""
    rows = _rows("technician_skills_instances.csv")[name]
    return Kits({row["node"]: _kit(row) for row in rows if row["kind"] != "depot"})


@dataclass(frozen=True, slots=True)
class Kits:
    """Tools and parts by node: what a technician carries and what a request uses."""

    of: Mapping[str, tuple[frozenset[str], tuple[int, ...]]]

    def first_lacking(self, technician: str, jobs: tuple[str, ...]) -> int:
        """Before which stop the depot has to be passed at the latest; the number of stops when never."""
        tools, parts = self.of[technician]
        left = list(parts)
        for number, job in enumerate(jobs):
            asked, used = self.of[job]
            left = [have - use for have, use in zip(left, used, strict=True)]
            if not asked <= tools or min(left) < 0:
                return number
        return len(jobs)


def _kit(row: Mapping[str, str]) -> tuple[frozenset[str], tuple[int, ...]]:
    return frozenset(row["tools"].split()), tuple(map(int, row["parts"].split()))
