"""Reads the parts of a problem in its JSON form: places, craftsmen with their shifts, jobs. Each part by itself."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from voordeur.planning.engine.form_values import Reader
from voordeur.planning.engine.problem import After, Break, Craftsman, Job, Lock, Place, Shift, Window

# In the place of a shift that was left out, so that the numbers of the others stay: it is over before it begins.
CLOSED_FROM, CLOSED_TO = 1.0, 0.0


def path_of(kind: str, data: object, number: int) -> str:
    """How a part is named in a fault: by its id, or else by its number in the file."""
    name = data.get("id") if isinstance(data, Mapping) else None
    return f"{kind}.{name if isinstance(name, str) and name else number}"


def read_place(read: Reader, data: object, number: int, kind: str) -> Place:
    path = path_of("places", data, number)
    source = read.mapping(data, path)
    place = Place(read.text(source, "id", path), *(read.maybe(source, axis, path) for axis in ("lat", "lon", "x", "y")))
    if kind == "distance":
        for name, value, limit in (("lat", place.lat, 90), ("lon", place.lon, 180)):
            if value is None:
                read.fault(f"{path}.{name}", "missing", value, "degrees", high=limit)
            elif not -limit <= value <= limit:
                read.fault(f"{path}.{name}", "not_allowed", value, "degrees", high=limit)
    if kind == "euclidean" and (place.x is None or place.y is None):
        read.fault(path, "missing", "", "x_and_y")
    return place


def read_shift(read: Reader, data: object, path: str, places: AbstractSet[str]) -> Shift:
    source = read.mapping(data, path)
    begin, end = read.span(source, path)
    start, finish = read.text(source, "start_place", path), read.text(source, "end_place", path)
    read.known(start, set(places), f"{path}.start_place", "known_place")
    read.known(finish, set(places), f"{path}.end_place", "known_place")
    breaks = [
        _break(read, each, f"{path}.breaks.{n}") for n, each in enumerate(read.items(source, "breaks", path + "."))
    ]
    breaks.sort(key=lambda one: (one.from_minute, one.to_minute))
    overtime = read.number(source, "overtime_minutes", path, 0.0, low=0)
    return Shift(begin, end, start, finish, overtime, tuple(breaks))


def closed_shift(place: str) -> Shift:
    """A shift in which nothing can be done."""
    return Shift(CLOSED_FROM, CLOSED_TO, place, place)


def _break(read: Reader, data: object, path: str) -> Break:
    source = read.mapping(data, path)
    begin, end = read.span(source, path)
    minutes = read.number(source, "minutes", path, low=0)
    if begin + minutes > end >= begin:
        read.fault(f"{path}.minutes", "too_long", minutes, "number_to", high=end - begin)
    return Break(begin, end, minutes)


def read_craftsman(read: Reader, data: object, number: int) -> tuple[Craftsman, list[Any]]:
    """The craftsman without shifts, and the shifts as they stand in the file."""
    path = path_of("craftsmen", data, number)
    source = read.mapping(data, path)
    shifts = read.items(source, "shifts", path + ".")
    return Craftsman(read.text(source, "id", path), (), read.levels(source, path)), shifts


def read_job(read: Reader, data: object, number: int) -> Job:
    path = path_of("jobs", data, number)
    source = read.mapping(data, path)
    spans = [
        read.span(read.mapping(each, f"{path}.windows.{n}"), f"{path}.windows.{n}")
        for n, each in enumerate(read.items(source, "windows", path + "."))
    ]
    after: list[After] = []
    for n, each in enumerate(read.items(source, "after", path + ".")):
        before = read.mapping(each, f"{path}.after.{n}")
        wait = read.number(before, "minutes", f"{path}.after.{n}", 0.0, low=0)
        after.append(After(read.text(before, "job", f"{path}.after.{n}"), wait))
    job = Job(
        read.text(source, "id", path),
        read.text(source, "place", path),
        read.number(source, "service_minutes", path, low=0),
        read.number(source, "service_sd_minutes", path, 0.0, low=0),
        read.levels(source, path),
        read.whole(source, "people", path, 1, low=1),
        _windows(spans),
        read.flag(source, "promised", path),
        read.maybe(source, "due_minute", path),
        read.number(source, "priority", path, 1.0, low=0),
        read.flag(source, "mandatory", path),
        tuple(after),
        None if source.get("prefer") is None else read.text(source, "prefer", path),
        _lock(read, source.get("lock"), f"{path}.lock"),
    )
    start = job.lock.start_minute if job.lock else None
    if start is not None and job.windows and not any(w.from_minute <= start <= w.to_minute for w in job.windows):
        read.fault(f"{path}.lock.start_minute", "lock_outside_windows", start, "inside_windows")
    return job


def _windows(spans: list[tuple[float, float]]) -> tuple[Window, ...]:
    """Sorted; two that overlap are one, two that only touch are two promises."""
    found: list[tuple[float, float]] = []
    for begin, end in sorted(spans):
        if found and begin < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif (begin, end) not in found:
            found.append((begin, end))
    return tuple(Window(*span) for span in found)


def _lock(read: Reader, value: object, path: str) -> Lock | None:
    """A lock is null, the id of a craftsman, or an object with craftsman, shift and start_minute."""
    if value is None:
        return None
    if isinstance(value, str):
        return Lock(value)
    source = read.mapping(value, path)
    shift = None if source.get("shift") is None else read.whole(source, "shift", path, 0, low=0)
    return Lock(read.text(source, "craftsman", path), shift, read.maybe(source, "start_minute", path))
