"""How is a chart drawn to the pixel, so that no text is clipped whatever fonts measured it?

Every chart has a fixed size, its own labels as marks at known places, and no Vega axis or legend:
the renderer's fonts may lack Chinese, so nothing may depend on the width of a text.
"""

from collections.abc import Iterable
from typing import Any, Literal

import altair as alt

Row = dict[str, Any]
Align = Literal["left", "center", "right"]

FONT = (
    "PingFang SC, Hiragino Sans GB, Microsoft YaHei, Noto Sans SC, Noto Sans CJK SC, "
    "Source Han Sans SC, sans-serif"
)
INK, SOFT, MUTED, LINE, PAPER = "#12292d", "#33494d", "#566668", "#dfd9cc", "#ffffff"
ACCENT, UP, DOWN, STRONG = "#b3431a", "#14635a", "#a63a1b", "#0d4a4f"
WIDE, NARROW = 620, 343
SMALL, NORMAL = 11, 13
BOLD: Literal[600] = 600
REGULAR: Literal[400] = 400
_WIDE_CHARACTER = 0x2E80
_NARROW_SHARE = 0.62
_COLOUR = alt.Color("colour:N", scale=None, legend=None)
_CONFIG = alt.Config(
    background="transparent", font=FONT, aria=False,
    view=alt.ViewConfig(stroke=None, fill=None, clip=False),
)  # fmt: skip
_X2, _Y2, _TEXT = alt.X2("x2"), alt.Y2("y2"), alt.Text("text:N")
_ACROSS = alt.X(
    "x:Q", axis=None, scale=alt.Scale(domain=alt.ExprRef("[0, width]"), nice=False, zero=False)
)
_DOWN = alt.Y(
    "y:Q", axis=None, scale=alt.Scale(domain=alt.ExprRef("[height, 0]"), nice=False, zero=False)
)


def text_width(text: str, size: int = NORMAL) -> float:
    """A safe upper estimate of a text's width in pixels: Chinese a full square, others 0.62.

    >>> text_width("贷", 10), text_width("7", 10)
    (10.0, 6.2)
    """
    shares = (1.0 if ord(each) >= _WIDE_CHARACTER else _NARROW_SHARE for each in text)
    return size * sum(shares)


def boxes(rows: Iterable[Row], **mark: Any) -> alt.Chart:
    """Rectangles from (x, y) to (x2, y2), filled with `colour`."""
    return _placed(_chart(rows).mark_rect(**mark), x2=_X2, y2=_Y2, color=_COLOUR)


def outlines(rows: Iterable[Row], colour: str) -> alt.Chart:
    """Dashed rectangles without fill, for what is missing."""
    marks = _chart(rows).mark_rect(filled=False, stroke=colour, strokeDash=[4, 3], strokeWidth=1.5)
    return _placed(marks, x2=_X2, y2=_Y2)


def lines(rows: Iterable[Row], colour: str = LINE, **mark: Any) -> alt.Chart:
    """Straight lines from (x, y) to (x2, y2)."""
    style = {"strokeWidth": 1} | mark
    return _placed(_chart(rows).mark_rule(color=colour, **style), x2=_X2, y2=_Y2)


def bands(rows: Iterable[Row], opacity: float = 0.32) -> alt.Chart:
    """Smooth bands between y and y2 through the points of each `id`, filled with `colour`."""
    marks = _chart(rows).mark_area(interpolate="monotone", opacity=opacity)
    return _placed(marks, y2=_Y2, color=_COLOUR, detail=alt.Detail("id:N"))


def points(rows: Iterable[Row], shape: str, size: int, **mark: Any) -> alt.Chart:
    """Marks at (x, y) in `colour`."""
    marks = _chart(rows).mark_point(shape=shape, size=size, opacity=1, **mark)
    return _placed(marks, color=_COLOUR)


def texts(
    rows: Iterable[Row], align: Align = "left", size: int = NORMAL, bold: bool = False
) -> alt.Chart:
    """Texts at (x, y), vertically centred, in `colour`."""
    weight: Literal[600, 400] = BOLD if bold else REGULAR
    marks = _chart(rows).mark_text(align=align, baseline="middle", fontSize=size, fontWeight=weight)
    return _placed(marks, text=_TEXT, color=_COLOUR)


def halos(rows: Iterable[Row], align: Align = "left", size: int = NORMAL) -> alt.Chart:
    """The paper behind texts that stand on lines; drawn below them."""
    marks = _chart(rows).mark_text(
        align=align, baseline="middle", fontSize=size, fontWeight=BOLD,
        stroke=PAPER, strokeWidth=5, fill=PAPER,
    )  # fmt: skip
    return _placed(marks, text=_TEXT)


def drawing(layers: Iterable[alt.Chart], width: int, height: int) -> alt.LayerChart:
    """The layers as one chart of exactly this size, in pixels from the upper left corner."""
    return alt.LayerChart(
        layer=list(layers), width=width, height=height, padding=0, config=_CONFIG,
        autosize=alt.AutoSizeParams(type="none"),
    )  # fmt: skip


def _chart(rows: Iterable[Row]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=list(rows)))


def _placed(chart: alt.Chart, **encoded: Any) -> alt.Chart:
    """The chart with x and y as pixels of the drawing."""
    placed: alt.Chart = chart.encode(x=_ACROSS, y=_DOWN, **encoded)
    return placed
