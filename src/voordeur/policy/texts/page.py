"""A whole service policy as a page in plain language: every promise in some sentence. Decides and formats no layout."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from voordeur.policy.models import ServicePolicy
from voordeur.policy.texts import offers_page
from voordeur.policy.texts.words import (
    FUNCTIONS,
    PROCESSES,
    SUBJECTS,
    URGENCIES,
    after,
    clock,
    days,
    duration,
    hours,
    listed,
    minutes,
    money,
    number,
    percent,
    team,
    term_in_words,
    times,
    week_in_words,
    working_days,
)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page: a title and its sentences."""

    title: str
    sentences: tuple[str, ...]


def describe(policy: ServicePolicy, language: str) -> list[Section]:
    """The policy as sections of sentences in `language` (`nl` or `en`)."""
    with override(language):
        sections = [
            Section(policy.title.in_language(language), (policy.summary.in_language(language), _address(policy))),
            *(Section(_title(name), tuple(sentences(policy))) for name, sentences in _PARTS.items()),
        ]
        if policy.why:
            reasons = tuple(why.en if language.startswith("en") else why.nl for why in policy.why)
            sections.append(Section(_("Why we chose this"), reasons))
        return sections


def _title(name: str) -> str:
    return {
        "channels": _("How to reach us"),
        "urgency": _("How soon we come"),
        "appointments": _("Appointments"),
        "planning": _("How we plan the work"),
        "priority": _("What goes first"),
        "work": _("Nothing is left lying"),
        "subscription": _("Service subscription"),
        "alterations": _("Changing your home"),
        "renovation": _("Renovation"),
        "letting": _("How we let homes"),
        "quality": _("What we ask and measure"),
        "complaints": _("Complaints"),
        "organisation": _("Who answers"),
        "staffing": _("How quickly we answer the telephone"),
        "costs": _("What our work costs"),
    }[name]


def _address(policy: ServicePolicy) -> str:
    return _("In Dutch we address people with “%(form)s”.") % {"form": policy.address_form}


def _channels(policy: ServicePolicy) -> list[str]:
    channels = policy.channels
    return [
        _("Telephone: %(hours)s.") % {"hours": week_in_words(channels.telephone.open)},
        _("Desk: %(hours)s.") % {"hours": week_in_words(channels.desk.open)},
        _("You come to the desk by appointment.")
        if channels.desk.by_appointment
        else _("You can walk in at the desk without an appointment."),
        _("You can make an appointment of %(minutes)s at the desk, up to %(days)s ahead.")
        % {
            "minutes": minutes(channels.desk.appointment_minutes),
            "days": working_days(channels.desk.book_ahead_working_days),
        },
        ngettext(
            "At the desk we can help one person at the same time.",
            "At the desk we can help %(n)d people at the same time.",
            channels.desk.places,
        )
        % {"n": channels.desk.places},
        _("You get a reminder of it %(hours)s before.") % {"hours": hours(channels.desk.remind_hours_before)}
        if channels.desk.remind_hours_before
        else _("We send no reminder of an appointment at the desk."),
        _("We forget the number you rang from after %(days)s.") % {"days": days(channels.telephone.numbers_kept_days)},
        _("We read letters and mail: %(hours)s.") % {"hours": week_in_words(channels.mail.open)},
        _("Website: %(hours)s.") % {"hours": week_in_words(channels.web.open)},
        _("You get an answer to a written question %(term)s.") % {"term": term_in_words(channels.answer_within)},
        _("In an emergency you ring %(number)s.") % {"number": channels.emergency_telephone},
        _("That number is answered day and night.")
        if channels.emergency_always
        else _("That number is answered when the telephone is open."),
        _("We are closed on Good Friday.") if channels.good_friday_closed else _("We are open on Good Friday."),
    ]


def _urgency(policy: ServicePolicy) -> list[str]:
    sentences = []
    for code, promised in policy.urgency.classes.items():
        named = {"class": str(URGENCIES[code]).capitalize(), "term": term_in_words(promised.term)}
        sentences.append(
            _("%(class)s: %(term)s, by appointment.") % named
            if promised.by_appointment
            else _("%(class)s: %(term)s, without an appointment.") % named
        )
        sentences.append(
            _("%(class)s: we also come at night, on weekends and on holidays.") % named
            if promised.round_the_clock
            else _("%(class)s: we come on working days.") % named
        )
    return sentences


def _appointments(policy: ServicePolicy) -> list[str]:
    terms = policy.appointments
    width = {"width": duration(terms.window_minutes), "first": clock(terms.first_start), "last": clock(terms.last_end)}
    return [
        *(_booking(policy) if terms.offered else [_("You cannot choose when we come.")]),
        _("The craftsman arrives within %(width)s. The first window starts at %(first)s, the last ends by %(last)s.")
        % width,
        _("If nobody is home, we come at most %(times)s.") % {"times": times(terms.no_access_attempts)},
        _("If you are not home and did not cancel in time, you pay %(amount)s.")
        % {"amount": money(terms.no_access_charge_cents)},
        _("If we do not come, you get %(amount)s.") % {"amount": money(terms.missed_by_us_cents)},
    ]


def _booking(policy: ServicePolicy) -> list[str]:
    terms = policy.appointments
    offers = {"n": terms.offers_shown}
    return [
        _("You make an appointment for a repair."),
        _("You can book up to %(days)s ahead.") % {"days": working_days(terms.horizon_working_days)},
        _("You see every window that we can keep, up to %(n)d.") % offers
        if terms.free_choice
        else ngettext("You see one window.", "You see at most %(n)d windows.", terms.offers_shown) % offers,
        _("The windows that fit our route best stand on top.")
        if terms.cheapest_first
        else _("The first window stands on top."),
        _("We keep a window free for %(minutes)s while you choose.") % {"minutes": minutes(terms.hold_minutes)},
        _("You can move or cancel until %(time)s, %(days)s before the appointment.")
        % {"time": clock(terms.move_until), "days": days(terms.move_days_before)},
        _("You get a reminder %(days)s before the appointment.") % {"days": days(terms.reminder_days_before)}
        if terms.reminder_days_before
        else _("We send no reminders."),
    ]


def _planning(policy: ServicePolicy) -> list[str]:
    planning = policy.planning
    return [
        _("We keep improving the plan between bookings.")
        if planning.improve_between_bookings
        else _("We do not change the plan between bookings."),
        _("Before we say that there is no room, we look for a better plan.")
        if planning.rescue_before_refusing
        else _("When there is no room, we say so at once."),
        _("At most %(share)s of the visits may start later than promised.")
        % {"share": percent(planning.late_promise_max_share)},
        _("You may name several times that suit you; we choose one of them the day before.")
        if planning.flexible_promise
        else _("You choose one time, and that is when we come."),
        _("A craftsman works at most %(minutes)s overtime a day.") % {"minutes": duration(planning.overtime_minutes)},
        _("Every craftsman keeps %(minutes)s a day free for emergencies.")
        % {"minutes": duration(planning.emergency_reserve_minutes)},
        _("We reckon with %(speed)s km per hour on the road and a road that is %(detour)s times the straight line.")
        % {"speed": number(planning.travel_speed_kmh), "detour": number(planning.travel_detour)},
        _("Parking and ringing the bell take %(minutes)s.") % {"minutes": minutes(planning.setup_minutes)},
    ]


def _priority(policy: ServicePolicy) -> list[str]:
    weights = policy.priority.weights
    return [
        _("Danger always goes first, then an emergency."),
        _("After that, a complaint goes before all other work.")
        if policy.priority.complaint_first
        else _("A complaint counts in the order of work, but does not always go first."),
        _(
            "Points: danger %(danger)s, emergency %(emergency)s, complaint %(complaint)s, "
            "promised to someone %(promised)s."
        )
        % {
            "danger": number(weights.danger),
            "emergency": number(weights.emergency),
            "complaint": number(weights.complaint),
            "promised": number(weights.promised),
        },
        _("Points: vulnerable person %(vulnerable)s, too late %(overdue)s, every day of waiting %(age)s.")
        % {
            "vulnerable": number(weights.vulnerable),
            "overdue": number(weights.overdue),
            "age": number(weights.age_per_day),
        },
    ]


def _work(policy: ServicePolicy) -> list[str]:
    work = policy.work
    return [
        _("When a colleague is silent for %(days)s, the team takes over.")
        % {"days": working_days(work.silent_after_working_days)},
        _("When we promise to call back, we do so within %(days)s.")
        % {"days": working_days(work.call_back_within_working_days)},
        _("When it is not clear who pays, you know within %(days)s.")
        % {"days": working_days(work.check_payer_within_working_days)},
        _("A question that we pass on to a specialist is answered within %(days)s.")
        % {"days": working_days(work.second_line_within_working_days)},
        _("We are reminded %(hours)s before something falls due.") % {"hours": hours(work.remind_before_hours)},
    ]


def _quality(policy: ServicePolicy) -> list[str]:
    quality = policy.quality
    sentences = []
    for process, survey in quality.surveys.items():
        named = {"process": str(PROCESSES[process]), "share": percent(survey.sample_share)}
        named["later"] = after(survey.after_hours)
        sentences.append(
            _("After %(process)s we ask %(share)s of the people for a mark, %(later)s later.") % named
            if survey.sent
            else _("After %(process)s we ask nothing.") % named
        )
    return [
        *sentences,
        _("Good is a mark of %(mark)s or more on average, with %(share)s of the people satisfied.")
        % {"mark": number(quality.norm_mark), "share": percent(quality.norm_satisfied_share)},
        _("Satisfied is a mark of %(mark)s or more. We judge from %(n)d answers on.")
        % {"mark": number(quality.satisfied_from), "n": quality.min_answers},
        _("We ring everyone who gives a %(mark)d or less.") % {"mark": quality.low_mark}
        if quality.call_back_low_mark
        else _("A mark of %(mark)d or less counts as low; we do not ring about it.") % {"mark": quality.low_mark},
        _("Is it not solved? Tell us within %(days)s and we go on with the same repair.")
        % {"days": days(quality.reopen_within_days)},
    ]


def _complaints(policy: ServicePolicy) -> list[str]:
    terms = policy.complaints
    return [
        _("We confirm a complaint within %(days)s.") % {"days": working_days(terms.acknowledge_working_days)},
        _("You get an answer within %(days)s.") % {"days": working_days(terms.answer_working_days)},
        _("If we need longer, we say why and take at most %(days)s more.")
        % {"days": working_days(terms.extension_working_days)},
        _("The clock stands still only for a reason that you get in writing, and for %(days)s at most.")
        % {"days": working_days(terms.pause_working_days)},
        _("If you disagree, tell us within %(ask)s. Someone else looks at it within %(days)s.")
        % {
            "ask": working_days(terms.ask_second_stage_working_days),
            "days": working_days(terms.second_stage_working_days),
        },
        _("After that you have %(days)s to go to the complaints commission.")
        % {"days": days(terms.commission_within_days)},
        _("It may have happened %(days)s ago, or %(more)s when it still goes on.")
        % {"days": days(terms.taken_within_days), "more": days(terms.continuing_taken_within_days)},
        _("We also handle a complaint without a name.")
        if terms.anonymous_taken
        else _("We ask for your name: a complaint without a name we cannot answer."),
        _("Whoever handles your complaint may give %(amount)s to make up for it; a manager decides about more.")
        % {"amount": money(terms.remedy_without_manager_cents)},
        _("A first request for a repair counts as a complaint.")
        if terms.first_repair_is_complaint
        else _("A first request for a repair is not a complaint; we make it a repair."),
    ]


def _organisation(policy: ServicePolicy) -> list[str]:
    sentence = {
        "integral": _("A fixed team for your neighbourhood answers your questions."),
        "departments": _("Each department answers the questions about its own task."),
        "contact_centre": _("A contact centre answers all questions first."),
    }[policy.organisation.model]
    share = {"share": percent(policy.organisation.first_line_share)}
    knows = [
        _("%(team)s for %(subject)s") % {"team": team(code), "subject": SUBJECTS[subject]}
        for subject, code in policy.organisation.departments
    ]
    return [
        sentence,
        _("The first person you speak should settle %(share)s of the questions at once.") % share,
        _("Who knows most: %(teams)s.") % {"teams": listed(knows)},
    ]


def _staffing(policy: ServicePolicy) -> list[str]:
    staffing = policy.staffing
    return [
        _("We answer %(share)s of the calls within %(n)d seconds.")
        % {"share": percent(staffing.target_share), "n": staffing.target_seconds},
        _("We reckon that %(share)s of the paid time goes to leave, illness and breaks.")
        % {"share": percent(staffing.shrinkage)},
        _("At most %(share)s of the time on duty is filled with calls.") % {"share": percent(staffing.occupancy_max)},
    ]


def _costs(policy: ServicePolicy) -> list[str]:
    costs = policy.costs
    rates = {
        "agent": costs.agent_hour_cents,
        "planner": costs.planner_hour_cents,
        "craftsman": costs.craftsman_hour_cents,
        "second_line": costs.second_line_hour_cents,
    }
    priced = [
        _("%(function)s %(amount)s") % {"function": FUNCTIONS[function], "amount": money(cents)}
        for function, cents in rates.items()
    ]
    return [
        _("An hour costs: %(rates)s.") % {"rates": listed(priced)},
        _("A kilometre costs %(amount)s.") % {"amount": money(costs.kilometre_cents)},
        _("On top of that comes %(share)s overhead.") % {"share": percent(costs.overhead_share)},
        _("Material costs %(share)s more than we pay for it, for stock and handling.")
        % {"share": percent(costs.material_markup_share)},
        _("Planning a visit takes a planner %(n)s minutes.") % {"n": number(costs.planner_minutes_per_visit)},
    ]


_PARTS: dict[str, Callable[[ServicePolicy], list[str]]] = {
    "channels": _channels,
    "urgency": _urgency,
    "appointments": _appointments,
    "planning": _planning,
    "priority": _priority,
    "work": _work,
    "subscription": offers_page.subscription,
    "alterations": offers_page.alterations,
    "renovation": offers_page.renovation,
    "letting": offers_page.letting,
    "quality": _quality,
    "complaints": _complaints,
    "organisation": _organisation,
    "staffing": _staffing,
    "costs": _costs,
}
