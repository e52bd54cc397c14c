"""Two kept studies beside each other."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from voordeur.base.access import roles
from voordeur.parties.queries import logged_in
from voordeur.parties.rules import MAY, Permission
from voordeur.twin.models import Study, StudyQuerySet
from voordeur.twin.queries import kept
from voordeur.twin.rules import Status
from voordeur.twin.services import pictures, studies
from voordeur.twin.views.answers import districts_of, groups_of, sections, sides, told


@roles(MAY[Permission.SEE_FIGURES])
@require_GET
def beside(request: HttpRequest) -> HttpResponse:
    """Which two, and both answers when two were chosen."""
    seen = Study.objects.listed_to(logged_in(request))
    choices = kept.to_choose_from(seen, now=timezone.now())
    keys = [request.GET.get(name, "")[:24] for name in ("one", "other")]
    context: dict[str, Any] = {"choices": choices, "one": keys[0], "other": keys[1], "is_same": False}
    if all(keys) and keys[0] == keys[1]:
        context["is_same"] = True
    elif all(keys):
        found = [_found(seen, key) for key in keys]
        one, other = found
        context["is_missing"] = one is None or other is None
        if one is not None and other is not None:
            context |= _laid(kept.beside(one, other), one.study)
    return render(request, "twin/kept.html", context)


def _found(seen: StudyQuerySet, key: str) -> kept.Kept | None:
    study = seen.filter(key=key, status=Status.DONE, kind__in=kept.KINDS).first()
    return None if study is None else kept.Kept(study, studies.size_of(study), studies.known_of(study))


def _laid(found: kept.Beside, study: Study) -> dict[str, Any]:
    return {
        "columns": found.columns,
        "base": found.columns[0],
        "is_paired": found.is_paired,
        "told": told(found.columns, found.differences, study.homes),
        "pictures": pictures.side_by_side(found.columns, found.differences),
        "sections": sections(found.columns, found.differences),
        "groups": groups_of(found.columns, found.group_differences, districts_of(study)),
        **sides(found.columns, found.group_differences, districts_of(study)),
    }
