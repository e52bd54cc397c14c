"""What follows from what: the only table that joins an event of one room to functions of others."""

from collections.abc import Callable, Sequence

from django.utils.safestring import SafeString

from voordeur.base import mailbox
from voordeur.complaints import panels as complaints_panels
from voordeur.complaints import tasks as complaints
from voordeur.complaints.services import handling as complaints_handling
from voordeur.complaints.services import reviewing as complaints_reviewing
from voordeur.config import collecting, findable, following
from voordeur.config.findable import FINDABLE as FINDABLE
from voordeur.contact import panels as contact_panels
from voordeur.contact.services import moments as contact
from voordeur.contact.services import questions as contact_questions
from voordeur.correspondence import panels as correspondence_panels
from voordeur.correspondence.services import automatic, threads
from voordeur.costs import panels as costs_panels
from voordeur.costs import services as costs
from voordeur.counter import panels as counter_panels
from voordeur.counter.services import appointments as desk_appointments
from voordeur.counter.services import queue
from voordeur.finding import services as finding
from voordeur.letters import panels as letters_panels
from voordeur.planning import services as planning
from voordeur.planning.queries import Source
from voordeur.repairs import panels as repairs_panels
from voordeur.repairs import tasks as repairs
from voordeur.repairs import texts as repairs_texts
from voordeur.repairs.queries import unplanned as unplanned_repairs
from voordeur.repairs.services import afterwards, appointments, drafts, learning, visiting
from voordeur.staffing.services import plans as staffing
from voordeur.telephone.services import forgetting, hearing
from voordeur.twin import panels as twin_panels
from voordeur.twin import tasks as twin
from voordeur.work import services as work

Handler = Callable[..., None]

# Work that computes for minutes, by the processes that take it.
LANES: Sequence[str] = ("twin",)

HANDLERS: dict[str, Sequence[Handler]] = {
    "letter.written": (mailbox.deliver,),
    "letter.failed": (threads.answer_failed,),
    "repair.report": (repairs.tell_reported, contact.note_report, findable.find_repair),
    "repair.decide_payer": (repairs.tell_decided,),
    "repair.finish": (repairs.tell_finished, following.ask_about_repair),
    "repair.decline": (repairs.tell_ended,),
    "repair.withdraw": (repairs.tell_ended,),
    "repair.cancel": (repairs.tell_ended,),
    "repair.reopen": (repairs.tell_reopened,),
    "task.book": (repairs.tell_booked,),
    "task.move": (repairs.tell_booked,),
    "task.travel": (repairs.tell_travel,),
    "task.begin": (repairs.note_begun,),
    "task.not_home": (repairs.tell_not_home, repairs.offer_freed),
    "task.follow_on": (repairs.tell_follow_on,),
    "plan.proposal_wanted": (planning.work_out,),
    "visit.coming": (repairs.tell_coming,),
    "visit.moved_by_planner": (repairs.visit_moved_by_planner,),
    "visit.promise_moved": (repairs.visit_promise_moved,),
    "visit.fixed": (repairs.visit_fixed,),
    "visit.missed": (repairs.visit_missed,),
    "visit.runs_long": (planning.look_at_overrun,),
    "visit.rehoused": (repairs.visit_rehoused,),
    "visit.lost_place": (repairs.visit_lost_place,),
    "invitation.made": (repairs.tell_invited,),
    "invitation.over": (repairs.invite_next,),
    "complaint.receive": (complaints.tell_received, contact.note_complaint, findable.find_complaint),
    "complaint.acknowledge": (complaints.tell_acknowledged,),
    "complaint.pause": (complaints.tell_paused,),
    "complaint.resume": (complaints.tell_resumed,),
    "complaint.extend": (complaints.tell_extended,),
    "complaint.answer": (complaints.tell_answered,),
    "complaint.not_take": (complaints.tell_not_taken,),
    "complaint.ask_review": (complaints.tell_review,),
    "complaint.decide": (complaints.tell_decided,),
    "complaint.conclude": (complaints.tell_concluded,),
    "complaint.withdraw": (complaints.tell_withdrawn,),
    "complaint.join": (complaints.tell_joined,),
    "complaint.recuse": (contact_questions.follow_complaint, threads.follow_complaint),
    "complaint.closed": (following.ask_about_complaint,),
    "message.received": (automatic.answer_mail, findable.find_message),
    "contact.happened": (contact.note_happened, findable.find_happened),
    "contact.finished": (findable.find_contact, following.ask_about_contact),
    "question.asked": (findable.find_question,),
    "staffing.plan_wanted": (staffing.make,),
    "survey.wanted": (following.ask_when_still_done,),
    "survey.answered": (
        repairs.survey_answered,
        complaints.survey_answered,
    ),
    "calls.forgotten": (findable.find_calls,),
    "call.ended": (contact.note_call, findable.find_call),
    "work.finished": (contact_questions.note_finished,),
    "twin.part": (twin.work_part,),
    "twin.measure": (twin.measure,),
}

# (minutes between two starts, function): run by whichever worker is first.
EVERY_MINUTES: Sequence[tuple[int, Callable[..., object]]] = (
    (1, finding.follow),
    (10, finding.mend),
    (1, collecting.read_mail),
    (10, work.move_silent_to_team),
    (60, hearing.close_silent),
    (24 * 60, forgetting.forget_numbers),
    (15, desk_appointments.remind),
    (5, contact_questions.watch),
    (15, costs.renew_report),
    (30, afterwards.remind),
    (1, planning.improve_between_bookings),
    (1, planning.notice_overruns),
    (10, planning.fix_flexible),
    (10, planning.sweep_holds),
    (15, planning.note_missed),
    (30, planning.propose_nightly),
    (30, planning.foresee),
    (60, planning.outdate),
    (60, queue.sweep),
    (60, afterwards.close_finished),
    (30, complaints_handling.resume_long_pauses),
    (60, complaints_reviewing.close_silent),
    (60, following.keep_shifts_ahead),
    (60, staffing.ask_ahead),
    (24 * 60, drafts.forget_old),
    (24 * 60, learning.learn_durations),
)

# What the board of the planning asks of the rooms whose work it plans, by the namespace of their pages.
PLANNED_WORK: dict[str, Source] = {
    unplanned_repairs.CASE: Source(
        waiting=unplanned_repairs.waiting,
        book=appointments.book_on_board,
        policy=unplanned_repairs.policy_of_case,
        refusal=repairs_texts.refusal,
        about=unplanned_repairs.about,
        placed=appointments.placed_on_board,
        taken_back=appointments.taken_back_on_board,
        not_home=visiting.not_home_on_board,
    ),
}

# What higher rooms show on the pages of lower ones.
PANELS: dict[str, Sequence[Callable[..., SafeString]]] = {
    "repairs.card": (
        complaints_panels.of_repair,
        contact_panels.in_contact,
        contact_panels.cautions_of_repair,
        correspondence_panels.of_repair,
        costs_panels.of_repair,
    ),
    "repairs.visit": (contact_panels.cautions_of_repair,),
    "contact.person": (
        complaints_panels.of_person,
        counter_panels.of_person,
        correspondence_panels.of_person,
        letters_panels.of_person,
    ),
    "complaints.card": (correspondence_panels.of_complaint,),
    "costs.figures": (twin_panels.of_figures,),
    "homes.card": (
        repairs_panels.of_home,
        complaints_panels.of_home,
        correspondence_panels.of_home,
        contact_panels.of_home,
        costs_panels.of_home,
    ),
}
