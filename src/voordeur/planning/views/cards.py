"""A visit and a craftsman's row as the board draws them: plain words, looked up once for all cards of a page."""

from dataclasses import dataclass
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from voordeur.base.words import duration, number
from voordeur.parties.texts import TRADES
from voordeur.planning import queries, texts
from voordeur.planning.queries.minutes import moment_of
from voordeur.planning.views.asking import case_address

# What a planner may still move: nobody is at the door yet.
MOVABLE = frozenset({"planned", "waiting", "late"})


@dataclass(frozen=True, slots=True)
class Card:
    """A visit on the board: `when`, `trade`, `state` and `told` in words, and the address of what can be done with it.

    `mark`: the word that stands beside the time when there is more to say than "planned".
    """

    visit: queries.BoardVisit
    address: str
    when: str
    trade: str
    state: str
    mark: str
    told: str
    may_move: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A craftsman's row on the board."""

    row: queries.BoardRow
    address: str
    facts: str
    load_percent: int
    cards: list[Card]


@dataclass(frozen=True, slots=True)
class Chip:
    """A visit of the week: the time to see, and the rest to hear and to point at."""

    pk: int
    address: str
    when: str
    told: str
    state: str
    kind: str
    may_move: bool


@dataclass(frozen=True, slots=True)
class WeekDay:
    """One day of a craftsman, with its name for who cannot see the columns, and in two letters for a narrow screen."""

    cell: queries.WeekCell
    label: str
    short: str
    load_percent: int
    chips: list[Chip]


@dataclass(frozen=True, slots=True)
class WeekLane:
    """A craftsman's row of the week."""

    row: queries.WeekRow
    load_percent: int
    days: list[WeekDay]


@cache
def trades_in(language: str) -> list[tuple[str, str]]:
    """Every trade with its word in a language, by word."""
    with override(language):
        return sorted(((code, str(label)) for code, label in TRADES.items()), key=lambda pair: pair[1])


@dataclass(frozen=True, slots=True)
class RowWords:
    """What every row may say, looked up once for a page."""

    absent: str
    none: str
    free: str


def kind_of(line: queries.VisitLine) -> str:
    """What a card looks like: emergency, promised or free."""
    return "emergency" if line.is_emergency else "promised" if line.is_promised else "free"


class Drawing:
    """The words of one page of the board. Every word, time and address is looked up once, however many cards.

    `kept` is added to the address of a craftsman's day: what of the board's own address must come back.
    """

    def __init__(self, *, may_plan: bool, kept: str = "") -> None:
        self.may_plan = may_plan
        self.kept = kept
        self.rows = RowWords(absent=_("absent"), none=_("no visits"), free=_("does not work"))
        self._facts = _("%(load)s%% full, drives %(travel)s min, %(km)s km")
        self._visit_address = reverse("planning:visit", args=[0]).rpartition("0")
        self._shift_address = reverse("planning:shift", args=[0]).rpartition("0")
        self._states = {code: str(word) for code, word in texts.STATES.items()}
        self._emergency = _("emergency")
        self._locked = _("locked")
        self._not_promised = _("not promised")
        self._trades: dict[str, str] = {}
        self._clocks: dict[int, str] = {}
        self._hours: dict[tuple[int, int], str] = {}
        self._durations: dict[int, str] = {}

    def trade(self, code: str) -> str:
        if code not in self._trades:
            self._trades[code] = texts.trade(code)
        return self._trades[code]

    def clock(self, minute: int) -> str:
        if minute not in self._clocks:
            self._clocks[minute] = texts.board_clock(moment_of(minute))
        return self._clocks[minute]

    def promised(self, line: queries.VisitLine) -> str:
        """What the tenant was told, such as "beloofd 8 tot 12 uur"."""
        if not line.is_promised:
            return self._not_promised
        key = line.window_from, line.window_until
        if key not in self._hours:
            self._hours[key] = _("promised %(hours)s") % {"hours": texts.hours(*map(moment_of, key))}
        return self._hours[key]

    def duration(self, minutes: int) -> str:
        if minutes not in self._durations:
            self._durations[minutes] = duration(minutes)
        return self._durations[minutes]

    def visit_address(self, visit_id: int) -> str:
        before, _zero, after = self._visit_address
        return f"{before}{visit_id}{after}"

    def shift_address(self, shift_id: int) -> str:
        before, _zero, after = self._shift_address
        return f"{before}{shift_id}{after}{self.kept}"

    def card(self, visit: queries.BoardVisit) -> Card:
        line = visit.line
        when, trade, state = self.clock(line.planned_start), self.trade(line.trade), self._states[visit.state]
        told = [when, line.full_address, trade, self.duration(line.minutes)]
        if line.is_emergency:
            told.append(self._emergency)
        told += [self.promised(line), state]
        marks = [self._emergency] if line.is_emergency else []
        if visit.state != "planned":
            marks.append(state)
        if line.is_locked:
            marks.append(self._locked)
            told.append(self._locked)
        return Card(
            visit=visit,
            address=self.visit_address(line.pk),
            when=when,
            trade=trade,
            state=state,
            mark=", ".join(marks),
            told=", ".join(told),
            may_move=self.may_plan and visit.state in MOVABLE,
        )

    def lane(self, row: queries.BoardRow) -> Lane:
        percent = round(row.load_share * 100)
        facts = {"load": percent, "travel": number(row.line.route_minutes), "km": number(row.line.route_km)}
        return Lane(
            row=row,
            address=self.shift_address(row.line.pk),
            facts=self._facts % facts,
            load_percent=percent,
            cards=[self.card(visit) for visit in row.visits],
        )

    def chip(self, line: queries.VisitLine, state: str) -> Chip:
        when = self.clock(line.planned_start)
        told = [when, line.address, self.trade(line.trade), self.promised(line)]
        if line.is_emergency:
            told.insert(1, self._emergency)
        if state != "planned":
            told.append(self._states[state])
        if line.is_locked:
            told.append(self._locked)
        return Chip(
            pk=line.pk,
            address=self.visit_address(line.pk),
            when=when,
            told=", ".join(told),
            state=state,
            kind=kind_of(line),
            may_move=self.may_plan and state in MOVABLE,
        )

    def week_lane(self, row: queries.WeekRow, names: list[str]) -> WeekLane:
        """`names`: the days of the week in words, in the order of the columns."""
        days = [
            WeekDay(
                cell=cell,
                label=f"{row.craftsman_name}, {name}",
                short=name[:2],
                load_percent=round(cell.load_share * 100),
                chips=[self.chip(line, state) for line, state in cell.visits],
            )
            for cell, name in zip(row.cells, names, strict=True)
        ]
        return WeekLane(row, round(row.load_share * 100), days)


@dataclass(frozen=True, slots=True)
class Line:
    """A visit on paper: the card with who opens the door, what is the matter and the page of its case."""

    card: Card
    case_address: str
    caller: queries.Caller | None = None
    about: str = ""


def line(drawing: Drawing, visit: queries.BoardVisit, caller: queries.Caller | None = None, about: str = "") -> Line:
    return Line(drawing.card(visit), case_address(visit.line.case_kind, visit.line.case_id), caller, about)
