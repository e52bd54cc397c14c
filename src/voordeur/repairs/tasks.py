"""What follows from the events of a repair: a letter on each step. Called by the outbox, each event once."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from voordeur.base import words
from voordeur.letters import services as letters
from voordeur.planning import services as planning
from voordeur.planning.queries.placing import windows_of
from voordeur.policy.rules import Window, may_move_until, reopen_until
from voordeur.promises import queries as promises
from voordeur.repairs import texts
from voordeur.repairs.models import Event, Invitation, Repair, Task
from voordeur.repairs.queries import cards
from voordeur.repairs.queries.names import what
from voordeur.repairs.rules.status import FollowOn
from voordeur.repairs.services import afterwards, appointments, invitations, links, making_good

# Whoever we let down has so long to choose a new time by the link.
MISSED_LINK = timedelta(days=14)


def _write(code: str, repair: Repair, *, now: datetime, **more: Any) -> None:
    """Write to the tenant about a repair, in the language of the report and the way they can be reached.

    What is put in words by a function is put in words of that language. Without a way there is nobody to write to.
    """
    with translation.override(repair.language):
        context: dict[str, object] = {
            "name": repair.reporter.full_name if repair.reporter else str(texts.TENANT),
            "number": repair.number,
            "what": what(repair.path),
            "page": settings.BASE_URL + reverse("repairs:by_token", args=[repair.token]),
            **{key: value() if callable(value) else value for key, value in more.items()},
        }
    letters.send(
        code=f"repair_{code}",
        context=context,
        now=now,
        language=repair.language,
        to_address=repair.contact_email,
        person=repair.reporter,
        postal=_envelope(repair),
        case_kind="repairs",
        case_id=repair.pk,
    )


def _envelope(repair: Repair) -> list[str]:
    """Name and home of the tenant who reported it; of a visitor we do not know that they live there."""
    if repair.reporter is None:
        return []
    home = repair.dwelling
    return [repair.reporter.full_name, home.address, f"{home.postcode[:4]} {home.postcode[4:]} {home.town}"]


def _repair(repair_id: int) -> Repair:
    return Repair.objects.select_related("dwelling", "reporter").get(pk=repair_id)


def _task(task_id: int) -> Task:
    return Task.objects.select_related("visit__shift__craftsman__user", "repair__dwelling", "repair__reporter").get(
        pk=task_id
    )


def tell_reported(*, now: datetime, repair_id: int) -> None:
    """The report was received: who pays, by when, what is next."""
    repair = _repair(repair_id)
    _write(
        "reported",
        repair,
        now=now,
        address=repair.dwelling.address,
        payer=lambda: cards.payer_sentence(repair),
        due=lambda: words.deadline_in_words(repair.due_at),
        can_book=cards.needs_appointment(repair),
        must_choose=cards.waits_for_tenant(repair),
        is_checked=repair.payer == "check",
    )


def tell_booked(*, now: datetime, repair_id: int, task_id: int) -> None:
    """There is an appointment, or another one."""
    task = _task(task_id)
    if task.visit is None:
        return
    visit = task.visit
    planning.mark_told(visit_id=visit.pk)
    if visit.choices:
        _write("flexible", task.repair, now=now, windows=lambda: "\n".join(_words(one) for one in windows_of(visit)))
        return
    policy = promises.of_version(task.repair.policy_version_id).policy
    until = may_move_until(policy, visit.window_from_at)
    knows = cards.knows_craftsman(visit, policy, now=now)
    if knows:
        planning.mark_craftsman_told(visit_id=visit.pk, now=now)
    if visit.is_emergency:
        _write(
            "emergency",
            task.repair,
            now=now,
            craftsman=visit.shift.craftsman.user.name,
            by_when=lambda: words.moment_in_words(visit.window_until_at),
        )
        return
    _write(
        "booked",
        task.repair,
        now=now,
        window=lambda: words.window_in_words(visit.window_from_at, visit.window_until_at),
        craftsman=visit.shift.craftsman.user.name if knows else "",
        move_until=(lambda: words.moment_in_words(until)) if until > now and visit.is_promised else "",
    )


def tell_coming(*, now: datetime, repair_id: int) -> None:
    """The reminder before the appointment."""
    repair = _repair(repair_id)
    task = (
        repair.tasks.filter(status="booked", visit__isnull=False)
        .select_related("visit__shift__craftsman__user")
        .first()
    )
    if task is None or task.visit is None:
        return
    visit = task.visit
    planning.mark_craftsman_told(visit_id=visit.pk, now=now)
    _write(
        "coming",
        repair,
        now=now,
        window=lambda: words.window_in_words(visit.window_from_at, visit.window_until_at),
        craftsman=visit.shift.craftsman.user.name,
        link=links.address(task, until_at=visit.window_from_at),
    )


def tell_travel(*, now: datetime, repair_id: int, task_id: int) -> None:
    """The craftsman left: who, and in about how many minutes."""
    task = _task(task_id)
    if task.visit is None:
        return
    _write(
        "travel",
        task.repair,
        now=now,
        craftsman=task.visit.shift.craftsman.user.name,
        minutes=max(5, round(task.visit.travel_minutes / 5) * 5),
        arrives_at=lambda: words.about_time_in_words(cards.arrival(task) or now),
    )


def tell_not_home(*, now: datetime, repair_id: int, task_id: int) -> None:
    """Nobody opened: what it costs and how to get a new time."""
    task = _task(task_id)
    event = Event.objects.filter(task=task, action="not_home").order_by("-pk").first()
    charge = int(event.details.get("charge_cents", 0)) if event else 0
    at = event.at if event else now
    _write(
        "not_home",
        task.repair,
        now=now,
        moment=lambda: words.moment_in_words(at),
        charge=(lambda: words.euro(charge)) if charge else "",
        can_book=cards.needs_appointment(task.repair),
    )


def tell_follow_on(*, now: datetime, repair_id: int, task_id: int) -> None:
    """A next visit is needed, and why."""
    task = _task(task_id)
    _write(
        "follow_on",
        task.repair,
        now=now,
        reason=lambda: str(texts.FOLLOW_ON_FOR_TENANT[FollowOn(task.follow_on)]),
        can_book=cards.needs_appointment(task.repair),
    )


def tell_finished(*, now: datetime, repair_id: int) -> None:
    """The work is done, and until when it can be opened again."""
    repair = _repair(repair_id)
    if repair.finished_at is None:
        return
    until = reopen_until(promises.of_version(repair.policy_version_id).policy, repair.finished_at)
    _write("finished", repair, now=now, reopen_until=lambda: words.deadline_in_words(until))


def tell_decided(*, now: datetime, repair_id: int) -> None:
    """Somebody decided who pays."""
    repair = _repair(repair_id)
    _write(
        "decided",
        repair,
        now=now,
        payer=lambda: cards.payer_sentence(repair),
        can_book=cards.needs_appointment(repair),
        must_choose=cards.waits_for_tenant(repair),
    )


def tell_ended(*, now: datetime, repair_id: int) -> None:
    """Declined, withdrawn or cancelled: that it ended and why."""
    repair = _repair(repair_id)
    event = repair.events.filter(action__in=["decline", "withdraw", "cancel"]).order_by("-pk").first()
    why = event.details.get("why", "") if event else ""
    _write("ended", repair, now=now, reason=lambda: str(texts.OWN_WORDS.get(why, why)))


def tell_reopened(*, now: datetime, repair_id: int) -> None:
    """The same repair is open again, with its new term."""
    repair = _repair(repair_id)
    _write(
        "reopened",
        repair,
        now=now,
        due=lambda: words.deadline_in_words(repair.due_at),
        can_book=cards.needs_appointment(repair),
    )


def survey_answered(
    *, now: datetime, case_kind: str, case_id: int, mark: int, is_solved: bool | None, **_more: Any
) -> None:
    """A low mark makes a call-back; "not solved" opens the repair again while the policy allows it."""
    if case_kind != "repairs":
        return
    repair = _repair(case_id)
    afterwards.call_back(repair, mark=mark, now=now)
    if is_solved is False:
        afterwards.reopen_after_survey(repair, now=now)


def visit_promise_moved(
    *,
    now: datetime,
    visit_id: int,
    case_kind: str,
    case_id: int,
    old_window_from_at: str,
    old_window_until_at: str,
) -> None:
    """We chose another window ourselves: the tenant reads both, and may agree or choose again without logging in.

    What was moved and moved back before this ran is told to nobody.
    """
    if case_kind != "repairs":
        return
    repair = _repair(case_id)
    task = repair.tasks.filter(visit_id=visit_id, status="booked").select_related("visit").first()
    if task is None or task.visit is None or not planning.mark_told(visit_id=visit_id):
        return
    visit = task.visit
    appointments.placed_elsewhere(repair, visit_id=visit_id, now=now, details={"reason_code": "by_planner"})
    old = Window(datetime.fromisoformat(old_window_from_at), datetime.fromisoformat(old_window_until_at))
    _write(
        "moved_by_us",
        repair,
        now=now,
        old_window=lambda: _words(old),
        window=lambda: words.window_in_words(visit.window_from_at, visit.window_until_at),
        link=links.address(task, until_at=visit.window_from_at, is_our_doing=True),
        link_until=lambda: words.moment_in_words(visit.window_from_at),
    )


# A planner who moves a visit on its own page says so at once; what follows for the tenant is the same.
visit_moved_by_planner = visit_promise_moved


def visit_fixed(*, now: datetime, visit_id: int, case_kind: str, case_id: int) -> None:
    """The evening before: which of the tenant's own times it has become, and who comes."""
    if case_kind != "repairs":
        return
    repair = _repair(case_id)
    appointments.placed_elsewhere(repair, visit_id=visit_id, now=now, details={"reason_code": "fixed"})
    task = repair.tasks.filter(visit_id=visit_id).select_related("visit__shift__craftsman__user").first()
    if task is None or task.visit is None:
        return
    visit = task.visit
    _write(
        "fixed",
        repair,
        now=now,
        window=lambda: words.window_in_words(visit.window_from_at, visit.window_until_at),
        craftsman=visit.shift.craftsman.user.name,
        link=links.address(task, until_at=visit.window_from_at, is_our_doing=True),
    )


def visit_missed(*, now: datetime, visit_id: int, case_kind: str, case_id: int) -> None:
    """We did not come: apology, what the tenant gets for it, and a link to choose a new time."""
    if case_kind != "repairs":
        return
    repair = _repair(case_id)
    owed = making_good.missed(repair, visit_id=visit_id, now=now)
    task = repair.tasks.filter(visit_id=visit_id).select_related("visit").first()
    if owed is None or task is None or task.visit is None:
        return
    visit = task.visit
    _write(
        "missed_by_us",
        repair,
        now=now,
        window=lambda: words.window_in_words(visit.window_from_at, visit.window_until_at),
        amount=(lambda: words.euro(owed.amount_cents)) if owed.amount_cents else "",
        link=links.address(task, until_at=now + MISSED_LINK, is_our_doing=True),
    )


def note_begun(*, now: datetime, repair_id: int, task_id: int) -> None:
    """What a telephone tells late can show that we were in time after all."""
    task = _task(task_id)
    if task.visit_id is not None and task.began_at is not None:
        making_good.came_after_all(task.repair, visit_id=task.visit_id, began_at=task.began_at, now=now)


def offer_freed(*, now: datetime, repair_id: int, task_id: int) -> None:
    """Nobody was home: somebody who waits near by may have the rest of that time."""
    visit = _task(task_id).visit
    if visit is not None:
        invitations.invite_next(visit_id=visit.pk, now=now)


def invite_next(*, now: datetime, visit_id: int) -> None:
    """The one who was asked did not answer in time: the next one."""
    invitations.invite_next(visit_id=visit_id, now=now)


def tell_invited(*, now: datetime, invitation_id: int) -> None:
    """A time came free near by, and until when it can be taken."""
    made = Invitation.objects.select_related("repair__dwelling", "repair__reporter").get(pk=invitation_id)
    _write(
        "invitation",
        made.repair,
        now=now,
        window=lambda: words.window_in_words(made.window_from_at, made.window_until_at),
        link=settings.BASE_URL + reverse("repairs:invitation", args=[made.key]),
        link_until=lambda: words.moment_in_words(made.until_at),
    )


def _words(window: Window) -> str:
    return words.window_in_words(window.start_at, window.end_at)


def visit_rehoused(*, now: datetime, visit_id: int, case_kind: str, case_id: int) -> None:
    """Somebody else comes in the same window: the promise stands, the open step is theirs."""
    if case_kind == "repairs":
        appointments.placed_elsewhere(
            _repair(case_id), visit_id=visit_id, now=now, details={"reason_code": "other_craftsman"}
        )


def visit_lost_place(*, now: datetime, visit_id: int, case_kind: str, case_id: int) -> None:
    """Nobody can keep the window: work for the planner, before the tenant finds out."""
    if case_kind == "repairs":
        appointments.lost_place(_repair(case_id), now=now)
