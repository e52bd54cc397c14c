"""Surveys after repairs: who is asked, who answers, and the mark that the repair earned."""

from datetime import datetime, timedelta

from voordeur.base.models import OutboxEvent
from voordeur.demo.story import parameters
from voordeur.demo.story.cases import Story
from voordeur.demo.story.clock import Clock
from voordeur.demo.story.rows import Rows
from voordeur.kernel import seeds
from voordeur.policy.rules.terms import survey_at
from voordeur.quality.models import Survey

GOOD = (
    "Snel en netjes gedaan.",
    "Vriendelijke monteur.",
    "Kwam precies op tijd.",
    "Goed geholpen.",
    "Alles opgeruimd.",
)
BAD = (
    "Te lang moeten wachten.",
    "Moest twee keer vrij nemen.",
    "Kwam later dan afgesproken.",
    "Het lekt nog een beetje.",
)


class Surveys:
    """Sends invitations and draws answers. The numbers behind the marks are in parameters.py."""

    def __init__(self, rows: Rows, clock: Clock, seed: int) -> None:
        self.rows, self.clock, self.seed = rows, clock, seed
        self.rng = seeds.stream(seed, "surveys")
        self.low: list[tuple[Story, datetime]] = []

    def ask(self, story: Story, finished_at: datetime, reopened_at: datetime | None) -> None:
        """Invite by the policy; an answer comes within some days, or never."""
        waits = story.scripted is not None and story.scripted.survey_waits
        draw = 0.0 if waits else self.rng.random()
        invited = survey_at(story.policy, "repair", finished_at, draw=draw)
        if invited is None or story.stay is None or not story.stay.main.email:
            return
        if reopened_at is not None and reopened_at < invited:
            return
        if invited > self.clock.now:
            self._later(story, finished_at, invited)
            return
        row = self.rows.number(
            Survey(
                token="",
                process="REP",
                case_kind="repairs",
                case_id=story.row.pk,
                occasion=story.row.times_reopened + 1,
                person=story.stay.main,
                dwelling=story.home.row,
                to_address=story.stay.main.email,
                language=story.stay.main.language,
                policy_version_id=story.row.policy_version_id,
                handled_by=story.row.taken_by,
                invited_at=invited,
            )
        )
        row.token = seeds.token(self.seed, "survey", row.pk)
        if not waits and self.rng.random() < parameters.SURVEY_RESPONSE:
            answered = invited + timedelta(hours=self.rng.expovariate(1 / 30))
            if answered <= self.clock.now:
                self._answer(row, story, answered, finished_at, is_solved=reopened_at is None)
        self.rows.keep(row)

    def _later(self, story: Story, finished_at: datetime, invited: datetime) -> None:
        """The invitation that the worker will send, as quality.services.plan_invitation leaves it."""
        if story.stay is None:
            return
        payload = {
            "process": "repair",
            "case_kind": "repairs",
            "case_id": story.row.pk,
            "occasion": story.row.times_reopened + 1,
            "person_id": story.stay.main.pk,
            "dwelling_id": story.home.row.pk,
            "to_address": story.stay.main.email,
            "language": story.stay.main.language,
            "policy_version_id": story.row.policy_version_id,
            "handled_by_id": story.row.taken_by.pk if story.row.taken_by else None,
        }
        event = OutboxEvent(
            kind="survey.wanted", payload=payload, created_at=finished_at, available_at=invited, handled=[]
        )
        self.rows.keep(event)

    def _answer(self, row: Survey, story: Story, at: datetime, finished_at: datetime, *, is_solved: bool) -> None:
        rng = self.rng
        # The steps below lower the mean by about 0.55; the base makes up for it.
        mean = parameters.MARK_MEAN + 0.60
        mean += parameters.LATE_EFFECT * story.was_late
        mean += parameters.SECOND_VISIT_EFFECT * (story.visits > 1)
        mean += parameters.OUT_OF_TERM_EFFECT * (finished_at > story.row.due_at)
        mean -= 0.04 * max(0, (finished_at - story.row.reported_at).days - 7)
        if story.policy.appointments.window_minutes <= 120:
            mean += parameters.NARROW_WINDOW_EFFECT
        if not is_solved:
            mean -= 2.5
        # Most people are content and a few are not at all: a common spread with a long tail downwards.
        spread = rng.gauss(0.3, 1.05) if rng.random() < 0.89 else rng.gauss(-2.5, 1.4)
        row.answered_at = at
        row.mark = min(10, max(1, round(mean + spread)))
        row.is_solved = is_solved
        if rng.random() < 0.4:
            row.reason = rng.choice(GOOD if row.mark >= 7 else BAD)
        if row.mark <= story.policy.quality.low_mark:
            self.low.append((story, at))
