"""The presets load, say what they must, and every fault in a file is named."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from voordeur.policy import presets
from voordeur.policy.diff import diff, promises
from voordeur.policy.models import Term
from voordeur.policy.presets import PolicyErrors
from voordeur.policy.tests.factories import make_policy

FOLDER = Path(presets.__file__).parent / "presets"
GEPAST = (FOLDER / "gepast.toml").read_text(encoding="utf-8")


def faults_of(text: str) -> list[tuple[str, str, str, str]]:
    with pytest.raises(PolicyErrors) as caught:
        presets.parse(text, source="test")
    return [(fault.field, fault.code, fault.value, fault.allowed) for fault in caught.value.errors]


def test_there_are_three_presets() -> None:
    assert presets.names() == ["gepast", "klantgericht", "sober_1994"]


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_is_called_after_its_file(name: str) -> None:
    assert presets.load(name).name == name


@pytest.mark.parametrize("name", presets.names())
def test_what_is_written_reads_back_equal(name: str) -> None:
    policy = presets.load(name)

    assert presets.parse(presets.dump(policy), source="dumped") == policy


def test_a_preset_that_does_not_exist_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        presets.load("../gepast")


def test_a_loaded_policy_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        presets.load("gepast").appointments.window_minutes = 5


def test_sober_1994_is_the_service_of_the_story() -> None:
    policy = presets.load("sober_1994")
    blocks = policy.channels.telephone.open.on(0)

    assert [(block.from_minute, block.until_minute) for block in blocks] == [(9 * 60, 11 * 60)]
    assert policy.channels.desk.by_appointment
    assert not policy.appointments.offered
    assert policy.appointments.window_minutes == policy.appointments.day_minutes
    assert policy.urgency.classes["emergency"].term == Term(amount=0, unit="same_day")
    assert {policy.urgency.classes[code].term for code in ("urgent", "normal", "planned")} == {
        Term(amount=14, unit="days")
    }
    assert policy.letting.model == "waiting_list"
    assert not policy.subscription.offered
    assert not any(survey.sent for _, survey in policy.quality.surveys.items())


def test_every_difference_between_gepast_and_klantgericht_has_its_reason_and_nothing_else_has() -> None:
    gepast = presets.load("gepast")
    differing = [difference.field for difference in diff(presets.load("klantgericht"), gepast)]

    assert sorted(why.field for why in gepast.why) == sorted(differing)


@pytest.mark.parametrize("name", presets.names())
def test_every_number_in_a_preset_has_a_source_or_is_called_an_estimate(name: str) -> None:
    section_comment = ""
    for line in (FOLDER / f"{name}.toml").read_text(encoding="utf-8").split("[[why]]")[0].splitlines():
        if line.startswith("["):
            section_comment = line.partition("#")[2]
        elif "=" in line and not line.startswith(("name", "address_form", "nl", "en", "#")):
            setting, _, comment = line.partition("#")
            is_explained = (comment or section_comment).strip() or "[channels.web.open]" in section_comment
            is_off = any(setting.strip().endswith(ending) for ending in ("= 0", "= false", "= []", "= true"))
            is_survey_or_term = setting.startswith(("term", "repair", "contact", "new_tenant", "departed", "complaint"))
            assert is_explained or is_off or is_survey_or_term, line


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "window_minutes = 240",
            "window_minutes = 999",
            ("appointments.window_minutes", "window_longer_than_day", "999", "<= 480"),
        ),
        ("target_share = 0.7", "target_share = 1.7", ("staffing.target_share", "out_of_range", "1.7", "< 1.0")),
        (
            'model = "integral"',
            'model = "chaos"',
            ("organisation.model", "not_a_choice", "chaos", "integral | departments | contact_centre"),
        ),
        ("hold_minutes = 15", 'hold_minutes = "15"', ("appointments.hold_minutes", "wrong_kind", "15", "0, 1, 2 ...")),
        (
            "hold_minutes = 15",
            "hold_minutes = true",
            ("appointments.hold_minutes", "wrong_kind", "true", "0, 1, 2 ..."),
        ),
        ("hold_minutes = 15", "hold_minutes = -1", ("appointments.hold_minutes", "out_of_range", "-1", ">= 1")),
        (
            "occupancy_max = 0.8",
            "occupancy_max = nan",
            ("staffing.occupancy_max", "out_of_range", "nan", "0, 0.5, 1 ..."),
        ),
        (
            'move_until = "17:00"',
            'move_until = "5 pm"',
            ("appointments.move_until", "not_a_clock_time", "5 pm", "00:00 ... 23:59"),
        ),
        (
            '{ from = "13:00", until = "16:30" }]\nwednesday',
            '{ from = "12:00", until = "16:30" }]\nwednesday',
            ("channels.telephone.open.tuesday.1.from", "blocks_overlap", "12:00", ">= 12:30"),
        ),
        (
            'friday = [{ from = "08:30", until = "12:30" }]',
            'friday = [{ from = "12:30", until = "08:30" }]',
            ("channels.telephone.open.friday.0.until", "ends_before_it_begins", "08:30", "> 12:30"),
        ),
        (
            "decide_within_days = 28",
            "decide_within_days = 57",
            ("alterations.decide_within_days", "out_of_range", "57", "<= 56"),
        ),
        ("consent_share = 0.7 ", "consent_share = 0.5 ", ("renovation.consent_share", "out_of_range", "0.5", ">= 0.7")),
        (
            "emergency = 1000",
            "emergency = 20000",
            ("priority.weights.danger", "danger_not_first", "10000.0", ">= 20001"),
        ),
        (
            "complaint = 60",
            "complaint = 1000",
            ("priority.weights.complaint", "complaint_before_emergency", "1000.0", "<= 999"),
        ),
        (
            'covers = ["c", "d"',
            'covers = ["d", "c"',
            ("subscription.covers", "not_once_in_order", "d, c, e, h, i, j, k, m, n, r, s", "a < b < c ..."),
        ),
        (
            'covers = ["c", "d"',
            'covers = ["c", "z"',
            ("subscription.covers.1", "not_a_choice", "z", " | ".join("abcdefghijklmnopqrstuv")),
        ),
        (
            "price_cents_per_month = 650",
            "price_cents_per_month = 0",
            ("subscription.price_cents_per_month", "offered_without_price", "0", ">= 1"),
        ),
        (
            "emergency_always = true",
            "emergency_always = false",
            ("channels.emergency_always", "not_reachable_at_night", "false", "true"),
        ),
        (
            "[appointments]\noffered = true",
            "[appointments]\noffered = false",
            ("urgency.classes.urgent.by_appointment", "appointment_not_offered", "true", "false"),
        ),
        ("low_mark = 5 ", "low_mark = 6 ", ("quality.satisfied_from", "satisfied_with_a_low_mark", "5.5", "> 6")),
        (
            "acknowledge_working_days = 2",
            "acknowledge_working_days = 11",
            ("complaints.acknowledge_working_days", "acknowledged_after_answer", "11", "<= 10"),
        ),
        (
            'amount = 2, unit = "hours"',
            'amount = 48, unit = "hours"',
            ("urgency.classes.emergency.term", "faster_than_more_urgent", "24 hours", ">= 48 hours"),
        ),
        (
            'amount = 2, unit = "hours"',
            'amount = 0, unit = "hours"',
            ("urgency.classes.danger.term.amount", "term_of_zero", "0", ">= 1"),
        ),
        (
            'amount = 2, unit = "hours"',
            'amount = 2, unit = "same_day"',
            ("urgency.classes.danger.term.amount", "same_day_has_no_amount", "2", "0"),
        ),
        (
            'field = "appointments.window_minutes"',
            'field = "appointments.window_hours"',
            (
                "why.6.field",
                "unknown_field",
                "appointments.window_hours",
                "appointments.window_minutes | appointments.hold_minutes",
            ),
        ),
    ],
)
def test_a_fault_names_the_field_the_value_and_what_is_allowed(old: str, new: str, fault: tuple[str, ...]) -> None:
    assert GEPAST.count(old) >= 1

    assert faults_of(GEPAST.replace(old, new, 1)) == [fault]


def test_an_unknown_key_is_refused_with_the_name_that_was_meant() -> None:
    faults = faults_of(GEPAST.replace("hold_minutes", "hold_minuts"))

    assert ("appointments.hold_minuts", "unknown_field", "15", "hold_minutes") in faults
    assert ("appointments.hold_minutes", "missing", "", "") in faults


def test_a_missing_section_is_named() -> None:
    start, end = GEPAST.index("[staffing]"), GEPAST.index("[costs]")

    assert faults_of(GEPAST[:start] + GEPAST[end:]) == [("staffing", "missing", "", "")]


def test_text_that_is_no_toml_says_where() -> None:
    assert "line 2" in faults_of('name = "a"\ntitle = \n')[0][2]


def test_a_file_is_checked_with_all_its_faults_at_once(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text(GEPAST, encoding="utf-8")
    bad.write_text(GEPAST.replace("hold_minutes = 15", "hold_minutes = 0").replace("= 3750", "= -1"), encoding="utf-8")

    assert presets.check_file(good) == []
    assert [fault.field for fault in presets.check_file(bad)] == [
        "appointments.hold_minutes",
        "appointments.no_access_charge_cents",
    ]


def test_a_file_that_is_missing_or_is_no_text_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    picture = tmp_path / "picture.toml"
    picture.write_bytes(b"\xff\xd8\xff")

    assert presets.check_file(tmp_path / "none.toml")[0].code == "cannot_read_file"
    assert presets.check_file(picture)[0].code == "not_text"


def test_one_promise_can_be_turned_by_its_path() -> None:
    policy = presets.with_value(presets.load("gepast"), "appointments.window_minutes", presets.value_from_text("120"))

    assert policy.appointments.window_minutes == 120
    assert [difference.field for difference in diff(presets.load("gepast"), policy)] == ["appointments.window_minutes"]


def test_a_term_and_a_list_can_be_turned_as_one() -> None:
    policy = make_policy(
        urgency__classes__normal__term={"amount": 10, "unit": "working_days"}, subscription__covers=["c", "d"]
    )

    assert policy.urgency.classes["normal"].term == Term(amount=10, unit="working_days")
    assert policy.subscription.covers == ("c", "d")


@pytest.mark.parametrize(
    "field", ["appointments.window", "appointments", "nothing", "appointments.window_minutes.x", ""]
)
def test_a_path_that_is_no_promise_is_refused(field: str) -> None:
    with pytest.raises(PolicyErrors) as caught:
        presets.with_value(presets.load("gepast"), field, 1)

    assert caught.value.errors[0].field in (field, "appointments")


def test_a_word_on_the_command_line_needs_no_quotes() -> None:
    assert presets.value_from_text("departments") == "departments"
    assert presets.value_from_text("true") is True
    assert presets.value_from_text('{ amount = 2, unit = "days" }') == {"amount": 2, "unit": "days"}


def test_the_same_policy_has_no_differences() -> None:
    assert diff(presets.load("gepast"), presets.load("gepast")) == []


def test_every_promise_has_a_dotted_path() -> None:
    paths = promises(presets.load("gepast"))

    assert "urgency.classes.danger.term" in paths
    assert "channels.telephone.open" in paths
    assert "name" not in paths


def test_values_that_only_fit_together_are_changed_together() -> None:
    policy = presets.load("gepast")
    wanted = {"urgency.classes.urgent.term": {"amount": 20, "unit": "days"}}
    with pytest.raises(presets.PolicyErrors):
        presets.with_values(policy, wanted)
    both = presets.with_values(policy, {**wanted, "urgency.classes.normal.term": {"amount": 30, "unit": "days"}})
    assert both.urgency.classes.normal.term.amount == 30


def test_a_reason_goes_with_the_value_it_spoke_for() -> None:
    policy = presets.load("gepast")
    changed = presets.with_values(policy, {"appointments.window_minutes": 120, "appointments.offers_shown": 4})
    assert {why.field for why in policy.why} - {why.field for why in changed.why} == {"appointments.window_minutes"}
    assert presets.parse(presets.dump(changed), source="again") == changed
