"""What a tenant or home-seeker may take, change or choose, in sentences of the active language."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from voordeur.policy.models import ServicePolicy
from voordeur.policy.texts.words import CHOICE_GROUPS, days, listed, money, months, percent, weeks


def subscription(policy: ServicePolicy) -> list[str]:
    terms = policy.subscription
    if not terms.offered:
        return [_("There is no service subscription. You pay for small repairs yourself, as the law says.")]
    return [
        _("For %(amount)s a month we do small repairs that you would pay yourself.")
        % {"amount": money(terms.price_cents_per_month)},
        _("It covers these letters of the law on small repairs: %(letters)s.") % {"letters": listed(terms.covers)},
        _("You subscribe for at least %(months)s.") % {"months": months(terms.minimum_months)},
        _("You can stop with %(months)s notice.") % {"months": months(terms.notice_months)},
        _("Joining is free in the first %(months)s after you move in. Later it costs %(amount)s.")
        % {"months": months(terms.entry_fee_after_months), "amount": money(terms.entry_fee_cents)},
        _("Every year we settle what was paid against what it cost.")
        if terms.settle_yearly
        else _("The price is fixed; we do not settle it afterwards."),
    ]


def alterations(policy: ServicePolicy) -> list[str]:
    terms = policy.alterations
    return [
        _("You are welcome to change your home, and we help with your plan.")
        if terms.offered
        else _("You can ask in writing to change your home."),
        _("You get an answer within %(days)s. The law allows 8 weeks.") % {"days": days(terms.decide_within_days)},
        _("For common changes you get the answer at once.")
        if terms.standard_answers_at_once
        else _("We look at every request first, also at a common one."),
        _("We may also say yes for as long as you live there.")
        if terms.temporary_consent
        else _("We say yes or no; not yes for a time."),
        _("When you leave, sound changes may stay and become ours.")
        if terms.take_over_at_departure
        else _("When you leave, we do not take over your changes."),
    ]


def renovation(policy: ServicePolicy) -> list[str]:
    terms = policy.renovation
    return [
        *(_choices(policy) if terms.choices_offered else [_("When we renovate, everyone gets the same.")]),
        _("We start a renovation of a block when %(share)s of the tenants agree.")
        % {"share": percent(terms.consent_share)},
        _("Whoever disagrees has %(weeks)s to go to court.") % {"weeks": weeks(terms.objection_weeks)},
    ]


def _choices(policy: ServicePolicy) -> list[str]:
    terms = policy.renovation
    groups = [str(CHOICE_GROUPS[group]) for group in terms.groups]
    return [
        _("When we renovate, you may choose: %(groups)s.") % {"groups": listed(groups)},
        _("You have %(days)s to choose.") % {"days": days(terms.choose_within_days)},
        _("If you do not choose, you get the standard.")
        if terms.default_when_silent == "standard"
        else _("If you do not choose, we come by to choose together."),
        _("You may choose something dearer and pay the difference.")
        if terms.extra_at_own_cost
        else _("You cannot pay for something dearer."),
    ]


def letting(policy: ServicePolicy) -> list[str]:
    terms = policy.letting
    is_list = terms.model == "waiting_list"
    return [
        *([_("Homes go to the first on the waiting list.")] if is_list else _adverts(policy)),
        _("You have %(days)s to answer an offer.") % {"days": days(terms.offer_answer_days)},
        _("Afterwards we show why a home went to whom, without a name.")
        if terms.publish_result
        else _("We do not show afterwards why a home went to whom."),
        _("At least %(share)s of the people with a low income get a home with a rent that fits it.")
        % {"share": percent(terms.passend_share)},
        _("At least %(share)s of the homes go to people with an income below the limit for social housing.")
        % {"share": percent(terms.income_group_share)},
    ]


def _adverts(policy: ServicePolicy) -> list[str]:
    terms = policy.letting
    open_reactions = {"n": terms.open_reactions_max}
    return [
        _("We advertise every home, and home-seekers react."),
        ngettext(
            "You may have one open reaction at once.", "You may have %(n)d open reactions at once.", open_reactions["n"]
        )
        % open_reactions,
        _("An advert stands for at least %(days)s.") % {"days": days(terms.shown_days_min)},
        _("%(share)s of the homes go by lot.") % {"share": percent(terms.lottery_share)}
        if terms.lottery_share
        else _("No homes go by lot."),
        _("You see how good your chance is.") if terms.show_chance else _("We do not say how good your chance is."),
    ]
