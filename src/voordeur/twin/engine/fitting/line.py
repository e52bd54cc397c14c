"""The first line: how people reach us, how long they wait before they hang up, whether they call again, how long it
takes to help them."""

import numpy as np

from voordeur.policy.models import URGENCY_CODES
from voordeur.twin.engine.fitting.past import DAY, MAIL, PHONE, WEB, Past
from voordeur.twin.engine.fitting.values import LEAST, Fit, Found, Kept, hazard, mean, plus, share, spread, times
from voordeur.twin.engine.register import Register

REDIAL_WITHIN = DAY  # minutes in which a next call of the same number is about the same


def fit_line(past: Past, register: Register) -> list[Found]:
    """Everything about reaching us."""
    return [*_channels(past, register), *_patience(past), *_redials(past), *_handling(past), _where(past)]


def _channels(past: Past, register: Register) -> list[Found]:
    """How people want to reach us, of those who can choose: at a time when the telephone is answered, no emergency.

    Whoever has no internet calls whatever he would like; that share is the register's.
    """
    reports, contacts = past.reports, past.contacts
    calm = reports.urgency > URGENCY_CODES.index("emergency")
    asked = ~contacts.is_report & ~contacts.is_chasing
    at = np.concatenate([reports.at[calm], contacts.at[asked]])
    channel = np.concatenate([reports.channel[calm], contacts.channel[asked]])[past.days.is_open(at)]
    n = len(channel)
    older = register["older_share"]
    offline = older * register["offline_older_share"] + (1.0 - older) * register["offline_share"]
    phone = share("phone_share", int((channel == PHONE).sum()), n)
    found = [times(plus(phone, -offline), 1.0 / (1.0 - offline), how="share")]
    for code, which in (("web_share", WEB), ("mail_share", MAIL)):
        found.append(times(share(code, int((channel == which).sum()), n), 1.0 / (1.0 - offline), how="share"))
    return [*found, Kept("to_web_share", int((~past.days.is_open(reports.at)).sum()), "cannot_be_told_apart")]


def _patience(past: Past) -> list[Found]:
    """All seconds that anybody waited over how many gave up: who was answered would have waited longer."""
    calls = past.calls
    return [hazard("patience_seconds", calls.abandoned, calls.waited_sum)]


def _redials(past: Past) -> list[Found]:
    """Who gave up and called again within a day, of those whose number is known and whose day was seen to its end."""
    calls = past.calls
    end = past.days.count * DAY
    next_of: dict[int, float] = {}
    again: list[float] = []
    lost = 0
    for number in range(len(calls.at) - 1, -1, -1):
        caller = int(calls.caller[number])
        if caller < 0:
            continue
        at = float(calls.at[number])
        if calls.is_lost[number] and at < end - REDIAL_WITHIN:
            lost += 1
            following = next_of.get(caller)
            if following is not None and following - at < REDIAL_WITHIN:
                again.append(following - at)
        next_of[caller] = at
    return [share("redial_share", len(again), lost), mean("redial_minutes", np.array(again))]


def _handling(past: Past) -> list[Found]:
    """Seconds of a talk, of the extra for a report, and minutes for a mail, as far as contacts were timed."""
    contacts = past.contacts
    timed = contacts.seconds > 0
    talks = timed & (contacts.channel == PHONE)
    others, reports = contacts.seconds[talks & ~contacts.is_report], contacts.seconds[talks & contacts.is_report]
    if len(others) < LEAST:
        # Nobody timed contacts; the calls themselves say how long people talked.
        talked = past.calls.talked[~np.isnan(past.calls.talked) & (past.calls.talked > 0)]
        found = [mean("handling_seconds", talked), spread("handling_spread", talked)]
        found.append(Kept("report_seconds", len(reports), "not_recorded"))
    else:
        found = [mean("handling_seconds", others), spread("handling_spread", others), _extra(reports, others)]
    letters = contacts.seconds[timed & (contacts.channel == MAIL)]
    return [*found, mean("mail_minutes", letters / 60.0)]


def _extra(reports: np.ndarray, others: np.ndarray) -> Found:
    """How much longer a talk is in which a repair is booked; not below zero."""
    if len(reports) < LEAST:
        return Kept("report_seconds", len(reports), "too_few")
    error = np.sqrt(reports.var(ddof=1) / len(reports) + others.var(ddof=1) / len(others))
    value = float(reports.mean() - others.mean())
    low, high = (max(0.0, value + sign * 1.96 * float(error)) for sign in (-1, 1))
    return Fit("report_seconds", max(0.0, value), low, high, len(reports), "mean")


def _where(past: Past) -> Found:
    """Days without an appointment for each time that somebody asked where the repair was."""
    return hazard("where_days", int(past.contacts.is_waiting.sum()), past.waiting_days)
