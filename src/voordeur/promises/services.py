"""The only writer of policy versions."""

from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction

from voordeur.base import audit
from voordeur.kernel.errors import Refused
from voordeur.policy import presets
from voordeur.promises.models import PolicyVersion


def check_start(*, starts_at: datetime, now: datetime) -> None:
    """Whether a version may start then. Refused: starts_in_the_past, start_taken."""
    if starts_at < now and PolicyVersion.objects.exists():
        raise Refused("starts_in_the_past", starts_at=starts_at)
    if PolicyVersion.objects.filter(starts_at=starts_at).exists():
        raise Refused("start_taken", starts_at=starts_at)


@transaction.atomic
def start_version(
    *, text: str, starts_at: datetime, note: str, by: AbstractBaseUser | None, now: datetime
) -> PolicyVersion:
    """Let a policy hold from `starts_at`. A version that has started is never changed: a new one follows it.

    Raises `presets.PolicyErrors` for a text that is no policy, Refused "starts_in_the_past" and "start_taken". The
    first version of an association may start in the past, because there is nothing before it that could be judged anew.
    """
    policy = presets.parse(text, source="policy")
    check_start(starts_at=starts_at, now=now)
    try:
        with transaction.atomic():
            version = PolicyVersion.objects.create(
                starts_at=starts_at,
                name=policy.name,
                text=text,
                note=note.strip()[:300],
                created_at=now,
                created_by_id=by.pk if by else None,
            )
    except IntegrityError:
        raise Refused("start_taken", starts_at=starts_at) from None
    audit.record(
        "policy.version",
        policy.name,
        by=by,
        now=now,
        details={"starts_at": starts_at.isoformat(), "version": version.pk},
    )
    return version


@transaction.atomic
def take_back(version: PolicyVersion, *, by: AbstractBaseUser | None, now: datetime) -> None:
    """Remove a version that has not started yet."""
    removed, _ = PolicyVersion.objects.filter(pk=version.pk, starts_at__gt=now).delete()
    if not removed:
        raise Refused("version_has_started")
    audit.record("policy.taken_back", version.name, by=by, now=now, details={"version": version.pk})
