"""Complaints of the year, lived through by the same services that handle them for real; some are still open today."""

import random
from datetime import date, datetime, timedelta

from voordeur.base.models import OutboxEvent
from voordeur.complaints.models import Complaint
from voordeur.complaints.rules.status import Status
from voordeur.complaints.rules.subjects import About, Cause, Outcome, Wait
from voordeur.complaints.services import handling, improving, receiving, reviewing
from voordeur.complaints.services.handling import Verdict
from voordeur.complaints.services.receiving import Speaker
from voordeur.demo.story.clock import Clock
from voordeur.demo.story.people import Stay
from voordeur.demo.story.staff import Staff
from voordeur.kernel import seeds
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.repairs.models import Repair
from voordeur.repairs.rules.actor import Actor

# 9 complaints per 1,000 homes a year (3-15), preWonen 2023; an example of tens of thousands of homes needs no more.
PER_HOME = 9 / 1000
LEAST, MOST = 12, 60
SECOND_STAGE_SHARE = 0.2  # estimate
FOUNDED_SHARE = 0.6  # estimate
YEAR_DAYS = 330

STORIES: tuple[tuple[About, Cause, str, str], ...] = (
    (
        About.REPAIR,
        Cause.TOO_LATE,
        "De reparatie zou binnen een week klaar zijn. Het duurde bijna een maand en niemand zei waarom.",
        "Uw reparatie liet te lang op zich wachten. Het onderdeel kwam te laat, en dat hadden wij u moeten vertellen.",
    ),
    (
        About.BEHAVIOUR,
        Cause.NO_WORD,
        "Ik heb drie keer gebeld. Steeds zou iemand terugbellen en dat gebeurde niet.",
        "Wij beloofden u om terug te bellen en deden dat niet. Dat had anders gemoeten.",
    ),
    (
        About.APPOINTMENT,
        Cause.NOT_KEPT,
        "Ik nam een ochtend vrij. Er kwam niemand en ik kreeg geen bericht.",
        "De vakman was ziek en wij lieten u niets weten. U wachtte voor niets.",
    ),
    (
        About.COSTS,
        Cause.WRONG_BILL,
        "Op de afrekening staan kosten voor een lift. In ons gebouw is geen lift.",
        "Er stond een verkeerde post op uw afrekening. U krijgt een nieuwe.",
    ),
    (
        About.NUISANCE,
        Cause.PASSED_ON,
        "Over het lawaai van de buren word ik steeds naar iemand anders gestuurd.",
        "Wij stuurden u van de een naar de ander. Eén collega pakt dit nu met u op.",
    ),
    (
        About.LETTING,
        Cause.WRONG_INFORMATION,
        "Aan de telefoon zei u dat ik de woning kon krijgen. In de brief staat iets anders.",
        "Wat wij u aan de telefoon vertelden, klopte niet. De brief is goed.",
    ),
    (
        About.POLICY,
        Cause.OUR_RULE,
        "Ik mag geen zonnescherm ophangen, en bij de buren hangt er wel een.",
        "Onze regel over zonneschermen is niet duidelijk. Wij schrijven hem opnieuw.",
    ),
)
IMPROVEMENTS = {
    Cause.NO_WORD: "Elke terugbelafspraak staat als taak in de werklijst",
    Cause.NOT_KEPT: "Bij ziekte belt de planning de huurders vóór 8 uur",
}
LOOKED = "Wij hebben nagekeken wat er gebeurde en met de collega's gesproken. Wij zien het anders dan u."


class Complaints:
    """Twelve or more complaints, the last ones in every state that a page can show."""

    def __init__(self, clock: Clock, staff: Staff, stays: dict[int, list[Stay]], seed: int) -> None:
        self.clock, self.staff, self.seed = clock, staff, seed
        self.rng: random.Random = seeds.stream(seed, "complaints")
        self.homes = sorted(stays)
        self.stays = stays
        self.improved: set[Cause] = set()

    def write(self) -> None:
        """To be called last: the services need every other row in the database."""
        number = min(MOST, max(LEAST, round(len(self.homes) * PER_HOME)))
        last = OutboxEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        for place in range(number):
            days = round(YEAR_DAYS * (1 - place / number)) + 2
            self._one(place, self.clock.working_day_before(self.clock.today, round(days * 5 / 7)))
        for place, step in enumerate(("received", "handling", "waiting", "extended", "review")):
            self._open(number + place, step)
        # People who do not exist get no letters about a year that nobody lived.
        OutboxEvent.objects.filter(pk__gt=last).delete()

    def _at(self, day: date, minute: int) -> datetime:
        return self.clock.at(day, minute)

    def _receive(self, place: int, day: date) -> tuple[Complaint, Verdict]:
        about, cause, text, answer = STORIES[self.rng.randrange(len(STORIES))]
        home = self.homes[self.rng.randrange(len(self.homes))]
        stay = self.stays[home][-1]
        repair = Repair.objects.filter(dwelling_id=home, reported_at__lt=self._at(day, 0)).order_by("-pk").first()
        if about is About.REPAIR and repair is None:
            about, cause, text, answer = STORIES[1]
        moment = self._at(day, 540 + self.rng.randrange(400))
        complaint = receiving.receive(
            about=about,
            text=text,
            channel="INT",
            by=Actor(None, "tenant"),
            now=moment,
            speakers=[Speaker.of(stay.main)],
            dwelling=stay.row.dwelling,
            repair=repair if about is About.REPAIR else None,
            happened_on=day - timedelta(days=self.rng.randrange(1, 20)),
        )
        token = seeds.token(self.seed, "complaint", place)
        Complaint.objects.filter(pk=complaint.pk).update(token=token)
        complaint.token = token
        if self.rng.random() < FOUNDED_SHARE:
            cents = self.rng.choice((0, 0, 1500, 2500, 5000))
            outcome = self.rng.choice((Outcome.FOUNDED, Outcome.FOUNDED, Outcome.PARTLY))
            return complaint, Verdict(outcome, answer, cause, cents, "Voor het ongemak" if cents else "")
        return complaint, Verdict(Outcome.UNFOUNDED, LOOKED)

    def _handler(self) -> User:
        return self.rng.choice(self.staff.by_role[Role.HOUSING_CONSULTANT])

    def _one(self, place: int, day: date) -> None:
        """A complaint of earlier: confirmed, answered, sometimes judged again, closed."""
        complaint, verdict = self._receive(place, day)
        handler = self._handler()
        by = Actor(handler.pk, handler.role)
        confirmed, answered = self.clock.working_day(day, 1), self.clock.working_day(day, self.rng.randrange(3, 13))
        if answered >= self.clock.today:
            return
        handling.acknowledge(complaint, by=by, now=self._at(confirmed, 600))
        handling.answer(complaint, verdict, by=by, now=self._at(answered, 640))
        if verdict.outcome == Outcome.UNFOUNDED and self.rng.random() < SECOND_STAGE_SHARE * 2:
            self._again(complaint, answered)
        if verdict.cause in IMPROVEMENTS and Cause(verdict.cause) not in self.improved:
            self._improve(complaint, Cause(verdict.cause), answered)
        for remedy in complaint.remedies.all():
            paid = self.clock.working_day(answered, 4)
            if paid < self.clock.today:
                agent = self.staff.one(Role.CONTACT_AGENT)
                improving.pay_remedy(remedy, by=Actor(agent.pk, agent.role), now=self._at(paid, 700))
        closes = self.clock.working_day(answered, 30)
        if complaint.status in (Status.ANSWERED, Status.DECIDED) and closes < self.clock.today:
            reviewing.close(complaint, by=Actor(None, "system"), now=self._at(closes, 600))

    def _again(self, complaint: Complaint, answered: date) -> None:
        asked, decided = self.clock.working_day(answered, 3), self.clock.working_day(answered, 14)
        manager = self.staff.one(Role.MANAGER)
        if decided >= self.clock.today:
            return
        why = "Dit antwoord gaat niet over wat ik schreef."
        reviewing.ask_review(complaint, why=why, by=Actor(None, "tenant"), now=self._at(asked, 650))
        verdict = Verdict(Outcome.PARTLY, "U heeft deels gelijk: wij hadden eerder moeten bellen.", Cause.NO_WORD)
        reviewing.decide(complaint, verdict, by=Actor(manager.pk, manager.role), now=self._at(decided, 660))

    def _improve(self, complaint: Complaint, cause: Cause, answered: date) -> None:
        self.improved.add(cause)
        owner, now = self.staff.one(Role.QUALITY), self._at(answered, 700)
        due_on = self.clock.working_day(answered, 40)
        found = improving.improve(
            complaint,
            text=IMPROVEMENTS[cause],
            cause=cause,
            owner=owner,
            due_on=due_on,
            by=Actor(owner.pk, owner.role),
            now=now,
        )
        if due_on < self.clock.today:
            result = "Het werkt zo sinds deze week; iedereen weet ervan."
            improving.improved(found, result=result, by=Actor(owner.pk, owner.role), now=self._at(due_on, 600))

    def _open(self, place: int, step: str) -> None:
        """One that is in this state today."""
        ago = {"received": 1, "handling": 3, "waiting": 5, "extended": 7, "review": 9}[step]
        day = self.clock.working_day_before(self.clock.today, ago)
        complaint, _verdict = self._receive(place, day)
        if step == "received":
            return
        handler = self._handler()
        by = Actor(handler.pk, handler.role)
        handling.acknowledge(complaint, by=by, now=self._at(self.clock.working_day(day, 1), 600))
        now = self._at(self.clock.working_day(day, 2), 630)
        if step == "waiting":
            handling.pause(
                complaint, wait=Wait.CONTRACTOR, reason="De aannemer stuurt zijn verslag deze week.", by=by, now=now
            )
        elif step == "extended":
            handling.extend(complaint, reason="Wij willen eerst zelf komen kijken, samen met u.", by=by, now=now)
        elif step == "review":
            handling.answer(complaint, Verdict(Outcome.UNFOUNDED, LOOKED), by=by, now=now)
            why = "Er heeft niemand met mij gesproken."
            later = self._at(self.clock.working_day(day, 4), 630)
            reviewing.ask_review(complaint, why=why, by=Actor(None, "tenant"), now=later)
