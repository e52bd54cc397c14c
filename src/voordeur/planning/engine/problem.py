"""What a planning problem and a plan are: immutable values in minutes from 00:00 of the first day of the horizon.

Holds no rules and no search. The names and units are those of the JSON form (file_form.py reads and writes it).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

DAY_MINUTES = 1440


@dataclass(frozen=True, slots=True)
class Window:
    """The start of the work lies in [from_minute, to_minute], both ends included."""

    from_minute: float
    to_minute: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where someone starts or works: `lat` and `lon` in degrees, or `x` and `y` on a plane, or nothing beside a
    matrix."""

    id: str
    lat: float | None = None
    lon: float | None = None
    x: float | None = None
    y: float | None = None


@dataclass(frozen=True, slots=True)
class Travel:
    """How long a way takes.

    `distance`: great-circle kilometres times `detour` at `speed_kmh`.
    `euclidean`: distance over `speed` (units a minute).
    `matrix`: `minutes[i][j]` from place i to place j in the order of the places, `km` likewise; it may be asymmetric.
    """

    kind: Literal["distance", "matrix", "euclidean"]
    speed_kmh: float = 30.0
    detour: float = 1.3
    speed: float = 1.0
    minutes: tuple[tuple[float, ...], ...] = ()
    km: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Break:
    """A pause of `minutes` that lies wholly between `from_minute` and `to_minute`, between two works, not while
    driving.

    A shift that cannot hold the break within its own hours (a morning shift and a lunch) does not have it.
    """

    from_minute: float
    to_minute: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Shift:
    """One craftsman's working time from leaving `start_place` to reaching `end_place`, `overtime_minutes` later at
    most.

    Breaks are in order of time and do not overlap.
    """

    from_minute: float
    to_minute: float
    start_place: str
    end_place: str
    overtime_minutes: float = 0.0
    breaks: tuple[Break, ...] = ()


@dataclass(frozen=True, slots=True)
class Craftsman:
    """Someone with `skills` (trade to level) and the shifts of the horizon."""

    id: str
    shifts: tuple[Shift, ...]
    skills: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lock:
    """A visit that stays: with this craftsman, and where given in this shift and starting at this minute."""

    craftsman: str
    shift: int | None = None
    start_minute: float | None = None


@dataclass(frozen=True, slots=True)
class After:
    """The work starts at least `minutes` after the end of another `job`."""

    job: str
    minutes: float = 0.0


@dataclass(frozen=True, slots=True)
class Job:
    """One visit. `skills`: trade to least level. `windows` bound the start of the work, sorted; none means any time.

    `promised`, `mandatory` and a lock make it a job that may not be left out; its windows are hard in any case.
    `due_minute` is soft: the end of the work after it counts as late. `prefer` decides between equal prices.
    """

    id: str
    place: str
    service_minutes: float
    service_sd_minutes: float = 0.0
    skills: Mapping[str, int] = field(default_factory=dict)
    people: int = 1
    windows: tuple[Window, ...] = ()
    promised: bool = False
    due_minute: float | None = None
    priority: float = 1.0
    mandatory: bool = False
    after: tuple[After, ...] = ()
    prefer: str | None = None
    lock: Lock | None = None

    @property
    def is_hard(self) -> bool:
        return self.promised or self.mandatory or self.lock is not None


@dataclass(frozen=True, slots=True)
class Weights:
    """The price of each cost term, in the same unit as the total. `idle` is waiting between the first start and home.

    Against a plan before: `changed_plan` for each job that goes to another craftsman, `changed_promise` for each
    promised window that moves.
    """

    travel_minute: float = 1.0
    idle_minute: float = 0.2
    duration_minute: float = 0.0
    overtime_minute: float = 2.0
    late_minute: float = 1.0
    unplanned_job: float = 1000.0
    unfair_minute: float = 0.0
    shift_used: float = 0.0
    changed_plan: float = 0.0
    changed_promise: float = 0.0


@dataclass(frozen=True, slots=True)
class Problem:
    """`days` of horizon, and everything that is to be planned in it."""

    places: tuple[Place, ...]
    travel: Travel
    craftsmen: tuple[Craftsman, ...]
    jobs: tuple[Job, ...] = ()
    days: int = 1
    weights: Weights = Weights()


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit of a route; waiting lies between arriving and starting."""

    job: str
    arrive_minute: float
    start_minute: float
    end_minute: float


@dataclass(frozen=True, slots=True)
class Pause:
    """A break as it was placed in a route."""

    start_minute: float
    end_minute: float


@dataclass(frozen=True, slots=True)
class Route:
    """What one craftsman does in one shift; `shift` is the index in the craftsman's shifts."""

    craftsman: str
    shift: int
    leave_minute: float
    home_minute: float
    stops: tuple[Stop, ...]
    breaks: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A job that has no place, why as a stable code, and in English words for files and logs."""

    job: str
    code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes (only those with stops), what is left, and the cost per named term with their `total`."""

    routes: tuple[Route, ...] = ()
    unplanned: tuple[Unplanned, ...] = ()
    cost: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    seed: int = 0
