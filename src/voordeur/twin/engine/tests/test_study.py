"""Many years together: the same answer on one process and on two, no half results, honest intervals."""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.policy.presets import PolicyErrors
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.dials import turned
from voordeur.twin.engine.kernel.forms import Chance
from voordeur.twin.engine.kpis import GROUP_UNITS, UNITS, Interval, figures, interval
from voordeur.twin.engine.questions import beside
from voordeur.twin.engine.questions.controls import CONTROLS
from voordeur.twin.engine.questions.variants import Known, Life, Size, Variant, told_kpis
from voordeur.twin.engine.register import Parameter
from voordeur.twin.engine.sizing import lived, staff_for
from voordeur.twin.engine.study import Workers, ask
from voordeur.twin.engine.world import Setting, Staff

pytestmark = pytest.mark.pure

REGISTER = registers.load()
SIZE = Size(Setting(200, date(2027, 1, 1), seed=3), years=1, replications=3)


def text_of(known: Known) -> str:
    return json.dumps({name: [[one.figures, one.groups] for one in lives] for name, lives in known.lives.items()})


def test_one_process_and_two_give_the_same_answer():
    question = beside.compare([presets.load("sober_1994"), presets.load("gepast")], 3)
    told: list[tuple[int, int]] = []
    one = ask(question, SIZE, REGISTER, processes=1, on_progress=lambda done, total: told.append((done, total)))
    two = ask(question, SIZE, REGISTER, processes=2)
    assert text_of(one) == text_of(two)
    # The staff of both and of the controls of the first, then their years.
    assert told == [(done, 6) for done in range(1, 7)] + [(done, 12) for done in range(7, 13)]
    assert set(one.kpis("gepast")) == set(UNITS)


def test_a_cancelled_study_gives_nothing():
    asked = iter([False, False, True])
    with pytest.raises(Refused, match="cancelled"):
        ask(
            beside.compare([presets.load("gepast"), presets.load("klantgericht")], 3),
            SIZE, REGISTER, processes=1, is_cancelled=lambda: next(asked),
        )  # fmt: skip


def dies_once(task: Any) -> int:
    flag = Path(task[0])
    if task[1] == 2 and not flag.exists():
        flag.touch()
        os._exit(1)
    return int(task[1]) * 10


def dies_always(task: Any) -> int:
    os._exit(1)


def test_a_worker_that_dies_is_made_up_for(tmp_path: Path):
    tasks: Any = [(str(tmp_path / "flag"), number) for number in range(5)]
    with Workers(2, None) as workers:
        assert dict(workers.each(dies_once, tasks)) == {number: number * 10 for number in range(5)}


def test_workers_that_keep_dying_end_the_study(tmp_path: Path):
    tasks: Any = [("", 0)]
    with Workers(2, None) as workers, pytest.raises(Refused, match="workers_died"):
        list(workers.each(dies_always, tasks))


def test_a_refusal_in_a_worker_is_the_answer_and_no_death():
    late = presets.with_values(
        presets.load("gepast"), {"appointments.first_start": "18:00", "appointments.last_end": "22:00"}
    )
    with pytest.raises(Refused, match="outside_shifts") as refusal:
        ask(beside.compare([late, presets.load("gepast")], 2), SIZE, REGISTER, processes=2)
    assert refusal.value.params["value"] == "18:00"


def test_an_interval_is_that_of_student():
    found = interval([1.0, 2.0, 3.0])
    # Student at two degrees of freedom is 4.3027, over the root of three.
    assert (found.low, found.high) == pytest.approx((2 - 2.48414, 2 + 2.48414), abs=1e-4)
    assert interval([5.0]) == Interval(5.0, 5.0, 5.0)
    with pytest.raises(ValueError, match="nothing"):
        interval([])


def test_an_interval_that_is_told_ends_where_its_figure_must():
    wide = {"no_access_share": Interval(0.1, -0.3, 0.5), "mark_repairs": Interval(7.5, -2.0, 17.0)}
    told = told_kpis({**wide, "km_per_home": Interval(2.0, -1.0, 5.0)})
    assert [(one["low"], one["high"]) for one in told.values()] == [(0.0, 0.5), (1.0, 10.0), (0.0, 5.0)]


def lives(values: list[float]) -> list[Life]:
    return [Life(dict.fromkeys(UNITS, one), {"all": dict.fromkeys(GROUP_UNITS, one)}) for one in values]


def beside_each_other(one: list[float], other: list[float], anew: list[float]) -> dict[str, Any]:
    """What is told of the mark of two policies; `anew`: how far each control of the first lies from it."""
    staff = Staff(np.ones((1, 7, 96), dtype=np.int64), np.ones((2, 7)), 1.0)
    known = Known(
        staff={"a": staff, "b": replace(staff, craftsmen_per_1000=1.1)},
        lives={"a": lives(one), "b": lives(other)}
        | {name: lives([value + moved for value in one]) for name, moved in zip(CONTROLS, anew, strict=True)},
    )
    gepast = presets.load("gepast")
    question = beside.Compare((Variant("a", gepast), Variant("b", gepast)), len(one))
    (told,) = question.answer(known)["differences"]
    found: dict[str, Any] = told["kpis"]["mark_repairs"]
    return found


def test_a_difference_is_taken_year_by_year():
    found = beside_each_other([6.0, 7.0, 8.0], [6.5, 7.5, 8.5], [0.0] * 4)
    assert [found[end] for end in ("mean", "low", "high")] == pytest.approx([0.5] * 3)
    assert found["differs"]


def test_a_difference_is_no_surer_than_counting_people_anew_lets_it_be():
    found = beside_each_other([6.0, 7.0, 8.0], [6.5, 7.5, 8.5], [0.4, -0.4, 0.3, -0.3])
    assert found["mean"] == pytest.approx(0.5)
    assert found["low"] < 0.0 < 1.0 < found["high"]
    assert not found["differs"]


def test_one_year_alone_tells_no_difference():
    assert not beside_each_other([6.0], [6.5], [0.0] * 4)["differs"]


def test_every_pair_of_policies_is_set_beside_each_other():
    question = beside.compare([presets.load(name) for name in presets.names()], 2)
    known = ask(question, Size(SIZE.setting, 1, 2), REGISTER, processes=1)
    assert [(one["a"], one["b"]) for one in question.answer(known)["differences"]] == [
        ("gepast", "klantgericht"), ("gepast", "sober_1994"), ("klantgericht", "sober_1994"),
    ]  # fmt: skip


@pytest.mark.parametrize(("years", "replications"), [(0, 1), (1, 0), (21, 1), (1, 10_001)])
def test_an_absurd_size_is_refused(years: int, replications: int):
    with pytest.raises(Refused, match="out_of_range"):
        Size(SIZE.setting, years, replications)


@pytest.mark.parametrize(("year", "seed"), [(1999, 1), (2101, 1), (2027, -1), (2027, 2**31)])
def test_an_absurd_calendar_or_seed_is_refused(year: int, seed: int):
    with pytest.raises(Refused, match="out_of_range"):
        Size(Setting(200, date(year, 1, 1), seed), 1, 1)


def test_nobody_at_work_is_refused():
    with pytest.raises(Refused, match="out_of_range"):
        Workers(0, None)


@pytest.mark.parametrize(
    ("code", "value", "refusal"),
    [
        ("patience_seconds", 0.0, "out_of_range"),
        ("patience_seconds", float("nan"), "out_of_range"),
        ("repairs_per_home", -1.0, "out_of_range"),
        ("no_such_thing", 1.0, "unknown_parameter"),
    ],
)
def test_a_parameter_keeps_to_its_range(code: str, value: float, refusal: str):
    with pytest.raises(Refused, match=refusal):
        REGISTER.with_values({code: value})


def test_a_parameter_that_is_no_estimate_of_ours_names_its_source():
    one = next(one for one in REGISTER if one.mark != "estimate")
    with pytest.raises(ValueError, match="names its source"):
        Parameter.model_validate(one.model_dump() | {"source": None})


def test_every_parameter_is_named_and_read():
    for one in REGISTER:
        assert one.name.nl != one.name.en or one.code == "co2_kg_per_km"
    asked = Asked(REGISTER.values)
    register = registers.Register(REGISTER.parameters, asked)
    for name in presets.names():
        policy, setting = presets.load(name), replace(SIZE.setting, homes=20)
        staff = staff_for(policy, setting, register)
        figures(lived(policy, setting, staff, register), policy, register)
    kernel = Path(__file__).parents[1] / "kernel"
    text = "\n".join(path.read_text(encoding="utf-8") for path in kernel.glob("*.py"))
    unread = {code for code in Chance._fields if f"chance.{code}" not in text}
    assert sorted(({one.code for one in REGISTER} - asked.codes) | unread) == []


class Asked(dict[str, float]):
    """The values of the register, and which of them anybody asked for."""

    def __init__(self, values: Mapping[str, float]) -> None:
        super().__init__(values)
        self.codes: set[str] = set()

    def __getitem__(self, code: str) -> float:
        self.codes.add(code)
        return super().__getitem__(code)


def test_a_turned_parameter_is_told():
    assert REGISTER.turned == {}
    assert REGISTER.with_values({"patience_seconds": 90.0}).turned == {"patience_seconds": 90.0}


def test_a_dial_is_in_the_words_of_a_manager():
    policy = presets.load("gepast")
    assert turned(policy, "repairs.appointment.window_hours", "2").appointments.window_minutes == 120
    assert turned(policy, "appointments.window_minutes", "60").appointments.window_minutes == 60
    assert turned(policy, "priority.complaint_first", "true").priority.complaint_first is True
    with pytest.raises(Refused, match="not_a_number"):
        turned(policy, "repairs.appointment.window_hours", "wide")
    with pytest.raises(PolicyErrors):
        turned(policy, "repairs.appointment.window_hours", "40")
    with pytest.raises(PolicyErrors):
        turned(policy, "no.such.promise", "1")
