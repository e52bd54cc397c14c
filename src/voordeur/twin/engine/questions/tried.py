"""What a search has tried so far, and what is known of it. Chooses nothing."""

from collections.abc import Sequence

import numpy as np

from voordeur.planning.engine.kernel.forms import Floats
from voordeur.twin.engine.questions.controls import CONTROLS, Ruler, of
from voordeur.twin.engine.questions.sets import Levels, Space
from voordeur.twin.engine.questions.variants import Known

COST = "cost_per_home_cents"
MARKS = ("mark_repairs", "mark_contact")


class Tried:
    """Sets in the order of trying, each with as many years of luck as it was asked for until now.

    A set is measured beside the policy of now in the same years; that one is known over the `longest` stretch. It is
    made when the policy of now and its controls have lived that long.
    """

    def __init__(self, known: Known, space: Space, few: int, longest: int) -> None:
        self.sets: list[Levels] = [space.now]
        self._space, self._few, self._longest = space, few, longest
        self._ruler = Ruler(known, 0, longest)
        self._years = {space.now: longest}
        self._moved: dict[tuple[Levels, str, int], Floats] = {}
        self._alike: dict[Levels, bool] = {space.now: True}
        self._noise: dict[tuple[str, int, int], float] = {}

    def add(self, sets: Sequence[Levels]) -> None:
        """Sets that have lived the first few years."""
        self.sets.extend(sets)
        self._years.update(dict.fromkeys(sets, self._few))
        self._alike.update({one: self._ruler.went_alike(self._space.name(one), self._few) for one in sets})

    def lengthen(self, sets: Sequence[Levels], years: int) -> None:
        """These have lived so many years by now."""
        for one in sets:
            self._years[one] = max(self._years[one], years)

    def years(self, levels: Levels) -> int:
        return self._years[levels]

    def differences(self, levels: Levels, figure: str, years: int | None = None) -> Floats:
        """How far a figure lies above that of now, in each year of luck; in the first so many only when told."""
        years = years or self._years[levels]
        key = (levels, figure, years)
        if key not in self._moved:
            is_now = levels == self._space.now
            name = self._space.name(levels)
            self._moved[key] = np.zeros(years) if is_now else self._ruler.moved(name, of(figure), years)
        return self._moved[key]

    def moved(self, levels: Levels, figure: str) -> float:
        return float(self.differences(levels, figure).mean())

    def now(self, figure: str) -> Floats:
        """The figure of now in each year of luck."""
        return self._ruler.level(of(figure), self._longest)

    def level(self, levels: Levels, figure: str) -> float:
        """What a figure is under a set: that of now over many years, and what the set moves."""
        return float(self.now(figure).mean()) + self.moved(levels, figure)

    def error(self, levels: Levels, figure: str) -> float:
        """How uncertain it is what a set moves, as a standard error; nothing where only what is charged differs."""
        return 0.0 if self._alike[levels] else self.noise(figure, self._years[levels])

    def noise(self, figure: str, years: int | None = None) -> float:
        """The usual standard error of what a set moves after so many years, by luck and by counting people anew."""
        years = years or self._few
        key = (figure, years, len(self.sets))
        if key not in self._noise:
            own = [self.differences(one, figure, self._few) for one in self.sets if not self._alike[one]]
            luck = float(np.mean([one.var(ddof=1) for one in own])) if own else 0.0
            anew = self._ruler.counted_anew(of(figure), self._longest) * (1.0 + 1.0 / (1 + len(CONTROLS)))
            self._noise[key] = float(np.sqrt(luck / years + anew))
        return self._noise[key]
