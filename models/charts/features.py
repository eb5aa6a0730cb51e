"""What do the features of many firms look like: how often known, and which default rate by bin?"""

from collections.abc import Sequence

import altair as alt

from engine.text import Text
from models.charts import axes
from models.charts.canvas import INK, SMALL, STRONG, Row, text_width

_KNOWN = Text(zh="已知的企业比例", en="Share of firms where known")
_RATE = Text(zh="违约率(右为企业数)", en="Default rate (right: number of firms)")
_ROW, _BESIDE, _FEWEST = 24, 16, 90
_WHOLE = alt.Scale(domain=[0.0, 1.0])


def known_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """How often each feature is known, in the order given.

    Args:
        rows: `name` and `known`, a share 0..1.
    """
    names = [str(row["name"]) for row in rows]
    bars = axes.data(rows).mark_bar(height=12, color=STRONG)
    layers = [bars.encode(axes.across("known", _KNOWN, ".0%", _WHOLE), axes.listed("name", names))]
    return axes.framed(layers, _height(rows), _room(names))


def bins_chart(rows: Sequence[Row]) -> alt.LayerChart:
    """The default rate of each bin of one feature, from low to high values, missing last.

    Args:
        rows: `bin`, `event_rate` (0..1) and `count`: lines of `Scorecard.bins()`; bins nobody
            is in are left out.
    """
    held = [row for row in rows if row["count"] > 0]
    names = [str(row["bin"]) for row in held]
    scale = alt.Scale(domain=[0.0, 1.15 * max((row["event_rate"] for row in held), default=1.0)])
    x, y = axes.across("event_rate", _RATE, ".1%", scale), axes.listed("bin", names)
    counts: list[Row] = [{**row, "said": f"{row['count']:,.0f}"} for row in held]
    layers = [
        axes.data(held).mark_bar(height=12, color=STRONG).encode(x, y),
        axes.data(counts).mark_text(align="left", dx=4, fontSize=SMALL, color=INK).encode(
            x, y, text="said:N"
        ),
    ]  # fmt: skip
    return axes.framed(layers, _height(held), _room(names))


def _height(rows: Sequence[Row]) -> int:
    return axes.TOP + axes.BOTTOM + _ROW * max(len(rows), 1)


def _room(names: Sequence[str]) -> int:
    return max(
        _FEWEST, round(max((text_width(name, SMALL) for name in names), default=0.0)) + _BESIDE
    )
