"""The JSON form of problems and plans, version 1: reads with every fault named, writes what it reads. Holds no
rules."""

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeGuard

from voordeur.kernel.errors import FieldError
from voordeur.planning.engine.problem import (
    After,
    Break,
    Craftsman,
    Job,
    Lock,
    Pause,
    Place,
    Plan,
    Problem,
    Route,
    Shift,
    Stop,
    Travel,
    Unplanned,
    Weights,
    Window,
)

VERSION = 1


class FormError(ValueError):
    """The input cannot be read; `errors` holds every fault, its field named as in `jobs.j1.service_minutes`."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__("; ".join(f"{e.field}: {e.code} {e.value!r}, allowed: {e.allowed}" for e in errors))
        self.errors = tuple(errors)


class _Reader:
    """Takes values out of parsed JSON and collects the faults instead of stopping at the first."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def fault(self, path: str, code: str, value: object = "", allowed: str = "") -> None:
        self.errors.append(FieldError(path, code, str(value)[:80], allowed))

    def done(self) -> None:
        if self.errors:
            raise FormError(self.errors)

    def mapping(self, value: object, path: str) -> Mapping[str, Any]:
        if isinstance(value, Mapping):
            return value
        self.fault(path, "not_an_object", value, "an object")
        return {}

    def items(self, source: Mapping[str, Any], key: str, path: str) -> list[Any]:
        value = source.get(key)
        if value is None:
            return []
        if isinstance(value, list):
            return value
        self.fault(f"{path}{key}", "not_a_list", value, "a list")
        return []

    def text(self, source: Mapping[str, Any], key: str, path: str) -> str:
        value = source.get(key)
        if isinstance(value, str) and value:
            return value
        self.fault(f"{path}.{key}", "missing" if value is None else "not_a_text", value, "a text")
        return ""

    def number(
        self, source: Mapping[str, Any], key: str, path: str, default: float | None = None, *, low: float = -math.inf
    ) -> float:
        value = source.get(key)
        if value is None and default is not None:
            return default
        if _is_number(value) and value >= low:
            return float(value)
        allowed = "a number" if low == -math.inf else f"a number from {low:g}"
        self.fault(f"{path}.{key}", "missing" if value is None else "not_allowed", value, allowed)
        return max(0.0, low)

    def maybe(self, source: Mapping[str, Any], key: str, path: str) -> float | None:
        return None if source.get(key) is None else self.number(source, key, path)

    def flag(self, source: Mapping[str, Any], key: str, path: str) -> bool:
        value = source.get(key, False)
        if not isinstance(value, bool):
            self.fault(f"{path}.{key}", "not_allowed", value, "true or false")
        return value is True

    def levels(self, source: Mapping[str, Any], path: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for trade, level in self.mapping(source.get("skills") or {}, f"{path}.skills").items():
            if isinstance(level, bool) or not isinstance(level, int) or level < 0:
                self.fault(f"{path}.skills.{trade}", "not_allowed", level, "a whole number from 0")
            else:
                found[trade] = level
        return found

    def known(self, value: str, known: set[str], path: str, what: str) -> None:
        if value and value not in known:
            self.fault(path, "unknown", value, f"the id of a {what}")


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def problem_from_json(data: object) -> Problem:
    """Read a problem. Raises FormError with every fault."""
    read = _Reader()
    source = read.mapping(data, "problem")
    if source.get("version", VERSION) != VERSION:
        read.fault("version", "not_allowed", source.get("version"), str(VERSION))
    travel = _travel(read, read.mapping(source.get("travel"), "travel"))
    places = tuple(_place(read, each, n, travel.kind) for n, each in enumerate(read.items(source, "places", "")))
    place_ids = _unique(read, [place.id for place in places], "places")
    if travel.kind == "matrix" and len(travel.minutes) != len(places):
        read.fault("travel.minutes", "wrong_size", len(travel.minutes), f"{len(places)} rows, one for each place")
    craftsmen = tuple(
        _craftsman(read, each, n, place_ids) for n, each in enumerate(read.items(source, "craftsmen", ""))
    )
    craftsman_ids = _unique(read, [craftsman.id for craftsman in craftsmen], "craftsmen")
    jobs = tuple(_job(read, each, n) for n, each in enumerate(read.items(source, "jobs", "")))
    job_ids = _unique(read, [job.id for job in jobs], "jobs")
    for job in jobs:
        read.known(job.place, place_ids, f"jobs.{job.id}.place", "place")
        _references(read, job, craftsman_ids, job_ids)
    given = read.mapping(source.get("weights") or {}, "weights")
    weights = Weights(
        **{
            each.name: read.number(given, each.name, "weights", getattr(Weights(), each.name), low=0)
            for each in fields(Weights)
        }
    )
    days = source.get("days", 1)
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        read.fault("days", "not_allowed", days, "a whole number from 1")
    read.done()
    return Problem(places, travel, craftsmen, jobs, days, weights)


def job_from_json(data: object, problem: Problem) -> tuple[Job, Place | None]:
    """Read one new job; its `place` is the id of a place of the problem, or a place of its own, which is returned
    too."""
    read = _Reader()
    source = read.mapping(data, "job")
    place: Place | None = None
    if isinstance(source.get("place"), Mapping):
        place = _place(read, source["place"], 0, problem.travel.kind)
        source = {**source, "place": place.id}
    job = _job(read, source, 0)
    if place is None:
        read.known(job.place, {known.id for known in problem.places}, f"jobs.{job.id}.place", "place")
    elif problem.travel.kind == "matrix":
        read.fault(f"jobs.{job.id}.place", "not_in_matrix", place.id, "the id of a place of the problem")
    _references(read, job, {who.id for who in problem.craftsmen}, {known.id for known in problem.jobs})
    read.done()
    return job, place


def _unique(read: _Reader, ids: list[str], path: str) -> set[str]:
    seen: set[str] = set()
    for each in ids:
        if each and each in seen:
            read.fault(f"{path}.{each}.id", "double", each, "an id that no other has")
        seen.add(each)
    return seen


def _travel(read: _Reader, source: Mapping[str, Any]) -> Travel:
    kind = source.get("kind")
    if kind == "distance":
        speed = read.number(source, "speed_kmh", "travel", 30.0, low=0.1)
        return Travel("distance", speed_kmh=speed, detour=read.number(source, "detour", "travel", 1.3, low=0.1))
    if kind == "euclidean":
        return Travel("euclidean", speed=read.number(source, "speed", "travel", 1.0, low=1e-6))
    if kind != "matrix":
        read.fault("travel.kind", "not_allowed", kind, "matrix, distance or euclidean")
        return Travel("euclidean")
    return Travel("matrix", minutes=_matrix(read, source, "minutes"), km=_matrix(read, source, "km"))


def _matrix(read: _Reader, source: Mapping[str, Any], key: str) -> tuple[tuple[float, ...], ...]:
    """A hole (null) is a way that nobody can go."""
    rows = read.items(source, key, "travel.")
    found: list[tuple[float, ...]] = []
    for number, row in enumerate(rows):
        if not isinstance(row, list) or len(row) != len(rows):
            read.fault(f"travel.{key}.{number}", "wrong_size", "", f"a list of {len(rows)} numbers")
            continue
        for column, value in enumerate(row):
            if value is not None and not (_is_number(value) and value >= 0):
                read.fault(
                    f"travel.{key}.{number}.{column}", "not_allowed", value, "a number from 0, or null for no way"
                )
        found.append(tuple(float(value) if _is_number(value) else math.inf for value in row))
    return tuple(found)


def _place(read: _Reader, data: object, number: int, kind: str) -> Place:
    source = read.mapping(data, f"places.{number}")
    path = f"places.{source.get('id', number)}"
    place = Place(read.text(source, "id", path), *(read.maybe(source, axis, path) for axis in ("lat", "lon", "x", "y")))
    if kind == "distance":
        for name, value, limit in (("lat", place.lat, 90), ("lon", place.lon, 180)):
            if value is None or not -limit <= value <= limit:
                read.fault(f"{path}.{name}", "not_allowed", value, f"degrees from -{limit} to {limit}")
    if kind == "euclidean" and (place.x is None or place.y is None):
        read.fault(path, "missing", "", "x and y")
    return place


def _craftsman(read: _Reader, data: object, number: int, places: set[str]) -> Craftsman:
    source = read.mapping(data, f"craftsmen.{number}")
    path = f"craftsmen.{source.get('id', number)}"
    shifts = tuple(
        _shift(read, each, f"{path}.shifts.{n}", places)
        for n, each in enumerate(read.items(source, "shifts", path + "."))
    )
    return Craftsman(read.text(source, "id", path), shifts, read.levels(source, path))


def _shift(read: _Reader, data: object, path: str, places: set[str]) -> Shift:
    source = read.mapping(data, path)
    begin, end = _span(read, source, path)
    start, finish = read.text(source, "start_place", path), read.text(source, "end_place", path)
    read.known(start, places, f"{path}.start_place", "place")
    read.known(finish, places, f"{path}.end_place", "place")
    breaks = tuple(
        _break(read, each, f"{path}.breaks.{n}") for n, each in enumerate(read.items(source, "breaks", path + "."))
    )
    return Shift(begin, end, start, finish, read.number(source, "overtime_minutes", path, 0.0, low=0), breaks)


def _span(read: _Reader, source: Mapping[str, Any], path: str) -> tuple[float, float]:
    begin, end = read.number(source, "from_minute", path), read.number(source, "to_minute", path)
    if end < begin:
        read.fault(f"{path}.to_minute", "before_from", end, f"a number from {begin:g}")
    return begin, end


def _break(read: _Reader, data: object, path: str) -> Break:
    source = read.mapping(data, path)
    begin, end = _span(read, source, path)
    minutes = read.number(source, "minutes", path, low=0)
    if begin + minutes > end >= begin:
        read.fault(f"{path}.minutes", "too_long", minutes, f"at most {end - begin:g}")
    return Break(begin, end, minutes)


def _job(read: _Reader, data: object, number: int) -> Job:
    source = read.mapping(data, f"jobs.{number}")
    path = f"jobs.{source.get('id', number)}"
    windows = sorted(
        _span(read, read.mapping(each, path), f"{path}.windows.{n}")
        for n, each in enumerate(read.items(source, "windows", path + "."))
    )
    people = source.get("people", 1)
    if not isinstance(people, int) or isinstance(people, bool) or people < 1:
        read.fault(f"{path}.people", "not_allowed", people, "a whole number from 1")
        people = 1
    after: list[After] = []
    for n, each in enumerate(read.items(source, "after", path + ".")):
        before = read.mapping(each, f"{path}.after.{n}")
        after.append(
            After(
                read.text(before, "job", f"{path}.after.{n}"),
                read.number(before, "minutes", f"{path}.after.{n}", 0.0, low=0),
            )
        )
    return Job(
        read.text(source, "id", path),
        read.text(source, "place", path),
        read.number(source, "service_minutes", path, low=0),
        read.number(source, "service_sd_minutes", path, 0.0, low=0),
        read.levels(source, path),
        people,
        tuple(Window(*span) for span in windows),
        read.flag(source, "promised", path),
        read.maybe(source, "due_minute", path),
        read.number(source, "priority", path, 1.0, low=0),
        read.flag(source, "mandatory", path),
        tuple(after),
        source.get("prefer") and read.text(source, "prefer", path),
        _lock(read, source.get("lock"), f"{path}.lock"),
    )


def _lock(read: _Reader, value: object, path: str) -> Lock | None:
    """A lock is null, the id of a craftsman, or an object with craftsman, shift and start_minute."""
    if value is None:
        return None
    if isinstance(value, str):
        return Lock(value)
    source = read.mapping(value, path)
    shift = read.maybe(source, "shift", path)
    return Lock(
        read.text(source, "craftsman", path),
        None if shift is None else int(shift),
        read.maybe(source, "start_minute", path),
    )


def _references(read: _Reader, job: Job, craftsmen: set[str], jobs: set[str]) -> None:
    path = f"jobs.{job.id}"
    read.known(job.prefer or "", craftsmen, f"{path}.prefer", "craftsman")
    read.known(job.lock.craftsman if job.lock else "", craftsmen, f"{path}.lock.craftsman", "craftsman")
    for before in job.after:
        read.known(before.job, jobs, f"{path}.after", "job")


def plan_from_json(data: object) -> Plan:
    """Read a plan; whether it fits its problem is for check(). Raises FormError with every fault."""
    read = _Reader()
    source = read.mapping(data, "plan")
    routes = tuple(_route(read, each, f"routes.{n}") for n, each in enumerate(read.items(source, "routes", "")))
    unplanned: list[Unplanned] = []
    for n, each in enumerate(read.items(source, "unplanned", "")):
        left = read.mapping(each, f"unplanned.{n}")
        unplanned.append(
            Unplanned(read.text(left, "job", f"unplanned.{n}"), str(left.get("code", "")), str(left.get("message", "")))
        )
    terms = read.mapping(source.get("cost") or {}, "cost")
    cost = {name: read.number(terms, name, "cost") for name in terms}
    seconds, seed = read.number(source, "seconds", "plan", 0.0), read.number(source, "seed", "plan", 0.0)
    read.done()
    return Plan(routes, tuple(unplanned), cost, seconds, int(seed))


def _route(read: _Reader, data: object, path: str) -> Route:
    source = read.mapping(data, path)
    stops: list[Stop] = []
    for n, each in enumerate(read.items(source, "stops", path + ".")):
        stop, here = read.mapping(each, f"{path}.stops.{n}"), f"{path}.stops.{n}"
        moments = [read.number(stop, f"{name}_minute", here) for name in ("arrive", "start", "end")]
        stops.append(Stop(read.text(stop, "job", here), *moments))
    pauses: list[Pause] = []
    for n, each in enumerate(read.items(source, "breaks", path + ".")):
        pause, here = read.mapping(each, f"{path}.breaks.{n}"), f"{path}.breaks.{n}"
        pauses.append(Pause(read.number(pause, "start_minute", here), read.number(pause, "end_minute", here)))
    return Route(
        read.text(source, "craftsman", path),
        int(read.number(source, "shift", path)),
        read.number(source, "leave_minute", path),
        read.number(source, "home_minute", path),
        tuple(stops),
        tuple(pauses),
    )
