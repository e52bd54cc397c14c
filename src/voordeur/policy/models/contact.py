"""Promises about reaching the association: channels, who answers, how many people, complaints."""

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from voordeur.policy.models.values import Cents, Count, Positive, Promise, Share, Term, Text, Week, fault


class Channel(Promise):
    """A way to reach the association and the hours in which someone (or, on the web, the form) is there."""

    open: Week


class TelephoneChannel(Channel):
    """The telephone: open hours, and `numbers_kept_days`: how long it is kept which number rang.

    An exchange may tell what happened a month late, so a number is kept at least as long.
    """

    numbers_kept_days: Annotated[int, Field(ge=31, le=3650)]


class DeskChannel(Channel):
    """The desk: open hours, whether people may walk in or must have an appointment, and what an appointment is.

    `appointment_minutes`: how long one lasts; `book_ahead_working_days`: how far ahead it can be made; `places`: how
    many people can be helped at the same time; `remind_hours_before`: when somebody is reminded of it, 0 for never.
    """

    by_appointment: bool
    appointment_minutes: Annotated[int, Field(ge=5, le=120)]
    book_ahead_working_days: Annotated[int, Field(ge=1, le=60)]
    places: Annotated[int, Field(ge=1, le=50)]
    remind_hours_before: Annotated[int, Field(ge=0, le=168)]


class Channels(Promise):
    """How people reach the association.

    `emergency_always`: the emergency number is answered day and night; `good_friday_closed`: Good Friday counts as a
    holiday; `answer_within`: term for an answer to a written question.
    """

    telephone: TelephoneChannel
    desk: DeskChannel
    mail: Channel
    web: Channel
    emergency_telephone: Annotated[Text, Field(pattern=r"^\+?[0-9][0-9 -]{1,18}$")]
    emergency_always: bool
    good_friday_closed: bool
    answer_within: Term

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if not self.telephone.open.minutes:
            raise fault("telephone_never_open", field="telephone.open", value="0", allowed=">= 1 min")
        return self


Subject = Literal["repair", "rent", "letting", "nuisance", "complaint", "other"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)
"""What a contact can be about."""

TeamCode = Annotated[Text, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
"""The code of a team, as the association has it."""


class Departments(Promise):
    """Which team knows most about each subject; reads like a dict: `departments["rent"]`."""

    repair: TeamCode
    rent: TeamCode
    letting: TeamCode
    nuisance: TeamCode
    complaint: TeamCode
    other: TeamCode

    def __getitem__(self, subject: str) -> str:
        """A subject that is no longer in use goes where everything else goes."""
        found: str = getattr(self, subject if subject in SUBJECTS else "other")
        return found


class Organisation(Promise):
    """Who answers: one team per neighbourhood, a department per task, or a contact centre that takes all first.

    `first_line_share`: the share of questions that the first person should settle at once, 0..1. `departments`: who
    knows a subject: where departments take calls themselves they take it, a contact centre asks them.
    """

    model: Literal["integral", "departments", "contact_centre"]
    first_line_share: Share
    departments: Departments


class Staffing(Promise):
    """How well the telephone is answered: `target_share` of the calls within `target_seconds`.

    `shrinkage` is the share of paid time that nobody can be on the telephone (leave, illness, breaks);
    `occupancy_max` the largest share of the time on duty that is filled with calls.
    """

    target_share: Annotated[float, Field(gt=0, lt=1)]
    target_seconds: Count
    shrinkage: Annotated[float, Field(ge=0, lt=1)]
    occupancy_max: Annotated[float, Field(gt=0, lt=1)]


class Complaints(Promise):
    """Terms of a complaint, in working days from receipt; which complaints are taken; what a handler may give.

    `ask_second_stage_working_days`: how long after our answer somebody may ask for another person to look at it;
    `commission_within_days`: calendar days after our answer in which a tenant may go to the complaints commission;
    `pause_working_days`: the longest that the clock stands still for one written reason; after it the clock runs again;
    `taken_within_days`, `continuing_taken_within_days`: how long ago it may have happened, in calendar days, also when
    it still goes on; `anonymous_taken`: whether a complaint without a name is handled;
    `remedy_without_manager_cents`: what a handler may give without asking a manager;
    `first_repair_is_complaint`: whether a first request for a repair is taken as a complaint.
    """

    acknowledge_working_days: Positive
    answer_working_days: Positive
    extension_working_days: Count
    ask_second_stage_working_days: Positive
    second_stage_working_days: Positive
    commission_within_days: Positive
    pause_working_days: Positive
    taken_within_days: Positive
    continuing_taken_within_days: Positive
    anonymous_taken: bool
    remedy_without_manager_cents: Cents
    first_repair_is_complaint: bool

    @model_validator(mode="after")
    def _acknowledged_before_answered(self) -> Self:
        if self.acknowledge_working_days > self.answer_working_days:
            raise fault(
                "acknowledged_after_answer",
                field="acknowledge_working_days",
                value=self.acknowledge_working_days,
                allowed=f"<= {self.answer_working_days}",
            )
        if self.continuing_taken_within_days < self.taken_within_days:
            raise fault(
                "continuing_taken_shorter",
                field="continuing_taken_within_days",
                value=self.continuing_taken_within_days,
                allowed=f">= {self.taken_within_days}",
            )
        return self
