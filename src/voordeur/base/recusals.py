"""Keeping colleagues out of a case that is about them or their own, and out of everything that follows from it."""

from collections.abc import Collection

from django.db import transaction

from voordeur.base.models import Recusal


def _because(case_kind: str, case_id: int) -> str:
    return f"{case_kind}/{case_id}"


@transaction.atomic
def keep_out(user_ids: Collection[int], *, case_kind: str, case_id: int) -> bool:
    """Keep exactly these colleagues out of a case; who is not among them any more may read it again, with what
    followed from it. Returns whether something changed."""
    because = _because(case_kind, case_id)
    gone, _rows = Recusal.objects.filter(because=because).exclude(user_id__in=user_ids).delete()
    made = [
        Recusal.objects.get_or_create(user_id=pk, case_kind=case_kind, case_id=case_id, defaults={"because": because})[
            1
        ]
        for pk in user_ids
    ]
    return bool(gone) or any(made)


@transaction.atomic
def follow(*, case_kind: str, case_id: int, of_kind: str, of_id: int | None) -> None:
    """What follows from a case is kept from the same colleagues; of another case that it followed from before it is
    no longer."""
    own = Recusal.objects.filter(case_kind=case_kind, case_id=case_id)
    own.exclude(because=_because(case_kind, case_id)).delete()
    if of_id is None:
        return
    for one in Recusal.objects.filter(case_kind=of_kind, case_id=of_id):
        Recusal.objects.get_or_create(
            user_id=one.user_id, case_kind=case_kind, case_id=case_id, defaults={"because": one.because}
        )
