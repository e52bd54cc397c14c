"""Call logs: every row is a call or is refused with its reason, and the figures are those of the log."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from voordeur.homes.services.layout import Map, read_map
from voordeur.telephone.models import Call, QuarterHour
from voordeur.telephone.queries import quarters, report
from voordeur.telephone.rules.log_rows import FIELDS
from voordeur.telephone.services.importing import Taken, import_calls

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[4]
JANUARY = ROOT.parent / "shared" / "data" / "calls_bank_1999_01.csv"
MAP_OF_JANUARY = ROOT / "docs" / "guides" / "calls-of-a-bank-1999.toml"

HEADER = "id,arrival,waited_seconds,service_seconds,outcome,agent\n"
ROWS = (
    "1,2026-11-23 09:00:00,10,180,answered,201\n"
    "2,2026-11-23 09:05:00,40,,abandoned,\n"
    "3,2026-11-23 09:20:00,30,60,answered,202\n"
    "4,2026-11-23 09:21:00,0,,abandoned,\n"
)


@pytest.fixture
def take(tmp_path):
    def taken(text: str | bytes, map_: str = "") -> Taken:
        log, plan = tmp_path / "log.csv", tmp_path / "map.toml"
        log.write_bytes(text if isinstance(text, bytes) else text.encode())
        plan.write_text(map_)
        return import_calls(
            log, map_=read_map(plan, FIELDS) if map_ else Map(), tell=lambda *_: None, by=None, now=timezone.now()
        )

    return taken


def codes(taken: Taken) -> list[tuple[int | None, str]]:
    return [(fault.row, fault.code) for fault in taken.faults]


def test_a_log_becomes_calls_and_figures(take):
    taken = take(HEADER + ROWS)

    assert (taken.rows, taken.calls, taken.phantom, taken.refused, taken.created) == (4, 4, 0, 0, 4)
    found = report()
    assert (found["offered"], found["answered"], found["abandoned"], found["left_in_menu"]) == (3, 2, 1, 1)
    assert found["abandoned_share"] == pytest.approx(1 / 3)
    assert (found["mean_wait_answered_seconds"], found["within_20s_share"]) == (20, pytest.approx(1 / 3))
    assert [(day["date"], day["offered"]) for day in found["by_day"]] == [("2026-11-23", 3)]
    assert [(one["from"], one["offered"]) for one in found["by_quarter"]] == [("09:00", 2), ("09:15", 1)]


def test_a_log_of_which_every_row_is_refused_is_not_written(take):
    taken = take(HEADER + "1,gisteren,10,180,answered,201\n2,morgen,10,180,answered,201\n")

    assert (taken.rows, taken.refused, taken.is_written) == (2, 2, False)
    assert not Call.objects.exists()


def test_a_log_without_rows_and_one_with_a_good_row_are_written(take):
    assert take(HEADER).is_written
    assert take(HEADER + ROWS + "5,gisteren,10,180,answered,201\n").is_written


@pytest.mark.parametrize("first", ["sep=;\n", '"sep=;"\r\n', "SEP=;\n", "\ufeffsep=;\n"])
def test_the_line_in_which_a_spreadsheet_names_its_separator_is_left_out_and_told(take, first):
    taken = take(first + (HEADER + ROWS).replace(",", ";"))

    assert (taken.rows, taken.calls, taken.refused) == (4, 4, 0)
    assert [(one.code, one.value.casefold()) for one in taken.warnings] == [("separator_line", "sep=;")]


def test_what_comes_later_in_the_hour_that_came_twice_is_never_before_the_wait(take):
    header = "id,arrival,queue_start,service_start,ended,agent\n"
    take(header + "1,2026-10-25 02:50:00,2026-10-25 02:51:00,2026-10-25 02:05:00,2026-10-25 02:03:00,201\n")
    take(header + "2,2026-10-25 02:10:00,02:50:00,02:20:00,02:30:00,201\n")

    first, second = Call.objects.order_by("arrived_at").filter(number__in="12").order_by("number")
    assert first.waited_seconds == 14 * 60
    assert (second.menu_seconds, second.waited_seconds, second.service_seconds) == (40 * 60, 30 * 60, 10 * 60)


def test_the_same_log_twice_changes_nothing(take):
    take(HEADER + ROWS)
    before = list(Call.objects.order_by("pk").values())

    again = take(HEADER + ROWS)

    assert (again.created, again.updated, again.unchanged) == (0, 0, 4)
    assert list(Call.objects.order_by("pk").values()) == before
    assert report()["offered"] == 3


def test_a_log_that_was_mended_changes_its_calls(take):
    take(HEADER + ROWS)

    again = take(HEADER + ROWS.replace("10,180", "10,200"))

    assert (again.created, again.updated, again.unchanged) == (0, 1, 3)
    assert report()["mean_service_seconds"] == 130


def test_the_numbers_of_the_next_month_begin_again_without_overwriting(take):
    take(HEADER + ROWS)

    take(HEADER + ROWS.replace("2026-11-23", "2026-12-23"))

    assert Call.objects.count() == 8


def test_one_row_twice_is_counted_once_and_said(take):
    taken = take(HEADER + ROWS + ROWS.splitlines()[0])

    assert (taken.rows, taken.calls, taken.refused) == (5, 4, 1)
    assert codes(taken) == [(5, "double_in_file")]


def test_without_numbers_two_rows_that_are_the_same_are_two_calls(take):
    text = "arrival,waited_seconds,service_seconds\n" + "2026-11-23 09:00:00,5,60\n" * 2

    assert (take(text).created, take(text).unchanged) == (2, 2)


def test_a_log_in_other_words_is_read_by_its_map(take):
    text = (
        "Gesprek;Begin;Wacht;Duur;Afloop;Lijn\n"
        "A1;23-11-2026 09:00;0:00:12;2:05;OPGENOMEN;Reparaties\n"
        "A2;23-11-2026 09:01;1:10;;WEG;Huur\n"
    )
    map_ = """
        [columns]
        number = "gesprek"
        arrival = "Begin"
        waited_seconds = "Wacht"
        service_seconds = "Duur"
        outcome = "Afloop"
        [constants]
        source = "oude centrale"
        priority = "normaal"
        [values.outcome]
        "Opgenomen" = "answered"
        WEG = "abandoned"
    """

    taken = take(text, map_)

    assert (taken.calls, taken.refused) == (2, 0)
    assert [one.code for one in taken.warnings] == ["kept_aside"]
    first, second = Call.objects.order_by("arrived_at")
    assert (first.waited_seconds, first.service_seconds, first.source, first.priority) == (
        12,
        125,
        "oude centrale",
        "normaal",
    )
    assert (first.more, second.outcome) == ({"Lijn": "Reparaties"}, "abandoned")


def test_arrival_service_and_wait_are_enough(take):
    taken = take(
        "arrival,service_seconds,waited_seconds\n"
        "1999-01-04 09:00:00,120,8\n1999-01-04 09:00:30,,45\n1999-01-04 09:10:00,,\n"
    )

    assert taken.calls == 3
    assert (report()["offered"], report()["abandoned"]) == (3, 2)


def test_lengths_follow_from_moments_when_the_log_has_none(take):
    take(
        "arrival,answered_at,ended_at\n"
        "2026-11-23 23:59:50,2026-11-24 00:00:05,2026-11-24 00:02:05\n2026-11-23 10:00,,2026-11-23 10:02\n"
    )

    lost, helped = Call.objects.order_by("arrived_at")
    assert (helped.outcome, helped.waited_seconds, helped.service_seconds) == ("answered", 15, 120)
    assert (lost.outcome, lost.waited_seconds) == ("abandoned", 120)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("5,,1,1,answered,201", "missing"),
        ("5,gisteren,1,1,answered,201", "not_a_moment"),
        ("5,2026-11-23 09:00,lang,1,answered,201", "not_a_length"),
        ("5,2026-11-23 09:00,1,1,ontploft,201", "unknown_outcome"),
        ("5,2026-11-23 09:00,1,1", "wrong_column_count"),
        (f"{'5' * 81},2026-11-23 09:00,1,1,answered,201", "too_long"),
        ("5,2026-11-23 09:00,1,1,answered,2\u202e01", "control_character"),
        ('5,"2026-11-23 09:00,1,1,answered,201', "broken_quotes"),
    ],
)
def test_a_row_that_is_no_call_is_refused_and_the_others_are_kept(take, row, code):
    taken = take(HEADER + ROWS + row + "\n")

    assert (taken.rows, taken.calls, taken.refused) == (5, 4, 1)
    assert codes(taken) == [(5, code)]


@pytest.mark.parametrize(
    ("row", "odd"),
    [
        ("5,2026-11-23 09:00,-5,60,answered,201", "negative_wait"),
        ("5,2026-11-23 09:00,5,-60,answered,201", "negative_service"),
        ("5,2026-11-23 09:00,5,60,answered,", "answered_without_agent"),
        ("5,2026-11-23 09:00,5,,answered,201", "answered_without_service_time"),
        ("5,2026-11-23 09:00,5,4,answered,201", "service_below_10_seconds"),
        ("5,2026-11-23 09:00,5,60,abandoned,201", "abandoned_with_agent"),
        ("5,2026-11-23 09:00,5,108000,answered,201", "longer_than_4_hours"),
        ("5,2026-03-29 02:30,5,60,answered,201", "clock_skipped_this_time"),
        ("5,2026-10-25 02:30,5,60,answered,201", "clock_had_this_time_twice"),
        ("1,2026-11-24 09:00,5,60,answered,201", "number_twice"),
    ],
)
def test_what_is_odd_is_kept_as_it_stands_and_counted(take, row, odd):
    taken = take(HEADER + ROWS + row + "\n")

    assert (taken.calls, taken.refused) == (5, 0)
    assert taken.oddities[odd] == 1
    cells = row.split(",")
    call = Call.objects.get(number=cells[0], oddities__icontains=odd)
    assert call.waited_seconds == float(cells[2])
    assert call.service_seconds == (float(cells[3]) if cells[3] else None)


def test_what_cannot_be_is_left_out_of_the_means(take):
    take(HEADER + "1,2026-11-23 09:00,5,60,answered,201\n2,2026-11-23 09:00,-5,108000,answered,201\n")

    found = report()
    assert (found["answered"], found["mean_wait_answered_seconds"], found["mean_service_seconds"]) == (2, 5, 60)
    assert found["within_20s_share"] == 0.5


def test_the_night_on_which_the_clock_goes_back_has_two_hours_from_two_to_three(take):
    rows = "".join(
        f"{number},2026-10-25 {clock},5,60,answered,201\n"
        for number, clock in enumerate(("01:50", "02:10", "02:50", "02:05", "02:55", "03:05"))
    )

    taken = take(HEADER + rows)

    assert taken.oddities["clock_had_this_time_twice"] == 4
    moments = list(Call.objects.order_by("pk").values_list("arrived_at", flat=True))
    assert moments == sorted(moments)
    assert report()["by_day"][0]["offered"] == 6


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0612345678", "+31612345678"),
        ("+31 6 12345678", "+31612345678"),
        ("612345678", "612345678"),
        ("K004881", "K004881"),
        ("0", "0"),
        ("Anonymous", ""),
    ],
)
def test_telephone_numbers_get_one_form_and_numbers_of_customers_stay(take, written, kept):
    take(f"arrival,caller\n2026-11-23 09:00,{written}\n")

    assert Call.objects.get().caller == kept


def test_a_log_that_names_no_colleagues_is_not_odd_for_it(take):
    assert not take("arrival,waited_seconds,service_seconds\n2026-11-23 09:00,5,60\n").oddities


def test_scripts_in_a_log_are_kept_as_text(take):
    take(HEADER + '<b>1</b>,2026-11-23 09:00,5,60,answered,"=cmd|x"\n')

    assert Call.objects.get().extension == "=cmd|x"


@pytest.mark.parametrize(
    ("text", "map_", "code"),
    [
        ("", "", "empty_file"),
        ("a,b\n1,2\n", "", "missing_column"),
        ("arrival,arrival\n1,2\n", "", "double_column"),
        (HEADER.encode("utf-16"), "", "wide_encoding"),
        (HEADER + ROWS, '[constants]\nzone = "Mars/Base"\n', "unknown_zone"),
        (HEADER + ROWS, '[constants]\nunit = "weeks"\n', "unknown_unit"),
        (HEADER + ROWS, '[constants]\ndate_form = "soon"\n', "wrong_day_form"),
        (HEADER + ROWS, '[columns]\nzone = "agent"\n', "unknown_field"),
        (HEADER + ROWS, '[columns]\narrival = "nowhere"\n', "missing_column"),
    ],
)
def test_a_log_or_a_map_that_cannot_be_read_leaves_everything_as_it_was(take, text, map_, code):
    taken = take(text, map_)

    assert not taken.is_written
    assert [fault.code for fault in taken.faults] == [code]
    assert not Call.objects.exists()


def run(*arguments: str) -> tuple[int, dict]:
    out, status = StringIO(), 0
    try:
        call_command("voordeur_calls", *arguments, "--json", stdout=out, stderr=StringIO())
    except SystemExit as end:
        status = int(end.code or 0)
    return status, json.loads(out.getvalue())


def test_the_command_answers_in_the_keys_of_the_contract(tmp_path):
    log, plan = tmp_path / "log.csv", tmp_path / "map.toml"
    log.write_text(HEADER + ROWS + "5,gisteren,1,1,answered,201\n")
    plan.write_text('[columns]\nnumber = "id"\n')

    status, taken = run("import", str(log), "--map", str(plan))
    _, found = run("report", "--from", "2026-11-23", "--to", "2026-11-23")

    assert status == 0
    assert {name: taken[name] for name in ("rows", "calls", "phantom", "refused")} == {
        "rows": 5, "calls": 4, "phantom": 0, "refused": 1,
    }  # fmt: skip
    assert taken["errors"][0]["row"] == 5
    assert taken["errors"][0]["message"].startswith("arrival is “gisteren”")
    assert {"offered", "answered", "abandoned", "abandoned_share", "mean_wait_answered_seconds", "within_20s_share",
            "by_day"} <= set(found)  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (("import", "nowhere.csv"), 2, "cannot_read_file"),
        (("import", __file__, "--mapping", "nowhere.toml"), 2, "cannot_read_map"),
        (("import", __file__, "--map", __file__), 2, "map_not_toml"),
        (("import", __file__), 1, "missing_column"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, status, code):
    found, answer = run(*arguments)

    assert (found, answer["errors"][0]["code"]) == (status, code)


def test_a_report_before_the_first_call_is_empty():
    status, found = run("report")

    assert (status, found["offered"], found["abandoned_share"], found["by_day"]) == (0, 0, None, [])


@pytest.mark.skipif(not JANUARY.exists(), reason="the calls of January 1999 are not here")
def test_the_calls_of_january_give_the_figures_that_are_published_with_them():
    status, taken = run("import", str(JANUARY), "--map", str(MAP_OF_JANUARY))
    _, found = run("report")

    assert (status, taken["rows"], taken["phantom"], taken["refused"]) == (0, 31_599, 240, 0)
    assert taken["rows"] == taken["calls"] + taken["phantom"] + taken["refused"]
    assert taken["oddities"]["answered_without_agent"] == 490
    assert taken["oddities"]["negative_menu_time"] == 33
    assert found["offered"] == 30_140
    assert round(found["abandoned_share"], 3) == 0.102
    assert round(found["mean_wait_answered_seconds"], 1) == 35.1
    assert round(found["within_20s_share"], 3) == 0.544
    assert len(found["by_day"]) == 29
    for day in found["by_day"]:
        assert sum(one["offered"] for one in day["quarters"]) == day["offered"]
    assert sum(one.figures.offered for one in quarters(date(1999, 1, 1), date(1999, 1, 31))) == 30_140
    assert QuarterHour.objects.count() == sum(len(day["quarters"]) for day in found["by_day"])
