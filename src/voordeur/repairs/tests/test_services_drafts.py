"""Proving by a code that one belongs to a home: guessed by nobody, and good for that home alone."""

from datetime import timedelta

import pytest

from voordeur.base import mailbox
from voordeur.base.models import Letter
from voordeur.homes.tests.factories import make_tenancy
from voordeur.kernel.errors import Refused
from voordeur.parties.tests.factories import make_person
from voordeur.repairs.models import Draft
from voordeur.repairs.queries import reports
from voordeur.repairs.services import drafts
from voordeur.repairs.tests.factories import NOW, make_draft, make_street

pytestmark = pytest.mark.django_db


def code_of_newest_letter() -> str:
    body = Letter.objects.latest("pk").body
    return next(word.strip(".") for word in body.split() if word.strip(".").isdecimal() and len(word.strip(".")) == 6)


def wrong_for(code: str) -> str:
    return "000000" if code != "000000" else "111111"


def step_of(draft: Draft) -> str:
    return reports.next_step(Draft.objects.get(pk=draft.pk), user=None, now=NOW)


def test_the_code_of_the_letter_opens_the_report():
    draft = make_draft(dwelling=make_street().dwelling)
    assert drafts.send_code(draft, now=NOW)
    drafts.prove(draft, code=code_of_newest_letter(), now=NOW)
    assert step_of(draft) == "what"


def test_a_proof_for_one_home_says_nothing_about_another_that_is_chosen_at_the_same_moment():
    street = make_street()
    other = make_tenancy(person=make_person(email="eve@example.org")).dwelling
    draft = make_draft(dwelling=street.dwelling)
    drafts.send_code(draft, now=NOW)
    drafts.prove(draft, code=code_of_newest_letter(), now=NOW)
    read_before = Draft.objects.get(pk=draft.pk)

    drafts.choose_home(Draft.objects.get(pk=draft.pk), dwelling_id=other.pk, now=NOW)
    drafts.keep(read_before, now=NOW, text="lek")

    assert Draft.objects.get(pk=draft.pk).dwelling_id == other.pk
    assert step_of(draft) == "code"


def test_the_code_for_one_home_does_not_open_another():
    street = make_street()
    other = make_tenancy(person=make_person(email="eve@example.org")).dwelling
    draft = make_draft(dwelling=street.dwelling)
    drafts.send_code(draft, now=NOW)
    Draft.objects.filter(pk=draft.pk).update(dwelling=other)
    with pytest.raises(Refused, match="code_wrong"):
        drafts.prove(Draft.objects.get(pk=draft.pk), code=code_of_newest_letter(), now=NOW)


def test_guesses_are_counted_even_when_each_of_them_read_the_draft_before():
    draft = make_draft(dwelling=make_street().dwelling)
    drafts.send_code(draft, now=NOW)
    code = code_of_newest_letter()
    at_once = [Draft.objects.get(pk=draft.pk) for _ in range(drafts.MOST_TRIES + 1)]
    for one in at_once[:-1]:
        with pytest.raises(Refused, match="code_wrong"):
            drafts.prove(one, code=wrong_for(code), now=NOW)
    with pytest.raises(Refused, match="code_tried_too_often"):
        drafts.prove(at_once[-1], code=code, now=NOW)


def test_a_home_gets_no_more_letters_with_codes_than_a_day_allows_and_nothing_shows_it():
    street = make_street()
    for number in range(drafts.MOST_CODE_LETTERS_A_DAY + 3):
        draft = make_draft(dwelling=street.dwelling)
        drafts.send_code(draft, now=NOW + timedelta(seconds=number))
    assert Letter.objects.filter(case_kind=mailbox.PRIVATE).count() == drafts.MOST_CODE_LETTERS_A_DAY
    draft.refresh_from_db()
    assert draft.code_sent_at is not None
    with pytest.raises(Refused, match="code_wrong"):
        drafts.prove(draft, code="123456", now=NOW + timedelta(minutes=1))

    tomorrow = NOW + timedelta(days=1, minutes=1)
    assert drafts.send_code(make_draft(dwelling=street.dwelling, now=tomorrow), now=tomorrow)


def test_a_draft_in_which_nothing_was_answered_serves_again():
    first = drafts.begin(by=None, now=NOW, text="lek")
    drafts.keep(first, now=NOW, path="kitchen/tap/drips", answers={})
    again = drafts.begin(by=None, now=NOW + timedelta(minutes=1), instead_of=first.token)
    assert (again.pk, again.data, Draft.objects.count()) == (first.pk, {}, 1)


@pytest.mark.parametrize("answered", ["home", "thing", "code", "somebody else's"])
def test_a_draft_in_which_something_was_answered_stays_as_it_is(answered: str):
    street = make_street()
    first = drafts.begin(by=None, now=NOW)
    match answered:
        case "home":
            drafts.choose_home(first, dwelling_id=street.dwelling.pk, now=NOW)
        case "thing":
            drafts.keep(first, now=NOW, place="kitchen", thing="tap")
        case "code":
            Draft.objects.filter(pk=first.pk).update(code_sent_at=NOW)
        case _:
            Draft.objects.filter(pk=first.pk).update(by=street.ada_user)
    again = drafts.begin(by=None, now=NOW, instead_of=first.token)
    assert again.pk != first.pk
    assert Draft.objects.count() == 2
