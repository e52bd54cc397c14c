"""What other rooms ask of this one, under one name."""

from voordeur.letters.services.paper import pdf
from voordeur.letters.services.rendering import Rendered, render
from voordeur.letters.services.sending import send, send_by

__all__ = ["Rendered", "pdf", "render", "send", "send_by"]
