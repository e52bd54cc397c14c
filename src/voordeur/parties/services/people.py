"""Keeping rows about people: new ones made, known ones changed, the same ones left alone."""

from collections.abc import Sequence
from datetime import datetime

from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from voordeur.parties.models import Person, User
from voordeur.parties.rules.cells import Row, Values

Checked = tuple[Row, Values]


def keep_people(batch: Sequence[Checked], *, write: bool, by: User | None, now: datetime) -> dict[int, str]:
    """Row number -> "created", "updated" or "unchanged". Nothing is written unless `write`.

    Rows are sound and no two of them have the same external key. Belongs in the caller's transaction.
    """
    known = Person.objects.in_bulk([values["external_id"] for _row, values in batch], field_name="external_id")
    verdicts: dict[int, str] = {}
    made: list[Person] = []
    changed: list[Person] = []
    for row, values in batch:
        person = known.get(values["external_id"])
        if person is None:
            made.append(Person(**values))
            verdicts[row.number] = "created"
        elif any(getattr(person, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(person, name, value)
            changed.append(person)
            verdicts[row.number] = "updated"
        else:
            verdicts[row.number] = "unchanged"
    if write and made:
        bulk_create_with_history(made, Person, batch_size=500, default_user=by, default_date=now)
    if write and changed:
        names = sorted(set(batch[0][1]) - {"external_id"})
        bulk_update_with_history(changed, Person, names, batch_size=200, default_user=by, default_date=now)
    return verdicts
