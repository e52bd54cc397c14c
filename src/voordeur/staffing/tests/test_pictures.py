"""The picture of a day: everything inside its frame, nothing drawn while closed, the same scales for every day."""

import re

import pytest

from voordeur.staffing.services.pictures import HEIGHT, WIDTH, draw, scales_of

pytestmark = pytest.mark.pure


def day(*minutes: int, calls: float = 3.0, rostered: int = 3, there: int = 2) -> dict:
    return {
        "quarters": [
            {"minute": minute, "calls": calls, "low": 1.0, "high": 6.0, "rostered": rostered, "there": there,
             "missing": max(0, rostered - there)}
            for minute in minutes
        ]
    }  # fmt: skip


MORNING, AFTERNOON = range(510, 750, 15), range(780, 990, 15)


def numbers(path: str) -> list[float]:
    return [float(one) for one in re.findall(r"-?\d+\.?\d*", path)]


def test_the_hours_run_from_a_whole_hour_to_a_whole_hour():
    scales = scales_of([day(*MORNING, *AFTERNOON)])
    assert (scales.from_minute, scales.until_minute) == (480, 1020)
    assert [tick.told for tick in draw(day(*MORNING), scales).hours] == [str(hour) for hour in range(8, 18)]


def test_everything_lies_inside_the_frame():
    found = day(*MORNING, *AFTERNOON)
    picture = draw(found, scales_of([found]))

    for path in (picture.band, picture.calls, picture.needed, picture.there):
        assert all(0 <= number <= max(WIDTH, HEIGHT) for number in numbers(path))
    assert all(box.x + box.width <= WIDTH and box.y + box.height <= HEIGHT for box in picture.missing)


def test_nothing_is_drawn_over_a_lunch_break():
    found = day(*MORNING, *AFTERNOON)
    picture = draw(found, scales_of([found]))
    assert picture.there.count("M") == 2
    assert picture.band.count("Z") == 2


def test_what_is_missing_lies_between_there_and_needed():
    found = day(540, rostered=4, there=1)
    scales = scales_of([found])
    (box,) = draw(found, scales).missing

    assert box.y == scales.people_y(4)
    assert box.y + box.height == pytest.approx(scales.people_y(1))


def test_where_enough_are_there_nothing_is_missing():
    found = day(*MORNING, rostered=2, there=3)
    assert draw(found, scales_of([found])).missing == ()


def test_a_day_and_night_line_has_room_for_its_hours():
    found = day(*range(0, 1440, 15))
    assert len(draw(found, scales_of([found])).hours) <= 13
