"""The pictures of the guides as SVG on a light ground, from figures that were kept and the guide's own tables."""

import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import altair as alt
from asking import HOURS
from steps import FIRST, LAST, LESS
from telling import SHOWN, Three

DOOR, SKY, BRASS, INK, SOFT, LINE = "#0f3d2e", "#28629a", "#b07d12", "#1c2421", "#55605b", "#e6e1d6"
NAMES = {"start": FIRST, "rest": LAST, "all": LESS}
COLOURS = {FIRST: BRASS, LAST: SKY, LESS: DOOR}
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
SIGN = 6.9  # pixels that a sign of a name takes in a wide font
LINE_OF_TITLE = 22  # signs of a title beside each other
NUMBER = re.compile(r"-?[\d,]*\.?\d+")

Row = dict[str, Any]


def draw(figures: Mapping[str, Any], guide: str, folder: Path) -> None:
    """Every picture. `guide`: the text of twin.md, whose tables are drawn."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, chart in {
        "story-steps": steps(figures),
        "story-notches": notches(figures, "notches"),
        "story-further": notches(figures, "further"),
        "twin-presets": presets(figures),
        "twin-window": window(figures),
        "twin-formulas": formulas(tables(guide)),
        "twin-weeks": weeks(tables(guide)),
        "twin-growth": growth(tables(guide)),
    }.items():
        _finished(chart).save(str(folder / f"{name}.svg"))


def _finished(chart: alt.TopLevelMixin) -> alt.TopLevelMixin:
    axis = alt.AxisConfig(
        labelColor=SOFT, titleColor=SOFT, domainColor=LINE, tickColor=LINE, gridColor=LINE, labelFontSize=12,
        titleFontSize=12, titleFontWeight="normal", labelPadding=5, labelLimit=460,
    )  # fmt: skip
    return chart.configure(
        font=FONT,
        background="white",
        padding=14,
        axis=axis,
        view=alt.ViewConfig(stroke=None),
        title=alt.TitleConfig(color=INK, fontSize=13, fontWeight="bold", anchor="start", frame="group", offset=8),
        legend=alt.LegendConfig(
            labelColor=INK, labelFontSize=12, titleColor=SOFT, orient="top", title=None, columnPadding=24
        ),
    )


def _row(name: str, three: Three, code: str, **more: Any) -> Row:
    mean, low, high = (one * SHOWN[code].times for one in three)
    return {"name": name, "mean": mean, "low": low, "high": high, **more}


def _dots(rows: Sequence[Row], title: str, *, first: bool, width: int, is_difference: bool, colour: str = DOOR) -> Any:
    """A panel: one line a row, a point with its interval; only the first panel names the rows."""
    order = [row["name"] for row in rows]
    height = 24 * len(rows)
    room = SIGN * max(map(len, order)) if first else 0.0
    names = alt.Axis(title=None, labels=first, ticks=False, domain=False, labelColor=INK, grid=True, minExtent=room)
    base = alt.Chart(alt.Data(values=list(rows)), title=textwrap.wrap(title, LINE_OF_TITLE)).encode(
        y=alt.Y("name:N", sort=order, axis=names)
    )
    across = alt.X(
        "mean:Q",
        scale=alt.Scale(zero=is_difference, nice=True, padding=8),
        axis=alt.Axis(title=None, tickCount=4, grid=True, domain=False),
    )
    layers: list[Any] = []
    if is_difference:
        zero = alt.Chart(alt.Data(values=[{"zero": 0}]))
        layers.append(zero.mark_rule(color=SOFT).encode(x="zero:Q"))
        layers.append(base.mark_bar(size=9, color=colour, opacity=0.35).encode(x=across))
    else:
        path = base.mark_line(color=colour, opacity=0.45, strokeWidth=1.5)
        layers.append(path.encode(x=across, order=alt.Order("place:Q")))
    layers.append(base.mark_rule(color=colour, strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q"))
    layers.append(base.mark_point(color=colour, filled=True, size=48, opacity=1).encode(x=across))
    return alt.layer(*layers).properties(width=width, height=height)


def _beside(panels: Sequence[Any]) -> Any:
    return alt.hconcat(*panels, spacing=22).resolve_scale(y="shared")


def steps(figures: Mapping[str, Any]) -> Any:
    """The whole way: level after each step."""
    names = [("start", "As in 1994"), *((one["code"], one["words"]) for one in figures["steps"])]
    panels = []
    for number, code in enumerate(("cost_per_home_cents", "fte", "work_minutes_per_craftsman_day", "mark_repairs")):
        rows = [
            _row(words, figures["levels"][step][code], code, place=place) for place, (step, words) in enumerate(names)
        ]
        colour = (DOOR, DOOR, SKY, BRASS)[number]
        title = SHOWN[code].words
        panels.append(_dots(rows, title, first=number == 0, width=170, is_difference=False, colour=colour))
    return _beside(panels)


def notches(figures: Mapping[str, Any], part: str) -> Any:
    """What one promise less does to four figures."""
    panels = []
    for number, code in enumerate(("cost_per_home_cents", "fte", "mark_repairs", "mark_contact")):
        rows = [_row(one["words"], one["moved"][code], code) for one in figures[part]]
        colour = (DOOR, DOOR, BRASS, BRASS)[number]
        panels.append(_dots(rows, SHOWN[code].words, first=number == 0, width=170, is_difference=True, colour=colour))
    return _beside(panels)


def presets(figures: Mapping[str, Any]) -> Any:
    """Three presets, nine figures, each with its interval."""
    codes = (
        "cost_per_home_cents", "fte", "repair_lead_days",
        "jobs_per_craftsman_day", "travel_minutes_per_job", "no_access_share",
        "mark_repairs", "mark_contact", "complaints_per_1000_homes",
    )  # fmt: skip
    lines = []
    for start in range(0, len(codes), 3):
        panels = []
        for number, code in enumerate(codes[start : start + 3]):
            rows = [_row(words, figures["levels"][name][code], code) for name, words in NAMES.items()]
            panels.append(_three(rows, SHOWN[code].words, first=number == 0))
        lines.append(_beside(panels))
    return alt.vconcat(*lines, spacing=18)


def _three(rows: Sequence[Row], title: str, *, first: bool) -> Any:
    names = alt.Axis(title=None, labels=first, ticks=False, domain=False, labelColor=INK, grid=True)
    base = alt.Chart(alt.Data(values=list(rows)), title=title).encode(
        y=alt.Y("name:N", sort=list(NAMES.values()), axis=names),
        color=alt.Color("name:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())), legend=None),
    )
    across = alt.X("mean:Q", scale=alt.Scale(zero=False, padding=10), axis=alt.Axis(title=None, tickCount=4))
    points = base.mark_point(filled=True, size=60, opacity=1).encode(x=across)
    return alt.layer(base.mark_rule(strokeWidth=2.5).encode(x="low:Q", x2="high:Q"), points).properties(
        width=215, height=84
    )


def window(figures: Mapping[str, Any]) -> Any:
    """The dial of the window: six figures on three values."""
    codes = (
        "cost_per_home_cents", "travel_minutes_per_job", "jobs_per_craftsman_day",
        "windows_kept_share", "no_access_share", "mark_repairs",
    )  # fmt: skip
    panels = []
    for code in codes:
        rows = [_row(hours, figures["levels"][f"window_{hours}"][code], code, hours=int(hours)) for hours in HOURS]
        base = alt.Chart(alt.Data(values=rows), title=SHOWN[code].words).encode(
            x=alt.X(
                "hours:Q",
                scale=alt.Scale(domain=[1, 9], nice=False),
                axis=alt.Axis(title="window, hours", values=[int(one) for one in HOURS], grid=False),
            )
        )
        value = alt.Y("mean:Q", scale=alt.Scale(zero=False, padding=10), axis=alt.Axis(title=None, tickCount=4))
        layers = (
            base.mark_line(color=DOOR, opacity=0.5).encode(y=value),
            base.mark_rule(color=DOOR, strokeWidth=2).encode(y="low:Q", y2="high:Q"),
            base.mark_point(color=DOOR, filled=True, size=55, opacity=1).encode(y=value),
        )
        panels.append(alt.layer(*layers).properties(width=215, height=130))
    rows_of_panels = [alt.hconcat(*panels[at : at + 3], spacing=60, bounds="flush") for at in (0, 3)]
    return alt.vconcat(*rows_of_panels, spacing=18)


def formulas(found: Sequence[list[list[str]]]) -> Any:
    """How far each of thirty cases lies from the exact answer."""
    (cases,) = (one for one in found if one[0][0] == "Formula")
    rows = []
    for place, line in enumerate(cases[1:], 1):
        for name, at in (("left", 3), ("mean wait", 5), ("within 20 s", 7)):
            exact, simulated = float(line[at]), float(line[at + 1])
            if exact > 0:
                rows.append(
                    {"case": place, "what": name, "off": 100 * (simulated / exact - 1), "kind": f"Erlang {line[0]}"}
                )
    base = alt.Chart(alt.Data(values=rows))
    bounds = alt.Chart(alt.Data(values=[{"off": -2}, {"off": 2}])).mark_rule(color=SOFT, strokeDash=[5, 4])
    points = base.mark_point(filled=True, size=46, opacity=0.9).encode(
        x=alt.X(
            "case:Q",
            scale=alt.Scale(domain=[0, 31], nice=False),
            axis=alt.Axis(title="case, in the order of the table", grid=False, tickCount=6),
        ),
        y=alt.Y("off:Q", scale=alt.Scale(domain=[-2.6, 2.6]), axis=alt.Axis(title="from the formula, %", tickCount=5)),
        color=alt.Color("kind:N", scale=alt.Scale(domain=["Erlang C", "Erlang A"], range=[SKY, DOOR])),
        shape=alt.Shape("what:N"),
    )
    return alt.layer(bounds.encode(y="off:Q"), points).properties(width=700, height=250)


def weeks(found: Sequence[list[list[str]]]) -> Any:
    """Each week of the recorded month: what happened, and what was predicted with its interval."""
    (lines,) = (one for one in found if one[0][0] == "Week from")
    panels = []
    for number, (title, at) in enumerate((("left, %", 1), ("mean wait, s", 3), ("within 20 s, %", 5))):
        rows = []
        for line in lines[1:]:
            mean, low, high = (float(one) for one in NUMBER.findall(line[at + 1]))
            rows.append({"name": line[0], "happened": float(line[at]), "mean": mean, "low": low, "high": high})
        names = alt.Axis(title=None, labels=number == 0, ticks=False, domain=False, labelColor=INK, grid=True)
        order = [row["name"] for row in rows]
        base = alt.Chart(alt.Data(values=rows), title=title).encode(y=alt.Y("name:N", sort=order, axis=names))
        across = alt.X("mean:Q", scale=alt.Scale(zero=False, padding=8), axis=alt.Axis(title=None, tickCount=5))
        own = alt.Scale(domain=["predicted (95%)", "happened"], range=[SKY, BRASS])
        layers = (
            base.mark_rule(color=SKY, strokeWidth=3, opacity=0.6).encode(x="low:Q", x2="high:Q"),
            base.transform_calculate(kind="'predicted (95%)'")
            .mark_point(filled=True, size=55, opacity=1)
            .encode(x=across, color=alt.Color("kind:N", scale=own)),
            base.transform_calculate(kind="'happened'")
            .mark_point(filled=True, size=70, opacity=1, shape="diamond")
            .encode(x="happened:Q", color=alt.Color("kind:N", scale=own)),
        )
        panels.append(alt.layer(*layers).properties(width=200, height=8 * 24))
    return _beside(panels)


def growth(found: Sequence[list[list[str]]]) -> Any:
    """Seconds for a year as the association grows, with a straight line to compare."""
    (lines,) = (one for one in found if one[0][0] == "policy")
    rows = [
        {"policy": line[0], "homes": float(line[1].replace(",", "")), "seconds": float(line[5]) + float(line[6])}
        for line in lines[1:]
    ]
    wide = alt.Scale(type="log", domain=[800, 130_000], nice=False)
    scale = alt.Scale(type="log")
    sizes = sorted({row["homes"] for row in rows})
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("homes:Q", scale=wide, axis=alt.Axis(title="homes", values=[1_000, 10_000, 100_000], format=",.0f")),
        color=alt.Color("policy:N", scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))),
    )
    seconds = alt.Y(
        "seconds:Q", scale=scale, axis=alt.Axis(title="s of one core for a year", values=[0.01, 0.1, 1, 10])
    )
    most = max(row["seconds"] / row["homes"] for row in rows if row["homes"] == sizes[-1])
    straight = (
        alt.Chart(alt.Data(values=[{"homes": one, "seconds": most * one} for one in sizes]))
        .mark_line(color=SOFT, strokeDash=[4, 4], strokeWidth=1)
        .encode(x=alt.X("homes:Q", scale=wide), y=alt.Y("seconds:Q", scale=scale))
    )
    lines_drawn = base.mark_line(strokeWidth=2).encode(y=seconds)
    points = base.mark_point(filled=True, size=50, opacity=1).encode(y=seconds)
    return alt.layer(straight, lines_drawn, points).properties(width=560, height=260)


def tables(text: str) -> list[list[list[str]]]:
    """Every table of a Markdown text: its head and its rows, as cells."""
    found: list[list[list[str]]] = []
    inside = False
    for line in text.splitlines():
        if line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not inside:
                found.append([])
            if not set(line) <= set("|-: "):
                found[-1].append(cells)
        inside = line.startswith("|")
    return found
