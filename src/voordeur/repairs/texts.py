"""Words that people read about repairs: labels, why who pays, the status for a tenant, one sentence per refusal."""

from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from voordeur.base import words
from voordeur.kernel.errors import Refused
from voordeur.repairs.rules.branches import Words
from voordeur.repairs.rules.payer import Payer
from voordeur.repairs.rules.status import FollowOn, RepairAction, RepairStatus, TaskAction, TaskStatus

Text = Promise | str

URGENCY: dict[str, Text] = {
    "danger": _("danger"),
    "emergency": _("emergency"),
    "urgent": _("urgent"),
    "normal": _("normal"),
    "planned": _("joined with planned work"),
}

# Who pays, as the office says it.
PAYERS: dict[str, Text] = {
    "tenant": _("The tenant"),
    "landlord": _("We do"),
    "subscription": _("The service subscription"),
    "check": _("Not known yet"),
}

# One sentence or two per reason, always with the article: "why" is the question that makes people ring.
PAYER_REASONS: dict[str, Text] = {
    "small_repair": _(
        "This is a small repair: %(topic)s. The law says that the tenant does or pays small repairs (%(article)s)."
    ),
    "subscription_covers": _(
        "This is a small repair: %(topic)s (%(article)s). Your service subscription covers it: you pay nothing extra."
    ),
    "subscription_excludes": _(
        "This is a small repair: %(topic)s. The law puts it with the tenant (%(article)s) and your service subscription"
        " does not cover it."
    ),
    "landlord_repairs": _("This is not on the list of small repairs. We repair it and we pay (%(article)s)."),
    "landlord_shared": _("This part belongs to the building. We repair it and we pay (%(article)s)."),
    "landlord_failed": _(
        "This became necessary because we did not repair something in time. We pay, even for a small repair"
        " (%(article)s)."
    ),
    "own_fault": _("You told us how the damage came about. Damage you cause yourself you pay yourself (%(article)s)."),
    "own_alteration": _(
        "You put this in yourself or took it over. You keep up your own alterations, as the agreement about them says"
        " (%(article)s)."
    ),
    "not_small_cheap": _(
        "The law puts %(topic)s with the tenant only when it costs little (letter %(letter)s). Here it costs more, so"
        " we pay (%(article)s)."
    ),
    "not_small_reachable": _(
        "The law puts %(topic)s with the tenant only when you can reach it (letter %(letter)s). Here you cannot, so we"
        " pay (%(article)s)."
    ),
    "not_small_no_skill": _(
        "The law puts %(topic)s with the tenant only when it takes no special skill (letter %(letter)s). Here it does,"
        " so we pay (%(article)s)."
    ),
    "not_small_not_building": _(
        "The law puts %(topic)s with the tenant, unless the building is the cause (letter %(letter)s). Here it is, so"
        " we pay (%(article)s)."
    ),
    "unknown_cheap": _(
        "The law puts %(topic)s with the tenant only when it costs little (%(article)s). We first look at the cost."
        " You hear from us before there is a bill."
    ),
    "unknown_reachable": _(
        "The law puts %(topic)s with the tenant only when you can reach it (%(article)s). We first look at where it is."
        " You hear from us before there is a bill."
    ),
    "unknown_no_skill": _(
        "The law puts %(topic)s with the tenant only when it takes no special skill (%(article)s). We first look at"
        " what it takes. You hear from us before there is a bill."
    ),
    "unknown_not_building": _(
        "The law puts %(topic)s with the tenant, unless the building is the cause (%(article)s). We first look for the"
        " cause. You hear from us before there is a bill."
    ),
    "either_way_free": _(
        "It is not sure yet whether %(topic)s is ours or falls under your subscription (%(article)s). We check that."
        " You pay nothing extra either way."
    ),
    "cause_unknown": _(
        "We do not know yet how this came about. Damage that a tenant causes is for the tenant (%(article)s), other"
        " damage is ours. We check, and you hear from us before there is a bill."
    ),
    "decided": _("A colleague looked at it and decided: %(why)s (%(article)s)."),
    "not_recognised": _("We do not recognise what is broken. Choose the place, the thing and what is wrong with it."),
    "shared_part": _(
        "The law puts %(topic)s with the tenants together (%(article)s). Often we do it and share the cost through the"
        " service charges. We check what was agreed for your building. You need not do anything."
    ),
}

REPAIR_STATUS: dict[RepairStatus, Text] = {
    RepairStatus.REPORTED: _("Reported"),
    RepairStatus.CHECKING: _("We check who pays"),
    RepairStatus.ACCEPTED: _("To be planned"),
    RepairStatus.PLANNED: _("Planned"),
    RepairStatus.UNDER_WAY: _("Being done"),
    RepairStatus.FINISHED: _("Done"),
    RepairStatus.SETTLING: _("Being settled"),
    RepairStatus.CLOSED: _("Closed"),
    RepairStatus.DECLINED: _("Not done by us"),
    RepairStatus.WITHDRAWN: _("Withdrawn"),
    RepairStatus.CANCELLED: _("Cancelled"),
}

# Where it stands. What comes next and what the tenant has to do stands below it on the page, beside its button.
STATUS_FOR_TENANT: dict[RepairStatus, Text] = {
    RepairStatus.REPORTED: _("We have your report. We look at it and you get a message. You need not do anything now."),
    RepairStatus.CHECKING: _(
        "We look at who pays for this repair. You get a message with the answer and the reason. You need not do"
        " anything now."
    ),
    RepairStatus.ACCEPTED: _("We will do this repair."),
    RepairStatus.PLANNED: _("Your appointment is fixed."),
    RepairStatus.UNDER_WAY: _("The craftsman is on the way or at work."),
    RepairStatus.FINISHED: _("The repair is done."),
    RepairStatus.SETTLING: _("The repair is done. We work out the bill and send it to you."),
    RepairStatus.CLOSED: _("This repair is closed."),
    RepairStatus.DECLINED: _("We do not do this repair. Below, under “What happened”, you read why."),
    RepairStatus.WITHDRAWN: _("You withdrew this report. Nobody comes."),
    RepairStatus.CANCELLED: _("We cancelled this repair. Below, under “What happened”, you read why."),
}

# Not home, wrong material: the repair waits to be planned again, and the tenant hears the real reason.
FOLLOW_ON_FOR_TENANT: dict[FollowOn, Text] = {
    FollowOn.NOT_HOME: _("The craftsman came and found nobody at home. Choose a new time."),
    FollowOn.OTHER_TRADE: _("The craftsman came, and another trade is needed. We come back with the right person."),
    FollowOn.INSPECTION: _("The craftsman came, and somebody has to inspect it first."),
    FollowOn.MATERIAL: _("The craftsman came, and a part is needed. We order it and come back to fit it."),
    FollowOn.QUOTATION: _("The craftsman came, and we need a price from another company first."),
    FollowOn.TOO_LITTLE_TIME: _(
        "The craftsman came, and it takes more time than was planned. We come back to finish it."
    ),
}

FOLLOW_ON: dict[FollowOn, Text] = {
    FollowOn.NOT_HOME: _("not home"),
    FollowOn.OTHER_TRADE: _("another trade"),
    FollowOn.INSPECTION: _("inspection needed"),
    FollowOn.MATERIAL: _("material needed"),
    FollowOn.QUOTATION: _("quotation needed"),
    FollowOn.TOO_LITTLE_TIME: _("too little time"),
}

TASK_STATUS: dict[TaskStatus, Text] = {
    TaskStatus.DRAFT: _("No appointment yet"),
    TaskStatus.BOOKED: _("Appointment made"),
    TaskStatus.TRAVELLING: _("On the way"),
    TaskStatus.BUSY: _("Busy"),
    TaskStatus.PAUSED: _("Paused"),
    TaskStatus.INTERRUPTED: _("Interrupted"),
    TaskStatus.TIDYING: _("Tidying up"),
    TaskStatus.DONE: _("Ready"),
    TaskStatus.CLOSED: _("Closed"),
    TaskStatus.CANCELLED: _("Cancelled"),
}

REPAIR_ACTIONS: dict[RepairAction, Text] = {
    RepairAction.REPORT: _("Report a repair"),
    RepairAction.CHECK_PAYER: _("Check who pays"),
    RepairAction.DECIDE_PAYER: _("Decide who pays"),
    RepairAction.ACCEPT: _("Accept"),
    RepairAction.DECLINE: _("Decline with a reason"),
    RepairAction.PLAN: _("Make an appointment"),
    RepairAction.UNPLAN: _("Cancel the appointment"),
    RepairAction.START: _("Start"),
    RepairAction.INTERRUPT: _("Interrupt"),
    RepairAction.FINISH: _("Finish"),
    RepairAction.SETTLE: _("Settle the cost"),
    RepairAction.CLOSE: _("Close"),
    RepairAction.REOPEN: _("Not solved"),
    RepairAction.WITHDRAW: _("Withdraw the report"),
    RepairAction.CANCEL: _("Cancel the repair"),
}

TASK_ACTIONS: dict[TaskAction, Text] = {
    TaskAction.BOOK: _("Make an appointment"),
    TaskAction.MOVE: _("Move the appointment"),
    TaskAction.RELEASE: _("Cancel the appointment"),
    TaskAction.TRAVEL: _("On my way"),
    TaskAction.BEGIN: _("Begin"),
    TaskAction.PAUSE: _("Pause"),
    TaskAction.RESUME: _("Go on"),
    TaskAction.NOT_HOME: _("Not home"),
    TaskAction.FOLLOW_ON: _("Another visit is needed"),
    TaskAction.TIDY: _("Tidy up"),
    TaskAction.FINISH: _("Ready"),
    TaskAction.CLOSE: _("Close"),
    TaskAction.CANCEL: _("Cancel"),
}

ROLES: dict[str, Text] = {
    "tenant": _("tenant"),
    "contact_agent": _("contact agent"),
    "planner": _("planner"),
    "craftsman": _("craftsman"),
    "housing_consultant": _("housing consultant"),
    "quality": _("quality officer"),
    "manager": _("manager"),
    "administrator": _("administrator"),
    "system": _("the system"),
}

DUPLICATE_REASONS: dict[str, Text] = {
    "same_defect": _("You reported the same thing here before."),
    "same_thing": _("There is another report about the same part."),
    "same_defect_elsewhere": _("There is a report of the same trouble in another room."),
    "shared_part": _("Somebody else in your building reported the same shared part."),
}

# What an event row says happened, by action of the repair, of a task, or a remark.
HAPPENED: dict[str, Text] = {
    "report": _("Reported"),
    "check_payer": _("We started to check who pays"),
    "decide_payer": _("It was decided who pays"),
    "accept": _("Accepted"),
    "decline": _("Not done by us"),
    "plan": _("Planned"),
    "unplan": _("Taken off the planning"),
    "start": _("The work started"),
    "interrupt": _("The work was interrupted"),
    "longer": _("The craftsman needs more time"),
    "finish": _("The work is done"),
    "settle": _("The cost is being settled"),
    "close": _("Closed"),
    "reopen": _("Reported as not solved"),
    "withdraw": _("Withdrawn"),
    "cancel": _("Cancelled"),
    "book": _("Appointment made"),
    "move": _("Appointment moved"),
    "release": _("Appointment cancelled"),
    "travel": _("The craftsman is on the way"),
    "begin": _("The craftsman began"),
    "pause": _("Paused"),
    "resume": _("The work went on"),
    "not_home": _("Nobody was at home"),
    "follow_on": _("Another visit is needed"),
    "tidy": _("Tidying up"),
    "remark": _("Remark"),
    "agree": _("The new time was agreed"),
    "missed": _("We did not come"),
    "came": _("The craftsman had come in time after all"),
}

# Reasons that the system itself wrote down, as codes; what people typed stands as they typed it.
OWN_WORDS: dict[str, Text] = {
    "does_it_themselves": _("You do this repair yourself."),
    "at_the_tenants_cost": _("We do this repair and you pay for it."),
    "survey_not_solved": _("In the survey you said that it is not solved."),
}

TENANT: Text = _("tenant")
BY_TENANT: Text = _("you")
BY_SYSTEM: Text = _("the system")
BY_US: Text = _("we")

NOTED: Text = _("It has been noted.")
BOOKED: Text = _("Your appointment is fixed. You also get it by mail.")
FLEXIBLE: Text = _("We have your times. The evening before we come you read which one it is.")
AGREED: Text = _("Thank you. The appointment stands.")
DONE: dict[str, Text] = {
    "for-me": _("We do this repair for you. Choose a time."),
    "myself": _("You do this repair yourself. We closed the report."),
    "check": _("We check who pays. You get a message."),
    "give-up": _("The appointment is cancelled."),
    "withdraw": _("Your report is withdrawn."),
    "not-solved": _("We are sorry that it is not solved. The same repair is open again."),
}
NOT_YOUR_HOME: Text = _("This is not a home that you rent or act for. Fill in the address of your own home.")

REFUSALS: dict[str, Text] = {
    "not_ready_before": _("We cannot come before %(day)s: we wait for a part or a price. Choose a later time."),
    "move_not_allowed": _("This cannot be done now. Somebody may have changed the repair. Open the page again."),
    "changed_meanwhile": _("Somebody else just changed this repair. Open the page again and look first."),
    "sent_twice": _("We received this before. You need not send it again."),
    "not_your_action": _("This is for somebody else to do. Ask a colleague, or ring us."),
    "not_allowed": _("This is for somebody else to do. Ask a colleague, or ring us."),
    "unknown_path": _("We do not know this choice. Choose once more where it is broken."),
    "unknown_question": _("This question does not belong to your report. Choose once more where it is broken."),
    "unknown_answer": _("This answer does not belong to the question. Choose one of the answers shown."),
    "own_fault_unknown": _("Tell us whether somebody caused it: yes, no, or you do not know."),
    "stop_page": _("This is dangerous. First do what the page says and ring the number on it."),
    "questions_open": _("One question is still open. Answer it, then you can go on."),
    "already_reported": _("You already sent this report. Its number is %(number)s."),
    "too_many_reports": _(
        "%(most)s reports were begun from here within an hour. Try again in %(minutes)s minutes, or ring us. Is it "
        "dangerous? Then ring at once."
    ),
    "no_home_chosen": _("We do not know yet for which home this is. Fill in the address first."),
    "code_too_soon": _("We just sent a code. You can ask for a new one in %(seconds)s seconds."),
    "code_expired": _("This code is too old. Ask for a new one."),
    "code_tried_too_often": _("A wrong code was filled in too often. Ask for a new one."),
    "code_wrong": _("This code is not right. Number of tries left: %(left)s."),
    "photo_too_large": _("%(name)s is too large. A photo may be %(most)s MB."),
    "not_a_photo": _("%(name)s is not a photo that we can read. Choose a JPEG or PNG picture."),
    "too_many_photos": _("You can add %(most)s photos. Remove one first."),
    "photo_belongs_to_report": _("This photo was sent with the report and can no longer be removed."),
    "payer_not_decidable": _("Choose who pays: the tenant, the landlord or the subscription."),
    "reason_missing": _("Write down why. The tenant reads it."),
    "no_appointment_needed": _("This repair needs no appointment now."),
    "no_appointment": _("There is no appointment for this repair."),
    "too_late_to_move": _("It is too late to change the appointment here. Ring us if you cannot be there."),
    "slot_unknown": _("Choose one of the times shown."),
    "slot_taken": _("Somebody else just took this time. Choose another one."),
    "appointment_changed": _(
        "Somebody changed this appointment while you were choosing. It now begins on %(since)s. Does that not suit? "
        "Then choose another time."
    ),
    "slot_not_offered": _("This time is no longer free. Choose another one."),
    "planning_is_busy": _("Many people are booking right now. Try again in a moment."),
    "visit_cancelled": _("This visit was cancelled. Open your day again."),
    "visit_already_begun": _("The craftsman is already on the way or at work. Ring us if something has to change."),
    "visit_not_begun": _("The work has not begun yet. Say first that you are there."),
    "shift_already_absent": _("This shift was already marked as absent."),
    "no_visit": _("There is no visit planned for this work. Open your day again."),
    "time_in_future": _("This time has not come yet. Check the clock of your telephone."),
    "not_begun": _("Begin the work first, then you can finish it."),
    "not_a_follow_on_reason": _("Choose why another visit is needed."),
    "minutes_out_of_range": _("Fill in a number of minutes from %(least)s to %(most)s."),
    "unknown_trade": _("Choose a trade from the list."),
    "material_unreadable": _("We cannot read the amount of %(name)s. Write a number, such as 2 or 1.5."),
    "quantity_not_positive": _("An amount of material has to be more than zero."),
    "too_many_materials": _("You can note %(most)s materials for one visit."),
    "not_finished_yet": _("This repair is not done yet. You can follow it on this page."),
    "too_late_to_reopen": _(
        "This repair was done too long ago to open it again. Make a new report, then we look at it."
    ),
    "amount_below_zero": _("An amount cannot be less than zero."),
    "too_few_choices": _("Tick at least two times. Can you make only one? Then choose that one."),
    "link_broken": _("We cannot read this link. Copy it whole from the letter, or open the page of your repair."),
    "link_over": _("This link is over. On this page you see how your repair stands now."),
    "link_used": _("The appointment of that letter has changed since. On this page you see how it stands now."),
    "invitation_over": _("This time was kept for you until %(until)s. Your repair stands as it did."),
    "already_paid": _("This amount was paid or withdrawn before."),
    "amount_unreadable": _("We cannot read this amount. Write euros, such as 45 or 45.50."),
}


def refusal(refused: Refused) -> str:
    """The sentence of a refusal in the language in use; a code without one gets the most general sentence."""
    sentence = REFUSALS.get(refused.code, REFUSALS["move_not_allowed"])
    return str(sentence) % {name: _told(value) for name, value in refused.params.items()}


def _told(value: object) -> object:
    """Moments and days as people say them; everything else as it is."""
    if isinstance(value, datetime):
        return words.moment_in_words(value)
    return words.day_in_words(value) if isinstance(value, date) else value


def payer_sentence(payer: Payer) -> str:
    """Why who pays, in plain words and in the language in use, with the article."""
    language = get_language() or "nl"
    values = {name: value.in_(language) if isinstance(value, Words) else value for name, value in payer.params.items()}
    return str(PAYER_REASONS[payer.reason_code]) % {**values, "article": payer.article}
