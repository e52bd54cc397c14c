"""Call-backs and questions of the example year: most were kept, a few still wait, one was forgotten. Cautions too."""

from datetime import date, datetime, timedelta
from random import Random

from voordeur.contact.models import Caution, Question, QuestionEvent
from voordeur.contact.rules.questions import PROMISE_OF, QuestionKind, promised_until
from voordeur.demo.story.clock import Clock
from voordeur.demo.story.people import Stay
from voordeur.demo.story.rows import Rows
from voordeur.demo.story.staff import Staff
from voordeur.kernel import seeds
from voordeur.parties.models import Person, User
from voordeur.parties.rules import Role
from voordeur.policy.rules import calendar, route
from voordeur.work.models import WorkItem

HOMES_PER_QUESTION = 8
KEPT_SHARE = 0.9
STILL_OPEN = 6
HOMES_PER_CAUTION = 120

# What it was about, what was asked, what was answered
ASKED: tuple[tuple[str, str, str], ...] = (
    (
        "rent",
        "Klopt het bedrag dat van mijn rekening is gegaan?",
        "Uitgelegd: er zat een naheffing van de stookkosten bij.",
    ),
    ("rent", "Kan ik de huur op een andere dag betalen?", "Ja, vanaf volgende maand op de vijfentwintigste."),
    ("letting", "Mag mijn zoon medehuurder worden?", "Formulier gemaild; hij moet er twee jaar wonen."),
    ("letting", "Wat moet ik weghalen als ik verhuis?", "Samen de lijst doorgelopen. De vloer mag blijven."),
    ("nuisance", "Is er al met de buren gesproken?", "Ja, buurtbemiddeling komt volgende week."),
    ("repair", "Wanneer komt de schilder in ons trappenhuis?", "In mei. De planning hangt bij de deur."),
    ("other", "Mag ik een schotel aan de gevel hangen?", "Ja, als hij niet boven de stoep hangt."),
)
CAUTIONS = (
    ("BEZ", "Ga met twee mensen op bezoek"),
    ("AMB", "De begeleider wil bij afspraken zijn"),
    ("JUR", "Praat niet over de zaak bij de rechter"),
)


class Promised:
    """Questions of tenants at random moments of the year."""

    def __init__(
        self,
        rows: Rows,
        clock: Clock,
        staff: Staff,
        stays: dict[int, list[Stay]],
        team_of_home: dict[int, str],
        seed: int,
    ) -> None:
        self.rows, self.clock, self.staff, self.team_of_home = rows, clock, staff, team_of_home
        self.rng: Random = seeds.stream(seed, "promised")
        self.tenants = [stay for home in stays.values() for stay in home if stay.row.ended_on is None]

    def write(self, first: date) -> None:
        """A year of them, and those that still wait."""
        if not self.tenants:
            return
        days = (self.clock.today - first).days
        for _ in range(max(12, len(self.tenants) // HOMES_PER_QUESTION)):
            day = first + timedelta(days=self.rng.randrange(2, max(3, days - 8)))
            if self.clock.works(day):
                self._ended(day)
        for number in range(STILL_OPEN):
            self._waiting(self.clock.working_day_before(self.clock.today, 2 if number == 0 else number % 2), number)
        for _ in range(max(3, len(self.tenants) // HOMES_PER_CAUTION)):
            self._caution()

    def _asked(self, day: date) -> tuple[Question, str]:
        stay = self.rng.choice(self.tenants)
        subject, text, answer = self.rng.choice(ASKED)
        at = min(self.clock.at(day, self.rng.randrange(9 * 60, 16 * 60)), self.clock.now - timedelta(minutes=5))
        version, policy = self.clock.version_at(at)
        kind = QuestionKind.CALL_BACK if self.rng.random() < 0.7 else QuestionKind.SECOND_LINE
        who: Person = stay.main
        question = self.rows.number(
            Question(
                kind=kind,
                person=who,
                dwelling_id=stay.row.dwelling_id,
                name=who.full_name,
                phone=who.phone,
                email=who.email,
                language=who.language,
                subject=subject,
                text=text,
                policy_version=version,
                asked_at=at,
                asked_by=self.rng.choice(self.staff.by_role[Role.CONTACT_AGENT]),
                due_at=promised_until(policy, kind, asked_at=at),
                told_at=at,
            )
        )
        return question, answer

    def _event(self, question: Question, action: str, at: datetime, by: User | None) -> None:
        self.rows.keep(QuestionEvent(question=question, at=at, by=by, action=action))

    def _ended(self, day: date) -> None:
        question, answer = self._asked(day)
        by = self.rng.choice(self.staff.by_role[Role.CONTACT_AGENT])
        is_kept = self.rng.random() < KEPT_SHARE
        due_day = calendar.local(question.due_at).date()
        done_day = due_day if is_kept else self.clock.working_day(due_day + timedelta(days=1), self.rng.randrange(2))
        at = self.clock.at(done_day, self.rng.randrange(9 * 60, 990))
        # A row of holidays can carry it past today.
        done_at = min(max(question.asked_at + timedelta(minutes=40), at), self.clock.now)
        question.status, question.answered_at, question.answer = "done", done_at, answer
        if not is_kept:
            question.escalated_at = min(self.clock.at(done_day, 8 * 60 + 30), done_at)
            question.again_due_at = calendar.end_of_day(done_day)
        self.rows.keep(question)
        self._event(question, "ask", question.asked_at, question.asked_by)
        if question.escalated_at is not None:
            self._event(question, "escalate", question.escalated_at, None)
        self._event(question, "answer", done_at, by)

    def _waiting(self, day: date, number: int) -> None:
        question, _answer = self._asked(day)
        is_late = question.due_at < self.clock.now
        if is_late:
            question.status = "late"
            question.escalated_at = question.due_at + timedelta(hours=9)
            question.again_due_at = calendar.end_of_day(self.clock.working_day(self.clock.today, 1))
        _version, policy = self.clock.version_at(question.asked_at)
        way = route(policy, subject=question.subject, area_team=self.team_of_home.get(question.dwelling_id or 0, ""))
        team = way.calls_back if question.kind == QuestionKind.CALL_BACK else way.second_line
        owner = question.asked_by if way.keeps_owner and not is_late else None
        self.rows.keep(question)
        self._event(question, "ask", question.asked_at, question.asked_by)
        if question.escalated_at is not None:
            self._event(question, "escalate", question.escalated_at, None)
        subject = f"{question.number} · {question.name}"
        self.rows.keep(
            WorkItem(
                kind=question.kind,
                subject=subject[:200],
                subject_en=subject[:200],
                team=self.staff.teams[team],
                owner=owner,
                owned_since=question.asked_at if owner else None,
                promise=PROMISE_OF[QuestionKind(question.kind)],
                due_at=question.due_at,
                promised_at=question.due_at,
                is_vulnerable=bool(question.person and question.person.is_vulnerable),
                case_kind="contact",
                case_id=question.pk,
                opened_at=question.asked_at,
                escalated_at=question.escalated_at,
            )
        )

    def _caution(self) -> None:
        kind, note = self.rng.choice(CAUTIONS)
        made_on = self.clock.working_day_before(self.clock.today, self.rng.randrange(1, 90))
        self.rows.keep(
            Caution(
                person=self.rng.choice(self.tenants).main,
                kind=kind,
                note=note,
                from_on=made_on,
                until_on=made_on + timedelta(days=self.rng.randrange(180, 360)),
                made_at=self.clock.at(made_on, 11 * 60),
                made_by=self.staff.one(Role.HOUSING_CONSULTANT),
            )
        )
