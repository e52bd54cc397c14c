"""The JSON form of problems and plans, version 1. A part with a fault is left out and named; the rest is read.

Holds no rules of planning; file_write.py writes the same form.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace

from voordeur.kernel.errors import FieldError
from voordeur.kernel.geo import is_in_netherlands
from voordeur.planning.engine.form_conflicts import conflicts
from voordeur.planning.engine.form_fields import unknown_fields
from voordeur.planning.engine.form_items import closed_shift, path_of, read_craftsman, read_job, read_place, read_shift
from voordeur.planning.engine.form_travel import read_travel
from voordeur.planning.engine.form_values import FormError, LeftOut, Reader, is_number
from voordeur.planning.engine.problem import (
    DAY_MINUTES,
    Craftsman,
    Job,
    Pause,
    Place,
    Plan,
    Problem,
    Route,
    Shift,
    Stop,
    Unplanned,
    Weights,
)

VERSION = 1

__all__ = [
    "VERSION",
    "FormError",
    "LeftOut",
    "Reading",
    "job_from_json",
    "plan_from_json",
    "problem_from_json",
    "read_problem",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds: the problem of everything that could be read, what was left out, and what is only odd."""

    problem: Problem
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[FieldError, ...] = ()

    @property
    def jobs_left_out(self) -> tuple[LeftOut, ...]:
        return tuple(one for one in self.left_out if one.kind == "job")


def problem_from_json(data: object) -> Problem:
    """Read a problem without any fault. Raises FormError with every fault; what is only odd is no fault."""
    reading = read_problem(data)
    errors = [error for one in reading.left_out for error in one.errors]
    errors += [error for error in reading.remarks if error.code not in ONLY_ODD]
    if errors:
        raise FormError(errors)
    return reading.problem


ONLY_ODD = {"outside_netherlands", "all_outside_netherlands", "unknown_field"}


def read_problem(data: object) -> Reading:
    """Read a problem and leave out the parts with a fault. Raises FormError only for what is no problem at all: no
    object, another version, no lists of places, craftsmen and jobs, or travel of an unknown kind."""
    return _Reading(data).result()


class _Reading:
    def __init__(self, data: object) -> None:
        whole = Reader()
        source = whole.mapping(data, "problem")
        if source.get("version", VERSION) != VERSION or isinstance(source.get("version"), bool):
            whole.fault("version", "not_allowed", source.get("version"), "version", version=VERSION)
        self.places_given = whole.items(source, "places", "")
        self.craftsmen_given = whole.items(source, "craftsmen", "")
        self.jobs_given = whole.items(source, "jobs", "")
        self.left_out: list[LeftOut] = []
        self.remarks = Reader()
        travel = whole.mapping(source.get("travel"), "travel")
        self.travel = read_travel(whole, self.remarks, travel, len(self.places_given))
        whole.done()
        self.source = source
        for name in unknown_fields(source):
            self.remarks.fault(name, "unknown_field")

    def result(self) -> Reading:
        places = self._places()
        self.place_ids = {place.id for place in places}
        craftsmen = self._craftsmen()
        jobs = self._jobs(places, craftsmen)
        problem = Problem(places, self.travel, craftsmen, jobs, self._days(craftsmen), self._weights())
        return Reading(problem, tuple(self.left_out), tuple(self.remarks.errors))

    def _leave_out(self, kind: str, name: str, read: Reader, data: object = None) -> None:
        source = data if isinstance(data, Mapping) else {}
        priority = source.get("priority")
        self.left_out.append(
            LeftOut(
                kind,
                name,
                tuple(read.errors),
                float(priority) if is_number(priority) and priority >= 0 else 1.0,
                bool(source.get("promised") is True or source.get("mandatory") is True or source.get("lock")),
            )
        )

    def _places(self) -> tuple[Place, ...]:
        found: list[Place] = []
        seen: set[str] = set()
        for number, data in enumerate(self.places_given):
            read = Reader()
            place = read_place(read, data, number, self.travel.kind)
            if place.id in seen:
                read.fault(f"places.{number}.id", "double", place.id, "own_id")
            if not read.errors:
                found.append(place)
                seen.add(place.id)
                continue
            is_double = place.id in seen
            self._leave_out("place", f"places.{number}" if is_double or not place.id else place.id, read)
            if self.travel.kind == "matrix":
                found.append(Place(f"places.{number}"))  # its row stays, so that the others keep theirs
        if self.travel.kind == "distance":
            self._look_at_the_map(found)
        return tuple(found)

    def _look_at_the_map(self, places: Sequence[Place]) -> None:
        out = [place for place in places if not is_in_netherlands(place.lat or 0.0, place.lon or 0.0)]
        if out and len(out) == len(places):
            self.remarks.fault("places", "all_outside_netherlands")
            return
        for place in out:
            self.remarks.fault(f"places.{place.id}", "outside_netherlands", f"{place.lat:g}, {place.lon:g}")

    def _craftsmen(self) -> tuple[Craftsman, ...]:
        found: list[Craftsman] = []
        seen: set[str] = set()
        for number, data in enumerate(self.craftsmen_given):
            read = Reader()
            who, shifts = read_craftsman(read, data, number)
            name = path_of("craftsmen", data, number)
            if who.id in seen:
                read.fault(f"{name}.id", "double", who.id, "own_id")
                name = f"craftsmen.{number}"
            if read.errors:
                self._leave_out("craftsman", name.removeprefix("craftsmen.") if who.id not in seen else name, read)
                continue
            seen.add(who.id)
            found.append(replace(who, shifts=self._shifts(name, shifts)))
        return tuple(found)

    def _shifts(self, path: str, given: Sequence[object]) -> tuple[Shift, ...]:
        found: list[Shift] = []
        kept: list[Shift] = []
        for number, data in enumerate(given):
            read = Reader()
            here = f"{path}.shifts.{number}"
            shift = read_shift(read, data, here, self.place_ids)
            if any(one.from_minute < shift.to_minute and shift.from_minute < one.to_minute for one in kept):
                read.fault(f"{here}.from_minute", "shifts_overlap", shift.from_minute, "no_overlap")
            if not read.errors:
                found.append(shift)
                kept.append(shift)
                continue
            self._leave_out("shift", here.removeprefix("craftsmen."), read)
            if self.place_ids:
                found.append(closed_shift(min(self.place_ids)))
        return tuple(found)

    def _jobs(self, places: Sequence[Place], craftsmen: Sequence[Craftsman]) -> tuple[Job, ...]:
        taken = {data["id"] for data in self.jobs_given if _has_name(data)}
        known = _Known(
            self.place_ids - {f"places.{n}" for n in range(len(self.places_given))},
            {one.name for one in self.left_out if one.kind == "place"},
            {who.id: len(who.shifts) for who in craftsmen},
            taken,
        )
        found: list[Job] = []
        given: dict[str, object] = {}
        seen: set[str] = {""}
        for number, data in enumerate(self.jobs_given):
            read = Reader()
            job = read_job(read, data, number)
            is_double = job.id in seen
            seen.add(job.id)
            if is_double and job.id:
                read.fault(f"jobs.{job.id}.id", "double", job.id, "own_id")
            job = _references(read, self.remarks, job, known)
            if read.errors:
                self._leave_out("job", f"jobs.{number}" if is_double else job.id, read, data)
                continue
            given[job.id] = data
            found.append(job)
        left = {one.name for one in self.left_out if one.kind == "job"}
        out = conflicts(found, Problem(tuple(places), self.travel, tuple(craftsmen)), left)
        for name, errors in out.items():
            read = Reader()
            read.errors = errors
            self._leave_out("job", name, read, given[name])
        return tuple(job for job in found if job.id not in out)

    def _days(self, craftsmen: Sequence[Craftsman]) -> int:
        read = Reader()
        days = read.whole(self.source, "days", "problem", 1, low=1)
        if not read.errors:
            return days
        self.remarks.errors += [replace(error, field="days") for error in read.errors]
        ends = [shift.to_minute for who in craftsmen for shift in who.shifts]
        return max(1, math.ceil(max(ends, default=0.0) / DAY_MINUTES))

    def _weights(self) -> Weights:
        value = self.source.get("weights")
        given = {} if value is None else self.remarks.mapping(value, "weights")
        known: dict[str, float] = {}
        for each in fields(Weights):
            read = Reader()
            usual = getattr(Weights(), each.name)
            weight = read.number(given, each.name, "weights", usual, low=0)
            known[each.name] = usual if read.errors else weight
            self.remarks.errors += read.errors
        return Weights(**known)


def _has_name(data: object) -> bool:
    return isinstance(data, Mapping) and isinstance(data.get("id"), str) and bool(data["id"])


@dataclass(frozen=True, slots=True)
class _Known:
    places: set[str]
    bad_places: set[str]
    shifts: Mapping[str, int]
    jobs: set[str]


def _references(read: Reader, remarks: Reader, job: Job, known: _Known) -> Job:
    """The job without a preference for somebody who is not there; the other references must exist."""
    path = f"jobs.{job.id}"
    if job.place in known.bad_places and job.place not in known.places:
        read.fault(f"{path}.place", "left_out", job.place, "known_place")
    else:
        read.known(job.place, known.places, f"{path}.place", "known_place")
    if job.lock is not None:
        read.known(job.lock.craftsman, set(known.shifts), f"{path}.lock.craftsman", "known_craftsman")
        if job.lock.shift is not None and job.lock.shift >= known.shifts.get(job.lock.craftsman, job.lock.shift + 1):
            read.fault(f"{path}.lock.shift", "unknown", job.lock.shift, "known_shift", craftsman=job.lock.craftsman)
    for before in job.after:
        read.known(before.job, known.jobs, f"{path}.after", "known_job")
    if job.prefer is not None and job.prefer not in known.shifts:
        if job.prefer:
            remarks.fault(f"{path}.prefer", "unknown", job.prefer, "known_craftsman")
        return replace(job, prefer=None)
    return job


def job_from_json(data: object, problem: Problem) -> tuple[Job, Place | None]:
    """Read one new job; its `place` is the id of a place of the problem, or a place of its own, which is returned
    too. Raises FormError with every fault."""
    read = Reader()
    source = read.mapping(data, "job")
    place: Place | None = None
    if isinstance(source.get("place"), Mapping):
        place = read_place(read, source["place"], 0, problem.travel.kind)
        source = {**source, "place": place.id}
    job = read_job(read, source, 0)
    places = {known.id for known in problem.places}
    if place is not None and place.id in places:
        read.fault(f"jobs.{job.id}.place.id", "double", place.id, "own_id")
    elif place is not None:
        places.add(place.id)
        if problem.travel.kind == "matrix":
            read.fault(f"jobs.{job.id}.place", "not_in_matrix", place.id, "known_place")
    shifts = {who.id: len(who.shifts) for who in problem.craftsmen}
    job = _references(read, Reader(), job, _Known(places, set(), shifts, {one.id for one in problem.jobs}))
    read.done()
    return job, place


def plan_from_json(data: object) -> Plan:
    """Read a plan; whether it fits its problem is for check(). Raises FormError with every fault."""
    read = Reader()
    source = read.mapping(data, "plan")
    if source.get("version", VERSION) != VERSION or isinstance(source.get("version"), bool):
        read.fault("version", "not_allowed", source.get("version"), "version", version=VERSION)
    if not isinstance(source.get("routes"), list):
        read.fault("routes", "not_a_list", source.get("routes"), "list")
        read.done()
    routes = tuple(_route(read, each, f"routes.{n}") for n, each in enumerate(source["routes"]))
    unplanned: list[Unplanned] = []
    for n, each in enumerate(read.items(source, "unplanned", "")):
        left = read.mapping(each, f"unplanned.{n}")
        unplanned.append(
            Unplanned(read.text(left, "job", f"unplanned.{n}"), str(left.get("code", "")), str(left.get("message", "")))
        )
    terms = {} if source.get("cost") is None else read.mapping(source["cost"], "cost")
    cost = {str(name): read.number(terms, name, "cost") for name in terms}
    seconds, seed = read.number(source, "seconds", "plan", 0.0), read.number(source, "seed", "plan", 0.0)
    read.done()
    return Plan(routes, tuple(unplanned), cost, seconds, int(seed))


def _route(read: Reader, data: object, path: str) -> Route:
    source = read.mapping(data, path)
    stops: list[Stop] = []
    for n, each in enumerate(read.items(source, "stops", path + ".")):
        here = f"{path}.stops.{n}"
        stop = read.mapping(each, here)
        moments = [read.number(stop, f"{name}_minute", here) for name in ("arrive", "start", "end")]
        stops.append(Stop(read.text(stop, "job", here), *moments))
    pauses: list[Pause] = []
    for n, each in enumerate(read.items(source, "breaks", path + ".")):
        here = f"{path}.breaks.{n}"
        pause = read.mapping(each, here)
        pauses.append(Pause(read.number(pause, "start_minute", here), read.number(pause, "end_minute", here)))
    shift = read.whole(source, "shift", path, -1, low=0)
    if shift < 0:
        read.fault(f"{path}.shift", "missing", None, "whole_from", low=0)
    return Route(
        read.text(source, "craftsman", path),
        shift,
        read.number(source, "leave_minute", path),
        read.number(source, "home_minute", path),
        tuple(stops),
        tuple(pauses),
    )
