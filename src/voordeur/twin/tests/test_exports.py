"""A study to take along: every figure as a table, and one page for a board."""

import csv
import re
import zlib
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_user
from voordeur.policy import presets
from voordeur.promises.tests.factories import make_policy_version
from voordeur.twin.engine.kpis import GROUP_UNITS, UNITS
from voordeur.twin.models import Study
from voordeur.twin.queries import tidy
from voordeur.twin.services import paper
from voordeur.twin.tests.factories import NOW, make_done, make_study
from voordeur.twin.views.exports import page_of

pytestmark = pytest.mark.django_db

FIELDS = ["appointments.window_minutes", "appointments.free_choice"]
WINDOW = {"nl": "Breedte van een tijdvak", "en": "Width of a window"}
LONG = 'Een heel lange naam van een beleid, zoals iemand die op een vrijdagmiddag bedenkt; met <b> & " erin ' * 3
ADDRESS = "https://voordeur.example/twin/key/"


def labels(*names: str) -> list[dict[str, str]]:
    return [{"nl": one, "en": one} for one in names]


def policies(*names: str) -> list[str]:
    return [presets.dump(presets.load(name)) for name in names]


def asked_of(kind: str) -> dict[str, Any]:
    one = {"policies": policies("gepast"), "labels": labels("Gepast"), "seed": 1}
    return {
        "compare": {
            "policies": policies("klantgericht", "gepast", "sober_1994"),
            "labels": labels("Klantgericht", "Gepast", "Sober"),
        },
        "notch": {
            "policies": policies("gepast"),
            "field": "appointments.window_minutes",
            "values": [240, 60, 90, 120, 480],
            "promise": WINDOW,
            "base": {"nl": "Gepast", "en": "Fitting"},
            "labels": labels("4 uur", "1 uur", "1,5 uur", "2 uur", "8 uur"),
        },
        "tornado": one | {"fields": FIELDS},
        "weights": {
            **one,
            "policies": policies("klantgericht", "gepast"),
            "labels": labels("Klantgericht", "Gepast"),
        },
        "search": one | {"fields": FIELDS, "keep": [{"kpi": "mark_repairs", "at_least": 7.0}]},
        "frontier": one | {"fields": FIELDS},
    }[kind]


KINDS = ("compare", "notch", "tornado", "weights", "search", "frontier")


def made(kind: str, **changes: Any) -> Study:
    return make_done(kind=kind, asked=asked_of(kind) | changes.pop("asked", {}), replications=4, **changes)


@pytest.fixture
def manager(client: Client, settings) -> Client:
    settings.STAFF_SECOND_FACTOR = False
    make_policy_version(preset="gepast")
    client.cookies["language"] = "en"
    client.force_login(make_user(role=Role.MANAGER))
    return client


def rows_of(client: Client, study: Study) -> list[dict[str, str]]:
    answer = client.get(reverse("twin:table", kwargs={"key": study.key}))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    assert text.startswith(",".join(tidy.HEAD))
    return list(csv.DictReader(StringIO(text)))


def test_a_comparison_is_a_row_for_every_figure_of_every_policy_group_and_difference(manager: Client):
    study = made("compare")
    found = rows_of(manager, study)
    groups = len(study.result["variants"][0]["groups"]) - 1
    of_one = len(UNITS) + groups * len(GROUP_UNITS)
    assert len([one for one in found if one["what"] == "level"]) == 3 * of_one
    pairs = len(study.result["differences"])
    assert len([one for one in found if one["what"] == "difference"]) == pairs * of_one
    assert {one["title"] for one in found} == {"Klantgericht", "Gepast", "Sober"}
    assert {one["kpi"] for one in found if one["group"] == "all"} == set(UNITS)
    cost = next(one for one in found if one["kpi"] == "cost_per_home_cents" and one["group"] == "all")
    kept = study.result["variants"][0]["kpis"]["cost_per_home_cents"]
    assert [float(cost[name]) for name in ("mean", "low", "high")] == [kept[name] for name in ("mean", "low", "high")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_of_every_kind_holds_numbers_with_known_units(manager: Client, kind: str):
    study = made(kind)
    found = rows_of(manager, study)
    assert found
    assert {one["study"] for one in found} == {study.key}
    assert {one["kind"] for one in found} == {kind}
    for one in found:
        assert one["kpi"] in UNITS
        assert one["unit"] == UNITS[one["kpi"]]
        assert float(one["low"]) <= float(one["mean"]) <= float(one["high"])
        assert one["differs"] in ({"0", "1"} if one["what"] == "difference" else {""})


@pytest.mark.parametrize("name", ["=2+5", "+2", "-2", "@SUM(A1)", "\t=1"])
def test_a_name_that_a_spreadsheet_would_take_for_a_formula_stays_text(manager: Client, name: str):
    study = made("compare", asked={"labels": labels(name, "Gepast", "Sober")})
    titles = {one["title"] for one in rows_of(manager, study)}
    assert f"'{name}" in titles
    assert not [one for one in titles if one.startswith(tidy.OPENS_A_FORMULA)]


def test_a_dutch_spreadsheet_reads_cells_and_numbers(manager: Client):
    study = made("compare")
    manager.cookies["language"] = "nl"
    answer = manager.get(reverse("twin:table", kwargs={"key": study.key}))
    text = answer.content.decode("utf-8-sig")
    found = list(csv.DictReader(StringIO(text), delimiter=";"))
    assert {one["study"] for one in found} == {study.key}
    cost = next(one for one in found if one["kpi"] == "cost_per_home_cents" and one["group"] == "all")
    kept = study.result["variants"][0]["kpis"]["cost_per_home_cents"]
    assert cost["figure"] == "Kosten per woning per jaar"
    assert "." not in cost["mean"] + cost["low"] + cost["high"]
    assert float(cost["mean"].replace(",", ".")) == kept["mean"]


def test_what_is_taken_along_is_a_file_that_nobody_in_between_keeps(manager: Client):
    study = made("compare", name='Zo "breed" ; als\r\n dit')
    for name, ending in (("table", "csv"), ("one_page", "pdf")):
        answer = manager.get(reverse(f"twin:{name}", kwargs={"key": study.key}))
        assert answer.headers["Content-Disposition"] == f'attachment; filename="zo-breed-als-dit-{study.key}.{ending}"'
        assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", ["table", "one_page"])
def test_of_a_study_that_is_still_worked_out_there_is_nothing_to_take_along(manager: Client, name: str):
    study = make_study(now=NOW)
    answer = manager.get(reverse(f"twin:{name}", kwargs={"key": study.key}), follow=True)
    assert "This study has no answer yet" in answer.content.decode()


def streams(file: bytes) -> bytes:
    """A PDF with what is packed in it unpacked."""
    parts = []
    for one in re.findall(rb"stream\r?\n(.*?)endstream", file, re.DOTALL):
        try:
            parts.append(zlib.decompress(one))
        except zlib.error:
            parts.append(one)
    return file + b"".join(parts)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_stands_on_one_tagged_page_in_both_languages(manager: Client, kind: str):
    study = made(kind)
    for language in ("nl", "en"):
        manager.cookies["language"] = language
        answer = manager.get(reverse("twin:one_page", kwargs={"key": study.key}))
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
        assert paper.pages(answer.content) == 1
        told = streams(answer.content)
        for mark in (b"pdfuaid", b"/StructTreeRoot", b"/DisplayDocTitle"):
            assert mark in told, mark
        assert re.search(rb"/Lang\s*\(" + language.encode(), told)


def test_the_page_says_what_was_asked_what_came_out_and_what_stands_against_it():
    study = made("compare", name="Drie naast elkaar")
    with override("en"):
        page = page_of(study, ADDRESS)
    assert page.title == "Drie naast elkaar"
    assert "“Klantgericht”, “Gepast” and “Sober”" in page.question
    assert page.answer.startswith("“Gepast” beside “Klantgericht”: cost per home a year: ")
    assert "“Sober” beside “Klantgericht”: " in page.answer
    assert list(page.head) == ["Figure", "Klantgericht", "Gepast", "Sober"]
    assert len(page.rows) == 12
    assert page.picture.startswith("<svg")
    assert any("estimates that nobody has measured" in one for one in page.doubts)
    assert page.address == ADDRESS
    with override("nl"):
        assert "Wat kosten en wat leveren" in page_of(study, ADDRESS).question


def test_the_page_of_a_turned_promise_has_a_line_for_every_value_in_their_order():
    study = made("notch")
    with override("en"):
        page = page_of(study, ADDRESS)
    assert [row[0].value for row in page.rows] == ["1 uur", "1,5 uur", "2 uur", "4 uur", "8 uur"]
    assert [row[0].small for row in page.rows] == ["", "", "", "now", ""]
    assert page.head[0] == "Width of a window"
    assert "width of a window" in page.question


def test_the_page_of_a_search_says_whether_the_goals_are_kept_and_what_changes():
    study = made("search")
    with override("en"):
        page = page_of(study, ADDRESS)
    assert page.head[0] == "Goal"
    assert page.rows[0][0].value == "Mark for repairs: at least 7.00"
    assert "set" in page.answer
    best = study.result["winner"] or study.result["nearest"]
    assert len(page.changes) == sum(1 for level in best["levels"].values() if level)


def test_of_many_policies_the_cheapest_and_the_one_with_the_highest_mark_stand_beside_the_base():
    names = [f"{number} {LONG}" for number in range(6)]
    many = policies("klantgericht", "gepast", "sober_1994")
    study = made("compare", name=LONG, asked={"policies": many * 2, "labels": labels(*names)})
    with override("en"):
        page = page_of(study, ADDRESS)
        file = paper.pdf(page, on=date(2026, 11, 24))
    assert len(page.head) == 4
    assert "Shown are 3 of the 6 policies of the study." in page.table_note
    assert paper.pages(file) == 1


def test_what_people_wrote_is_never_read_as_markup_or_as_a_command():
    nasty = '#eval(read("board.typ")) $ x^2 $ *b* @ref <l> // \\ 漢字 \U0001f3e0'
    study = made("compare", name=nasty, asked={"labels": labels(nasty, "Gepast", "Sober")})
    with override("nl"):
        file = paper.pdf(page_of(study, ADDRESS), on=date(2026, 11, 24))
    assert paper.pages(file) == 1


def test_a_page_with_more_changes_than_there_is_room_for_loses_lines_and_never_becomes_two():
    with override("en"):
        page = page_of(made("compare"), ADDRESS)
    crowded = paper.replace(page, changes=[f"{number}: {LONG}" for number in range(12)], doubts=[LONG] * 4)
    assert paper.pages(paper.pdf(crowded, on=date(2026, 11, 24))) == 1


def test_a_figure_that_was_not_counted_yet_is_left_out_of_the_page():
    study = made("compare")
    for one in [*study.result["variants"], *study.result["differences"]]:
        del one["kpis"]["no_access_share"]
    with override("en"):
        page = page_of(study, ADDRESS)
    assert "Nobody at home" not in [row[0].value for row in page.rows]


def test_the_template_of_the_page_is_shipped_beside_the_code():
    assert paper.TEMPLATE.is_file()
    assert paper.TEMPLATE.parent == Path(paper.__file__).resolve().parents[1] / "data"


def test_who_does_not_work_in_the_office_takes_nothing_along(client: Client):
    study = made("compare")
    client.force_login(make_user(role=Role.TENANT))
    for name in ("table", "one_page"):
        assert client.get(reverse(f"twin:{name}", kwargs={"key": study.key})).status_code == 404
