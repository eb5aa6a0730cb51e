"""How does a chart with axes look the same in a page, in a print and in a notebook?

Sizes are fixed and only numbers and short codes stand on the axes, so that no layout depends on
fonts the renderer may lack; every series differs in shape or dash as well as in colour.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt

from engine.text import Text
from models.charts.canvas import ACCENT, FONT, INK, LINE, MUTED, SMALL, SOFT, STRONG, Row

WIDTH, HEIGHT = 620, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 14, 46
# Dark and light alternate, so that the order survives a print without colour.
SERIES = (STRONG, ACCENT, "#7a3d72", "#8a6d00")
DASHES: tuple[list[int], ...] = ([1, 0], [6, 4], [2, 3], [8, 3, 2, 3])
SHAPES = ("circle", "square", "triangle-up", "diamond")
VERDICT_COLOURS = {"green": "#14635a", "amber": "#b97a00", "red": "#a63a1b", "info": "#566668"}


def data(rows: Iterable[Row]) -> alt.Chart:
    """A chart of these rows, to be given a mark."""
    return alt.Chart(alt.InlineData(values=list(rows)))


def across(field: str, title: Text, form: str = "", scale: alt.Scale | None = None) -> alt.X:
    """A horizontal axis of numbers."""
    axis = _axis(title, form, grid=False)
    return alt.X(f"{field}:Q", scale=scale or alt.Scale(), axis=axis)


def up(field: str, title: Text, form: str = "", scale: alt.Scale | None = None) -> alt.Y:
    """A vertical axis of numbers; its title stands above it, where it is read without turning."""
    axis = _axis(title, form, grid=True, up=True)
    return alt.Y(f"{field}:Q", scale=scale or alt.Scale(), axis=axis)


def listed(field: str, order: Sequence[str]) -> alt.Y:
    """One row for each name, in this order."""
    axis = alt.Axis(
        title=None, grid=False, domain=False, ticks=False, labelLimit=0, labelColor=INK,
        labelFontSize=SMALL, labelPadding=8,
    )  # fmt: skip
    return alt.Y(f"{field}:N", sort=list(order), axis=axis)


def coded(field: str, title: Text, order: Sequence[str]) -> alt.X:
    """One place for each short code, in this order."""
    return alt.X(f"{field}:N", sort=list(order), axis=_axis(title, "", grid=False, angle=0))


def coloured(field: str, names: Sequence[str], colours: Sequence[str] = SERIES) -> alt.Color:
    """A colour for each name, without a legend: the picture's caption names the series."""
    scale = alt.Scale(domain=list(names), range=list(colours[: len(names)]))
    return alt.Color(f"{field}:N", scale=scale, legend=None)


def shaped(field: str, names: Sequence[str]) -> alt.Shape:
    """A shape for each name."""
    scale = alt.Scale(domain=list(names), range=list(SHAPES[: len(names)]))
    return alt.Shape(f"{field}:N", scale=scale, legend=None)


def dashed(field: str, names: Sequence[str]) -> alt.StrokeDash:
    """A dash for each name."""
    scale = alt.Scale(domain=list(names), range=list(DASHES[: len(names)]))
    return alt.StrokeDash(f"{field}:N", scale=scale, legend=None)


def rule_at(value: float, scale: alt.Scale, colour: str = MUTED) -> alt.Chart:
    """A dashed upright line through the whole plot at a bound, on the scale of the others."""
    marks = data([{"bound": value}]).mark_rule(color=colour, strokeDash=[4, 3], strokeWidth=1.2)
    drawn: alt.Chart = marks.encode(alt.X("bound:Q", scale=scale))
    return drawn


def framed(
    layers: Sequence[alt.Chart], height: int = HEIGHT, left: int = LEFT, width: int = WIDTH
) -> alt.LayerChart:
    """The layers on one pair of axes; the picture is exactly `width` wide."""
    return alt.LayerChart(
        layer=list(layers),
        width=width - left - RIGHT,
        height=height - TOP - BOTTOM,
        padding={"left": left, "right": RIGHT, "top": TOP + SMALL, "bottom": BOTTOM},
        autosize=alt.AutoSizeParams(type="none"),
        config=_CONFIG,
    )


def _axis(title: Text, form: str, grid: bool, up: bool = False, angle: int = 0) -> alt.Axis:
    placed: dict[str, Any] = (
        {"titleAnchor": "end", "titleAngle": 0, "titleAlign": "left", "titleY": -12, "titleX": -42}
        if up
        else {"titleAnchor": "start", "titlePadding": 8}
    )
    return alt.Axis(
        title=f"{title.zh} / {title.en}", format=form, grid=grid, tickCount=6, labelAngle=angle,
        **placed,
    )  # fmt: skip


_CONFIG = alt.Config(
    background="transparent", font=FONT, aria=False,
    view=alt.ViewConfig(stroke=None, fill=None),
    axis=alt.AxisConfig(
        labelColor=SOFT, labelFontSize=SMALL, titleColor=INK, titleFontSize=SMALL,
        titleFontWeight=600, gridColor=LINE, domainColor=MUTED, tickColor=MUTED, tickSize=4,
    ),
)  # fmt: skip
