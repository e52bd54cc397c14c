"""Keeping the texts of steps and the lists of words: checked first, every version kept."""

from datetime import datetime

from django.db import IntegrityError, transaction

from voordeur.base import audit
from voordeur.kernel.errors import Refused
from voordeur.letters.models import Wording, WordList
from voordeur.letters.queries import lists, steps
from voordeur.letters.queries.lists import Kind
from voordeur.letters.rules import template, words
from voordeur.letters.rules.channel import Channel, Language
from voordeur.letters.rules.check import Judgement, judge
from voordeur.letters.rules.steps import Step, Text
from voordeur.letters.services.rendering import every_sentence
from voordeur.parties.models import User
from voordeur.policy.models import ServicePolicy

MOST_REASON_SIGNS = 300


def judge_text(step: Step, language: Language, text: Text, *, policy: ServicePolicy) -> Judgement:
    """How a text of a step reads with the examples filled in, whatever part of it somebody will get.

    Refused for a text that names values it cannot.
    """
    template.check(text.subject, text.body, known=step.known, flags=step.flags)
    return judge_written(every_sentence(step, language, text), language, policy=policy)


def judge_written(text: str, language: Language, *, policy: ServicePolicy) -> Judgement:
    """How any text of ours reads, such as an answer that a colleague is writing."""
    return judge(text, language=language, lists=lists.word_lists(language), address_form=policy.address_form)


def keep(
    *,
    step: Step,
    channel: Channel,
    language: Language,
    text: Text,
    seen_version: int,
    because: str,
    by: User,
    now: datetime,
    policy: ServicePolicy,
) -> Wording:
    """Keep a new version of a text; messages have it from now on.

    `seen_version` is the version somebody started from. Refused: what `template.check` refuses, nothing_changed,
    wording_moved_on when somebody else kept a version meanwhile, and not_plain (with the number of remarks) when the
    check has objections and nobody wrote why it must be so.
    """
    text = Text(" ".join(template.clean(text.subject).split()), template.clean(text.body).strip() + "\n")
    judgement = judge_text(step, language, text, policy=policy)
    because = " ".join(because.split())[:MOST_REASON_SIGNS]
    current = steps.in_force(step, channel, language)
    if current.version != seen_version:
        raise Refused("wording_moved_on", version=current.version)
    if current.text == text:
        raise Refused("nothing_changed")
    if not judgement.is_good and not because:
        raise Refused("not_plain", count=sum(remark.blocks for remark in judgement.remarks))
    try:
        with transaction.atomic():
            kept = Wording.objects.create(
                code=step.code,
                channel=channel,
                language=language,
                version=seen_version + 1,
                subject=text.subject,
                body=text.body,
                score=judgement.reading.score,
                level=judgement.level or "",
                kept_because="" if judgement.is_good else because,
                saved_at=now,
                saved_by=by,
            )
            audit.record(
                "letter.worded",
                f"text {step.code} {channel} {language}",
                by=by,
                now=now,
                details={"version": kept.version, "because": kept.kept_because},
            )
    except IntegrityError:
        raise Refused("wording_moved_on", version=seen_version + 1) from None
    return kept


def keep_list(*, kind: Kind, language: Language, text: str, seen_version: int, by: User, now: datetime) -> WordList:
    """Keep a new version of a list of words. Refused: what `words.parse` refuses, nothing_changed, list_moved_on."""
    text = template.clean(text).strip() + "\n"
    words.parse(text)
    current = lists.listed(kind, language)
    if current.version != seen_version:
        raise Refused("list_moved_on", version=current.version)
    if current.text.strip() == text.strip():
        raise Refused("nothing_changed")
    try:
        with transaction.atomic():
            kept = WordList.objects.create(
                kind=kind, language=language, version=seen_version + 1, text=text, saved_at=now, saved_by=by
            )
            audit.record("letter.words", f"words {kind} {language}", by=by, now=now, details={"version": kept.version})
    except IntegrityError:
        raise Refused("list_moved_on", version=seen_version + 1) from None
    return kept
