"""Promised call-backs and questions: to whom they go, when they are due, what happens when nobody rings."""

from datetime import timedelta

import pytest

from voordeur.base import outbox
from voordeur.base.models import Letter
from voordeur.contact.models import ContactMoment, Question
from voordeur.contact.queries.questions import due_for, kept_by_month, step_of
from voordeur.contact.rules.questions import QuestionKind, QuestionStatus
from voordeur.contact.services import moments, questions
from voordeur.contact.tests.factories import NOW, TUESDAY, Office, at, make_office, make_running
from voordeur.correspondence.tests.factories import make_thread
from voordeur.kernel.errors import Refused
from voordeur.parties.models import Team
from voordeur.parties.tests.factories import make_team
from voordeur.policy import presets
from voordeur.policy.rules import local
from voordeur.promises.models import PolicyVersion
from voordeur.work import queries as work_queries
from voordeur.work import services as work
from voordeur.work.models import Area, WorkItem

pytestmark = pytest.mark.django_db

WEDNESDAY_MORNING = at("09:00", TUESDAY) + timedelta(days=1)


def refused(code: str):
    return pytest.raises(Refused, match=rf"^{code}\(")


def ask(office: Office, kind: QuestionKind = QuestionKind.CALL_BACK, **changes) -> Question:
    told = {
        "text": "Wanneer komt de schilder?",
        "subject": "rent",
        "phone": "+31612345678",
        "email": office.ada.email,
        "person": office.ada,
        "dwelling": office.home,
        "by": office.noor,
        "now": NOW,
    }
    return questions.ask(kind=kind, **{**told, **changes})


def organise(model: str) -> None:
    """From now on the association works like this; a team looks after the neighbourhood of ada's home."""
    policy = presets.with_value(presets.load("gepast"), "organisation.model", model)
    starts_at = NOW - timedelta(days=9) + timedelta(days=PolicyVersion.objects.count())
    PolicyVersion.objects.create(starts_at=starts_at, name="gepast", text=presets.dump(policy), created_at=NOW)


def test_the_same_contact_under_three_organisations_goes_three_ways():
    """One question about the rent, asked by telephone, and one call-back: who gets them and who owns them."""
    office = make_office()
    north = Team.objects.create(code="area_north", name="Wijkteam Noord")
    Area.objects.create(postcode=office.home.postcode[:4], team=north)
    seen = {}
    for model in ("integral", "departments", "contact_centre"):
        organise(model)
        back, asked = step_of(ask(office)).item, step_of(ask(office, QuestionKind.SECOND_LINE)).item
        seen[model] = (back.team.code, back.owner, asked.team.code, asked.owner)

    assert seen == {
        # The team of the neighbourhood takes it, and whoever spoke with ada keeps it.
        "integral": ("area_north", office.noor, "area_north", office.noor),
        # The department of the subject gets both; nobody owns them until somebody there takes them.
        "departments": ("housing", None, "housing", None),
        # The contact centre rings back itself; what it does not know goes to who does.
        "contact_centre": ("contact", None, "housing", None),
    }


def test_a_call_a_mail_and_a_message_of_the_site_take_the_same_road():
    """The same thing, asked of the same association by three channels: one team takes it, and who knows it is one."""
    office = make_office()
    north = make_team(code="area_north", name="Wijkteam Noord")
    Area.objects.create(postcode=office.home.postcode[:4], team=north)
    seen = {}
    for model in ("integral", "departments", "contact_centre"):
        organise(model)
        way = work_queries.way_now(NOW, subject="rent", dwelling=office.home)
        written = [
            make_thread(
                person=office.ada,
                dwelling=office.home,
                channel=channel,
                subject="Huurverhoging",
                body="Waarom moet ik meer huur betalen?",
            )
            for channel in ("EMA", "INT")
        ]
        teams = [WorkItem.objects.open().get(case_kind="correspondence", case_id=one.pk).team.code for one in written]
        seen[model] = (way.answers, *teams)

    assert seen == {
        "integral": ("area_north", "area_north", "area_north"),
        "departments": ("housing", "housing", "housing"),
        "contact_centre": ("contact", "contact", "contact"),
    }


def test_a_promise_that_names_another_team_is_followed_by_every_channel():
    office = make_office()
    policy = presets.with_values(
        presets.load("gepast"),
        {"organisation.model": "departments", "organisation.departments.rent": "rent_team"},
    )
    PolicyVersion.objects.create(
        starts_at=NOW - timedelta(days=1), name="gepast", text=presets.dump(policy), created_at=NOW
    )
    thread = make_thread(person=office.ada, dwelling=office.home, subject="Huurverhoging", body="Klopt dat?")

    assert WorkItem.objects.get(case_kind="correspondence", case_id=thread.pk).team.code == "rent_team"
    assert step_of(ask(office)).item.team.code == "rent_team"


def test_a_promise_has_a_term_a_step_and_a_letter():
    office = make_office()
    question = ask(office)
    step = step_of(question)

    assert local(question.due_at).date() == TUESDAY
    assert (step.item.due_at, step.item.promised_at) == (question.due_at, question.due_at)
    assert step.item.promise == "work.call_back_within_working_days"
    assert question.told_at == NOW
    letter = Letter.objects.get(to_address="ada@example.org")
    assert "dinsdag 24 november" in letter.body
    assert "Wanneer komt de schilder?" in letter.body


def test_who_is_waiting_hears_of_it_in_their_own_language():
    office = make_office()
    ask(office, language="en")
    assert "Tuesday 24 November" in Letter.objects.get(to_address="ada@example.org").body


def test_a_reminder_comes_in_the_afternoon_and_once():
    office = make_office()
    question = ask(office)
    work.take(step_of(question).item, by=office.noor, now=NOW) if step_of(question).item.owner is None else None
    assert questions.watch(now=at("12:00", TUESDAY)) == 0

    assert questions.watch(now=at("12:31", TUESDAY)) == 1
    assert questions.watch(now=at("13:00", TUESDAY)) == 0
    letters = Letter.objects.filter(to_address="noor@example.org")
    assert [question.number in letter.subject for letter in letters] == [True]


def test_a_broken_promise_is_escalated_and_the_caller_gets_a_new_day():
    office = make_office()
    question = ask(office)
    Letter.objects.all().delete()

    assert questions.watch(now=WEDNESDAY_MORNING) == 1
    assert questions.watch(now=WEDNESDAY_MORNING) == 0

    question.refresh_from_db()
    step = step_of(question)
    assert question.status == QuestionStatus.LATE
    assert (step.item.owner, step.item.escalated_at) == (None, WEDNESDAY_MORNING)
    assert local(question.again_due_at).date() == TUESDAY + timedelta(days=2)
    # What was promised first stays what we are judged by.
    assert local(question.due_at).date() == TUESDAY
    told = {letter.to_address: letter.body for letter in Letter.objects.all()}
    assert "donderdag 26 november" in told["ada@example.org"]
    assert {"marit@example.org", "noor@example.org"} <= set(told)


def test_an_answer_closes_the_step_and_is_a_contact_from_us():
    office = make_office()
    question = ask(office)
    questions.take(question, by=office.hanna, now=NOW) if step_of(question).item.owner is None else None
    questions.call(question, by=office.hanna, now=NOW + timedelta(hours=1))
    question.refresh_from_db()
    questions.answer(question, text="In mei.", by_mail=False, by=office.hanna, now=NOW + timedelta(hours=1, minutes=3))

    assert question.status == QuestionStatus.DONE
    assert step_of(question) is None
    moment = ContactMoment.objects.get(direction="UIT")
    assert (moment.seconds, moment.agent, moment.person) == (180, office.hanna, office.ada)
    with refused("question_closed"):
        questions.answer(question, text="Nog eens.", by_mail=False, by=office.hanna, now=NOW)


def test_an_answer_by_mail_reaches_who_asked():
    office = make_office()
    question = ask(office, QuestionKind.SECOND_LINE)
    Letter.objects.all().delete()
    questions.answer(question, text="Ja, dat mag.", by_mail=True, by=office.hanna, now=NOW)
    assert "Ja, dat mag." in Letter.objects.get(to_address="ada@example.org").body


def test_without_an_address_nothing_is_mailed():
    office = make_office()
    question = ask(office, email="")
    assert not Letter.objects.exists()
    with refused("address_missing"):
        questions.answer(question, text="Ja.", by_mail=True, by=office.hanna, now=NOW)


def test_nobody_answered_counts_as_a_try_and_the_step_stays():
    office = make_office()
    question = ask(office)
    for hours in (1, 2):
        questions.not_reached(question, by=office.noor, now=NOW + timedelta(hours=hours))
        question.refresh_from_db()
    assert (question.tries, question.tried_at) == (2, NOW + timedelta(hours=1))
    assert step_of(question) is not None


def test_a_question_is_handed_over_with_its_reason():
    office = make_office()
    question = ask(office)
    with refused("reason_missing"):
        questions.hand_over(question, team=office.teams["quality"], why=" ", by=office.noor, now=NOW)
    questions.hand_over(question, team=office.teams["quality"], why="Gaat over een klacht.", by=office.noor, now=NOW)

    assert step_of(question).item.team == office.teams["quality"]
    assert question.events.last().details["why"] == "Gaat over een klacht."


def test_what_is_closed_on_the_work_list_is_answered_here_too():
    office = make_office()
    question = ask(office)
    work.finish(step_of(question).item, outcome="Gebeld: in mei.", by=office.noor, now=NOW + timedelta(hours=1))
    outbox.run_due(now=NOW + timedelta(hours=1))
    question.refresh_from_db()
    assert (question.status, question.answer) == (QuestionStatus.DONE, "Gebeld: in mei.")


def test_a_question_that_is_no_longer_needed_is_closed_and_not_counted():
    office = make_office()
    question = ask(office)
    questions.withdraw(question, why="Zij belde zelf.", by=office.noor, now=NOW)
    assert step_of(question) is None
    assert [one.n for one in kept_by_month([NOW, NOW + timedelta(days=9)], now=NOW + timedelta(days=9))] == [0]


def test_kept_promises_are_counted_by_the_first_promise():
    office = make_office()
    kept, tried, late, _silent = (ask(office) for _ in range(4))
    questions.answer(kept, text="Ja.", by_mail=False, by=office.noor, now=NOW)
    questions.not_reached(tried, by=office.noor, now=NOW)
    questions.answer(late, text="Ja.", by_mail=False, by=office.noor, now=WEDNESDAY_MORNING)
    bounds = [NOW, NOW + timedelta(days=9)]

    # Nothing has fallen due on the day itself.
    assert [one.n for one in kept_by_month(bounds, now=NOW + timedelta(hours=3))] == [0]
    (counted,) = kept_by_month(bounds, now=bounds[-1])
    assert (counted.hits, counted.n) == (2, 4)


def test_a_contact_with_a_promise_says_why_it_is_not_solved_and_cannot_be_thrown_away():
    office = make_office()
    moment = make_running(office)
    ask(office, moment=moment)
    with refused("contact_has_promises"):
        moments.drop(moment, by=office.noor)
    done = moments.finish(
        moment, subject="rent", note="", is_solved=False, why_not="call_back", by=office.noor, now=NOW
    )
    assert (done.is_solved_at_once, done.why_not_solved) == (False, "call_back")


def test_the_screen_lists_what_is_due_first():
    office = make_office()
    later = ask(office, QuestionKind.SECOND_LINE, by=office.hanna)
    sooner = ask(office, by=office.hanna)
    assert due_for(office.hanna) == [sooner, later]


def test_a_vulnerable_tenant_and_a_complaint_weigh_on_the_work_list():
    office = make_office()
    office.ada.is_vulnerable = True
    office.ada.save()
    item = step_of(ask(office, subject="complaint")).item
    assert (item.is_vulnerable, item.is_complaint) == (True, True)
