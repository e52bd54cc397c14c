"""Answers at hand: written in versions, retired, used in a contact, mailed."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from voordeur.contact.models import Article, ArticleVersion, ContactMoment, GivenAnswer
from voordeur.contact.rules.articles import check_change, check_words
from voordeur.kernel.errors import Refused
from voordeur.letters.rules.channel import Channel
from voordeur.letters.services import send_by
from voordeur.parties.models import User
from voordeur.policy.models import SUBJECTS
from voordeur.policy.rules import local


@transaction.atomic
def write(
    *,
    article: Article | None,
    subject: str,
    owner: User,
    review_on: date,
    title_nl: str,
    body_nl: str,
    title_en: str = "",
    body_en: str = "",
    note: str = "",
    seen_version: int = 0,
    by: User,
    now: datetime,
) -> ArticleVersion:
    """A new answer, or a new version of one; what was said before stays as it was.

    Refused: subject_missing, what rules.articles refuses, article_exists, article_changed (somebody wrote a version
    after `seen_version`).
    """
    if subject not in SUBJECTS:
        raise Refused("subject_missing")
    check_change(role=by.role, review_on=review_on, today=local(now).date())
    check_words(title_nl=title_nl, body_nl=body_nl, title_en=title_en, body_en=body_en)
    if article is None:
        slug = slugify(title_nl)[:60] or "answer"
        if Article.objects.filter(slug=slug).exists():
            raise Refused("article_exists")
        article = Article.objects.create(slug=slug, subject=subject, owner=owner, review_on=review_on)
    else:
        Article.objects.filter(pk=article.pk).update(subject=subject, owner=owner, review_on=review_on)
    try:
        with transaction.atomic():
            return ArticleVersion.objects.create(
                article=article,
                number=seen_version + 1,
                title_nl=title_nl.strip(),
                body_nl=body_nl.strip(),
                title_en=title_en.strip(),
                body_en=body_en.strip(),
                note=note.strip()[:200],
                made_at=now,
                made_by=by,
            )
    except IntegrityError as fault:
        raise Refused("article_changed") from fault


def retire(article: Article, *, by: User, is_retired: bool) -> None:
    """Take an answer away from the screens, or put it back; its versions stay. Refused: article_not_allowed."""
    check_change(role=by.role, review_on=date.max, today=date.min)
    Article.objects.filter(pk=article.pk).update(is_retired=is_retired)


@transaction.atomic
def give(
    version: ArticleVersion,
    *,
    moment: ContactMoment | None,
    mail_to: str,
    name: str,
    language: str,
    by: User,
    now: datetime,
) -> GivenAnswer:
    """Keep that an answer was given in a contact; with `mail_to` it is sent there too."""
    if mail_to:
        send_by(
            Channel.MAIL,
            code="answer_mailed",
            context={"name": name, "title": version.title(language), "answer": version.body(language)},
            now=now,
            language=language,
            to_address=mail_to,
            person=moment.person if moment is not None else None,
            by=by,
        )
    return GivenAnswer.objects.create(moment=moment, version=version, at=now, by=by, mailed_to=mail_to)
