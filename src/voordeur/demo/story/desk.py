"""The front desk of the story: what comes in, who pays, what is asked in between, and what follows when it is done."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import accumulate

from voordeur.contact.models import ContactMoment
from voordeur.demo.story import parameters
from voordeur.demo.story.cases import Cases, Scripted, Story
from voordeur.demo.story.clock import Clock
from voordeur.demo.story.demand import Calendar, Case, Menu
from voordeur.demo.story.people import Stay
from voordeur.demo.story.rows import Rows
from voordeur.demo.story.staff import Staff
from voordeur.demo.story.surveys import Surveys
from voordeur.demo.story.told import words_of_tenant
from voordeur.demo.story.town import Home
from voordeur.kernel import seeds
from voordeur.parties.models import User
from voordeur.parties.rules import Role
from voordeur.policy.models import ServicePolicy
from voordeur.repairs.models import Repair
from voordeur.repairs.rules.branches import Known, Words
from voordeur.repairs.rules.payer import Payer, who_pays
from voordeur.repairs.rules.status import RepairAction, RepairStatus

OTHER_SUBJECTS = ("rent", "letting", "nuisance", "complaint", "other")
OTHER_WEIGHTS = (30, 26, 14, 2, 28)
RUSH = ("danger", "emergency")
WHY_DECIDED = {
    "landlord": "Het onderdeel hoort bij de woning en is versleten.",
    "tenant": "De schade is door gebruik ontstaan.",
    "subscription": "Dit valt onder uw abonnement.",
}


class Desk:
    """Takes reports in and looks after them until they leave."""

    def __init__(
        self,
        rows: Rows,
        clock: Clock,
        homes: list[Home],
        stays: dict[int, list[Stay]],
        staff: Staff,
        menu: Menu,
        cases: Cases,
        surveys: Surveys,
        *,
        seed: int,
    ) -> None:
        self.rows, self.clock, self.homes, self.stays, self.menu = rows, clock, homes, stays, menu
        self.cases, self.surveys = cases, surveys
        self.seed = seed
        self.rng = seeds.stream(seed, "desk")
        self.agents = staff.by_role[Role.CONTACT_AGENT]
        self.planner = staff.one(Role.PLANNER)
        self.consultants = staff.by_role[Role.HOUSING_CONSULTANT]
        self.weights = list(accumulate(home.weight for home in homes))
        self.decisions: dict[date, list[tuple[datetime, Story]]] = defaultdict(list)
        self.open: dict[int, Story] = {}
        self.finished_lately: dict[int, Story] = {}
        self._payers: dict[tuple[object, ...], Payer] = {}
        self._asked: dict[tuple[int, str], date] = {}
        self._reports = 0

    # --- In -----------------------------------------------------------------------------------------------------------
    def reports(
        self, calendar: Calendar, day: date, scripted: list[tuple[Home, str, Scripted]]
    ) -> Iterator[tuple[Story, datetime | None]]:
        """The reports of a day and the decisions taken on it; with the moment from which the work can be planned."""
        for at, story in sorted(self.decisions.pop(day, []), key=lambda one: (one[0], one[1].row.pk)):
            yield story, self._decide(story, at)
        for home, path, script in scripted:
            yield self._report(home, self.menu.named(path), self.clock.at(day, 9 * 60 + 20), "INT", script)
        self._reports = calendar.count(day)
        moments = []
        for _ in range(self._reports):
            is_office = self.clock.works(day) and self.rng.random() > parameters.OUT_OF_HOURS_SHARE
            moments.append((calendar.minute(is_office=is_office), is_office))
        for minute, is_office in sorted(moments):
            at = self.clock.at(day, minute)
            if at > self.clock.now - timedelta(minutes=1):
                return
            home = self.rng.choices(self.homes, cum_weights=self.weights)[0]
            case = self._case(home, day)
            if self._stay(home, day) is not None:
                yield self._report(home, case, at, self._channel(case, is_office=is_office), None)

    def _case(self, home: Home, day: date) -> Case:
        """What is wrong; the same thing is not reported twice in a month from one home."""
        for _ in range(4):
            case = self.menu.draw(self.rng, day.month)
            before = self._asked.get((home.row.pk, case.outcome.path))
            if before is None or (day - before).days > 45:
                break
        self._asked[home.row.pk, case.outcome.path] = day
        return case

    def _stay(self, home: Home, day: date) -> Stay | None:
        for stay in self.stays[home.row.pk]:
            if stay.row.started_on <= day and (stay.row.ended_on is None or day <= stay.row.ended_on):
                return stay
        return None

    def _channel(self, case: Case, *, is_office: bool) -> str:
        if not is_office:
            return "TEL" if case.outcome.urgency in RUSH else "INT"
        shares = parameters.REPORT_CHANNELS
        return self.rng.choices(list(shares), list(shares.values()))[0]

    def _report(
        self, home: Home, case: Case, at: datetime, channel: str, script: Scripted | None
    ) -> tuple[Story, datetime | None]:
        day = at.astimezone(self.clock.local).date()
        stay = self._stay(home, day)
        version, policy = self.clock.version_at(at)
        own_fault: Known = self._own_fault(case) if script is None else "no"
        altered = bool(home.alteration) and home.alteration == case.outcome.thing and script is None
        subscribed = stay is not None and stay.has_subscription(day)
        payer = self._payer(case, policy, own_fault, altered=altered, subscribed=subscribed)
        agent = None if channel == "INT" else self.rng.choice(self.agents)
        outcome = case.outcome
        row = self.rows.number(
            Repair(
                dwelling=home.row,
                tenancy=stay.row if stay else None,
                reporter=stay.main if stay else None,
                taken_by=agent,
                channel=channel,
                contact_email=stay.main.email if stay else "",
                contact_phone=stay.main.phone if stay else "",
                language=stay.main.language if stay else "nl",
                path=outcome.path,
                answers=case.answers,
                description="",
                urgency=outcome.urgency,
                trade=outcome.trade,
                minutes=outcome.minutes,
                payer=payer.payer,
                payer_article=payer.article,
                payer_reason=payer.reason_code,
                payer_params=_plain(payer.params),
                own_fault=own_fault,
                own_alteration=altered,
                policy_version_id=version.pk,
                reported_at=at,
                due_at=self.clock.due_at(version, policy, outcome.urgency, at),
                token="",
            )
        )
        row.token = self.cases.token(row)
        if self.rng.random() < parameters.TELLS_MORE_SHARE:
            row.description = words_of_tenant(seeds.stream(self.seed, "told", row.pk), row.path, row.language)
        story = Story(row, home, stay, case, policy, payer, scripted=script)
        self.open[row.pk] = story
        self.cases.report(story, at, agent)
        self._contact(story, at, channel, "repair", agent, is_solved=payer.payer != "check")
        return story, self._first_step(story, at)

    def _own_fault(self, case: Case) -> Known:
        if not case.outcome.fault_suspect:
            return "no"
        draw = self.rng.random()
        if draw < parameters.OWN_FAULT_SHARE:
            return "yes"
        return "unknown" if draw < parameters.OWN_FAULT_SHARE + parameters.OWN_FAULT_UNKNOWN_SHARE else "no"

    def _payer(self, case: Case, policy: ServicePolicy, own_fault: Known, *, altered: bool, subscribed: bool) -> Payer:
        key = (case.outcome.path, tuple(case.answers.items()), policy.name, own_fault, altered, subscribed)
        if key not in self._payers:
            self._payers[key] = who_pays(
                outcome=case.outcome,
                policy=policy,
                has_subscription=subscribed,
                own_fault=own_fault,
                own_alteration=altered,
            )
        return self._payers[key]

    def _first_step(self, story: Story, at: datetime) -> datetime | None:
        """As the rules have it; returns from when it can be planned, None when it cannot (yet)."""
        rush = story.row.urgency in RUSH
        if story.row.payer == "check":
            self.cases.move(story, RepairAction.CHECK_PAYER, at, None)
            wait = timedelta(minutes=8) if rush else timedelta(hours=self.rng.uniform(2, 30))
            moment = at + wait if rush else self._later(at, wait)
            is_slow = not rush and (story.scripted is not None or self.rng.random() < self._undecided(at))
            if moment > self.clock.now or is_slow:
                return None
            day = moment.astimezone(self.clock.local).date()
            if day == at.astimezone(self.clock.local).date():
                return self._decide(story, moment)
            self.decisions[day].append((moment, story))
            return None
        if story.row.payer == "tenant" and not rush:
            if at > self.clock.lately and self.rng.random() < 0.8:
                return None  # has not chosen yet
            if self.rng.random() < parameters.TENANT_DOES_IT_SELF:
                self._withdraw(story, at + timedelta(minutes=4), "does_it_themselves")
                return None
            self.cases.move(story, RepairAction.ACCEPT, at + timedelta(minutes=3), None, why="at_the_tenants_cost")
            return at + timedelta(minutes=4)
        self.cases.move(story, RepairAction.ACCEPT, at, None)
        if not rush and story.scripted is None and self.rng.random() < parameters.SOLVED_BY_SELF_SHARE:
            self._withdraw(story, at + timedelta(minutes=30), "Het is vanzelf opgelost.")
            return None
        return at + timedelta(minutes=2)

    def _undecided(self, at: datetime) -> float:
        """The chance that nobody has decided yet who pays: most of the last days, and some that were left lying."""
        if at > self.clock.lately:
            return 0.85
        return 0.2 if self.clock.now - at < timedelta(days=12) else 0.0

    def _later(self, at: datetime, wait: timedelta) -> datetime:
        """So much later, in office hours."""
        moment = at + wait
        day = moment.astimezone(self.clock.local).date()
        if not self.clock.works(day):
            day = self.clock.working_day(day, 0)
            return self.clock.at(day, self.rng.uniform(540, 720))
        minute = self.clock.minute(day, moment)
        if 510 <= minute <= 1000:
            return moment
        later = self.clock.working_day(day + timedelta(days=minute > 1000), 0)
        return self.clock.at(later, self.rng.uniform(540, 720))

    def _decide(self, story: Story, at: datetime) -> datetime | None:
        """A person decides who pays."""
        by = self.rng.choice(self.consultants)
        draw = self.rng.random()
        payer = "landlord" if draw < 0.6 else "tenant"
        if payer == "tenant" and story.payer.reason_code == "either_way_free":
            payer = "subscription"
        why = WHY_DECIDED[payer]
        if payer == "tenant" and story.row.urgency not in RUSH and self.rng.random() < parameters.TENANT_DOES_IT_SELF:
            self.cases.move(story, RepairAction.DECLINE, at, by, why=why)
            story.row.closed_at = at
            self.ended(story)
            return None
        story.row.payer, story.row.payer_reason, story.row.payer_params = payer, "decided", {"why": why}
        self.cases.move(story, RepairAction.DECIDE_PAYER, at, by, payer=payer, why=why)
        return at + timedelta(minutes=5)

    def _withdraw(self, story: Story, at: datetime, why: str) -> None:
        at = min(at, self.clock.now)
        self.cases.move(story, RepairAction.WITHDRAW, at, None, why=why)
        story.row.closed_at = at
        self.ended(story)

    def who_books(self, story: Story) -> User | None:
        """The agent who took the report books; on the web the tenant does."""
        return story.row.taken_by

    # --- Between ------------------------------------------------------------------------------------------------------
    def small_talk(self, calendar: Calendar, day: date) -> None:
        """Contacts that are no report: about a repair that runs, and about everything else."""
        rest = parameters.CONTACTS_PER_HOME * len(self.homes) / 365
        about_repairs = parameters.CONTACTS_ABOUT_REPAIRS * rest - parameters.REPAIRS_PER_HOME * len(self.homes) / 365
        running = list(self.open.values()) + list(self.finished_lately.values())
        if running:
            for _ in range(calendar.contacts(day, about_repairs)):
                story = running[int(self.rng.random() * len(running))]
                at = self.clock.at(day, calendar.minute(is_office=True))
                if story.row.reported_at < at <= self.clock.now:
                    self._contact(story, at, self._talk_channel(), "repair", None, is_solved=None)
        for _ in range(calendar.contacts(day, rest * (1 - parameters.CONTACTS_ABOUT_REPAIRS))):
            at = self.clock.at(day, calendar.minute(is_office=self.clock.works(day)))
            home = self.homes[int(self.rng.random() * len(self.homes))]
            stay = self._stay(home, day)
            if at <= self.clock.now:
                subject = self.rng.choices(OTHER_SUBJECTS, OTHER_WEIGHTS)[0]
                channel = self._talk_channel() if self.clock.works(day) else "INT"
                self._moment(home, stay, at, channel, subject, None, is_solved=None)

    def _talk_channel(self) -> str:
        shares = parameters.CONTACT_CHANNELS
        return self.rng.choices(list(shares), list(shares.values()))[0]

    def _contact(
        self, story: Story, at: datetime, channel: str, subject: str, agent: User | None, *, is_solved: bool | None
    ) -> None:
        self._moment(story.home, story.stay, at, channel, subject, agent, is_solved=is_solved, case_id=story.row.pk)

    def _moment(
        self,
        home: Home,
        stay: Stay | None,
        at: datetime,
        channel: str,
        subject: str,
        agent: User | None,
        *,
        is_solved: bool | None,
        case_id: int | None = None,
    ) -> None:
        mean = parameters.CONTACT_SECONDS[channel]
        seconds = 0 if not mean else min(3600, max(25, round(mean * self.rng.lognormvariate(-0.125, 0.5))))
        solved = self.rng.random() < parameters.SOLVED_AT_ONCE if is_solved is None else is_solved
        self.rows.keep(
            ContactMoment(
                channel=channel,
                direction="INK",
                subject=subject,
                person=stay.main if stay else None,
                dwelling=home.row,
                agent=None if channel == "INT" else agent or self.rng.choice(self.agents),
                case_kind="repairs" if case_id else "",
                case_id=case_id,
                at=at,
                seconds=seconds,
                is_solved_at_once=solved,
            )
        )

    # --- Out ----------------------------------------------------------------------------------------------------------
    def finished(self, story: Story, at: datetime) -> datetime | None:
        """The work is done: survey, bill, closing; returns when it is reopened, if it is (and that is in the past)."""
        self.cases.move(story, RepairAction.FINISH, at, story.task_user)
        story.row.finished_at = at
        may_reopen = story.row.times_reopened == 0 and story.scripted is None
        reopened = None
        if may_reopen and self.rng.random() < parameters.REOPEN_SHARE:
            reopened = self._later(at, timedelta(days=self.rng.uniform(1, 12)))
            if reopened > self.clock.now:
                reopened = None
        self.surveys.ask(story, at, reopened)
        if reopened is not None:
            return reopened
        if story.row.payer == "tenant":
            bill = self._later(at, timedelta(days=self.rng.uniform(1, 4)))
            if bill <= self.clock.now:
                cents = 5500 + story.row.minutes * 95
                self.cases.move(story, RepairAction.SETTLE, bill, self.agents[0], amount_cents=cents)
        self.cases.close_by_time(story, at)
        if story.row.status == RepairStatus.CLOSED:
            self.ended(story)
        else:
            self.open.pop(story.row.pk, None)
            self.finished_lately[story.row.pk] = story
        return None

    def reopened(self, story: Story, at: datetime) -> None:
        """Not solved: open again with a term of its own."""
        self.cases.move(story, RepairAction.REOPEN, at, None, why="Het is niet opgelost.")
        story.row.times_reopened += 1
        story.row.finished_at = None
        version, policy = next(one for one in self.clock.versions if one[0].pk == story.row.policy_version_id)
        story.row.due_at = self.clock.due_at(version, policy, story.row.urgency, at)
        self._contact(story, at, "TEL", "repair", None, is_solved=True)

    def ended(self, story: Story) -> None:
        """Nothing more happens to it: write it."""
        self.open.pop(story.row.pk, None)
        self.finished_lately.pop(story.row.pk, None)
        self.cases.write(story)

    def left(self) -> list[Story]:
        """What is not over now, in order of report."""
        return sorted([*self.open.values(), *self.finished_lately.values()], key=lambda story: story.row.pk)


def _plain(params: dict[str, object]) -> dict[str, object]:
    """Words in both languages as JSON keeps them."""
    return {
        name: {"nl": value.nl, "en": value.en} if isinstance(value, Words) else value for name, value in params.items()
    }
