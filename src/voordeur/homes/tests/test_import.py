"""`voordeur import`: what goes in, what is refused and why, and that the same file twice changes nothing."""

import csv
import tracemalloc
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from voordeur.homes.models import Dwelling
from voordeur.homes.rules.dwelling_rows import dwelling_of
from voordeur.homes.services.importing import import_table
from voordeur.homes.services.layout import Map
from voordeur.homes.services.ledger import Ledger
from voordeur.homes.services.tables import look_at, records
from voordeur.homes.tests.factories import make_dwelling
from voordeur.homes.tests.importing import codes, run, run_file
from voordeur.homes.texts import sentence_of
from voordeur.parties.rules.cells import Row

BAG = Path(__file__).resolve().parents[5] / "shared" / "data" / "nl_addresses.csv"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
HEADER = "external_id,street,number,letter,addition,postcode,town,lat,lon,year_built,floor_m2,use\n"
GOOD = "D1,Lindelaan,139,A,2,7323 aa,Apeldoorn,52.2354,5.9776,1975,84,woonfunctie\n"

pytestmark = pytest.mark.django_db


def test_a_sound_row_becomes_a_home_with_a_history(tmp_path: Path) -> None:
    answer = run(tmp_path, HEADER + GOOD)
    home = Dwelling.objects.get()
    assert (answer["rows"], answer["created"], answer["written"]) == (1, 1, True)
    assert home.full_address == "Lindelaan 139A-2, 7323 AA Apeldoorn"
    assert home.history.count() == 1


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    run(tmp_path, HEADER + GOOD)
    answer = run(tmp_path, HEADER + GOOD)
    assert (answer["created"], answer["updated"], answer["unchanged"]) == (0, 0, 1)
    assert Dwelling.history.count() == 1


def test_a_changed_cell_changes_the_home_that_has_the_key_and_keeps_what_was(tmp_path: Path) -> None:
    run(tmp_path, HEADER + GOOD)
    answer = run(tmp_path, HEADER + GOOD.replace("84", "86"))
    assert answer["updated"] == 1
    assert [past.floor_m2 for past in Dwelling.history.order_by("history_id")] == [84, 86]


def test_a_field_that_the_file_does_not_have_is_left_alone(tmp_path: Path) -> None:
    make_dwelling(external_id="D1", number=139, floor_m2=84, warning="Hond")
    run(tmp_path, "external_id,street,number,postcode,town,lat,lon\nD1,Eikenlaan,139,7323AA,Apeldoorn,52.2354,5.9776\n")
    home = Dwelling.objects.get()
    assert (home.street, home.floor_m2, home.warning) == ("Eikenlaan", 84, "Hond")


def test_one_refused_row_keeps_the_whole_file_out(tmp_path: Path) -> None:
    answer = run(tmp_path, HEADER + GOOD + GOOD.replace("D1", "D2").replace("139", "0"), status=1)
    assert (answer["rows"], answer["created"], answer["refused"], answer["written"]) == (2, 1, 1, False)
    assert not Dwelling.objects.exists()


def test_partial_keeps_the_sound_rows(tmp_path: Path) -> None:
    answer = run(tmp_path, HEADER + GOOD + GOOD.replace("D1", "D2").replace("139", "0"), "--partial")
    assert (answer["created"], answer["refused"], answer["written"]) == (1, 1, True)
    assert Dwelling.objects.count() == 1


def test_a_dry_run_writes_nothing_and_counts_the_same(tmp_path: Path) -> None:
    answer = run(tmp_path, HEADER + GOOD, "--dry-run")
    assert (answer["created"], answer["dry_run"], answer["written"]) == (1, True, False)
    assert not Dwelling.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("1975", "1005", "year_built", "impossible_year"),
        ("1975", "9999", "year_built", "impossible_year"),
        ("1975", "2029", "year_built", "impossible_year"),
        ("1975", "onbekend", "year_built", "not_a_number"),
        ("84", "999999", "floor_m2", "impossible_area"),
        ("84", "1", "floor_m2", "impossible_area"),
        ("52.2354,5.9776", "5.9776,52.2354", "lat", "swapped_coordinates"),
        ("52.2354,5.9776", "48.8566,2.3522", "lat", "outside_netherlands"),
        ("52.2354,5.9776", "0,0", "lat", "outside_netherlands"),
        ("52.2354,5.9776", "nan,5.9776", "lat", "not_a_number"),
        ("52.2354", "", "lat", "missing"),
        ("7323 aa", "0323AA", "postcode", "not_a_postcode"),
        ("7323 aa", "7323SS", "postcode", "not_a_postcode"),
        ("139", "0", "number", "not_a_house_number"),
        ("139", "123456", "number", "not_a_house_number"),
        ("Lindelaan", "", "street", "missing"),
        ("Lindelaan", "=HYPERLINK(1)", "street", "formula"),
        ("Lindelaan", "+cmd|calc", "street", "formula"),
        ("Lindelaan", "-2+3", "street", "formula"),
        ("Lindelaan", "@SUM(A1)", "street", "formula"),
        ("Lindelaan", "Linde\x00laan", "street", "control_character"),
        ("Lindelaan", "L" * 81, "street", "too_long"),
        ("Lindelaan", "L" * 900_000, "street", "too_long"),
        (",A,", ",3,", "letter", "not_a_letter"),
        ("woonfunctie", "kantoorfunctie", "use", "not_a_home"),
        ("woonfunctie", '"woonfunctie,gezondheidszorgfunctie"', "use", "not_a_home"),
        ("woonfunctie", "", "use", "missing"),
        ("D1", "", "external_id", "missing"),
    ],
)
def test_a_wrong_cell_is_refused_by_name(tmp_path: Path, old: str, new: str, field: str, code: str) -> None:
    answer = run(tmp_path, HEADER + GOOD.replace(old, new, 1), status=1)
    assert codes(answer) == [(1, field, code)]
    assert field in answer["errors"][0]["message"] or code in {"swapped_coordinates", "outside_netherlands"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("52.2354,5.9776", '"52,2354","5,9776"'),
        ("1975", "1975.0"),
        ("1975", ""),
        ("Lindelaan", '"Linde""laan"'),
        ("Lindelaan", "’s-Gravenlaan"),
        ("Lindelaan", "1e Kerkstraat"),
        ("139,A,2", "139A-2,,"),
        ("139,A,2", "139 bis,,"),
        ("woonfunctie", "Woonfunctie"),
    ],
)
def test_other_ways_to_write_the_same_are_taken(tmp_path: Path, old: str, new: str) -> None:
    assert run(tmp_path, HEADER + GOOD.replace(old, new, 1))["created"] == 1


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_are_delimiters_too(tmp_path: Path, delimiter: str) -> None:
    assert run(tmp_path, (HEADER + GOOD).replace(",", delimiter))["created"] == 1


def test_a_file_with_a_byte_order_mark_and_windows_line_ends_is_read(tmp_path: Path) -> None:
    content = (HEADER + GOOD.replace("Lindelaan", "Café-laan")).replace("\n", "\r\n").encode("utf-8-sig")
    assert run(tmp_path, content)["encoding"] == "utf-8"
    assert Dwelling.objects.get().street == "Café-laan"


def test_a_file_in_the_old_windows_encoding_is_read_and_said(tmp_path: Path) -> None:
    answer = run(tmp_path, (HEADER + GOOD.replace("Lindelaan", "Café-laan")).encode("cp1252"))
    assert Dwelling.objects.get().street == "Café-laan"
    assert "other_encoding" in [warning["code"] for warning in answer["warnings"]]


def test_a_row_that_cannot_be_decoded_is_refused_and_the_others_are_not(tmp_path: Path) -> None:
    good = GOOD.replace("Lindelaan", "Café-laan").encode()
    bad = GOOD.replace("D1", "D2").replace("139", "140").replace("Lindelaan", "Café-laan").encode("cp1252")
    answer = run(tmp_path, HEADER.encode() + good + bad, "--partial")
    assert codes(answer) == [(2, "street", "undecodable")]
    assert answer["created"] == 1


def test_a_double_address_in_the_file_names_the_first_row(tmp_path: Path) -> None:
    answer = run(tmp_path, HEADER + GOOD + GOOD.replace("D1", "D2"), status=1)
    assert codes(answer) == [(2, "postcode", "double_in_file")]
    assert "rij 1" in answer["errors"][0]["message"]


def test_a_double_key_in_the_file_is_refused(tmp_path: Path) -> None:
    answer = run(tmp_path, HEADER + GOOD + GOOD.replace("139", "140"), status=1)
    assert codes(answer) == [(2, "external_id", "double_in_file")]


def test_an_address_that_another_home_has_is_refused(tmp_path: Path) -> None:
    make_dwelling(external_id="OLD", number=139, letter="A", addition="2")
    answer = run(tmp_path, HEADER + GOOD, status=1)
    assert codes(answer) == [(1, "postcode", "address_taken")]
    assert "OLD" in answer["errors"][0]["message"]


def test_without_a_key_the_address_is_the_key(tmp_path: Path) -> None:
    make_dwelling(external_id="OLD", number=139, floor_m2=80)
    content = "street,number,postcode,town,lat,lon,floor_m2\nLindelaan,139,7323 AA,Apeldoorn,52.2354,5.9776,84\n"
    answer = run(tmp_path, content)
    home = Dwelling.objects.get()
    assert (answer["updated"], home.external_id, home.floor_m2) == (1, "OLD", 84)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty_file"),
        ("\n\n", "empty_file"),
        (",,,\n1,2,3,4\n", "no_header"),
        ("street,street\na,b\n", "double_column"),
        ("street,number\nLindelaan,1\n", "missing_column"),
        ((HEADER + GOOD).encode("utf-16"), "wide_encoding"),
    ],
)
def test_a_file_that_is_no_table_of_homes_is_refused_as_a_whole(
    tmp_path: Path, content: str | bytes, code: str
) -> None:
    answer = run(tmp_path, content, status=1)
    assert {error["code"] for error in answer["errors"]} == {code}
    assert answer["rows"] == 0


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    assert run(tmp_path, HEADER)["rows"] == 0


def test_a_missing_file_and_a_wrong_map_are_wrong_usage(tmp_path: Path) -> None:
    assert codes(run_file(tmp_path / "none.csv", status=2)) == [(None, "", "cannot_read_file")]
    assert codes(run(tmp_path, HEADER, map_="[columns]\nroof = 'dak'\n", status=2)) == [(None, "", "unknown_field")]
    assert codes(run(tmp_path, HEADER, map_="columns = [", status=2)) == [(None, "", "map_not_toml")]


def test_rows_with_too_many_or_too_few_cells_are_refused_one_by_one(tmp_path: Path) -> None:
    answer = run(tmp_path, HEADER + GOOD.strip() + ",more\n" + "D3,Lindelaan\n" + GOOD, "--partial")
    assert codes(answer) == [(1, "", "wrong_column_count"), (2, "", "wrong_column_count")]
    assert answer["created"] == 1


def test_a_quote_that_is_never_closed_costs_one_row_only(tmp_path: Path) -> None:
    many = "".join(GOOD.replace("D1", f"D{n}").replace("139", str(n)) for n in range(10, 60))
    answer = run(tmp_path, HEADER + GOOD.replace("Lindelaan", '"Lindelaan') + many, "--partial")
    assert codes(answer) == [(1, "", "broken_quotes")]
    assert (answer["rows"], answer["created"]) == (51, 50)


def test_a_line_without_end_is_refused_without_being_kept(tmp_path: Path) -> None:
    answer = run(tmp_path, HEADER + "x" * 3_000_000 + "\n" + GOOD, "--partial")
    assert codes(answer) == [(1, "", "row_too_long")]
    assert answer["created"] == 1


def test_a_map_names_columns_constants_and_values(tmp_path: Path) -> None:
    content = "Straat;Nr;PC;Breedte;Lengte;Soort\nLindelaan;139;7323AA;52,2354;5,9776;Wonen\n"
    map_ = """
    [columns]
    street = "Straat"
    number = "nr"
    postcode = "PC"
    lat = "Breedte"
    lon = "Lengte"
    use = "Soort"
    [constants]
    town = "Apeldoorn"
    year_built = 1975
    [values.use]
    wonen = "woonfunctie"
    """
    assert run(tmp_path, content, map_=map_)["created"] == 1
    assert (Dwelling.objects.get().town, Dwelling.objects.get().year_built) == ("Apeldoorn", 1975)


def test_unknown_columns_are_said_and_not_used(tmp_path: Path) -> None:
    answer = run(tmp_path, HEADER.replace("use", "use,roof") + GOOD.replace("woonfunctie", "woonfunctie,flat"))
    assert [(warning["field"], warning["code"]) for warning in answer["warnings"]] == [("roof", "unknown_column")]


def test_messages_come_in_english_when_asked(tmp_path: Path) -> None:
    answer = run(tmp_path, HEADER + GOOD.replace("1975", "1005"), "--language", "en", status=1)
    assert answer["errors"][0]["message"].startswith("year_built is 1005. Allowed: 1200 – 2028.")


def test_the_real_addresses_lose_no_home_silently() -> None:
    if not BAG.exists():
        pytest.skip(f"{BAG.name} is not here")
    with BAG.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    homes = [row for row in rows if row["use"] == "woonfunctie"]
    answer = run_file(BAG, "--partial")
    assert (answer["rows"], answer["created"], answer["refused"]) == (490, len(homes), 490 - len(homes))
    assert {error["row"] for error in answer["errors"]} == {
        number for number, row in enumerate(rows, start=1) if row["use"] != "woonfunctie"
    }
    assert {error["code"] for error in answer["errors"]} == {"not_a_home"}
    again = run_file(BAG, "--partial")
    assert (again["unchanged"], again["created"], again["updated"]) == (len(homes), 0, 0)


def test_a_large_file_is_read_in_little_memory(tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    with file.open("w") as out:
        out.write("external_id,street,number,postcode,town,lat,lon,remarks\n")
        for number in range(20_000):
            out.write(f"D{number},Lindelaan,1,73{number % 99:02}AA,Apeldoorn,52.2354,5.9776,{'x' * 800}\n")
    tracemalloc.start()
    rows = 0
    table = look_at(file)
    for record in records(table):
        rows += 1
        dwelling_of(Row(record.number, dict(zip(table.columns, record.cells, strict=True))), today=date(2026, 11, 23))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert rows == 20_000
    assert peak < 3_000_000 < file.stat().st_size


def test_every_fault_has_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(HEADER + GOOD.replace("1975", "1005") + "x\n" + GOOD.replace("7323 aa", "x"))
    with Ledger() as ledger:
        import_table(
            "dwellings",
            file,
            map_=Map(),
            ledger=ledger,
            is_dry_run=True,
            is_partial=False,
            tell=lambda _stage, _position: None,
            by=None,
            now=NOW,
        )
        sentences = [sentence_of(fault) for fault in ledger.faults("error")]
    assert len(sentences) == 3
    assert all("%(" not in sentence for sentence in sentences)
