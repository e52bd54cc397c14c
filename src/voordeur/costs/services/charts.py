"""The pictures of the report, as SVG made on the server. Draws what the report says and computes nothing.

One message each; the page says it in words above the picture, so no picture carries a title. Everything starts at zero
or spans the whole scale; a thin line shows between which values chance alone moves a figure.
"""

from datetime import datetime
from typing import Any

from voordeur.base import words
from voordeur.costs.rules import per_home
from voordeur.costs.texts import chart_words
from voordeur.figures.rules.figures import Code

NAMES = ("in_term", "lead_days", "marks", "costs", "jobs")
WIDTHS = {"wide": 920, "narrow": 330}
HEIGHT = {"wide": 280, "narrow": 230}

# The light theme of base/tokens.css. The page asks for the dark one by exchanging the colours, see DARK.
DOOR, SKY, BRASS, INK, INK_SOFT, LINE = "#0f3d2e", "#28629a", "#7f590f", "#1c2421", "#55605b", "#ddd6c8"
DARK = {DOOR: "#8fd0b5", SKY: "#8ec1f0", BRASS: "#e9c46a", INK: "#eef3f0", INK_SOFT: "#a9b5af", LINE: "#30443b"}
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"

_TITLE_ON_TOP: dict[str, Any] = {
    "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleX": 0, "titleY": -22, "domain": False,
    "ticks": False,
}  # fmt: skip

SHORT_MONTHS = {
    "nl": ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}

Row = dict[str, Any]


def in_theme(svg: str, *, is_dark: bool) -> str:
    """The picture in the colours of the theme."""
    if is_dark:
        for light, dark in DARK.items():
            svg = svg.replace(light, dark)
    return svg


def draw(name: str, report: dict[str, Any], *, language: str, width: str) -> str:
    """One picture of a report as SVG; empty when there is nothing to draw. Raises KeyError for an unknown name."""
    # Altair and its engine take a second and 160 MB, which only the worker should pay.
    import altair as alt

    chart = {"in_term": _in_term, "lead_days": _lead_days, "marks": _marks, "costs": _costs, "jobs": _jobs}[name](
        alt, report, language, width
    )
    if chart is None:
        return ""
    return _svg(alt, chart, width=width)


def _svg(alt: Any, chart: Any, *, width: str) -> str:
    import vl_convert

    axis = alt.AxisConfig(
        labelColor=INK_SOFT, titleColor=INK_SOFT, domainColor=LINE, tickColor=LINE, gridColor=LINE,
        labelFontSize=13, titleFontSize=13, labelFontWeight="normal", titleFontWeight="normal",
        labelOverlap=False, labelPadding=6,
    )  # fmt: skip
    made = chart.properties(
        width=WIDTHS[width], height=HEIGHT[width], autosize=alt.AutoSizeParams(type="fit", contains="padding")
    ).configure(
        font=FONT,
        background="transparent",
        padding={"left": 4, "right": 12, "top": 8, "bottom": 4},
        axis=axis,
        view=alt.ViewConfig(stroke=None),
        text=alt.MarkConfig(color=INK, fontSize=13),
    )
    # Checking the form of a picture against Vega-Lite's schema takes longer than drawing it; the tests draw them all.
    return str(vl_convert.vegalite_to_svg(made.to_dict(validate=False)))


def _rows(report: dict[str, Any], code: Code, language: str, *, digits: int, times: float = 1.0) -> list[Row]:
    """One row a month that has a value, with the value in words."""
    found = []
    for place, month in enumerate(report["months"]):
        figure = month["figures"][code]
        if figure["value"] is None:
            continue
        value = figure["value"] * times
        low, high = ((figure[end] if figure[end] is not None else figure["value"]) * times for end in ("low", "high"))
        found.append(
            {
                "place": place,
                "value": value,
                "low": low,
                "high": high,
                "told": words.number(value, digits=digits, language=language),
            }
        )
    return found


def _month_axis(alt: Any, report: dict[str, Any], language: str, width: str) -> Any:
    """Months by name; the year stands below January and below the first. A telephone has room for every third."""
    names = {}
    for place, month in enumerate(report["months"]):
        day = words.local_day(datetime.fromisoformat(month["from"]))
        short = SHORT_MONTHS[language][day.month - 1]
        names[place] = f"{short} {day.year}" if width == "narrow" else short
        if width == "wide" and (place == 0 or day.month == 1):
            names[place] = f"{short}|{day.year}"
    step = 3 if width == "narrow" else 1
    shown = [place for place in names if place % step == 0]
    told = " : ".join(f"datum.value == {place} ? '{names[place]}'" for place in shown) + " : ''"
    return alt.X(
        "place:O",
        scale=alt.Scale(domain=list(names), paddingInner=0.35, paddingOuter=0.2),
        axis=alt.Axis(title=None, values=shown, labelExpr=f"split({told}, '|')", labelAngle=0, grid=False, ticks=False),
    )


def _bars(alt: Any, report: dict[str, Any], rows: list[Row], title: str, language: str, width: str, top: float) -> Any:
    if not rows:
        return None
    base = alt.Chart(alt.Data(values=rows)).encode(x=_month_axis(alt, report, language, width))
    highest = max(top, *(row["high"] for row in rows))
    value = alt.Y(
        "value:Q",
        scale=alt.Scale(domain=[0, highest], nice=True),
        axis=alt.Axis(title=title, tickCount=5, **_TITLE_ON_TOP),
    )  # fmt: skip
    layers = [
        base.mark_bar(color=DOOR, opacity=0.6).encode(y=value),
        base.mark_rule(color=INK, strokeWidth=1.5).encode(y="low:Q", y2="high:Q"),
    ]
    if width == "wide":
        layers.append(base.mark_text(dy=-7, baseline="bottom").encode(y="high:Q", text="told:N"))
    return alt.layer(*layers)


def _in_term(alt: Any, report: dict[str, Any], language: str, width: str) -> Any:
    rows = _rows(report, Code.REPAIRS_IN_TERM_SHARE, language, digits=0, times=100)
    return _bars(alt, report, rows, chart_words("in_term", language), language, width, top=100)


def _lead_days(alt: Any, report: dict[str, Any], language: str, width: str) -> Any:
    rows = _rows(report, Code.REPAIR_LEAD_DAYS, language, digits=1)
    return _bars(alt, report, rows, chart_words("lead_days", language), language, width, top=5)


def _jobs(alt: Any, report: dict[str, Any], language: str, width: str) -> Any:
    rows = _rows(report, Code.JOBS_PER_CRAFTSMAN_DAY, language, digits=1)
    return _bars(alt, report, rows, chart_words("jobs", language), language, width, top=5)


def _marks(alt: Any, report: dict[str, Any], language: str, width: str) -> Any:
    series = [
        (Code.MARK_REPAIRS, DOOR, chart_words("mark_repairs", language), -4),
        (Code.MARK_CONTACT, SKY, chart_words("mark_contact", language), 4),
    ]
    layers = []
    ends = []
    for code, colour, name, shift in series:
        rows = _rows(report, code, language, digits=1)
        if not rows:
            continue
        ends.append({"told": f"{name} {rows[-1]['told']}", "colour": colour, "sign": "—"})
        base = alt.Chart(alt.Data(values=rows)).encode(x=_month_axis(alt, report, language, width))
        value = alt.Y(
            "value:Q",
            scale=alt.Scale(domain=[1, 10]),
            axis=alt.Axis(
                title=chart_words("marks", language), values=list(range(1, 11)), **_TITLE_ON_TOP
            ),
        )  # fmt: skip
        layers += [
            base.mark_rule(color=colour, strokeWidth=1.5, xOffset=shift).encode(y="low:Q", y2="high:Q"),
            base.mark_line(color=colour, strokeWidth=2, xOffset=shift).encode(y=value),
            base.mark_point(color=colour, filled=True, size=45, opacity=1, xOffset=shift).encode(y="value:Q"),
        ]
    if not layers:
        return None
    rule = alt.Chart(alt.Data(values=[{"norm": report["norm_mark"]}]))
    layers.append(rule.mark_rule(color=BRASS, strokeDash=[5, 4]).encode(y="norm:Q"))
    norm = words.number(report["norm_mark"], digits=1, language=language)
    ends.append({"told": f"{chart_words('norm', language)} {norm}", "colour": BRASS, "sign": "- -"})
    # The names stand in the low part of the scale, where means of marks hardly come.
    for place, end in enumerate(ends):
        name = alt.Chart(alt.Data(values=[{"y": 3.6 - 0.9 * place, "told": f"{end['sign']} {end['told']}"}]))
        layers.append(
            name.mark_text(color=end["colour"], align="left", x=4, fontWeight="bold").encode(y="y:Q", text="told:N")
        )
    return alt.layer(*layers)


def _costs(alt: Any, report: dict[str, Any], language: str, width: str) -> Any:
    """A staircase: every line begins where the one before it ended, the last bar is the sum."""
    rows: list[Row] = []
    reached = 0.0
    for line, cents in per_home(report["processes"], report["homes"]).items():
        if not cents:
            continue
        euros = cents / 100
        rows.append({"line": chart_words(f"line_{line.value}", language), "from": reached, "to": reached + euros,
                     "told": words.euro(round(cents), language=language), "kind": "part"})  # fmt: skip
        reached += euros
    if not rows:
        return None
    rows.append({"line": chart_words("total", language), "from": 0.0, "to": reached,
                 "told": words.euro(round(reached * 100), language=language), "kind": "sum"})  # fmt: skip
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=alt.Y("line:N", sort=[row["line"] for row in rows],
                axis=alt.Axis(title=None, domain=False, ticks=False, labelLimit=150, labelColor=INK, minExtent=96))
    )  # fmt: skip
    across = alt.X(
        "from:Q",
        scale=alt.Scale(domain=[0, reached * (1.22 if width == "wide" else 1.4)], nice=False),
        axis=alt.Axis(title=chart_words("costs", language), tickCount=4, domain=False, ticks=False),
    )
    colour = alt.Color("kind:N", scale=alt.Scale(domain=["part", "sum"], range=[SKY, DOOR]), legend=None)
    return alt.layer(
        base.mark_bar().encode(x=across, x2="to:Q", color=colour),
        base.mark_text(align="left", dx=6).encode(x="to:Q", text="told:N"),
    )
