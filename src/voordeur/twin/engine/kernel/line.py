"""The first line: calls answered or not, letters and forms, what is passed on, and who calls again."""
# mypy: disable-error-code="no-any-return"

from voordeur.planning.engine.kernel.forms import FAR
from voordeur.twin.engine.kernel import forms, sums
from voordeur.twin.engine.kernel.agenda import note, push
from voordeur.twin.engine.kernel.cases import ready, report
from voordeur.twin.engine.kernel.compiled import compiled
from voordeur.twin.engine.kernel.complaints import complain
from voordeur.twin.engine.kernel.counting import add, counts
from voordeur.twin.engine.kernel.forms import World
from voordeur.twin.engine.kernel.lots import mixed, normal, spread, waiting
from voordeur.twin.engine.kernel.offers import is_told
from voordeur.twin.engine.kernel.phone import soonest
from voordeur.twin.engine.kernel.places import book, next_workday, opening

DAY = 1440.0


@compiled
def closing(world: World, at: float) -> float:
    """When the block that is open at this moment closes, in minutes of the day; -1 when it is closed."""
    days, day = world.days, int(at // DAY)
    minute = at - day * DAY
    for block in range(days.opens.shape[1]):
        if days.opens[day, block] <= minute < days.closes[day, block]:
            return days.closes[day, block]
    return -1.0


@compiled
def pool_of(world: World, home: int, wish_subject: int) -> int:
    """Which team the telephone rings at."""
    if world.promise.model == forms.INTEGRAL:
        return world.homes.team[home]
    if world.promise.model == forms.DEPARTMENTS:
        return min(wish_subject, world.line.free.shape[0] - 1)
    return 0


@compiled
def lot_of(world: World, subject: int, ref: int, tries: int) -> int:
    """A number for the luck of a contact: about what it is, the how manieth time, and which try to reach us."""
    occasion = 0
    if subject == forms.WHERE or subject == forms.AGAIN:
        occasion = world.case.facts[ref, forms.CHASED]
    elif subject == forms.REBOOK:
        occasion = world.case.facts[ref, forms.SHUT]
    return ((ref * forms.SUBJECTS + subject) * 32 + min(occasion, 31)) * 16 + min(tries, 15)


@compiled
def handle(world: World, number: int) -> None:  # noqa: C901 - every kind of contact, one after the other
    """One contact of the agenda."""
    agenda = world.agenda
    at, subject, ref, home = agenda.at[number], agenda.subject[number], agenda.ref[number], agenda.home[number]
    tries = agenda.tries[number]
    facts = world.case.facts
    if subject == forms.FINISHED:
        if facts[ref, forms.STATE] == forms.BOUGHT:
            ready(world, ref, at)
        return
    if subject >= forms.WHERE and subject != forms.CHASE:
        state = facts[ref, forms.STATE]
        if state == forms.DONE or state == forms.GIVEN_UP or state == forms.SETTLED:
            return
        if subject == forms.REBOOK and state != forms.WAITING:
            return
        if subject == forms.WHERE and state == forms.BOOKED and is_told(world, ref):
            return  # they know by now
    need = -1
    if subject == forms.REPORT:
        need = world.wishes.need[ref]
    elif subject == forms.WHERE or subject == forms.AGAIN or subject == forms.REBOOK:
        need = ref
    lot = lot_of(world, subject, ref, tries)
    channel = forms.PHONE
    if subject <= forms.QUESTION and tries == 0:
        channel = channel_of(world, ref, home)
    elif (
        (subject == forms.REBOOK or subject == forms.WHERE)
        and world.promise.has_web
        and not world.homes.offline[home]
        and mixed(world.luck[0], lot, 3) < world.chance.web_share
    ):
        channel = forms.WEB
    is_rush = need >= 0 and subject == forms.REPORT and world.kinds.urgency[world.needs.kind[need]] <= forms.EMERGENCY
    if is_rush and world.promise.is_always_there and closing(world, at) < 0.0:
        report(world, need, at)
        if counts(world, at):
            world.tally.sums[sums.CONTACTS] += 1.0
        return
    if is_rush:
        channel = forms.PHONE
    if channel == forms.PHONE:
        call(world, lot, at, subject, ref, home, tries, need)
    else:
        write(world, at, subject, ref, home, need, channel)


@compiled
def channel_of(world: World, wish: int, home: int) -> int:
    """How somebody wants to reach us: people without internet call or come."""
    chance, u = world.chance, world.wishes.luck[wish, 0]
    if u < chance.phone_share or world.homes.offline[home]:
        return forms.PHONE
    if not world.promise.has_web:
        return forms.MAIL if u > 1.0 - chance.mail_share else forms.PHONE
    if u < chance.phone_share + chance.web_share:
        return forms.WEB
    if u < chance.phone_share + chance.web_share + chance.mail_share:
        return forms.MAIL
    return forms.DESK


@compiled
def call(  # noqa: C901 - a call, told in order
    world: World, lot: int, at: float, subject: int, ref: int, home: int, tries: int, need: int
) -> None:
    """Somebody calls: closed, hung up, or helped."""
    chance, tally, line = world.chance, world.tally, world.line
    closes = closing(world, at)
    u = mixed(world.luck[0], lot, 21)
    if closes < 0.0:
        if (
            subject <= forms.QUESTION
            and world.promise.has_web
            and not world.homes.offline[home]
            and tries == 0
            and u < chance.to_web_share
        ):
            write(world, at, subject, ref, home, need, forms.WEB)
            return
        if tries >= chance.most_tries and subject != forms.REPORT:
            lose(world, at, home, subject, need)
            return
        later = opening(world, at)
        if later < FAR:
            note(world, later + waiting(u, chance.after_opening_minutes), subject, ref, home, tries + 1)
        return
    is_counted = counts(world, at)
    day = int(at // DAY)
    minute = at - day * DAY
    wish_subject = 0 if need >= 0 else 1 + (ref % 3)
    pool = pool_of(world, home, wish_subject)
    weekday = world.days.weekday[day]
    world.line.arrivals[pool, weekday, min(int(minute // 15.0), 95)] += 1.0
    patience = waiting(mixed(world.luck[0], lot, 22), chance.patience_seconds) / 60.0
    begin, who = soonest(line.free[pool], line.agents[pool, weekday], minute, closes)
    if is_counted:
        add(world, sums.OFFERED, home, sums.G_OFFERED, 1.0)
        tally.daily[day, sums.D_OFFERED] += 1.0
        if tries > 0:
            tally.sums[sums.REDIALS] += 1.0
    if begin - minute > patience:
        if is_counted:
            add(world, sums.ABANDONED, home, sums.G_ABANDONED, 1.0)
            tally.daily[day, sums.D_ABANDONED] += 1.0
        if need >= 0:
            world.case.facts[need, forms.TRIES] += 1
        left = at + patience
        if tries < chance.most_tries and u < chance.redial_share:
            again = left + waiting(mixed(world.luck[0], lot, 23), chance.redial_minutes)
            note(world, again, subject, ref, home, tries + 1)
        elif subject == forms.REPORT:
            if world.promise.has_web and not world.homes.offline[home]:
                write(world, left, subject, ref, home, need, forms.WEB)
            else:
                note(world, left + chance.next_try_days * DAY * (0.8 + 0.4 * u), subject, ref, home, 1)
        else:
            lose(world, left, home, subject, need)
        return
    wait = (begin - minute) * 60.0
    seconds = chance.handling_seconds * spread(mixed(world.luck[0], lot, 24), chance.handling_spread)
    if subject == forms.REPORT:
        seconds += chance.report_seconds
    solved = effect(world, at, subject, ref, home, need)
    if world.promise.model == forms.DEPARTMENTS and mixed(world.luck[0], lot, 25) < chance.wrong_department_share:
        seconds *= chance.wrong_department_factor
        wait += chance.transfer_seconds
    line.free[pool, who] = begin + seconds / 60.0
    line.busy[pool, weekday] += seconds
    if is_counted:
        tally.sums[sums.ANSWERED] += 1.0
        add(world, sums.WAIT_SECONDS, home, sums.G_WAIT, wait)
        add(world, sums.JOURNEYS, home, sums.G_ANSWERED, 1.0)
        tally.daily[day, sums.D_WAIT] += wait
        tally.daily[day, sums.D_ANSWERED] += 1.0
        if wait <= world.promise.target_seconds:
            tally.sums[sums.IN_TARGET] += 1.0
        tally.sums[sums.TALK_SECONDS] += seconds
        contact(world, subject, tries, solved)
        mark = (
            chance.contact_level
            - chance.contact_per_minute * min(10.0, wait / 60.0)
            - chance.contact_per_try * min(3, tries)
        )
        mark += chance.contact_solved if solved else -chance.contact_solved
        mark -= chance.contact_failure if subject >= forms.WHERE and subject != forms.REBOOK else 0.0
        mark += chance.mark_spread * normal(mixed(world.luck[0], lot, 26))
        tally.sums[sums.CONTACT_MARKS] += min(10.0, max(1.0, mark))
        tally.sums[sums.CONTACT_MARK_COUNT] += 1.0


@compiled
def contact(world: World, subject: int, tries: int, solved: bool) -> None:  # noqa: FBT001 - compiled
    """Count a contact that somebody answered; one that only exists because something went wrong is failure demand."""
    tally = world.tally
    tally.sums[sums.CONTACTS] += 1.0
    if subject == forms.WHERE or subject == forms.AGAIN or subject == forms.CHASE:
        tally.sums[sums.FAILURE] += 1.0
    if solved:
        tally.sums[sums.AT_ONCE] += 1.0
    else:
        tally.sums[sums.PASSED_ON] += 1.0


@compiled
def write(world: World, at: float, subject: int, ref: int, home: int, need: int, channel: int) -> None:
    """A form, a mail or a visit to the desk; forms for repairs book themselves, the rest is answered by hand."""
    is_counted = counts(world, at)
    tally = world.tally
    if is_counted:
        if channel == forms.WEB:
            tally.sums[sums.WEBS] += 1.0
        elif channel == forms.MAIL:
            tally.sums[sums.MAILS] += 1.0
        else:
            tally.sums[sums.DESKS] += 1.0
    solved = True
    if subject == forms.QUESTION:
        if channel == forms.DESK:
            solved = effect(world, at, subject, ref, home, need)
        else:
            day = int(at // DAY)
            push(
                world,
                1,
                world.chance.mail_minutes * spread(mixed(world.luck[0], ref, 31), world.chance.mail_spread),
                world.days.answer_due[day],
                ref,
            )
    else:
        solved = effect(world, at, subject, ref, home, need)
    if is_counted:
        contact(world, subject, 0, solved)


@compiled
def effect(world: World, at: float, subject: int, ref: int, home: int, need: int) -> bool:
    """What a contact sets in motion; whether it was solved at once."""
    facts, chance = world.case.facts, world.chance
    day = int(at // DAY)
    if subject == forms.REPORT:
        is_settled = report(world, need, at)
        if not is_settled:
            push(world, 0, chance.check_minutes, world.days.second_due[day], -1)
        return is_settled == 1
    if subject == forms.REBOOK:
        if facts[need, forms.STATE] == forms.WAITING:
            first = next_workday(world, day)
            book(world, need, at, first, first)
        return True
    if subject == forms.WHERE or subject == forms.AGAIN:
        facts[need, forms.CHASED] += 1
        if subject == forms.WHERE:
            later = waiting(mixed(world.luck[0], need, 600 + facts[need, forms.CHASED]), chance.where_days) * DAY
            note(world, at + later, forms.WHERE, need, home, 0)
            if mixed(world.luck[0], need, 620 + facts[need, forms.CHASED]) < chance.complains_unanswered_share:
                complain(world, need, at)
        return True
    if subject == forms.CHASE:
        return True
    share = world.promise.first_line_share * chance.first_line_factor
    if world.wishes.luck[ref, 1] < share:
        return True
    minutes = chance.second_minutes * spread(world.wishes.luck[ref, 2], chance.second_spread)
    push(world, 0, minutes, world.days.second_due[day], ref)
    return False


@compiled
def lose(world: World, at: float, home: int, subject: int, need: int) -> None:
    """Somebody gives up. Nothing of it is known but the missed call; some complain."""
    if counts(world, at):
        add(world, sums.LOST, home, sums.G_LOST, 1.0)
    facts = world.case.facts
    if subject == forms.REBOOK and facts[need, forms.STATE] == forms.WAITING:
        facts[need, forms.STATE] = forms.GIVEN_UP
        world.case.times[need, forms.READY_AT] = at
        world.tally.sums[sums.ALL_ENDED] += 1.0
        if counts(world, at):
            world.tally.sums[sums.GIVEN_UP] += 1.0
    if need >= 0 and mixed(world.luck[0], need, 640) < world.chance.complains_unanswered_share:
        complain(world, need, at)


@compiled
def work_off(world: World, day: int) -> None:
    """A working day of the second line and of the letters, first come, first served, as far as the hours reach."""
    line, tally = world.line, world.tally
    at = (day + 0.7) * DAY
    is_counted = counts(world, at)
    size = line.second_minutes.shape[1]
    for desk in range(2):
        left = line.second_a_day[desk, world.days.weekday[day]] + line.carry[desk]
        while line.ends[desk, 0] < line.ends[desk, 1]:
            head = line.ends[desk, 0] % size
            if line.second_minutes[desk, head] > left:
                break
            left -= line.second_minutes[desk, head]
            line.ends[desk, 0] += 1
            is_late = at > line.second_due[desk, head]
            if is_counted:
                if desk == 0:
                    tally.sums[sums.SECOND_DONE] += 1.0
                    tally.sums[sums.SECOND_MINUTES] += line.second_minutes[desk, head]
                    tally.sums[sums.SECOND_LATE] += 1.0 if is_late else 0.0
                else:
                    tally.sums[sums.MAIL_MINUTES] += line.second_minutes[desk, head]
                    tally.sums[sums.MAIL_LATE] += 1.0 if is_late else 0.0
        line.carry[desk] = 0.0 if line.ends[desk, 0] == line.ends[desk, 1] else left
        # Who waits longer than was told asks again.
        for place in range(line.ends[desk, 0], line.ends[desk, 1]):
            there = place % size
            if day * DAY <= line.second_due[desk, there] < (day + 1) * DAY:
                ref = line.second_ref[desk, there]
                if ref >= 0 and world.wishes.luck[ref, 3] < world.chance.chase_second_share:
                    home = world.wishes.home[ref]
                    note(world, (day + 1.4) * DAY + 60.0 * world.wishes.luck[ref, 4], forms.CHASE, ref, home, 0)
