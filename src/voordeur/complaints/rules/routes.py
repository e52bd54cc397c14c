"""Where somebody can go who disagrees with us, from when and until when.

Sources: Woningwet art. 55b lid 3 and Btiv art. 109 (an independent commission); Btiv model rules of 1 February 2023,
Stcrt. 2023-6160; Burgerlijk Wetboek 7:257 with Uitvoeringswet huurprijzen woonruimte art. 16 (defects: six weeks after
the landlord was told); Burgerlijk Wetboek 7:260 lid 2 (service costs: two years after the statement was due on 1 July).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from voordeur.complaints.rules.subjects import About, Body
from voordeur.policy.models import ServicePolicy
from voordeur.policy.rules import ZONE, complaint_due_at, end_of_day, local

DEFECT_WEEKS = 6
COSTS_YEARS = 2
# 1 July: half a year after the year that a statement of service costs is about (Burgerlijk Wetboek 7:259 lid 2)
STATEMENT_DUE = (7, 1)


@dataclass(frozen=True, slots=True)
class Route:
    """A way on: from when it is open and until when; `until_at` None when the law names no end."""

    body: Body
    from_at: datetime
    until_at: datetime | None
    article: str = ""

    def is_open(self, now: datetime) -> bool:
        return self.from_at <= now and (self.until_at is None or now <= self.until_at)


def routes(
    policy: ServicePolicy,
    *,
    about: About,
    is_anonymous: bool,
    answered_at: datetime | None,
    review_asked_at: datetime | None,
    decided_at: datetime | None,
    due_at: datetime,
    told_of_defect_at: datetime | None,
    bill_of: date | None,
    now: datetime,
) -> list[Route]:
    """Every way on, in the order in which people take them.

    The second stage is open after our first answer, until it was asked for; the commission after our last one, and
    also at once when our term passed without an answer. It takes no complaint without a name. `told_of_defect_at`:
    when the defect that the complaint is about was reported; `bill_of`: the day of the statement of costs.
    """
    found = []
    if answered_at is not None and review_asked_at is None:
        until = complaint_due_at(policy, "ask_second_stage", answered_at)
        found.append(Route(Body.SECOND_STAGE, answered_at, until))
    ours = decided_at or answered_at
    if not is_anonymous and (ours is not None or now > due_at):
        since = ours or due_at
        until = complaint_due_at(policy, "commission", since)
        found.append(Route(Body.COMMISSION, since, until, "Woningwet art. 55b lid 3"))
    if about is About.REPAIR and told_of_defect_at is not None:
        opens = local(told_of_defect_at).date() + timedelta(weeks=DEFECT_WEEKS)
        start = datetime(opens.year, opens.month, opens.day, tzinfo=ZONE)
        found.append(Route(Body.RENT_TRIBUNAL, start, None, "BW 7:257, Uhw art. 16"))
    if about is About.COSTS and bill_of is not None:
        last = date(bill_of.year + COSTS_YEARS, *STATEMENT_DUE)
        start = datetime(bill_of.year, bill_of.month, bill_of.day, tzinfo=ZONE)
        found.append(Route(Body.RENT_TRIBUNAL, start, end_of_day(last), "BW 7:260 lid 2"))
    return found
