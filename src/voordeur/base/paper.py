"""PDF with tags for screen readers (PDF/UA-1) from a template of Typst.

What is told goes in as data, so nothing that anybody wrote is read as Typst markup or opens a file.
"""

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst


def pdf(template: Path, **told: Mapping[str, Any]) -> bytes:
    """The file. `told`: what the template reads as JSON under each name of `sys.inputs`.

    Typst's own fonts know the languages that are written here. Those of the machine may know a name from elsewhere;
    they are looked at only then, because they differ from machine to machine. A sign that no font here can draw takes
    the claim of PDF/UA away, never the paper.
    """
    inputs = {name: json.dumps(one) for name, one in told.items()}
    for more_fonts in (False, True):
        with contextlib.suppress(typst.TypstError):
            return _compiled(template, inputs, more_fonts=more_fonts, standard="ua-1")
    return _compiled(template, inputs, more_fonts=True, standard=None)


def _compiled(template: Path, inputs: dict[str, str], *, more_fonts: bool, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        str(template),
        root=str(template.parent),
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=standard,
        ignore_system_fonts=not more_fonts,
    )
