"""Promises about what a tenant or home-seeker may take, change or choose, from subscription to letting."""

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from voordeur.policy.models.values import Cents, Count, Positive, Promise, Share, fault

CoverCode = Literal[
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v"
]
COVER_CODES: tuple[CoverCode, ...] = get_args(CoverCode)
"""The items of the annex to the Besluit kleine herstellingen (Stb. 2003, 168), which a subscription may take over."""

ChoiceGroup = Literal["colour", "kitchen", "front", "tiles", "appliances"]

LAW_DECIDE_DAYS = 56
"""Art. 7:215 lid 5 BW: eight weeks to answer a request for an alteration."""

LAW_OBJECTION_WEEKS = 8
"""Art. 7:220 lid 3 BW: eight weeks to ask a judge whether the proposal is reasonable."""

LAW_CONSENT_SHARE = 0.7
"""Art. 7:220 lid 3 BW: with 70% of the tenants a proposal for a complex is presumed reasonable."""

LAW_PASSEND_SHARE = 0.95
"""Woningwet art. 46: at least 95% of the lettings to low incomes below the rent limit."""

LAW_INCOME_GROUP_SHARE = 0.85
"""Woningwet art. 48: 92.5%, or 85% when agreed locally; nothing lower can be promised."""


class Subscription(Promise):
    """Small repairs at the tenant's cost, taken over for a price per month.

    `covers` are items of the Besluit kleine herstellingen; joining is free until `entry_fee_after_months` after moving
    in and costs `entry_fee_cents` later; with `settle_yearly` what was paid and what it cost is settled every year.
    """

    offered: bool
    price_cents_per_month: Cents
    covers: Annotated[tuple[CoverCode, ...], Field(strict=False)]
    minimum_months: Count
    notice_months: Count
    entry_fee_cents: Cents
    entry_fee_after_months: Count
    settle_yearly: bool

    @model_validator(mode="after")
    def _an_offer_has_a_price_and_a_content(self) -> Self:
        if self.offered and not self.price_cents_per_month:
            raise fault("offered_without_price", field="price_cents_per_month", value=0, allowed=">= 1")
        if self.offered and not self.covers:
            raise fault("offered_without_cover", field="covers", value="[]", allowed="a ... v")
        if list(self.covers) != sorted(set(self.covers)):
            raise fault("not_once_in_order", field="covers", value=", ".join(self.covers), allowed="a < b < c ...")
        return self


class Alterations(Promise):
    """Changes a tenant makes to the home.

    The law gives the right to ask; `offered` says that we invite it and help. `temporary_consent`: we may also say yes
    until the tenant leaves; `take_over_at_departure`: sound work may stay and becomes ours.
    """

    offered: bool
    decide_within_days: Annotated[int, Field(ge=1, le=LAW_DECIDE_DAYS)]
    standard_answers_at_once: bool
    temporary_consent: bool
    take_over_at_departure: bool


class Renovation(Promise):
    """What a tenant may choose when the home is renovated.

    `default_when_silent`: who does not choose within `choose_within_days` gets the standard (`standard`) or a visit
    (`visit`). `consent_share` and `objection_weeks` follow art. 7:220 BW and may be kinder than the law.
    """

    choices_offered: bool
    groups: Annotated[tuple[ChoiceGroup, ...], Field(strict=False)]
    choose_within_days: Positive
    default_when_silent: Literal["standard", "visit"]
    extra_at_own_cost: bool
    consent_share: Annotated[float, Field(ge=LAW_CONSENT_SHARE, le=1)]
    objection_weeks: Annotated[int, Field(ge=LAW_OBJECTION_WEEKS)]

    @model_validator(mode="after")
    def _choices_have_groups(self) -> Self:
        if self.choices_offered and not self.groups:
            allowed = " | ".join(get_args(ChoiceGroup))
            raise fault("choices_without_groups", field="groups", value="[]", allowed=allowed)
        if len(set(self.groups)) != len(self.groups):
            raise fault("not_once", field="groups", value=", ".join(self.groups), allowed="1 x")
        return self


class Letting(Promise):
    """How homes are let.

    `open_reactions_max`: adverts a seeker may react to at once; `lottery_share`: share of the homes that go by lot;
    `show_chance`: the chance of success stands with the advert; `publish_result`: who got a home is explained, without
    a name. `passend_share` and `income_group_share` are the yearly quotas we steer by.
    """

    model: Literal["waiting_list", "adverts"]
    open_reactions_max: Positive
    shown_days_min: Positive
    offer_answer_days: Positive
    lottery_share: Share
    show_chance: bool
    publish_result: bool
    passend_share: Annotated[float, Field(ge=LAW_PASSEND_SHARE, le=1)]
    income_group_share: Annotated[float, Field(ge=LAW_INCOME_GROUP_SHARE, le=1)]
