"""Answers at hand: found by subject and by words. Writes nothing."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from voordeur.contact.models import Article, ArticleVersion, GivenAnswer

MOST_SUGGESTED = 5


def _newest() -> QuerySet[ArticleVersion]:
    """The newest version of every article that is in use."""
    newest = ArticleVersion.objects.filter(article=OuterRef("article")).order_by("-number").values("pk")[:1]
    return ArticleVersion.objects.filter(pk=Subquery(newest), article__is_retired=False).select_related(
        "article__owner"
    )


def newest_of(slug: str) -> ArticleVersion | None:
    """The newest words of an article, also of a retired one."""
    found = ArticleVersion.objects.filter(article__slug=slug).select_related("article__owner", "made_by")
    return found.order_by("-number").first()


def versions_of(slug: str) -> Sequence[ArticleVersion]:
    """Every version, newest first."""
    found = ArticleVersion.objects.filter(article__slug=slug).select_related("article__owner", "made_by")
    return list(found.order_by("-number"))


def suggested(subject: str, *, text: str = "", most: int = MOST_SUGGESTED) -> list[ArticleVersion]:
    """The answers about a subject, those that were given most on top; with `text` only those that hold these words."""
    found = _newest()
    if subject:
        found = found.filter(article__subject=subject)
    for word in text.split()[:6]:
        found = found.filter(
            Q(title_nl__icontains=word)
            | Q(body_nl__icontains=word)
            | Q(title_en__icontains=word)
            | Q(body_en__icontains=word)
        )
    given = GivenAnswer.objects.filter(version__article=OuterRef("article")).order_by().values("version__article")
    times = Coalesce(Subquery(given.annotate(times=Count("pk")).values("times")), 0)
    return list(found.annotate(times=times).order_by("-times", "title_nl")[:most])


def to_review(day: date) -> int:
    """How many answers in use should have been looked at again."""
    return Article.objects.filter(is_retired=False, review_on__lte=day).count()
