"""What a planner does by hand: put elsewhere, swap, lock, take back; and what is asked of them for it."""

from datetime import timedelta

import pytest

from voordeur.base.models import OutboxEvent
from voordeur.homes.tests.factories import make_dwelling
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.planning import services
from voordeur.planning.models import Override, PlanChange, Shift
from voordeur.planning.queries.placing import price_place
from voordeur.planning.queries.planner import last_change, override_scores
from voordeur.planning.tests.asking import GEPAST, book, code_of
from voordeur.planning.tests.checks import violations
from voordeur.planning.tests.factories import MONDAY, NOW, TUESDAY, at, make_shift, make_visit
from voordeur.policy.rules import Window
from voordeur.promises.tests.factories import make_policy_version

pytestmark = pytest.mark.django_db
WEDNESDAY = MONDAY + timedelta(days=2)
PLANNING = {"by": None, "now": NOW, "policy": GEPAST}


@pytest.fixture
def sam():
    return make_user(role=Role.PLANNER, name="Sam")


def events(kind: str) -> list[dict]:
    return [event.payload for event in OutboxEvent.objects.filter(kind=kind)]


def test_a_visit_goes_to_a_colleague_in_its_own_window_and_the_tenant_is_left_in_peace(sam):
    mine, other = make_shift(), make_shift(name="Bo Smit")
    visit = book()
    target = other if visit.shift_id == mine.pk else mine

    moved = services.place(visit=visit, shift=target, start_at=at("10:00"), by=sam, now=NOW, policy=GEPAST)

    assert moved.shift == target
    assert (moved.window_from_at, moved.window_until_at) == (visit.window_from_at, visit.window_until_at)
    assert events("visit.promise_moved") == []
    assert [one["visit_id"] for one in events("visit.rehoused")] == [visit.pk]
    assert Shift.objects.get(pk=visit.shift_id).route_minutes == 0
    assert violations(GEPAST) == []


def test_the_price_is_known_beforehand_and_nothing_is_written_for_it(django_assert_max_num_queries):
    make_shift()
    visit = book()
    other = make_shift(name="Bo Smit")

    with django_assert_max_num_queries(4):
        price = price_place(visit=visit, shift=other, start_at=at("09:00"), now=NOW, policy=GEPAST)

    assert price.refusals == ()
    assert price.reasons == ()
    assert set(price.extra) == {"travel", "idle", "overtime", "late", "total"}
    assert price.start_at is not None
    assert PlanChange.objects.count() == 0
    visit.refresh_from_db()
    assert visit.shift_id != other.pk


def test_another_day_moves_the_promise_needs_a_reason_and_is_told_after_the_quiet_minutes(sam):
    make_shift()
    later = make_shift(craftsman=Shift.objects.get().craftsman, day=WEDNESDAY)
    visit = book()

    price = price_place(visit=visit, shift=later, start_at=at("09:00", WEDNESDAY), now=NOW, policy=GEPAST)
    with pytest.raises(Refused) as refused:
        services.place(visit=visit, shift=later, start_at=at("09:00", WEDNESDAY), **PLANNING)
    moved = services.place(
        visit=visit,
        shift=later,
        start_at=at("09:00", WEDNESDAY),
        by=sam,
        now=NOW,
        policy=GEPAST,
        reason="The part comes on Wednesday",
    )

    assert price.reasons == ("promise_moves",)
    assert code_of(refused) == "reason_needed"
    assert moved.window_from_at == at("08:00", WEDNESDAY)
    event = OutboxEvent.objects.get(kind="visit.promise_moved")
    assert event.available_at > NOW
    override = Override.objects.get()
    assert (override.codes, override.reason) == (["promise_moves"], "The part comes on Wednesday")


@pytest.mark.parametrize(
    ("trades", "clock", "code"),
    [({"SCH": 1}, "09:00", "no_skill")],
)
def test_somebody_without_the_trade_needs_a_reason(trades, clock, code):
    make_shift()
    visit = book()
    painter = make_shift(name="Pia Verf", trades=trades)

    assert price_place(visit=visit, shift=painter, start_at=at(clock), now=NOW, policy=GEPAST).reasons == (code,)


def test_a_lunch_is_only_given_up_with_a_reason_and_is_there_again_after_undoing():
    make_shift()
    visit = book(minutes=240)
    full = make_shift(name="Bo Smit", from_clock="07:30", until_clock="12:20")
    full.break_from_at, full.break_until_at = at("11:30"), at("12:10")
    full.save()

    price = price_place(visit=visit, shift=full, start_at=at("08:30"), now=NOW, policy=GEPAST)
    services.place(visit=visit, shift=full, start_at=at("08:30"), reason="agreed with Bo", **PLANNING)

    assert price.reasons[:1] == ("no_lunch",)
    full.refresh_from_db()
    assert full.break_minutes == 0

    services.undo(change=PlanChange.objects.get(), by=None, now=NOW)

    full.refresh_from_db()
    assert full.break_minutes == 30
    visit.refresh_from_db()
    assert visit.shift_id != full.pk


def test_what_does_not_fit_is_refused_with_its_reason():
    make_shift()
    visit = book(minutes=60)
    absent = make_shift(name="Bo Smit", is_absent=True)
    short = make_shift(name="Kim Mulder", from_clock="08:00", until_clock="08:40", break_minutes=0)
    full = make_shift(name="Jan Vos", from_clock="08:00", until_clock="11:00", break_minutes=0)
    make_visit(shift=full, window=("08:00", "08:45"), start="08:30", end="11:00", minutes=147)

    def code(shift: Shift) -> tuple[str, ...]:
        return price_place(visit=visit, shift=shift, start_at=at("09:00"), now=NOW, policy=GEPAST).refusals

    assert code(absent) == ("shift_absent",)
    assert code(short) == ("outside_shift",)
    assert code(full) == ("no_room",)
    with pytest.raises(Refused) as refused:
        services.place(visit=visit, shift=full, start_at=at("09:00"), reason="because", **PLANNING)
    assert code_of(refused) == "no_room"


def test_a_visit_that_has_begun_stays_where_it_is():
    make_policy_version()
    make_shift()
    visit = services.begin(visit=book(), now=at("09:00"))

    price = price_place(visit=visit, shift=make_shift(name="Bo Smit"), now=at("09:05"), policy=GEPAST)

    assert price.refusals == ("visit_already_begun",)


def test_a_visit_with_several_windows_moves_between_them_freely_and_is_promised_when_it_leaves_them(sam):
    make_shift()
    craftsman = Shift.objects.get().craftsman
    for day in (WEDNESDAY, WEDNESDAY + timedelta(days=1)):
        make_shift(craftsman=craftsman, day=day)
    home = make_dwelling()
    windows = [Window(at("08:00", day), at("12:00", day)) for day in (TUESDAY, WEDNESDAY)]
    visit = services.book_flexible(
        dwelling=home, trade="LOO", minutes=45, windows=windows, case_kind="repairs", case_id=1, **PLANNING
    )
    free, other = (Shift.objects.get(starts_at=at("07:30", day)) for day in (WEDNESDAY, WEDNESDAY + timedelta(days=1)))
    start = at("09:00", WEDNESDAY)

    assert price_place(visit=visit, shift=free, start_at=start, now=NOW, policy=GEPAST).reasons == ()
    moved = services.place(visit=visit, shift=free, start_at=start, by=sam, now=NOW, policy=GEPAST)
    assert (moved.window_from_at, len(moved.choices)) == (at("08:00", WEDNESDAY), 2)
    assert events("visit.promise_moved") == []

    moved = services.place(
        visit=visit, shift=other, start_at=start + timedelta(days=1), by=sam, now=NOW, policy=GEPAST, reason="part"
    )
    assert (moved.is_promised, moved.choices) == (True, [])
    assert len(events("visit.promise_moved")) == 1


def test_two_visits_change_places_each_in_its_own_window():
    one, other = make_shift(), make_shift(name="Bo Smit")
    a = make_visit(shift=one, start="08:30", end="09:18")
    b = make_visit(shift=other, start="10:00", end="10:48")

    a, b = services.swap(a=a, b=b, **PLANNING)

    assert (a.shift, b.shift) == (other, one)
    assert violations(GEPAST) == []


def test_two_visits_of_one_route_change_their_order():
    shift = make_shift()
    near, far = make_dwelling(), make_dwelling(lat=52.30, lon=6.05)
    a = make_visit(shift=shift, dwelling=near, start="08:30", end="09:18")
    b = make_visit(shift=shift, dwelling=far, start="10:00", end="10:48")

    a, b = services.swap(a=a, b=b, **PLANNING)

    assert b.planned_start_at < a.planned_start_at
    assert violations(GEPAST) == []


def test_a_locked_visit_is_only_moved_with_a_reason(sam):
    make_shift()
    visit = services.lock(visit=book(), by=sam, now=NOW)
    other = make_shift(name="Bo Smit")

    assert visit.is_locked
    assert "locked" in price_place(visit=visit, shift=other, start_at=at("09:00"), now=NOW, policy=GEPAST).reasons

    services.undo(change=PlanChange.objects.get(), by=sam, now=NOW)
    visit.refresh_from_db()
    assert not visit.is_locked


def test_an_action_is_taken_back_while_nothing_else_touched_those_routes(sam):
    mine, other = make_shift(), make_shift(name="Bo Smit")
    visit = book()
    target = other if visit.shift_id == mine.pk else mine
    services.place(visit=visit, shift=target, start_at=at("10:00"), by=sam, now=NOW, policy=GEPAST)
    change = last_change(by=sam)

    services.undo(change=change, by=sam, now=NOW)

    restored = type(visit).objects.get(pk=visit.pk)
    assert (restored.shift_id, restored.planned_start_at) == (visit.shift_id, visit.planned_start_at)
    assert last_change(by=sam) is None
    with pytest.raises(Refused) as refused:
        services.undo(change=change, by=sam, now=NOW)
    assert code_of(refused) == "already_undone"


def test_undoing_is_refused_once_somebody_booked_in_that_route(sam):
    mine, other = make_shift(), make_shift(name="Bo Smit")
    visit = book()
    target = other if visit.shift_id == mine.pk else mine
    services.place(visit=visit, shift=target, start_at=at("10:00"), by=sam, now=NOW, policy=GEPAST)
    change = PlanChange.objects.get()
    book(case_id=2)
    book(case_id=3)

    assert last_change(by=sam) is None
    with pytest.raises(Refused) as refused:
        services.undo(change=change, by=sam, now=NOW)

    assert code_of(refused) == "plan_changed"
    change.refresh_from_db()
    assert change.undone_at is None


def test_the_slower_of_two_planners_is_told_and_nothing_is_lost(sam):
    mine, other = make_shift(), make_shift(name="Bo Smit")
    visit = book()
    seen = dict(Shift.objects.values_list("pk", "version"))
    target = other if visit.shift_id == mine.pk else mine
    services.place(visit=visit, shift=target, start_at=at("10:00"), seen=seen, by=sam, now=NOW, policy=GEPAST)

    with pytest.raises(Refused) as refused:
        services.place(
            visit=visit, shift=Shift.objects.get(pk=visit.shift_id), start_at=at("11:00"), seen=seen, **PLANNING
        )

    assert code_of(refused) == "plan_changed"
    visit.refresh_from_db()
    assert visit.shift == target


@pytest.mark.parametrize("role", [Role.CONTACT_AGENT, Role.MANAGER, Role.TENANT, Role.CRAFTSMAN])
def test_only_a_planner_does_these_things(role):
    make_shift()
    visit = book()

    for call in (
        lambda by: services.place(visit=visit, shift=visit.shift, by=by, now=NOW, policy=GEPAST),
        lambda by: services.lock(visit=visit, by=by, now=NOW),
        lambda by: services.swap(a=visit, b=visit, by=by, now=NOW, policy=GEPAST),
    ):
        with pytest.raises(Refused) as refused:
            call(make_user(role=role))
        assert code_of(refused) == "not_allowed"


def test_an_override_is_scored_by_what_happened(sam):
    make_policy_version()
    make_shift()
    visit = book()
    painter = make_shift(name="Pia Verf", trades={"SCH": 1})
    services.place(visit=visit, shift=painter, start_at=at("09:00"), reason="she can", by=sam, now=NOW, policy=GEPAST)

    assert [score.outcome for score in override_scores(user=sam, since=NOW, now=NOW)] == ["open"]

    services.begin(visit=visit, now=at("12:30"))

    score = override_scores(user=sam, since=NOW, now=at("13:00"))[0]
    assert score.outcome == "late"
    assert score.minutes_off > 0
