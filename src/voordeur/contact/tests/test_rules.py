"""The rules of the first line: ways, promises, moves, reminders, clocks, markup, cautions."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.contact.rules import cautions, questions, talking
from voordeur.contact.rules.articles import check_words
from voordeur.contact.rules.markup import to_html
from voordeur.contact.rules.questions import MAY, MOVES, QuestionAction, QuestionKind, QuestionStatus, after, is_kept
from voordeur.contact.rules.watching import reminded_at
from voordeur.kernel.errors import Refused
from voordeur.parties.rules import Role
from voordeur.policy import presets
from voordeur.policy.rules import is_open, local

pytestmark = pytest.mark.pure
ZONE = ZoneInfo("Europe/Amsterdam")
GEPAST = presets.load("gepast")
MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


def refused(code: str):
    return pytest.raises(Refused, match=rf"^{code}\(")


# --- promises --------------------------------------------------------------------------------------------------------


def test_a_call_back_is_promised_for_the_next_working_day_and_a_question_for_three():
    call = questions.promised_until(GEPAST, QuestionKind.CALL_BACK, asked_at=MONDAY_MORNING)
    ask = questions.promised_until(GEPAST, QuestionKind.SECOND_LINE, asked_at=MONDAY_MORNING)
    assert (local(call).date(), local(ask).date()) == (date(2026, 11, 24), date(2026, 11, 26))


def test_a_caller_may_choose_a_working_day():
    chosen = questions.promised_until(
        GEPAST, QuestionKind.CALL_BACK, asked_at=MONDAY_MORNING, wanted_on=date(2026, 11, 27)
    )
    assert local(chosen).date() == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "code"), [(date(2026, 11, 22), "day_in_the_past"), (date(2026, 11, 28), "not_a_working_day")]
)
def test_a_day_on_which_nobody_can_ring_is_refused(day: date, code: str):
    with refused(code):
        questions.promised_until(GEPAST, QuestionKind.CALL_BACK, asked_at=MONDAY_MORNING, wanted_on=day)


@pytest.mark.parametrize(
    ("text", "phone", "email", "kind", "code"),
    [
        (" ", "0612345678", "", QuestionKind.CALL_BACK, "question_missing"),
        ("x" * 2001, "0612345678", "", QuestionKind.CALL_BACK, "question_too_long"),
        ("Wanneer?", "", "ada@example.org", QuestionKind.CALL_BACK, "number_missing"),
        ("Wanneer?", "", "", QuestionKind.SECOND_LINE, "nowhere_to_answer"),
    ],
)
def test_nothing_is_passed_on_blindly(text: str, phone: str, email: str, kind: QuestionKind, code: str):
    with refused(code):
        questions.check_new(text=text, phone=phone, email=email, kind=kind)


def test_a_call_that_nobody_answered_keeps_the_promise_when_it_was_made_in_time():
    due = MONDAY_MORNING + timedelta(days=1)
    assert is_kept(due_at=due, tried_at=due - timedelta(hours=1), answered_at=due + timedelta(days=1))
    assert is_kept(due_at=due, tried_at=None, answered_at=due)
    assert not is_kept(due_at=due, tried_at=None, answered_at=due + timedelta(seconds=1))
    assert not is_kept(due_at=due, tried_at=None, answered_at=None)


# --- moves -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "action"), list(product(QuestionStatus, QuestionAction)))
def test_every_move_that_is_not_in_the_table_is_refused(status: QuestionStatus, action: QuestionAction):
    role = sorted(MAY[action])[0]
    if (status, action) in MOVES:
        assert after(status, action, role=role) == MOVES[status, action]
    else:
        with pytest.raises(Refused, match=r"question_(closed|not_possible)"):
            after(status, action, role=role)


@pytest.mark.parametrize("action", list(QuestionAction))
def test_tenants_and_craftsmen_move_nothing(action: QuestionAction):
    for role in (Role.TENANT, Role.CRAFTSMAN):
        with refused("question_move_not_allowed"):
            after(QuestionStatus.OPEN, action, role=role)


# --- reminders -------------------------------------------------------------------------------------------------------


def test_a_reminder_comes_while_somebody_is_there_to_read_it():
    due = questions.promised_until(GEPAST, QuestionKind.CALL_BACK, asked_at=MONDAY_MORNING)
    at = reminded_at(GEPAST, due)
    # Tuesday the telephone closes at half past four; four hours before it is half past twelve.
    assert local(at) == datetime(2026, 11, 24, 12, 30, tzinfo=ZONE)


@given(st.integers(0, 730 * 24 * 60))
def test_no_reminder_ever_comes_after_the_term_or_on_another_day(minutes: int):
    asked = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(ZONE)
    for name in presets.names():
        policy = presets.load(name)
        due = questions.promised_until(policy, QuestionKind.CALL_BACK, asked_at=asked)
        at = reminded_at(policy, due)
        assert at < due
        assert local(at).date() == local(due).date()
        if policy.channels.telephone.open.on(local(due).weekday()):
            first = policy.channels.telephone.open.on(local(at).weekday())[0].from_minute
            assert is_open(policy.channels.telephone.open, at, policy) or local(at).hour * 60 >= first


# --- clocks ----------------------------------------------------------------------------------------------------------


def test_the_clock_of_a_contact_does_not_jump_with_summer_time():
    before = datetime(2026, 10, 25, 2, 50, tzinfo=ZONE)
    after_it = datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=ZONE)
    assert talking.seconds_between(before, after_it) == 20 * 60
    in_spring = datetime(2026, 3, 29, 1, 55, tzinfo=ZONE), datetime(2026, 3, 29, 3, 5, tzinfo=ZONE)
    assert talking.seconds_between(*in_spring) == 10 * 60


def test_a_contact_of_thirty_hours_counts_two_and_one_that_ends_before_it_begins_nothing():
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert talking.seconds_between(now - timedelta(hours=30), now) == 2 * 3600
    assert talking.seconds_between(now, now - timedelta(minutes=1)) == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": ""}, "subject_missing"),
        ({"subject": "gossip"}, "subject_missing"),
        ({"note": "x" * 4001}, "note_too_long"),
        ({"is_solved": False}, "why_not_missing"),
        ({"is_solved": False, "why_not": "call_back"}, "promise_missing"),
        ({"is_solved": False, "why_not": "second_line", "promised": {"call_back"}}, "promise_missing"),
    ],
)
def test_a_contact_is_not_put_away_before_all_is_known(changes: dict[str, object], code: str):
    known = {"subject": "rent", "note": "", "is_solved": True, "why_not": "", "promised": set()}
    with refused(code):
        talking.check_finished(**(known | changes))


def test_a_contact_that_is_solved_or_promised_can_be_put_away():
    talking.check_finished(subject="rent", note="", is_solved=True, why_not="", promised=set())
    talking.check_finished(subject="rent", note="", is_solved=False, why_not="call_back", promised={"call_back"})


# --- answers at hand -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://example.org/pixel.png)",
        '<a href="https://example.org" onclick="alert(1)">x</a>',
        "<style>body{display:none}</style>",
        "<iframe src=https://example.org></iframe>",
    ],
)
def test_nothing_in_an_answer_is_ever_run(bad: str):
    html = to_html(bad)
    for tag in ("<script", "<img", "<style", "<iframe", 'href="javascript', 'href="data'):
        assert tag not in html
    assert " onclick=" not in html.replace("&quot;", "").split("&lt;")[0]


def test_markdown_becomes_paragraphs_lists_and_headings_below_the_title():
    html = to_html("# Huur\n\nU **zegt** op:\n\n- per brief\n- [op de site](https://example.org)\n")
    assert "<h3>Huur</h3>" in html
    assert "<strong>zegt</strong>" in html
    assert "<li>per brief</li>" in html
    assert 'href="https://example.org"' in html
    assert "noopener" in html


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("", "x", "", ""), "article_title_missing"),
        (("x", " ", "", ""), "article_body_missing"),
        (("x", "x" * 8001, "", ""), "article_too_long"),
        (("x", "x", "x", ""), "article_half_translated"),
    ],
)
def test_an_answer_has_a_title_a_text_and_whole_english(words: tuple[str, str, str, str], code: str):
    with refused(code):
        check_words(**dict(zip(("title_nl", "body_nl", "title_en", "body_en"), words, strict=True)))


# --- cautions --------------------------------------------------------------------------------------------------------


def test_each_role_sees_only_its_own_cautions():
    assert cautions.CautionKind.LEGAL_CASE not in cautions.seen_by(Role.PLANNER)
    assert cautions.CautionKind.TWO_VISITORS in cautions.seen_by(Role.PLANNER)
    assert cautions.CautionKind.LEGAL_CASE in cautions.seen_by(Role.MANAGER)
    # A craftsman stands at the door: what is dangerous there, and nothing of the life behind it.
    assert set(cautions.seen_by(Role.CRAFTSMAN)) == {
        cautions.CautionKind.TWO_VISITORS,
        cautions.CautionKind.AGGRESSION,
    }
    assert not cautions.seen_by(Role.TENANT)
    assert not cautions.seen_by(Role.QUALITY)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"role": Role.CONTACT_AGENT}, "caution_not_allowed"),
        ({"kind": "XXX"}, "caution_unknown"),
        ({"note": " "}, "caution_unexplained"),
        ({"note": "x" * 201}, "caution_too_long"),
        ({"until_on": None}, "caution_end_missing"),
        ({"until_on": date(2026, 11, 23)}, "caution_end_missing"),
        ({"until_on": date(2028, 1, 1)}, "caution_end_missing"),
    ],
)
def test_a_caution_is_explained_and_ends(changes: dict[str, object], code: str):
    known = {
        "role": Role.HOUSING_CONSULTANT,
        "kind": "BEZ",
        "note": "Ga met twee.",
        "today": date(2026, 11, 23),
        "until_on": date(2027, 5, 1),
    }
    cautions.check_new(**known)
    with refused(code):
        cautions.check_new(**(known | changes))
