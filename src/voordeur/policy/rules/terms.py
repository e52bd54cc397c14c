"""When a promise falls due, with the policy in force. Every moment goes in and comes out with its zone."""

from datetime import UTC, datetime, timedelta
from typing import Literal

from voordeur.kernel.errors import Refused
from voordeur.policy.models import ServicePolicy, SurveyProcess, Term
from voordeur.policy.rules.calendar import ZONE, add_working_days, end_of_day, local, next_opening

ComplaintStage = Literal["acknowledge", "answer", "extended", "ask_second_stage", "second_stage", "commission"]


def term_end(policy: ServicePolicy, term: Term, start_at: datetime) -> datetime:
    """When a term that begins at `start_at` has passed.

    Hours run on the clock, so a night in which the clock changes counts the hours that really pass. Days and working
    days do not count the day they begin on and end with the last second of the last day. A term in calendar days may
    end on a Sunday: fourteen days are fourteen days.
    """
    start = local(start_at)
    match term.unit:
        case "hours":
            return (start.astimezone(UTC) + timedelta(hours=term.amount)).astimezone(ZONE)
        case "same_day":
            return end_of_day(start.date())
        case "days":
            return end_of_day(start.date() + timedelta(days=term.amount))
        case "working_days":
            return end_of_day(add_working_days(start.date(), term.amount, policy))


def due_at(policy: ServicePolicy, urgency_code: str, reported_at: datetime) -> datetime:
    """When a repair of this class must be done.

    A class that is not served round the clock and whose term is in hours or the same day begins when the telephone
    opens next, because nobody reads the report before. Raises `Refused("unknown_urgency")` for a code that is none.
    """
    try:
        promised = policy.urgency.classes[urgency_code]
    except KeyError as unknown:
        raise Refused("unknown_urgency", urgency=urgency_code) from unknown
    start_at = reported_at
    if promised.term.unit in ("hours", "same_day") and not promised.round_the_clock:
        start_at = next_opening(policy.channels.telephone, reported_at, policy)
    return term_end(policy, promised.term, start_at)


def answer_due_at(policy: ServicePolicy, asked_at: datetime) -> datetime:
    """When a written question must be answered."""
    return term_end(policy, policy.channels.answer_within, asked_at)


def call_back_due_at(policy: ServicePolicy, promised_at: datetime) -> datetime:
    """When a promised call-back must have been made."""
    return _after_working_days(policy, policy.work.call_back_within_working_days, promised_at)


def payer_check_due_at(policy: ServicePolicy, reported_at: datetime) -> datetime:
    """When it must be clear who pays, where the intake could not say."""
    return _after_working_days(policy, policy.work.check_payer_within_working_days, reported_at)


def second_line_due_at(policy: ServicePolicy, passed_on_at: datetime) -> datetime:
    """When a question that was passed on must be answered."""
    return _after_working_days(policy, policy.work.second_line_within_working_days, passed_on_at)


def silent_at(policy: ServicePolicy, last_touched_at: datetime) -> datetime:
    """From when an owner counts as silent and the item goes back to the team."""
    return _after_working_days(policy, policy.work.silent_after_working_days, last_touched_at)


def remind_at(policy: ServicePolicy, due: datetime) -> datetime:
    """When the owner is reminded of something that falls due."""
    return (due.astimezone(UTC) - timedelta(hours=policy.work.remind_before_hours)).astimezone(ZONE)


def complaint_due_at(
    policy: ServicePolicy, stage: ComplaintStage, received_at: datetime, *, stood_still: int = 0
) -> datetime:
    """When a stage of a complaint must have been passed.

    `acknowledge`, `answer` and `extended` (the answer after one extension) count from receipt; `second_stage` from the
    request for it; `ask_second_stage` is the last moment to ask for it and `commission` the last day on which the
    tenant may go there, both counted from our answer. `stood_still`: the working days in which the clock stood still.
    """
    terms = policy.complaints
    match stage:
        case "acknowledge":
            days = terms.acknowledge_working_days
        case "answer":
            days = terms.answer_working_days
        case "extended":
            days = terms.answer_working_days + terms.extension_working_days
        case "ask_second_stage":
            days = terms.ask_second_stage_working_days
        case "second_stage":
            days = terms.second_stage_working_days
        case "commission":
            return _after_days(terms.commission_within_days, received_at)
    return _after_working_days(policy, days + stood_still, received_at)


def complaint_pause_until(policy: ServicePolicy, stands_still_since: datetime) -> datetime:
    """Until when the clock of a complaint may stand still for one reason; then it runs again."""
    return _after_working_days(policy, policy.complaints.pause_working_days, stands_still_since)


def reopen_until(policy: ServicePolicy, done_at: datetime) -> datetime:
    """Until when "not solved" reopens the same repair."""
    return _after_days(policy.quality.reopen_within_days, done_at)


def survey_at(policy: ServicePolicy, process: SurveyProcess, done_at: datetime, *, draw: float) -> datetime | None:
    """When the survey after a process goes out; None when this person is not asked.

    `draw` is a number in [0, 1) drawn once for this case: it is asked when it lies below the sample share.
    """
    survey = policy.quality.surveys[process]
    if not survey.sent or draw >= survey.sample_share:
        return None
    return (local(done_at).astimezone(UTC) + timedelta(hours=survey.after_hours)).astimezone(ZONE)


def is_low_mark(policy: ServicePolicy, mark: float) -> bool:
    """Whether a mark counts as low."""
    return mark <= policy.quality.low_mark


def asks_call_back(policy: ServicePolicy, mark: float) -> bool:
    """Whether this mark sets a call-back in motion."""
    return policy.quality.call_back_low_mark and is_low_mark(policy, mark)


def alteration_due_at(policy: ServicePolicy, asked_at: datetime) -> datetime:
    """When a request for an alteration must be answered."""
    return _after_days(policy.alterations.decide_within_days, asked_at)


def _after_working_days(policy: ServicePolicy, amount: int, start_at: datetime) -> datetime:
    return end_of_day(add_working_days(local(start_at).date(), amount, policy))


def _after_days(amount: int, start_at: datetime) -> datetime:
    return end_of_day(local(start_at).date() + timedelta(days=amount))
