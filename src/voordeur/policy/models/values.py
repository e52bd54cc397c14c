"""The small values promises are made of: words, terms, opening hours, shares, amounts. Holds no promise itself."""

import itertools
import re
from collections.abc import Iterator
from datetime import time
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError

MINUTES_PER_DAY = 24 * 60

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Promise(BaseModel):
    """Base of every part of a policy: strict types, no unknown keys, never changed after it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False, populate_by_name=True)


def fault(code: str, *, field: str, value: object, allowed: str) -> PydanticCustomError:
    """A fault that takes several fields to see.

    `field` is the path below the model that raises it; `allowed` is notation that needs no translation.
    """
    return PydanticCustomError(code, "not allowed", {"field": field, "value": str(value), "allowed": allowed})


def clock_text(moment: time) -> str:
    """The way a clock time is written in a policy file: `08:30`."""
    return moment.strftime("%H:%M")


def _read_clock(raw: object) -> object:
    if isinstance(raw, str):
        found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)", raw)
        if not found:
            raise PydanticCustomError("not_a_clock_time", "not a clock time")
        return time(int(found[1]), int(found[2]))
    if not isinstance(raw, time):
        raise PydanticCustomError("not_a_clock_time", "not a clock time")
    return raw


def _whole_minute(moment: time) -> time:
    if moment.second or moment.microsecond or moment.tzinfo:
        raise PydanticCustomError("not_a_clock_time", "not a clock time")
    return moment


def _read_until(raw: object) -> object:
    return time(0) if raw == "24:00" else _read_clock(raw)


def _until_text(moment: time) -> str:
    return "24:00" if moment == time(0) else clock_text(moment)


Clock = Annotated[
    time, BeforeValidator(_read_clock), AfterValidator(_whole_minute), PlainSerializer(clock_text, return_type=str)
]
"""A local clock time to the minute, in files `"HH:MM"`."""

Until = Annotated[
    time, BeforeValidator(_read_until), AfterValidator(_whole_minute), PlainSerializer(_until_text, return_type=str)
]
"""A closing time; `"24:00"` is the end of the day and is kept as midnight (`time(0)`)."""

Share = Annotated[float, Field(ge=0, le=1)]
"""A part of a whole, 0..1."""

Mark = Annotated[float, Field(ge=1, le=10)]
"""A report mark, 1..10."""

Cents = Annotated[int, Field(ge=0)]
"""An amount of money in whole euro cents."""

Count = Annotated[int, Field(ge=0)]
"""A number of things, days, hours or minutes; zero is allowed."""

Positive = Annotated[int, Field(ge=1)]
"""A number of things, days, hours or minutes; at least one."""

Points = Annotated[float, Field(ge=0, le=1_000_000)]
"""Points in an order of work."""

Text = Annotated[str, Field(min_length=1, pattern=r"\S")]
"""Words that are really there."""


class Words(Promise):
    """One text in Dutch and in English."""

    nl: Text
    en: Text

    def in_language(self, language: str) -> str:
        """The text in `language` (`nl`, `en-gb`, ...); Dutch for every language the policy does not hold."""
        return self.en if language.startswith("en") else self.nl


TermUnit = Literal["hours", "days", "working_days", "same_day"]


class Term(Promise):
    """How long something may take.

    `hours` run on the clock, day and night; `days` are calendar days and `working_days` Monday to Friday without
    holidays, both until the end of the last day; `same_day` is the day itself and has amount 0.
    """

    amount: Count
    unit: TermUnit

    @model_validator(mode="after")
    def _amount_fits_unit(self) -> Self:
        if self.unit == "same_day" and self.amount != 0:
            raise fault("same_day_has_no_amount", field="amount", value=self.amount, allowed="0")
        if self.unit != "same_day" and self.amount == 0:
            raise fault("term_of_zero", field="amount", value=self.amount, allowed=">= 1")
        return self

    @property
    def at_most_hours(self) -> int:
        """An upper estimate in clock hours, only to compare terms of different units with each other.

        Working days count with their weekend: five of them are a week.
        """
        days_per_working_day = 7 / 5
        match self.unit:
            case "hours":
                return self.amount
            case "same_day":
                return 24
            case "days":
                return 24 * (self.amount + 1)
            case "working_days":
                return round(24 * (self.amount * days_per_working_day + 1))


class Block(Promise):
    """One stretch of opening hours on one day, local time: from `from_` up to and not including `until`."""

    from_: Annotated[Clock, Field(alias="from")]
    until: Until

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.until_minute <= self.from_minute:
            raise fault(
                "ends_before_it_begins", field="until", value=_until_text(self.until), allowed=f"> {self.from_:%H:%M}"
            )
        return self

    @property
    def from_minute(self) -> int:
        """Minutes after midnight, 0..1439."""
        return self.from_.hour * 60 + self.from_.minute

    @property
    def until_minute(self) -> int:
        """Minutes after midnight, 1..1440."""
        return self.until.hour * 60 + self.until.minute or MINUTES_PER_DAY


Blocks = Annotated[tuple[Block, ...], Field(strict=False)]
"""The opening hours of one day, in order and apart; empty is closed."""


class Week(Promise):
    """The opening hours of a common week; a day that is left out is closed. Holidays are not in here."""

    monday: Blocks = ()
    tuesday: Blocks = ()
    wednesday: Blocks = ()
    thursday: Blocks = ()
    friday: Blocks = ()
    saturday: Blocks = ()
    sunday: Blocks = ()

    @model_validator(mode="after")
    def _blocks_are_in_order(self) -> Self:
        for weekday, blocks in self.days():
            for number, (earlier, later) in enumerate(itertools.pairwise(blocks), start=1):
                if later.from_minute < earlier.until_minute:
                    raise fault(
                        "blocks_overlap",
                        field=f"{weekday}.{number}.from",
                        value=clock_text(later.from_),
                        allowed=f">= {_until_text(earlier.until)}",
                    )
        return self

    def days(self) -> Iterator[tuple[Weekday, tuple[Block, ...]]]:
        """Every weekday with its blocks, Monday first."""
        for weekday in WEEKDAYS:
            yield weekday, self.on(WEEKDAYS.index(weekday))

    def on(self, weekday: int) -> tuple[Block, ...]:
        """The blocks of a weekday as `date.weekday()` counts it: Monday is 0."""
        blocks: tuple[Block, ...] = getattr(self, WEEKDAYS[weekday])
        return blocks

    @property
    def minutes(self) -> int:
        """Open minutes in a week without holidays."""
        return sum(block.until_minute - block.from_minute for _, blocks in self.days() for block in blocks)

    @property
    def is_round_the_clock(self) -> bool:
        """Whether it never closes; what never closes does not close on holidays either."""
        return self.minutes == len(WEEKDAYS) * MINUTES_PER_DAY
