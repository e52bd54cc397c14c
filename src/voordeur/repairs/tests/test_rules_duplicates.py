"""Likely duplicates: the same home or the same shared part, within days, and never later than the report itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from voordeur.repairs.rules.duplicates import Reported, likely_duplicates

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ADA = Reported("new", "ada's home", "the flat", "kitchen/tap/leaks", shared=False, reported_at=NOW)
LAMP = Reported("new", "ada's home", "the flat", "stairwell/shared_light/bulb", shared=True, reported_at=NOW)


def _old(base: Reported, key: str, days: int, **changes) -> Reported:
    return replace(base, key=key, reported_at=NOW - timedelta(days=days), **changes)


def _found(new: Reported, *existing: Reported) -> list[tuple[object, str]]:
    return [(one.key, one.reason) for one in likely_duplicates(new, existing)]


def test_the_same_defect_in_the_same_home_is_a_duplicate():
    assert _found(ADA, _old(ADA, "r1", 3)) == [("r1", "same_defect")]


def test_another_defect_of_the_same_thing_is_a_weaker_one():
    dripping = _old(ADA, "r1", 3, path="kitchen/tap/drips")

    assert _found(ADA, dripping) == [("r1", "same_thing")]


def test_the_same_defect_in_another_room_is_the_weakest():
    assert _found(ADA, _old(ADA, "r1", 3, path="bathroom/tap/leaks")) == [("r1", "same_defect_elsewhere")]


def test_a_report_of_eves_home_is_none():
    assert _found(ADA, _old(ADA, "r1", 3, dwelling="eve's home")) == []


def test_a_report_of_long_ago_is_none():
    assert _found(ADA, _old(ADA, "r1", 31)) == []


def test_a_later_report_is_none():
    assert _found(ADA, _old(ADA, "r1", -1)) == []


def test_a_neighbours_report_of_the_same_shared_part_counts():
    assert _found(LAMP, _old(LAMP, "r1", 3, dwelling="eve's home")) == [("r1", "shared_part")]


def test_a_shared_part_of_another_building_does_not_count():
    assert _found(LAMP, _old(LAMP, "r1", 3, dwelling="eve's home", complex="the other flat")) == []


def test_a_shared_part_without_a_known_complex_does_not_count():
    loose = replace(LAMP, complex=None)

    assert _found(loose, _old(loose, "r1", 3, dwelling="eve's home")) == []


def test_what_has_ended_counts_only_when_the_same_trouble_is_back():
    assert _found(ADA, _old(ADA, "r1", 3, is_open=False)) == [("r1", "same_defect")]
    assert _found(ADA, _old(ADA, "r1", 3, is_open=False, path="kitchen/tap/drips")) == []


def test_the_likeliest_comes_first_and_then_the_most_recent():
    older, newer = _old(ADA, "older", 9), _old(ADA, "newer", 2)
    weaker = _old(ADA, "weaker", 1, path="kitchen/tap/drips")

    assert [key for key, _ in _found(ADA, weaker, older, newer)] == ["newer", "older", "weaker"]
