"""The facts that figures are computed from, already added up: how many, how much, how spread. Holds no definition.

The live association fills these from its database, the twin from its own run; from here on nobody can tell which.
"""

from dataclasses import dataclass, field

from voordeur.figures.rules.intervals import Count, Pairs, Spread

MARKS = tuple(range(1, 11))
DAYS_PER_YEAR = 365


@dataclass(frozen=True, slots=True)
class Marks:
    """Marks given after a process.

    `counts[m - 1]`: how often mark m (1..10) was given; `invited`: people asked; `population`: cases that ended, whose
    people might have been asked. Raises `ValueError` when there are not ten counts.
    """

    counts: tuple[int, ...] = (0,) * 10
    invited: int = 0
    population: int = 0

    def __post_init__(self) -> None:
        if len(self.counts) != len(MARKS):
            raise ValueError("marks run from 1 to 10")

    @property
    def answers(self) -> int:
        return sum(self.counts)

    @property
    def spread(self) -> Spread:
        """Count, sum and sum of squares of the marks."""
        pairs = list(zip(MARKS, self.counts, strict=True))
        return Spread(
            self.answers,
            float(sum(mark * times for mark, times in pairs)),
            float(sum(mark**2 * times for mark, times in pairs)),
        )

    def share_from(self, mark: float) -> Count:
        """How many gave this mark or a higher one."""
        return Count(sum(times for m, times in zip(MARKS, self.counts, strict=True) if m >= mark), self.answers)

    def share_until(self, mark: float) -> Count:
        """How many gave this mark or a lower one."""
        return Count(sum(times for m, times in zip(MARKS, self.counts, strict=True) if m <= mark), self.answers)

    def __add__(self, other: "Marks") -> "Marks":
        return Marks(
            tuple(a + b for a, b in zip(self.counts, other.counts, strict=True)),
            self.invited + other.invited,
            self.population + other.population,
        )


@dataclass(frozen=True, slots=True)
class Facts:
    """What happened in a period of `days` days in an association of `homes` homes.

    - `in_term`: repairs whose term ended in the period; hits were ready by then
    - `lead_days`: per repair that became ready, calendar days from report to ready
    - `first_visit`: repairs that became ready with a visit; hits needed one visit and did not come back
    - `access`: visits that ended; hits found a closed door
    - `jobs_per_shift`: per craftsman's day with a visit, the jobs done in it
    - `travel_per_job`: per visit, y its travel minutes and x 1 when a job was done, 0 at a closed door
    - `km_per_home` and `cents_per_home`: per home of the association, also those where nothing happened, its
      kilometres and its cost in cents
    - `marks_repairs`, `marks_contact`: marks after repairs and after contacts
    - `call_backs`: promised call-backs whose time ended in the period; hits were made in time
    - `contacts`: contacts that somebody of ours answered; hits were solved at once
    - `complaints`: complaints that came in
    """

    days: float
    homes: int
    in_term: Count = field(default_factory=Count)
    lead_days: Spread = field(default_factory=Spread)
    first_visit: Count = field(default_factory=Count)
    access: Count = field(default_factory=Count)
    jobs_per_shift: Spread = field(default_factory=Spread)
    travel_per_job: Pairs = field(default_factory=Pairs)
    km_per_home: Spread = field(default_factory=Spread)
    cents_per_home: Spread = field(default_factory=Spread)
    marks_repairs: Marks = field(default_factory=Marks)
    marks_contact: Marks = field(default_factory=Marks)
    call_backs: Count = field(default_factory=Count)
    contacts: Count = field(default_factory=Count)
    complaints: int = 0
