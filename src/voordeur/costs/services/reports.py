"""Renewing the report of figures: computed beside the pages, so that a page reads one row."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from voordeur.costs import queries
from voordeur.costs.models import Chart, Report
from voordeur.costs.services import charts
from voordeur.figures.rules.facts import DAYS_PER_YEAR
from voordeur.kernel.errors import Refused
from voordeur.policy.rules import local
from voordeur.promises import queries as promises

KEPT = 4
"""Reports that stay: someone who has the page open still finds its pictures after the next ones are made."""


def renew_report(*, now: datetime) -> Report | None:
    """Compute every figure over the 365 days up to `now`, draw the pictures, keep them and forget old reports.

    Run again at the same moment it gives the report that is there. None while no policy is in force: without one there
    is no price and no norm.
    """
    known = Report.objects.filter(computed_at=now).first()
    if known is not None:
        return known
    try:
        policy = promises.in_force(now).policy
    except Refused:
        return None
    found = queries.compute(now, policy)
    # Drawn before the transaction begins: a lock on SQLite is no place to wait for a picture.
    drawn = [
        (name, language, width, charts.draw(name, found, language=language, width=width))
        for name in charts.NAMES
        for language, _ in settings.LANGUAGES
        for width in charts.WIDTHS
    ]
    today = local(now).date()
    with transaction.atomic():
        report = Report.objects.create(
            from_on=today - timedelta(days=DAYS_PER_YEAR), until_on=today, computed_at=now, figures=found
        )
        Chart.objects.bulk_create(
            Chart(report=report, name=name, language=language, width=width, svg=svg)
            for name, language, width, svg in drawn
            if svg
        )
        newest = Report.objects.order_by("-computed_at", "-pk").values_list("pk", flat=True)[:KEPT]
        Report.objects.exclude(pk__in=list(newest)).delete()
    return report
