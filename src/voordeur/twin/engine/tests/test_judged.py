"""What cannot have happened is left out of a past and counted; too much of it is refused."""

from dataclasses import replace

import numpy as np
import pytest

from voordeur.kernel.errors import Refused
from voordeur.twin.engine import register as registers
from voordeur.twin.engine.fitting.calibrate import calibrated
from voordeur.twin.engine.fitting.judged import judged
from voordeur.twin.engine.fitting.past import DAY, Past
from voordeur.twin.engine.tests.pasts import calls, contacts, make_past, moments, reports, shifts, visits

pytestmark = pytest.mark.pure


def whole_past() -> Past:
    """Two thousand repairs with a visit each, calls, contacts and shifts, none of them odd."""
    rng = np.random.default_rng(1)
    at = moments(rng, np.full(364, 6.0))
    asked = moments(rng, np.full(364, 8.0))
    ways = 3.0 + 4.0 * rng.random(len(at))
    return make_past(
        reports=reports(at=at, ready=at + 3 * DAY, material_cents=1000.0 + rng.random(len(at)), wants_material=True),
        visits=visits(len(at), began=at + 2 * DAY, way=ways + 3.0, way_planned=ways),
        contacts=contacts(at=asked, seconds=rng.normal(300.0, 40.0, len(asked))),
        calls=calls(at=asked, is_lost=np.arange(len(asked)) % 19 == 1),
        shifts=shifts(600, craftsman=np.repeat([1, 2], 300), day=np.tile(np.arange(300), 2)),
    )


def spoil(values: np.ndarray, every: int, value: float) -> np.ndarray:
    """The same with another value in one place of so many."""
    return np.where(np.arange(len(values)) % every == 0, value, values)


def test_a_past_that_can_be_stays_as_it_is():
    past = whole_past()
    assert judged(past).odd == ()
    assert np.array_equal(judged(past).visits.work, past.visits.work)


@pytest.mark.parametrize("wrong", [-30.0, 1e6])
def test_what_cannot_have_happened_teaches_nothing_and_is_counted(wrong: float):
    past, register = whole_past(), registers.load()
    sour = replace(
        past,
        reports=replace(past.reports, material_cents=spoil(past.reports.material_cents, 20, wrong * 100.0)),
        visits=replace(past.visits, work=spoil(past.visits.work, 20, wrong), way=spoil(past.visits.way, 20, wrong)),
        contacts=replace(past.contacts, seconds=spoil(past.contacts.seconds, 20, wrong)),
        calls=replace(
            past.calls, waited=spoil(past.calls.waited, 20, wrong), talked=spoil(past.calls.talked, 20, wrong)
        ),
        shifts=replace(past.shifts, minutes=spoil(past.shifts.minutes, 20, wrong)),
    )
    right, kept = calibrated(past, register), calibrated(judged(sour), register)

    spoilt = {one.code: len(one.at) for one in judged(sour).odd}
    assert spoilt["work_minutes"] == -(-len(past.visits.work) // 20)
    assert set(spoilt) == {
        "work_minutes", "way_minutes", "contact_seconds", "call_waits", "call_talks", "material_cents", "shift_minutes",
    }  # fmt: skip
    truth = {one.code: one for one in right.fits}
    assert {one.code for one in kept.fits} == set(truth)
    for one in kept.fits:
        # A twentieth less is seen of it, and nothing else differs.
        assert one.value == pytest.approx(truth[one.code].value, rel=0.02, abs=0.02), one.code


def test_a_repair_that_was_ready_before_it_was_reported_is_not_ready():
    past = whole_past()
    early = replace(past.reports, ready=spoil(past.reports.ready, 20, -5 * DAY))
    found = judged(replace(past, reports=early), np.array([7.0]))

    assert np.isinf(found.reports.ready).mean() == pytest.approx(0.05, abs=0.001)
    (odd,) = found.odd
    assert (odd.code, len(odd.at)) == ("ready_before", -(-len(past.reports.at) // 20) + 1)


def test_when_one_in_four_cannot_be_the_others_are_not_trusted_either():
    past = whole_past()
    with pytest.raises(Refused, match="impossible_history") as refused:
        judged(replace(past, visits=replace(past.visits, work=spoil(past.visits.work, 4, -1.0))))
    assert refused.value.params["what"] == "work_minutes"
