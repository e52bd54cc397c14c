"""The answer of a study as one tidy table: a row for every figure, to the last digit that was kept. Writes nothing."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from voordeur.base import words
from voordeur.twin.engine.kpis import GROUP_UNITS, UNITS
from voordeur.twin.models import Study
from voordeur.twin.queries import studies
from voordeur.twin.texts.figures import NAMES

HEAD = (
    "study", "kind", "what", "variant", "title", "base", "group", "kpi", "figure", "unit",
    "mean", "low", "high", "differs",
)  # fmt: skip
"""`what`: level or difference (of `variant` with `base`); `group`: all, or those the figure is about; `differs`: 1
where zero lies outside the interval, 0 where it does not, empty for a level; `figure`: the kpi in words."""

Row = tuple[str, ...]
Figures = Mapping[str, Mapping[str, Any]]
OPENS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(study: Study) -> Iterator[Row]:
    """The rows of a study that is done, in the order of its answer."""
    answer = study.result or {}
    for row in KINDS[study.kind](study, answer):
        yield (study.key, study.kind, *row)


def safe(text: str) -> str:
    """A text that people wrote, such that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(OPENS_A_FORMULA) else text


def _rows(
    found: Figures, units: Mapping[str, str], *, variant: str, title: str = "", base: str = "", group: str = "all"
) -> Iterator[Row]:
    for code, one in found.items():
        differs = "" if "differs" not in one else str(int(one["differs"]))
        yield (
            "difference" if differs else "level",
            safe(variant),
            safe(title),
            safe(base),
            group,
            code,
            str(NAMES[code]),
            str(one.get("unit", units.get(code, ""))),
            *(repr(one[name]) for name in ("mean", "low", "high")),
            differs,
        )


def _beside(study: Study, answer: Mapping[str, Any]) -> Iterator[Row]:
    titles = {one.name: one.title for one in studies.columns(study)}
    for one in answer["variants"]:
        name = one["name"]
        yield from _rows(one["kpis"], UNITS, variant=name, title=titles[name])
        for group, own in one["groups"].items():
            if group != "all":
                yield from _rows(own, GROUP_UNITS, variant=name, title=titles[name], group=group)
    for one in answer["differences"]:
        yield from _rows(one["kpis"], UNITS, variant=one["b"], title=titles[one["b"]], base=one["a"])
    for one in answer["group_differences"]:
        for group, own in one["groups"].items():
            if group != "all":
                yield from _rows(own, GROUP_UNITS, variant=one["b"], title=titles[one["b"]], base=one["a"], group=group)


def _tornado(_study: Study, answer: Mapping[str, Any]) -> Iterator[Row]:
    for promise in answer["promises"]:
        for notch in promise["notches"]:
            name = f"{promise['field']}={_plain(notch['value'])}"
            title = str(promise["name"][words.spoken(None)])
            if notch["is_felt"]:
                yield from _rows(notch["differences"], UNITS, variant=name, title=title, base="now")


def _weights(_study: Study, answer: Mapping[str, Any]) -> Iterator[Row]:
    yield from _rows(answer["answer"], UNITS, variant="answer")
    for one in answer["parameters"]:
        title = str(one["name"][words.spoken(None)])
        for end in ("low", "high"):
            moved = {code: figure[f"at_{end}"] for code, figure in one["figures"].items() if figure.get(f"at_{end}")}
            yield from _rows(moved, UNITS, variant=f"{one['code']}={one[end]!r}", title=title, base="answer")


def _search(_study: Study, answer: Mapping[str, Any]) -> Iterator[Row]:
    values = {one["field"]: one["values"] for one in answer["promises"]}

    def name(levels: Mapping[str, int]) -> str:
        return "; ".join(f"{field}={_plain(values[field][level])}" for field, level in levels.items()) or "now"

    for point in answer["points"]:
        own = {code: one for code, one in point.items() if code in UNITS}
        yield from _rows(own, UNITS, variant=name(point["levels"]), title="tried")
    for title, told in (
        ("winner", answer.get("winner")),
        ("nearest", answer.get("nearest")),
        *(("runner-up", one) for one in answer.get("runners_up", ())),
    ):
        if told:
            variant = name(told["levels"])
            yield from _rows(told["kpis"], UNITS, variant=variant, title=title)
            yield from _rows(told["differences"], UNITS, variant=variant, title=title, base="now")


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


KINDS: dict[str, Callable[[Study, Mapping[str, Any]], Iterator[Row]]] = {
    "compare": _beside,
    "turn": _beside,
    "notch": _beside,
    "tornado": _tornado,
    "weights": _weights,
    "search": _search,
    "frontier": _search,
}
