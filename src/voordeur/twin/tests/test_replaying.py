"""`voordeur twin queue`: the promised keys, the same bytes for the same seed, exit codes, sentences for bad files."""

import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from voordeur.twin.engine.tests.weeks import made_up

pytestmark = pytest.mark.pure

FEW = ["--replications", "8"]
FIGURES = {"abandoned_share", "mean_wait_answered_seconds", "within_20s_share"}


def clock(seconds):
    return str(np.int64(seconds * 1000).astype("datetime64[ms]"))


def write_week(folder, name, seed, **options):
    """CALLS.csv and STAFF.csv of a made-up week; their paths and the week."""
    calls, desk = made_up(seed, **options)
    rows = [
        f"{clock(at)},{'' if np.isnan(talk) else talk},{wait}"
        for at, talk, wait in zip(calls.arrives, calls.talks, calls.waits, strict=True)
    ]
    ends = [*desk.starts[1:], desk.starts[-1] + 900]
    periods = zip(desk.starts, ends, desk.agents, strict=True)
    staff = [f"{clock(begin)},{clock(end)},{agents}" for begin, end, agents in periods]
    paths = [folder / f"{name}-calls.csv", folder / f"{name}-staff.csv"]
    for path, head, lines in zip(
        paths, ("arrival,service_seconds,waited_seconds", "from,to,agents"), (rows, staff), strict=True
    ):
        path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return [str(path) for path in paths], calls


@pytest.fixture(scope="module")
def weeks(tmp_path_factory):
    """(files to learn from, files to predict, what happened in the latter)"""
    folder = tmp_path_factory.mktemp("calls")
    known, _ = write_week(folder, "known", 1, days=3)
    other, calls = write_week(folder, "other", 2, days=2)
    return known, other, calls


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        call_command("voordeur_twin", "queue", *arguments)
    out, err = capsys.readouterr()
    return left.value.code, out, err


def asked(known, other):
    return [
        other[0],
        "--agents",
        other[1],
        "--calibrate-on",
        known[0],
        "--calibrate-agents",
        known[1],
        "--seed",
        "1",
        *FEW,
    ]


def test_a_week_is_predicted_with_the_promised_keys_and_the_same_bytes(capsys, weeks):
    known, other, calls = weeks
    code, out, err = run(capsys, *asked(known, other), "--json")
    found = json.loads(out)
    share, wait = 1.0 - calls.is_answered.mean(), calls.waits[calls.is_answered].mean()

    assert (code, err) == (0, "")
    assert set(found) == {"offered", *FIGURES}
    assert all(set(found[name]) == {"mean", "low", "high"} for name in FIGURES)
    assert found["offered"] == calls.arrives.size
    assert abs(found["abandoned_share"]["mean"] - share) < 0.03
    assert found["mean_wait_answered_seconds"]["mean"] == pytest.approx(wait, rel=0.3)
    assert run(capsys, *asked(known, other), "--json")[1] == out


def test_nothing_is_read_of_how_the_predicted_calls_ended(capsys, weeks, tmp_path):
    known, other, calls = weeks
    blind = tmp_path / "blind.csv"
    blind.write_text("\n".join(["arrival", *map(clock, calls.arrives)]) + "\n", encoding="utf-8")
    assert run(capsys, *asked(known, [str(blind), other[1]]), "--json") == run(capsys, *asked(known, other), "--json")


def test_people_read_a_sentence_for_each_figure(capsys, weeks):
    known, other, _ = weeks
    code, out, _ = run(capsys, *asked(known, other), "--language", "en", "--talks", "recorded")
    assert code == 0
    assert [line.split(":")[0] for line in out.splitlines()] == [
        "Calls",
        "Hangs up",
        "Answered within 20 s",
        "Mean wait of who is answered",
    ]


def test_without_weeks_to_learn_from_patience_is_that_of_the_register(capsys, weeks):
    _, other, _ = weeks
    usual, hasty = (
        json.loads(run(capsys, other[0], "--agents", other[1], "--json", *more)[1])
        for more in ((), ("--patience-seconds", "20"))
    )
    assert hasty["abandoned_share"]["mean"] > usual["abandoned_share"]["mean"]


@pytest.mark.parametrize(
    ("code", "calls", "staff"),
    [
        ("missing_column", "when\n2026-11-23T09:00\n", None),
        ("no_calls", "arrival,service_seconds\n", None),
        ("bad_moment", "arrival\n2026-11-31T09:00\n", None),
        ("bad_number", "arrival,service_seconds\n2026-11-23T09:00,long\n", None),
        ("bad_number", "arrival,service_seconds\n2026-11-23T09:00,1e300\n", None),
        ("negative_service", "arrival,service_seconds\n2026-11-23T09:00,-4\n", None),
        ("bad_table", "arrival\n" + "9" * 200_000 + "\n", None),
        ("nobody_answered", "arrival\n2026-11-23T09:00\n", None),
        ("bad_agents", None, "from,to,agents\n2026-11-23T09:00,2026-11-23T09:15,1.5\n"),
        ("no_agents", None, "from,to,agents\n2026-11-23T09:00,2026-11-23T09:15,0\n"),
        ("staff_ends_first", None, "from,to,agents\n2026-11-23T09:15,2026-11-23T09:00,2\n"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_a_sentence_in_both_languages(capsys, tmp_path, code, calls, staff):
    paths = [tmp_path / "calls.csv", tmp_path / "staff.csv"]
    paths[0].write_text(calls or "arrival,service_seconds\n2026-11-23T09:00,60\n", encoding="utf-8")
    paths[1].write_text(staff or "from,to,agents\n2026-11-23T09:00,2026-11-23T09:15,1\n", encoding="utf-8")
    said = {}
    for language in ("nl", "en"):
        status, out, err = run(capsys, str(paths[0]), "--agents", str(paths[1]), "--json", "--language", language)
        refused = json.loads(out)["refused"][0]
        assert (status, refused["code"]) == (1, code)
        assert refused["message"] == err.strip()
        said[language] = err
    assert said["nl"] != said["en"]


def test_wrong_use_ends_with_2(capsys, weeks, tmp_path):
    known, other, _ = weeks
    assert run(capsys, str(tmp_path / "nowhere.csv"), "--agents", other[1])[0] == 2
    assert run(capsys, other[0], "--agents", other[1], "--calibrate-on", known[0])[0] == 2
    with pytest.raises(CommandError):
        call_command("voordeur_twin", "queue", other[0])


@pytest.mark.parametrize("more", [["--replications", "0"], ["--patience-seconds", "nan"], ["--off-seconds", "-1"]])
def test_a_number_out_of_range_is_refused(capsys, weeks, more):
    _, other, _ = weeks
    status, _, err = run(capsys, other[0], "--agents", other[1], *more, "--language", "en")
    assert status == 1
    assert "Allowed is" in err
