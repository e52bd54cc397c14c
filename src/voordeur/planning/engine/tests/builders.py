"""A small town of craftsmen and jobs on a plane, one unit a minute, for the tests of the engine."""

from hypothesis import strategies as st

from voordeur.planning.engine.problem import Break, Craftsman, Job, Lock, Place, Problem, Shift, Travel, Weights, Window

LUNCH = Break(720, 810, 30)
MORNING = Window(480, 720)
AFTERNOON = Window(720, 960)


def make_place(name, x=0.0, y=0.0):
    return Place(name, x=x, y=y)


def make_shift(day=0, *, start="depot", begin=480, end=960, overtime=0.0, breaks=()):
    shifted = tuple(Break(b.from_minute + day * 1440, b.to_minute + day * 1440, b.minutes) for b in breaks)
    return Shift(day * 1440 + begin, day * 1440 + end, start, start, overtime, shifted)


def make_craftsman(name="sam", shifts=None, skills=None):
    return Craftsman(name, shifts or (make_shift(),), skills or {})


def make_job(name="tap", place="near", minutes=60, **other):
    return Job(name, place, minutes, **other)


PLACES = (make_place("depot"), make_place("near", 10), make_place("far", 60), make_place("behind", -20))


def make_problem(*jobs, craftsmen=None, places=PLACES, weights=None, days=1):
    return Problem(places, Travel("euclidean"), craftsmen or (make_craftsman(),), jobs, days, weights or Weights())


@st.composite
def problems(draw, *, most_jobs=12):
    """Problems with skills, two days, lunches and half-day shifts, several windows, locks and due minutes."""
    spot = st.integers(-40, 40).map(float)
    places = [make_place("depot")] + [make_place(f"p{n}", draw(spot), draw(spot)) for n in range(8)]
    names = [place.id for place in places]
    craftsmen = []
    for number in range(draw(st.integers(1, 3))):
        shifts = tuple(
            make_shift(
                day,
                start=draw(st.sampled_from(names)),
                end=draw(st.sampled_from([780, 960])),
                overtime=draw(st.sampled_from([0.0, 30.0])),
                breaks=draw(st.sampled_from([(), (LUNCH,), (Break(570, 660, 15), LUNCH)])),
            )
            for day in range(draw(st.integers(1, 2)))
        )
        skills = draw(st.dictionaries(st.sampled_from(["plumbing", "paint"]), st.integers(1, 2)))
        craftsmen.append(Craftsman(f"c{number}", shifts, skills))
    jobs = []
    for number in range(draw(st.integers(0, most_jobs))):
        day = draw(st.integers(0, 1)) * 1440
        spans = draw(st.sampled_from([(), ((480, 720),), ((720, 960),), ((540, 600), (840, 900)), ((500, 500),)]))
        jobs.append(
            Job(
                f"j{number}",
                draw(st.sampled_from(names)),
                float(draw(st.integers(10, 150))),
                skills=draw(st.dictionaries(st.sampled_from(["plumbing", "paint"]), st.integers(1, 2), max_size=1)),
                windows=tuple(Window(day + begin, day + end) for begin, end in spans),
                due_minute=draw(st.sampled_from([None, 700.0, 2000.0])),
                priority=draw(st.sampled_from([0.01, 1.0, 3.0])),
                prefer=draw(st.sampled_from([None, "c0"])),
                lock=draw(st.sampled_from([None, None, None, None, Lock("c0"), Lock("c0", 0)])),
            )
        )
    weights = Weights(duration_minute=draw(st.sampled_from([0.0, 1.0])), shift_used=draw(st.sampled_from([0.0, 20.0])))
    return Problem(tuple(places), Travel("euclidean"), tuple(craftsmen), tuple(jobs), 2, weights)
