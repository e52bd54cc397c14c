"""The only writers of work items: open, take, hand over, finish; the watch over silent owners; whose a home is."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import transaction

from voordeur.base import audit
from voordeur.base.outbox import publish
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Team, User
from voordeur.policy.rules import silent_at
from voordeur.promises import queries as promises
from voordeur.work.models import Area, CaseUnderComplaint, WorkItem
from voordeur.work.rules import TEAM_OF, ItemKind, area_code

log = structlog.get_logger(__name__)


@transaction.atomic
def open_item(
    *,
    kind: ItemKind,
    case_kind: str,
    case_id: int,
    subject: str,
    subject_en: str,
    due_at: datetime,
    promise: str,
    by: User | None,
    now: datetime,
    owner: User | None = None,
    urgency: str = "",
    is_vulnerable: bool = False,
    is_complaint: bool = False,
    promised_at: datetime | None = None,
    team_code: str = "",
) -> WorkItem:
    """Open a step of a case, or renew the one of this kind that is open already: a case never has two of a kind.

    `team_code` names the team when it is another than the usual one of this kind. A step of a case about which a
    complaint is open counts as a complaint.
    """
    team = team_of(team_code or TEAM_OF[kind])
    is_complaint = is_complaint or _is_under_complaint(case_kind, case_id)
    item, made = WorkItem.objects.get_or_create(
        kind=kind,
        case_kind=case_kind,
        case_id=case_id,
        done_at=None,
        defaults={
            "subject": subject[:200],
            "subject_en": subject_en[:200],
            "team": team,
            "owner": owner,
            "owned_since": now if owner else None,
            "promise": promise,
            "due_at": due_at,
            "urgency": urgency,
            "is_vulnerable": is_vulnerable,
            "is_complaint": is_complaint,
            "promised_at": promised_at,
            "opened_at": now,
        },
    )
    if not made:
        item.subject, item.subject_en = subject[:200], subject_en[:200]
        item.due_at, item.promise, item.promised_at = due_at, promise, promised_at
        if owner is not None and item.owner_id != owner.pk:
            item.owner, item.owned_since = owner, now
        # Only what is renewed: whoever finishes the step at this moment must not find it open again.
        item.save(update_fields=["subject", "subject_en", "due_at", "promise", "promised_at", "owner", "owned_since"])
    log.info("work opened", kind=str(kind), case=f"{case_kind}/{case_id}", by=by.pk if by else None)
    return item


def team_of(code: str) -> Team:
    """The team of this code, which is made when its first work comes in."""
    team, _made = Team.objects.get_or_create(code=code, defaults={"name": code})
    return team


def _is_under_complaint(case_kind: str, case_id: int) -> bool:
    return CaseUnderComplaint.objects.filter(case_kind=case_kind, case_id=case_id).exists()


@transaction.atomic
def under_complaint(*, case_kind: str, case_id: int, is_open: bool, now: datetime) -> None:
    """Let the open and coming steps of a case count as a complaint while one about it is open, and no longer after."""
    if is_open:
        CaseUnderComplaint.objects.get_or_create(case_kind=case_kind, case_id=case_id, defaults={"since_at": now})
    else:
        CaseUnderComplaint.objects.filter(case_kind=case_kind, case_id=case_id).delete()
    WorkItem.objects.open().filter(case_kind=case_kind, case_id=case_id).update(is_complaint=is_open)


def take(item: WorkItem, *, by: User, now: datetime) -> None:
    """Make an item one's own; refused when someone else was first."""
    taken = WorkItem.objects.filter(pk=item.pk, done_at=None, owner=None).update(owner=by, owned_since=now)
    if taken:
        return
    current = WorkItem.objects.select_related("owner").get(pk=item.pk)
    if current.done_at is not None:
        raise Refused("item_already_done")
    if current.owner_id != by.pk:
        raise Refused("item_taken", owner=str(current.owner))


def hand_back(item: WorkItem, *, by: User, now: datetime) -> None:
    """Give an item back to the team; only its owner can."""
    given = WorkItem.objects.filter(pk=item.pk, done_at=None, owner=by).update(owner=None, owned_since=None)
    if not given:
        raise Refused("item_not_yours")


@transaction.atomic
def finish(item: WorkItem, *, outcome: str, by: User | None, now: datetime) -> None:
    """Close an item with what came of it, and tell the room of the case; refused when somebody closed it before."""
    closed = WorkItem.objects.filter(pk=item.pk, done_at=None).update(
        done_at=now, done_by=by, outcome=outcome.strip()[:300]
    )
    if not closed:
        raise Refused("item_already_done")
    publish(
        "work.finished",
        now=now,
        step=item.kind,
        case_kind=item.case_kind,
        case_id=item.case_id,
        outcome=outcome.strip()[:300],
        by_id=by.pk if by else None,
    )


def hand_over(
    *, kind: ItemKind, case_kind: str, case_id: int, team_code: str, owner: User | None, now: datetime
) -> bool:
    """Give the open item of this kind of a case to another team, or somebody in it; returns whether it is there."""
    team, _made = Team.objects.get_or_create(code=team_code, defaults={"name": team_code})
    moved = WorkItem.objects.filter(kind=kind, case_kind=case_kind, case_id=case_id, done_at=None).update(
        team=team, owner=owner, owned_since=now if owner else None
    )
    return moved > 0


def hand_over_unowned(*, kind: ItemKind, case_kind: str, case_id: int, team_code: str) -> bool:
    """Give the open item to another team while nobody made it theirs; returns whether that was so."""
    waiting = WorkItem.objects.open().filter(kind=kind, case_kind=case_kind, case_id=case_id, owner=None)
    return waiting.update(team=team_of(team_code)) > 0


def escalate(*, kind: ItemKind, case_kind: str, case_id: int, now: datetime) -> bool:
    """What was promised has passed: the item goes back to its team, marked; returns whether there was one."""
    moved = WorkItem.objects.filter(kind=kind, case_kind=case_kind, case_id=case_id, done_at=None).update(
        owner=None, owned_since=None, escalated_at=now
    )
    return moved > 0


def finish_of_case(
    *, kind: ItemKind, case_kind: str, case_id: int, by: User | None, now: datetime, outcome: str = ""
) -> bool:
    """Close the open item of this kind of a case, when there is one; returns whether there was."""
    closed = WorkItem.objects.filter(kind=kind, case_kind=case_kind, case_id=case_id, done_at=None).update(
        done_at=now, done_by=by, outcome=outcome[:300]
    )
    return closed > 0


def finish_all_of_case(
    *,
    case_kind: str,
    case_id: int,
    by: User | None,
    now: datetime,
    outcome: str = "",
    kinds: Sequence[ItemKind] = tuple(ItemKind),
) -> int:
    """Close every open item of a case, or those of some kinds; returns how many there were."""
    items = WorkItem.objects.filter(case_kind=case_kind, case_id=case_id, kind__in=kinds, done_at=None)
    return items.update(done_at=now, done_by=by, outcome=outcome[:300])


def heard_from(*, case_kind: str, case_id: int, by: User, now: datetime) -> None:
    """The owner did something for this case: their silence begins anew."""
    items = WorkItem.objects.filter(case_kind=case_kind, case_id=case_id, owner=by, done_at=None)
    items.update(owned_since=now)


def move_silent_to_team(*, now: datetime) -> int:
    """Give items back to their team when the owner has been silent for as long as the policy allows; returns how many.

    Repeated work: the condition on the owner makes it harmless to run twice.
    """
    policy = promises.in_force(now).policy
    # A visit stands in the craftsman's own day: nobody else can take it from a list.
    owned = WorkItem.objects.open().filter(owned_since__isnull=False).exclude(kind=ItemKind.VISIT)
    silent = [pk for pk, since in owned.values_list("pk", "owned_since") if since and silent_at(policy, since) < now]
    moved = WorkItem.objects.filter(pk__in=silent, done_at=None, owned_since__isnull=False).update(
        owner=None, owned_since=None, escalated_at=now
    )
    if moved:
        log.info("silent owners", moved=moved)
    return moved


# --- whose a neighbourhood is -----------------------------------------------------------------------------------------


@transaction.atomic
def give_area(*, postcode: str, team: Team, by: User, now: datetime) -> Area:
    """Homes whose postcode begins like this belong to this team from now on. Refused: area_unclear."""
    code = area_code(postcode)
    area, _made = Area.objects.update_or_create(postcode=code, defaults={"team": team})
    audit.record("area given", f"postcode {code}", by=by, now=now, details={"team": team.code})
    return area


@transaction.atomic
def forget_area(*, postcode: str, by: User, now: datetime) -> None:
    """These homes belong to no team; the general one takes their contacts."""
    if Area.objects.filter(postcode=postcode).delete()[0]:
        audit.record("area ended", f"postcode {postcode}", by=by, now=now)
