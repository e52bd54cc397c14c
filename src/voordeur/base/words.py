"""Times, amounts and margins as people say them, in Dutch and in English. Plain values in, words out; holds no promise.

`language` is "nl" or "en"; None takes the language of the page. Moments are aware; they are told in the association's
zone (TIME_ZONE). "vandaag" and "morgen" are only said when `now` is given.
"""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import phonenumbers
from django.utils import timezone
from django.utils.translation import get_language

DAYS = {
    "nl": ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "nl": (
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
NEAR = {"nl": {-1: "gisteren", 0: "vandaag", 1: "morgen"}, "en": {-1: "yesterday", 0: "today", 1: "tomorrow"}}
UNITS = {
    "nl": {"minute": ("minuut", "minuten"), "hour": ("uur", "uur"), "day": ("dag", "dagen")},
    "en": {"minute": ("minute", "minutes"), "hour": ("hour", "hours"), "day": ("day", "days")},
}
LONGEST_IN_MINUTES = 60
LONGEST_IN_HOURS = 48
LAST_MINUTE_OF_A_DAY = (23, 59)
HOME_COUNTRY = "NL"

Number = int | float | Decimal


def spoken(language: str | None) -> str:
    """ "nl" or "en": what was asked, or the language of the page; anything else is told in Dutch."""
    code = (language or get_language() or "nl")[:2]
    return code if code in DAYS else "nl"


def local(moment: date | datetime) -> date | datetime:
    """An aware moment in the association's zone; a plain day stays as it is. A naive moment is a ValueError."""
    if isinstance(moment, datetime):
        return timezone.localtime(moment)
    return moment


def local_day(moment: date | datetime) -> date:
    told = local(moment)
    return told.date() if isinstance(told, datetime) else told


def day_in_words(moment: date | datetime, *, now: datetime | None = None, language: str | None = None) -> str:
    """ "dinsdag 24 november"; with `now` also "vandaag", "morgen", and the year when it is another one."""
    code = spoken(language)
    day = local_day(moment)
    words = f"{DAYS[code][day.weekday()]} {day.day} {MONTHS[code][day.month - 1]}"
    if now is None:
        return words
    today = local_day(now)
    near = NEAR[code].get((day - today).days)
    if near:
        return near
    return words if day.year == today.year else f"{words} {day.year}"


def date_in_words(moment: date | datetime, *, language: str | None = None) -> str:
    """ "24 november 2026": for what stays on paper."""
    code = spoken(language)
    day = local_day(moment)
    return f"{day.day} {MONTHS[code][day.month - 1]} {day.year}"


def clock(moment: datetime, *, language: str | None = None) -> str:
    """ "10" or "10.15" in Dutch, "10:00" or "10:15" in English: a time without its "uur"."""
    told = timezone.localtime(moment)
    if spoken(language) == "en":
        return f"{told.hour}:{told.minute:02d}"
    return f"{told.hour}.{told.minute:02d}" if told.minute else str(told.hour)


def time_in_words(moment: datetime, *, language: str | None = None) -> str:
    """ "10.15 uur", "10 uur"; in English "10:15"."""
    code = spoken(language)
    return clock(moment, language=code) + (" uur" if code == "nl" else "")


def moment_in_words(moment: datetime, *, now: datetime | None = None, language: str | None = None) -> str:
    """ "dinsdag 24 november om 10.15 uur"; with `now`: "morgen om 10.15 uur"."""
    code = spoken(language)
    at = "at" if code == "en" else "om"
    return f"{day_in_words(moment, now=now, language=code)} {at} {time_in_words(moment, language=code)}"


def deadline_in_words(moment: datetime, *, now: datetime | None = None, language: str | None = None) -> str:
    """A moment at which a term ends. A term that runs to the end of a day is told as that day: "maandag 7 december"."""
    told = timezone.localtime(moment)
    if (told.hour, told.minute) == LAST_MINUTE_OF_A_DAY:
        return day_in_words(moment, now=now, language=language)
    return moment_in_words(moment, now=now, language=language)


def window_in_words(
    from_at: datetime, until_at: datetime, *, now: datetime | None = None, language: str | None = None
) -> str:
    """ "dinsdag 24 november tussen 10 en 12 uur"; over several days both ends are told in full."""
    code = spoken(language)
    tussen, en = ("between", "and") if code == "en" else ("tussen", "en")
    if local_day(from_at) == local_day(until_at):
        ends = f"{clock(from_at, language=code)} {en} {time_in_words(until_at, language=code)}"
        return f"{day_in_words(from_at, now=now, language=code)} {tussen} {ends}"
    first = moment_in_words(from_at, now=now, language=code)
    last = moment_in_words(until_at, now=now, language=code)
    return f"{tussen} {first} {en} {last}"


def soonest_in_words(until_at: datetime, *, now: datetime | None = None, language: str | None = None) -> str:
    """For what has a latest moment and no window: "zo snel mogelijk, uiterlijk vandaag om 9.01 uur"."""
    code = spoken(language)
    latest = moment_in_words(until_at, now=now, language=code)
    return f"as soon as possible, {latest} at the latest" if code == "en" else f"zo snel mogelijk, uiterlijk {latest}"


def about_time_in_words(moment: datetime, *, language: str | None = None) -> str:
    """A time that is an estimate, on five minutes: "8.30 uur" for 8.31."""
    minutes = timedelta(minutes=5 * round((moment.minute + moment.second / 60) / 5))
    return time_in_words(moment.replace(minute=0, second=0, microsecond=0) + minutes, language=language)


def telephone_in_words(written: str) -> str:
    """A number as people read it out: "06 12345678" for +31612345678, with its country when that is another one."""
    try:
        told = phonenumbers.parse(written, HOME_COUNTRY)
    except phonenumbers.NumberParseException:
        return written
    is_home = told.country_code == phonenumbers.country_code_for_region(HOME_COUNTRY)
    form = phonenumbers.PhoneNumberFormat.NATIONAL if is_home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(told, form).replace("-", " ")


def number(value: Number, *, digits: int = 0, language: str | None = None) -> str:
    """ "1.234,5" in Dutch, "1,234.5" in English; halves go away from zero, as people round."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    if exact == 0:
        exact = abs(exact)
    text = f"{exact:,.{digits}f}"
    if spoken(language) == "nl":
        text = text.translate(str.maketrans(",.", ".,"))
    return text.replace("-", "−")


def euro(cents: int, *, language: str | None = None) -> str:
    """An amount in cents: "€ 1.234,50" in Dutch, "€1,234.50" in English; a debt as "−€ 5,00"."""
    code = spoken(language)
    sign = "−" if cents < 0 else ""
    amount = number(Decimal(abs(cents)) / 100, digits=2, language=code)
    return f"{sign}€{'' if code == 'en' else chr(0xA0)}{amount}"


def percent(share: Number, *, digits: int = 0, language: str | None = None) -> str:
    """A share of 0 to 1 as "93%"."""
    return f"{number(Decimal(str(share)) * 100, digits=digits, language=language)}%"


def quantity(value: Number, unit: str, *, digits: int = 0, language: str | None = None) -> str:
    """A number that carries its unit and does not part from it at the end of a line: "7,4 dagen"."""
    return f"{number(value, digits=digits, language=language)}\u00a0{unit}"


def between(low: Number, high: Number, *, digits: int = 1, language: str | None = None) -> str:
    """A margin in words: "tussen 7,4 en 7,8". Ends that round to the same number are told once: "ongeveer 7,4"."""
    code = spoken(language)
    first, last = (number(end, digits=digits, language=code) for end in (low, high))
    if first == last:
        return f"{'about' if code == 'en' else 'ongeveer'} {first}"
    return f"between {first} and {last}" if code == "en" else f"tussen {first} en {last}"


def between_percent(low: Number, high: Number, *, digits: int = 0, language: str | None = None) -> str:
    """A margin of shares of 0 to 1: "tussen 91 en 95%"."""
    return between(Decimal(str(low)) * 100, Decimal(str(high)) * 100, digits=digits, language=language) + "%"


def counted(amount: int, unit: str, language: str) -> str:
    one, more = UNITS[language][unit]
    return f"{number(amount, language=language)} {one if amount == 1 else more}"


def duration(minutes: Number, *, language: str | None = None) -> str:
    """Minutes as people say them: "45 minuten", "1 uur en 15 minuten", "3 dagen" from 48 hours on."""
    code = spoken(language)
    whole = int(Decimal(str(minutes)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    sign = "−" if whole < 0 else ""
    hours, rest = divmod(abs(whole), 60)
    if hours == 0:
        return sign + counted(rest, "minute", code)
    if hours >= LONGEST_IN_HOURS:
        days = int((Decimal(abs(whole)) / (24 * 60)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
        return sign + counted(days, "day", code)
    if rest == 0:
        return sign + counted(hours, "hour", code)
    en = "and" if code == "en" else "en"
    return f"{sign}{counted(hours, 'hour', code)} {en} {counted(rest, 'minute', code)}"


def roughly(left: timedelta, language: str) -> str:
    """The largest unit only, rounded down: what someone needs to see what breaks first."""
    minutes = int(left.total_seconds() // 60)
    if minutes < LONGEST_IN_MINUTES:
        return counted(minutes, "minute", language)
    if minutes < LONGEST_IN_HOURS * 60:
        return counted(minutes // 60, "hour", language)
    return counted(minutes // (24 * 60), "day", language)


def time_left(due_at: datetime, *, now: datetime, language: str | None = None) -> str:
    """ "nog 3 uur" until a term, "2 dagen te laat" after it; calendar time, not opening hours.

    On the last day of a term that runs to the end of that day it is the moment, "tot 23.59 uur": the hours that are
    left would count an evening on which nobody works.
    """
    code = spoken(language)
    told = timezone.localtime(due_at)
    if due_at >= now and (told.hour, told.minute) == LAST_MINUTE_OF_A_DAY and local_day(due_at) == local_day(now):
        moment = time_in_words(due_at, language=code)
        return f"until {moment}" if code == "en" else f"tot {moment}"
    if due_at >= now:
        left = roughly(due_at - now, code)
        return f"{left} left" if code == "en" else f"nog {left}"
    late = roughly(now - due_at, code)
    return f"{late} late" if code == "en" else f"{late} te laat"
