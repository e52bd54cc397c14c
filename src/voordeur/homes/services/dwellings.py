"""Keeping rows about dwellings: new ones made, known ones changed, the same ones left alone."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from voordeur.homes.models import Dwelling
from voordeur.homes.rules.addresses import Address
from voordeur.homes.rules.dwelling_rows import address_in
from voordeur.parties.models import User
from voordeur.parties.rules.cells import Row, Values

Checked = tuple[Row, Values]


def keep_dwellings(batch: Sequence[Checked], *, write: bool, by: User | None, now: datetime) -> dict[int, str]:
    """Row number -> "created", "updated" or "unchanged"; rows that clash with a home we have get an error instead.

    Known homes are found by external key, or by address when the table has no external key. Rows are sound and no
    two of them share a key. Belongs in the caller's transaction; nothing is written unless `write`.
    """
    by_external_id, by_address, by_bag_id = _known(batch)
    verdicts: dict[int, str] = {}
    made: list[Dwelling] = []
    changed: list[Dwelling] = []
    for row, values in batch:
        named = by_external_id.get(values["external_id"])
        there = by_address.get(address_in(values))
        dwelling = named if row.has("external_id") else there
        wanted = values
        if there is not None and not row.has("external_id"):
            wanted = {**values, "external_id": there.external_id}
        same_bag = by_bag_id.get(values.get("bag_id", ""))
        if _clashes(row, dwelling, named, there, same_bag):
            continue
        if dwelling is None:
            made.append(Dwelling(**wanted))
            verdicts[row.number] = "created"
        elif any(getattr(dwelling, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(dwelling, name, value)
            changed.append(dwelling)
            verdicts[row.number] = "updated"
        else:
            verdicts[row.number] = "unchanged"
    if write and changed:
        names = sorted(set(batch[0][1]) - {"external_id"})
        bulk_update_with_history(changed, Dwelling, names, batch_size=200, default_user=by, default_date=now)
    if write and made:
        bulk_create_with_history(made, Dwelling, batch_size=500, default_user=by, default_date=now)
    return verdicts


def _clashes(
    row: Row, dwelling: Dwelling | None, named: Dwelling | None, there: Dwelling | None, same_bag: Dwelling | None
) -> bool:
    """Whether another home than the one the row is about already has its address, its key or its BAG number."""
    if there is not None and there != dwelling:
        row.refuse("postcode", "address_taken", value=there.full_address, other=there.external_id)
    elif dwelling is None and named is not None:
        row.refuse("postcode", "key_taken", value=named.external_id, other=named.full_address)
    elif same_bag is not None and same_bag != dwelling:
        row.refuse("bag_id", "bag_id_taken", other=same_bag.full_address)
    return bool(row.errors)


def _known(batch: Sequence[Checked]) -> tuple[dict[str, Dwelling], dict[Address, Dwelling], dict[str, Dwelling]]:
    """The homes that the batch may be about, by each of their keys; one object a home."""
    found: dict[int, Dwelling] = {}
    keys = [values["external_id"] for _row, values in batch]
    postcodes = sorted({values["postcode"] for _row, values in batch})
    bag_ids = [values["bag_id"] for _row, values in batch if values.get("bag_id")]
    for start in range(0, len(batch), 500):
        piece = slice(start, start + 500)
        wanted = Q(external_id__in=keys[piece]) | Q(postcode__in=postcodes[piece]) | Q(bag_id__in=bag_ids[piece])
        found.update({dwelling.pk: found.get(dwelling.pk, dwelling) for dwelling in Dwelling.objects.filter(wanted)})
    homes = list(found.values())
    return (
        {home.external_id: home for home in homes},
        {Address(home.postcode, home.number, home.letter, home.addition): home for home in homes},
        {home.bag_id: home for home in homes if home.bag_id},
    )
