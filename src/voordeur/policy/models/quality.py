"""Promises about listening: what is asked after a process, what counts as good, and what a low mark sets in motion."""

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import Field

from voordeur.policy.models.values import Count, Mark, Positive, Promise, Share

SurveyProcess = Literal["repair", "contact", "new_tenant", "departed", "complaint"]
SURVEY_PROCESSES: tuple[SurveyProcess, ...] = get_args(SurveyProcess)


class Survey(Promise):
    """Whether people are asked after a process, how many hours later, and which share of them."""

    sent: bool
    after_hours: Count
    sample_share: Share


class Surveys(Promise):
    """One survey per process; reads like a dict: `surveys["repair"]`, `surveys.items()`."""

    repair: Survey
    contact: Survey
    new_tenant: Survey
    departed: Survey
    complaint: Survey

    def __getitem__(self, process: str) -> Survey:
        if process not in SURVEY_PROCESSES:
            raise KeyError(process)
        found: Survey = getattr(self, process)
        return found

    def items(self) -> Iterator[tuple[SurveyProcess, Survey]]:
        """Process and survey."""
        for process in SURVEY_PROCESSES:
            yield process, self[process]


class Quality(Promise):
    """What is measured and what counts as good.

    A component reaches the norm with a mean of at least `norm_mark` and at least `norm_satisfied_share` of the people
    at `satisfied_from` or more, judged from `min_answers` on. A mark of `low_mark` or less starts a call-back when
    `call_back_low_mark`. "Not solved" within `reopen_within_days` reopens the same repair.
    """

    surveys: Surveys
    norm_mark: Mark
    norm_satisfied_share: Share
    satisfied_from: Mark
    low_mark: Annotated[int, Field(ge=1, le=10)]
    min_answers: Positive
    call_back_low_mark: bool
    reopen_within_days: Count
