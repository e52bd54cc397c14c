"""The small world behind the doors: one thing of every kind, all of it ada's, and everyone who could want it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.doors import ADA, EVE, KIM, NOBODY, OFFICE_ROLES, PREFIXED, PREFIXED_NAMES, SAM
from voordeur.base.models import Letter, LetterState, OutboxEvent
from voordeur.complaints.models import Improvement, Remedy
from voordeur.complaints.rules.subjects import About, Cause
from voordeur.complaints.services import photos, receiving
from voordeur.contact.models import ContactMoment
from voordeur.contact.tests.factories import make_article, make_caution, make_question
from voordeur.correspondence.tests.factories import make_attachment, make_thread
from voordeur.costs.models import Chart
from voordeur.costs.services import reports
from voordeur.counter.tests.factories import make_appointment, make_ticket
from voordeur.homes.tests.factories import make_tenancy
from voordeur.letters.tests.factories import make_dispatch
from voordeur.parties.rules import Role
from voordeur.parties.tests.factories import make_craftsman, make_mandate, make_person, make_team, make_user
from voordeur.planning.models import CalendarLink, Proposal, ProposedChange, Setback, Shift, Visit
from voordeur.planning.queries.ways import NOTHING, Way
from voordeur.promises.models import PolicyVersion
from voordeur.promises.tests.factories import make_policy_version
from voordeur.quality.tests.factories import make_survey
from voordeur.repairs.models import Compensation, Draft, Invitation, Repair, Task
from voordeur.repairs.rules.actor import Actor
from voordeur.repairs.rules.status import RepairStatus, TaskStatus
from voordeur.repairs.services import links, pictures
from voordeur.repairs.tests.factories import make_picture, make_repair
from voordeur.staffing.tests.factories import make_away, make_plan
from voordeur.twin.models import Adoption
from voordeur.twin.tests.factories import make_done, make_study
from voordeur.work.models import WorkItem
from voordeur.work.rules import ItemKind


def _walk(resolver: URLResolver, namespaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, (*namespaces, pattern.namespace) if pattern.namespace else namespaces)
        else:
            yield ":".join((*namespaces, pattern.name or f"without a name: {pattern.pattern}")), pattern


@cache
def addresses() -> dict[str, URLPattern]:
    """By name; of two with one name the first, which is the one that answers."""
    found: dict[str, URLPattern] = {}
    for name, pattern in _walk(get_resolver()):
        found.setdefault(name, pattern)
    return found


def ours() -> list[tuple[str, URLPattern]]:
    return [(name, pattern) for name, pattern in _walk(get_resolver()) if _module(pattern).startswith("voordeur.")]


def _module(pattern: URLPattern) -> str:
    return getattr(pattern.callback, "__module__", "")


def role_of(visitor: str) -> str:
    return {ADA: Role.TENANT, EVE: Role.TENANT, SAM: Role.CRAFTSMAN, KIM: Role.CRAFTSMAN}.get(visitor, visitor)


@dataclass
class World:
    """One thing of every kind, all of it ada's, and the arguments that lead to it."""

    users: dict[str, Any]
    repair: Repair
    task: Task
    arguments: dict[str, dict[str, Any]]

    def path(self, name: str) -> str:
        pattern = addresses()[name].pattern
        needed = (*pattern.converters, *pattern.regex.groupindex, *(PREFIXED if name in PREFIXED_NAMES else ()))
        found = {**self.arguments["any"], **self.arguments.get(name, {})}
        return reverse(name, kwargs={key: found[key] for key in needed})

    def client(self, visitor: str) -> Client:
        client = Client()
        if visitor != NOBODY:
            client.force_login(self.users[visitor])
        return client


def make_world() -> World:
    """Rows as they would stand after a few days."""
    now = timezone.now()
    version = make_policy_version()
    coming = PolicyVersion.objects.create(
        starts_at=now + timedelta(days=90), name="sober_1994", text=version.text, created_at=now
    )
    tenancy = make_tenancy(person=make_person(email="ada@example.org"))
    ada = tenancy.household.members.get().person
    eve = make_tenancy(person=make_person(first_name="Eve", infix="", last_name="Vos")).household.members.get().person
    sam, kim = make_craftsman(name="Sam Bakker"), make_craftsman(name="Kim Mulder")
    users = {ADA: make_user(person=ada), EVE: make_user(person=eve), SAM: sam.user, KIM: kim.user}
    users |= {role: make_user(role=Role(role)) for role in OFFICE_ROLES}

    start = (now + timedelta(days=2)).replace(hour=8, minute=0, second=0, microsecond=0)
    shift = Shift.objects.create(
        craftsman=sam, starts_at=start, ends_at=start + timedelta(hours=8), lat=sam.lat, lon=sam.lon
    )
    repair = make_repair(
        dwelling=tenancy.dwelling, tenancy=tenancy, reporter=ada, status=RepairStatus.PLANNED, reported_at=now
    )
    visit = Visit.objects.create(
        shift=shift,
        dwelling=tenancy.dwelling,
        lat=tenancy.dwelling.lat,
        lon=tenancy.dwelling.lon,
        trade="LOO",
        minutes=45,
        window_from_at=start,
        window_until_at=start + timedelta(hours=4),
        planned_start_at=start + timedelta(hours=1),
        planned_end_at=start + timedelta(hours=2),
        case_kind="repairs",
        case_id=repair.pk,
        booked_at=now,
    )
    task = Task.objects.create(
        repair=repair, sequence=1, trade="LOO", minutes=45, status=TaskStatus.BOOKED, visit=visit
    )
    waits = make_repair(dwelling=tenancy.dwelling, tenancy=tenancy, reporter=ada, reported_at=now)
    Task.objects.create(repair=waits, sequence=1, trade="LOO", minutes=45, status=TaskStatus.DRAFT)
    draft = Draft.objects.create(
        dwelling=tenancy.dwelling, person=ada, by=users[ADA], begun_at=now, changed_at=now, data={"place": "kitchen"}
    )
    proposal = Proposal.objects.create(
        made_at=now, from_on=start.date(), until_on=start.date(), reason="on_demand", state="ready", seconds=1, seed=1
    )
    proposed = ProposedChange.objects.create(
        proposal=proposal,
        position=1,
        visit=visit,
        from_shift=shift,
        from_start_at=visit.planned_start_at,
        to_shift=shift,
        to_start_at=visit.planned_start_at,
        window_from_at=visit.window_from_at,
        window_until_at=visit.window_until_at,
    )
    setback = Setback.objects.create(kind="long", made_at=now, visit=visit, ways=[Way(NOTHING).kept()])
    item = WorkItem.objects.create(
        kind=ItemKind.CALL_BACK,
        subject="R1 · kraan",
        team=make_team(code="contact"),
        promise="work.call_back_within_working_days",
        due_at=now + timedelta(days=1),
        case_kind="repairs",
        case_id=repair.pk,
        opened_at=now,
    )
    letter = Letter.objects.create(
        to_address="ada@example.org", subject="Uw afspraak", body="Dag", created_at=now, state=LetterState.KEPT
    )
    failed = OutboxEvent.objects.create(kind="nothing", created_at=now, available_at=now, failed_at=now)
    mandate = make_mandate(principal=ada, from_on=date(2026, 1, 1))
    owed = Compensation.objects.create(repair=repair, visit=visit, amount_cents=2500, at=now)
    invited = Invitation.objects.create(
        repair=waits,
        freed_visit=visit,
        window_from_at=visit.window_from_at,
        window_until_at=visit.window_until_at,
        made_at=now,
        until_at=now + timedelta(minutes=20),
    )
    calendar = CalendarLink.objects.create(craftsman=sam, made_at=now)
    at_desk, number = make_appointment(person=ada, starts_at=start), make_ticket(drawn_at=now)
    survey = make_survey(case_id=repair.pk, policy_version=version, dwelling=tenancy.dwelling)
    thread = make_thread(person=ada, dwelling=tenancy.dwelling, now=now)
    on_telephone = make_plan(shifts={users[Role.CONTACT_AGENT]: ("09:00", "13:00")}).shifts.get()
    agent = users[Role.CONTACT_AGENT.value]
    moment = ContactMoment.objects.create(
        channel="TEL", subject="rent", person=ada, dwelling=tenancy.dwelling, agent=agent, at=now, is_open=True
    )
    for role in (Role.HOUSING_CONSULTANT, Role.PLANNER):
        ContactMoment.objects.create(channel="TEL", subject="rent", person=ada, agent=users[role], at=now, is_open=True)
    asked = make_question(person=ada, dwelling=tenancy.dwelling, policy_version=version, now=now)
    answer = make_article(owner=agent, now=now)
    caution = make_caution(person=ada, now=now)
    by_ada = Actor(users[ADA].pk, "tenant")
    complaint = receiving.receive(
        about=About.BEHAVIOUR,
        text="Niemand belde terug.",
        channel="INT",
        by=by_ada,
        now=now,
        speakers=[receiving.Speaker.of(ada)],
        dwelling=tenancy.dwelling,
    )
    manager = users[Role.MANAGER]
    remedy = Remedy.objects.create(complaint=complaint, stage=1, amount_cents=2500, at=now, by=manager)
    improvement = Improvement.objects.create(
        complaint=complaint,
        cause=Cause.NO_WORD,
        text="Terugbellen",
        owner=manager,
        due_on=now.date() + timedelta(days=30),
        made_at=now,
        made_by=manager,
    )
    study = make_study(manager)
    answered = make_done(manager)
    adoption = Adoption.objects.create(
        study=answered, variant="klantgericht", version=coming, adopted_at=now, adopted_by=manager
    )
    chart = Chart.objects.create(
        report=reports.renew_report(now=now), name="in_term", language="nl", width="wide", svg="<svg/>"
    )
    return World(
        users=users,
        repair=repair,
        task=task,
        arguments={
            "any": {
                "version_id": coming.pk,
                "dwelling_id": tenancy.dwelling_id,
                "mandate_id": mandate.pk,
                "person_id": ada.pk,
                "user_id": users[ADA].pk,
                "item_id": item.pk,
                "shift_id": shift.pk,
                "visit_id": visit.pk,
                "proposal_id": proposal.pk,
                "change_id": proposed.pk,
                "setback_id": setback.pk,
                "case_kind": "repairs",
                "case_id": waits.pk,
                "repair_id": repair.pk,
                "task_id": task.pk,
                "letter_id": letter.pk,
                "complaint_id": complaint.pk,
                "remedy_id": remedy.pk,
                "improvement_id": improvement.pk,
                "thread_id": thread.pk,
                "file_id": make_attachment(thread).pk,
                "ticket_id": number.pk,
                "appointment_id": at_desk.pk,
                "dispatch_id": make_dispatch(person=ada, channel="letter").pk,
                "event_id": failed.pk,
                "report_id": chart.report_id,
                "week": "2026-W49",
                "agent_id": users[Role.CONTACT_AGENT].pk,
                "away_id": make_away(users[Role.CONTACT_AGENT]).pk,
                "token": repair.token,
                "name": "in_term",
                "language": "nl",
                "width": "wide",
                "theme": "light",
                "size": "thumbnail",
                "photo_id": pictures.add(make_picture(), repair=repair, now=now).pk,
                "key": "abc",
                "uidb36": "1",
                "question_id": asked.pk,
                "moment_id": moment.pk,
                "caution_id": caution.pk,
                "process": "repair",
                "slug": answer.slug,
                "provider_id": "staff",
            },
            "staffing:shift": {"shift_id": on_telephone.pk},
            "staffing:shift_remove": {"shift_id": on_telephone.pk},
            "complaints:by_token": {"token": complaint.token},
            "complaints:own_act": {"token": complaint.token, "action": "more"},
            "complaints:act": {"action": "remark"},
            "complaints:photo": {"photo_id": photos.add(complaint, [make_picture()], by=by_ada, now=now)[0][0].pk},
            "repairs:report_step": {"token": draft.token, "step": "thing"},
            "repairs:photo_add": {"token": draft.token},
            "repairs:photo_remove": {
                "token": draft.token,
                "photo_id": pictures.add(make_picture(), draft=draft, now=now).pk,
            },
            "repairs:link": {"key": links.address(task, until_at=start).rstrip("/").rpartition("/")[2]},
            "repairs:invitation": {"key": invited.key},
            "repairs:calendar_feed": {"key": calendar.key},
            "repairs:compensation_paid": {"owed_id": owed.pk},
            "repairs:tenant_act": {"action": "withdraw"},
            "repairs:staff_act": {"action": "remark"},
            "repairs:visit_act": {"action": "travel"},
            "work:act": {"action": "take"},
            "contact:moment_act": {"action": "keep"},
            "contact:question_act": {"action": "take"},
            "correspondence:act": {"action": "aside"},
            "planning:proposal_act": {"action": "reject"},
            "planning:change_act": {"action": "reject"},
            "planning:setback_act": {"action": "leave"},
            "parties:account_act": {"action": "send-link"},
            "quality:answer": {"token": survey.token},
            "counter:appointment": {"key": at_desk.key},
            "counter:cancel": {"key": at_desk.key},
            "counter:move": {"key": at_desk.key},
            "counter:calendar_file": {"key": at_desk.key},
            "counter:ticket": {"key": number.key},
            "counter:act": {"action": "leave"},
            "letters:wording": {"code": "written_answer", "channel": "letter"},
            "letters:check": {"code": "written_answer", "channel": "mail"},
            "letters:example": {"code": "written_answer"},
            "letters:words": {"kind": "forbidden"},
            "quality:thanks": {"token": survey.token},
            "twin:ask": {"kind": "compare"},
            **{f"twin:{name}": {"key": study.key} for name in ("study", "progress", "cancel", "remove", "again")},
            **{f"twin:{name}": {"key": answered.key} for name in ("table", "one_page")},
            "twin:adoption": {"adoption_id": adoption.pk},
            "twin:adopt": {"key": answered.key, "number": answered.variants.get(name="klantgericht").pk},
        },
    )
