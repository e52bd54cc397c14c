"""What became of a call, from what was told of it in whatever order."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from voordeur.telephone.rules.calls import Event, EventKind, Oddity, Outcome, Stage, facts_of, wants_agent

pytestmark = pytest.mark.pure
# How fast a machine is, is no law.
laws = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NINE = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def at(seconds: float, kind: EventKind, extension: str = "", **more: str) -> Event:
    return Event(kind, NINE + timedelta(seconds=seconds), extension, **more)


A_CALL = [
    at(0, EventKind.ARRIVED, caller="+31612345678"),
    at(8, EventKind.QUEUED, queue="repairs"),
    at(20, EventKind.RINGING, "201"),
    at(30, EventKind.ANSWERED, "201"),
    at(90, EventKind.TRANSFERRED, "305"),
    at(95, EventKind.ANSWERED, "305"),
    at(200, EventKind.HUNG_UP),
]


def test_a_call_from_menu_to_hang_up():
    facts = facts_of(A_CALL)

    assert (facts.stage, facts.outcome) == (Stage.ENDED, Outcome.ANSWERED)
    assert (facts.menu_seconds, facts.waited_seconds, facts.service_seconds) == (8, 22, 170)
    assert (facts.extension, facts.transfers, facts.ringing) == ("305", 1, ())
    assert (facts.caller, facts.queue, facts.oddities) == ("+31612345678", "repairs", ())


@laws
@given(st.permutations(A_CALL), st.lists(st.sampled_from(A_CALL), max_size=5))
def test_the_order_and_copies_of_what_was_told_do_not_matter(order, copies):
    assert facts_of([*order, *copies]) == facts_of(A_CALL)


@laws
@given(
    st.lists(st.builds(Event, st.sampled_from(EventKind), st.datetimes(timezones=st.just(UTC)), st.text(max_size=3)))
)
def test_any_set_of_events_is_a_call(events):
    if not events:
        with pytest.raises(ValueError, match="without events"):
            facts_of(events)
        return

    facts = facts_of(events)

    assert facts == facts_of(list(reversed(events)))
    assert (facts.stage is Stage.ENDED) == any(one.kind is EventKind.HUNG_UP for one in events)
    assert (facts.outcome is Outcome.OPEN) == (facts.stage is not Stage.ENDED)
    assert all(
        seconds is None or seconds >= 0 for seconds in (facts.menu_seconds, facts.waited_seconds, facts.service_seconds)
    )


@pytest.mark.parametrize(
    ("told", "stage", "outcome"),
    [
        ([EventKind.ARRIVED], Stage.MENU, Outcome.OPEN),
        ([EventKind.ARRIVED, EventKind.QUEUED], Stage.WAITING, Outcome.OPEN),
        ([EventKind.RINGING], Stage.RINGING, Outcome.OPEN),
        ([EventKind.RINGING, EventKind.MISSED], Stage.WAITING, Outcome.OPEN),
        ([EventKind.RINGING, EventKind.ANSWERED], Stage.TALKING, Outcome.OPEN),
        ([EventKind.ANSWERED, EventKind.TRANSFERRED], Stage.RINGING, Outcome.OPEN),
        ([EventKind.ARRIVED, EventKind.HUNG_UP], Stage.ENDED, Outcome.MENU),
        ([EventKind.QUEUED, EventKind.HUNG_UP], Stage.ENDED, Outcome.ABANDONED),
        ([EventKind.RINGING, EventKind.HUNG_UP], Stage.ENDED, Outcome.ABANDONED),
        ([EventKind.RINGING, EventKind.ANSWERED, EventKind.HUNG_UP], Stage.ENDED, Outcome.ANSWERED),
        ([EventKind.HUNG_UP], Stage.ENDED, Outcome.MENU),
    ],
)
def test_where_a_call_is_and_what_became_of_it(told, stage, outcome):
    facts = facts_of(at(10 * place, kind, "201") for place, kind in enumerate(told))

    assert (facts.stage, facts.outcome) == (stage, outcome)


@pytest.mark.parametrize(("rings_at", "after"), [("201", 2), ("", 2), ("202", 5), ("201", 60)])
def test_an_answer_that_is_stamped_before_its_ringing_does_not_ring_on(rings_at: str, after: int):
    facts = facts_of([at(0, EventKind.ANSWERED, "201"), at(after, EventKind.RINGING, rings_at)])

    assert (facts.stage, facts.extension, facts.ringing) == (Stage.TALKING, "201", ())


def test_the_telephones_that_stop_ringing_at_an_answer_do_not_put_the_caller_back_in_the_queue():
    facts = facts_of([at(0, EventKind.RINGING, "201"), at(0, EventKind.RINGING, "202"),
                      at(4, EventKind.ANSWERED, "201"), at(5, EventKind.MISSED, "202")])  # fmt: skip

    assert (facts.stage, facts.extension) == (Stage.TALKING, "201")


def test_a_call_that_is_passed_on_without_a_word_rings_elsewhere():
    facts = facts_of([at(0, EventKind.ANSWERED, "201"), at(30, EventKind.RINGING, "305")])

    assert (facts.stage, facts.ringing) == (Stage.RINGING, ("305",))


def test_it_rings_at_every_telephone_of_a_group_until_somebody_answers():
    group = [at(0, EventKind.RINGING, "201"), at(0, EventKind.RINGING, "202"), at(9, EventKind.MISSED, "201")]

    assert facts_of(group[:2]).ringing == ("201", "202")
    assert facts_of(group).ringing == ("202",)
    assert facts_of([*group, at(10, EventKind.ANSWERED, "202")]).ringing == ()


def test_who_hangs_up_in_the_very_second_of_queueing_did_not_wait_for_anybody():
    facts = facts_of([at(0, EventKind.QUEUED), at(0, EventKind.HUNG_UP)])

    assert facts.outcome is Outcome.MENU
    assert not wants_agent(facts.outcome)


def test_an_answer_of_which_the_ringing_was_lost_is_kept_and_told():
    facts = facts_of([at(5, EventKind.ANSWERED, "201"), at(65, EventKind.HUNG_UP)])

    assert (facts.waited_seconds, facts.service_seconds) == (0, 60)
    assert Oddity.NO_START in facts.oddities


def test_a_call_of_thirty_hours_is_kept_and_told():
    facts = facts_of(
        [at(0, EventKind.RINGING, "201"), at(9, EventKind.ANSWERED, "201"), at(108_009, EventKind.HUNG_UP)]
    )

    assert facts.service_seconds == 108_000
    assert facts.oddities == (Oddity.TOO_LONG,)


def test_a_call_over_the_night_on_which_the_clock_goes_back_lasts_as_long_as_it_lasted():
    before = datetime.fromisoformat("2026-10-25T02:50:00+02:00")
    after = datetime.fromisoformat("2026-10-25T02:10:00+01:00")

    facts = facts_of([Event(EventKind.ANSWERED, before, "201"), Event(EventKind.HUNG_UP, after)])

    assert facts.service_seconds == 20 * 60


def test_two_clocks_in_an_exchange_never_make_time_run_backwards():
    facts = facts_of([at(0, EventKind.HUNG_UP), at(3, EventKind.ANSWERED, "201"), at(1, EventKind.RINGING, "201")])

    assert (facts.outcome, facts.waited_seconds, facts.service_seconds) == (Outcome.ANSWERED, 2, 0)
