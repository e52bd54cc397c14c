"""Whom a complaint is about reads nothing of it: every page opened as them, also when it was said late."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.doors import ADA, IN, OFFICE_ROLES, TABLE
from tests.world import World
from voordeur.base import outbox
from voordeur.base.models import Letter
from voordeur.complaints.models import Complaint
from voordeur.complaints.rules.subjects import About, Cause, Outcome
from voordeur.complaints.services import handling, improving, people, receiving
from voordeur.complaints.services.handling import Verdict
from voordeur.contact.models import ContactMoment, Question
from voordeur.contact.rules.questions import QuestionKind
from voordeur.contact.services import moments, questions
from voordeur.correspondence.models import Thread
from voordeur.correspondence.rules.threads import Case
from voordeur.correspondence.services import threads
from voordeur.correspondence.tests.factories import make_thread
from voordeur.finding import services as finding
from voordeur.letters.models import Dispatch
from voordeur.parties.models import User
from voordeur.quality.tests.factories import make_survey
from voordeur.repairs.rules.actor import Actor
from voordeur.work.models import WorkItem

pytestmark = pytest.mark.django_db
# A word that stands in nothing but this complaint and what came of it.
WORD = "Ruwmondig"
# Every way in which these lists are narrowed, and the box with the beginning of what somebody would look for.
NARROWED = {
    "work:list": ["whose=all", "whose=team", "whose=mine"],
    "complaints:list": ["status=all", "whose=mine", "status=overdue"],
    "complaints:improvements:list": ["show=done"],
    "desk:outbox": ["q=klaagt", "state=kept"],
    "finding:page": [f"q={WORD[:-2]}", "q=k0000002", "q=klaagt"],
    "correspondence:list": ["status=open", "status=all", "status=answered", f"q={WORD[:-2]}"],
    "quality:marks": ["process=OVR"],
}


@pytest.fixture
def world(world, settings) -> World:
    settings.WIRING = "voordeur.config.wiring"
    return world


def actor(user: User) -> Actor:
    return Actor(user.pk, user.role)


def make_story(world: World, whom: User) -> Complaint:
    """A complaint with everything that can come of one, which turns out late to be about a colleague."""
    now = timezone.now()
    ada, home = world.users[ADA], world.repair.dwelling
    others = [world.users[role] for role in OFFICE_ROLES if world.users[role] != whom]
    hanna = next(one for one in others if one.role in {"housing_consultant", "planner"})
    moment = moments.note_moment(
        channel="TEL", subject="complaint", at=now, seconds=60, agent=hanna, person=ada.person, note=f"Over {WORD}."
    )
    complaint = receiving.receive(
        about=About.BEHAVIOUR,
        text=f"Het ging er {WORD} aan toe.",
        channel="TEL",
        by=actor(hanna),
        now=now,
        speakers=[
            receiving.Speaker.of(ada.person, email="klaagt@example.org"),
            receiving.Speaker(name=f"{WORD} Bos"),
        ],
        dwelling=home,
        contact_id=moment.pk,
    )
    handling.acknowledge(complaint, by=actor(hanna), now=now)
    desk = moments.note_moment(channel="BAL", subject="other", at=now, seconds=9, agent=hanna, note=f"{WORD}, weer.")
    for kind, pk in (("repairs", world.repair.pk), ("complaints", complaint.pk)):
        moments.link(desk, case_kind=kind, case_id=pk)
    questions.ask(
        kind=QuestionKind.CALL_BACK,
        text=f"Bellen over {WORD}.",
        subject="complaint",
        by=hanna,
        now=now,
        person=ada.person,
        phone="0612345678",
        email="klaagt@example.org",
        case_kind="complaints",
        case_id=complaint.pk,
    )
    thread = make_thread(person=ada.person, dwelling=home, now=now, subject=f"{WORD} antwoord")
    threads.join_case(thread, case=Case("complaints", complaint.pk), by=hanna, now=now)
    improving.improve(
        complaint,
        text=f"Nooit meer {WORD}",
        cause=Cause.TREATMENT,
        owner=whom,
        due_on=now.date(),
        by=actor(hanna),
        now=now,
    )
    make_survey(
        case_kind="complaints", case_id=complaint.pk, process="OVR", reason=f"{WORD} was het.", mark=3, answered_at=now
    )
    outbox.run_due(now=now, most=500)
    people.is_about(complaint, colleague=whom, by=actor(hanna), now=now)
    handling.answer(
        complaint,
        Verdict(Outcome.FOUNDED, f"U heeft gelijk: het was {WORD} en dat hoort niet.", Cause.TREATMENT, 2500, WORD),
        by=actor(hanna),
        now=now,
    )
    outbox.run_due(now=now, most=500)
    finding.follow(now=now)
    return complaint


def pages(world: World, complaint: Complaint, visitor: str) -> list[str]:
    """Every address that this visitor may open, with the things of the complaint and with those of anything else."""
    everything: dict[str, list[object]] = {
        "complaint_id": [complaint.pk],
        "letter_id": list(Letter.objects.values_list("pk", flat=True)),
        "dispatch_id": list(Dispatch.objects.values_list("pk", flat=True)),
        "thread_id": list(Thread.objects.values_list("pk", flat=True)),
        "question_id": list(Question.objects.values_list("pk", flat=True)),
        "moment_id": list(ContactMoment.objects.values_list("pk", flat=True)),
        "improvement_id": list(complaint.improvements.values_list("pk", flat=True)),
        "item_id": list(WorkItem.objects.values_list("pk", flat=True)),
    }
    found = []
    for name, door in TABLE.items():
        if door.answer(visitor, "GET") != IN or name in {"costs:chart", "complaints:by_token"}:
            continue
        paths = {world.path(name)}
        for key, values in everything.items():
            for value in values:
                known = world.arguments["any"][key]
                world.arguments["any"][key] = value
                paths.add(world.path(name))
                world.arguments["any"][key] = known
        found += sorted(paths)
        found += [f"{world.path(name)}?{query}" for query in NARROWED.get(name, [])]
    return [*found, f"/complaints/k/{complaint.token}/"]


def told(response: HttpResponse) -> str:
    if response.streaming:
        return b"".join(response.streaming_content).decode("utf-8", "replace")
    return response.content.decode("utf-8", "replace")


def where_it_shows(client: Client, world: World, complaint: Complaint, visitor: str) -> list[str]:
    """The pages on which something of the complaint can be read, or its address."""
    words = re.compile(rf"{WORD}|{complaint.number}|klaagt@")
    trace = re.compile(rf"{words.pattern}|{complaint.token}|/complaints/{complaint.pk}/")
    found = []
    for path in pages(world, complaint, visitor):
        response = client.get(path, follow=True)
        assert response.status_code < 500, path
        page = told(response)
        # A page that is not there repeats the address that was asked for.
        if (words if response.status_code == 404 else trace).search(page):
            found.append(path)
    return found


@pytest.mark.parametrize("role", ["contact_agent", "manager", "planner"])
def test_whom_a_complaint_is_about_reads_of_it_nowhere(role: str, world: World):
    whom = world.users[role]
    complaint = make_story(world, whom)

    assert where_it_shows(world.client(role), world, complaint, role) == []


def test_others_of_the_office_read_of_it_in_every_list(world: World):
    complaint = make_story(world, world.users["contact_agent"])

    shown = "\n".join(where_it_shows(world.client("manager"), world, complaint, "manager"))

    for place in ("/work/", "/complaints/?", "outbox", "letters", "/messages/", "improvements", "/homes/", "marks"):
        assert place in shown, place


def test_somebody_of_ours_who_complains_as_a_tenant_handles_their_file_nowhere(world: World):
    whom = world.users["contact_agent"]
    User.objects.filter(pk=world.users[ADA].pk).update(person=None)
    whom.person = world.repair.reporter
    whom.save()
    complaint = receiving.receive(
        about=About.BEHAVIOUR,
        text=f"Het ging er {WORD} aan toe.",
        channel="INT",
        by=Actor(None, "system"),
        now=timezone.now(),
        speakers=[receiving.Speaker.of(whom.person)],
        dwelling=world.repair.dwelling,
    )
    outbox.run_due(now=timezone.now(), most=500)

    assert complaint.number not in world.client("contact_agent").get("/work/?whose=all").content.decode()
    assert complaint.number in world.client("manager").get("/work/?whose=all").content.decode()


def test_when_it_turns_out_to_be_about_another_the_first_reads_it_again(world: World):
    noor, marit = world.users["contact_agent"], world.users["manager"]
    complaint = make_story(world, noor)
    Complaint.objects.filter(pk=complaint.pk).update(status="reviewing", handler=None)
    complaint.refresh_from_db()
    people.is_about(complaint, colleague=world.users["planner"], by=actor(marit), now=timezone.now())
    outbox.run_due(now=timezone.now(), most=500)

    again = where_it_shows(world.client("contact_agent"), world, complaint, "contact_agent")
    assert {f"/complaints/{complaint.pk}/", "/work/?whose=all"} <= set(again)
    assert where_it_shows(world.client("planner"), world, complaint, "planner") == []
