"""Who handles what: nobody about themselves, the second stage by another, a team by the way we are organised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voordeur.complaints.rules.people import (
    Colleague,
    Story,
    check_handler,
    check_remedy,
    check_reviewer,
    may_act,
    reviewers,
    team_of,
)
from voordeur.complaints.rules.status import PART_OF_FIRST, REVIEWERS, ROLES, Action
from voordeur.complaints.rules.subjects import About
from voordeur.kernel.errors import Refused
from voordeur.policy.tests.factories import make_policy

BAS = Colleague(user_id=1, role="quality", person_id=11)
HANNA = Colleague(user_id=2, role="housing_consultant")
MARIT = Colleague(user_id=3, role="manager")


def story(**given: object) -> Story:
    usual: dict[str, object] = {"about_user_id": None, "complainant_ids": frozenset(), "acts": frozenset()}
    return Story(**{**usual, **given})  # type: ignore[arg-type]  # a test's own fields


def refusal(check: object, *args: object) -> str:
    with pytest.raises(Refused) as refused:
        check(*args)  # type: ignore[operator]  # a test's own fields
    return refused.value.code


def test_nobody_handles_a_complaint_about_themselves_or_of_their_own() -> None:
    assert refusal(check_handler, BAS, story(about_user_id=1)) == "complaint_about_you"
    assert refusal(check_handler, BAS, story(complainant_ids=frozenset({11}))) == "own_complaint"
    assert refusal(check_handler, Colleague(4, "craftsman"), story()) == "not_a_handler"
    check_handler(HANNA, story(about_user_id=1))


@given(
    st.sets(st.tuples(st.integers(1, 6), st.sampled_from(["receive", "view", *sorted(PART_OF_FIRST)]))),
    st.one_of(st.none(), st.integers(1, 6)),
    st.one_of(st.none(), st.integers(1, 6)),
)
def test_whoever_may_judge_the_second_stage_had_no_part_in_the_first(
    acts: set[tuple[int, str]], handler: int | None, about: int | None
) -> None:
    file = story(acts=frozenset(acts), handler_id=handler, about_user_id=about)
    everybody = [Colleague(number, role) for number, role in enumerate(sorted(ROLES), start=1)]
    for one in reviewers(everybody, file):
        assert one.role in REVIEWERS
        assert one.user_id not in {user for user, act in acts if act in PART_OF_FIRST}
        assert one.user_id not in {handler, about}


def test_writing_a_complaint_down_is_no_part_of_judging_it() -> None:
    check_reviewer(BAS, story(acts=frozenset({(1, "receive")})))
    assert refusal(check_reviewer, BAS, story(acts=frozenset({(1, "remark")}))) == "had_part_in_first"
    assert refusal(check_reviewer, HANNA, story()) == "not_a_reviewer"


def test_a_page_offers_only_what_a_colleague_may_do_with_this_complaint() -> None:
    file = story(acts=frozenset({(1, "answer")}), handler_id=1)
    assert not may_act(Action.DECIDE, BAS, file)
    assert may_act(Action.DECIDE, MARIT, file)
    assert not may_act(Action.ANSWER, MARIT, story(about_user_id=3))


@pytest.mark.parametrize(
    ("model", "teams"),
    [
        ("integral", {"housing"}),
        ("departments", {"planning", "quality", "housing", "management"}),
        ("contact_centre", {"contact"}),
    ],
)
def test_the_way_we_are_organised_says_which_team_answers(model: str, teams: set[str]) -> None:
    policy = make_policy(organisation__model=model)
    assert {team_of(policy, about) for about in About} == teams


def test_more_than_a_small_amount_needs_a_manager_or_their_leave() -> None:
    policy = make_policy(complaints__remedy_without_manager_cents=5000)
    check_remedy(policy, cents=5000, role="quality", allowed_cents=0)
    check_remedy(policy, cents=9000, role="quality", allowed_cents=9000)
    check_remedy(policy, cents=9000, role="manager", allowed_cents=0)
    with pytest.raises(Refused) as refused:
        check_remedy(policy, cents=5001, role="quality", allowed_cents=0)
    assert (refused.value.code, refused.value.params["cents"]) == ("remedy_needs_manager", 5000)
