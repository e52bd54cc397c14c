"""The twin's rows are planning's rows: written by compiled code, they read the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from voordeur.planning.engine.kernel import ride
from voordeur.planning.engine.kernel.forms import Ints
from voordeur.planning.engine.kernel.ride import Table
from voordeur.planning.engine.problem import Craftsman, Job, Place, Plan, Problem, Route, Shift, Stop, Travel, Window
from voordeur.planning.engine.state import prepare
from voordeur.planning.engine.tables import Tables
from voordeur.twin.engine.kernel.routes import insert, open_day, take_out

pytestmark = pytest.mark.pure


# Only entries can be called by Python; these are the way in for the tests.
@njit
def opened(table: Table, begin: float, end: float, limit: float) -> None:
    open_day(table, 0, 0, 0.0, 0.0, begin, end, limit)


@njit
def inserted(table: Table, units: Ints, slot: int, unit: int, visit: tuple[float, float, float, float, float]) -> None:
    x, y, minutes, begin, end = visit
    insert(table, units, 0, slot, unit, x, y, minutes, begin, end)


@njit
def taken_out(table: Table, units: Ints, slot: int) -> None:
    take_out(table, units, 0, slot)


COLUMNS = (ride.LEAVE, ride.LATEST, ride.X, ride.Y, ride.LEG, ride.REST, ride.MINUTES)
LINES = (ride.FROM, ride.LIMIT, ride.HOME, ride.HOME_IDLE, ride.OVER)


@st.composite
def routes(draw: st.DrawFn) -> list[tuple[float, float, float, float, float]]:
    """Visits that follow each other in time: x, y, minutes, from and to."""
    moment, found = 480.0, []
    for _ in range(draw(st.integers(0, 6))):
        x, y = draw(st.floats(-3, 3)), draw(st.floats(-3, 3))
        begin = moment + draw(st.floats(0, 30))
        minutes = draw(st.floats(5, 40))
        found.append((x, y, minutes, begin, begin + 60.0 + draw(st.floats(0, 240))))
        moment = begin + minutes
    return found


@settings(max_examples=60, deadline=None)
@given(visits=routes())
def test_a_row_reads_as_planning_writes_it(visits: list[tuple[float, float, float, float, float]]):
    speed = 1.0
    places = [Place("home", x=0.0, y=0.0)] + [Place(str(n), x=one[0], y=one[1]) for n, one in enumerate(visits)]
    jobs = tuple(
        Job(str(n), str(n), minutes, windows=(Window(begin, end),))
        for n, (_, _, minutes, begin, end) in enumerate(visits)
    )
    shift = Shift(450.0, 960.0, "home", "home", 60.0, ())
    problem = Problem(tuple(places), Travel("euclidean", speed=speed), (Craftsman("one", (shift,)),), jobs)
    stops = tuple(Stop(str(n), one[3], one[3], one[3] + one[2]) for n, one in enumerate(visits))
    state = prepare(problem, Plan((Route("one", 0, 450.0, 960.0, stops, ()),) if stops else ()))
    theirs: Tables = state.tables
    table = theirs.copy().table(state.travel)
    units = np.zeros((len(table.marks), table.cells.shape[2]), dtype=np.int64)
    opened(table, 450.0, 960.0, 1020.0)
    for number, visit in enumerate(visits):
        inserted(table, units, number, number, visit)

    count = len(visits)
    if not theirs.marks[0, ride.IS_POSSIBLE]:
        assert not table.marks[0, ride.IS_POSSIBLE]
        return
    for column in COLUMNS:
        slots = count + (2 if column in {ride.X, ride.Y} else 1)
        first = 1 if column == ride.MINUTES else 0
        assert table.cells[0, column, first:slots] == pytest.approx(theirs.cells[0, column, first:slots], abs=1e-6), (
            column
        )
    for line in LINES:
        assert table.lines[0, line] == pytest.approx(theirs.lines[0, line], abs=1e-6), line
    assert list(units[0, 1 : count + 1]) == list(range(count))


def test_taking_a_visit_out_leaves_the_others_in_order():
    craftsman = Craftsman("one", (Shift(450.0, 960.0, "home", "home", 0.0, ()),))
    problem = Problem((Place("home", x=0.0, y=0.0),), Travel("euclidean", speed=1.0), (craftsman,), ())
    table = prepare(problem, None).tables.table(prepare(problem, None).travel)
    units = np.zeros((len(table.marks), table.cells.shape[2]), dtype=np.int64)
    opened(table, 450.0, 960.0, 960.0)
    for number in range(3):
        inserted(table, units, number, number + 10, (float(number), 0.0, 20.0, 450.0, 960.0))
    taken_out(table, units, 2)
    assert list(units[0, 1:3]) == [10, 12]
    assert table.marks[0, ride.STOPS] == 2
