"""Places on a page that higher rooms fill: config/wiring says who, so that no page knows what stands above it."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString

# A panel gets the request and the keywords of the place, and gives HTML or an empty text.
Panel = Callable[..., SafeString]


def panels(place: str, request: HttpRequest, **about: Any) -> list[SafeString]:
    """The filled panels of a place, in the order of the wiring; empty ones are left out."""
    wiring = importlib.import_module(settings.WIRING)
    table: Mapping[str, Sequence[Panel]] = wiring.PANELS
    filled = [panel(request, **about) for panel in table.get(place, ())]
    return [html for html in filled if html]
