"""What the figures are called and how they are explained to people. Computes nothing."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voordeur.figures.rules.figures import Code, Source, Unit
from voordeur.figures.rules.label import Verdict


@dataclass(frozen=True, slots=True)
class Words:
    """A figure in words: its name, the formula, and what is left out of it."""

    name: Promise
    formula: Promise
    left_out: Promise


WORDS: dict[Code, Words] = {
    Code.REPAIRS_IN_TERM_SHARE: Words(
        _("Repairs ready in time"),
        _("Of the repairs whose term ended in this period: the share that was ready before the term ended."),
        _("Repairs that were declined, withdrawn or cancelled, and repairs whose term has yet to end."),
    ),
    Code.REPAIR_LEAD_DAYS: Words(
        _("Days from report to ready"),
        _("Of the repairs that became ready in this period: the mean number of calendar days from report to ready."),
        _("Repairs that are still open. A reopened repair counts until it was ready for the last time."),
    ),
    Code.FIRST_VISIT_FIX_SHARE: Words(
        _("Solved in one visit"),
        _("Of the repairs that became ready in this period: the share that took one visit and did not come back."),
        _("Repairs without a visit. A visit to a closed door counts as a visit."),
    ),
    Code.NO_ACCESS_SHARE: Words(
        _("Nobody at home"),
        _("Of the visits that ended in this period: the share where nobody opened the door."),
        _("Appointments that were cancelled or moved beforehand."),
    ),
    Code.MARK_REPAIRS: Words(
        _("Mark for repairs"),
        _("The mean of the marks from 1 to 10 that tenants gave after a repair in this period."),
        _("People who were not asked or did not answer."),
    ),
    Code.MARK_CONTACT: Words(
        _("Mark for contact"),
        _("The mean of the marks from 1 to 10 that tenants gave after a question to us in this period."),
        _("People who were not asked or did not answer."),
    ),
    Code.SATISFIED_SHARE: Words(
        _("Satisfied with the repair"),
        _("Of the marks for repairs in this period: the share at or above the mark that the policy calls satisfied."),
        _("People who were not asked or did not answer."),
    ),
    Code.DISSATISFIED_SHARE: Words(
        _("Dissatisfied with the repair"),
        _("Of the marks for repairs in this period: the share at or below the mark that the policy calls low."),
        _("People who were not asked or did not answer."),
    ),
    Code.RESPONSE_SHARE: Words(
        _("Answered the question about the repair"),
        _("The marks given after a repair in this period, divided by the invitations sent in this period."),
        _("Nobody. Answers just after the start of the period may belong to invitations from before it."),
    ),
    Code.JOBS_PER_CRAFTSMAN_DAY: Words(
        _("Jobs per craftsman per day"),
        _("The jobs done in this period, divided by the working days of craftsmen with at least one visit."),
        _("Visits to a closed door, and days on which a craftsman had no repair at all."),
    ),
    Code.TRAVEL_MINUTES_PER_JOB: Words(
        _("Travel time per job"),
        _("All minutes of travel to visits in this period, divided by the jobs done."),
        _("The way home at the end of the day. The way to a closed door does count."),
    ),
    Code.KM_PER_HOME: Words(
        _("Kilometres per home per year"),
        _("All kilometres driven to visits in this period, divided by the number of homes, for 365 days."),
        _("The way home at the end of the day."),
    ),
    Code.COST_PER_HOME_CENTS: Words(
        _("Cost of service per home per year"),
        _(
            "What contact and repairs cost in this period (hours, kilometres, material and overhead, at the prices of "
            "the policy, and compensation for appointments that we missed), divided by the number of homes, for 365 "
            "days."
        ),
        _("Work of contractors, planned maintenance, and hours that nobody wrote on a contact or a repair."),
    ),
    Code.CALL_BACKS_KEPT_SHARE: Words(
        _("Promised call-backs kept"),
        _("Of the call-backs whose promised time ended in this period: the share that we made before it ended."),
        _("Call-backs that were no longer needed. A call that nobody answered counts when we made it in time."),
    ),
    Code.SOLVED_AT_ONCE_SHARE: Words(
        _("Solved at once"),
        _("Of the contacts that a colleague answered in this period: the share that was solved in that contact."),
        _("Reports and messages on the website that nobody of ours had to answer, and contacts from us."),
    ),
    Code.COMPLAINTS_PER_1000_HOMES: Words(
        _("Complaints per 1,000 homes per year"),
        _("The complaints that came in in this period, divided by the number of homes, times 1,000, for 365 days."),
        _("First requests for a repair: those are made repairs. Complaints of several people together count once."),
    ),
}

UNITS: dict[Unit, Promise] = {
    Unit.SHARE: _("percent"),
    Unit.DAYS: _("calendar days"),
    Unit.MARK: _("mark from 1 to 10"),
    Unit.JOBS: _("jobs a day"),
    Unit.MINUTES: _("minutes"),
    Unit.KM_PER_YEAR: _("kilometres a year"),
    Unit.CENTS_PER_YEAR: _("euros a year"),
    Unit.PER_1000_HOMES: _("a year per 1,000 homes"),
}

SOURCES: dict[Source, Promise] = {
    Source.KWH: _("KWH, the quality label of housing associations"),
    Source.AEDES: _("Aedes, the benchmark of the sector"),
    Source.OWN: _("Our own definition"),
}

VERDICTS: dict[Verdict, Promise] = {
    Verdict.REACHED: _("reaches the norm"),
    Verdict.NOT_REACHED: _("does not reach the norm"),
    Verdict.TOO_FEW: _("too few answers to say"),
}
