"""Which complaints are taken, where people can go, and which causes return."""

from datetime import date, timedelta

import pytest

from voordeur.complaints.rules import intake
from voordeur.complaints.rules.causes import count_causes
from voordeur.complaints.rules.routes import Route, routes
from voordeur.complaints.rules.subjects import About, Body, Cause
from voordeur.kernel.errors import Refused
from voordeur.policy.models import ServicePolicy
from voordeur.policy.tests.factories import at, make_policy

TODAY = date(2026, 11, 24)
TAKES_ALL = make_policy(
    complaints__anonymous_taken=True, complaints__taken_within_days=365, complaints__continuing_taken_within_days=1095
)


def check(policy: ServicePolicy = TAKES_ALL, **given: object) -> str:
    """The code of the refusal; empty when it is taken."""
    usual: dict[str, object] = {
        "about": About.BEHAVIOUR,
        "has_repair": False,
        "is_anonymous": False,
        "text": "Niemand belde terug.",
        "happened_on": None,
        "goes_on": False,
        "today": TODAY,
    }
    try:
        intake.check(policy, **{**usual, **given})  # type: ignore[arg-type]  # a test's own fields
    except Refused as refused:
        return refused.code
    return ""


def test_a_first_request_for_a_repair_is_no_complaint_unless_the_policy_says_so() -> None:
    assert check(about=About.REPAIR) == "first_repair"
    assert check(about=About.REPAIR, has_repair=True) == ""
    assert check(make_policy(complaints__first_repair_is_complaint=True), about=About.REPAIR) == ""


@pytest.mark.parametrize(("taken", "code"), [(True, ""), (False, "anonymous_not_taken")])
def test_the_policy_says_whether_a_complaint_without_a_name_is_taken(taken: bool, code: str) -> None:
    assert check(make_policy(complaints__anonymous_taken=taken), is_anonymous=True) == code


@pytest.mark.parametrize(
    ("days_ago", "goes_on", "code"),
    [(365, False, ""), (366, False, "too_old"), (366, True, ""), (1096, True, "too_old"), (-1, False, "happens_later")],
)
def test_what_happened_too_long_ago_is_not_taken(days_ago: int, goes_on: bool, code: str) -> None:
    assert check(happened_on=TODAY - timedelta(days=days_ago), goes_on=goes_on) == code


@pytest.mark.parametrize(("text", "code"), [("  ", "text_missing"), ("a" * 5001, "text_too_long"), ("a" * 5000, "")])
def test_a_complaint_says_something_and_not_a_book(text: str, code: str) -> None:
    assert check(text=text) == code


def ways(**given: object) -> dict[Body, Route]:
    usual: dict[str, object] = {
        "about": About.BEHAVIOUR,
        "is_anonymous": False,
        "answered_at": at("2026-11-24 10:00"),
        "review_asked_at": None,
        "decided_at": None,
        "due_at": at("2026-12-08 23:59"),
        "told_of_defect_at": None,
        "bill_of": None,
        "now": at("2026-11-25 10:00"),
    }
    policy = make_policy(complaints__ask_second_stage_working_days=10, complaints__commission_within_days=365)
    return {way.body: way for way in routes(policy, **{**usual, **given})}  # type: ignore[arg-type]  # a test's own fields


def test_after_the_first_answer_somebody_else_can_be_asked_and_the_commission_for_a_year() -> None:
    found = ways()
    assert set(found) == {Body.SECOND_STAGE, Body.COMMISSION}
    assert f"{found[Body.SECOND_STAGE].until_at:%Y-%m-%d}" == "2026-12-08"
    assert f"{found[Body.COMMISSION].until_at:%Y-%m-%d}" == "2027-11-24"


def test_after_the_second_answer_the_year_of_the_commission_begins_anew() -> None:
    found = ways(review_asked_at=at("2026-12-01 10:00"), decided_at=at("2026-12-20 10:00"), now=at("2026-12-21 10:00"))
    assert set(found) == {Body.COMMISSION}
    assert f"{found[Body.COMMISSION].until_at:%Y-%m-%d}" == "2027-12-20"


def test_without_our_answer_the_commission_opens_when_our_term_has_passed() -> None:
    assert ways(answered_at=None) == {}
    assert set(ways(answered_at=None, now=at("2026-12-09 00:00"))) == {Body.COMMISSION}


def test_a_complaint_without_a_name_does_not_go_to_the_commission() -> None:
    assert set(ways(is_anonymous=True)) == {Body.SECOND_STAGE}


def test_the_rent_tribunal_opens_six_weeks_after_a_defect_was_told() -> None:
    found = ways(about=About.REPAIR, told_of_defect_at=at("2026-11-02 10:00"))[Body.RENT_TRIBUNAL]
    assert f"{found.from_at:%Y-%m-%d}" == "2026-12-14"
    assert not found.is_open(at("2026-12-13 23:00"))
    assert found.is_open(at("2026-12-14 00:00"))


def test_about_service_costs_the_rent_tribunal_is_open_for_two_years_after_july() -> None:
    found = ways(about=About.COSTS, bill_of=date(2026, 6, 20))[Body.RENT_TRIBUNAL]
    assert f"{found.until_at:%Y-%m-%d}" == "2028-07-01"


def test_causes_are_counted_with_their_share_and_those_that_return_are_named() -> None:
    found = count_causes(
        [Cause.NO_WORD, Cause.TOO_LATE, Cause.NO_WORD, Cause.NO_WORD], after_improvement=[Cause.NO_WORD]
    )
    assert [(one.cause, one.number, one.share, one.returns, one.after_improvement) for one in found] == [
        (Cause.NO_WORD, 3, 0.75, True, 1),
        (Cause.TOO_LATE, 1, 0.25, False, 0),
    ]
    assert count_causes([]) == []
