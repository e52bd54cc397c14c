"""What a planner does by hand: put a visit elsewhere, swap, lock. Each is one transaction that can be taken back.

`seen` are the shifts' versions that the planner looked at (by shift number). Who acts on what is no longer so is told,
with Refused "plan_changed"; nothing is then written. Without `seen` only what happens during the action itself counts.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from voordeur.kernel.errors import Refused
from voordeur.planning import rules
from voordeur.planning.models import Override, PlanChange, Shift, Visit
from voordeur.planning.queries.placing import Price, Trial, try_place, try_swap, windows_of
from voordeur.planning.services.history import keep_change, snapshot, tell
from voordeur.planning.services.places import TRIES, StaleError, keep, movable
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import Window

if TYPE_CHECKING:
    from voordeur.parties.models import User

LONGEST_REASON = 300


def place(
    *,
    visit: Visit,
    shift: Shift,
    by: "User | None",
    now: datetime,
    policy: ServicePolicy,
    start_at: datetime | None = None,
    position: int | None = None,
    reason: str = "",
    seen: Mapping[int, int] | None = None,
) -> Visit:
    """Put a visit into the route of `shift`: around `start_at`, or as the `position`-th of its visits (0 is first).

    It keeps its window when the place lies in it; otherwise it gets the window of that day in which the place lies, and
    its tenant is told after the quiet minutes. Refused with the code of queries.price_place when it cannot be;
    "reason_needed" when `reason` is empty and it goes over skill, lock, promise, lunch or end of shift: those are kept
    as an Override. "plan_changed", "planning_is_busy", "not_allowed".
    """
    rules.check_may_plan(by.role if by else None)

    def attempt() -> tuple[Trial, list[Visit]]:
        fresh = movable(visit.pk)
        trial = try_place(visit=fresh, shift=shift, now=now, policy=policy, start_at=start_at, position=position)
        return trial, [fresh]

    _carry_out("place", attempt, touched=shift, by=by, now=now, reason=reason, seen=seen)
    return Visit.objects.get(pk=visit.pk)


def swap(
    *,
    a: Visit,
    b: Visit,
    by: "User | None",
    now: datetime,
    policy: ServicePolicy,
    reason: str = "",
    seen: Mapping[int, int] | None = None,
) -> tuple[Visit, Visit]:
    """Let two visits change places, each in its own window. Refused as place() is; "no_room" when a window breaks."""
    rules.check_may_plan(by.role if by else None)

    def attempt() -> tuple[Trial, list[Visit]]:
        fresh = [movable(a.pk), movable(b.pk)]
        return try_swap(a=fresh[0], b=fresh[1], now=now, policy=policy), fresh

    _carry_out("swap", attempt, touched=None, by=by, now=now, reason=reason, seen=seen)
    return Visit.objects.get(pk=a.pk), Visit.objects.get(pk=b.pk)


def lock(*, visit: Visit, by: "User | None", now: datetime) -> Visit:
    """Let a visit stay with its craftsman on its day: no proposal and no rescue moves it. Locking twice does nothing.

    Refused "visit_already_begun", "visit_cancelled", "not_allowed".
    """
    return _set_lock(visit, by=by, now=now, is_locked=True)


def unlock(*, visit: Visit, by: "User | None", now: datetime) -> Visit:
    """The other way around."""
    return _set_lock(visit, by=by, now=now, is_locked=False)


@transaction.atomic
def _set_lock(visit: Visit, *, by: "User | None", now: datetime, is_locked: bool) -> Visit:
    rules.check_may_plan(by.role if by else None)
    fresh = movable(visit.pk)
    if Visit.objects.filter(pk=fresh.pk, is_locked=not is_locked).update(is_locked=is_locked):
        # The board shows the lock, so who looks at it must hear of it.
        Shift.objects.filter(pk=fresh.shift_id).update(version=F("version") + 1)
        nothing: dict[str, dict[str, object]] = {"visits": {}, "shifts": {str(fresh.shift_id): {}}}
        keep_change("lock" if is_locked else "unlock", before=nothing, by=by, now=now, visit=fresh)
        fresh.is_locked = is_locked
    return fresh


def _carry_out(
    kind: str,
    attempt: Callable[[], tuple[Trial, list[Visit]]],
    *,
    touched: Shift | None,
    by: "User | None",
    now: datetime,
    reason: str,
    seen: Mapping[int, int] | None,
) -> PlanChange:
    """Try on paper, ask for a reason where one is due, write on condition that nothing changed, and keep what was."""
    for _ in range(TRIES):
        trial, visits = attempt()
        price = trial.price
        if price.refusals:
            raise Refused(price.refusals[0])
        if price.reasons and not reason.strip():
            raise Refused("reason_needed", codes=list(price.reasons))
        if trial.routes is None:
            raise AssertionError("a trial that is not refused has routes")
        _check_seen(seen, trial)
        try:
            with transaction.atomic():
                before = snapshot(trial.changed)
                keep(trial.routes, trial.changed)
                if trial.without_lunch and touched is not None:
                    Shift.objects.filter(pk=touched.pk).update(break_minutes=0)
                _settle_promises(visits)
                change = keep_change(
                    kind, before=before, by=by, now=now, visit=visits[0], shift=touched, details={"reason": reason}
                )
                if price.reasons:
                    _note_override(change, visits[0], price, by=by, now=now, reason=reason)
                tell(visits, now=now)
        except StaleError:
            if seen is not None:
                raise Refused("plan_changed") from None
            continue
        return change
    raise Refused("planning_is_busy")


def _check_seen(seen: Mapping[int, int] | None, trial: Trial) -> None:
    if seen is None or trial.routes is None:
        return
    read = {pk: trial.routes.shifts[pk].version for pk in trial.changed}
    if any(pk in seen and seen[pk] != version for pk, version in read.items()):
        raise Refused("plan_changed")


def _settle_promises(visits: Iterable[Visit]) -> None:
    """A visit that got another window is to be reminded anew. One that left the windows its tenant can make is promised
    where it stands now, and told as a promise that moved."""
    for old in visits:
        moved = Visit.objects.filter(pk=old.pk).exclude(window_from_at=old.window_from_at).first()
        if moved is None:
            continue
        left = old.choices and Window(moved.window_from_at, moved.window_until_at) not in windows_of(old)
        values = {"is_promised": True, "choices": []} if left else {}
        Visit.objects.filter(pk=old.pk).update(reminded_at=None, craftsman_told_at=None, **values)


def _note_override(
    change: PlanChange, visit: Visit, price: Price, *, by: "User | None", now: datetime, reason: str
) -> None:
    Override.objects.create(
        change=change,
        visit=visit,
        at=now,
        by=by,
        codes=list(price.reasons),
        reason=reason.strip()[:LONGEST_REASON],
        planned_start_at=price.start_at or visit.planned_start_at,
        extra_total=price.total,
    )
