"""Words that people read about complaints: labels, what a complainant reads, one sentence per refusal."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from voordeur.base import words
from voordeur.complaints.rules.routes import Route
from voordeur.complaints.rules.status import Status
from voordeur.complaints.rules.subjects import About, Body, Cause, Mandate, NotTaken, Outcome, Part, Wait
from voordeur.kernel.errors import Refused

Text = Promise | str

ABOUT: dict[str, Text] = {
    About.REPAIR: _("a repair"),
    About.BEHAVIOUR: _("how we treated somebody"),
    About.APPOINTMENT: _("an appointment that was not kept"),
    About.LETTING: _("letting a home"),
    About.COSTS: _("rent or costs"),
    About.NUISANCE: _("nuisance"),
    About.POLICY: _("a rule of ours"),
}

# What a tenant chooses from, as they would say it.
ABOUT_CHOICES: dict[str, Text] = {
    About.REPAIR: _("A repair: too late, not good, or not solved"),
    About.APPOINTMENT: _("An appointment that you did not keep"),
    About.BEHAVIOUR: _("How somebody of yours treated me"),
    About.COSTS: _("Rent, service costs or a bill"),
    About.NUISANCE: _("Nuisance, and what you do about it"),
    About.LETTING: _("Looking for or getting a home"),
    About.POLICY: _("A rule of yours"),
}

STATUS: dict[Status, Text] = {
    Status.RECEIVED: _("received, not confirmed"),
    Status.HANDLING: _("being handled"),
    Status.WAITING: _("clock stands still"),
    Status.ANSWERED: _("answered"),
    Status.REVIEWING: _("second stage"),
    Status.REVIEW_WAITING: _("second stage, clock stands still"),
    Status.DECIDED: _("decided in the second stage"),
    Status.OUTSIDE: _("with somebody outside"),
    Status.ADVISED: _("advice came in"),
    Status.CLOSED: _("closed"),
    Status.NOT_TAKEN: _("not taken"),
    Status.WITHDRAWN: _("withdrawn"),
}

STATUS_FOR_TENANT: dict[Status, Text] = {
    Status.RECEIVED: _("We have your complaint."),
    Status.HANDLING: _("We are looking into your complaint."),
    Status.WAITING: _("We are waiting for something before we can go on."),
    Status.ANSWERED: _("We answered your complaint."),
    Status.REVIEWING: _("Somebody else looks at your complaint now."),
    Status.REVIEW_WAITING: _("Somebody else looks at your complaint, and is waiting for something."),
    Status.DECIDED: _("Somebody else looked at your complaint and answered it."),
    Status.OUTSIDE: _("Somebody outside looks at your complaint."),
    Status.ADVISED: _("The advice about your complaint came in. We decide what we do with it."),
    Status.CLOSED: _("Your complaint is closed."),
    Status.NOT_TAKEN: _("We do not handle this complaint."),
    Status.WITHDRAWN: _("You took your complaint back."),
}

OUTCOMES: dict[str, Text] = {
    Outcome.FOUNDED: _("founded"),
    Outcome.PARTLY: _("partly founded"),
    Outcome.UNFOUNDED: _("unfounded"),
    Outcome.WITHDRAWN: _("withdrawn"),
}

OUTCOMES_FOR_TENANT: dict[str, Text] = {
    Outcome.FOUNDED: _("You are right."),
    Outcome.PARTLY: _("You are partly right."),
    Outcome.UNFOUNDED: _("We see it differently."),
}

CAUSES: dict[str, Text] = {
    Cause.TOO_LATE: _("we were too late"),
    Cause.NO_WORD: _("somebody heard nothing from us"),
    Cause.NOT_KEPT: _("an appointment was not kept"),
    Cause.BAD_WORK: _("the work was not good"),
    Cause.WRONG_INFORMATION: _("what we told was not right"),
    Cause.PASSED_ON: _("somebody was passed on without an answer"),
    Cause.TREATMENT: _("how somebody was treated"),
    Cause.WRONG_BILL: _("a bill was not right"),
    Cause.OUR_RULE: _("a rule of ours"),
    Cause.CONTRACTOR: _("a contractor"),
    Cause.OTHER: _("something else"),
}

WAITS: dict[str, Text] = {
    Wait.COMPLAINANT: _("something from the complainant"),
    Wait.MANDATE: _("leave to speak for somebody else"),
    Wait.EXPERT: _("an expert"),
    Wait.CONTRACTOR: _("a contractor"),
    Wait.AUTHORITY: _("police, municipality or court"),
    Wait.AGREED: _("agreed with the complainant"),
}

NOT_TAKEN: dict[str, Text] = {
    NotTaken.FIRST_REPAIR: _("it is a first request for a repair"),
    NotTaken.TOO_OLD: _("it happened too long ago"),
    NotTaken.COURT: _("a court or the rent tribunal deals with it"),
    NotTaken.TENANTS_THEMSELVES: _("it is between tenants themselves"),
    NotTaken.NO_MANDATE: _("the other did not agree to this complaint"),
    NotTaken.NOT_OURS: _("it is not about us"),
    NotTaken.UNCLEAR: _("it stayed unclear what it is about, also after we asked"),
    NotTaken.HANDLED_BEFORE: _("we answered the same complaint before"),
}

PARTS: dict[str, Text] = {Part.COMPLAINANT: _("complains"), Part.SPEAKER: _("speaks for the other")}
MANDATES: dict[str, Text] = {
    Mandate.NOT_NEEDED: _("for themselves"),
    Mandate.ASKED: _("not known yet whether they may"),
    Mandate.SHOWN: _("the other agreed"),
}

BODIES: dict[str, Text] = {
    Body.SECOND_STAGE: _("somebody else of ours"),
    Body.COMMISSION: _("the complaints commission"),
    Body.RENT_TRIBUNAL: _("the rent tribunal (Huurcommissie)"),
}

ROLES: dict[str, Text] = {
    "tenant": _("you"),
    "contact_agent": _("a colleague of customer contact"),
    "planner": _("a planner"),
    "craftsman": _("a craftsman"),
    "housing_consultant": _("a housing consultant"),
    "quality": _("the colleague for quality"),
    "manager": _("a manager"),
    "administrator": _("an administrator"),
}

TEAMS: dict[str, Text] = {
    "housing": _("the team of the neighbourhood"),
    "planning": _("planning"),
    "quality": _("quality"),
    "management": _("management"),
    "contact": _("customer contact"),
}

HAPPENED: dict[str, Text] = {
    "receive": _("Complaint received"),
    "acknowledge": _("Complaint confirmed"),
    "take_on": _("Taken on"),
    "give": _("Given to a colleague"),
    "pause": _("The clock stands still"),
    "resume": _("The clock runs again"),
    "extend": _("We take longer"),
    "answer": _("Answered"),
    "not_take": _("Not taken"),
    "ask_review": _("Asked somebody else to look at it"),
    "decide": _("Decided in the second stage"),
    "refer": _("Somebody outside looks at it"),
    "advise": _("Advice came in"),
    "conclude": _("Decided on the advice"),
    "close": _("Closed"),
    "withdraw": _("Taken back"),
    "tell_more": _("The complainant wrote"),
    "photos": _("Photos added"),
    "remark": _("Note"),
    "join": _("Somebody else has the same complaint"),
    "confirm_mandate": _("The other agreed to this complaint"),
    "mark_abusive": _("Warned of rude words"),
    "not_abusive": _("The warning of rude words was taken away"),
    "is_of_repair": _("Noted which repair it is about"),
    "is_about": _("Noted whom it is about"),
    "allow_remedy": _("A manager allowed a larger amount"),
    "pay_remedy": _("Amount paid"),
    "improve": _("Improvement agreed"),
    "improved": _("Improvement done"),
}

# What we write ourselves in the place of somebody's words.
OWN_WORDS: dict[str, Text] = {"longest_pause": _("It stood still as long as we allow.")}
BY_US: Text = _("we")
BY_YOU: Text = _("you")
BY_SYSTEM: Text = _("the system")
BY_COMPLAINANT: Text = _("the complainant")
NO_NAME: Text = _("no name")
NOTED: Text = _("It has been noted.")
SENT: Text = _("Thank you. We have it.")
DONE: dict[str, Text] = {
    "more": _("Thank you. We have added it to your complaint."),
    "photos": _("Thank you. We have added your photos to your complaint."),
    "withdraw": _("You took your complaint back."),
    "review": _("Somebody else looks at your complaint now. You get a message with the day of our answer."),
    "content": _("Thank you. Your complaint is closed."),
}

REFUSALS: dict[str, Text] = {
    "move_not_allowed": _("That cannot be done with this complaint now."),
    "not_your_action": _("Somebody else does this."),
    "changed_meanwhile": _("Somebody else changed this complaint just now. Look at the page and try again."),
    "first_repair": _("This is a request for a repair. We make it a repair, so that you choose a time at once."),
    "anonymous_not_taken": _("Write your name, please. A complaint without a name we cannot answer."),
    "text_missing": _("Write what happened."),
    "text_too_long": _("This is longer than %(most)s characters. Leave something out, or send it in two parts."),
    "happens_later": _("This day is still to come. Choose the day on which it happened."),
    "too_old": _("We handle complaints about what happened at most %(days)s days ago. Ring us: we look with you."),
    "not_this_home": _("This repair is of another home."),
    "nobody_complains": _("Write also for whom you complain."),
    "name_missing": _("Write a name with everybody."),
    "too_many_voices": _("At most %(most)s people can share one complaint."),
    "complains_already": _("%(name)s shares this complaint already."),
    "too_many_complaints": _("You sent a lot within an hour. Try again in %(minutes)s minutes, or ring us."),
    "reason_missing": _("Write in a few words why."),
    "reason_too_short": _("Write a reason that somebody understands: at least %(least)s characters."),
    "too_late_to_pause": _("The term passed %(since)s. A clock that has run out cannot be stopped any more."),
    "extended_before": _("This complaint was extended before. That can be done once."),
    "no_extension_promised": _("We promise not to take longer than our term."),
    "too_late_to_extend": _("The term passed %(since)s. Then it cannot be extended any more."),
    "wait_unknown": _("Choose what you are waiting for."),
    "outcome_unknown": _("Choose whether the complainant is right."),
    "answer_too_short": _("Write an answer of at least %(least)s characters, in words for the complainant."),
    "cause_missing": _("Choose what went wrong."),
    "cause_without_fault": _("An unfounded complaint has no cause. Leave it empty."),
    "remedy_needs_manager": _("You may give %(cents)s without a manager. Ask a manager to allow more."),
    "remedy_below_zero": _("An amount cannot be below zero."),
    "remedy_out_of_range": _("Write an amount of at least one cent and at most %(most)s."),
    "remedy_to_nobody": _("Nobody is known to whom we could pay this."),
    "remedy_paid_before": _("This amount was paid already."),
    "mandate_missing": _("We do not know yet whether the other agrees to this complaint. Find that out first."),
    "mandate_not_asked": _("Nobody has to agree to this complaint."),
    "somebody_else_handles": _("%(name)s handles this complaint. Take it over first."),
    "not_a_handler": _("This colleague does not handle complaints."),
    "not_a_reviewer": _("The second stage is judged by a manager or the colleague for quality."),
    "complaint_about_you": _("This complaint is about the person who would handle it. Somebody else does."),
    "own_complaint": _("This is their own complaint. Somebody else handles it."),
    "had_part_in_first": _("The second stage is judged by somebody who had no part in the first."),
    "answered_by_them": _("They answered this complaint already. Let somebody else look at it in the second stage."),
    "nothing_to_give": _("There is nothing to answer now."),
    "not_taken_why_unknown": _("Choose why we do not take this complaint."),
    "complaint_over": _("This complaint is closed. Send a new one, or ring us."),
    "too_late_to_ask_review": _("You could ask this until %(until)s. You can still go to the complaints commission."),
    "body_unknown": _("Choose who looks at it."),
    "way_not_open": _("This way is not open now; the dates stand on the page."),
    "improvement_missing": _("Write what we change."),
    "improvement_in_the_past": _("Choose a day that is still to come."),
    "improvement_of_another": _("%(name)s does this, and says when it is done."),
    "improvement_done_before": _("Somebody said already that this is done."),
    "result_missing": _("Write what came of it."),
    "owner_not_here": _("Choose a colleague of the office."),
    "photo_missing": _("Choose a photo first."),
    "photo_not_kept": _("No photo was added."),
    "photo_too_large": _("%(name)s is too large. A photo may be %(most)s MB."),
    "not_a_photo": _("%(name)s is not a photo that we can read. Choose a JPEG or PNG picture."),
    "too_many_photos": _("At most %(most)s photos can go with one complaint."),
    "owner_is_complained_of": _("This complaint is about %(name)s, who does not read of it. Choose somebody else."),
    "part_unknown": _("Choose whether they complain themselves or speak for somebody."),
    "amount_unreadable": _("Write an amount in euros, for example 25 or 12,50."),
    "day_unreadable": _("Choose a day."),
    "repair_unknown": _("We know no repair of this home with this number."),
    "colleague_unknown": _("Choose a colleague."),
}


def refusal(refused: Refused) -> str:
    """The sentence of a refusal, with amounts and moments as people say them."""
    params = {
        name: words.euro(value)
        if isinstance(value, int) and (name == "cents" or refused.code == "remedy_out_of_range")
        else words.moment_in_words(value)
        if isinstance(value, datetime)
        else value
        for name, value in refused.params.items()
    }
    return str(REFUSALS[refused.code]) % params


def way_on(route: Route, *, now: datetime) -> str:
    """A way on with its dates, as people say them."""
    until = words.date_in_words(route.until_at) if route.until_at else ""
    since = words.date_in_words(route.from_at)
    name = str(BODIES[route.body])
    if route.from_at > now and until:
        return str(_("%(name)s: from %(since)s until %(until)s")) % {"name": name, "since": since, "until": until}
    if route.from_at > now:
        return str(_("%(name)s: from %(since)s")) % {"name": name, "since": since}
    if until:
        return str(_("%(name)s: until %(until)s")) % {"name": name, "until": until}
    return str(_("%(name)s: now")) % {"name": name}
